"""Who decides, told by event, by passive, by household names and by jokes."""

import pytest

from agent.frame import Authority
from agent.reading.reader import read
from reading_case import reading_context

WHO = "Who makes the final decision on this?"
OTHERS = "Is anyone else involved in the decision?"


def authority(text: str, agent: str | None = WHO) -> Authority | None:
    asked = None if agent is None else "authority"
    claims = read(text, reading_context(asked=asked, agent=agent)).claims
    values = [claim.value for claim in claims if claim.slot == "authority"]
    return values[0] if values and isinstance(values[0], Authority) else None


@pytest.mark.parametrize(
    "text",
    [
        "Widowed, so just me. The kids will moan but they've no vote",
        "The lads will have views but it's not their money",
        "My daughters can grumble, they don't get a vote",
        "We're tiny, so finance is me and a spreadsheet",
        "There's three of us here so the procurement department is me",
        "you're talking to the whole board",
        "I'm the founder and there's no board to please",
        "No one to consult but the dog",
        "I decide it alone, no partner is involved",
        "This decision I take alone",
        "muggins",
        "My signature is all you need",
        "Parents are paying but I pick",
        "it lands on my desk and stops there",
        "my house my say",
        "Decision I am taking only",
        "aye, meself",
        "i got the final say bro",
        "I've got sign off",
        "husband said get whatever you like",
        "Can approve it myself",
        "no need of any approval from anybody",
        "c'est moi",
        "I'm the decider, my husband does the cooking.",
        "nobody apart from myself",
        "Mum's paying, but she's left the choosing to me",
        "I get to spend it how I like",
    ],
)
def test_lead_who_decides_alone_says_so_in_many_ways(text: str) -> None:
    assert authority(text) == Authority(role="decision_maker", decider=None)


@pytest.mark.parametrize(
    ("text", "decider"),
    [
        ("Director sir will take final call, I only prepare the comparison", "Director sir"),
        ("Shortlist I prepare, then director sir alone approves", "director sir"),
        ("Evaluation is done by me, after that the HOD alone signs", "the HOD"),
        ("Final say is of my mother. I only send her pictures", "my mother"),
        ("It goes to a vote of the board", "the board"),
        ("goes to the board in March", "the board"),
        ("It'll be put to the trustees", "the trustees"),
        ("Gets voted on by the council", "the council"),
        ("HQ in Munich releases it", "HQ in Munich"),
        ("Big Kev, he holds the purse strings", "Big Kev"),
        ("Papa will see it and decide", "Papa"),
        ("our lass decides, I just send her pictures", "our lass"),
        ("That'd be himself", "himself"),
        ("ask my dad, not me", "my dad"),
        ("the bride's mother holds the purse strings", "the bride's mother"),
        ("the usual suspects: finance and legal", "finance and legal"),
        ("talk to my brother, he's the one", "my brother"),
        ("There's a vote at the board on the 14th", "the board"),
        ("nothing moves here till our MD has seen it", "our MD"),
        ("my fiancée's parents are paying so they get the final say", "my fiancée's parents"),
        ("Tony up in head office has to rubber stamp it", "Tony up in head office"),
        ("exec team picks from my shortlist", "exec team"),
        ("you'd need to win over the practice manager", "the practice manager"),
        ("owners have the say, I just manage the place", "owners"),
        ("Odd bits I can approve, anything of this size our chairman decides.", "our chairman"),
    ],
)
def test_decider_is_named_by_whatever_decides(text: str, decider: str) -> None:
    assert authority(text) == Authority(role="influencer", decider=decider)


@pytest.mark.parametrize(
    ("text", "decider"),
    [
        ("The partners vote and I'm the newest of them", "The partners"),
        ("The trustees vote, I'm the youngest of them", "The trustees"),
        ("The directors vote on it and I have one of the votes", "The directors"),
        ("the board votes, I've a seat on it", "the board"),
        ("we've each got a veto", None),
        ("it's my vote and hers", None),
        ("My wife has the last word but I choose", "My wife"),
        ("up to 10k I sign, beyond that head office", "head office"),
        ("depends, under 5k me, above that the board", "the board"),
        ("me, but the wife has a veto", "the wife"),
        ("I decide on the tool, finance decide on the spend", "finance"),
        ("I pick but Dad has to OK the money", "Dad"),
        ("the co-op committee votes with me", "the co-op committee"),
        ("The House Committee finalises, of which I am Treasurer.", "The House Committee"),
    ],
)
def test_lead_with_a_vote_beside_others_shares_the_decision(text: str, decider: str | None) -> None:
    assert authority(text) == Authority(role="shared", decider=decider)


@pytest.mark.parametrize("text", ["the treasurer countersigns", "the treasurer has to agree", "the treasurer"])
def test_who_else_decides_is_beside_the_lead(text: str) -> None:
    assert authority(text, OTHERS) == Authority(role="shared", decider="the treasurer")


@pytest.mark.parametrize("text", ["not a sinner", "just muggins", "Nobody but the cat", "nah it's my money"])
def test_nobody_else_decides(text: str) -> None:
    assert authority(text, OTHERS) == Authority(role="decision_maker", decider=None)


@pytest.mark.parametrize(
    ("text", "decider"),
    [
        ("er indoors decides, nothing to do with me", "er indoors"),
        ("I'm only the PA, my boss told me to ask", "my boss"),
        ("I'm only the PA, I was told to ask", None),
        ("I'm the receptionist, they asked me to message", None),
        ("i'm the intern lol", None),
        ("I've been told to fill this in", None),
        ("not my department mate", None),
        ("I only answer the phones", None),
        ("I won't be consulted", None),
    ],
)
def test_messenger_has_no_part(text: str, decider: str | None) -> None:
    assert authority(text) == Authority(role="none", decider=decider)


@pytest.mark.parametrize(
    "text",
    [
        "Our head office in Munich has a great canteen",
        "The board is warped, can you replace it",
        "My house needs a new roof",
        "the seller decides on Friday",
        "our lad picks a fight with every CRM we try",
        "I'm the youngest of six and just moving out, need a studio",
        "the deposit was released by the bank last week",
        "my sister recommended you",
        "I decide this Friday",
    ],
)
def test_talk_of_other_things_tells_nothing_of_the_decision(text: str) -> None:
    assert authority(text, None) is None


@pytest.mark.parametrize("text", ["I decide this alone", "I want a two bed flat. My money, my say"])
def test_lead_decides_alone_also_unasked(text: str) -> None:
    assert authority(text, None) == Authority(role="decision_maker", decider=None)

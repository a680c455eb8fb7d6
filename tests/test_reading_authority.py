"""Who decides: read from plain statements, idiom, titles, and short answers to a question about it."""

from datetime import date

import pytest

from agent.frame import Authority, ReadingContext
from agent.reading.authority import read_authority
from agent.reading.authority_evidence import authority_stands
from agent.reading.authority_question import Question, question_of
from agent.reading.text import Message

WHO = "Who makes the decision?"
YOU = "Are you the one deciding?"
ALONE = "Is it just you deciding?"
OTHERS = "Is anyone else involved in the decision?"
ROLE = "What's your role in the decision?"
SAY = "Will you have a say in it?"
PARTNER = "Would your partner need to be on board too?"


def context(agent: str | None) -> ReadingContext:
    asked = "authority" if agent else None
    return ReadingContext(today=date(2026, 3, 2), country="GB", currency="GBP", asked=asked, agent=agent)


def read(text: str, agent: str | None = None) -> Authority | None:
    claim = read_authority(Message(text), context(agent))
    if claim is None:
        return None
    assert claim.quote in text
    assert isinstance(claim.value, Authority)
    return claim.value


def role(text: str, agent: str | None = None) -> str | None:
    value = read(text, agent)
    return None if value is None else value.role


@pytest.mark.parametrize(
    ("agent", "text"),
    [
        (WHO, "me"),
        (WHO, "that would be me"),
        (WHO, "the buck stops with me"),
        (WHO, "only me, I am widow"),
        (WHO, "mostly me, with input from the team"),
        (YOU, "yep thats me"),
        (YOU, "100%"),
        (YOU, "Ultimately yes"),
        (ALONE, "yes just me"),
        (OTHERS, "nope"),
        (OTHERS, "no one, divorced and loving it"),
        (OTHERS, "my dad is lending me some of it but no"),
        (ROLE, "I sign the contracts"),
        (ROLE, "decision maker"),
        (None, "it's my business so I decide"),
        (None, "I own a nursery in York with 11 staff"),
        (None, "I pick the tool, the owner ok'd 7200 for the year"),
        (None, "my husband leaves all that to me"),
        (None, "aint nobody deciding but me"),
        (None, "I have budget authority for this"),
    ],
)
def test_writer_who_decides_alone_is_the_decision_maker(agent: str | None, text: str) -> None:
    assert read(text, agent) == Authority(role="decision_maker")


@pytest.mark.parametrize("title", ["owner", "co-founder", "CEO", "president", "Managing Director", "sole trader"])
def test_deciding_title_alone_makes_a_decision_maker(title: str) -> None:
    assert read(f"I'm the {title} of a small firm") == Authority(role="decision_maker")


@pytest.mark.parametrize("title", ["Head of Operations", "marketing manager", "vice president of sales", "CFO"])
def test_other_titles_alone_say_nothing_of_authority(title: str) -> None:
    assert read(title, ROLE) is None


@pytest.mark.parametrize(
    ("agent", "text", "decider"),
    [
        (WHO, "me and the missus", "me and the missus"),
        (WHO, "My partner Dave and myself would both need to agree", "My partner Dave and myself"),
        (WHO, "the board, which I sit on", "the board"),
        (WHO, "There's a steering group and I'm one of the five", "steering group"),
        (YOU, "sort of, my wife has to like it too", "my wife"),
        (YOU, "kinda, wife has veto power", "wife"),
        (WHO, "the committee I chair decides in March", "committee"),
        (WHO, "me and two mates", "two mates"),
        (YOU, "yes, along with our ops director", "our ops director"),
        (OTHERS, "my wife will want to see it", "my wife"),
        (OTHERS, "Yes, our COO", "our COO"),
        (None, "me n the hubs go halves on everything", "me n the hubs"),
        (None, "It's a decision my wife and I make together", "my wife and I"),
    ],
)
def test_decision_taken_with_others_is_shared_and_names_them(agent: str | None, text: str, decider: str) -> None:
    value = read(text, agent)
    assert value is not None
    assert value.role == "shared"
    assert value.decider is not None
    assert decider.lower().split()[-1] in value.decider.lower()


@pytest.mark.parametrize(("agent", "text"), [(WHO, "both of us"), (ALONE, "no"), (OTHERS, "yes"), (YOU, "not just me")])
def test_shared_decision_may_name_nobody(agent: str, text: str) -> None:
    assert read(text, agent) == Authority(role="shared")


@pytest.mark.parametrize(
    ("agent", "text", "decider"),
    [
        (WHO, "I run the bake-off, then our CRO picks", "our CRO"),
        (WHO, "our head of IT signs off, I do the research", "our head of IT"),
        (WHO, "the wife 😂", "the wife"),
        (WHO, "my husband he decide", "my husband"),
        (YOU, "I wish! The MD does", "The MD"),
        (YOU, "No. Our finance director holds the purse strings", "Our finance director"),
        (YOU, "herself has the final say, im only doing the legwork", "herself"),
        (None, "I'll have to run it past the board", "the board"),
        (None, "somewhere near 20k but cfo has to bless it", "cfo"),
        (None, "He picks the winner. My MD, that is, he's keen", "My MD"),
        (None, "our country head is deciding", "our country head"),
    ],
)
def test_someone_else_who_decides_makes_the_writer_an_influencer(agent: str | None, text: str, decider: str) -> None:
    assert read(text, agent) == Authority(role="influencer", decider=decider)


@pytest.mark.parametrize(
    ("agent", "text", "decider"),
    [
        (YOU, "nope", None),
        (YOU, "God no, I've no say in it whatsoever", None),
        (SAY, "none", None),
        (WHO, "its all my boyfriends call, i get zero say", "my boyfriend"),
        (WHO, "not me, the committee decides and im not on it", "the committee"),
        (YOU, "nah mate sharon in hr decides, ive got nothin to do w it", "sharon in hr"),
    ],
)
def test_writer_without_a_say_has_no_part(agent: str, text: str, decider: str | None) -> None:
    assert read(text, agent) == Authority(role="none", decider=decider)


@pytest.mark.parametrize(
    "text",
    [
        "my husband and I are looking for a 3 bed",
        "our CFO froze all new software",
        "finance gave us 20k",
        "How do I sign up?",
        "can i choose the fabric myself",
        "we signed with another vendor",
        "call me tomorrow",
        "my landlord said we have to leave",
        "my boss asked me to get quotes",
        "the drawer front ye fitted in May has split right down the grain",
        "my sister bought one from you",
        "put together a quote for me",
    ],
)
def test_message_that_says_nothing_of_the_decision_gives_no_authority(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["not sure tbh", "rather not say", "why do you ask?", "no idea who decides"])
def test_unsure_or_withheld_answer_gives_no_authority(text: str) -> None:
    assert read(text, WHO) is None


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (WHO, Question.WHO),
        (YOU, Question.YOU),
        (ALONE, Question.ALONE),
        (OTHERS, Question.OTHERS),
        (ROLE, Question.ROLE),
        (SAY, Question.SAY),
        ("Thanks! Is it yourself deciding, or is someone else involved?", Question.ALONE),
    ],
)
def test_agents_question_decides_what_a_short_answer_means(agent: str, kind: Question) -> None:
    if agent.startswith("Thanks"):
        assert question_of(agent) in (Question.ALONE, Question.OTHERS)
    else:
        assert question_of(agent) is kind


WHO_OR_ELSE = "Is it just you deciding, or is anyone else involved?"


@pytest.mark.parametrize(
    ("agent", "text", "role", "decider"),
    [
        ("Who decides?", "I settle it together with my boss", "shared", "my boss"),
        ("Who decides?", "I'd have to run it by my wife first", "shared", "my wife"),
        ("Who decides?", "I'd have to run it by my director first", "influencer", "my director"),
        ("Who decides?", "The whole family sits down and decides", "shared", "whole family"),
        ("Who decides?", "Accounts and compliance both need to approve", "influencer", "compliance"),
        ("Who decides?", "The board decides, I'm not one of them", "influencer", "board"),
        ("Who decides?", "Purchasing passes it on but our CTO decides", "influencer", "CTO"),
        ("Who decides?", "The grants commission decides", "influencer", "grants commission"),
        ("Who decides?", "The owner, Mr Banerjee", "influencer", "owner"),
        ("Who decides?", "60% me and 40% my husband", "shared", "my husband"),
        ("Who decides?", "Me for the software, our CFO for the rest", "shared", "CFO"),
        ("Who decides?", "I just do the paperwork for my uncle", "none", "uncle"),
        ("Who decides?", "I'm empowered to spend up to 5k", "decision_maker", None),
        ("Are you the one who decides?", "I am, though I'd ask my solicitor first", "decision_maker", None),
        ("Are you the one who decides?", "yes but my co-director has to agree", "shared", "co-director"),
        ("Are you the one who decides?", "you're talking to the boss", "decision_maker", None),
        (WHO_OR_ELSE, "Yes, our security people have to clear it", "shared", "security people"),
        (WHO_OR_ELSE, "someone else too, my aunt", "shared", "my aunt"),
        (WHO_OR_ELSE, "Me. My bookkeeper only advises", "decision_maker", None),
        (WHO_OR_ELSE, "It's me, my wife leaves these to me", "decision_maker", None),
        (None, "I'm testing CRMs and report to our COO, who picks", "influencer", "COO"),
    ],
)
def test_indirect_answer_gives_the_role_and_who_else_decides(
    agent: str | None, text: str, role: str, decider: str | None
) -> None:
    value = read(text, agent)
    assert value is not None
    assert value.role == role
    assert (decider is None) == (value.decider is None)
    assert decider is None or decider.lower() in str(value.decider).lower()


@pytest.mark.parametrize(
    "text",
    [
        "I need to decide by Friday",
        "Does my husband need to sign as well?",
        "my wife and I can't agree on a colour",
        "Don't sign me up for anything",
    ],
)
def test_talk_of_deciding_that_tells_no_role_gives_none(text: str) -> None:
    assert read(text) is None


def test_role_that_the_quote_gives_is_believed() -> None:
    value = Authority(role="influencer", decider="CFO")
    assert authority_stands(value, "our CFO signs off", context(WHO)) is None


@pytest.mark.parametrize(
    ("value", "quote", "reason"),
    [
        (Authority(role="decision_maker"), "our CFO signs off", "someone else decides"),
        (Authority(role="decision_maker"), "my wife and I decide together", "decides with others"),
        (Authority(role="influencer", decider="CEO"), "our CFO signs off", "do not name"),
        (Authority(role="shared", decider="my wife"), "a sofa for the lounge", "nothing about who decides"),
    ],
)
def test_role_that_the_quote_does_not_give_is_refused_with_the_reason(
    value: Authority, quote: str, reason: str
) -> None:
    why = authority_stands(value, quote, context(None))
    assert why is not None
    assert reason in why


@pytest.mark.parametrize(
    ("agent", "text", "role", "decider"),
    [
        (WHO, "my name's on the cheque", "decision_maker", None),
        (WHO, "you're talking to her", "decision_maker", None),
        (WHO, "what i say goes", "decision_maker", None),
        (WHO, "my money my rules", "decision_maker", None),
        (WHO, "They've left it to me", "decision_maker", None),
        (WHO, "husband leaves that stuff to me", "decision_maker", None),
        (WHO, "the dog gets no vote so just me", "decision_maker", None),
        (WHO, "Decision is in my hands", "decision_maker", None),
        (OTHERS, "nah my wife couldn't care less", "decision_maker", None),
        (OTHERS, "not that i know of", "decision_maker", None),
        (YOU, "unfortunately yes lol", "decision_maker", None),
        (YOU, "i only make the tea", "none", None),
        (YOU, "it is not in my hand", "none", None),
        (WHO, "not me, the boss", "influencer", "boss"),
        (WHO, "boss has the chequebook", "influencer", "boss"),
        (WHO, "MD sir will take final decision", "influencer", "MD"),
        (WHO, "the freeholder has to give consent", "influencer", "freeholder"),
        (WHO, "rubber stamped by the directors", "influencer", "directors"),
        (WHO, "Priya's the one you need to convince", "influencer", "Priya"),
        (WHO, "The decision makes our Geschäftsführer", "influencer", "Geschäftsführer"),
        (OTHERS, "one other person", "shared", "one other person"),
        (OTHERS, "IT need to be happy too", "shared", "IT"),
        (WHO, "me plus finance", "shared", "finance"),
        (WHO, "its me and him", "shared", None),
        (WHO, "me, but the CFO has to agree", "shared", "CFO"),
        (None, "My husband must also say yes", "shared", "husband"),
        (None, "me and my 3 sisters all have to put our names to it", "shared", "sisters"),
        (None, "I sign on my own, no committee", "decision_maker", None),
        (None, "The council, on which I serve, will take the decision", "shared", "council"),
        (WHO, "that falls to me", "decision_maker", None),
        (WHO, "the partners gave me free rein", "decision_maker", None),
        (WHO, "you're texting him", "decision_maker", None),
        (WHO, "it's with procurement now", "influencer", "procurement"),
        (WHO, "The regional director based in Leeds", "influencer", "regional director"),
        (WHO, "the investment committee meets monthly and decides", "influencer", "committee"),
        (YOU, "Not really. Sonia, our controller", "influencer", "Sonia"),
        (YOU, "no, it's the tenant's call not mine", "influencer", "tenant"),
        (YOU, "I'm afraid so", "decision_maker", None),
        (PARTNER, "yeah definitely", "shared", None),
        (PARTNER, "she has to see it first", "shared", None),
        (PARTNER, "no she leaves it to me", "decision_maker", None),
        (PARTNER, "not married", "decision_maker", None),
        (SAY, "a bit", "influencer", None),
        (SAY, "not a chance", "none", None),
        (ALONE, "no, my wife's in on it too", "shared", "wife"),
    ],
)
def test_idiom_of_deciding_gives_the_role(agent: str | None, text: str, role: str, decider: str | None) -> None:
    value = read(text, agent)
    assert value is not None
    assert value.role == role
    assert decider is None or decider.lower() in str(value.decider).lower()


@pytest.mark.parametrize(
    "text",
    [
        "the reps pick which leads to call",
        "my kids decide what we watch",
        "a tool where managers approve quotes",
        "approval workflows where managers sign off quotes",
        "we vote in november",
        "my late uncle would approve",
        "my client won't sign without it",
        "make it 50",
        "send it to Lucy.b@example.com",
    ],
)
def test_deciding_about_other_things_gives_no_role(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("agent", "question"),
    [
        ("Is this your decision, or will others weigh in?", Question.ALONE),
        ("Do you need sign-off from anyone?", Question.OTHERS),
        ("Would your husband need to agree?", Question.OTHERS),
        ("Who besides you is involved?", Question.OTHERS),
        ("How does sign-off work at your company?", Question.WHO),
        ("Could you tell me who makes these decisions?", Question.WHO),
        ("And what is your role there?", Question.ROLE),
        ("Is the final call yours?", Question.YOU),
    ],
)
def test_what_is_asked_about_the_decision_is_told_apart(agent: str, question: Question) -> None:
    assert question_of(agent) is question

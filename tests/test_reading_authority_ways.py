"""Who decides, told by names no list holds, in passive or object-first clauses, with the advice that goes with it."""

import pytest

from agent.frame import Authority
from reading_case import slot

WHO = "Who makes the final decision on this?"
YOURS = "Are you the one who decides?"
OTHERS = "Does anyone else need to sign off?"
PART = "What's your part in this decision?"


def authority(text: str, agent: str | None) -> tuple[str, str | None] | None:
    value = slot("authority", text, vertical="b2b_saas", asked=None if agent is None else "authority", agent=agent)
    return (value.role, value.decider) if isinstance(value, Authority) else None


@pytest.mark.parametrize(
    ("text", "agent", "decider"),
    [
        ("Nils and I decide on everything over a thousand", None, "Nils and I"),
        ("Me and Oisín choose the venue, our parents just pay", None, "Me and Oisín"),
        ("Aoibheann and I are choosing this together", None, "Aoibheann and I"),
        ("Mum pays but Dougal and I choose", None, "Dougal and I"),
        ("I'm choosing with my flatmate Zuri", None, "my flatmate Zuri"),
        ("My brother and I own the garage. We decide everything together.", None, "My brother and I"),
        ("My wife and I move from Pune in May and we will take the decision together", None, "My wife and I"),
        ("we decide it jointly, she and I", None, "she and I"),
        ("he and I", WHO, "he and I"),
        ("me and her", WHO, "me and her"),
        ("presbytery signs off, I chair it", WHO, "presbytery"),
        ("The events committee, which I sit on, picks the caterer", None, "The events committee"),
        ("our board, which I chair, votes on anything this size", None, "our board"),
        ("We have a five person panel that I chair and it decides", WHO, "a five person panel"),
        ("yes but my wife has to like it", YOURS, "my wife"),
    ],
)
def test_who_decides_with_the_writer_is_named(text: str, agent: str | None, decider: str) -> None:
    assert authority(text, agent) == ("shared", decider)


@pytest.mark.parametrize(
    ("text", "agent", "decider"),
    [
        ("My mother has lasting power of attorney for gran, I'm doing the running around", None, "My mother"),
        ("The owner will be signing, I just gather quotes", WHO, "The owner"),
        ("council votes on it in June", WHO, "council"),
        ("regional office decides", WHO, "regional office"),
        ("franchise owner decides", WHO, "franchise owner"),
        ("All purchases are handled by our finance team", WHO, "our finance team"),
        ("all buying is done by central purchasing", WHO, "central purchasing"),
        ("Vendor finalisation is done by the purchase committee", None, "the purchase committee"),
        ("supplier selection is made by head office, I only collect the quotations", None, "head office"),
        ("The decision will be taken by our MD sir", None, "our MD sir"),
        ("It's decided by vote at the AGM", WHO, "the AGM"),
        ("final call only my husband takes", WHO, "my husband"),
        ("Final decision our CEO will take, I am evaluating three tools", None, "our CEO"),
        ("I put three quotes in front of the bursar and she picks one", None, "the bursar"),
        ("My boss chooses, my job is to shortlist", None, "My boss"),
        ("I'll be sending my manager the options, he decides", None, "my manager"),
        ("I get the quotes in, the committee votes", WHO, "the committee"),
        ("The family choose, I bring them three and say which one I rate", PART, "The family"),
        ("Landlord decides, it's his building, I'll be showing him the quotes", OTHERS, "Landlord"),
        ("I do the books, my father decides", None, "my father"),
        ("I'm only the secretary, I collect the bids in. The council decides", WHO, "The council"),
        ("My boss is the one who decides about purchases", None, "My boss"),
        ("Frau Lang is the person to decide, I only research", None, "Frau Lang"),
        ("owner's son handles that, I'm the bartender", WHO, "owner's son"),
        ("My in-laws are paying so they get the last word", None, "My in-laws"),
    ],
)
def test_another_decides_and_the_writer_advises(text: str, agent: str | None, decider: str) -> None:
    assert authority(text, agent) == ("influencer", decider)


@pytest.mark.parametrize(
    ("text", "agent", "decider"),
    [
        ("corporate decides, branches just get told", WHO, "corporate"),
        ("nothing's in my hands, it's the head office who fix the vendor", WHO, "the head office"),
        ("I just do the books, my father decides", None, "my father"),
        ("I only do the newsletter, the rector and his wife run everything", WHO, "the rector and his wife"),
        ("Just the PA, my boss picks", WHO, "my boss"),
        ("Purchase dept only. I just use it", WHO, "Purchase dept"),
        ("intern, no say at all", PART, None),
        ("nah mate just the intern, no say", YOURS, None),
    ],
)
def test_who_only_runs_errands_has_no_part(text: str, agent: str | None, decider: str | None) -> None:
    assert authority(text, agent) == ("none", decider)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("I decide on these things, my partner only does the accounts", None),
        ("I decide on all the software here", None),
        ("final decision I only take", WHO),
        ("It's entirely in my hands", WHO),
        ("I've got full authority to sign", None),
        ("My dad owns the business but I run it and decide", None),
        ("Founder of a small charity here, we need a donor CRM", None),
        ("Nora Bligh, prez of Bligh Lumber. We need a CRM", None),
        ("I hold power of attorney for dad, so it's me", WHO),
    ],
)
def test_the_writer_decides_alone(text: str, agent: str | None) -> None:
    assert authority(text, agent) == ("decision_maker", None)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("my sister and I saw the place on Friday", None),
        ("my husband and I are moving, the kids play together", None),
        ("Dana and I picked up your brochure at the fair", None),
        ("Tom and I met at the show. Please call me.", None),
        ("My boss has decided we need a new CRM", None),
        ("price decides", WHO),
        ("everyone decides for themselves", WHO),
        ("our orders are handled by a warehouse in Leeds", None),
        ("every enquiry gets answered by the front desk", None),
        ("Leads get called by Priya and then again by Tom", None),
        ("the minute a customer picks one up we want a text sent", None),
        ("our team picks the leads up by hand", None),
        ("we sign new starters up every Monday by hand", None),
        ("The receptionist signs guests in", None),
        ("our parents choose the activities for their kids in the app", None),
        ("our sales guys decide who gets which lead and it's chaos", None),
        ("The council decides on planning in June", None),
        ("I decide on Tuesday", None),
        ("I'll decide on this Friday's options later", None),
        ("session starts at nine", None),
        ("the panel is solar, on the roof", None),
    ],
)
def test_what_only_sounds_like_deciding_says_nothing(text: str, agent: str | None) -> None:
    assert authority(text, agent) is None

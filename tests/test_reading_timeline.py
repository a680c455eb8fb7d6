"""When a lead wants to buy, start or move, as its own words say it, and nothing where they do not."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frame import Asked, Claim, ReadingContext, Timeline, bucket_of
from agent.reading.text import Message
from agent.reading.timeline import read_timeline, timeline_stands

WEDNESDAY = date(2026, 6, 10)


def context(
    asked: Asked | None = "timeline", vertical: str = "b2b_saas", country: str = "GB", agent: str | None = None
) -> ReadingContext:
    return ReadingContext(today=WEDNESDAY, country=country, currency="GBP", vertical=vertical, asked=asked, agent=agent)


def claimed(text: str, where: ReadingContext) -> Claim | None:
    claim = read_timeline(Message(text), where)
    if claim is not None:
        assert claim.quote in text
        assert isinstance(claim.value, Timeline)
        assert timeline_stands(claim.value, claim.quote, where) is None
    return claim


def read(text: str, where: ReadingContext) -> str | None:
    """The latest date, the status where there is none, None where nothing is read."""
    claim = claimed(text, where)
    if claim is None:
        return None
    assert isinstance(claim.value, Timeline)
    return claim.value.latest.isoformat() if claim.value.latest else claim.value.status


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("3 months", "2026-09-10"),
        ("march", "2027-03-31"),
        ("next year", "2027-12-31"),
        ("sept-ish", "2026-09-30"),
        ("eo month", "2026-06-30"),
        ("2027", "2027-12-31"),
        ("asap", "2026-06-10"),
        ("now", "2026-06-10"),
        ("yesterday lol", "2026-06-10"),
        ("whenever", "none"),
        ("no rush at all", "none"),
        ("someday maybe", "none"),
        ("no deadline", "none"),
        ("not sure", "unsure"),
        ("dunno yet", "unsure"),
        ("tbc", "unsure"),
        ("soon", "unsure"),
        ("haven't got a date yet", "unsure"),
        ("after Easter", "unsure"),
        ("not until September", "unsure"),
        ("not this year", "unsure"),
        ("once we've sold ours", "unsure"),
        ("hard to say right now", "unsure"),
        ("nothing decided", "unsure"),
        ("still being debated", "unsure"),
        ("not till our extension is built", "unsure"),
        ("no timeframe, just gathering options", "none"),
        ("by new year", "2027-01-01"),
        ("July was the old plan but now it's October", "2026-10-31"),
        ("I'd love to say July, but honestly November", "2026-11-30"),
        ("not the 19th. 26th", "2026-06-26"),
        ("the lease is up on 12 August so ideally the weekend before that", "2026-08-09"),
        ("second week of November, 10th to 12th", "2026-11-12"),
        ("text me tmrw aft", None),
        ("spring next yr but nowt booked", "2027-05-31"),
        ("12th o next month", "2026-07-12"),
        ("next quarter, it has to be on the 2028 return", "2026-09-30"),
        ("no, late OCTOBER. August is when the roofers come", "2026-10-31"),
        ("by July 1. 0161 496 0000", "2026-07-01"),
        ("six weeks, eight at a stretch", "2026-08-05"),
        ("the builders leave on 30 June, it has to be in two weeks after that", "2026-07-14"),
        ("the christening is 18 July and it has to be done the weekend before", "2026-07-12"),
        ("the move is 3 August, so the day before", "2026-08-02"),
        ("the roofer says 3 July but I honestly couldn't tell you", "unsure"),
        ("could be August could be Christmas", "unsure"),
        ("we're not tied to a date", "none"),
        ("he's away then so we've shifted it to the 15th", "2026-06-15"),
        ("got a job starting Monday, they won't let me on site without it", "2026-06-15"),
        ("your website says 6 to 9 weeks, from when?", None),
    ],
)
def test_a_bare_answer_is_read_in_the_light_of_the_question(answer: str, meaning: str | None) -> None:
    assert read(answer, context()) == meaning


@pytest.mark.parametrize(
    ("question", "answer", "meaning"),
    [
        ("Would the end of March suit?", "yes", "2027-03-31"),
        ("Are you thinking of this quarter?", "yep, that's right", "2026-06-30"),
        ("Is there a date you have in mind?", "yes", None),
        ("This month or next?", "next", "2026-07-31"),
        ("Spring or summer?", "the latter", "2026-08-31"),
        ("In how many weeks?", "6", "2026-07-22"),
        ("Which day in August?", "the 1st", "2026-08-01"),
        ("Start, middle or end of October?", "the end", "2026-10-31"),
        ("Is there a deadline?", "nope", "none"),
        ("So that is 12 August?", "no, the 21st", "2026-08-21"),
    ],
)
def test_a_short_answer_takes_its_meaning_from_the_question(question: str, answer: str, meaning: str | None) -> None:
    assert read(answer, context(agent=question)) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("not june, july", "2026-07-31"),
        ("sorry, I meant August not July", "2026-08-31"),
        ("it was september but now it's october", "2026-10-31"),
        ("we've moved it from the 12th to the 19th", "2026-06-19"),
        ("july won't work, so August", "2026-08-31"),
        ("ASAP, by the 20th at the latest", "2026-06-20"),
        ("no rush, sometime next year", "2027-12-31"),
        ("not before August but by October", "2026-10-31"),
        ("this year, next year, it's all the same to us", "none"),
    ],
)
def test_of_several_times_the_one_that_holds_is_read(text: str, meaning: str) -> None:
    assert read(text, context()) == meaning


@pytest.mark.parametrize(
    ("text", "vertical", "meaning"),
    [
        ("The lease is up at the end of August so we have to be in before then", "real_estate", "2026-08-30"),
        ("Looking to buy within 6 months", "real_estate", "2026-12-10"),
        ("our daughter starts school on 1 September and we must be settled before that", "real_estate", "2026-08-31"),
        ("my van insurance runs out on Monday", "financial_services", "2026-06-15"),
        ("need it in place by the 15th of next month", "financial_services", "2026-07-15"),
        ("the judge gave us 30 days", "real_estate", "2026-07-10"),
        ("we'd go live in Q4, 20 seats", "b2b_saas", "2026-12-31"),
        ("can you have it fitted before Christmas?", "retail", "2026-12-24"),
        ("I need ten tables before we open again on 1 August", "retail", "2026-07-31"),
        ("gala dinner for 200 on 14 November", "events", "2026-11-14"),
        ("two day conference, first half of October", "events", "2026-10-15"),
        ("we need something urgently", "retail", "2026-06-10"),
        ("just looking, in no hurry", "retail", "none"),
        ("no idea on dates yet", "events", "unsure"),
    ],
)
def test_a_time_is_read_where_nobody_asked_for_it(text: str, vertical: str, meaning: str) -> None:
    assert read(text, context(asked="need", vertical=vertical)) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "call me Tuesday",
        "Thursday at 3 works",
        "could we do a demo next week?",
        "msg me again in February",
        "ring me asap",
        "I'm on holiday till the 20th",
        "let me check with my wife this weekend",
        "are you open on bank holiday Monday?",
        "we bought the last one in March 2019",
        "raised 4m in March",
        "we've been on spreadsheets since January",
        "6 yrs ncb, clean licence",
        "our last rollout took 14 months",
        "a 12 month contract",
        "20k a month",
        "about 15k for the year",
        "nothing in the budget this year",
        "I'm 45 and my wife is 40",
        "My name's June",
        "we may need 5 seats",
        "things fall through the cracks every week",
        "24/7 support is a must",
        "we're 40 now, 60 by Christmas",
        "the board meets in July",
    ],
)
def test_times_of_other_things_are_not_the_timeline(text: str) -> None:
    assert read(text, context(asked="need")) is None


@pytest.mark.parametrize(
    "text", ["how long does it take?", "how soon could you start?", "I'd rather not say", "07700 900123", "ok"]
)
def test_an_answer_that_says_nothing_of_when_fills_nothing(text: str) -> None:
    assert read(text, context()) is None


def test_the_quote_is_the_smallest_piece_that_tells_the_time() -> None:
    claim = claimed("Hi, we would need this BEFORE the end of Sept. please, thanks", context(asked="need"))
    assert claim is not None
    assert claim.quote == "BEFORE the end of Sept"


def stated(latest: date) -> Timeline:
    return Timeline(status="stated", latest=latest, bucket=bucket_of(WEDNESDAY, latest))


def test_a_claimed_date_stands_only_where_the_quote_says_it() -> None:
    where = context()
    assert timeline_stands(stated(date(2026, 9, 30)), "by the end of September", where) is None
    assert "2026-09-30" in (timeline_stands(stated(date(2026, 12, 31)), "by the end of September", where) or "")
    assert timeline_stands(stated(date(2026, 9, 30)), "we need a CRM", where) is not None
    assert timeline_stands(stated(date(2026, 6, 10)), "asap", where) is None
    assert timeline_stands(stated(date(2026, 6, 10)), "no rush", where) is not None
    assert timeline_stands(stated(date(2025, 3, 31)), "since March 2025", where) is not None


def test_a_claimed_date_may_be_a_week_or_a_tenth_off() -> None:
    where = context()
    assert timeline_stands(stated(date(2026, 6, 24) + timedelta(days=7)), "in 2 weeks", where) is None
    assert timeline_stands(stated(date(2026, 6, 24) + timedelta(days=8)), "in 2 weeks", where) is not None
    assert timeline_stands(stated(date(2027, 12, 10) - timedelta(days=50)), "in 18 months", where) is None


def test_a_bucket_that_is_not_its_dates_does_not_stand() -> None:
    claim = Timeline(status="stated", latest=date(2026, 9, 30), bucket="now")
    assert "bucket" in (timeline_stands(claim, "by the end of September", context()) or "")
    assert timeline_stands(Timeline(status="stated"), "by the end of September", context()) is not None


def test_no_plan_and_no_date_stand_only_where_the_quote_says_so() -> None:
    where = context()
    assert timeline_stands(Timeline(status="none"), "no hurry", where) is None
    assert timeline_stands(Timeline(status="none"), "by Friday", where) is not None
    assert timeline_stands(Timeline(status="unsure"), "not sure yet", where) is None
    assert timeline_stands(Timeline(status="unsure"), "not until May", where) is None
    assert timeline_stands(Timeline(status="unsure"), "we need ten chairs", where) is not None


_WORDS = st.sampled_from(
    "we need it by before after end of march friday 3 months next year asap no rush not sure call me since in the "
    "budget is 20k , . ? until 1 june q3 whenever yes or and but".split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=14), st.sampled_from(["timeline", "budget", None]))
def test_every_reading_stands_by_its_own_quote(words: list[str], asked: Asked | None) -> None:
    claimed(" ".join(words), context(asked=asked))


@pytest.mark.parametrize(
    "text", ["", "   ", "?" * 500, "in " * 2000, "3 months or " * 400, "of the " * 800, "\x00by march", "i̇n març"]
)
def test_odd_input_is_survived(text: str) -> None:
    read_timeline(Message(text), context())


def test_ends_of_their_contract_is_when_they_need_it() -> None:
    context = ReadingContext(today=date(2026, 3, 10), country="US", currency="USD", vertical="b2b_saas")
    claim = read_timeline(Message("our contract with them ends in December"), context)
    assert claim is not None
    assert claim.value.model_dump()["latest"] == date(2026, 12, 31)


@pytest.mark.parametrize("text", ["it's the 16th of July, June is the open day. Sorry!", "typo - 16 July, not 16 June"])
def test_date_put_in_place_of_another_counts_whatever_was_asked(text: str) -> None:
    context = ReadingContext(
        today=date(2026, 3, 10),
        country="US",
        currency="USD",
        vertical="events",
        asked="authority",
        agent="Who decides?",
    )
    claim = read_timeline(Message(text), context)
    assert claim is not None
    assert claim.value.model_dump()["latest"] == date(2026, 7, 16)


@pytest.mark.parametrize(
    "text",
    [
        "we started looking in April",
        "Finance paused everything in March",
        "can't talk, ring me after 6",
        "when do most families move in?",
        "how does it work when a flat sells",
        "our new manager only starts in September",
    ],
)
def test_what_happened_or_is_asked_is_no_plan(text: str) -> None:
    assert read(text, context(asked=None)) is None


def test_a_meeting_that_the_plan_must_come_before_is_its_limit() -> None:
    assert read("we have to be live before our trustees meet on 14 July", context(asked=None)) == "2026-07-13"


def test_a_text_after_lunch_is_no_event() -> None:
    assert read("in a call, text me Friday after lunch", context(asked=None, vertical="events")) is None

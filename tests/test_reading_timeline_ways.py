"""More ways of saying when: what is meant among several times, and lengths and days that are no plan."""

from reading_case import slot

WHEN = "When would you want it?"


def when(text: str, asked: str | None = "timeline", **how: str) -> str | None:
    """The date that is read on 4 May 2026, else the status; None for no timeline."""
    agent = WHEN if asked == "timeline" else how.pop("agent", None)
    value = slot("timeline", text, asked=asked, agent=agent, **how)
    if value is None:
        return None
    return str(value.latest) if value.status == "stated" else str(value.status)


def check(cases: dict[str, str | None], asked: str | None = "timeline", **how: str) -> None:
    read = {text: when(text, asked, **how) for text in cases}
    assert read == cases


def test_a_rate_after_a_sum_is_no_time() -> None:
    check(
        {
            "Sorry, I meant 30k a year, not 20k.": None,
            "around 500 a month": None,
            "two grand a year is what we pay": None,
            "forty quid a week": None,
            "€1,200 a year": None,
            "it's 12000 a year": None,
            "a year": "2027-05-04",
            "about a year, we have 300k saved": "2027-05-04",
        }
    )


def test_until_a_day_by_which_it_shall_be_done_is_the_limit() -> None:
    check({"It shall be delivered until end of September": "2026-09-30"}, asked="need", agent="What is it?")


def test_the_first_of_the_year_is_its_first_day_to_come() -> None:
    check(
        {
            "by the first of the year": "2027-01-01",
            "by the 1st of the year": "2027-01-01",
            "around the turn of the year": "2027-01-01",
            "not until after the first of the year": "unsure",
            "by the first of the month": "2026-06-01",
        }
    )
    assert when("this is the first of the year's three events", None, vertical="events") is None


def test_a_day_still_to_be_chosen_is_not_known() -> None:
    check(
        {
            "no date yet, waiting for the boss to choose a week": "unsure",
            "we still haven't picked a month": "unsure",
            "the committee needs to settle on a day first": "unsure",
            "still trying to nail down a week that suits everyone": "unsure",
            "nothing fixed. the board meets Thursday and it'll be decided then": "unsure",
            "AGM is on the 14th and the date gets set there": "unsure",
            "give me a month": "2026-06-04",
            "need it in a week": "2026-05-11",
        },
        vertical="events",
    )


def test_a_length_that_nobody_can_vouch_for_is_not_known() -> None:
    check(
        {
            "When he finishes school, and I couldn't tell you whether that's one year or two": "unsure",
            "no idea if that's two months or ten": "unsure",
            "two months, tell him I said hi": "2026-07-04",
        }
    )


def test_so_draws_the_conclusion_from_what_must_come_first() -> None:
    check(
        {
            "once the harvest is in, so fall": "2026-11-30",
            "when the lease is up, so August": "2026-08-31",
        },
        vertical="b2b_saas",
    )


def test_the_latest_is_the_limit_whatever_haste_is_told() -> None:
    check(
        {
            "the sooner the better but end of July at the very latest": "2026-07-31",
            "asap, 20 June latest": "2026-06-20",
            "asap really, end of the month at the outside": "2026-05-31",
            "as soon as possible, absolute deadline is 1 July": "2026-07-01",
            "asap please": "2026-05-04",
        }
    )


def test_what_is_realistic_is_meant() -> None:
    check(
        {
            "broker says 3 weeks but realistically end of June": "2026-06-30",
            "boss wants it in two weeks, realistically it's August": "2026-08-31",
        }
    )


def test_a_first_sentence_that_answers_is_the_answer() -> None:
    check(
        {
            "Summer. We have a trip in October and the kids start school in September": "2026-08-31",
            "August. My lease is up 30 September and I don't want to overlap": "2026-08-31",
            "Autumn. Wedding's in December so we want it done well before": "2026-11-30",
            "Summer. By the end of July if you can": "2026-07-31",
            "June. Sorry, I meant July": "2026-07-31",
        }
    )


def test_what_must_run_out_first_leaves_the_date_open() -> None:
    check(
        {
            "We're locked in with our vendor until 1 October, so not before that": "unsure",
            "contract with the other crowd runs until March, nothing till that's done": "unsure",
            "our lease runs until 31 August and we need to be in by then": "2026-08-31",
        }
    )
    open_ended = "only after my bonus, it comes end of May"
    assert when(open_ended, None, vertical="real_estate", agent="Hi! Shall we look again?") == "unsure"


def test_what_was_is_no_plan() -> None:
    check(
        {
            "last agent promised us 60 days and here we are a year later": None,
            "builder said 3 weeks, five months later still no kitchen": None,
            "the last build took a year and I aged five years": None,
        }
    )
    check({"12 staff. It was 20 before Easter": None, "we were 40 before the summer": None}, asked="company_size")
    check({"Forget the 12k I gave you Monday, it's 15 now": None}, asked="budget")
    check({"we want it in before Christmas": "2026-12-24"}, asked=None)


def test_a_feast_of_their_own_is_no_viewing() -> None:
    check({"Our open house is June 6 so no later than the Friday before": "2026-06-05"})
    assert when("can you come to the open house Saturday", None, vertical="real_estate") is None


def test_pre_and_post_bound_a_feast() -> None:
    check(
        {
            "planning for post-Diwali only": "unsure",
            "pre-Christmas if possible": "2026-12-24",
            "live on or before 30th June": "2026-06-30",
            "you can post it on Monday, we need it in by June": "2026-06-30",
        }
    )


def test_a_length_before_a_day_just_named_counts_back_from_it() -> None:
    check(
        {
            "kids go back to school 8 Sept, we'd want to be in a week before": "2026-09-01",
            "we had it pencilled for March but that's been and gone": None,
        }
    )


def test_the_later_of_two_at_a_push_and_lengths_already_behind() -> None:
    check(
        {
            "I'd say August, September at a push": "2026-09-30",
            "6 figures a year but that's between us": None,
            "we're a year into a three year deal": None,
            "been at it two years now": None,
            "at the earliest in autumn": "unsure",
            "The board decides on the 20th": "unsure",
        },
        vertical="b2b_saas",
    )

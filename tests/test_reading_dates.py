"""The grammar of time: what expressions mean, whoever writes them, on any day and in any country."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.date_holidays import easter
from agent.reading.date_words import spellings_of
from agent.reading.dates import Window, find_windows

WEDNESDAY = date(2026, 6, 10)


def latest(text: str, country: str = "GB", today: date = WEDNESDAY) -> str | None:
    """The end of the last time in `text`, "open" where it has none, None where nothing is found."""
    windows = find_windows(text, today, country, bare=True)
    if not windows:
        return None
    return "open" if windows[-1].latest is None else windows[-1].latest.isoformat()


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-09-01", "2026-09-01"),
        ("12 November", "2026-11-12"),
        ("Nov. 12, 2027", "2027-11-12"),
        ("the twenty-first of August", "2026-08-21"),
        ("1st Sept '26", "2026-09-01"),
        ("31-Oct-27", "2027-10-31"),
        ("the 3rd", "2026-07-03"),
        ("the 20th of next month", "2026-07-20"),
        ("Saturday 5 December", "2026-12-05"),
        ("Friday the 13th", "2026-11-13"),
        ("the first Monday in October", "2026-10-05"),
        ("last Friday of July", "2026-07-31"),
        ("12th-14th Nov", "2026-11-14"),
        ("Thursday 8 to Saturday 10 October", "2026-10-10"),
        ("23/Sep/2026", "2026-09-23"),
        ("Sep-23-2026", "2026-09-23"),
        ("10/dec", "2026-12-10"),
        ("dec/10", "2026-12-10"),
        ("October, 1st", "2026-10-01"),
        ("Friday 19/6", "2026-06-19"),
        ("by 15.07.", "2026-07-15"),
        ("between 10/7 and 12/7", "2026-07-12"),
        ("from 28/12 to 3/1", "2027-01-03"),
        ("Monday in two weeks", "2026-06-22"),
        ("Monday, two weeks from now", "2026-06-24"),
        ("Friday two weeks from now", "2026-06-26"),
    ],
)
def test_days_are_read_in_every_usual_form(text: str, end: str) -> None:
    assert latest(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("tomorrow", "2026-06-11"),
        ("2moro", "2026-06-11"),
        ("the day after tomorrow", "2026-06-12"),
        ("this Friday", "2026-06-12"),
        ("next Friday", "2026-06-19"),
        ("Friday week", "2026-06-19"),
        ("a week on Monday", "2026-06-22"),
        ("this week", "2026-06-14"),
        ("this working week", "2026-06-14"),
        ("week 31", "2026-08-02"),
        ("KW 5", "2027-02-07"),
        ("week no 31 or 32", "2026-08-09"),
        ("week 3 of 2027", "2027-01-24"),
        ("the first week of 2027", "2027-01-07"),
        ("the last week of 2026", "2026-12-31"),
        ("the third month of next year", "2027-03-31"),
        ("next week", "2026-06-21"),
        ("next month", "2026-07-31"),
        ("the month after next", "2026-08-31"),
        ("this quarter", "2026-06-30"),
        ("next year", "2027-12-31"),
        ("in a fortnight", "2026-06-24"),
        ("in 2 weeks", "2026-06-24"),
        ("3 months", "2026-09-10"),
        ("a month or 2", "2026-08-10"),
        ("6 to 12 months", "2027-06-10"),
        ("a couple of mths", "2026-08-10"),
        ("a year and a half", "2027-12-10"),
        ("within the next 18 months", "2027-12-10"),
        ("in five weeks' time", "2026-07-15"),
        ("three weeks from Monday", "2026-07-06"),
        ("two weeks before Christmas", "2026-12-11"),
        ("this time next year", "2027-06-10"),
    ],
)
def test_relative_times_count_from_today(text: str, end: str) -> None:
    assert latest(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("March", "2027-03-31"),
        ("June", "2026-06-30"),
        ("March 2028", "2028-03-31"),
        ("early July", "2026-07-10"),
        ("mid-August", "2026-08-20"),
        ("the end of next month", "2026-07-31"),
        ("end of the week", "2026-06-14"),
        ("eo month", "2026-06-30"),
        ("EOY", "2026-12-31"),
        ("Q1", "2027-03-31"),
        ("Q2", "2026-06-30"),
        ("Q3/Q4", "2026-12-31"),
        ("the third quarter of 2027", "2027-09-30"),
        ("H1", "2026-06-30"),
        ("the first half of next year", "2027-06-30"),
        ("the last week of September", "2026-09-30"),
        ("first week of October", "2026-10-07"),
        ("the week of the 22nd", "2026-06-28"),
        ("w/c 6 July", "2026-07-12"),
        ("June or July", "2026-07-31"),
        ("between July and September", "2026-09-30"),
        ("November to February", "2027-02-28"),
        ("this year or next", "2027-12-31"),
        ("between now and Christmas", "2026-12-25"),
        ("in the new year", "2027-01-31"),
    ],
)
def test_periods_end_with_their_last_day(text: str, end: str) -> None:
    assert latest(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("by March", "2027-03-31"),
        ("before March", "2027-02-28"),
        ("before the end of March", "2027-03-31"),
        ("before Q3 starts", "2026-06-30"),
        ("b4 xmas", "2026-12-24"),
        ("this side of Christmas", "2026-12-24"),
        ("after Easter", "open"),
        ("not until September", "open"),
        ("from October onwards", "open"),
    ],
)
def test_before_after_and_until_move_the_end(text: str, end: str) -> None:
    assert latest(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("week or two", "2026-06-24"),
        ("fortnight max", "2026-06-24"),
        ("month max.", "2026-07-10"),
        ("fortnight", "2026-06-24"),
        ("weekend", "2026-06-14"),
        ("month", None),
    ],
)
def test_length_without_its_article_is_read_where_a_limit_follows(text: str, end: str | None) -> None:
    assert latest(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("late september, by the 20th", "2026-09-20"),
        ("the last week of august so before the 28th", "2026-08-27"),
        ("this month, by the 4th", "2026-07-04"),
        ("next spring, by the 20th", "2026-06-20"),
        ("some time in october. The 3rd at the latest", "2026-07-03"),
    ],
)
def test_day_right_after_its_month_is_of_that_month(text: str, end: str) -> None:
    assert latest(text) == end


def test_dates_in_figures_follow_the_countrys_order() -> None:
    assert latest("03/04/2027", "US") == "2027-03-04"
    assert latest("03/04/2027", "GB") == latest("03/04/2027", "AU") == "2027-04-03"
    assert latest("25/12/2026", "US") == "2026-12-25"


def test_seasons_follow_the_hemisphere() -> None:
    assert latest("summer", "IE") == "2026-08-31"
    assert latest("summer", "AU") == "2027-02-28"
    assert latest("spring", "GB") == "2027-05-31"
    assert latest("spring", "AU") == "2026-11-30"


def test_a_quarter_is_the_calendars_unless_a_fiscal_year_is_named() -> None:
    assert latest("Q1 2027", "AU") == "2027-03-31"
    assert latest("Q1 FY27", "AU") == "2026-09-30"
    assert latest("FY27", "US") == "2027-12-31"
    assert latest("end of the financial year", "AU") == "2026-06-30"
    assert latest("our fiscal year starts in February, so Q1 then", "US") == "2027-04-30"


@pytest.mark.parametrize(
    ("text", "country", "end"),
    [
        ("Thanksgiving", "US", "2026-11-26"),
        ("Black Friday", "GB", "2026-11-27"),
        ("Labor Day", "US", "2026-09-07"),
        ("memorial day weekend 2027", "US", "2027-05-31"),
        ("Mother's Day", "GB", "2027-03-07"),
        ("Mother's Day", "US", "2027-05-09"),
        ("Father's Day", "AU", "2026-09-06"),
        ("August bank holiday", "GB", "2026-08-31"),
        ("August bank holiday", "IE", "2026-08-03"),
        ("paddy's day", "IE", "2027-03-17"),
        ("Melbourne Cup", "AU", "2026-11-03"),
        ("Good Friday", "GB", "2027-03-26"),
        ("Diwali", "GB", "2026-11-08"),
        ("NYE", "AU", "2026-12-31"),
    ],
)
def test_holidays_fall_where_the_country_keeps_them(text: str, country: str, end: str) -> None:
    assert latest(text, country) == end


def test_easter_is_computed_for_any_year() -> None:
    assert [easter(year) for year in (1961, 2000, 2024, 2025, 2026, 2027, 2038)] == [
        date(1961, 4, 2), date(2000, 4, 23), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28),
        date(2038, 4, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "we may need more", "things fall through the cracks", "the cat sat on it", "24/7 support", "50/50", "20k",
        "call 0161 496 0345", "the 10th time", "a sun room", "12% apr", "see monday.com", "1,200 people", "version 2.5",
    ],
)  # fmt: skip
def test_words_and_figures_that_tell_no_time_are_left_alone(text: str) -> None:
    assert find_windows(text, WEDNESDAY, "GB") == []


@pytest.mark.parametrize(
    "text", ["since March 2019", "last week", "two years ago", "in 2019", "yesterday", "over the last 3 months"]
)
def test_what_lies_behind_is_marked_as_past(text: str) -> None:
    assert {window.bound for window in find_windows(text, WEDNESDAY, "GB")} == {"past"}


@pytest.mark.parametrize(
    ("typo", "end"),
    [
        ("Septmber", "2026-09-30"),
        ("tommorow", "2026-06-11"),
        ("nxt wk", "2026-06-21"),
        ("Febuary", "2027-02-28"),
        ("Wendesday", "2026-06-17"),
        ("3 mnths", "2026-09-10"),
    ],
)
def test_slips_of_the_pen_are_read_as_what_was_meant(typo: str, end: str) -> None:
    assert latest(typo) == end


def test_lengths_of_time_are_times_only_where_asked_for() -> None:
    assert find_windows("3 months", WEDNESDAY, "GB") == []
    bare = find_windows("3 months", WEDNESDAY, "GB", bare=True)
    assert [window.bare for window in bare] == [True]


def test_a_month_without_its_year_is_this_years_while_it_lasts() -> None:
    assert latest("December", today=date(2026, 12, 31)) == "2026-12-31"
    assert latest("December", today=date(2027, 1, 1)) == "2027-12-31"
    assert latest("29 February", today=WEDNESDAY) == "2028-02-29"


def test_the_lexicon_can_be_looked_up_by_class() -> None:
    assert {"tomorrow", "tmrw"} <= set(spellings_of("tomorrow"))


_WORDS = st.sampled_from(
    "in by before after the of end early mid q3 h1 fy27 next last this week month year friday march may spring 2 3rd "
    "2027 a couple few or to - / , . and from until half quarter xmas easter 31 30 feb 99 0 ago now not till weekend "
    "fortnight".split()
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_WORDS, max_size=12), st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from(["US", "GB", "AU"])
)
def test_any_row_of_words_gives_windows_inside_the_text(words: list[str], today: date, country: str) -> None:
    text = " ".join(words)
    for window in find_windows(text, today, country, bare=True):
        assert isinstance(window, Window)
        assert 0 <= window.span.start < window.span.end <= len(text)
        assert window.latest is None or window.bound == "past" or window.latest >= today


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_grammar(text: str) -> None:
    find_windows(text, WEDNESDAY, "GB", bare=True)

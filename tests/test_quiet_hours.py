"""Quiet hours: the prospect's own clock, the stricter tables, and the next minute that is allowed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from agent.quiet_hours import next_allowed, quiet_at, rules
from agent.whereabouts import Whereabouts, place_named, place_of_number, whereabouts

US = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


def at(words: str, zone: str = "America/Chicago") -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def place(number: str) -> Whereabouts:
    found = place_of_number(number)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("number", "country", "state", "zones"),
    [
        ("+15125550142", "US", "Texas", ("America/Chicago",)),
        ("+13055550142", "US", "Florida", ("America/New_York",)),
        ("+14155550142", "US", "California", ("America/Los_Angeles",)),
        ("+18005550142", "US", None, US),
        ("+353871234567", "IE", "Ireland", ("Europe/Dublin",)),
        ("+447400123456", "GB", "United Kingdom", ("Europe/London",)),
        ("+4915112345678", "DE", None, ("Europe/Berlin",)),
    ],
)
def test_number_tells_where_it_was_given_out(
    number: str, country: str, state: str | None, zones: tuple[str, ...]
) -> None:
    seen = place(number)
    assert (seen.country, seen.zones) == (country, zones)
    if country == "US":
        assert seen.state == state


def test_what_is_no_number_is_nowhere() -> None:
    assert place_of_number("hello") is None
    assert place_of_number("+999123") is None


@pytest.mark.parametrize(
    ("words", "state"),
    [("Austin, TX", "Texas"), ("we are in Miami", "Florida"), ("RI", "Rhode Island"), ("Dublin", "Ireland"),
     ("kansas city", "Missouri"), ("West Virginia", "West Virginia"), ("the moon", None), ("ok", None)],
)  # fmt: skip
def test_place_that_the_lead_names_is_known(words: str, state: str | None) -> None:
    seen = place_named(words)
    assert (seen.state if seen else None) == state


def test_what_the_lead_said_comes_before_their_number_and_that_before_the_business() -> None:
    home = ("Europe/London", "GB")
    assert whereabouts(("Seattle",), "+15125550142", *home).zones == ("America/Los_Angeles",)
    assert whereabouts(("nowhere",), "+15125550142", *home).zones == ("America/Chicago",)
    assert whereabouts((), None, *home).known_by == "business"


@pytest.mark.parametrize(
    ("number", "zone", "local", "until"),
    [
        ("+12125550142", "America/New_York", "2026-03-03T07:59", "2026-03-03T08:00"),
        ("+12125550142", "America/New_York", "2026-03-03T20:59", None),
        ("+12125550142", "America/New_York", "2026-03-03T21:00", "2026-03-04T08:00"),
        ("+13055550142", "America/New_York", "2026-03-03T20:00", "2026-03-04T08:00"),
        ("+15125550142", "America/Chicago", "2026-03-01T11:59", "2026-03-01T12:00"),
        ("+15125550142", "America/Chicago", "2026-03-03T08:30", "2026-03-03T09:00"),
        ("+14015550142", "America/New_York", "2026-03-06T18:00", "2026-03-07T10:00"),
        ("+4915112345678", "Europe/Berlin", "2026-03-07T20:30", "2026-03-09T08:00"),
        ("+12125550142", "America/New_York", "2026-03-07T23:00", "2026-03-08T08:00"),
    ],
)
def test_what_we_start_waits_for_the_next_allowed_minute(number: str, zone: str, local: str, until: str | None) -> None:
    quiet = quiet_at(at(local, zone), place(number), rules())
    assert (quiet.until if quiet else None) == (at(until, zone) if until else None)


def test_reason_names_place_and_hour() -> None:
    quiet = quiet_at(at("2026-03-03T22:00"), place("+15125550142"), rules())
    assert quiet is not None
    assert quiet.reason == "quiet hours in Texas (by their number): waits until Wed 09:00 there, America/Chicago"


def test_number_that_may_be_anywhere_is_written_to_when_all_of_it_is_awake() -> None:
    week = rules().default
    opening = next_allowed(at("2026-03-03T08:30", "America/New_York"), US, week)
    assert opening == at("2026-03-03T08:00", "America/Los_Angeles")
    assert next_allowed(at("2026-03-03T20:30", "America/New_York"), US, week) == at("2026-03-03T20:30", US[0])


def test_zones_without_a_common_hour_wait_and_say_so() -> None:
    where = Whereabouts(zones=("Europe/London", "Pacific/Auckland"), known_by="phone")
    quiet = quiet_at(at("2026-03-03T12:00", "Europe/London"), where, rules({"default": {"all": "10:00-12:00"}}))
    assert quiet is not None
    assert "no hour" in quiet.reason


def test_operator_s_own_hours_come_before_those_that_ship() -> None:
    own = rules(
        {
            "states": {"US": {"Texas": {"all": "10:00-17:00", "sun": "never"}}},
            "countries": {"IE": {"all": "09:00-18:00"}},
        }
    )
    assert quiet_at(at("2026-03-03T17:30"), place("+15125550142"), own) is not None
    assert quiet_at(at("2026-03-03T20:00", "America/New_York"), place("+13055550142"), own) is not None, "Florida stays"
    assert quiet_at(at("2026-03-03T18:30", "Europe/Dublin"), place("+353871234567"), own) is not None


@pytest.mark.parametrize(
    "own",
    [{"default": {"all": "21:00-08:00"}}, {"default": {"all": "soon"}}, {"default": {"mon": "08:00-20:00"}},
     {"default": {"someday": "08:00-20:00"}}, {"colour": {}}, {"default": 3}],
)  # fmt: skip
def test_faulty_hours_are_refused(own: dict[str, object]) -> None:
    with pytest.raises((ValidationError, ValueError)):
        rules(own)


@pytest.mark.parametrize(
    ("number", "zone", "local", "until"),
    [
        ("+33612345678", "Europe/Paris", "2026-07-14T11:00", "2026-07-15T10:00"),
        ("+4915112345678", "Europe/Berlin", "2026-12-25T10:00", "2026-12-28T08:00"),
        ("+12055550142", "America/Chicago", "2026-11-26T10:00", "2026-11-27T08:00"),
        ("+12055550142", "America/Chicago", "2026-07-03T10:00", "2026-07-06T08:00"),
        ("+12125550142", "America/New_York", "2026-11-26T10:00", None),
    ],
)
def test_public_holiday_is_closed_where_the_rules_say_so(number: str, zone: str, local: str, until: str | None) -> None:
    """Bastille Day; Christmas before a weekend; Thanksgiving in Alabama, and in New York; the Fourth, observed."""
    quiet = quiet_at(at(local, zone), place(number), rules())
    assert (quiet.until if quiet else None) == (at(until, zone) if until else None)


def test_reason_names_the_holiday() -> None:
    quiet = quiet_at(at("2026-11-26T10:00"), place("+12055550142"), rules())
    assert quiet is not None
    assert quiet.reason.startswith("Thanksgiving Day, closed in Alabama (by their number): waits until Fri 08:00")


def test_operator_may_lift_or_add_holidays() -> None:
    lifted = rules({"holidays": {"FR": "none", "GB": "all"}})
    assert quiet_at(at("2026-07-14T11:00", "Europe/Paris"), place("+33612345678"), lifted) is None
    assert quiet_at(at("2026-12-25T11:00", "Europe/London"), place("+447400123456"), lifted) is not None


def test_country_without_a_calendar_has_no_holidays() -> None:
    from agent.public_holidays import holiday_on

    assert holiday_on(date(2026, 1, 1), "XX", None) is None

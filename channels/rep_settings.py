"""What a rep sets for themselves, read from the forms of their page: hours, absence, ways to be told. Pure."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from agent.hours import WEEKDAYS, Hours
from channels.inbox import clean
from channels.notice_plan import ABOUT

DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
        "sun": "Sunday"}  # fmt: skip
EVENTS = {
    "offered": "A lead is handed to me", "upgraded": "A lead of mine becomes qualified",
    "withdrawn": "A handoff is taken back", "changed": "Something changes about a lead of mine",
}  # fmt: skip
ROOMS: Mapping[str, tuple[str, ...]] = {
    "slack": ("hooks.slack.com", "hooks.slack-gov.com"),
    "teams": (".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com"),
}
"""The hosts of incoming webhooks; a leading dot stands for any name before it. Nothing is ever posted elsewhere.

docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; learn.microsoft.com, "Create incoming webhooks with
Workflows for Microsoft Teams".
"""
LONGEST = 600


class Unusable(Exception):
    """What was typed in cannot be kept; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Absence:
    """`until` None: without an end."""

    is_away: bool
    until: datetime | None = None


def words_in(line: str) -> list[str]:
    """The words between commas."""
    return [word.strip() for word in clean(line)[:LONGEST].split(",") if word.strip()][:40]


def absence_in(form: Mapping[str, Any], zone: str, now: datetime) -> Absence:
    """Away, and until which day; back at its midnight, which is when that day's hours count. Raises Unusable."""
    if form.get("is_away") != "1":
        return Absence(is_away=False)
    words = str(form.get("away_until") or "").strip()
    if not words:
        return Absence(is_away=True)
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise Unusable("That is no day: write it like 2026-12-27.") from error
    back = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    if back <= now:
        raise Unusable("The day you are back has passed already.")
    return Absence(is_away=True, until=back)


def hours_in(form: Mapping[str, Any]) -> dict[str, Any]:
    """`hours` and `timezone` of a profile; empty hours: the business's. Raises Unusable."""
    zone = str(form.get("timezone") or "").strip()
    if zone:
        check_zone(zone)
    if form.get("own_hours") != "1":
        return {"hours": {}, "timezone": zone}
    hours: dict[str, dict[str, str]] = {}
    for day in WEEKDAYS:
        opens, closes = (str(form.get(f"{end}_{day}") or "").strip() for end in ("opens", "closes"))
        if not opens and not closes:
            continue
        try:
            Hours.model_validate({"opens": opens, "closes": closes})
        except ValidationError as error:
            raise Unusable(f"{DAYS[day]}: write both times, the earlier one first.") from error
        hours[day] = {"opens": opens, "closes": closes}
    if not hours:
        raise Unusable("Write the hours of at least one day, or leave them to the business.")
    return {"hours": hours, "timezone": zone}


def check_zone(zone: str) -> None:
    """Raises Unusable where there is no such time zone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Unusable("There is no such time zone: choose one like Europe/Berlin.") from error


@functools.cache
def zones() -> tuple[str, ...]:
    """Every time zone that has a place in its name."""
    from zoneinfo import available_timezones

    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(regions)))


def ways_in(form: Mapping[str, Any], profile: Mapping[str, Any]) -> dict[str, Any]:
    """How the rep is told, and of what. An address that is left empty stays as it was. Raises Unusable."""
    by_sms = form.get("by_sms") == "1" if form.get("sms_shown") == "1" else profile.get("by_sms", True)
    told = {"by_email": form.get("by_email") == "1", "by_sms": by_sms}
    events = [name for name in ABOUT if form.get(f"event_{name}") == "1"]
    return told | {"events": events} | {f"{kind}_url": _room(kind, form, profile) for kind in ROOMS}


def _room(kind: str, form: Mapping[str, Any], profile: Mapping[str, Any]) -> str | None:
    if form.get(f"{kind}_off") == "1":
        return None
    url = str(form.get(f"{kind}_url") or "").strip()
    if not url:
        return profile.get(f"{kind}_url")
    if not is_room(kind, url):
        hosts = " or ".join(host.lstrip(".") for host in ROOMS[kind])
        raise Unusable(f"That is not the address of an incoming webhook: it begins with https:// and is at {hosts}.")
    return url


def is_room(kind: str, url: str) -> bool:
    """Whether that is where Slack or Teams take incoming webhooks."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or port not in (None, 443) or not url.isprintable():
        return False
    return len(url) <= 2000 and any(host == one or (one[0] == "." and host.endswith(one)) for one in ROOMS[kind])


def number_in(words: str, country: str) -> str:
    """A mobile number as E.164; numbers without a country code are of `country`. Raises Unusable."""
    import phonenumbers

    try:
        number = phonenumbers.parse(clean(words)[:40], country)
    except phonenumbers.NumberParseException as error:
        raise Unusable("That is no phone number: write it like +1 512 555 0100.") from error
    if not phonenumbers.is_possible_number(number):
        raise Unusable("That is no phone number: write it like +1 512 555 0100.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

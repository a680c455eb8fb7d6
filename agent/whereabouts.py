"""Where a lead is, for the hour at which we may write: by what they said, then by their number, then the business's own
place. Pure, but for the numbering plans and the table that ship with the product."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

TABLE = Path(__file__).parent / "quiet_hours.yaml"
_UNKNOWN = "Etc/Unknown"
_STATE_AT_END = re.compile(r",\s*([A-Z]{2})$")


class Whereabouts(BaseModel):
    """Country ISO 3166-1, state or province by its English name, and every time zone that it may be."""

    model_config = ConfigDict(frozen=True)
    zones: tuple[str, ...]
    country: str | None = None
    state: str | None = None
    known_by: Literal["answer", "phone", "business"]


class _State(BaseModel):
    model_config = ConfigDict(frozen=True)
    country: str
    name: str
    zones: tuple[str, ...]


@cache
def table() -> dict[str, Any]:
    """The table as it ships."""
    read: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return read


@cache
def _places() -> tuple[dict[str, _State], dict[str, _State]]:
    """States by each name of theirs and of their cities, and by their letters."""
    named: dict[str, _State] = {}
    short: dict[str, _State] = {}
    for country, states in table()["places"].items():
        for name, entry in states.items():
            state = _State(country=country, name=name, zones=tuple(entry["zones"]))
            for one in (name.casefold(), *entry.get("cities", ())):
                named.setdefault(one, state)
            if "short" in entry:
                short[entry["short"]] = state
    return named, short


def place_named(words: str) -> Whereabouts | None:
    """The place that these words name, None where they name none that we know."""
    named, short = _places()
    letters = next((short[word] for word in re.findall(r"\b[A-Z]{2,3}\b", words) if word in short), None)
    state = letters or _longest_named(words.casefold(), named)
    if state is None:
        return None
    return Whereabouts(zones=state.zones, country=state.country, state=state.name, known_by="answer")


def _longest_named(words: str, named: dict[str, _State]) -> _State | None:
    found = [name for name in named if re.search(rf"\b{re.escape(name)}\b", words)]
    return named[max(found, key=len)] if found else None


def place_of_number(number: str) -> Whereabouts | None:
    """Where a number (E.164) was given out. A mobile phone travels: what the lead says comes first."""
    import phonenumbers
    from phonenumbers import geocoder, timezone  # the plans take a while to load

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    country = phonenumbers.region_code_for_number(parsed)
    zones = tuple(zone for zone in timezone.time_zones_for_number(parsed) if zone != _UNKNOWN)
    if country is None and not zones:
        return None
    state = _state_of(geocoder.description_for_number(parsed, "en"), country)
    usual = tuple(table()["zones"].get(country or "", ()))
    if state is not None and len(zones) > 1:
        zones = state.zones
    elif len(zones) > len(usual) > 0 or not zones:
        zones = usual
    if not zones:
        return None
    return Whereabouts(zones=zones, country=country, state=state.name if state else None, known_by="phone")


def _state_of(description: str, country: str | None) -> _State | None:
    """ "California", or "Austin, TX"."""
    named, short = _places()
    letters = _STATE_AT_END.search(description)
    state = short.get(letters[1]) if letters else named.get(description.casefold())
    return state if state is not None and state.country == country else None


def whereabouts(said: tuple[str, ...], number: str | None, zone: str, country: str) -> Whereabouts:
    """The first that is known: a place that the lead named, the number's, the business's own."""
    places = (place_named(words) for words in said)
    found = next((place for place in places if place is not None), None) or (
        place_of_number(number) if number else None
    )
    return found or Whereabouts(zones=(zone,), country=country, known_by="business")

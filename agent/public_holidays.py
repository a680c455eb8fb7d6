"""Public holidays by country and state, where the rules say that we begin to write to nobody on them. Pure."""

from datetime import date
from functools import lru_cache

from agent.whereabouts import table


def holiday_on(day: date, country: str, state: str | None) -> str | None:
    """The holiday's name in English where it can be had, None on any other day or where no calendar is known."""
    return _calendar(country, _letters(country, state), day.year).get(day)


def _letters(country: str, state: str | None) -> str | None:
    """A state as the calendars name it: AL for Alabama."""
    entry = table()["places"].get(country, {}).get(state or "", {})
    return entry.get("short") if country in _BY_LETTERS else None


_BY_LETTERS = ("US", "AU", "CA")


@lru_cache(maxsize=64)
def _calendar(country: str, state: str | None, year: int) -> dict[date, str]:
    """Every holiday of a year, with the days on which those at a weekend are observed."""
    import holidays  # a twentieth of a second that only who has such a rule need wait for

    try:
        found = holidays.country_holidays(country, subdiv=state, years=year)
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in found.items()}

"""When we may begin to write to somebody: the law's window at their own place, and the stricter tables. Pure.

Only what we start waits; an answer to a text just received goes out at any hour.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

from agent.public_holidays import holiday_on
from agent.strict import Strict
from agent.whereabouts import Whereabouts, table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"all": DAYS, "weekdays": DAYS[:5], "weekend": DAYS[5:]}
_DAYS_AHEAD = 16
"""Two Sundays and the holidays between them: no window that opens at all stays shut longer."""


class Window(BaseModel):
    """From `opens` on, before `closes`, in the person's own time."""

    model_config = ConfigDict(frozen=True)
    opens: time
    closes: time


Week = tuple[Window | None, ...]
"""One window a day, Monday first; None: not on that day."""


def _window(words: object) -> Window | None:
    if words == "never":
        return None
    opens, _, closes = str(words).partition("-")
    try:
        window = Window(opens=time.fromisoformat(opens.strip()), closes=time.fromisoformat(closes.strip()))
    except ValueError as error:
        raise ValueError(f"not a window: {words!r} (write 08:00-21:00, or never)") from error
    if window.opens >= window.closes:
        raise ValueError(f"{words!r} closes before it opens")
    return window


def _week(given: Any) -> Any:
    """Days may be named one by one or in groups; the narrower name wins whatever the order."""
    if not isinstance(given, Mapping):
        return given
    unknown = set(given) - set(DAYS) - set(_GROUPS)
    if unknown:
        raise ValueError(f"no such day: {', '.join(sorted(map(str, unknown)))} (all, weekdays, weekend, mon to sun)")
    week: dict[str, Window | None] = {}
    for name in ("all", "weekdays", "weekend", *DAYS):
        if name in given:
            week |= dict.fromkeys(_GROUPS.get(name, (name,)), _window(given[name]))
    if set(week) != set(DAYS):
        raise ValueError(f"says nothing of {', '.join(day for day in DAYS if day not in week)}")
    return tuple(week[day] for day in DAYS)


OpenWeek = Annotated[Week, BeforeValidator(_week)]


class QuietHours(Strict):
    """The rules in force. `states` by country and English name."""

    default: OpenWeek
    states: dict[str, dict[str, OpenWeek]]
    countries: dict[str, OpenWeek]
    holidays: dict[str, Literal["all", "none"] | tuple[str, ...]]
    """Where public holidays are closed too: a whole country, or the states named."""

    def for_place(self, where: Whereabouts) -> tuple[Week, str]:
        """The week of the place and what it is called: the state's own rule, the country's, or the law's."""
        states = self.states.get(where.country or "", {})
        if where.state in states:
            return states[where.state], where.state
        if where.country in self.countries:
            return self.countries[where.country], where.country
        return self.default, where.state or where.country or "their place"

    def holiday(self, day: date, where: Whereabouts) -> str | None:
        """The public holiday that closes this day at that place; None on any other day, and where none does."""
        country = where.country or ""
        closed = self.holidays.get(country, "none")
        if closed == "none" or (closed != "all" and where.state not in closed):
            return None
        return holiday_on(day, country, where.state)


class Quiet(BaseModel):
    """It is quiet there: until when, and why in one sentence."""

    model_config = ConfigDict(frozen=True)
    until: datetime
    reason: str


def rules(own: Mapping[str, Any] | None = None) -> QuietHours:
    """The rules that ship, under those of the operator. Raises pydantic's ValidationError on a faulty entry."""
    shipped, own = table(), own or {}
    sections = ("default", "states", "countries", "holidays")
    unknown = set(own) - set(sections)
    if unknown:
        raise ValueError(f"no such section: {', '.join(sorted(map(str, unknown)))} ({', '.join(sections)})")
    states = {country: dict(weeks) for country, weeks in shipped["states"].items()}
    for country, weeks in (own.get("states") or {}).items():
        states[country] = states.get(country, {}) | weeks
    return QuietHours.model_validate({
        "default": own.get("default", shipped["default"]),
        "states": states,
        "countries": shipped["countries"] | (own.get("countries") or {}),
        "holidays": shipped["holidays"] | (own.get("holidays") or {}),
    })  # fmt: skip


Closed = Callable[[date], object]
"""Whether a day is closed besides what the week says (a public holiday)."""


def _no_day(day: date) -> None:
    return None


def is_allowed(now: datetime, zones: tuple[str, ...], week: Week, closed: Closed = _no_day) -> bool:
    """Whether the window is open in every zone that the place may be in."""
    return all(_is_open(now.astimezone(ZoneInfo(zone)), week, closed) for zone in zones)


def _is_open(local: datetime, week: Week, closed: Closed) -> bool:
    window = week[local.weekday()]
    return window is not None and window.opens <= local.time() < window.closes and not closed(local.date())


def next_allowed(now: datetime, zones: tuple[str, ...], week: Week, closed: Closed = _no_day) -> datetime | None:
    """The first moment from `now` on at which we may write, None where there is none in sight."""
    if is_allowed(now, zones, week, closed):
        return now
    openings = sorted(opening for zone in zones for opening in _openings(now, ZoneInfo(zone), week))
    return next((opening for opening in openings if opening > now and is_allowed(opening, zones, week, closed)), None)


def _openings(now: datetime, zone: ZoneInfo, week: Week) -> list[datetime]:
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]
    windows = [(day, week[day.weekday()]) for day in days]
    return [
        datetime.combine(day, window.opens, zone).astimezone(now.tzinfo)
        for day, window in windows
        if window is not None
    ]


def quiet_at(now: datetime, where: Whereabouts, hours: QuietHours) -> Quiet | None:
    """None where we may begin to write now (aware); else until when it is quiet, and why."""
    week, place = hours.for_place(where)
    opening = next_allowed(now, where.zones, week, lambda day: hours.holiday(day, where))
    if opening == now:
        return None
    if opening is None:
        return Quiet(
            until=now + timedelta(days=1), reason=f"quiet hours in {place}: no hour is allowed in all its zones"
        )
    local = opening.astimezone(ZoneInfo(where.zones[0]))
    by = {"answer": "by what they said", "phone": "by their number", "business": "by the business's own place"}
    holiday = hours.holiday(now.astimezone(ZoneInfo(where.zones[0])).date(), where)
    kind = f"{holiday}, closed" if holiday else "quiet hours"
    return Quiet(
        until=opening,
        reason=f"{kind} in {place} ({by[where.known_by]}): waits until {local:%a %H:%M} there, {where.zones[0]}",
    )

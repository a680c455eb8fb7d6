"""Who gets a handoff, and by when they must answer. Pure: people and the clock come in, an order comes out."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from agent.hours import WEEKDAYS, Hours, Weekday, is_holiday
from agent.strict import Strict

Rule = Literal["territory", "language", "value_band", "skills"]
FAR = timedelta(days=35)
"""No business is closed for longer: where nothing opens until then, the clock runs as if it were open."""
_HALF_DAYS = frozenset(("US", "CA", "AU", "NZ", "IE", "GB", "IN", "PH", "PK"))
"""Countries that tell the time by twelve hours."""


class Routing(Strict):
    """A business's rules. Every one has a default: a playbook without the section is routed like this."""

    order: tuple[Rule, ...] = ("territory", "language", "value_band", "skills")
    """What decides after the owner of a known lead, most important first."""
    acknowledge_within: Annotated[int, Field(ge=1, le=10_080)] = 15
    """Minutes of working time that each rep has to accept or decline, before the next is asked."""
    online_only: bool = False
    """Ask only people who have the console open; otherwise they are merely asked first."""
    capacity: Annotated[int, Field(ge=1, le=1000)] = 5
    """Conversations that a rep has at a time, where their own setting says nothing."""
    when_rep_vanishes: Literal["agent", "next_rep"] = "agent"
    """Who goes on where a rep holds a conversation and is gone."""


class OpenTimes(Strict):
    """When people work: per weekday, in a time zone, less the days that they have off."""

    zone: str
    hours: dict[Weekday, Hours]
    holidays: tuple[str, ...] = ()
    country: str = "US"
    """Decides how the time is told."""

    def spell(self, at: datetime) -> tuple[datetime, datetime] | None:
        """The working time that `at` falls in, or the next one; None where none comes within FAR."""
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self.zone)
        local = at.astimezone(zone)
        for days in range(FAR.days):
            day = (local + timedelta(days=days)).date()
            hours = self._of(day)
            if hours is None:
                continue
            opens, closes = (_at(day.year, day.month, day.day, one, zone) for one in (hours.opens, hours.closes))
            if closes > at:
                return max(opens, at), closes
        return None

    def _of(self, day: date) -> Hours | None:
        return None if is_holiday(day, self.holidays) else self.hours.get(WEEKDAYS[day.weekday()])

    def is_open(self, at: datetime) -> bool:
        spell = self.spell(at)
        return spell is not None and spell[0] == at

    def after(self, at: datetime, minutes: int) -> datetime:
        """The moment when so many minutes of working time have passed since `at`."""
        left = timedelta(minutes=minutes)
        while (spell := self.spell(at)) is not None:
            starts, ends = spell
            if ends - starts >= left:
                return starts + left
            left -= ends - starts
            at = ends
        return at + left


def _at(year: int, month: int, day: int, clock: time, zone: object) -> datetime:
    return datetime(year, month, day, clock.hour, clock.minute, tzinfo=zone)  # type: ignore[arg-type]


class Rep(Strict):
    """A person who may get handoffs. Empty sets take anything."""

    id: str
    name: str = ""
    is_manager: bool = False
    leads_team: bool = False
    """A manager of the team, not merely somebody who runs the system: visitors may hear whose team it is."""
    times: OpenTimes | None = None
    """Their own working hours; None: the business's."""
    away_until: datetime | None = None
    """Set where `is_available` is False for now: when they are back."""
    is_available: bool = True
    is_online: bool = False
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    value_bands: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int | None = None
    load: int = 0
    """What they hold and what waits for their answer now."""
    last_offered: datetime | None = None


class Case(Strict):
    """What of a lead decides who gets it; each None or empty: not known."""

    owner: str | None = None
    territories: tuple[str, ...] = ()
    """Names of the place and codes of the country, as they were said."""
    languages: tuple[str, ...] = ()
    value_bands: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


class Choice(Strict):
    """One rep and why, in words for the timeline."""

    rep: str
    why: str
    is_escalation: bool = False


def queue(case: Case, reps: Sequence[Rep], rules: Routing, tried: Sequence[str] = ()) -> tuple[Choice, ...]:
    """Everybody who may be asked, best first; those in `tried` have had their turn. Managers come last."""
    asked = set(tried)
    open_to = [
        rep for rep in reps if rep.id not in asked and rep.is_available and (rep.is_online or not rules.online_only)
    ]
    free = [rep for rep in open_to if not rep.is_manager and rep.load < (rep.capacity or rules.capacity)]
    owner = [rep for rep in open_to if rep.id == case.owner]
    fitting = [rep for rep in free if rep.id != case.owner and _misfit(rep, case, rules) == 0]
    others = [rep for rep in free if rep.id != case.owner and _misfit(rep, case, rules) > 0]
    managers = [rep for rep in open_to if rep.is_manager and rep.id != case.owner]
    return (
        *(Choice(rep=rep.id, why="owner of the lead") for rep in owner),
        *_ranked(fitting, case, rules, ""),
        *_ranked(others, case, rules, "nobody fits better"),
        *(choice.model_copy(update={"is_escalation": True}) for choice in _ranked(managers, case, rules, "manager")),
    )


def _ranked(reps: Sequence[Rep], case: Case, rules: Routing, why: str) -> list[Choice]:
    ordered = sorted(
        reps, key=lambda rep: (*_rank(rep, case, rules), not rep.is_online, _busy(rep, rules), *_turn(rep))
    )
    return [Choice(rep=rep.id, why=why or _why(rep, case, rules)) for rep in ordered]


def _rank(rep: Rep, case: Case, rules: Routing) -> tuple[int, ...]:
    """Per rule: 0 made for it, 1 takes anything, 2 made for something else."""
    return tuple(_fit(rule, rep, case) for rule in rules.order)


def _fit(rule: Rule, rep: Rep, case: Case) -> int:
    field = {"territory": "territories", "language": "languages", "value_band": "value_bands", "skills": "skills"}[rule]
    takes, has = _folded(getattr(rep, field)), _folded(getattr(case, field))
    if not takes or not has:
        return 1
    return 0 if takes & has else 2


def _folded(words: Sequence[str]) -> set[str]:
    return {word.strip().casefold() for word in words if word.strip()}


def _misfit(rep: Rep, case: Case, rules: Routing) -> int:
    return sum(fit == 2 for fit in _rank(rep, case, rules))


def _busy(rep: Rep, rules: Routing) -> float:
    return rep.load / (rep.capacity or rules.capacity)


def _turn(rep: Rep) -> tuple[bool, float, str]:
    """Round robin: who was asked longest ago comes first, who never was before all."""
    last = rep.last_offered
    return last is not None, last.timestamp() if last is not None else 0.0, rep.id


def _why(rep: Rep, case: Case, rules: Routing) -> str:
    fits = [rule.replace("_", " ") for rule in rules.order if _fit(rule, rep, case) == 0]
    return f"fits by {', '.join(fits)}" if fits else "next in turn"


def works_at(rep: Rep, at: datetime, times: OpenTimes) -> bool:
    """Whether they may be asked now: within their own hours or else the business's (`times`), or at the console."""
    return rep.is_online or (rep.times or times).is_open(at)


def due_at(rep: Rep, at: datetime, times: OpenTimes, minutes: int) -> datetime:
    """Until when they may answer: in working time; at the console after hours, in the time that they are there."""
    own = rep.times or times
    return own.after(at, minutes) if own.is_open(at) or not rep.is_online else at + timedelta(minutes=minutes)


def has_new_day(since: datetime, at: datetime, times: OpenTimes) -> bool:
    """Whether people have come to work anew between the two: who let a lead pass then may be asked again."""
    spell = times.spell(since)
    if spell is not None and spell[0] <= since:
        spell = times.spell(spell[1])
    return spell is not None and spell[0] <= at


def back_at(rep: Rep, at: datetime, times: OpenTimes) -> datetime | None:
    """When they may be asked next, `at` itself where they may be now; None where they are away without a date."""
    if not rep.is_available and rep.away_until is None:
        return None
    start = at if rep.is_available else max(at, rep.away_until or at)
    if rep.is_online and start == at:
        return at
    spell = (rep.times or times).spell(start)
    return spell[0] if spell is not None else None


def clock_words(local: datetime, country: str) -> str:
    """9:00 am, or 9:00 where the country counts to 24."""
    if country not in _HALF_DAYS:
        return f"{local.hour}:{local.minute:02d}"
    return f"{local.hour % 12 or 12}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"


def zone_words(zone: str) -> str:
    """How a time zone is called: Berlin time, New York time, UTC."""
    place = zone.rpartition("/")[2].replace("_", " ")
    return "UTC" if place in ("UTC", "UCT", "Zulu", "Universal") or zone.startswith("Etc/") else f"{place} time"


def in_words(moment: datetime, now: datetime, times: OpenTimes, before: str = "by") -> str:
    """When a person answers, as it is said to a lead: by 4:30 pm today, on Monday by 9:00 am, at … with `before` at."""
    from zoneinfo import ZoneInfo

    local, today = moment.astimezone(ZoneInfo(times.zone)), now.astimezone(ZoneInfo(times.zone)).date()
    clock = f"{before} {clock_words(local, times.country)}"
    days = (local.date() - today).days
    if days == 0:
        return f"{clock} today"
    if days == 1:
        return f"tomorrow {clock}"
    return f"on {local:%A} {clock}" if days < 7 else f"on {local:%A}, {local:%B} {local.day}, {clock}"

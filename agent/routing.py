"""Who gets a handoff, and by when they must answer. Pure: people and the clock come in, an order comes out."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import Field

from agent.hours import WEEKDAYS, Hours, Weekday
from agent.strict import Strict

Rule = Literal["territory", "language", "value_band", "skills"]
FAR = timedelta(days=14)
"""No business is closed for longer: where nothing opens until then, the clock runs as if it were open."""


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


class Rep(Strict):
    """A person who may get handoffs. Empty sets take anything."""

    id: str
    is_manager: bool = False
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


class OpenTimes(Strict):
    """When people work: per weekday, in the business's time zone."""

    zone: str
    hours: dict[Weekday, Hours]

    def spell(self, at: datetime) -> tuple[datetime, datetime] | None:
        """The working time that `at` falls in, or the next one; None where none comes within two weeks."""
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self.zone)
        local = at.astimezone(zone)
        for days in range(FAR.days):
            day = (local + timedelta(days=days)).date()
            hours = self.hours.get(WEEKDAYS[day.weekday()])
            if hours is None:
                continue
            opens, closes = (_at(day.year, day.month, day.day, one, zone) for one in (hours.opens, hours.closes))
            if closes > at:
                return max(opens, at), closes
        return None

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


def in_words(moment: datetime, now: datetime, times: OpenTimes) -> str:
    """When a person answers, as it is said to a lead: by 4:30 pm today, on Monday from 9:00 am."""
    from zoneinfo import ZoneInfo

    local, today = moment.astimezone(ZoneInfo(times.zone)), now.astimezone(ZoneInfo(times.zone)).date()
    clock = f"{local.hour % 12 or 12}:{local.minute:02d} {'am' if local.hour < 12 else 'pm'}"
    days = (local.date() - today).days
    if days == 0:
        return f"by {clock} today"
    if days == 1:
        return f"tomorrow by {clock}"
    return f"on {local:%A} by {clock}"

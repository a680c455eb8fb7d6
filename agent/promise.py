"""When a person will answer, by the working hours of those who could take the lead. Pure but for one look-up.

Nobody can promise a minute. What is said is what is known: somebody is here, everyone is busy, or when people are back.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from agent.dialogue import Frozen, Move
from agent.facts import Facts
from agent.frame import Need, Text
from agent.needs import match_need
from agent.playbook import Playbook
from agent.policy import Situation
from agent.routing import (
    Case,
    Choice,
    OpenTimes,
    Rep,
    Routing,
    back_at,
    clock_words,
    in_words,
    queue,
    works_at,
    zone_words,
)

People = Callable[[str], Awaitable["Staff"]]
"""Looks up who could take a lead, by the lead's id."""
Standing = Literal["here", "late", "closing", "busy", "asked", "later", "nobody"]
"""here: somebody is asked at once. late: after hours, but somebody is at the console. closing: the day ends before
anybody must answer. busy: all have their hands full. asked: all who are here have had their turn. later: people come
back. nobody: nobody is known to."""


class Staff(Frozen):
    """Everybody who takes leads, and whose the lead is already, if anybody's."""

    reps: tuple[Rep, ...] = ()
    owner: str | None = None


class Expected(Frozen):
    """Who can be asked now, and from when on somebody can be; `who` as a visitor may hear it."""

    standing: Standing
    at: datetime | None = None
    who: str = ""


def expected(
    case: Case, reps: Sequence[Rep], rules: Routing, times: OpenTimes, now: datetime, tried: Sequence[str] = ()
) -> Expected:
    """What can honestly be said at `now`. `times`: the business's hours, for reps without their own."""
    here = [
        rep for rep in reps
        if rep.is_available and works_at(rep, now, times) and (rep.is_online or not rules.online_only)
    ]  # fmt: skip
    if _is_taken_on(queue(case, here, rules, tried), here):
        on_duty = [rep for rep in here if (rep.times or times).is_open(now)]
        return _on_duty(on_duty, rules, times, now) if on_duty else _next(reps, times, now, is_late=True)
    workers = [rep for rep in here if not rep.is_manager]
    if workers:
        is_full = all(rep.load >= (rep.capacity or rules.capacity) for rep in workers)
        return Expected(standing="busy" if is_full else "asked", at=max(_ends(rep, now, times) for rep in workers))
    return _next(reps, times, now)


def _on_duty(on_duty: Sequence[Rep], rules: Routing, times: OpenTimes, now: datetime) -> Expected:
    due = min((rep.times or times).after(now, rules.acknowledge_within) for rep in on_duty)
    is_today = due.astimezone(_zone(times)).date() == now.astimezone(_zone(times)).date()
    return Expected(standing="here" if is_today else "closing", at=due)


def _next(reps: Sequence[Rep], times: OpenTimes, now: datetime, *, is_late: bool = False) -> Expected:
    """When people come to work next: those at the console after hours too."""
    away = [rep.model_copy(update={"is_online": False}) for rep in reps]
    coming = [(back, rep) for rep in away if (back := back_at(rep, now, times)) is not None and back > now]
    if not coming:
        return Expected(standing="late" if is_late else "nobody")
    first = min(back for back, _ in coming)
    who = _who([rep for back, rep in coming if back == first], reps)
    return Expected(standing="late" if is_late else "later", at=first, who=who)


def _is_taken_on(choices: Sequence[Choice], here: Sequence[Rep]) -> bool:
    """Somebody is asked at once; a manager counts only where no rep is here to be asked before."""
    escalations = [choice for choice in choices if choice.is_escalation]
    return bool(choices) and (len(escalations) < len(choices) or all(rep.is_manager for rep in here))


def _ends(rep: Rep, now: datetime, times: OpenTimes) -> datetime:
    spell = (rep.times or times).spell(now)
    return spell[1] if spell is not None and spell[0] <= now else now


def _zone(times: OpenTimes) -> ZoneInfo:
    return ZoneInfo(times.zone)


def _who(first: Sequence[Rep], everyone: Sequence[Rep]) -> str:
    """Whose team it is, or who it is where one person alone comes; empty where it is simply the team."""
    leaders = [rep for rep in everyone if rep.leads_team and rep.name]
    if len(leaders) == 1 and len([rep for rep in everyone if not rep.is_manager]) > 1:
        return f"{leaders[0].name.split()[0]}'s team"
    people = [rep for rep in first if not rep.is_manager]
    return people[0].name.split()[0] if len(people) == 1 == len(first) and people[0].name else ""


def words_of(one: Expected, playbook: Playbook, now: datetime) -> str:
    """The sentence that a visitor reads."""
    times = playbook.business.times
    if one.standing == "here" or one.at is None:
        return {"here": playbook.notify.when_open, "late": _LATE}.get(one.standing, _NOBODY)
    zone = zone_words(times.zone)
    if one.standing == "closing":
        return f"We close soon, so it may be {in_words(one.at, now, times)} ({zone}) before somebody answers."
    if one.standing == "asked":
        until = _until(one.at, now, times, zone)
        return (
            f"Everyone who is here has been asked, and nobody could take it yet; your message stays with them{until}."
        )
    if one.standing == "busy":
        until = _until(one.at, now, times, zone)
        return (
            f"Everyone is with other people right now, so I can't name a minute; whoever is free first answers{until}."
        )
    who = one.who or f"The {playbook.business.name} team"
    back = f"{who} is back {in_words(one.at, now, times, 'at')} ({zone})"
    return f"{_LATE} {back}, in any case." if one.standing == "late" else f"{back} and answers you then."


_LATE = "It's after hours, but somebody is still around and may answer soon."
_NOBODY = (
    "Nobody is here to answer right now, and I don't know yet when somebody will be back, so I've left them a note."
)


def _until(at: datetime, now: datetime, times: OpenTimes, zone: str) -> str:
    """Until when people are here today; nothing where they only have the console open after hours."""
    if at <= now:
        return ""
    return f". They are here until {clock_words(at.astimezone(_zone(times)), times.country)} ({zone})"


def case_of(
    facts: Facts, source: dict[str, Any], owner: str | None, value_band: str | None, playbook: Playbook
) -> Case:
    """What of a lead decides who gets it. `source`: where it came from, which may name its language."""
    place, need = facts.get("place"), facts.get("need")
    words = [place.value.text] if place is not None and isinstance(place.value, Text) else []
    summary = need.value.summary if need is not None and isinstance(need.value, Need) else None
    matched = match_need(summary, playbook.policy.needs).entries if summary else ()
    languages = [str(source[key]) for key in ("language", "locale") if source.get(key)]
    return Case(
        owner=owner,
        territories=tuple([*words, *(part.strip() for word in words for part in word.split(","))]),
        languages=tuple([*languages, *(one.split("-")[0] for one in languages)]),
        value_bands=(value_band,) if value_band else (),
        skills=tuple(entry.name for entry in matched),
    )


async def with_promise(people: People | None, move: Move, now: Situation, playbook: Playbook) -> Move:
    """The move, and where it speaks of a person, when that person answers. Where nobody is known, nothing is added."""
    if people is None or not _speaks_of_a_person(move, now):
        return move
    lead = now.snapshot.lead
    staff = await people(lead.id)
    if not staff.reps:
        return move
    case = case_of(now.facts, lead.source, staff.owner, now.assessment.value_band, playbook)
    found = expected(case, staff.reps, playbook.routing, playbook.business.times, now.snapshot.now)
    return move.model_copy(update={"person": words_of(found, playbook, now.snapshot.now)})


def _speaks_of_a_person(move: Move, now: Situation) -> bool:
    if move.kind == "hand_over":
        return move.reason != "support"
    return move.kind == "offer_help" and now.state.handed_over in ("sql", "asked_for_person")

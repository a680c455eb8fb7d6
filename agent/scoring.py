"""The scorer: facts, activities, clock and policy in; 100 points, a stage and a line per part out. Pure.

The policy's figures are the playbook's (`agent/playbook.py`, Policy). The same inputs always give the same bytes.
"""

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from agent.assessment import Activity, Assessment, Line, Stage, ValueBand
from agent.facts import Fact, Facts, Heard, current
from agent.frame import Authority, Budget, Need, Size, Slot, Text, Timeline
from agent.needs import NeedMatch, match_need
from agent.places import places_in
from agent.playbook import ActivityPoints, Policy
from agent.reach import Reach, reach_of

V = TypeVar("V", Budget, Authority, Need, Timeline, Size, Text)
BUYER = "buyer"
"""A kind that takes an earlier one back: the lead turned out to be a buyer."""
GATES = ("need", "budget", "authority", "timeline")


class ScoringInputs(BaseModel):
    """All that an assessment depends on besides the policy: stored with it, so that it can be computed again."""

    model_config = ConfigDict(frozen=True)
    facts: tuple[Fact, ...] = ()
    """The facts in force, one a slot."""
    activities: tuple[Activity, ...] = ()
    not_interested: Heard | None = None
    now: datetime


def inputs_of(
    history: tuple[Fact, ...], activities: tuple[Activity, ...], not_interested: Heard | None, now: datetime
) -> ScoringInputs:
    """The inputs in canonical order, so that the order in which facts came does not matter."""
    facts = sorted(current(history).values(), key=lambda fact: fact.slot)
    return ScoringInputs(
        facts=tuple(facts),
        activities=tuple(sorted(activities, key=lambda activity: (activity.at, activity.type))),
        not_interested=not_interested,
        now=now,
    )


def assess(inputs: ScoringInputs, policy: Policy) -> Assessment:
    """Score one lead. Total is the lines' sum; the stage follows from total, gates and disqualifying facts."""
    facts: Facts = {fact.slot: fact for fact in inputs.facts}
    match = need_match(facts, policy)
    reach = _reach(facts, policy)
    lines = (
        _need_line(facts, match, policy),
        _budget_line(facts, match, reach, policy),
        _authority_line(facts, policy),
        _timeline_line(facts, policy),
        _fit_line(facts, match, policy),
        _engagement_line(inputs, policy),
    )
    total = round(sum(line.points for line in lines), 2)
    gates = _gates(facts, match, reach, policy)
    stage, reason = _stage(inputs, facts, match, total, lines[-1].points, gates, policy)
    return Assessment(
        stage=stage,
        score=total,
        lines=lines,
        value_band=_band(reach, policy),
        reason=reason,
        gates=gates,
        at=inputs.now,
        policy_hash=policy.hash,
        missing=tuple(gate for gate in GATES if not gates[gate]),
    )


def _value(facts: Facts, slot: Slot, kind: type[V]) -> V | None:
    fact = facts.get(slot)
    return fact.value if fact is not None and isinstance(fact.value, kind) else None


def need_match(facts: Facts, policy: Policy) -> NeedMatch | None:
    """Where the stated need stands on the playbook's lists; None where none is stated."""
    need = _value(facts, "need", Need)
    if need is None or need.status != "stated":
        return None
    return match_need(need.summary or "", policy.needs)


def _reach(facts: Facts, policy: Policy) -> Reach | None:
    budget = _value(facts, "budget", Budget)
    if budget is None or budget.status != "stated":
        return None
    heads: Slot = "guests" if policy.fit.size is not None and policy.fit.size.unit == "guests" else "company_size"
    return reach_of(budget, _value(facts, heads, Size), policy)


def _no_budget_needed(match: NeedMatch | None) -> bool:
    return match is not None and match.place == "served" and all(entry.no_budget_needed for entry in match.entries)


def _line(part: str, points: float, of: float, reason: str, fact: Fact | None) -> Line:
    return Line.model_validate({
        "part": part, "points": round(points, 2), "of": of, "reason": reason, "open": fact is None,
        "quote": fact.quote if fact else None, "message_id": fact.message_id if fact else None,
    })  # fmt: skip


def _need_line(facts: Facts, match: NeedMatch | None, policy: Policy) -> Line:
    fact, points = facts.get("need"), policy.need
    if fact is None:
        return _line("need", 0, points.served, "not known yet", None)
    if match is None:
        return _line("need", 0, points.served, "says there is no need", fact)
    if match.place == "served":
        return _line("need", points.served, points.served, f"stated, and one we serve: {match.name}", fact)
    if match.place == "not_served":
        return _line("need", points.other, points.served, f"stated, and one we do not serve: {match.name}", fact)
    return _line("need", points.other, points.served, "stated, another than those we list", fact)


def _budget_line(facts: Facts, match: NeedMatch | None, reach: Reach | None, policy: Policy) -> Line:
    fact, points = facts.get("budget"), policy.budget
    if _no_budget_needed(match):
        reason = f"none needed: {match.name if match else ''}"
        return _line("budget", points.reaches, points.reaches, reason, fact or facts.get("need"))
    budget = _value(facts, "budget", Budget)
    if budget is None:
        return _line("budget", 0, points.reaches, "not known yet", None)
    if reach is not None:
        given = {"reaches": points.reaches, "too_small": points.too_small}.get(reach.verdict, points.unsure)
        return _line("budget", given, points.reaches, reach.reason, fact)
    given, reason = {
        "unsure": (points.unsure, "does not know yet"),
        "withheld": (points.withheld, "would rather not say"),
        "none": (0.0, "no money for it"),
    }[budget.status]
    return _line("budget", given, points.reaches, reason, fact)


def _authority_line(facts: Facts, policy: Policy) -> Line:
    authority, points = _value(facts, "authority", Authority), policy.authority
    if authority is None:
        return _line("authority", 0, points.decision_maker, "not known yet", None)
    said = {
        "decision_maker": "decides alone",
        "shared": "decides with others",
        "influencer": "recommends; someone else decides",
        "none": "has no part in the decision",
    }[authority.role]
    by = f" ({authority.decider})" if authority.decider else ""
    return _line("authority", getattr(points, authority.role), points.decision_maker, said + by, facts["authority"])


def _timeline_line(facts: Facts, policy: Policy) -> Line:
    timeline, points = _value(facts, "timeline", Timeline), policy.timeline
    if timeline is None:
        return _line("timeline", 0, points.now, "not known yet", None)
    fact = facts["timeline"]
    if timeline.status == "stated" and timeline.bucket is not None:
        within = {"now": "within 30 days", "quarter": "within 90 days", "half": "within half a year",
                  "year": "within a year", "later": "in more than a year"}[timeline.bucket]  # fmt: skip
        return _line("timeline", getattr(points, timeline.bucket), points.now, f"{within}: by {timeline.latest}", fact)
    if timeline.status == "none":
        return _line("timeline", points.none, points.now, "no plan, no hurry", fact)
    return _line("timeline", points.unsure, points.now, "there is a plan, its date is not known", fact)


def is_firm(facts: Facts, match: NeedMatch | None, policy: Policy) -> bool:
    """Whether fit is a firm's (size, own domain) or a private customer's (service area)."""
    if policy.fit.area is None or policy.fit.size is None:
        return policy.fit.size is not None
    buyers = {entry.buyer for entry in match.entries} if match is not None else set()
    if "firm" in buyers or "private" in buyers:
        return "firm" in buyers
    return "company" in facts or "company_size" in facts


def _fit_line(facts: Facts, match: NeedMatch | None, policy: Policy) -> Line:
    if is_firm(facts, match, policy):
        return _firm_fit(facts, policy)
    fit, place = policy.fit, facts.get("place")
    if place is None or fit.area is None:
        return _line("fit", 0, fit.area_points, "place not known yet", None)
    inside = is_in_area(_value(facts, "place", Text), fit.area.places)
    reason = f"within the service area, {fit.area.name}" if inside else f"not known to be within {fit.area.name}"
    return _line("fit", fit.area_points if inside else 0, fit.area_points, reason, place)


def is_in_area(place: Text | None, places: tuple[str, ...]) -> bool:
    """Whether a place as the lead named it holds one of the playbook's places (`BT#*` matches by pattern)."""
    return place is not None and bool(places_in(place.text, places))


def _firm_fit(facts: Facts, policy: Policy) -> Line:
    fit = policy.fit
    of = fit.size_points + fit.own_domain_points
    size_slot: Slot = "guests" if fit.size is not None and fit.size.unit == "guests" else "company_size"
    size, email = _value(facts, size_slot, Size), _value(facts, "email", Text)
    points, reasons = 0.0, []
    if size is not None and fit.size is not None:
        low, high = size.min if size.min is not None else size.max, size.max if size.max is not None else size.min
        fits = (high or 0) >= fit.size.min and (low or 0) <= fit.size.max
        points += fit.size_points if fits else 0
        reasons.append(f"{fit.size.unit} {'within' if fits else 'outside'} {fit.size.min} to {fit.size.max}")
    if email is not None:
        own = email.text.rpartition("@")[2].casefold() not in policy.free_mail
        points += fit.own_domain_points if own else 0
        reasons.append("an address on their own domain" if own else "a free-mail address")
    fact = facts.get(size_slot) or facts.get("email")
    return _line("fit", points, of, "; ".join(reasons) or "size and address not known yet", fact)


def _engagement_line(inputs: ScoringInputs, policy: Policy) -> Line:
    rules, parts, total = policy.engagement, [], 0.0
    for group in rules.activities:
        done = [activity for activity in inputs.activities if activity.type in group.types]
        points = sum(_decayed(group, activity, inputs.now, rules.half_life_days) for activity in done)
        points = min(points, group.at_most) if group.at_most is not None else points
        if done:
            parts.append(f"{' or '.join(dict.fromkeys(a.type for a in done)).replace('_', ' ')} {points:.1f}")
        total += points
    reason = ", ".join(parts) or "nothing yet"
    line = _line("engagement", min(total, rules.at_most), rules.at_most, reason, None)
    return line.model_copy(update={"open": False})


def _decayed(group: ActivityPoints, activity: Activity, now: datetime, half_life_days: float) -> float:
    age_days = max(0.0, (now - activity.at).total_seconds() / 86400)
    return float(group.points * 0.5 ** (age_days / half_life_days))


def _gates(facts: Facts, match: NeedMatch | None, reach: Reach | None, policy: Policy) -> dict[str, bool]:
    authority, timeline = _value(facts, "authority", Authority), _value(facts, "timeline", Timeline)
    rules = policy.thresholds
    return {
        "need": match is not None and match.place == "served",
        "budget": _no_budget_needed(match) or (reach is not None and reach.verdict == "reaches"),
        "authority": authority is not None and authority.role in rules.authority_gate,
        "timeline": timeline is not None and timeline.status == "stated" and timeline.bucket in rules.timeline_gate,
    }


def _stage(
    inputs: ScoringInputs, facts: Facts, match: NeedMatch | None, total: float, engagement: float,
    gates: dict[str, bool], policy: Policy,
) -> tuple[Stage, str]:  # fmt: skip
    rules, kind = policy.thresholds, _value(facts, "kind", Text)
    if kind is not None and kind.text != BUYER:
        return "disqualified", f"not a buyer: {kind.text.replace('_', ' ')}"
    if inputs.not_interested is not None:
        return "disqualified", "says they are not interested"
    if match is not None and match.place == "not_served":
        return "disqualified", f"wants only what we do not serve: {match.name}"
    if total >= rules.sql_total and all(gates.values()):
        return "SQL", f"{total:g} points and all four gates open"
    if match is not None and total >= rules.mql_total:
        return "MQL", f"{total:g} points with the need stated; for SQL: {_lacking(gates, total, policy)}"
    if engagement >= rules.mql_engagement:
        return "MQL", f"engagement of {engagement:g}; for SQL: {_lacking(gates, total, policy)}"
    return "lead", f"{total:g} points; for SQL: {_lacking(gates, total, policy)}"


def _lacking(gates: dict[str, bool], total: float, policy: Policy) -> str:
    lacks = [f"{gate} is open" for gate in GATES if not gates[gate]]
    if total < policy.thresholds.sql_total:
        lacks.append(f"{policy.thresholds.sql_total - total:g} points short")
    return ", ".join(lacks)


def _band(reach: Reach | None, policy: Policy) -> ValueBand | None:
    """Lifetime value by multiples of the smallest budget: short < 3, medium to 10, long above, or recurring and > 3."""
    if reach is None or reach.amount is None:
        return None
    times, rules = reach.amount / policy.smallest_budget.amount, policy.bands
    recurring = policy.smallest_budget.period != "once"
    if times > rules.long_over or (recurring and times > rules.recurring_over):
        return "long"
    return "medium" if times >= rules.medium_from else "short"

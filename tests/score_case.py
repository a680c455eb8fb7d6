"""Leads made of a few answers, and their scores under the default playbooks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agent.assessment import Activity, ActivityType, Assessment
from agent.facts import Fact, Heard, MessageEvidence
from agent.playbook_file import load_all
from agent.scoring import assess, inputs_of

PLAYBOOKS = load_all("playbooks")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
Values = Mapping[str, dict[str, Any]]

NEED = {"status": "stated", "summary": "forecasting"}
BUDGET = {"status": "stated", "min": 20000, "max": 20000, "currency": "USD", "period": "year"}
TIMELINE = {"status": "stated", "latest": date(2026, 3, 20), "bucket": "now"}
SQL: dict[str, dict[str, Any]] = {
    "need": NEED, "budget": BUDGET, "authority": {"role": "decision_maker"}, "timeline": TIMELINE,
}  # fmt: skip


def fact(slot: str, value: Mapping[str, Any], number: int = 0, **more: Any) -> Fact:
    evidence = MessageEvidence(message_id=f"m{number}", quote=f"words about {slot}", start=0, end=5)
    made = {"slot": slot, "value": dict(value), "id": f"f{number}-{slot}", "evidence": (evidence,), "at": NOW}
    return Fact.model_validate(made | more)


def history(values: Values) -> tuple[Fact, ...]:
    return tuple(fact(slot, value, number) for number, (slot, value) in enumerate(values.items()))


def score(
    values: Values,
    playbook: str = "b2b_saas",
    activities: Sequence[Activity] = (),
    not_interested: Heard | None = None,
) -> Assessment:
    return assess(inputs_of(history(values), tuple(activities), not_interested, NOW), PLAYBOOKS[playbook].policy)


def points(assessment: Assessment, part: str) -> float:
    return next(line.points for line in assessment.lines if line.part == part)


def reason(assessment: Assessment, part: str) -> str:
    return next(line.reason for line in assessment.lines if line.part == part)


def did(kind: ActivityType, days_ago: float = 0) -> Activity:
    return Activity(type=kind, at=NOW - timedelta(days=days_ago))

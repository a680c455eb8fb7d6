"""From what the store holds to the shapes of the interface. Pure."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from agent.assessment import Assessment
from agent.facts import Fact, current
from agent.frame import Authority, Budget, Need, Timeline
from channels.api_cost_shapes import CostReport, CostShape
from channels.api_shapes import (
    ClaimShape,
    ConversationShape,
    HandoffShape,
    LeadLine,
    LeadShape,
    MessageShape,
    ScoreLine,
)  # fmt: skip
from channels.lead_file import LeadFile
from crm_store.handoffs import Handoff
from crm_store.leads import Lead
from crm_store.spending import Costs, Spent


def lead_line(lead: Lead) -> LeadLine:
    return LeadLine.model_validate({name: getattr(lead, name) for name in LeadLine.model_fields})


def lead_shape(file: LeadFile, assessment: Assessment, spent: Spent) -> LeadShape:
    """Everything of one lead."""
    facts, newest = current(file.history), next(iter(file.handoffs), None)
    return LeadShape.model_validate({
        **lead_line(file.lead).model_dump(),
        "stage": assessment.stage,
        "score": assessment.score,
        "value_band": assessment.value_band,
        "reason": assessment.reason,
        "missing": list(assessment.missing),
        "lines": [ScoreLine.model_validate(line.model_dump()) for line in assessment.lines],
        "facts": {slot: fact_shape(fact) for slot, fact in facts.items()},
        "claims": [_claim(fact) for fact in file.history if not fact.verified],
        "signals": sorted({one.signal for one in file.heard}),
        "handoff": handoff_shape(newest) if newest else None,
        "opted_out": any(one.opted_out for one in file.conversations),
        "conversations": [_conversation(file, one.id) for one in reversed(file.conversations)],
        "activities": [{"type": one.type, "url": one.url, "title": one.title, "at": _utc(one.at)}
                       for one in file.activities],
        "outcomes": [{"result": one.result, "amount": None if one.amount is None else float(one.amount),
                      "currency": one.currency, "reason": one.reason, "at": _utc(one.at)} for one in file.outcomes],
        "cost": cost_shape(spent),
    })  # fmt: skip


def cost_shape(spent: Spent) -> CostShape:
    given = {"turns": spent.turns, "tokens_in": spent.tokens_in, "tokens_out": spent.tokens_out}
    return CostShape(dollars=spent.dollars, unpriced_turns=spent.unpriced, **given)


def cost_report(costs: Costs) -> CostReport:
    return CostReport(
        **cost_shape(costs.spent).model_dump(),
        leads=costs.leads,
        qualified_leads=costs.qualified,
        dollars_per_lead=costs.per_lead,
        dollars_per_qualified_lead=costs.per_qualified,
    )


def fact_shape(fact: Fact) -> dict[str, Any]:
    """The value's own members (of a status that states nothing, only the status), and where it is proven."""
    last = fact.evidence[-1] if fact.evidence else None
    return {
        **_value(fact),
        "quote": fact.quote,
        "message_id": fact.message_id,
        "verified": fact.verified,
        "source": last.source if last is not None else None,
        "at": _utc(fact.at),
    }


def _value(fact: Fact) -> dict[str, Any]:
    value = fact.value
    if isinstance(value, Budget | Need | Timeline) and value.status != "stated":
        return {"status": value.status}
    given: dict[str, Any] = value.model_dump(mode="json")
    if isinstance(value, Authority) and value.role == "decision_maker":
        given["decider"] = None
    return given


def _claim(fact: Fact) -> ClaimShape:
    return ClaimShape(slot=fact.slot, value=_value(fact), reason=fact.reason, at=fact.at)


def _conversation(file: LeadFile, conversation_id: str) -> ConversationShape:
    one = next(one for one in file.conversations if one.id == conversation_id)
    mine = sorted((m for m in file.messages if m.conversation_id == one.id), key=lambda m: m.seq)
    return ConversationShape(
        id=one.id,
        channel=one.channel,
        status=one.status,
        opted_out=one.opted_out,
        created_at=one.created_at,
        messages=[MessageShape(id=m.id, sender=m.sender, text=m.text, at=m.at, asks=m.asks) for m in mine],
    )


def handoff_shape(handoff: Handoff) -> HandoffShape:
    given = {field.name: getattr(handoff, field.name) for field in fields(handoff)}
    return HandoffShape.model_validate({name: given[name] for name in HandoffShape.model_fields})


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

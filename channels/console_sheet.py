"""The values of the lead page, gathered in one place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from agent.copilot import suggestions
from agent.dialogue import DialogueState, HandoffReason
from agent.facts import current
from agent.handoff import LABELS, HandoffSummary, as_text, one_line, source_lines
from agent.playbook import Playbook
from channels import lead_file
from channels.console_door import Caller, ConsoleDeps
from channels.console_texts import texts_of
from channels.console_transcript import anchors_of
from channels.console_views import (
    CHANNELS,
    STAGES,
    HandoffView,
    claim_views,
    conversation_views,
    desk_view,
    fact_views,
    handoff_view,
    line_views,
    missing_for_sql,
    waiting_words,
    why_words,
)  # fmt: skip
from channels.handoff_verdicts import WORDS
from channels.lead_file import LeadFile
from channels.rep_corrections import HINTS
from crm_store import audit, console_queries, handoff_steps, notes, notices, spending
from crm_store.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST_EVENTS = 60
"""Lines of the timeline."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    words: str


async def sheet_of(deps: ConsoleDeps, connection: "AsyncConnection", file: LeadFile, caller: Caller) -> dict[str, Any]:
    """Everything the lead page shows to that caller. Raises NotFound where the playbook is not installed."""
    playbook, now = deps.playbooks.get(file.lead.playbook), deps.clock()
    if playbook is None:
        raise NotFound(f"The playbook {file.lead.playbook!r} of this lead is not installed.")
    assessment, anchors = lead_file.assessment_of(file, playbook, now), anchors_of(file.history)
    log = await audit.page(connection, lead_id=file.lead.id, limit=MOST_EVENTS)
    names = await console_queries.names_of(connection, {*_people(file), *(entry.actor for entry in log)})
    summary = _summary(deps, file, playbook)
    costs = await spending.by_conversation(connection, file.lead.id)
    talk = file.conversation(file.handoffs[0].conversation_id if file.handoffs else None)
    talk = next((one for one in file.conversations if one.holder == "rep"), talk)
    return {
        "lead": file.lead,
        "business": playbook.business.name,
        "zone": playbook.business.zone,
        "currency": playbook.business.currency,
        "summary": summary,
        "summary_text": as_text(summary),
        "changed": changed(file, summary),
        "assessment": assessment,
        "stage_words": STAGES.get(assessment.stage, assessment.stage),
        "why": why_words(assessment),
        "next_step": summary.next_step if file.handoffs else waiting_words(assessment),
        "lines": line_views(assessment.lines, anchors),
        "missing": missing_for_sql(assessment, playbook),
        "facts": fact_views(file.history, anchors),
        "slots": {slot: (LABELS[slot], hint) for slot, hint in HINTS.items()},
        "known": len(current(file.history)),
        "claims": claim_views(file.history),
        "conversations": conversation_views(
            file.conversations, file.messages, anchors, names | _speakers(file, playbook), costs
        ),
        "desk": desk_view(talk, names, caller.user.id, now),
        "suggestions": _suggestions(file, playbook, talk.state if talk is not None else {}),
        "offers": await _offers(connection, file, names, caller.user.id),
        "reasons": WORDS,
        "consents": file.consents,
        "activities": file.activities[::-1][:40],
        "outcomes": file.outcomes,
        "notes": await _notes(connection, file),
        "owner": names.get(file.lead.owner_id or ""),
        "timeline": _timeline(log, names),
        "costs": sum(costs.values(), spending.NOTHING),
        "source": source_lines(file.lead.source),
        "channels": CHANNELS,
        "texts": await texts_of(connection, file, now),
        "topics": " ".join([file.lead.id, *(one.id for one in file.conversations)]),
        "waiting": await console_queries.waiting_leads(connection),
        "now": now,
    }


def _speakers(file: LeadFile, playbook: Playbook) -> dict[str, str]:
    """Who speaks in the transcript, by `Message.sender`: the lead by their name."""
    return {"agent": playbook.business.agent_name, "lead": one_line(file.lead.name or "Lead", 40)}


async def _notes(connection: "AsyncConnection", file: LeadFile) -> list[tuple[str, notes.Note]]:
    kept = await notes.of_lead(connection, file.lead.id)
    names = await console_queries.names_of(connection, {one.user_id for one in kept})
    return [(names.get(one.user_id, "A former colleague"), one) for one in kept]


def _people(file: LeadFile) -> set[str]:
    decided = (one.decided_by for one in file.handoffs)
    assigned = (one.assigned_to for one in file.handoffs)
    held = (one.holder_user for one in file.conversations)
    wrote = (one.user_id for one in file.messages)
    return {name for group in (decided, assigned, held, wrote, [file.lead.owner_id]) for name in group if name}


async def _offers(
    connection: "AsyncConnection", file: LeadFile, names: Mapping[str, str], user_id: str
) -> list[HandoffView]:
    found = []
    for one in file.handoffs:
        steps = await handoff_steps.of_handoff(connection, one.id)
        known = await console_queries.names_of(connection, {step.user_id for step in steps if step.user_id})
        told = await notices.of_handoff(connection, one.id)
        found.append(handoff_view(one, told, {**names, **known}, user_id, steps))
    return found


def _suggestions(file: LeadFile, playbook: Playbook, state: Mapping[str, Any]) -> tuple[Any, ...]:
    talk = DialogueState.model_validate(dict(state))
    found = suggestions(current(file.history), talk, playbook)
    return tuple({one.text: one for one in found}.values())  # a playbook may ask two things in the same words


def _timeline(log: Iterable[audit.Entry], names: Mapping[str, str]) -> list[Happening]:
    """What people did with this lead, newest first; looks at the page are told once a person and day."""
    seen: set[tuple[str, str, str]] = set()
    lines = []
    for entry in log:
        mark = (entry.actor, entry.action, entry.at.date().isoformat())
        if entry.action == "lead seen" and mark in seen:
            continue
        seen.add(mark)
        detail = entry.details.get("why") or entry.details.get("reason") or entry.details.get("slot") or ""
        who = names.get(entry.actor, "Bantam" if entry.actor == "agent" else entry.actor)
        lines.append(Happening(entry.at, f"{who}: {entry.action}{f' ({detail})' if detail else ''}"))
    return lines


def _summary(deps: ConsoleDeps, file: LeadFile, playbook: Playbook) -> HandoffSummary:
    """The summary as a rep gets it, of the newest handoff; before one, as it would be if a person were asked for."""
    newest = next(iter(file.handoffs), None)
    reason = cast(HandoffReason, newest.reason) if newest else "asked_for_person"
    link = lead_file.console_link(deps.public_url, file.lead.id)
    conversation_id = newest.conversation_id if newest else None
    return lead_file.summary_of(file, playbook, reason, link, deps.clock(), conversation_id)


def changed(file: LeadFile, summary: HandoffSummary) -> list[str]:
    """What reads differently now from what was sent with the newest handoff, before and after."""
    newest = next(iter(file.handoffs), None)
    if newest is None or not newest.summary:
        return []
    sent = {one.get("label"): one.get("words") for one in newest.summary.get("answers", [])}
    lines = [
        f"{one.label}: {sent[one.label] or 'not known'} → {one.words or 'not known'}"
        for one in summary.answers
        if one.label in sent and sent[one.label] != one.words
    ]
    before = newest.summary.get("stage")
    return [*lines, *([f"Stage: {before} → {summary.stage}"] if before and before != summary.stage else [])]

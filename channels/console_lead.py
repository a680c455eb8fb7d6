"""One lead: what the rep needs at a glance, the score with the words behind it, the transcript, the verdict."""

from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from agent.dialogue import HandoffReason
from agent.facts import current
from agent.handoff import HandoffSummary, as_text, source_lines
from agent.playbook import Playbook
from channels import handoff_verdicts, lead_file
from channels import notices as notice_jobs
from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_form
from channels.console_pages import FENCE, page
from channels.console_transcript import anchors_of
from channels.console_views import (
    CHANNELS,
    STAGES,
    HandoffView,
    claim_views,
    conversation_views,
    fact_views,
    handoff_view,
    line_views,
    missing_for_sql,
)  # fmt: skip
from channels.handoff_verdicts import WORDS, Reason
from channels.inbox import clean
from channels.lead_file import LeadFile
from crm_store import audit, console_queries, handoffs, notices
from crm_store.errors import Conflict, NotFound
from crm_store.handoffs import Handoff

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

SAID = {
    "accepted": "You accepted this lead. It is yours.",
    "rejected": "You rejected this lead. The reason is on record.",
    "faster": "Somebody else was faster: this handoff has been decided already.",
    "again": "The notice is on its way again.",
    "not-again": "This notice needs no other try.",
}
"""What a page says after something was done, by the word in its address."""
Csrf = Annotated[str, Form(max_length=200)]


def lead_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """The lead page and what can be done on it."""
    router = APIRouter(prefix=HOME)

    @router.get("/leads/{lead_id}")
    async def show_lead(
        request: Request, lead_id: str, known: Annotated[Caller, Depends(caller)], said: str = ""
    ) -> Response:
        async with deps.store.transaction() as connection:
            as_of = await console_queries.last_change(connection)  # first: what comes later is told by the stream
            file = await lead_file.load(connection, clean(lead_id))
            if file is None:
                return page("missing.html.j2", 404, caller=known, waiting=0)
            values = await _values(deps, connection, file)
            await console_queries.mark_lead_seen(connection, file.lead.id)
            if "hx-request" not in request.headers:  # a refresh of the open page is no second look
                await audit.record(connection, known.user.id, "lead seen", deps.clock(), lead_id=file.lead.id)
        return page("lead.html.j2", caller=known, said=SAID.get(said, ""), as_of=as_of, **values)

    _add_verdicts(router, deps, caller)
    return router


def _add_verdicts(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/handoffs/{handoff_id}/accept")
    async def accept(handoff_id: str, known: Annotated[Caller, Depends(caller)], csrf: Csrf = "") -> Response:
        check_form(known, csrf)
        handoff = await _handoff(deps, handoff_id)
        try:
            await handoff_verdicts.accept(deps.store, handoff.id, known.user.id, deps.clock())
        except Conflict:
            return _back(handoff, "faster")
        return _back(handoff, "accepted")

    @router.post("/handoffs/{handoff_id}/reject")
    async def reject(
        handoff_id: str,
        known: Annotated[Caller, Depends(caller)],
        reason: Annotated[str, Form()],
        note: Annotated[str, Form(max_length=2000)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf)
        handoff = await _handoff(deps, handoff_id)
        if reason not in get_args(Reason):
            raise HTTPException(422, "Choose one of the reasons.")
        why, words = cast(Reason, reason), clean(note).strip() or None
        try:
            await handoff_verdicts.reject(deps.store, handoff.id, known.user.id, why, deps.clock(), words)
        except Conflict:
            return _back(handoff, "faster")
        return _back(handoff, "rejected")

    @router.post("/notices/{notice_id}/send")
    async def send_again(notice_id: str, known: Annotated[Caller, Depends(caller)], csrf: Csrf = "") -> Response:
        check_form(known, csrf)
        async with deps.store.reading() as connection:
            notice = await notices.get(connection, clean(notice_id))
        if notice is None:
            raise NotFound("There is no such notice.")
        handoff = await _handoff(deps, notice.handoff_id)
        reopened = await notice_jobs.send_again(deps.store, notice.id)
        return _back(handoff, "again" if reopened else "not-again")


async def _handoff(deps: ConsoleDeps, handoff_id: str) -> Handoff:
    async with deps.store.reading() as connection:
        handoff = await handoffs.get(connection, clean(handoff_id))
    if handoff is None:
        raise NotFound("There is no such handoff.")
    return handoff


def _back(handoff: Handoff, said: str) -> Response:
    return RedirectResponse(f"{HOME}/leads/{handoff.lead_id}?said={said}", 303, headers=FENCE)


async def _values(deps: ConsoleDeps, connection: "AsyncConnection", file: LeadFile) -> dict[str, Any]:
    playbook, now = deps.playbooks.get(file.lead.playbook), deps.clock()
    if playbook is None:
        raise NotFound(f"The playbook {file.lead.playbook!r} of this lead is not installed.")
    assessment, anchors = lead_file.assessment_of(file, playbook, now), anchors_of(file.history)
    offers = await _offers(connection, file)
    summary = _summary(deps, file, playbook)
    return {
        "lead": file.lead,
        "business": playbook.business.name,
        "zone": playbook.business.zone,
        "summary": summary,
        "summary_text": as_text(summary),
        "changed": _changed(file, summary),
        "assessment": assessment,
        "stage_words": STAGES.get(assessment.stage, assessment.stage),
        "lines": line_views(assessment.lines, anchors),
        "missing": missing_for_sql(assessment, playbook),
        "facts": fact_views(file.history, anchors),
        "known": len(current(file.history)),
        "claims": claim_views(file.history),
        "conversations": conversation_views(file.conversations, file.messages, anchors, playbook.business.agent_name),
        "offers": offers,
        "reasons": WORDS,
        "consents": file.consents,
        "activities": file.activities[::-1][:40],
        "outcomes": file.outcomes,
        "source": source_lines(file.lead.source),
        "channels": CHANNELS,
        "topics": " ".join([file.lead.id, *(one.id for one in file.conversations)]),
        "waiting": await console_queries.waiting_handoffs(connection),
        "now": now,
    }


async def _offers(connection: "AsyncConnection", file: LeadFile) -> list[HandoffView]:
    names = await console_queries.names_of(connection, {one.decided_by for one in file.handoffs if one.decided_by})
    return [handoff_view(one, await notices.of_handoff(connection, one.id), names) for one in file.handoffs]


def _summary(deps: ConsoleDeps, file: LeadFile, playbook: Playbook) -> HandoffSummary:
    """The summary as a rep gets it, of the newest handoff; before one, as it would be if a person were asked for."""
    newest = next(iter(file.handoffs), None)
    reason = cast(HandoffReason, newest.reason) if newest else "asked_for_person"
    link = lead_file.console_link(deps.public_url, file.lead.id)
    conversation_id = newest.conversation_id if newest else None
    return lead_file.summary_of(file, playbook, reason, link, deps.clock(), conversation_id)


def _changed(file: LeadFile, summary: HandoffSummary) -> list[str]:
    """What reads differently now from what was sent with the newest handoff."""
    newest = next(iter(file.handoffs), None)
    if newest is None or not newest.summary:
        return []
    sent = {one.get("label"): one.get("words") for one in newest.summary.get("answers", [])}
    return [one.label for one in summary.answers if one.label in sent and sent[one.label] != one.words]

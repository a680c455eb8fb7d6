"""The programs' API: leads, what they did, what became of them, and the handoffs. OpenAPI at /openapi.json."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Response

from agent.assessment import Stage
from agent.playbook import Playbook
from channels import handoff_verdicts, lead_file
from channels.api_costs import add_costs
from channels.api_form import take_form
from channels.api_keys import ApiDeps, Program, identify_with
from channels.api_problems import BadCursor, DecidedAlready, UnknownHandoff, UnknownLead, bad_field, problems
from channels.api_shapes import (
    ActivityForm,
    HandoffList,
    HandoffShape,
    LeadForm,
    LeadList,
    LeadShape,
    LeadTaken,
    OutcomeForm,
    RejectForm,
    Taken,
    Time,
)  # fmt: skip
from channels.api_verdicts import add_verdicts
from channels.api_views import handoff_shape, lead_line, lead_shape
from channels.inbox import clean
from crm_store import activities, api_queries, audit, conversations, events, leads, outcomes, spending
from crm_store.api_queries import NotACursor
from crm_store.errors import Conflict, NotFound
from crm_store.events import Event
from crm_store.leads import Lead

__all__ = ["ApiDeps", "api_router"]

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")]
LeadId = Annotated[str, Path(max_length=100, examples=["ld_01jv4m8x2k5r9t3w7y1z6b0c4d"])]
HandoffId = Annotated[str, Path(max_length=100, examples=["ho_01jv4m8x2k5r9t3w7y1z6b0c4d"])]
HandoffStatus = Literal["offered", "accepted", "rejected", "withdrawn", "expired"]
SAME_LOOK = timedelta(minutes=10)
"""A program that lists the same within that is in the log once: many ask every minute."""
NO_CURSOR = "That is not a cursor of this list: leave it out to start from the first page."


def api_router(deps: ApiDeps) -> APIRouter:
    """Every operation for programs. Each needs an API key."""
    router = APIRouter(prefix="/api", tags=["programs"])
    caller = identify_with(deps)
    _add_lists(router, deps, caller)
    _add_lead(router, deps, caller)
    _add_deeds(router, deps, caller)
    _add_handoffs(router, deps, caller)
    add_costs(router, deps, caller)
    add_verdicts(router, deps, caller)
    return router


def _add_lists(router: APIRouter, deps: ApiDeps, caller: Any) -> None:
    @router.get("/leads", summary="List leads", responses=problems(400, 422))
    async def list_leads(
        by: Annotated[Program, Depends(caller)],
        stage: Annotated[Stage | None, Query(examples=["SQL"])] = None,
        playbook: Annotated[str | None, Query(max_length=100, examples=["b2b_saas"])] = None,
        since: Annotated[Time | None, Query(examples=["2026-05-01T00:00:00Z"])] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> LeadList:
        """The newest leads first. With `since`: those that changed from then on, the oldest change first."""
        wanted = {"stage": stage, "playbook": None if playbook is None else clean(playbook), "since": since}
        try:
            async with deps.store.reading() as connection:
                page = await api_queries.lead_page(connection, **wanted, limit=limit, cursor=cursor)  # type: ignore[arg-type]
                asked = {name: str(value) for name, value in wanted.items() if value is not None}
                await audit.saw(connection, by.name, "leads listed", deps.clock(), SAME_LOOK, **asked)
        except NotACursor as error:
            raise BadCursor(NO_CURSOR) from error
        return LeadList(leads=[lead_line(lead) for lead in page.leads], next_cursor=page.next)

    @router.get("/handoffs", summary="List handoffs", responses=problems(400, 422))
    async def list_handoffs(
        by: Annotated[Program, Depends(caller)],
        status: Annotated[HandoffStatus | None, Query(examples=["offered"])] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> HandoffList:
        """The newest first."""
        try:
            async with deps.store.reading() as connection:
                page = await api_queries.handoff_page(connection, status=status, limit=limit, cursor=cursor)
        except NotACursor as error:
            raise BadCursor(NO_CURSOR) from error
        return HandoffList(handoffs=[handoff_shape(one) for one in page.handoffs], next_cursor=page.next)


def _add_lead(router: APIRouter, deps: ApiDeps, caller: Any) -> None:
    @router.get("/leads/{lead_id}", summary="One lead with its proof", responses=problems(404))
    async def get_lead(lead_id: LeadId, by: Annotated[Program, Depends(caller)]) -> LeadShape:
        """Score line by line and facts by slot, each with the words that prove it and the message they stand in."""
        async with deps.store.reading() as connection:
            file = await lead_file.load(connection, clean(lead_id))
            if file is None:
                raise _unknown_lead()
            spent = await spending.of_lead(connection, file.lead.id)
            await audit.record(connection, by.name, "lead read", deps.clock(), lead_id=file.lead.id)
        scored = lead_file.assessment_of(file, _playbook(deps, file.lead.playbook), deps.clock())
        return lead_shape(file, scored, spent)

    @router.post(
        "/leads",
        summary="Take a lead from a form",
        status_code=201,
        response_model=LeadTaken,
        responses={200: {"model": LeadTaken, "description": "Known already by email or phone"}, **problems(422)},
    )
    async def post_lead(
        form: Annotated[LeadForm, Body()], by: Annotated[Program, Depends(caller)], response: Response
    ) -> LeadTaken:
        """Stored as facts with the form as evidence, and scored. The same person again has the same id."""
        playbook = deps.playbooks.get(form.playbook)
        if playbook is None:
            raise bad_field("playbook", f"must be one of {', '.join(sorted(deps.playbooks))}")
        taken = await take_form(deps, by.name, form, playbook)
        response.status_code = 201 if taken.created else 200
        response.headers["Location"] = f"/api/leads/{taken.lead_id}"
        scored = taken.assessment
        return LeadTaken(id=taken.lead_id, created=taken.created, stage=scored.stage, score=scored.score)

    @router.delete("/leads/{lead_id}", summary="Erase a lead", status_code=204, responses=problems(404))
    async def erase_lead(lead_id: LeadId, by: Annotated[Program, Depends(caller)]) -> Response:
        """Everything known of the person goes. That it was done stays in the audit log, without what it held."""
        async with deps.store.transaction() as connection:
            lead = await _lead(deps, connection, lead_id)
            talks = await conversations.of_lead(connection, lead.id)
            await leads.erase(connection, lead.id)
            await audit.record(connection, by.name, "lead erased", deps.clock(), lead_id=lead.id)
            gone = [Event(talk.id, "state", {"status": "closed", "lead_id": lead.id}) for talk in talks]
            await events.publish(connection, *gone)
        return Response(status_code=204)


def _add_deeds(router: APIRouter, deps: ApiDeps, caller: Any) -> None:
    @router.post(
        "/leads/{lead_id}/activities", summary="Add an activity", status_code=201, responses=problems(404, 422)
    )
    async def post_activity(
        lead_id: LeadId, form: Annotated[ActivityForm, Body()], by: Annotated[Program, Depends(caller)]
    ) -> Taken:
        """Something the lead did elsewhere; it is scored again."""
        now = deps.clock()
        at = min(form.at or now, now)
        async with deps.store.transaction() as connection:
            lead = await _lead(deps, connection, lead_id)
            playbook = _playbook(deps, lead.playbook)
            stored = await activities.add(connection, lead.id, form.type, at, url=form.url, title=form.title)
            scored = await deps.rescoring(playbook).rescore(connection, lead.id, now)
        return Taken(id=stored, lead_id=lead.id, stage=scored.stage, score=scored.score)

    @router.post(
        "/leads/{lead_id}/outcome", summary="Tell what became of it", status_code=201, responses=problems(404, 422)
    )
    async def post_outcome(
        lead_id: LeadId, form: Annotated[OutcomeForm, Body()], by: Annotated[Program, Depends(caller)]
    ) -> Taken:
        """Won or lost, with the amount. What the policy believed is held against it later."""
        now = deps.clock()
        async with deps.store.transaction() as connection:
            lead = await _lead(deps, connection, lead_id)
            own = _playbook(deps, lead.playbook).business.currency
            currency = (form.currency or own) if form.amount is not None else form.currency
            stored = await outcomes.add(
                connection, lead.id, form.result, form.at or now, amount=form.amount, currency=currency,
                reason=form.reason, recorded_by=by.name,
            )  # fmt: skip
            await audit.record(connection, by.name, f"outcome {form.result}", now, lead_id=lead.id)
        return Taken(id=stored, lead_id=lead.id, stage=lead.stage, score=lead.score)


def _add_handoffs(router: APIRouter, deps: ApiDeps, caller: Any) -> None:
    @router.post("/handoffs/{handoff_id}/accept", summary="Accept a handoff", responses=problems(404, 409))
    async def accept_handoff(handoff_id: HandoffId, by: Annotated[Program, Depends(caller)]) -> HandoffShape:
        """Of two who accept at once, one gets 409."""
        try:
            return handoff_shape(await handoff_verdicts.accept(deps.store, clean(handoff_id), by.name, deps.clock()))
        except (Conflict, NotFound) as error:
            raise _undecidable(error) from error

    @router.post("/handoffs/{handoff_id}/reject", summary="Reject a handoff", responses=problems(404, 409, 422))
    async def reject_handoff(
        handoff_id: HandoffId, form: Annotated[RejectForm, Body()], by: Annotated[Program, Depends(caller)]
    ) -> HandoffShape:
        """With a reason. An accepted one may still be rejected."""
        now = deps.clock()
        try:
            return handoff_shape(
                await handoff_verdicts.reject(deps.store, clean(handoff_id), by.name, form.reason, now, form.note)
            )
        except (Conflict, NotFound) as error:
            raise _undecidable(error) from error


def _undecidable(error: Conflict | NotFound) -> DecidedAlready | UnknownHandoff:
    return DecidedAlready(str(error)) if isinstance(error, Conflict) else UnknownHandoff(str(error))


def _unknown_lead() -> UnknownLead:
    return UnknownLead("There is no such lead; it may have been erased.")


async def _lead(deps: ApiDeps, connection: Any, lead_id: str) -> Lead:
    lead = await leads.get(connection, clean(lead_id))
    if lead is None:
        raise _unknown_lead()
    return lead


def _playbook(deps: ApiDeps, name: str) -> Playbook:
    playbook = deps.playbooks.get(name)
    if playbook is None:
        raise UnknownLead(f"The playbook {name} of this lead is not installed here.")
    return playbook

"""One lead: what the rep needs at a glance, the score with the words behind it, the transcript, the verdict."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, cast, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from channels import console_desk, handoff_verdicts, lead_file, rep_corrections
from channels import notices as notice_jobs
from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_form
from channels.console_pages import FENCE, page
from channels.console_sheet import sheet_of
from channels.handoff_life import decline
from channels.handoff_verdicts import Reason
from channels.inbox import clean
from crm_store import audit, console_queries, events, handoffs, leads, notes, notices, outcomes, rep_queries
from crm_store.errors import Conflict, NotFound
from crm_store.events import Event
from crm_store.handoffs import Handoff

SAID = console_desk.SAID | {
    "accepted": "You accepted this lead. It is yours. Take over to answer in the chat yourself.",
    "rejected": "You rejected this lead. The reason is on record.",
    "faster": "Somebody else was faster: this handoff has been decided already.",
    "again": "The notice is on its way again.",
    "not-again": "This notice needs no other try.",
    "declined": "Declined. The next rep is being asked.",
    "noted": "The note is kept.",
    "corrected": "Corrected, and scored again.",
    "not-read": "That could not be read as a value of this kind. Nothing was changed.",
    "won": "Recorded as won.",
    "lost": "Recorded as lost.",
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
                waiting = await console_queries.waiting_leads(connection)
                return page("missing.html.j2", 404, caller=known, waiting=waiting)
            values = await sheet_of(deps, connection, file, known)
            await console_queries.mark_lead_seen(connection, file.lead.id)
            await rep_queries.mark_read(connection, known.user.id, file.lead.id, deps.clock())
            if "hx-request" not in request.headers:  # a refresh of the open page is no second look
                await audit.record(connection, known.user.id, "lead seen", deps.clock(), lead_id=file.lead.id)
        return page("lead.html.j2", caller=known, said=SAID.get(said, ""), as_of=as_of, **values)

    _add_verdicts(router, deps, caller)
    _add_notes(router, deps, caller)
    _add_outcome(router, deps, caller)
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

    @router.post("/handoffs/{handoff_id}/decline")
    async def decline_(
        handoff_id: str,
        known: Annotated[Caller, Depends(caller)],
        reason: Annotated[str, Form(max_length=300)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """Not this rep: the next one is asked at once."""
        check_form(known, csrf)
        handoff = await _handoff(deps, handoff_id)
        await decline(deps.store, handoff.id, known.user.id, clean(reason).strip(), deps.clock())
        return _back(handoff, "declined")

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


def _add_notes(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/leads/{lead_id}/notes")
    async def note(
        lead_id: str,
        known: Annotated[Caller, Depends(caller)],
        text: Annotated[str, Form(max_length=5000)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf)
        words, now = clean(text).strip(), deps.clock()
        async with deps.store.transaction() as connection:
            if await leads.get(connection, clean(lead_id)) is None:
                raise NotFound("There is no such lead.")
            if words:
                await notes.add(connection, clean(lead_id), known.user.id, words, now)
                await events.publish(connection, Event("", "lead", {"lead_id": clean(lead_id)}))
        return _to_lead(clean(lead_id), "noted")

    @router.post("/leads/{lead_id}/facts")
    async def correct(
        lead_id: str,
        known: Annotated[Caller, Depends(caller)],
        slot: Annotated[str, Form(max_length=40)] = "",
        value: Annotated[str, Form(max_length=600)] = "",
        why: Annotated[str, Form(max_length=600)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """A fact as the rep knows it: kept with who and when, and the lead scored again."""
        check_form(known, csrf)
        wanted = rep_corrections.Correction(
            lead_id=clean(lead_id), slot=clean(slot), words=clean(value), why=clean(why), user_id=known.user.id,
            user=known.name,
        )  # fmt: skip
        try:
            await rep_corrections.correct(deps.store, deps.playbooks, deps.public_url, wanted, deps.clock())
        except rep_corrections.Unreadable:
            return _to_lead(wanted.lead_id, "not-read")
        return _to_lead(wanted.lead_id, "corrected")


def _add_outcome(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/leads/{lead_id}/outcome")
    async def outcome(
        lead_id: str,
        known: Annotated[Caller, Depends(caller)],
        result: Annotated[str, Form()] = "",
        amount: Annotated[str, Form(max_length=30)] = "",
        reason: Annotated[str, Form(max_length=600)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf)
        if result not in ("won", "lost"):
            raise HTTPException(422, "Choose won or lost.")
        lead = clean(lead_id)
        async with deps.store.transaction() as connection:
            found = await leads.get(connection, lead)
            playbook = deps.playbooks.get(found.playbook) if found is not None else None
            if found is None or playbook is None:
                raise NotFound("There is no such lead.")
            paid = _amount(amount)
            currency = playbook.business.currency if paid is not None else None
            await outcomes.add(
                connection, lead, "won" if result == "won" else "lost", deps.clock(), amount=paid, currency=currency,
                reason=clean(reason).strip() or None, recorded_by=known.user.id,
            )  # fmt: skip
            await audit.record(connection, known.user.id, f"outcome {result}", deps.clock(), lead_id=lead)
            await events.publish(connection, Event("", "lead", {"lead_id": lead}))
        return _to_lead(lead, result)


def _amount(words: str) -> Decimal | None:
    bare = clean(words).replace(",", "").strip()
    try:
        amount = Decimal(bare) if bare else None
    except InvalidOperation as error:
        raise HTTPException(422, "Write the amount in figures, such as 12000.") from error
    if amount is not None and not (amount.is_finite() and 0 <= amount < 10**15):
        raise HTTPException(422, "Write the amount in figures, such as 12000.")
    return amount


async def _handoff(deps: ConsoleDeps, handoff_id: str) -> Handoff:
    async with deps.store.reading() as connection:
        handoff = await handoffs.get(connection, clean(handoff_id))
    if handoff is None:
        raise NotFound("There is no such handoff.")
    return handoff


def _back(handoff: Handoff, said: str) -> Response:
    return _to_lead(handoff.lead_id, said)


def _to_lead(lead_id: str, said: str) -> Response:
    return RedirectResponse(f"{HOME}/leads/{quote(lead_id, safe='')}?said={said}", 303, headers=FENCE)

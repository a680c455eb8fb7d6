"""One's own page: absence, hours, what one takes, how one is told, logging in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response

from agent.playbook import Business
from channels import notice_trial, rep_settings
from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_form
from channels.console_me_login import add_login, login_values
from channels.console_me_number import add_number
from channels.console_me_page import Csrf, back_to, page_of
from channels.rep_settings import Unusable
from channels.staff import WORDS
from crm_store import audit, reps
from crm_store.errors import Conflict


def me_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """Every user may change their own settings, whatever their role."""
    router = APIRouter(prefix=HOME + "/me")

    @router.get("")
    async def show(known: Annotated[Caller, Depends(caller)], said: str = "") -> Response:
        return await page_of(deps, known, said=said, **await login_values(deps, known))

    @router.post("/work")
    async def work(
        known: Annotated[Caller, Depends(caller)],
        request: Request,
        capacity: Annotated[str, Form(max_length=4)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """What they take and how much, and whether they are away."""
        check_form(known, csrf)
        form = await request.form()
        most = int(capacity) if capacity.isascii() and capacity.isdigit() and int(capacity) else None
        row = await _row(deps, known)
        zone = str(row.profile.get("timezone") or _business(deps).timezone)
        try:
            absence = rep_settings.absence_in(form, zone, deps.clock())
        except Unusable as error:
            return await page_of(deps, known, fault=str(error), **await login_values(deps, known))
        taken = {name: rep_settings.words_in(str(form.get(name, ""))) for name in WORDS}
        columns = {"capacity": most, "is_away": absence.is_away, "away_until": absence.until}
        await _keep(deps, known, row.profile | taken, "what they take", **columns)
        return back_to("kept", "work")

    _add_hours_and_ways(router, deps, caller)
    _add_trial(router, deps, caller)
    add_number(router, deps, caller, _business)
    add_login(router, deps, caller)
    return router


def _add_hours_and_ways(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/hours")
    async def hours(known: Annotated[Caller, Depends(caller)], request: Request, csrf: Csrf = "") -> Response:
        """Their own working hours and time zone."""
        check_form(known, csrf)
        form, row = await request.form(), await _row(deps, known)
        try:
            own = rep_settings.hours_in(form)
        except Unusable as error:
            return await page_of(deps, known, fault=str(error), **await login_values(deps, known))
        await _keep(deps, known, row.profile | own, "working hours")
        return back_to("kept", "hours")

    @router.post("/ways")
    async def ways(known: Annotated[Caller, Depends(caller)], request: Request, csrf: Csrf = "") -> Response:
        """How they are told, and of what."""
        check_form(known, csrf)
        form, row = await request.form(), await _row(deps, known)
        try:
            told = rep_settings.ways_in(form, row.profile)
        except Unusable as error:
            return await page_of(deps, known, fault=str(error), **await login_values(deps, known))
        await _keep(deps, known, row.profile | told, "how they are told")
        return back_to("kept", "ways")


def _add_trial(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/try")
    async def try_ways(known: Annotated[Caller, Depends(caller)], csrf: Csrf = "") -> Response:
        """One test message by each way that is set."""
        check_form(known, csrf)
        try:
            await notice_trial.ask(deps.store, known.user.id, deps.clock())
        except Conflict as error:
            fault = f"{error} {error.remedy}"
            return await page_of(deps, known, fault=fault, **await login_values(deps, known))
        return back_to("tried", "ways")


async def _row(deps: ConsoleDeps, known: Caller) -> reps.RepRow:
    async with deps.store.reading() as connection:
        row = await reps.get(connection, known.user.id)
    assert row is not None  # noqa: S101 - whoever calls is a user
    return row


async def _keep(deps: ConsoleDeps, known: Caller, profile: Mapping[str, Any], what: str, **columns: Any) -> None:
    """Addresses of rooms are secrets: the log says that they changed, not what they are."""
    async with deps.store.transaction() as connection:
        await reps.change(connection, known.user.id, profile=dict(profile), **columns)
        await audit.record(connection, known.user.id, "settings changed", deps.clock(), of=what)


def _business(deps: ConsoleDeps) -> Business:
    """Whose country and hours count where a rep has said nothing: the first playbook's."""
    return next(iter(deps.playbooks.values())).business

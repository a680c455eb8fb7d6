"""Who works here: users and their roles, invitations by link, sessions ended. For administrators."""

from datetime import datetime
from typing import Annotated, Any

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from agent.playbook import Playbook
from agent.routing import Rep, back_at, in_words
from channels import rep_links, rep_recovery, staff
from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_form, check_right
from channels.console_pages import FENCE, page
from channels.inbox import clean
from channels.rep_roles import ROLES
from crm_store import audit, console_queries, reps, signing_keys, users
from crm_store.errors import NotFound
from crm_store.users import User

SAID = {
    "changed": "Changed.",
    "last": "Somebody must stay administrator.",
    "known": "That address has a login already.",
    "address": "That is no email address.",
}
Csrf = Annotated[str, Form(max_length=200)]


def team_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """The page of people and what can be done on it."""
    router = APIRouter(prefix=HOME + "/people")

    @router.get("")
    async def show(known: Annotated[Caller, Depends(caller)], said: str = "") -> Response:
        check_right(known, "people")
        return await _page(deps, known, said=SAID.get(said, ""))

    @router.post("")
    async def invite(
        known: Annotated[Caller, Depends(caller)],
        email: Annotated[str, Form(max_length=320)] = "",
        name: Annotated[str, Form(max_length=120)] = "",
        role: Annotated[str, Form(max_length=20)] = "rep",
        csrf: Csrf = "",
    ) -> Response:
        """A login without a password, and the link by which its owner sets one. Shown once, sent by whoever invites."""
        check_form(known, csrf, "people")
        _check_role(role)
        try:
            address = validate_email(clean(email).strip(), check_deliverability=False).normalized
        except EmailNotValidError:
            return _to("address")
        async with deps.store.transaction() as connection:
            if await users.by_email(connection, address) is not None:
                return _to("known")
            now = deps.clock()
            user_id = await users.create(connection, address, now, name=clean(name).strip(), role=role)
            await audit.record(connection, known.user.id, "user invited", now, user=user_id, role=role)
        return await _page(deps, known, link=await link_for(deps, user_id), invited=address)

    _add_changes(router, deps, caller)
    return router


def _add_changes(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/{user_id}")
    async def change(
        request: Request,
        user_id: str,
        known: Annotated[Caller, Depends(caller)],
        do: Annotated[str, Form(max_length=20)] = "",
        role: Annotated[str, Form(max_length=20)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf, "people")
        async with deps.store.transaction() as connection:
            await console_queries.lock_first_login(connection)  # two administrators cannot remove each other at once
            user = await users.get(connection, clean(user_id))
            if user is None:
                raise NotFound("There is no such user.")
            if _takes_admin(user, do, role) and await _admins(connection) <= 1:
                return _to("last")
            await _change(deps, connection, user, do, role)
            await audit.record(connection, known.user.id, f"user {do}", deps.clock(), user=user.id, role=role)
        if do == "link":
            return await _page(deps, known, link=await link_for(deps, user.id), invited=user.email)
        return _to("changed")


async def _change(deps: ConsoleDeps, connection: Any, user: User, do: str, role: str) -> None:
    if do == "role":
        _check_role(role)
        await users.change(connection, user.id, role=role)
    elif do == "disable":
        await users.change(connection, user.id, disabled_at=deps.clock())
        await users.end_sessions(connection, user_id=user.id)
    elif do == "enable":
        await users.change(connection, user.id, disabled_at=None)
    elif do in ("away", "back"):  # who is ill does not get to say so
        await reps.change(connection, user.id, is_away=do == "away", away_until=None)
    elif do == "log-out":
        await users.end_sessions(connection, user_id=user.id)
    elif do == "link":  # a forgotten password or a lost phone: the old ones are void at once
        kept = rep_recovery.without(user.settings)
        await users.change(connection, user.id, password_hash=None, totp_secret=None, settings=kept)
        await users.end_sessions(connection, user_id=user.id)
    else:
        raise HTTPException(422, "There is nothing of that name to do.")


def _takes_admin(user: User, do: str, role: str) -> bool:
    if user.role != "admin" or user.disabled_at is not None:
        return False
    return do in ("disable", "link") or (do == "role" and role != "admin")


async def _admins(connection: Any) -> int:
    everyone = await users.everyone(connection)
    return sum(user.role == "admin" and user.disabled_at is None for user in everyone)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise HTTPException(422, "Choose one of the roles.")


async def link_for(deps: ConsoleDeps, user_id: str) -> str:
    """Where that user sets a password; void once one is set, or after a week."""
    now = deps.clock()
    async with deps.store.transaction() as connection:
        user = await users.get(connection, user_id)
        key = await signing_keys.key_of(connection, rep_links.KEY, now)
    if user is None:
        raise NotFound("There is no such user.")
    values = {"user": user.id, "stamp": rep_links.stamp(user.email, user.password_hash)}
    token = rep_links.signed(key, "invite", values, now + rep_links.INVITE_WITHIN)
    return f"{deps.public_url.rstrip('/')}{HOME}/join?t={token}"


async def _page(deps: ConsoleDeps, known: Caller, **values: Any) -> Response:
    now, playbook = deps.clock(), next(iter(deps.playbooks.values()))
    async with deps.store.reading() as connection:
        everyone = await users.everyone(connection)
        people = await staff.everyone(connection, now, playbook)
        at_work = {rep.id: (_at_work(rep, playbook, now), rep.is_available) for rep in people}
        waiting = await console_queries.waiting_leads(connection)
    shown = {"said": "", "link": "", "invited": ""} | values
    return page(
        "people.html.j2", caller=known, everyone=everyone, roles=ROLES, waiting=waiting, at_work=at_work, **shown
    )


def _at_work(rep: Rep, playbook: Playbook, now: datetime) -> str:
    """Here, away, or when they are back; and how much they have on their hands."""
    times = playbook.business.times
    back = back_at(rep, now, times)
    most = rep.capacity or playbook.routing.capacity
    if back is None:
        return "away" if not rep.is_available else "no hours ahead"
    if back > now:
        return f"{'away, ' if not rep.is_available else ''}back {in_words(back, now, times, 'at')}"
    return f"{'here now' if rep.is_online else 'at work'}, {rep.load} of {most} conversations"


def _to(said: str) -> Response:
    return RedirectResponse(f"{HOME}/people?said={said}", 303, headers=FENCE)

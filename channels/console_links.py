"""Pages behind signed links: accepting a lead by one press, setting a first password. No login is asked for.

Opening a link changes nothing: mail scanners open links too. The press does.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Form, Response

from channels import handoff_verdicts, rep_links
from channels.console_door import HOME, ConsoleDeps
from channels.console_pages import page
from channels.console_people import hashed, password_fault
from channels.inbox import clean
from channels.rep_roles import works_here
from crm_store import audit, handoffs, signing_keys, users
from crm_store.errors import Conflict, NotFound
from crm_store.handoffs import Handoff
from crm_store.users import User

VOID = "This link has expired or has been used. Ask for a new one, or log in."
Token = Annotated[str, Form(max_length=2000)]


def link_router(deps: ConsoleDeps) -> APIRouter:
    """What a link leads to."""
    router = APIRouter(prefix=HOME)

    @router.get("/accept")
    async def show_accept(t: str = "") -> Response:
        found = await _handoff_of(deps, t)
        if found is None:
            return page("linked.html.j2", 410, title="Accept a lead", words=VOID, token="", do="", lead="")
        user, handoff = found
        who = f"{user.name or user.email}, {handoff.summary.get('who') or 'a lead'} waits for an answer."
        if handoff.status != "offered":
            return page(
                "linked.html.j2", 409, title="Accept a lead", words=f"This handoff is {handoff.status} already.",
                token="", do="", lead=handoff.lead_id,
            )  # fmt: skip
        return page("linked.html.j2", title="Accept a lead", words=who, token=t, do="accept", lead=handoff.lead_id)

    @router.post("/accept")
    async def accept(t: Token = "") -> Response:
        found = await _handoff_of(deps, t)
        if found is None:
            return page("linked.html.j2", 410, title="Accept a lead", words=VOID, token="", do="", lead="")
        user, handoff = found
        status, words = 200, "You accepted this lead. It is yours."
        try:
            await handoff_verdicts.accept(deps.store, handoff.id, user.id, deps.clock())
        except (Conflict, NotFound):
            status, words = 409, "Somebody else was faster: this handoff has been decided already."
        return page("linked.html.j2", status, title="Accept a lead", words=words, token="", do="", lead=handoff.lead_id)

    _add_joining(router, deps)
    return router


def _add_joining(router: APIRouter, deps: ConsoleDeps) -> None:
    @router.get("/join")
    async def show_join(t: str = "") -> Response:
        user = await _invited(deps, t)
        return _join_page(t, user, VOID if user is None else f"Welcome. Choose a password for {user.email}.")

    @router.post("/join")
    async def join(t: Token = "", password: Annotated[str, Form(max_length=1024)] = "") -> Response:
        user = await _invited(deps, t)
        if user is None:
            return _join_page(t, None, VOID)
        fault = password_fault(clean(password), user.email)
        if fault:
            return _join_page(t, user, fault, 422)
        fresh = await asyncio.to_thread(hashed, clean(password))
        async with deps.store.transaction() as connection:
            await users.change(connection, user.id, password_hash=fresh)
            await users.end_sessions(connection, user_id=user.id)
            await audit.record(connection, user.id, "password set by invitation", deps.clock())
        return page("linked.html.j2", title="Join", words="Your password is set.", token="", do="", lead="")


def _join_page(token: str, user: User | None, words: str, status: int = 200) -> Response:
    do = "join" if user is not None else ""
    return page("linked.html.j2", status if user else 410, title="Join", words=words, token=token, do=do, lead="")


async def _handoff_of(deps: ConsoleDeps, token: str) -> tuple[User, Handoff] | None:
    now = deps.clock()
    async with deps.store.reading() as connection:
        key = await signing_keys.key_of(connection, rep_links.KEY, now)
        values = rep_links.opened(key, "accept", clean(token), now)
        if values is None:
            return None
        user = await users.get(connection, str(values.get("user")))
        handoff = await handoffs.get(connection, str(values.get("handoff")))
    if user is None or handoff is None or not works_here(user):
        return None
    return user, handoff


async def _invited(deps: ConsoleDeps, token: str) -> User | None:
    now = deps.clock()
    async with deps.store.reading() as connection:
        key = await signing_keys.key_of(connection, rep_links.KEY, now)
        values = rep_links.opened(key, "invite", clean(token), now)
        user = await users.get(connection, str(values.get("user"))) if values is not None else None
    if values is None or user is None or user.disabled_at is not None:
        return None
    return user if values.get("stamp") == rep_links.stamp(user.email, user.password_hash) else None

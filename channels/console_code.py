"""The second step of logging in: the code of an authenticator app, counted like a password."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from channels import rep_recovery, rep_totp
from channels.console_door import COOKIE, HOME, LOGIN, ConsoleDeps, let_in, own_page
from channels.console_pages import FENCE, page
from channels.console_people import FREE_ATTEMPTS, LONGEST_WAIT
from channels.inbox import clean
from crm_store import audit, console_queries, users
from crm_store.users import Session


def code_router(deps: ConsoleDeps) -> APIRouter:
    """The page that asks for the code."""
    router = APIRouter(prefix=LOGIN + "/code")

    @router.get("")
    async def show(request: Request, next: str = HOME) -> Response:
        session = await _pending(deps, request)
        if session is None:
            return RedirectResponse(LOGIN, 303, headers=FENCE)
        return page("code.html.j2", csrf=session.data["csrf"], next=own_page(next), error="")

    @router.post("")
    async def check(
        request: Request,
        code: Annotated[str, Form(max_length=20)] = "",
        csrf: Annotated[str, Form(max_length=200)] = "",
        next: Annotated[str, Form(max_length=2000)] = HOME,
    ) -> Response:
        session = await _pending(deps, request)
        if session is None or not hmac.compare_digest(str(session.data["csrf"]).encode(), csrf.encode()):
            return RedirectResponse(LOGIN, 303, headers=FENCE)
        if not await _is_right(deps, session, clean(code)):
            words = "That code is not right. Codes change every 30 seconds."
            return page("code.html.j2", 401, csrf=session.data["csrf"], next=own_page(next), error=words)
        async with deps.store.transaction() as connection:
            await users.log_out(connection, request.cookies.get(COOKIE, ""))
        return await let_in(deps, session.user, next, request=request)

    return router


async def _pending(deps: ConsoleDeps, request: Request) -> Session | None:
    token = clean(request.cookies.get(COOKIE, ""))
    async with deps.store.reading() as connection:
        session = await users.session(connection, token, deps.clock()) if token else None
    return session if session is not None and session.data.get("pending") else None


async def _is_right(deps: ConsoleDeps, session: Session, code: str) -> bool:
    """Each attempt counts before it is checked, each code is good once."""
    user, now = session.user, deps.clock()
    async with deps.store.transaction() as connection:
        attempts = await console_queries.begin_login(connection, user.id, now)
        if attempts is None:
            return False
        fresh = await users.get(connection, user.id)
        settings = dict(fresh.settings) if fresh is not None else {}
        step = rep_totp.step_of(user.totp_secret or "", code, now, int(settings.get("totp_step", -1)))
        left = rep_recovery.used(settings, code)
        if step is None and left is not None:
            await users.change(connection, user.id, failed_logins=0, settings=left)
            number = len(left[rep_recovery.SETTING])
            await audit.record(connection, user.id, "recovery code used", now, left=number)
            return True
        if step is None:
            locked = now + LONGEST_WAIT if attempts >= FREE_ATTEMPTS else None
            await users.change(connection, user.id, locked_until=locked)
            await audit.record(connection, user.id, "code refused", now)
            return False
        await users.change(connection, user.id, failed_logins=0, settings=settings | {"totp_step": step})
    return True

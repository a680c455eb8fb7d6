"""The console's door: logging in and out, and who a request is from."""

import hmac
import math
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from agent.playbook import Playbook
from channels.console_pages import FENCE, page
from channels.console_people import Doorkeeper, TooMany
from channels.inbox import clean
from channels.rep_roles import Right, may
from crm_store import audit, users
from crm_store.users import User

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

COOKIE = "bantam_console"
LOGIN_COOKIE = "bantam_login"
"""Ties the login form to the browser that it was shown to, before there is a session."""
SESSION = timedelta(days=7)
CODE_WITHIN = timedelta(minutes=10)
"""How long after the password the code may come."""
SEEN_WITHIN = timedelta(minutes=10)
HOME = "/console"
LOGIN = "/console/login"
EXPIRED = "This page was open for too long. Please try once more."


@dataclass(frozen=True)
class ConsoleDeps:
    """What the console needs."""

    store: "Store"
    playbooks: Mapping[str, Playbook]
    clock: Callable[[], datetime]
    public_url: str
    heartbeat: float = 15.0
    """Seconds between the comments that keep the event stream open."""
    door: Doorkeeper | None = field(default=None)
    senders: Mapping[str, str] = field(default_factory=dict)
    """Channel -> the job that delivers a message there. The web needs none."""

    @property
    def is_secure(self) -> bool:
        """Cookies go over https only where the console is reached so."""
        return urlsplit(self.public_url).scheme == "https"


@dataclass(frozen=True)
class Caller:
    """Who a request is from: the user, and the token that each of their forms carries."""

    user: User
    csrf: str
    token: str

    @property
    def name(self) -> str:
        return self.user.name or self.user.email

    def may(self, right: Right) -> bool:
        """Whether the user's role has that right."""
        return may(self.user.role, right)


Identify = Callable[[Request], Awaitable[Caller]]


def identify_with(deps: ConsoleDeps) -> Identify:
    """The dependency that finds the caller. Who is not logged in is sent to the login page, and back afterwards."""

    async def caller(request: Request) -> Caller:
        token = request.cookies.get(COOKIE, "")
        async with deps.store.reading() as connection:
            found = await users.session(connection, clean(token), deps.clock()) if token else None
            if found is not None:
                await _see(connection, token, found.data, deps.clock())
        if found is None or found.data.get("pending"):
            raise HTTPException(*_to_login(request))
        return Caller(found.user, str(found.data.get("csrf", "")), token)

    return caller


def _device(request: Request) -> dict[str, str]:
    """What a session's owner knows it by."""
    address = request.client.host if request.client else ""
    return {"address": address, "agent": clean(request.headers.get("user-agent", ""))[:300]}


async def _see(connection: "AsyncConnection", token: str, data: Mapping[str, object], now: datetime) -> None:
    """When the session was used last, to within SEEN_WITHIN: each request writing it down would be a write too many."""
    seen = str(data.get("seen") or "")
    if not data.get("pending") and (not seen or now - datetime.fromisoformat(seen) >= SEEN_WITHIN):
        await users.saw_session(connection, token, {**data, "seen": now.isoformat()})


def _to_login(request: Request) -> tuple[int, str, dict[str, str]]:
    wanted = request.url.path if request.method == "GET" else HOME
    wanted += f"?{request.url.query}" if request.method == "GET" and request.url.query else ""
    target = f"{LOGIN}?next={quote(wanted, safe='')}"
    if request.headers.get("hx-request"):
        return 401, "Please log in.", {"HX-Redirect": LOGIN}
    return 303, "Please log in.", {"Location": target}


def check_form(caller: Caller, csrf: str, right: Right | None = "work") -> None:
    """Raise 403 where a form lacks its session's token (somebody else's page sent it) or the role the right."""
    if not caller.csrf or not hmac.compare_digest(caller.csrf.encode(), csrf.encode("utf-8", "replace")):
        raise HTTPException(403, EXPIRED)
    if right is not None:
        check_right(caller, right)


def check_right(caller: Caller, right: Right) -> None:
    """Raise 403 where the caller's role does not have that right."""
    if not caller.may(right):
        raise HTTPException(403, "Your role does not allow this.")


def own_page(wanted: str) -> str:
    """Where to go after logging in: a page of the console and nothing else."""
    is_own = wanted == HOME or wanted.startswith((HOME + "/", HOME + "?"))
    return wanted if is_own and "\\" not in wanted and wanted.isprintable() else HOME


def door_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """Login and logout."""
    router = APIRouter(prefix=HOME)
    door = deps.door or Doorkeeper.of(deps.store, deps.clock)

    @router.get("/login")
    async def show_login(request: Request, next: str = HOME) -> Response:
        return _form(deps, request, next)

    @router.post("/login")
    async def log_in(
        request: Request,
        email: Annotated[str, Form(max_length=320)] = "",
        password: Annotated[str, Form(max_length=4096)] = "",
        csrf: Annotated[str, Form(max_length=200)] = "",
        next: Annotated[str, Form(max_length=2000)] = HOME,
    ) -> Response:
        shown = request.cookies.get(LOGIN_COOKIE, "")
        if not shown or not hmac.compare_digest(shown.encode("utf-8", "replace"), csrf.encode("utf-8", "replace")):
            return _form(deps, request, next, 403, EXPIRED, email)
        address = request.client.host if request.client else "unknown"
        admitted = await door.admit(clean(email).strip(), clean(password), address)
        if isinstance(admitted, TooMany):
            return _wait(deps, request, next, admitted, email)
        if admitted is None:
            return _form(deps, request, next, 401, "Email or password are not right.", email)
        return await let_in(deps, admitted, next, request=request, pending=admitted.totp_secret is not None)

    @router.post("/logout")
    async def log_out(request: Request, csrf: Annotated[str, Form(max_length=200)] = "") -> Response:
        known = await caller(request)
        check_form(known, csrf, None)
        async with deps.store.transaction() as connection:
            await users.log_out(connection, known.token)
            await audit.record(connection, known.user.id, "logged out", deps.clock())
        response = RedirectResponse(LOGIN, 303, headers=FENCE)
        response.delete_cookie(COOKIE, path=HOME)
        return response

    return router


def _form(
    deps: ConsoleDeps, request: Request, wanted: str, status: int = 200, error: str = "", email: str = ""
) -> Response:
    csrf = request.cookies.get(LOGIN_COOKIE) or secrets.token_urlsafe(24)
    response = page("login.html.j2", status, csrf=csrf, next=own_page(wanted), error=error, email=email)
    response.set_cookie(LOGIN_COOKIE, csrf, path=LOGIN, httponly=True, samesite="strict", secure=deps.is_secure)
    return response


def _wait(deps: ConsoleDeps, request: Request, wanted: str, refusal: TooMany, email: str) -> Response:
    seconds = max(1, math.ceil(refusal.wait.total_seconds()))
    words = f"{seconds} seconds" if seconds < 90 else f"{math.ceil(seconds / 60)} minutes"
    response = _form(deps, request, wanted, 429, f"Too many attempts. Please try again in {words}.", email)
    response.headers["Retry-After"] = str(seconds)
    return response


async def let_in(deps: ConsoleDeps, user: User, wanted: str, *, request: Request, pending: bool = False) -> Response:
    """Start a session. `pending`: a code is asked for first, and until then the session opens nothing."""
    now = deps.clock()
    async with deps.store.transaction() as connection:
        await users.end_sessions(connection, before=now)
        data = {"csrf": secrets.token_urlsafe(24), **_device(request)} | ({"pending": True} if pending else {})
        until = now + (CODE_WITHIN if pending else SESSION)
        token = await users.log_in(connection, user.id, now, until, data)
    target = f"{LOGIN}/code?next={quote(own_page(wanted), safe='')}" if pending else own_page(wanted)
    response = RedirectResponse(target, 303, headers=FENCE)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path=HOME,
        httponly=True,
        samesite="lax",
        secure=deps.is_secure,
    )
    response.delete_cookie(LOGIN_COOKIE, path=LOGIN)
    return response

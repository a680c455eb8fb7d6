"""One's own page: availability, what one takes, how one is told, password, second factor, sessions."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from channels import rep_totp
from channels.console_door import COOKIE, HOME, LOGIN, Caller, ConsoleDeps, Identify, check_form
from channels.console_pages import FENCE, page
from channels.console_people import hashed, matches, password_fault
from channels.inbox import clean
from crm_store import audit, console_queries, reps, users

SAID = {
    "kept": "Kept.",
    "wrong": "The present password is not right.",
    "short": "Choose a password of at least 12 characters that is not your address and not a well-known one.",
    "password": "Your password is changed. Your other sessions have ended.",
    "code": "That code is not right. Codes change every 30 seconds; check your phone's clock.",
    "totp-on": "Codes are asked for from now on.",
    "totp-off": "Codes are no longer asked for.",
}
LISTS = ("territories", "languages", "value_bands", "skills")
Csrf = Annotated[str, Form(max_length=200)]
Line = Annotated[str, Form(max_length=600)]


def me_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """Every user may change their own settings, whatever their role."""
    router = APIRouter(prefix=HOME + "/me")

    @router.get("")
    async def show(known: Annotated[Caller, Depends(caller)], said: str = "") -> Response:
        async with deps.store.reading() as connection:
            row = await reps.get(connection, known.user.id)
            waiting = await console_queries.waiting_handoffs(connection)
        secret = str(known.user.settings.get("totp_offered", "")) if not known.user.totp_secret else ""
        otpauth = rep_totp.address(secret, known.user.email) if secret else ""
        return page(
            "me.html.j2", caller=known, row=row, waiting=waiting, said=SAID.get(said, ""), secret=secret,
            otpauth=otpauth, lists=LISTS,
        )  # fmt: skip

    @router.post("/work")
    async def work(
        known: Annotated[Caller, Depends(caller)],
        request: Request,
        capacity: Annotated[str, Form(max_length=4)] = "",
        csrf: Csrf = "",
    ) -> Response:
        check_form(known, csrf)
        form = await request.form()
        profile: dict[str, Any] = {name: _words(str(form.get(name, ""))) for name in LISTS}
        profile["by_email"] = form.get("by_email") == "1"
        most = int(capacity) if capacity.isascii() and capacity.isdigit() and int(capacity) else None
        async with deps.store.transaction() as connection:
            await reps.change(
                connection, known.user.id, profile=profile, capacity=most, is_away=form.get("is_away") == "1"
            )
        return _to("kept")

    _add_password(router, deps, caller)
    _add_codes(router, deps, caller)
    return router


def _words(line: str) -> list[str]:
    return [word.strip() for word in clean(line)[:600].split(",") if word.strip()][:40]


def _add_password(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/password")
    async def password(
        known: Annotated[Caller, Depends(caller)],
        old: Annotated[str, Form(max_length=1024)] = "",
        new: Annotated[str, Form(max_length=1024)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """Ends every session, this one too."""
        check_form(known, csrf, None)
        if not await asyncio.to_thread(matches, known.user.password_hash, clean(old)):
            return _to("wrong")
        if password_fault(clean(new), known.user.email):
            return _to("short")
        fresh = await asyncio.to_thread(hashed, clean(new))
        async with deps.store.transaction() as connection:
            await users.change(connection, known.user.id, password_hash=fresh)
            await users.end_sessions(connection, user_id=known.user.id)
            await audit.record(connection, known.user.id, "password changed", deps.clock())
        response = RedirectResponse(LOGIN, 303, headers=FENCE)
        response.delete_cookie(COOKIE, path=HOME)
        return response

    @router.post("/sessions")
    async def end(known: Annotated[Caller, Depends(caller)], csrf: Csrf = "") -> Response:
        check_form(known, csrf, None)
        async with deps.store.transaction() as connection:
            await users.end_sessions(connection, user_id=known.user.id)
            await audit.record(connection, known.user.id, "sessions ended", deps.clock())
        return RedirectResponse(LOGIN, 303, headers=FENCE)


def _add_codes(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/codes")
    async def codes(
        known: Annotated[Caller, Depends(caller)],
        do: Annotated[str, Form(max_length=10)] = "",
        code: Annotated[str, Form(max_length=20)] = "",
        password: Annotated[str, Form(max_length=1024)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """`offer` a secret, turn codes `on` with the first code, turn them `off` with the password."""
        check_form(known, csrf, None)
        user, now, settings = known.user, deps.clock(), dict(known.user.settings)
        values: dict[str, Any] = {}
        said = "kept"
        if do == "offer" and not user.totp_secret:
            values = {"settings": settings | {"totp_offered": rep_totp.new_secret()}}
        elif do == "on" and settings.get("totp_offered"):
            secret = str(settings.pop("totp_offered"))
            step = rep_totp.step_of(secret, clean(code), now)
            if step is None:
                return _to("code")
            values, said = {"totp_secret": secret, "settings": settings | {"totp_step": step}}, "totp-on"
        elif do == "off":
            if not await asyncio.to_thread(matches, user.password_hash, clean(password)):
                return _to("wrong")
            values, said = {"totp_secret": None}, "totp-off"
        if values:
            async with deps.store.transaction() as connection:
                await users.change(connection, user.id, **values)
                await audit.record(connection, user.id, f"codes {do}", now)
        return _to(said)


def _to(said: str) -> Response:
    return RedirectResponse(f"{HOME}/me?said={said}", 303, headers=FENCE)

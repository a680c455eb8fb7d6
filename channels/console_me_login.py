"""The part of one's own page about logging in: password, codes with their picture, recovery codes, sessions."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from markupsafe import Markup

from channels import rep_recovery, rep_totp
from channels.console_door import Caller, ConsoleDeps, Identify, check_form, let_in
from channels.console_me_page import Csrf, back_to, page_of
from channels.console_people import hashed, matches, password_fault
from channels.inbox import clean
from channels.rep_devices import device_words
from crm_store import audit, users

Secret = Annotated[str, Form(max_length=1024)]
WRONG = "The present password is not right."
BAD_CODE = "That code is not right. Codes change every 30 seconds; check your phone's clock."


async def login_values(deps: ConsoleDeps, known: Caller, fresh: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the page shows of it. `fresh`: recovery codes just made, shown this once."""
    now, user = deps.clock(), known.user
    async with deps.store.reading() as connection:
        logins = await users.logins(connection, user.id, known.token, now)
        stored = await users.get(connection, user.id) or user
    secret = "" if stored.totp_secret else str(stored.settings.get("totp_offered", ""))
    otpauth = rep_totp.address(secret, user.email) if secret else ""
    return {
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)), "otpauth": otpauth,
        "picture": picture_of(otpauth) if otpauth else "", "has_codes": bool(stored.totp_secret),
        "recovery": fresh, "left": len(stored.settings.get(rep_recovery.SETTING, [])),
        "logins": [(one, device_words(str(one.data.get("agent", "")))) for one in logins],
    }  # fmt: skip


def picture_of(address: str) -> Markup:
    """The QR code that an authenticator app scans, dark on light whatever the page's colours are."""
    import segno

    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg role="img" aria-label="QR code for your authenticator app" ', 1))  # noqa: S704 - no words of anybody's in it


def add_login(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    """Password, codes, sessions: every role has them."""
    _add_password(router, deps, caller)
    _add_codes(router, deps, caller)
    _add_sessions(router, deps, caller)


async def _refused(deps: ConsoleDeps, known: Caller, words: str) -> Response:
    return await page_of(deps, known, fault=words, **await login_values(deps, known))


async def _knows_password(known: Caller, password: str) -> bool:
    return await asyncio.to_thread(matches, known.user.password_hash, clean(password))


def _add_password(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/password")
    async def password(
        request: Request, known: Annotated[Caller, Depends(caller)], old: Secret = "", new: Secret = "", csrf: Csrf = ""
    ) -> Response:
        """Ends every session but goes on in this browser, under a session of its own."""
        check_form(known, csrf, None)
        if not await _knows_password(known, old):
            return await _refused(deps, known, WRONG)
        fault = password_fault(clean(new), known.user.email)
        if fault:
            return await _refused(deps, known, fault)
        fresh = await asyncio.to_thread(hashed, clean(new))
        async with deps.store.transaction() as connection:
            await users.change(connection, known.user.id, password_hash=fresh)
            await users.end_sessions(connection, user_id=known.user.id)
            await audit.record(connection, known.user.id, "password changed", deps.clock())
        return await let_in(deps, known.user, "/console/me?said=password", request=request)


def _add_codes(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/codes")
    async def codes(
        known: Annotated[Caller, Depends(caller)],
        do: Annotated[str, Form(max_length=10)] = "",
        code: Annotated[str, Form(max_length=20)] = "",
        password: Secret = "",
        csrf: Csrf = "",
    ) -> Response:
        """`offer` a secret, turn codes `on` with the first code; with the password turn them `off`, or `renew`."""
        check_form(known, csrf, None)
        if do in ("off", "renew") and not await _knows_password(known, password):
            return await _refused(deps, known, WRONG)
        if do == "offer" and not known.user.totp_secret:
            await _change(deps, known, do, settings={**known.user.settings, "totp_offered": rep_totp.new_secret()})
        elif do == "on":
            return await _turn_on(deps, known, clean(code))
        elif do == "off":
            await _change(deps, known, do, totp_secret=None, settings=rep_recovery.without(known.user.settings))
            return back_to("totp-off", "codes")
        elif do == "renew" and known.user.totp_secret:
            return await _new_codes(deps, known, do, dict(known.user.settings))
        return back_to("", "codes")


async def _turn_on(deps: ConsoleDeps, known: Caller, code: str) -> Response:
    settings = dict(known.user.settings)
    secret = str(settings.pop("totp_offered", ""))
    step = rep_totp.step_of(secret, code, deps.clock()) if secret else None
    if step is None:
        return await _refused(deps, known, BAD_CODE)
    return await _new_codes(deps, known, "on", settings | {"totp_step": step}, totp_secret=secret)


async def _new_codes(deps: ConsoleDeps, known: Caller, do: str, settings: dict[str, Any], **values: Any) -> Response:
    """Ten codes for the day the phone is lost: shown in this answer and never again."""
    fresh = rep_recovery.new_codes()
    kept = settings | {rep_recovery.SETTING: [rep_recovery.hashed(one) for one in fresh]}
    await _change(deps, known, do, settings=kept, **values)
    return await page_of(deps, known, said="totp-on" if do == "on" else "", **await login_values(deps, known, fresh))


async def _change(deps: ConsoleDeps, known: Caller, do: str, **values: Any) -> None:
    async with deps.store.transaction() as connection:
        await users.change(connection, known.user.id, **values)
        await audit.record(connection, known.user.id, f"codes {do}", deps.clock())


def _add_sessions(router: APIRouter, deps: ConsoleDeps, caller: Identify) -> None:
    @router.post("/sessions")
    async def end(
        known: Annotated[Caller, Depends(caller)],
        session: Annotated[str, Form(max_length=80)] = "",
        csrf: Csrf = "",
    ) -> Response:
        """One session by its name on the page, or with none named all but this one."""
        check_form(known, csrf, None)
        async with deps.store.transaction() as connection:
            if session:
                await users.end_session(connection, known.user.id, clean(session))
            else:
                await users.end_sessions(connection, user_id=known.user.id, but=known.token)
            await audit.record(connection, known.user.id, "sessions ended", deps.clock())
        return back_to("sessions" if session else "others", "sessions")

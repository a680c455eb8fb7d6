"""One's own page, rendered: whatever was said or refused, what is set now, and what can be chosen."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from channels import rep_settings, rep_texts
from channels.console_door import HOME, Caller, ConsoleDeps
from channels.console_pages import FENCE, page
from channels.console_views import WAYS
from channels.notice_trial import SETTING
from channels.staff import WORDS
from crm_store import consents, console_queries, rep_numbers, reps
from crm_store.rep_numbers import RepNumber, RepText
from crm_store.reps import RepRow

Csrf = Annotated[str, Form(max_length=200)]
SAID = {
    "kept": "Kept.",
    "password": "Your password is changed. Your other sessions have ended.",
    "totp-on": "Codes are asked for from now on.",
    "totp-off": "Codes are no longer asked for.",
    "sessions": "The session has ended.",
    "others": "Your other sessions have ended.",
    "tried": "A test is on its way. Look at this page again in a moment to see what came of it.",
    "code-sent": "A code is on its way to that number.",
    "verified": "Your number is proved. You get texts from now on.",
    "number-gone": "You get no more texts.",
}


def back_to(said: str, place: str) -> Response:
    """The page again, at the part that was changed."""
    return RedirectResponse(f"{HOME}/me?said={said}#{place}", 303, headers=FENCE)


async def page_of(
    deps: ConsoleDeps, known: Caller, *, said: str = "", fault: str = "", status: int = 200, **login: Any
) -> Response:
    """`fault`: why something was not kept; then the status says so too."""
    async with deps.store.reading() as connection:
        row = await reps.get(connection, known.user.id)
        number = await rep_numbers.get(connection, known.user.id)
        last = await rep_numbers.last_text(connection, known.user.id)
        is_silenced = number is not None and await consents.state(connection, "sms", number.number) == "revoked"
        waiting = await console_queries.waiting_leads(connection)
    business = next(iter(deps.playbooks.values())).business
    zone = ZoneInfo(str((row.profile if row else {}).get("timezone") or business.timezone))
    return page(
        "me.html.j2", 422 if fault and status == 200 else status, caller=known, row=row, waiting=waiting,
        said=SAID.get(said, ""), fault=fault, lists=WORDS, days=rep_settings.DAYS, events=rep_settings.EVENTS,
        zones=rep_settings.zones(), business=business, zone=zone, back=_back(row, zone, deps),
        tried=(row.profile if row else {}).get(SETTING, {}), ways=WAYS,
        texts=_texts(number, last, is_silenced), agreed=rep_texts.AGREED, now=deps.clock(), **login,
    )  # fmt: skip


def _back(row: RepRow | None, zone: ZoneInfo, deps: ConsoleDeps) -> str:
    """The day that they are back, as the form shows it; empty where it has passed or was not said."""
    if row is None or row.away_until is None or row.away_until <= deps.clock():
        return ""
    return row.away_until.astimezone(zone).date().isoformat()


def _texts(number: RepNumber | None, last: RepText | None, is_silenced: bool) -> dict[str, Any]:
    """Where the number stands: none, asked (a code is out), proved, or silenced by STOP."""
    if number is None:
        return {"state": "none", "number": "", "trouble": ""}
    trouble = last.last_error if last is not None and last.kind == "code" and last.last_error else ""
    state = "asked" if number.verified_at is None else "silenced" if is_silenced else "proved"
    return {"state": state, "number": number.number, "trouble": trouble}

"""Where the short link of a text message leads: to the page that accepts by one press, for that rep alone."""

from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from channels import rep_links
from channels.console_door import HOME, ConsoleDeps
from channels.console_pages import FENCE, page
from channels.inbox import clean
from crm_store import notices, signing_keys

VOID = "This link has expired or has been used. Ask for a new one, or log in."


def texted_router(deps: ConsoleDeps) -> APIRouter:
    """Opening a link changes nothing: what looks ahead at links in messages opens this one too."""
    router = APIRouter(prefix=HOME)

    @router.get("/a/{code}")
    async def short(code: str) -> Response:
        token = await _token_of(deps, clean(code))
        if token is None:
            return page("linked.html.j2", 410, title="Accept a lead", words=VOID, token="", do="", lead="")
        return RedirectResponse(f"{HOME}/accept?t={token}", 303, headers=FENCE)

    return router


async def _token_of(deps: ConsoleDeps, code: str) -> str | None:
    """A token for the notice's rep and handoff, as long as the link is good: a day from when it was sent."""
    now = deps.clock()
    async with deps.store.reading() as connection:
        key = await signing_keys.key_of(connection, rep_links.KEY, now)
        notice_id = rep_links.of_short(key, code)
        notice = await notices.get(connection, notice_id) if notice_id else None
    if notice is None or notice.user_id is None:
        return None
    until = (notice.sent_at or now) + rep_links.ACCEPT_WITHIN
    if until - now <= timedelta(0):
        return None
    return rep_links.signed(key, "accept", {"handoff": notice.handoff_id, "user": notice.user_id}, until)

"""Text messages on the lead page: how long each is, what it cost, how it fared; and numbers that flood us, let go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from agent.frame import TEXTED
from channels import sms_flood
from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_form
from channels.console_pages import FENCE
from channels.inbox import clean
from channels.lead_file import LeadFile
from crm_store import deliveries, floods
from crm_store.deliveries import Delivery
from crm_store.floods import Flood
from crm_store.messages import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

NAMES = {"sms": "Text message", "whatsapp": "WhatsApp", "web": "Web chat"}


@dataclass(frozen=True, slots=True)
class TextView:
    """One message's way: what stands under it in the transcript. `until`: set while it waits."""

    words: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextsView:
    """All texts of a lead. `under`: by the message's id; `sent` texts of `segments` cost `price` (per currency)."""

    under: Mapping[str, TextView]
    sent: int
    segments: int
    prices: tuple[tuple[str, Decimal], ...]
    flood: Flood | None
    """The flood that holds now."""


async def texts_of(connection: "AsyncConnection", file: LeadFile, now: datetime) -> TextsView:
    """What the lead page tells of texts."""
    sent = [one for talk in file.conversations for one in await deliveries.of_conversation(connection, talk.id)]
    known = await floods.of_lead(connection, file.lead.id)
    return texts_view(file.messages, sent, next((one for one in known if one.holds(now)), None))


def texts_view(messages: Sequence[Message], sent: Sequence[Delivery], flood: Flood | None = None) -> TextsView:
    """Pure. Only what went out is counted; a channel is named where it is a phone's or the lead used several."""
    by_id = {one.message_id: one for one in sent}
    has_several = len({one.channel for one in messages}) > 1
    under = {
        one.id: _under(one, by_id.get(one.id))
        for one in messages
        if one.channel in TEXTED or (has_several and one.channel)
    }
    gone = [one for one in sent if one.sid is not None]
    prices: dict[str, Decimal] = {}
    for one in gone:
        if one.price is not None:
            prices[one.currency or ""] = prices.get(one.currency or "", Decimal(0)) + one.price
    return TextsView(under, len(gone), sum(one.segments or 0 for one in gone), tuple(sorted(prices.items())), flood)


def _under(message: Message, delivery: Delivery | None) -> TextView:
    parts = [NAMES.get(message.channel or "", message.channel or "")]
    if delivery is None:
        return TextView(parts[0])
    if delivery.segments:
        parts.append(f"{delivery.segments} segment{'s' if delivery.segments > 1 else ''} ({delivery.encoding})")
    if delivery.price is not None:
        parts.append(f"{delivery.currency or ''} {delivery.price.normalize():f}".strip())
    if delivery.status != "waiting":
        parts.append({"refused": "not sent"}.get(delivery.status, delivery.status))
    waits = delivery.status == "waiting" and delivery.next_at is not None
    return TextView(" · ".join(parts), delivery.next_at if waits else None)


def texts_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """Letting a number be answered again."""
    router = APIRouter(prefix=HOME)

    @router.post("/leads/{lead_id}/floods/{flood_id}/release")
    async def release(
        lead_id: str,
        flood_id: str,
        known: Annotated[Caller, Depends(caller)],
        csrf: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        check_form(known, csrf)
        await sms_flood.release(deps.store, clean(flood_id), known.user.id, deps.clock())
        return RedirectResponse(f"{HOME}/leads/{quote(clean(lead_id), safe='')}#texts-h", 303, headers=FENCE)

    return router

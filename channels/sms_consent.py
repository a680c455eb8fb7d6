"""Consent as text messages change it: keywords, what the carrier did by itself, and opt-outs learned late."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from agent.frame import TEXTED
from channels.sms import Texting
from crm_store import addresses, consents, conversations, events, messages
from crm_store.events import Event

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Keyword = Literal["STOP", "START", "HELP"]
STOP = frozenset("stop stopall unsubscribe cancel end quit revoke optout".split())
"""Twilio's, and those of 47 CFR 64.1200(a)(10). As the only word: "stop by tomorrow" is none."""
STOP_SIGNS = frozenset(("\U0001f6d1", "\u26d4", "\U0001f6ab"))
START = frozenset("start unstop".split())
START_AFTER_STOP = frozenset(["yes"])
HELP = frozenset("help info".split())
_WORD = re.compile(r"^\W*([^\W\d_]+?)(?:\s*(?:2|to)\s*(?:end|quit|stop|opt-?out|unsubscribe))?\W*$", re.I)
"""A word alone; "stop2end" and "STOP to quit" are what our own way out reads like when it is copied."""
_SIGNATURE = re.compile(
    r"(?:^|[\s\-\u2013\u2014_]+)(?:sent (?:from|via|with|by)|get outlook|envoy\u00e9 (?:de|depuis)|"
    r"enviado (?:desde|do)|gesendet (?:von|mit)|von meinem|inviato da|verzonden (?:van|met))\b.*$",
    re.I | re.S,
)


def keyword_in(text: str, *, opted_out: bool) -> Keyword | None:
    """The carriers' keyword that a message is, whatever its case and punctuation; None for any other message."""
    bare = _SIGNATURE.sub("", text[:300], count=1) if len(text) <= 300 else text
    signs = set(bare) - set("\ufe0f \n!")
    if signs and signs <= STOP_SIGNS:
        return "STOP"
    word = _WORD.match(bare)
    if word is None:
        return None
    said = word[1].casefold()
    if said in STOP:
        return "STOP"
    if said in START or (opted_out and said in START_AFTER_STOP):
        return "START"
    return "HELP" if said in HELP else None


async def revoke(
    connection: "AsyncConnection",
    address: str,
    source: str,
    now: datetime,
    *,
    lead_id: str | None,
    quote: str = "",
    message_id: str | None = None,
) -> None:
    """An opt-out holds on every way that reaches this number."""
    for channel in TEXTED:
        await consents.record(
            connection, channel, address, "revoked", source, now, lead_id=lead_id, quote=quote, message_id=message_id
        )


async def opted_out_with_carrier(texting: Texting, message_id: str) -> None:
    """The carrier says that this number has opted out (error 21610): we had not heard."""
    now = texting.now()
    async with texting.store.transaction() as connection:
        message = await messages.get(connection, message_id)
        if message is None:
            return
        talk = await addresses.talk(connection, message.conversation_id, message.channel or "")
        if talk is None or not talk.address:
            return
        word = await addresses.last_word(connection, talk.channel, talk.address)
        if word is not None and word.state == "revoked":
            return
        quote = "the carrier refused a message: opted out (21610)"
        await revoke(connection, talk.address, "twilio", now, lead_id=talk.lead_id, quote=quote)
        standing = await conversations.lock(connection, talk.id)
        if standing is None or not standing.opted_out:
            return  # it goes on over another way, on the web
        await conversations.change(connection, talk.id, now, status="closed")
        await events.publish(connection, Event(talk.id, "state", {"status": "closed"}))

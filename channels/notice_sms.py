"""Notices and codes by text message to reps: past the one gate of consent, out by the one carrier."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.consent import Outgoing, may_go_out
from agent.handoff import one_line
from agent.quiet_hours import Quiet
from agent.segments import folded
from channels.notice_delivery import Announcement, NotConfigured, NotDelivered, NotNow, NotYet, Refused
from channels.sms import Texting
from channels.sms_consent import revoke
from channels.twilio_api import Letter, Posted, Unreachable
from channels.twilio_api import Refused as CarrierRefused
from channels.twilio_errors import meaning_of
from crm_store import addresses, deliveries

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST = 300
"""Characters of one notice: two segments."""
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+\.\w{2,}/\S*", re.I)
_SHORT = {"withdrawn": "Withdrawn", "upgraded": "Now qualified", "changed": "Changed"}


@dataclass(frozen=True, slots=True)
class RepText:
    """A text to a rep. `is_repeat`: an earlier try may have got through; `asked_for`: they want this very text now."""

    number: str
    body: str
    at: datetime
    is_repeat: bool = False
    asked_for: bool = False
    confirms_opt_out: bool = False
    quiet: Quiet | None = None


def body_of(announcement: Announcement, about: str) -> str:
    """One glance: what it is, who, what for, and the link. Addresses in a lead's words are left out: only ours is."""
    link = f". {announcement.does}: {announcement.link}"
    news = "; ".join(announcement.changes)
    said = f"{announcement.subject} - {news}" if news else announcement.subject
    if about in _SHORT and news:
        said = f"{_SHORT[about]}: {announcement.subject.partition('] ')[2].partition(':')[0]} - {news}"
    words = folded(_ADDRESS.sub("[link]", one_line(said, 600)))
    room = MOST - len(link)
    return (words.rstrip(". ") if len(words) <= room else words[: room - 3].rstrip() + "..") + link


async def post(texting: Texting | None, text: RepText, now: Callable[[], datetime]) -> Posted:
    """Send it, once. Raises NotConfigured, NotYet, NotNow or Refused."""
    letter = _letter(texting, text)
    if texting is None or texting.carrier is None:
        raise NotConfigured("texting is not set up: see the settings TWILIO_*")
    try:
        found = await _sent_before(texting, letter, text) if text.is_repeat else None
        if found is not None:
            return found
        async with texting.store.transaction() as connection:
            await _check(connection, text, now())
        return await texting.carrier.send(letter)
    except Unreachable as error:
        raise NotNow(str(error)) from error
    except CarrierRefused as error:
        raise await _trouble(texting, text, error, now()) from error


def _letter(texting: Texting | None, text: RepText) -> Letter:
    line = None if texting is None else texting.line or next(iter(texting.lines), None)
    service = None if texting is None else texting.service_sid
    if texting is None or not (line or service):
        raise NotConfigured("texting is not set up: see the settings TWILIO_*")
    sender = None if service else line
    return Letter(to=text.number, body=text.body, sender=sender, service_sid=service, validity=texting.validity)


async def _sent_before(texting: Texting, letter: Letter, text: RepText) -> Posted | None:
    if texting.carrier is None:
        return None
    found = await texting.carrier.sent_since(letter, text.at)
    async with texting.store.reading() as connection:
        known = await deliveries.known_among(connection, [one.sid for one in found])
    return next((one for one in found if one.sid not in known), None)


async def _check(connection: "AsyncConnection", text: RepText, now: datetime) -> None:
    """The gate that every text message passes; asking for a code is agreeing to that one text."""
    word = await addresses.last_word(connection, "sms", text.number)
    said = None if word is None or (text.asked_for and word.source == "rep") else word.state
    consent = said or ("granted" if text.asked_for else None)
    ruling = may_go_out(Outgoing.model_validate({
        "channel": "sms", "sender": "system", "text": text.body, "written_at": text.at, "now": now,
        "confirms_opt_out": text.confirms_opt_out, "consent": consent,
        "revoked_at": word.at if word is not None and word.state == "revoked" else None,
        "last_heard": now if text.asked_for else None, "quiet": text.quiet,
    }))  # fmt: skip
    if ruling.verdict == "wait":
        raise NotYet(ruling.reason, ruling.until or now)
    if ruling.verdict == "refuse":
        raise Refused("the number has said STOP" if consent == "revoked" else ruling.reason)


async def _trouble(texting: Texting, text: RepText, error: CarrierRefused, now: datetime) -> NotDelivered:
    meaning = meaning_of(error.code, error.status)
    if meaning.what == "later":
        return NotNow(meaning.words, meaning.wait)
    if meaning.what == "opted_out":
        async with texting.store.transaction() as connection:
            quote = "the carrier refused a notice: opted out (21610)"
            await revoke(connection, text.number, "twilio", now, lead_id=None, quote=quote)
        return Refused("the number has said STOP to the carrier (21610)")
    return Refused(meaning.words)

"""May we speak? One gate for whoever sends words. Pure."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent.dialogue import Sender, Snapshot
from agent.frame import TEXTED, Channel, Signal
from agent.quiet_hours import Quiet
from agent.segments import LONGEST

REPLY_WITHIN = timedelta(hours=1)
"""A text within that after one of the lead's answers it; later it is one that we start."""
CONFIRM_WITHIN = timedelta(minutes=5)
"""After an opt-out one confirmation is presumed fine for so long (47 CFR 64.1200(a)(12))."""
WHATSAPP_WINDOW = timedelta(hours=24)
"""Outside it WhatsApp takes approved templates only (Twilio error 63016)."""
TOO_OLD = timedelta(days=4)
"""A weekend of quiet hours and a day of trouble; what is older than that answers nothing any more."""


def silent_because(snapshot: Snapshot, signals: frozenset[Signal]) -> str | None:
    """Why the agent must not answer now, or None. What the lead wrote is recorded all the same.

    After an opt-out one confirmation goes out, then nothing (47 CFR 64.1200(a)(12)) until the lead opts in again. On
    the web a visitor who writes again of their own accord is answered: nobody else can start that conversation.
    """
    if snapshot.held_by_rep:
        return "a person has the conversation"
    if not snapshot.lead.opted_out or "opt_in" in signals:
        return None
    if snapshot.channel in TEXTED:
        return "the lead has opted out"
    return "the lead has opted out, again" if "opt_out" in signals else None


class Outgoing(BaseModel):
    """A text message at the last moment before it goes out, whoever wrote it."""

    model_config = ConfigDict(frozen=True)
    channel: Channel
    sender: Sender
    text: str
    written_at: datetime
    now: datetime
    confirms_opt_out: bool = False
    """It is the one confirmation of an opt-out."""
    consent: Literal["granted", "revoked"] | None = None
    """Of this address on this channel."""
    revoked_at: datetime | None = None
    confirmed: bool = False
    """The opt-out was confirmed already, by us or by the carrier."""
    last_heard: datetime | None = None
    """When a message came from this address on this channel last."""
    quiet: Quiet | None = None
    """Set where it is quiet at the lead's own place now."""
    has_template: bool = False
    """WhatsApp: an approved template is set for this business."""


class Ruling(BaseModel):
    """What the gate says. `until`: set where the message waits."""

    model_config = ConfigDict(frozen=True)
    verdict: Literal["send", "send_template", "wait", "refuse"]
    reason: str = ""
    until: datetime | None = None


SEND = Ruling(verdict="send")


def _refused(reason: str) -> Ruling:
    return Ruling(verdict="refuse", reason=reason)


def may_go_out(message: Outgoing) -> Ruling:
    """The gate that every text message passes: the agent's, a rep's, a nurture's, at the moment it goes out."""
    if message.consent == "revoked":
        return _after_opt_out(message)
    if message.consent is None and message.last_heard is None:
        return _refused("nobody at this number has agreed to be texted")
    if message.now - message.written_at > TOO_OLD:
        return _refused("it is too old to be sent")
    if len(message.text) > LONGEST:
        return _refused(f"it is longer than {LONGEST:,} characters")
    closed = _whatsapp_closed(message)
    if closed and not message.has_template:
        return _refused("the last message is more than 24 hours old: WhatsApp takes an approved template only")
    if message.quiet is not None and not answers(message):
        return Ruling(verdict="wait", reason=message.quiet.reason, until=message.quiet.until)
    return Ruling(verdict="send_template", reason="outside WhatsApp's 24 hours") if closed else SEND


def answers(message: Outgoing) -> bool:
    """It answers a text just received; everything else is something that we start."""
    return message.last_heard is not None and message.now - message.last_heard <= REPLY_WITHIN


def _after_opt_out(message: Outgoing) -> Ruling:
    if not message.confirms_opt_out:
        return _refused("the lead has opted out")
    if message.confirmed:
        return _refused("the opt-out was confirmed already")
    if message.revoked_at is None or message.now - message.revoked_at > CONFIRM_WITHIN:
        return _refused("too late to confirm the opt-out")
    return SEND


def _whatsapp_closed(message: Outgoing) -> bool:
    if message.channel != "whatsapp":
        return False
    return message.last_heard is None or message.now - message.last_heard > WHATSAPP_WINDOW

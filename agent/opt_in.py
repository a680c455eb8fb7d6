"""Who stopped the texts is texted again on their own plain words only, never on a model's word alone. Pure."""

import re

from agent.dialogue import Snapshot
from agent.frame import TEXTED, Frame, ReadingContext
from agent.reading.signals import read_signals
from agent.reading.text import Message

_ASKS = re.compile(r"\b(?:text|txt|message|sms|whatsapp|write to)(?:ing)? (?:me|us)\b", re.I)


def sure_opt_in(frame: Frame, snapshot: Snapshot, context: ReadingContext) -> Frame:
    """The frame without an opt-in that the rules cannot read from the words, where the lead has opted out by text.

    A mistaken opt-out costs a conversation, a mistaken opt-in breaks the law (47 CFR 64.1200(a)(12)).
    """
    if "opt_in" not in frame.signals or not snapshot.lead.opted_out or snapshot.channel not in TEXTED:
        return frame
    if any(_says_so(message.text, context) for message in snapshot.unread):
        return frame
    return frame.model_copy(update={"signals": frame.signals - {"opt_in"}})


def _says_so(text: str, context: ReadingContext) -> bool:
    return bool(_ASKS.search(text)) or "opt_in" in read_signals(Message(text), context)

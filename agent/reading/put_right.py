"""A short "no, fifteen" puts right what the agent has just said back: it is read as the answer to that."""

import re

from agent.frame import Asked, ReadingContext
from agent.reading.text import Message

_LONGEST = 80
_NO = re.compile(
    r"\W*(?:(?:oh|ah|whoa|woah|er|um|eh|hey|hi|wait|hang on|hold on|sorry|oops|whoops|lol|haha|god|actually|gosh)\W+)*"
    r"(?:no+|nope|nah|not|sorry|oops|whoops|wait|wrong|typo|correction|actually|make (?:it|that)|should be|i meant)\b"
)


def puts_right(message: Message, context: ReadingContext) -> bool:
    """True for a short message that begins by denying what the agent said, whatever was asked."""
    return bool(context.agent) and len(message.text) <= _LONGEST and _NO.match(message.text) is not None


def as_asked(context: ReadingContext, slot: Asked) -> ReadingContext:
    """The same context as if `slot` had been asked for."""
    return context.model_copy(update={"asked": slot})

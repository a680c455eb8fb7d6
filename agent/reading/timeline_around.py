"""The clause around a time of a message: the words that say what the time is."""

import re
from dataclasses import dataclass

from agent.reading.dates import Window
from agent.reading.text import Message
from agent.reading.time_cues import cue

_BREAK = re.compile(
    r"[.!?;](?=\s|$)|[\n()]|\s-+\s|,\s+(?:and|but|so|then)\b|,|:\s"
    r"|\b(?:but|so|because|cos|cuz|since we|which|whereas|although|though)\b"
)
_IS = re.compile(r"'s\b")
_REACH = 200
"""Characters on either side of a time that can say what it is."""


@dataclass(frozen=True, slots=True)
class Around:
    """The words of a window's clause before it and after it: folded, "'s" written out."""

    before: str
    after: str

    def says(self, topic: str) -> bool:
        """True where a phrase of the topic (lexicon/time_cues.yaml) stands before the window."""
        return cue(topic).search(self.before) is not None

    def goes_on(self, topic: str) -> bool:
        """True where it stands after the window."""
        return cue(topic).search(self.after) is not None

    def beside(self, topic: str) -> bool:
        return self.says(topic) or self.goes_on(topic)


def around(message: Message, window: Window) -> Around:
    sentence = message.sentence_at(window.span.start)
    left = message.text[max(sentence.start, window.span.start - _REACH) : window.span.start]
    right = message.text[window.span.end : min(max(sentence.end, window.span.end), window.span.end + _REACH)]
    breaks = [match.end() for match in _BREAK.finditer(left)]
    first = _BREAK.search(right)
    before = left[breaks[-1] :] if breaks else left
    return Around(_IS.sub(" is", before), _IS.sub(" is", right[: first.start()] if first else right))

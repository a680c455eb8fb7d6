"""A message made ready for reading: folded text whose every offset maps back to what the lead wrote."""

import re
from dataclasses import dataclass, field
from functools import cached_property

MAX_CHARS = 6000
"""Longer messages are read from their start only: no lead says more, and reading stays linear."""

_FOLD = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "…": ".",
     "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\r": "\n", "\u200b": " ", "\ufeff": " "}
)  # fmt: skip
_CLAUSE = re.compile(r"(?:[.!?;](?=\s|$)|\n)+")


def fold(text: str) -> str:
    """Lower-case with plain quotes, dashes and spaces; the same length as `text`, character by character."""
    lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_FOLD)


@dataclass(frozen=True)
class Span:
    """A stretch [start, end) of the message."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Message:
    """`raw`: what was written. `text`: the same, folded, offset for offset."""

    raw: str
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "raw", self.raw[:MAX_CHARS])
        object.__setattr__(self, "text", fold(self.raw))

    def quote(self, span: Span) -> str:
        """The lead's own words at `span`, trimmed."""
        return self.raw[span.start : span.end].strip()

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Spans between sentence ends and line breaks, blank ones left out."""
        spans, start = [], 0
        for match in _CLAUSE.finditer(self.text):
            spans.append(Span(start, match.end()))
            start = match.end()
        spans.append(Span(start, len(self.text)))
        return tuple(span for span in spans if self.text[span.start : span.end].strip())

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds `offset`."""
        return next((s for s in self.sentences if s.start <= offset < s.end), Span(0, len(self.text)))

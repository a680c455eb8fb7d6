"""Runs of spaces do not change what is meant: a message is read with single spaces and quoted as it was written."""

import re
from dataclasses import dataclass

from agent.reading.text import Message, Span

_RUN = re.compile(r"(?<=[^\S\n])[^\S\n]+")


@dataclass(frozen=True)
class SingleSpaced(Message):
    """A message whose runs of spaces are one space each; `places`: where each character stood in `original`."""

    original: str = ""
    places: tuple[int, ...] = ()

    def quote(self, span: Span) -> str:
        """The lead's own words at `span`, with their own spaces."""
        if span.start >= min(span.end, len(self.places)):
            return ""
        return self.original[self.places[span.start] : self.places[span.end - 1] + 1].strip()


def single_spaced(message: Message) -> Message:
    """The message itself, or where it has runs of spaces a copy without them that still quotes verbatim."""
    if not _RUN.search(message.raw):
        return message
    dropped = {place for run in _RUN.finditer(message.raw) for place in range(*run.span())}
    places = tuple(place for place in range(len(message.raw)) if place not in dropped)
    return SingleSpaced("".join(message.raw[place] for place in places), message.raw, places)

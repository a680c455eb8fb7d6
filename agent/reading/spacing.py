"""Runs of blanks made one, so that spacing never changes what is read, with the way back to what was written."""

from dataclasses import dataclass

from agent.reading.text import Message, Span


@dataclass(frozen=True)
class Squeezed:
    """`message`: with single blanks only. `kept`: for each of its characters, its place in the message as written."""

    message: Message
    kept: tuple[int, ...] | None

    def back(self, span: Span) -> Span:
        """The same words in the message as written."""
        if self.kept is None or span.end <= span.start:
            return span
        return Span(self.kept[span.start], self.kept[span.end - 1] + 1)


def squeezed(message: Message) -> Squeezed:
    """The message itself where it has no run of blanks."""
    text = message.text
    if "  " not in text:
        return Squeezed(message, None)
    kept = tuple(i for i, char in enumerate(text) if char != " " or i == 0 or text[i - 1] != " ")
    return Squeezed(Message("".join(message.raw[i] for i in kept)), kept)

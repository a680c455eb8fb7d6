"""Contact data typed without a comma: "dave smith acme ltd ops manager" cut into name, firm and title."""

from collections.abc import Sequence
from itertools import pairwise

from agent.reading.contact_lexicon import entry_set
from agent.reading.contact_title_form import title_at
from agent.reading.contact_words import Part, Word
from agent.reading.text import Message, Span

_LONGEST = 9


def cut_runs(message: Message, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts, with every run of name, firm and title cut into its pieces."""
    cut: list[Part] = []
    for part in parts:
        cut += [part] if any(_is_name(before) for before in cut) else _pieces(message, part)
    return tuple(cut)


def _is_name(part: Part) -> bool:
    """Two or three words in capitals, a given name first: the writer is named, what follows is no second name."""
    words = part.words
    return 1 < len(words) < 4 and words[-2].is_given and all(word.is_capital for word in words[-2:])


def _pieces(message: Message, part: Part) -> list[Part]:
    words = part.words
    if not 4 <= len(words) <= _LONGEST or not words[0].is_given or (words[0].is_common and not words[0].is_capital):
        return [part]
    if any(word.text in entry_set("name_cues", "never") - entry_set("firms", "forms") for word in words[:2]):
        return [part]
    for length in (2, 3, 1):
        bounds = _bounds(message, words[length:])
        if bounds == () and length == 1:
            continue  # "Kaveri Soft Solutions Pvt Ltd" is one firm, not Kaveri of another
        if bounds is not None and not _is_trade(words[length - 1]):
            return _cut(part, (length, *(length + bound for bound in bounds)))
    return [part]


def _is_trade(word: Word) -> bool:
    """A word that ends a firm or a title, and so no name."""
    return word.text in entry_set("firms", "endings") or word.text in entry_set("titles", "heads")


def _bounds(message: Message, rest: Sequence[Word]) -> tuple[int, ...] | None:
    """Where the firm and the title behind a name meet, in either order; () where a firm stands alone."""
    for index in range(1, min(5, len(rest))):
        title = title_at(message, rest[index:])
        if title is not None and title.end == rest[-1].span.end and _is_firm(rest[:index]):
            return (index,)
    title = title_at(message, rest)
    if title is not None:
        behind = [word for word in rest if word.span.start >= title.end]
        return (len(rest) - len(behind),) if behind and _is_firm(behind) else None
    return () if len(rest) > 1 and rest[-1].text in entry_set("firms", "endings") and _is_firm(rest) else None


def _is_firm(words: Sequence[Word]) -> bool:
    """A run that ends like a firm, or one or two words that are no everyday ones."""
    if any(word.text in entry_set("name_cues", "never") - entry_set("firms", "forms") for word in words):
        return False
    if all(word.text in entry_set("firms", "forms") | entry_set("firms", "endings") for word in words) and any(
        word.text in entry_set("firms", "forms") for word in words
    ):
        return False
    if len(words) > 1 and words[-1].text in entry_set("firms", "endings"):
        return len(words) <= 4
    return len(words) <= 2 and not any(word.is_common or _is_trade(word) or word.text.isdigit() for word in words)


def _cut(part: Part, bounds: Sequence[int]) -> list[Part]:
    """The part cut before the words at `bounds`."""
    edges = [0, *bounds, len(part.words)]
    runs = [part.words[a:b] for a, b in pairwise(edges) if a < b]
    last = len(runs) - 1
    spans = [Span(run[0].span.start, run[-1].span.end) for run in runs]
    return [
        Part("words", span, run, part.ends and i == last, part.line_end and i == last)
        for i, (span, run) in enumerate(zip(spans, runs, strict=True))
    ]

"""Where the lead lives, moves to or works: the town, county or postcode they name as theirs.

Nothing is looked up: a known place, a postcode, or the words given in answer to a question for the place.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from agent.frame import Claim, ReadingContext, Text
from agent.reading.contact_lexicon import is_place
from agent.reading.contact_words import Word, parts_of, words_in
from agent.reading.spacing import squeezed
from agent.reading.text import Message, Span

_CUE = re.compile(
    r"\b(?:(?:i|we)(?:'m|'re| am| are)?|im|were|i'll be|we'll be) (?:currently |now |all |both |just |only |"
    r"still |actually |originally )*"
    r"(?:live|living|based|located|staying|resident|outside|near|close to|beside|over in|up in|down in|out in|"
    r"up near|down near|in|from|out by)"
    r"(?: (?:in|at|near|just outside|outside|around|by|down in|up in|out in|over in|close to|of))*\s+(?=\w)"
    r"|\b(?:house|home|flat|apartment|office|offices|place|shop|business|firm|event|venue|wedding|it)(?: is|"
    r"'s| are)? (?:based |located )?(?:in|near|outside|just outside)\s+(?=\w)"
    r"|\b(?:moving|move|relocating|relocate|transferring|looking|buy|buying|searching|deliver|delivery|"
    r"delivered|deliveries|delivering|a (?:house|condo|home|flat|place|\d bed)) (?:\w+ ){0,3}?(?:to|in|around|"
    r"near|into)\s+(?=\w)"
    r"|\b(?:residents? of|located in|based in|just outside|somewhere (?:in|near|around)|postcode(?: is|:)?|"
    r"zip(?: code)?(?: is|:)?|eircode(?: is|:)?|address(?: is|:)?)\s+(?=\w)"
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|BT\d{1,2}|[AC-FHKNPRTV-Y]\d[\dW]\s?[\dAC-FHKNPRTV-Y]{4}|Dublin "
    r"\d{1,2}W?|D\d{1,2}W?)\b"
    r"|\b(?:\d{5})(?:-\d{4})?\b|\b\d{4}\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"[\d-]+")
_LEAD_IN = frozenset(
    "in at near from just outside outside around by we're we are i'm i am im were live i based its it's it "
    "is the yes yeah yep sure ok "
    "oh um well currently now living a out over up down both all that's thats near somewhere to close us".split()
)
_STOP = frozenset("and or if but with because so for at my our please thanks the a is are i we which that it".split())
_REFUSES = re.compile(
    r"\b(?:rather not|prefer not|don't|dont|not (?:say|sure)|no idea|why|private|anywhere|nowhere|none|"
    r"wherever|does it matter|don't mind)\b"
)
_DIRECTIONS = frozenset(
    "north south east west central downtown greater inner upper lower near county co co. city town".split()
)


def read_place(message: Message, context: ReadingContext) -> Claim | None:
    """The place that is the lead's own, with the words that name it; None where they name none."""
    tight = squeezed(message)
    asked = context.asked == "place"
    span = _named(tight.message) or (_answered(tight.message, context) if asked else None)
    if span is None and context.vertical == "real_estate":
        span = _listed(tight.message)
    if span is None:
        return None
    return Claim(slot="place", value=Text(text=tight.message.quote(span)), quote=message.quote(tight.back(span)))


def _named(message: Message) -> Span | None:
    """A known place or a postcode behind words that make it the lead's."""
    for match in _CUE.finditer(message.text):
        postcode = _POSTCODE.match(message.text, match.end())
        if postcode is not None and not _NUMERIC.fullmatch(postcode[0]):
            return Span(postcode.start(), postcode.end())
        span = _known(message, match.end())
        if span is not None:
            return _with_alternatives(message, span)
    return None


def _listed(message: Message) -> Span | None:
    """ "…, round rock or pflugerville": a part that is nothing but known places, where homes are sold."""
    for part in parts_of(message, [])[1:]:
        first = next((i for i, word in enumerate(part.words) if word.text not in _LEAD_IN), None)
        span = None if first is None else _known(message, part.words[first].span.start)
        if span is not None and _with_alternatives(message, span).end == part.span.end:
            return _with_alternatives(message, span)
    return None


def _known(message: Message, start: int) -> Span | None:
    """The longest known place that begins at `start`, a direction before it included ("north leeds")."""
    words = words_in(message, start, start + 50)
    skip = 0
    while skip < len(words) and words[skip].text in _DIRECTIONS:
        skip += 1
    if skip < len(words) and words[skip].text == "the":
        skip += 1
    for first in (0, skip):
        for count in (4, 3, 2, 1):
            taken = words[first : first + count]
            if len(taken) == count and _is_run(message, taken) and is_place(" ".join(word.text for word in taken)):
                return Span(words[0].span.start, _with_number(message, taken[-1].span.end))
    return None


def _with_number(message: Message, end: int) -> int:
    """ "Dublin 8": the district belongs to the town."""
    match = re.compile(r" \d{1,2}\b(?! ?(?:bed|people|of|guests|k\b|-|to))").match(message.text, end)
    return match.end() if match else end


def _is_run(message: Message, words: tuple[Word, ...]) -> bool:
    return all(message.text[a.span.end : b.span.start] == " " for a, b in pairwise(words))


def _with_alternatives(message: Message, span: Span) -> Span:
    """ "Round Rock or Pflugerville": both, as said."""
    match = re.compile(r"\s*(?:,|or|and|/|&)\s*(?:or |maybe )?").match(message.text, span.end)
    if match is None:
        return span
    other = _known(message, match.end())
    return span if other is None else _with_alternatives(message, Span(span.start, other.end))


def _answered(message: Message, context: ReadingContext) -> Span | None:
    """What stands first in an answer to "where are you?": a postcode, a known place, or a short name."""
    text = message.text
    if "?" in text or _REFUSES.search(text):
        return None
    postcode = next(_postcodes(message, context), None)
    if postcode is not None:
        return postcode
    for word in words_in(message):
        span = _known(message, word.span.start)
        if span is not None:
            return _with_alternatives(message, span)
    for part in parts_of(message, []):
        words = part.words
        while words and words[0].text in _LEAD_IN:
            words = words[1:]
        stop = next((i for i, word in enumerate(words) if word.text in _STOP), len(words))
        words = words[:stop]
        if 0 < len(words) <= 4 and (
            any(word.is_capital for word in words) or not all(word.is_common for word in words)
        ):
            return Span(words[0].span.start, words[-1].span.end)
    return None


def _postcodes(message: Message, context: ReadingContext) -> Iterator[Span]:
    """Postcodes in the answer; bare digits only of the length of the business's country."""
    digits = {"US": 5, "AU": 4}.get(context.country, 0)
    for match in _POSTCODE.finditer(message.raw):
        numeric = _NUMERIC.fullmatch(match[0])
        if numeric is None or len(match[0].split("-")[0]) == digits:
            yield Span(match.start(), match.end())

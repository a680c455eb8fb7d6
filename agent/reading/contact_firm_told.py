"""The writer's firm told in passing: who the event is for, what closes the message, "Brightdesk here, we …"."""

import re
from collections.abc import Iterator, Sequence

from agent.reading.contact_firm_form import capital_run, has_firm_word, is_no_firm
from agent.reading.contact_lexicon import entry_set
from agent.reading.contact_words import Part, words_in
from agent.reading.text import Message, Span

_WANTED_FOR = re.compile(
    r"\b(?:dinner|gala|party|conference|launch|offsite|away ?day|event|show|presence|exhibition|booth|stand|function|"
    r"awards|summit|retreat|ball|lunch|do|bash|day|night|reception|meeting|webinar|roadshow|policy|cover|"
    r"insurance|quote|"
    r"crm|software|system|furniture|desks|chairs|uniforms|catering)\s(?:\w+ ){0,2}?for (?:the )?(?=[^\W\d_])"
)
_WE_HERE = re.compile(
    r"\s*(?:(?:hi|hello|hey)\W+)?(?P<firm>[^\W\d_]{3,}(?:[- ][^\W\d_]+)?) here\s?[,.!-]*\s+(?:we|our)\b"
)
_GREETS = re.compile(
    r"\W*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|morning|afternoon)(?: there| all)?\W+)?"
)
_HERE = re.compile(r"\s+here\b(?! (?:is|are|in|we|i)\b)")
_BREAK = re.compile(r"\s*(?:[,.;(\n-]|here\b|$)")
_USED = re.compile(
    r"\b(?i:us(?:e|es|ing|ed)|with|against|like|than|versus|vs|from|tried|trying|left|leaving|replac\w+|sell\w*|"
    r"suppl\w+|saw|seen|bought|acquired|client|customer|competitor|"
    r"between|and|or|not|to|on|at|by|near|beside|opposite|of)(?: [a-z]+)?"
    r"(?:\W{1,2}[A-Z][\w'-]*){0,3}\Z"
)
"""Before a list of products or other firms."""
_REPLY_BEHIND = re.compile(r"\s*[,.]?\s*(?:reply|call|text|ring|email|we|\+?\d|get in touch|contact)\b")


def told_company(message: Message, parts: Sequence[Part]) -> Span | None:
    """The first firm that one of these ways of telling it names; each must look like one."""
    return next((span for span in _told(message, parts) if not is_no_firm(message, span)), None)


def _opening(message: Message) -> Span | None:
    """ "Sandhu Electricals Ltd, Southall. 11 of us …": a firm with its legal form as the first words."""
    greeting = _GREETS.match(message.text)
    words = words_in(message, greeting.end() if greeting else 0, 70)
    span = capital_run(message, words)
    if span is None or " " not in (name := message.text[span.start : span.end]):
        return None
    legal = name.split()[-1] in entry_set("firms", "forms")
    behind = (_BREAK if legal else _HERE).match(message.text, span.end)
    return span if behind is not None and has_firm_word(message, span) else None


def _told(message: Message, parts: Sequence[Part]) -> Iterator[Span]:
    if (opening := _opening(message)) is not None:
        yield opening
    if (match := _WE_HERE.match(message.text)) is not None:
        words = words_in(message, match.start("firm"), match.end("firm"))
        if words[0].is_capital and not words[0].is_given and not words[0].is_common:
            yield Span(match.start("firm"), match.end("firm"))
    for match in _WANTED_FOR.finditer(message.text):
        words = words_in(message, match.end(), match.end() + 60)
        span = capital_run(message, words)
        if span is not None and has_firm_word(message, span):
            yield span
    yield from _closing(message, parts)


def _closing(message: Message, parts: Sequence[Part]) -> Iterator[Span]:
    """ "… by Friday please, Moss's Butchers", "20% off. Bluefern Print, reply for prices": a part of its own."""
    for index, part in enumerate(parts):
        if not index or part.kind != "words" or not 2 <= len(part.words) <= 5:
            continue
        span = capital_run(message, part.words)
        if span is None or span != part.span or not has_firm_word(message, span):
            continue
        last = index + 1 == len(parts)
        before = message.raw[max(0, span.start - 60) : span.start].rstrip(" ,")
        opens = parts[index - 1].ends and (last or _REPLY_BEHIND.match(message.text, span.end) is not None)
        if opens or (last and not _USED.search(before)):
            yield span

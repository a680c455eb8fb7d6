"""The name that closes a message: after "thanks,", behind a dash, or as its last words before a firm or a number."""

import re
from collections.abc import Sequence

from agent.reading.contact_lexicon import entry_set, is_place
from agent.reading.contact_name_form import Trust, name_at
from agent.reading.contact_words import Part, Word, is_shouted, words_in
from agent.reading.text import Message, Span

CLOSING = re.compile(
    r"(?:^|[\n.!?,]\s*|\s)(?:(?:many |kind |kindest |best |warm |warmest )?(?:mfg|lg|vg|"
    r"(?:mit )?(?:freundlichen? |viele[n]? |beste[n]? |liebe[n]? |sch[oö]ne[n]? )?"
    r"gr(?:u|ü|ue)(?:ß|ss|s)e?n?|thanks|thank you|cheers|regards|"
    r"wishes|rgds|thx|ta|best|sincerely|thanking you|yours respectfully|respectfully|"
    r"yours|slán|slan|talk soon|bye|xx?)(?: again| so much| in advance| a mill?| very much| truly| "
    r"faithfully)?)\s?[,.!\n-]+\s*(?=\w)"
    r"|\b(?:regards|rgds|sincerely|faithfully)\s+(?=\w)|[.!?\n]\s*(?:cheers|thanks|ta|thx)\s+(?=[a-z'-]+\W*$)"
)
_DASHED = re.compile(r"(?:\n|\s|^)[-~]{1,2}\s?(?=[^\W\d_])|\n\s*(?=[^\W\d_])")
_REACH_BEHIND = re.compile(r"(?:[\s,|/-]+(?:\+?\d[\d\s().-]{7,}\d|\S+@\S+\.\w+))+[\s.]*$")
"""A number or address behind a signature."""
_FROM = re.compile(r"[.!?\n]\s*(?:love )?(?:from|love)\s+(?P<name>[^\W\d_]{2,})\W*$")
""" "… thank u!! from yuki": a given name as the last word."""
_REFERENCE = re.compile(
    r"\s*[,(-]\s*(?:my )?(?:policy|account|acct|a/c|order|booking|claim|ref(?:erence)?|customer|invoice|case|"
    r"ticket|member(?:ship)?|"
    r"contract|reservation|loan|mortgage|client|tenancy|unit|flat|apt|apartment|lot|room|stand|booth)\b"
    r"(?: (?:number|no\.?|id|ref(?:erence)?|is))?\W{0,3}\s?[\w/-]*\d[\w/-]*\W*"
)
INITIALS = re.compile(r"(?:[A-Z]\. ?|[A-Z] ){1,3}[A-Z][a-z][\w'-]+")


def signed_name(message: Message) -> Span | None:
    """The name that closes a message: after "thanks," or a dash, or on a line of its own."""
    if (above := _signed_above(message)) is not None:
        return above
    if (sender := _FROM.search(message.text)) is not None:
        last = words_in(message, sender.start("name"), sender.end("name"))
        never = last[0].text in entry_set("name_cues", "never")
        if (
            last[0].is_given
            and not never
            and not is_place(last[0].text)
            and (last[0].is_capital or not last[0].is_common)
        ):
            return last[0].span
    text = _REACH_BEHIND.sub("", message.text).rstrip(" .!\n\U0001f642\U0001f600xX*")
    for pattern in (CLOSING, _DASHED):
        for match in pattern.finditer(text):
            words = words_in(message, match.end(), len(text))
            if pattern is CLOSING and (initials := INITIALS.fullmatch(message.raw, match.end(), len(text))):
                return Span(initials.start(), initials.end())
            if not 0 < len(words) <= 4:
                continue
            span = name_at(message, words, Trust.LIKELY)
            if (
                span
                and span.end >= len(text)
                and (words[0].is_given or _is_unknown_name(words, pattern is CLOSING, match[0]))
            ):
                return span
    return None


def _signed_above(message: Message) -> Span | None:
    """ "Many thanks, Harriet Bowes, Bowes & Lyle": a full name behind the closing, a short rest in capitals below."""
    for match in CLOSING.finditer(message.text):
        line = re.compile(r"[^,\n|(]+").match(message.text, match.end())
        rest = message.raw[line.end() :].lstrip(" ,\n|") if line else ""
        if line is None or not 0 < len(rest) <= 90 or not (rest[0].isupper() or rest[0] in "0123456789+("):
            continue
        words = words_in(message, line.start(), line.end())
        alone = (
            len(words) == 1 and words[0].is_given and words[0].is_capital and _is_firm_only(message, words[0].span.end)
        )
        span = name_at(message, words, Trust.LIKELY) if 1 < len(words) <= 4 or alone else None
        if span and span.end >= words[-1].span.end and all(word.is_capital for word in words):
            return span
    return None


def _is_firm_only(message: Message, start: int) -> bool:
    """Behind a given name the message ends with two to five words in capitals."""
    rest = words_in(message, start)
    capital = all(word.is_capital or word.text in ("&", "and", "of", "the") for word in rest)
    return 1 < len(rest) <= 5 and capital and re.match(r"\s*[,|\n]", message.text[start:]) is not None


def _is_unknown_name(words: Sequence[Word], closing: bool, cue: str) -> bool:
    """A signature by a name that no list holds: capital and no everyday word."""
    if any(word.is_common or not word.is_capital for word in words) or words[-1].text in entry_set("firms", "endings"):
        return False
    return (closing and len(words) <= 2) or "\n" in cue


def closes_message(message: Message, words: Sequence[Word], parts: Sequence[Part], index: int) -> bool:
    """A name as the last words, alone or before an address, a number or a firm ("… Farrukh, 0141 496 0188")."""
    previous = parts[index - 1] if index else None
    if previous is None or not (previous.ends or previous.line_end or previous.kind != "words"):
        return False
    rest = list(parts[index + 1 :])
    reachable = bool(rest) and all(part.kind != "words" for part in rest)
    while rest and rest[-1].kind != "words":
        rest.pop()
    if words[0].is_given and (not words[0].is_common or words[0].is_capital):
        if not rest or (len(words) > 1 and _is_reference(message, parts, index)):
            return True
        return len(rest) == 1 and not parts[index].ends and _ends_as_firm(rest[0])
    return reachable and words[0].is_capital and not words[0].is_common and len(words) <= 2 and not is_shouted(message)


def _ends_as_firm(part: Part) -> bool:
    """Several words that end like a firm, or that are all in capitals ("SnapBooth Co")."""
    words = part.words
    if any(re.search(r"[a-z][A-Z]", word.raw) and word.is_capital for word in words[:1]):
        return len(words) < 4
    if len(words) < 2:
        return False
    if words[-1].text in entry_set("firms", "endings") | entry_set("firms", "forms"):
        return True
    capital = all(word.is_capital or word.text in ("&", "and", "of", "the") for word in words)
    return capital and len(words) < 5 and not any(word.is_given for word in words[:1])


def _is_reference(message: Message, parts: Sequence[Part], index: int) -> bool:
    """The number of a policy, an order or an account ends the message behind the name."""
    behind = message.text[parts[index].span.end :]
    return _REFERENCE.fullmatch(behind) is not None

"""The writer's own role at the firm: "I'm the practice manager", "VP Revenue at …", or one item of a list."""

import re
from collections.abc import Sequence

from agent.reading.contact_firm_form import VENTURE
from agent.reading.contact_title_form import decides, is_loose, title_at
from agent.reading.contact_words import Part, Word, words_in
from agent.reading.text import Message, Span

__all__ = ["decides", "own_title"]

_OWN = re.compile(
    r"(?:\b(?:i'm|im|i am|i work|i'm working|i serve|am|my (?:job |official |current )?(?:title|role|job|"
    r"position)(?:'s| is|:)|(?:job )?title ?:|role ?:|(?<!\w )as|(?:working|work|employed|serving|over|started|"
    r"joined|hired|appointed|trading|operating|registered|set up|trade|operate) as|being|"
    r"myself,?|i'm here)(?: as)?\s+(?:(?:just|only|also|actually|currently|now|basically|technically|both|one "
    r"of|acting as|still|really|kind of)\s+)*"
    r"(?:(?P<article>(?:the |a |my |our )?\w+'s|the|a|an|your|our|their|its|his|her|head)\s+(?:new |humble |"
    r"lowly |only |proud |local )?)?)(?=[a-z])"
)
_PAST = re.compile(
    r"\b(?:was|used to be|former|formerly|ex|retired|previously|until|old job|back when|not|never|isn't|"
    r"aren't)\b[^.,!?\n]*$"
)
_FOLLOWS = re.compile(
    r"\s*(?:$|[,.!?;:\n()|/*@&-]|[\U0001F300-\U0001FAFF\u2600-\u27BF]|(?:at|of|for|with|here|speaking|so|in|by|mate|"
    r"sir|madam|only(?! (?:will|can|would|is|does|has|decides|signs|approves)\b)|too|as well|though|lol|haha|"
    r"but|which|(?:they|he|she) (?:told|asked|want|wants|said|gave|sent|just)|(?:since|of) \d{4}|and "
    r"(?:i'm|im|i|it's|we|so|the|chief|put|make|send|present|recommend|report|"
    r"run|handle|look|do|just|my|our|"
    r"her|his)\b(?! (?:sign|decide|choose|agree|"
    r"pick|approve))|"
    r"i|i'd|i've|over|from|who|btw|there|these days|nowadays|now|currently|at present|presently|round here|"
    r"around here|myself|that|on|across|since|if|where|yes|yeah|yep)\b)"
)
_OTHER_OWNED = re.compile(
    r"\s+of (?:a |an |the |my |our |this |that |\d)?\s?(?:\d{4} |[\w-]+ ){0,2}(?:house|home|property|flat|apartment|"
    r"condo|car|van|dog|cat|land|lot|boat|duplex|building|bungalow)\b"
    r"|\s+(?:since|after) (?:the |my |our |we )?(?:divorce|split|separation|separated|death|passing|\w+ (?:died|"
    r"passed))\b"
)
_NO_POST = re.compile(r"(?:private|cash|first[ -]time|trade|local|potential|serious) (?:buyer|customer|client|owner)")
_AT_SOME = re.compile(
    r"\s+(?:at|for|in|with) (?:an?|the|our)\b|"
    rf"\s+of (?:an?|the|my own) (?:[\w'&-]+ ){{0,4}}?{VENTURE}\b"
)
_HUMBLE_POST = re.compile(r"\b(?:just|only|merely) (?:the|an?) (?:intern|trainee|apprentice|assistant)$")
_HUMBLY = re.compile(r"\b(?:just|only|merely|simply) (?:the|an?) $")
""" "Just the intern": a word that many are called is a post where it is all they are."""
_LEADS = frozenset(
    "the a an yes yeah yep hi hey hello just only currently nah no nope mate merely simply still lol well".split()
)
_ANSWERS = frozenset(
    "yes yep yeah yeh ya yup aye no nope nah naw ok okay sure correct well i do am will me myself it's "
    "its that's thats "
    "mine just only mate lol".split()
)
_GREETS = frozenset(
    "hi hey hello hiya howdy g'day gday good morning afternoon evening day there all team folks".split()
)
_ANYONES = frozenset(
    "partner lead leader agent buyer rep chair operator trader principal exec executive broker builder".split()
)
"""Loose titles that "I'm the …" says of a part in a deal as well as of a post."""
_INTRODUCES = frozenset("this it's its i'm im hi hello hey".split())
"""First words of "this is Tina the board secretary"."""
_ALONE = re.compile(r"sole (?:trader|proprietor)|managing director|owner[- ]operator")
"""Titles that say by themselves, as a sentence or its first part, what the writer is."""
_OWNERS = frozenset("her his their its our".split())
""" "I'm Lorna, her EA"."""


def own_title(message: Message, parts: Sequence[Part], names: Sequence[Span], *, asks_role: bool) -> Span | None:
    """The writer's present title, None where the message gives none."""
    return _said(message) or _listed(message, parts, names, asks_role=asks_role)


def _said(message: Message) -> Span | None:
    """ "I'm the practice manager at …"."""
    text = message.text
    for match in _OWN.finditer(text):
        sentence = message.sentence_at(match.start())
        if _PAST.search(text[sentence.start : match.start()]) and "i" not in match[0][:2]:
            continue
        start = match.start("article") if match["article"] == "head" else match.end()
        span = title_at(message, words_in(message, start, start + 80), free=bool(match["article"]))
        if span is None or not _FOLLOWS.match(text, span.end) or _OTHER_OWNED.match(text, span.end):
            continue
        if _NO_POST.fullmatch(text, span.start, span.end) or match["article"] == "your":
            continue
        told = re.search(r"(?:title|role|job|position)\b", match[0])
        posted = (match["article"] or "").strip() == "the" and text[: span.end].split()[-1] not in _ANYONES
        humble = _HUMBLE_POST.search(text, match.start(), span.end)
        if (
            is_loose(message, span)
            and not (told or posted or humble)
            and not re.match(r"\s+(?:at|for|with)\s", text[span.end :])
        ):
            continue
        return span
    return None


def _listed(message: Message, parts: Sequence[Part], names: Sequence[Span], *, asks_role: bool) -> Span | None:
    """A part that begins with a title: beside a name or an address, before a firm, said with "here", or asked for."""
    parts = _behind(_GREETS, _behind(_ANSWERS, parts) if asks_role else parts)
    for index, part in enumerate(parts):
        if part.kind != "words":
            continue
        words = _without_lead_in(parts, index, names)
        if index == 0 and not asks_role and part.words[0].text == "the" and not names:
            continue  # "the owner, Mr Kapoor": someone else
        span = title_at(
            message, words, free=bool(words) and (_is_behind_name(parts, index, names) or (asks_role and index == 0))
        )
        if span is None or _OTHER_OWNED.match(message.text, span.end):
            continue
        if span.end != part.span.end and not _FOLLOWS.match(message.text, span.end):
            continue
        if _stands(message, parts, index, span, names, asks_role=asks_role):
            return span
    return None


def _without_lead_in(parts: Sequence[Part], index: int, names: Sequence[Span]) -> Sequence[Word]:
    """The words of a part from where its title may begin: behind "just the", "her" (behind a name), "this is Tina"."""
    part = parts[index]
    words = part.words
    if words and words[0].text.endswith("'s") and words[0].is_capital:
        words = words[1:]
    while words and words[0].text in _LEADS:
        words = words[1:]
    if len(words) > 1 and words[0].text in _OWNERS and _is_behind_name(parts, index, names):
        words = words[1:]
    introduced = bool(words) and words[0].text in _INTRODUCES and any(part.span.overlaps(span) for span in names)
    if words and (introduced or any(span.start <= words[0].span.start < span.end for span in names)):
        words = tuple(
            word for word in words if all(word.span.start >= span.end for span in names if part.span.overlaps(span))
        )
        words = words[1:] if words and words[0].text == "the" else words
    return words


def _behind(lead_in: frozenset[str], parts: Sequence[Part]) -> Sequence[Part]:
    """The parts behind a yes, no or greeting: "yep, sole trader"."""
    while len(parts) > 1 and parts[0].words and lead_in.issuperset(word.text for word in parts[0].words):
        parts = parts[1:]
    return parts


def _is_behind_name(parts: Sequence[Part], index: int, names: Sequence[Span], *, anew: bool = False) -> bool:
    """A name stands right before; `anew`: in a sentence of its own ("Nell Oakes. Co-founder, though …")."""
    return (
        index > 0
        and (anew or not parts[index - 1].ends)
        and any(parts[index - 1].span.overlaps(name) for name in names)
    )


def _stands(
    message: Message, parts: Sequence[Part], index: int, span: Span, names: Sequence[Span], *, asks_role: bool
) -> bool:
    text, part = message.text, parts[index]
    loose = is_loose(message, span)
    if re.match(r"\s+(?:here|speaking)\b", text[span.end :]):
        return not loose or index == 0
    firm = re.match(r"\s+(?:at|of|with|for)\s+(?:the )?(?P<firm>\w)", text[span.end :])
    firm_named = firm is not None and message.raw[span.end + firm.start("firm")].isupper()
    named = any(part.span.overlaps(name) for name in names)
    before = (
        (
            index > 0
            and not parts[index - 1].ends
            and (parts[index - 1].kind != "words" or any(parts[index - 1].span.overlaps(n) for n in names))
        )
        or _is_behind_name(parts, index - 1, names)
        or (asks_role and _is_behind_name(parts, index, names, anew=True))
    )
    after = (
        index + 1 < len(parts)
        and not part.ends
        and (parts[index + 1].kind != "words" or any(parts[index + 1].span.overlaps(n) for n in names))
    )
    if named or before or (after and span.start == part.span.start):
        return True
    if firm_named and span.start == part.span.start and (index == 0 or bool(names)):
        return True
    if index == 0 and len(part.words) > 1 and span.end == part.span.end and _before_firm(parts, index):
        return not loose
    if index and parts[index - 1].ends and _ALONE.fullmatch(text, span.start, span.end) and _opens_part(part, span):
        return True
    if index == 0 and asks_role and _HUMBLY.search(text[: span.start]):
        return True
    bare = index == 0 and not loose and span.start == _start(part)
    if bare and len(part.words) > 2 and _opens(text, span.start) and _AT_SOME.match(text, span.end):
        return True
    if bare and span.end == part.span.end and len(parts) > 1 and _is_whole(text, span) and len(part.words) > 1:
        return True
    return bare and (asks_role or decides(text[span.start : span.end]))


def _opens_part(part: Part, span: Span) -> bool:
    return span.start == part.span.start and span.end == part.span.end


def _is_whole(text: str, span: Span) -> bool:
    """ "Office manager, 12 staff": a break follows that asks nothing."""
    return bool(re.match(r"\s*[,.;\n-]", text[span.end :])) and _opens(text, span.start)


def _opens(text: str, start: int) -> bool:
    """Nothing but a greeting stands before."""
    return _GREETS.issuperset(re.findall(r"[\w']+", text[:start]))


def _before_firm(parts: Sequence[Part], index: int) -> bool:
    """ "VP of Marketing, Lumen Co": a part in capitals follows."""
    if index + 1 >= len(parts) or parts[index].ends or len(parts[index + 1].words) < 2:
        return False
    return all(word.is_capital or word.text in ("&", "and") for word in parts[index + 1].words)


def _start(part: Part) -> int:
    words = [word for word in part.words if word.text not in _LEADS - {"the"}]
    return words[0].span.start if words else -1

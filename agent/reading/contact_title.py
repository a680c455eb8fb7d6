"""The writer's own role at the firm: "I'm the practice manager", "VP Revenue at …", or one item of a list."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from agent.reading.contact_lexicon import alternatives, entries, entry_set
from agent.reading.contact_words import Part, Word, words_in
from agent.reading.text import Message, Span

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
    r"but|which|(?:since|of) \d{4}|and (?:i'm|im|i|it's|we|so|the|chief|put|make|send|present|recommend|report|"
    r"run|handle|look|do|just|my|our|"
    r"her|his)\b(?! (?:sign|decide|choose|agree|"
    r"pick|approve))|"
    r"i|i'd|i've|over|from|who|btw|there|these days|nowadays|now|currently|at present|presently|round here|"
    r"around here|myself|that|on|across|since|if|where|yes|yeah|yep)\b)"
)
_OTHER_OWNED = re.compile(
    r"\s+of (?:a |an |the |my |our |this |that |\d)?\s?(?:\d{4} |\w+ )?(?:house|home|property|flat|apartment|"
    r"condo|car|van|dog|cat|land|lot|boat|duplex|building|bungalow)\b"
    r"|\s+(?:since|after) (?:the |my |our |we )?(?:divorce|split|separation|separated|death|passing|\w+ (?:died|"
    r"passed))\b"
)
_STOP = frozenset(
    "the a an my our your his her their i you we they he she it at for with from in on by to and or but so "
    "who which that here is are am was not "
    "one person only just trying looking going really very also now then about as if when".split()
)
_NO_POST = re.compile(r"(?:private|cash|first[ -]time|trade|local|potential|serious) (?:buyer|customer|client|owner)")
_AT_SOME = re.compile(r"\s+(?:at|for|in|with) (?:an?|the|our)\b")
_NOT_OWNERS = frozenset(
    "home house homes property dog cat car pet land boat horse van puppy condo homeowner proud previous current".split()
)
_TO = re.compile(
    r"\s+to (?:the |our )?(?P<who>[a-z-]+(?: (?:director|manager|executive|team|partner|partners|directors))?)\b"
)
_LEADS = frozenset("the a an yes yeah yep hi hey hello just only currently".split())
_ANSWERS = frozenset("yes yep yeah yeh ya yup aye no nope nah naw ok okay sure correct well".split())
_GREETS = frozenset(
    "hi hey hello hiya howdy g'day gday good morning afternoon evening day there all team folks".split()
)
_GAPS = dict.fromkeys(("hon", "sr", "jr", "asst", "dep", "dy", "gen", "snr", "jnr"), ("", "."))
"""Words of a title that are written with a point."""
_ANYONES = frozenset(
    "partner lead leader agent buyer rep chair operator trader principal exec executive broker builder".split()
)
"""Loose titles that "I'm the …" says of a part in a deal as well as of a post."""
_FIELDED = frozenset("manager mgr executive exec officer director engineer head lead assistant agm dgm".split())
"""Heads behind which the field may stand without "of", where it ends the part: "Asst. Manager Marketing"."""
_INTRODUCES = frozenset("this it's its i'm im hi hello hey".split())
"""First words of "this is Tina the board secretary"."""
_ALONE = re.compile(r"sole (?:trader|proprietor)|managing director|owner[- ]operator")
"""Titles that say by themselves, as a sentence or its first part, what the writer is."""
_AND = frozenset("and & / +".split())
_APART = re.compile(
    r"\s*(?:\((?P<bracket>)|\s[-–]\s)(?P<field>[^\W\d_][\w&/ ]{1,40}?)(?(bracket)\)|(?=\s*(?:[,.;|\n(@]|\s-\s|$)))"
)


@cache
def _deciding() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{alternatives(entries('titles')['deciding'])})(?![\w-])")


def decides(title: str) -> bool:
    """Whether a title alone makes its holder the decision maker."""
    low = title.lower()
    if re.search(r"\b(?:vice|deputy|assistant|to|product|process|account|practice|project|for)\b", low):
        return False
    return bool(_deciding().search(low))


def title_at(message: Message, words: Sequence[Word], *, free: bool = False) -> Span | None:
    """The title that `words` begin with. `free`: unknown words may qualify it, as behind "I'm the"."""
    if not words:
        return None
    words = _unbroken(message, words)
    end = _led(words) or _headed(words, free=free) or _headed(words, free=False)
    if not end:
        return None
    last = words[end - 1]
    stop = last.span.end
    behind = words_in(message, stop + 2, stop + 40) if message.text[stop : stop + 2] == ", " else ()
    if behind and behind[0].is_capital and last.is_capital:
        field = _field(behind, 0, loose=False)
        stop = behind[field - 1].span.end if field and not _ends_title(behind, field) else stop
    if last.text in entry_set("titles", "heads"):
        stop = _with_its_field(message, stop)
    if last.text in _FIELDED and last.is_capital:
        stop = _with_field_behind(message, words, end, stop)
    served = _TO.match(message.text, stop) if last.text in ("pa", "ea", "assistant", "secretary") else None
    if served and served["who"].split()[0] in entry_set("titles", "heads") | entry_set("titles", "modifiers"):
        stop = served.end()
    return Span(words[0].span.start, stop)


def _with_field_behind(message: Message, words: Sequence[Word], end: int, stop: int) -> int:
    """The end with fields in capitals right behind, where nothing else follows in the part: "Manager HR"."""
    field = _field(words, end, loose=False)
    behind = words[end:field]
    whole = bool(behind) and re.match(r"\s*(?:$|[,.;\n|(])", message.text[behind[-1].span.end :])
    capital = all(word.is_capital or word.text in _AND for word in behind)
    return behind[-1].span.end if whole and capital else stop


def _with_its_field(message: Message, stop: int) -> int:
    """The end with a field behind a dash or in brackets: "Manager - Sales Excellence", "Director (Finance)"."""
    match = _APART.match(message.text, stop)
    behind = words_in(message, match.start("field"), match.end("field")) if match else ()
    if match is None or not behind or any(word.text in entry_set("firms", "endings") for word in behind):
        return stop
    fields = entry_set("titles", "modifiers")
    is_field = behind[0].text in fields and all(word.text in fields | _AND or word.is_capital for word in behind)
    return match.end() if is_field and behind[0].is_capital else stop


def _ends_title(words: Sequence[Word], end: int) -> bool:
    """Whether another title, and no field, stands in words[:end] or just behind."""
    heads = entry_set("titles", "heads")
    return words[end - 1].text in heads or (end < len(words) and words[end].text in heads)


def _unbroken(message: Message, words: Sequence[Word]) -> Sequence[Word]:
    """The words up to the first break between two of them."""
    for index, (a, b) in enumerate(pairwise(words)):
        gap = message.text[a.span.end : b.span.start]
        if gap.strip() not in _GAPS.get(a.text, ("",)) or "\n" in gap:
            return words[: index + 1]
    return words


def _led(words: Sequence[Word]) -> int:
    """ "head of sales ops", "VP Revenue", "director of operations": how many words, 0 for none."""
    fields = entry_set("titles", "modifiers")
    start = next((i for i, word in enumerate(words[:4]) if word.text in entry_set("titles", "leading")), None)
    if start is None or any(word.text not in fields for word in words[:start]):
        return 0
    index = start + 1
    if index < len(words) and words[index].text == "of":
        index += 1
        if words[start].text == "chief" and words[index : index + 1] and words[index].text == "staff":
            return index + 1
        loose = words[start].text in ("head", "vp", "svp", "evp", "avp")
        end = _field(words, index, loose=loose)
        return end if end > index else 0
    if words[start].text not in (
        "vp",
        "svp",
        "evp",
        "avp",
        "agm",
        "dgm",
        "cgm",
        "head",
        "leiter",
        "leiterin",
        "leitung",
    ):
        return 0
    loose = words[start].text in ("leiter", "leiterin", "leitung")
    end = _field(words, index, loose=loose)
    return end if end > index else 0


def _field(words: Sequence[Word], index: int, *, loose: bool) -> int:
    """The end of the field that begins at `index`: known fields, joined by "and" or "&"; any one word where `loose`."""
    fields = entry_set("titles", "modifiers")
    end = index
    while end < len(words) and end - index < 6:
        word = words[end].text
        if word in _AND and end > index and end + 1 < len(words) and words[end + 1].text in fields:
            end += 2
        elif word in fields or (loose and word not in _STOP and (end == index or words[end].is_capital)):
            end += 1
        else:
            break
    return end


def _headed(words: Sequence[Word], *, free: bool) -> int:
    """ "practice manager", "founder and CEO": how many words up to the last head, 0 for none."""
    heads, fields = entry_set("titles", "heads"), entry_set("titles", "modifiers")
    end = 0
    for index, word in enumerate(words[:7]):
        field_before = index > 0 and words[index - 1].text in fields
        if word.text in heads or word.text.endswith("-manager") or (word.text == "head" and field_before):
            end = index + 1
        elif (
            word.text in fields
            or (word.text in _AND and _links(words, index, heads | fields, free=free))
            or (
                free
                and word.text not in _STOP
                and re.fullmatch(r"[^\W\d_][\w'-]*", word.text)
                and index < 3
                and not end
            )
        ):
            continue
        else:
            break
    if (
        end
        and end < len(words)
        and words[end].text == "of"
        and words[end - 1].text not in ("owner", "founder", "co-founder", "cofounder")
    ):
        field = _field(words, end + 1, loose=False)
        end = field if field > end + 1 else end
    if end and words[end - 1].text == "owner" and any(word.text in _NOT_OWNERS for word in words[: end - 1]):
        return 0
    return end


def _links(words: Sequence[Word], index: int, known: frozenset[str], *, free: bool) -> bool:
    """Whether "and" or "&" at `index` joins two words of one title."""
    behind = words[index + 1].text if 0 < index < len(words) - 1 else None
    return behind is not None and (behind in known or (free and words[index].text == "&" and behind.isalpha()))


def is_loose(message: Message, span: Span) -> bool:
    """A bare word that many are called without its being their part in a firm ("buyer", "agent")."""
    words = message.text[span.start : span.end].split()
    known = entry_set("titles", "modifiers") | entry_set("titles", "heads")
    return words[-1] in entry_set("titles", "loose") and not any(word in known for word in words[:-1])


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
        if is_loose(message, span) and not (told or posted) and not re.match(r"\s+(?:at|for|with)\s", text[span.end :]):
            continue
        return span
    return None


def _listed(message: Message, parts: Sequence[Part], names: Sequence[Span], *, asks_role: bool) -> Span | None:
    """A part that begins with a title: beside a name or an address, before a firm, said with "here", or asked for."""
    parts = _behind(_GREETS, _behind(_ANSWERS, parts) if asks_role else parts)
    for index, part in enumerate(parts):
        if part.kind != "words":
            continue
        words = part.words
        if words and words[0].text.endswith("'s") and words[0].is_capital:
            words = words[1:]
        while words and words[0].text in _LEADS:
            words = words[1:]
        introduced = bool(words) and words[0].text in _INTRODUCES and any(part.span.overlaps(span) for span in names)
        if words and (introduced or any(span.start <= words[0].span.start < span.end for span in names)):
            words = tuple(
                word for word in words if all(word.span.start >= span.end for span in names if part.span.overlaps(span))
            )
            words = words[1:] if words and words[0].text == "the" else words
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
    if index == 0 and len(part.words) > 1 and _before_firm(parts, index):
        return not loose and span.end == part.span.end
    if index and parts[index - 1].ends and _ALONE.fullmatch(text, span.start, span.end) and _opens_part(part, span):
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
    words = [word for word in part.words if word.text not in ("a", "an", "yes", "yeah", "yep", "just", "only")]
    return words[0].span.start if words else -1

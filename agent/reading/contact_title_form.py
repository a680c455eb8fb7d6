"""What a title looks like: heads with the fields around them, and which of them decide by themselves."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from agent.reading.contact_lexicon import alternatives, entries, entry_set
from agent.reading.contact_words import Word, words_in
from agent.reading.text import Message, Span

_STOP = frozenset(
    "the a an my our your his her their i you we they he she it at for with from in on by to and or but so "
    "who which that here is are am was not "
    "one person only just trying looking going really very also now then about as if when".split()
)
_NOT_OWNERS = frozenset(
    "home house homes property dog cat car pet land boat horse van puppy condo homeowner proud previous current".split()
)
_TO = re.compile(
    r"\s+to (?:the |our )?(?P<who>[a-z-]+(?: (?:director|manager|executive|team|partner|partners|directors))?)\b"
)
_GAPS = dict.fromkeys(("hon", "sr", "jr", "asst", "dep", "dy", "gen", "snr", "jnr"), ("", "."))
"""Words of a title that are written with a point."""
_FIELDED = frozenset("manager mgr executive exec officer director engineer head lead assistant agm dgm".split())
"""Heads behind which the field may stand without "of", where it ends the part: "Asst. Manager Marketing"."""
_FIELD_BEHIND = frozenset("vp svp evp avp agm dgm cgm gm head leiter leiterin leitung".split())
"""Leading words that a field follows without "of": "VP Revenue"."""
_AND = frozenset("and & / +".split())
_APART = re.compile(
    r"\s*(?:\((?P<bracket>)|\s[-–]\s)(?P<field>[^\W\d_][\w&/ ]{1,40}?)(?(bracket)\)|(?=\s*(?:[,.;|\n(@]|"
    r"\s-\s|$)|\s(?:at|for|with)\s))"
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
    if match is None or not behind or (len(behind) > 1 and behind[-1].text in entry_set("firms", "endings")):
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
    if words[start].text not in _FIELD_BEHIND:
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

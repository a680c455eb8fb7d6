"""The phrases of `lexicon/authority.yaml` as regular expressions, over a text in which other people are masked."""

import re
from functools import cache
from itertools import groupby

from agent.reading.authority_unlisted import unlisted_in
from agent.reading.contact_lexicon import alternatives, entries, entry_set, is_common, is_given
from agent.reading.text import Message, Span

WHO, THEY, SINGLE_S = "\x01", "\x02", "\x03"
ANY = f"[{WHO}{SINGLE_S}]"
"""Every character of a mention of someone else is replaced by these (a last s by its own), so that offsets stay."""

_PRONOUN = re.compile(r"\b(?:he|she|they)\b(?!'s\b(?! (?:the|got)))")
_POSSESSIVE = r"(?:his|hers?|theirs?)"
_END = r"(?!\w)\s*"
"""Behind a word: blanks, or a mark, or the end."""
_NOTATION = re.compile(r"[\[\]{}~/<>]")
_ALTERNATIVES = re.compile(r"(?<!\\)/")
"""A slash parts alternatives; "\\/" is a slash that the lead writes."""
_GAP = r"(?:[^\s.!?;\n]+ ){0,4}?"


@cache
def pattern(name: str) -> re.Pattern[str]:
    """All phrases of one list, as one pattern."""
    return re.compile(r"(?<![\w'])(?:" + "|".join(_phrase(p) for p in entries("authority")[name]) + ")")


def _phrase(phrase: str) -> str:
    """One phrase in the notation of the lexicon as a regular expression; every word is followed by its blank."""
    pieces = groupby(re.findall(r"\[[^\]]+\]|\{\w+\}(?:'s)?|[^\s\[\]]+", phrase))
    return "".join(_repeated(piece, len(list(same))) for piece, same in pieces)


def _repeated(piece: str, count: int) -> str:
    """One piece, or the same optional piece several times, written once: that keeps the pattern small."""
    one = _piece(piece)
    return f"{one[:-1]}{{0,{count}}}" if count > 1 and one.endswith(")?") else one * count


def _piece(piece: str) -> str:
    if piece.startswith("["):
        return f"(?:{''.join(_piece(t) for t in piece[1:-1].split())})?"
    if piece == "<end>":
        return r"(?=\s*(?:[.,!?;:)\n]|$))"
    if piece == "~":
        return _GAP
    if piece.startswith("{"):
        name, _, tail = piece[1:].partition("}")
        return _reference(name, tail)
    words = "|".join(re.escape(word.replace("\\/", "/")) for word in _ALTERNATIVES.split(piece))
    return (f"(?:{words})" if "|" in words else words) + _END


@cache
def _reference(name: str, tail: str) -> str:
    if name == "who":
        return rf"{ANY}+'?s?\s+" if tail else f"{ANY}+" + _END
    if name == "who_s":  # the possessive without its apostrophe: "my boyfriends call"
        return rf"{WHO}+{SINGLE_S}\s+"
    if name == "they":
        return f"{THEY}+" + _END
    if name == "their":
        return rf"{_POSSESSIVE}\s+"
    phrases = entries("authority")[name]
    if not any(_NOTATION.search(phrase) for phrase in phrases):
        return f"(?:{alternatives(phrases)})" + _END
    inner = "|".join(_phrase(phrase) for phrase in phrases)
    return f"(?:{inner})"


_OWN_ROLE = re.compile(
    r"(?:\b(?:i'm|im|i am|as)\s+(?:(?:just|only|also|still|merely|actually)\s+)?|\b(?:your|ur|yer)\s+|"
    r"\b(?:you're|you are|ur|youre)\s+(?:speaking|talking|chatting)\s+(?:to|with)\s+)$"
)
_GROUP_DEED = re.compile(
    r"(?:(?:a|our|very much a)\s+)?(?:group|team|family|household)\s+(?:decision|call|effort|thing|choice|"
    r"business|matter)\b"
)
_VOCATIVES = frozenset("mate mates bro sis pal buddy boss chief sir madam guys team people folks".split())
_OWN_THING = re.compile(r"my (?:department|dept|call|job|area|problem|thing|decision|shout|say|money|house|place) ")
_NOT_MINE = re.compile(r"\bnot (?:really )?(?:my|our) (?:department|dept|team)$")
_IN_PLACE = re.compile(
    r"\s+(?:in|at)\s+(?:the\s+)?(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Spring|Summer|Autumn|Winter|"
    r"Christmas|Easter|Q\d))[A-Z][\w'-]+"
)
_NO_SUCH = re.compile(r"\b(?:no|without an?|there isn't an?|there's no) $")
_NOT_THERE = re.compile(r"\s*(?:$|[.,;!]|(?:to|is|are|here|involved|and|or|above|over|breathing)\b)")
_NOT_THEM = re.compile(r"(?:^|[.,;!?] ?)(?:no )?not $")
""" "Not the husband, me": the one who is ruled out."""
_OWNER = re.compile(r"(?:my|our|the|his|her|their|a|an|that)\b")
_IN_OURS = re.compile(r"(?:our|my|this|the) (?:family|house|household|home|office|company|firm) (?!of |for |manager)")
""" "In our family papa decides"."""
_ABOVE_THAT = re.compile(r"\b(?:above|over|beyond|past|after|than) $")
_CALLED = re.compile(
    r"\b(?:[Bb]ig|[Ll]ittle|[Oo]ld|[Yy]oung|[Ww]ee|[Aa]uld|[Uu]ncle|[Aa]unty?|[Aa]untie|[Cc]ousin|[Bb]rother) $"
)
_SET_PHRASE = re.compile(r"\b(?:power of attorney|on board|(?:sole|only) \w+)$")
_OWNER_OF = re.compile(
    r"(?:^|[.,;!?] |\b(?:no|yes|nah|and|but|so) )"
    r"(?P<whose>(?!it's|that's|he's|she's|there's|who's|what's|let's|here's|how's|where's)[a-z]{3,}'s )$"
)
_LOW_POST = re.compile(
    r"(?:(?:the|an?) )?(?:pa|ea|assistant|secretary|receptionist|intern|trainee|temp|clerk|apprentice|admin|"
    r"messenger|junior)"
)
_ONLY = re.compile(r"(?:^|[.!?;,] ?)(?:(?:nah|no|nope|mate|lol|well|oh|not me),? ){0,2}(?:just|only|merely) $")
_WORDS_TOO = frozenset("das aye Aye rein reign nil blanche mark".split())
"""In lower case these are no names here: "free rein", "carte blanche"."""
_MONTHS = frozenset("april may june august".split())
_STYLED = re.compile(r",?\s+(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Sri|Smt)\.?\s+[A-Z][\w'-]+")
_DET = (
    r"(?:(?:a couple of|a few|two|three|four|several|all of my|both my|my|me|our|the|her|his|their|a|an|"
    r"some|this|that|one|each)\s+)"
)
_ADJECTIVE = (
    r"(?:(?!(?:and|or|n|i|me|us|is|are|was|has|of|to|who|with|for|past|by|through|over|from|but|so|my|our|the|his|her|"
    r"their|your|a|an|we|you|he|she|it|they|in|on|at|if|when|then|that|which|where|plus|what|money|than|"
    r"as|once|after|until|unless|provided|before|say|vote|word|call|decision)\b)(?:[a-z][\w-]*|\d{1,2})(?:'s)?\s+)"
)
_SOMEONE = (
    r"(?:(?:some(?:one|body)|people|those|them|folks|the (?:guys|lads))"
    r"\s+(?:else|upstairs|higher up|above me|above|at (?:hq|head office|corporate)|"
    r"in (?:charge|finance|procurement|hr|legal))|"
    r"(?:a couple(?: of)?|a few|one|two|three|four|five|some|several|the) other(?:s\b| people| persons?)|"
    r"(?:our|the|my) (?:finance|money|accounts|ops|procurement|purchasing|it|hr|office|head office|numbers) "
    r"(?:lady|girl|guys?|bloke|person|man|woman|chap|people|folks|lads?|dept|department|lead)|"
    r"the (?:powers(?: that be)?|"
    r"higher ups|money people|suits))"
)
_OFFICES = (
    r"(?:(?:the|our|my)\s+)?(?:exec|executive|leadership|senior leadership|management|buying|purchasing|project|"
    r"tech|steering) (?:team|group)|"
    r"(?:(?:the|our|my)\s+)?(?:deputy|department|section|country|regional) heads?|"
    r"(?:(?:(?:the|our|global|central|group|corporate)\s+){0,2}(?:head office|hq|corporate|upstairs|"
    r"procurement|purchasing|finance|"
    r"legal|compliance|hr|"
    r"management|the powers that be))(?! (?:team|dept|department|committee|heads?|lead|manager|director|people|folks|"
    r"guys|lot|board|side|lady)\b)"
)
_AT_HOME = (
    r"(?:himself|herself|boss man|boss lady|big boss|'?(?:her|er|him|im) indoors|himself indoors|herself indoors|"
    r"(?:our|my) (?:lass|old man|old dear|old fella|lad|kid)|"
    r"(?:my|his|our) mrs|the (?:nuns|monks|lads|girls|wife|missus|hubby|mrs|boss man|boss lady|boss woman|"
    r"big boss|old man|"
    r"old lady|other half))"
)
_NOT_DECIDERS = frozenset("lead trader vet rep agent buyer chef".split())


@cache
def _who() -> re.Pattern[str]:
    """Anyone whom a lead may name as deciding: family, bosses, bodies, offices, titles."""
    people, titles = entries("people"), entries("titles")
    noun = alternatives(frozenset((*people["family"], *people["work"], *titles["heads"])) - _NOT_DECIDERS)
    fields = alternatives(titles["modifiers"])
    role = (
        rf"(?:(?:vp|svp|head|director|chief)\s+(?:of\s+)?(?:{fields})(?:\s+(?:&|and)?\s*(?:{fields}))*"
        r"(?:\s+officer)?|chief of staff)"
    )
    body = (
        rf"(?:{noun})s?(?:\s+(?:(?:{noun})s?|office|unit))?(?:\s+in\s+law|\s+(?:of|for)\s+(?:the\s+)?"
        r"(?!us\b|me\b|them\b|it\b|this\b|that\b|now\b|the\b|money\b|cash\b|price\b|cost\b|tech|final\b|rest\b|big\b|"
        r"an?\b|approval\b|sign|review\b|consent\b|one\b|him|her|their|permission\b|ok)[a-z]+)?"
    )
    return re.compile(
        rf"(?<![\w'@.-])(?<!\bi )(?!das\b)"
        rf"(?:(?:{_DET})?(?:(?:{fields}|purchase|admin)\s+)+heads?(?! (?:up|to|out|back|off|for|into|in|office)\b)|"
        rf"{_DET}(?:other|better) half|{_AT_HOME}|{_DET}{_ADJECTIVE}{{0,3}}?(?:{role}|{body})|{role}|"
        rf"(?:the|our) head(?! (?:of|office|count|chef|cook|start)\b)|{_OFFICES}|{_SOMEONE}|(?:(?:{fields}|"
        rf"purchase|admin|tender|"
        rf"buying|steering|organi[sz]ing|works|parish|town|strata|village|church)\s+)*(?:{noun})s?(?:\s+in\s+law)?|"
        r"(?:mr|mrs|ms|miss|dr|prof|rev|revd|cllr|capt|frau|herr|madame|monsieur|senora?)\.? "
        r"(?!is\b|was\b|has\b|will\b|and\b|or\b|does\b|says\b|would\b|who\b|decid|had\b|runs\b|"
        r"picks\b)[a-z'-]+)(?![\w@-]|'am\b)"
        r"(?!'s\s(?:mother|father|mum|mom|dad|parents|family|wife|husband|boss|manager|director|partner|son|"
        r"daughter|brother|sister|"
        r"nephew|niece|secretary|accountant)\b)"
    )


def masked(message: Message, own: tuple[Span, ...] = ()) -> tuple[str, tuple[Span, ...]]:
    """The folded text with other people masked, and where they stand.

    `own`: the writer's own name, title and firm, left as they are.
    """
    text = message.text
    found: list[Span] = []
    for match in _who().finditer(text):
        span = _with_name(message, Span(match.start(), match.end()))
        if _OWN_ROLE.search(text[max(0, span.start - 30) : span.start]) or _GROUP_DEED.match(text, span.start):
            continue
        if span.end <= len(text) and _NOT_MINE.search(text[: span.end]):
            continue
        span = _after_that(text, _with_owner(text, span))
        if _is_absent(text, span) or _is_own_post(text, span):
            continue
        if _is_spoken_to(text, span) or _SET_PHRASE.search(text[max(0, span.start - 9) : span.end]):
            continue
        if not any(span.overlaps(mine) for mine in own):
            found.append(span)
    unlisted = [span for span in unlisted_in(message, found) if not any(span.overlaps(mine) for mine in own)]
    found = [span for span in found if not any(span.overlaps(longer) for longer in unlisted)] + unlisted
    named = [span for span in _named(message, found) if not any(span.overlaps(mine) for mine in own)]
    found = [span for span in found if not any(span.overlaps(longer) for longer in named)] + named
    for span in found:
        last = SINGLE_S if text[span.end - 1] == "s" else WHO
        text = text[: span.start] + WHO * (span.end - span.start - 1) + last + text[span.end :]
    text = _PRONOUN.sub(lambda m: THEY * len(m[0]), text)
    return text, tuple(sorted(found, key=lambda span: span.start))


def _after_that(text: str, span: Span) -> Span:
    """ "beyond that head office": the "that" is a sum of money, no part of the mention."""
    if text.startswith("that ", span.start) and _ABOVE_THAT.search(text[: span.start]):
        return Span(span.start + len("that "), span.end)
    if (ours := _IN_OURS.match(text, span.start)) is not None and re.search(r"\b(?:in|at) $", text[: span.start]):
        return Span(ours.end(), span.end) if ours.end() < span.end else span
    if text.startswith("us ", span.start) and re.search(r"\b(?:of|among|amongst|between) $", text[: span.start]):
        return Span(span.start + len("us "), span.end)
    return span


def _with_owner(text: str, span: Span) -> Span:
    """ "Owner's son": whose the person is, where the answer begins with it."""
    owner = _OWNER_OF.search(text[: span.start])
    return span if owner is None else Span(owner.start("whose"), span.end)


def _is_own_post(text: str, span: Span) -> bool:
    """ "Just the PA": what the writer is, with no more words."""
    if not _LOW_POST.fullmatch(text, span.start, span.end):
        return False
    return bool(_ONLY.search(text[: span.start])) or (span.start == 0 and text[span.end : span.end + 1] in (",", "."))


def _is_absent(text: str, span: Span) -> bool:
    """ "there's no board to please", "no partner is involved": one who is not there."""
    if _NOT_THEM.search(text[max(0, span.start - 8) : span.start]):
        return True
    if _OWNER.match(text, span.start) or not _NO_SUCH.search(text[: span.start]):
        return False
    return bool(_NOT_THERE.match(text, span.end))


def _is_spoken_to(text: str, span: Span) -> bool:
    """ "just myself mate": a word for us, not for someone who decides."""
    spoken = text[span.start : span.end]
    if spoken.startswith("me ") and re.search(r"\b(?:with|to|by|just|only|mostly|all) $", text[: span.start]):
        spoken = spoken[len("me ") :]
        span = Span(span.start + len("me "), span.end)
    if (own := _OWN_THING.match(spoken)) is not None:
        spoken = spoken[own.end() :]
        span = Span(span.start + own.end(), span.end)
    if spoken in _VOCATIVES and re.fullmatch(
        r"\W*(?:nah|no|nope|yes|yeah|yep|hi|hey|sorry|cheers|thanks|ok|alright),? ", text[: span.start]
    ):
        return not re.match(r"\s+(?:decid|choos|pick|sign|will|has|is|does)", text[span.end :])
    if spoken not in _VOCATIVES or not re.match(r"\s*(?:$|[.,!?])", text[span.end :]):
        return False
    return bool(re.search(r"(?:[a-z']|[a-z'],)\s$", text[: span.start])) and not re.search(
        r"\b(?:and|or|the|an?|my|our|with|ask|is|it's|its|not)\s$", text[: span.start]
    )


def _with_name(message: Message, span: Span) -> Span:
    """ "our COO Martin": the name belongs to the mention."""
    if (styled := _STYLED.match(message.raw, span.end)) is not None:
        return Span(span.start, styled.end())
    match = re.compile(r",?\s+([^\W\d_]+(?:\s[A-Z][a-z]+)?)\b").match(message.raw, span.end)
    if (
        match
        and match[1][0].isupper()
        and is_given(match[1].split()[0])
        and match[1].lower() not in entry_set("name_cues", "never")
    ):
        return Span(span.start, match.end())
    where = _IN_PLACE.match(message.raw, span.end)
    return span if where is None else Span(span.start, where.end())


def _named(message: Message, found: list[Span]) -> list[Span]:
    """Given names standing alone ("me and Raj"), capital or no everyday word."""
    spans = []
    for match in re.finditer(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*(?!['’]t\b)(?![^\W\d_]|[.\w-]*@)", message.raw):
        if not _is_name(match[0]):
            continue
        span = Span(match.start(), match.end())
        if not any(span.overlaps(known) for known in found):
            called = _CALLED.search(message.raw[: span.start])
            spans.append(_with_role(message, span if called is None else Span(called.start(), span.end)))
    return spans


def _is_name(word: str) -> bool:
    low = word.lower()
    if low in _MONTHS or word in _WORDS_TOO or low in entry_set("name_cues", "never") or not is_given(low):
        return False
    return word[0].isupper() or not is_common(low)


def _with_role(message: Message, span: Span) -> Span:
    """ "Raj our head of sales", "Raj (CFO)"."""
    match = re.compile(r",?\s+\(?").match(message.text, span.end)
    role = _who().match(message.text, match.end()) if match else None
    office = re.compile(
        r"\s+(?:in|from|over in|up in|up at|down in|at) "
        r"(?:hr|it|finance|procurement|accounts|legal|ops|purchasing|sales|marketing|head "
        r"office)\b"
    ).match(message.text, span.end)
    if office:
        return Span(span.start, office.end())
    if role and role[0].startswith(("our ", "my ", "the ")):
        return Span(span.start, role.end())
    return span

"""The writer's own name: after "my name is", "it's", "Kel here", in a signature, or bare when asked for."""

import re
from collections.abc import Sequence

from agent.reading.contact_lexicon import entry_set, is_place
from agent.reading.contact_name_form import BEHIND, Trust, name_at, without_honorific
from agent.reading.contact_signature import INITIALS, closes_message, signed_name
from agent.reading.contact_title_form import title_at
from agent.reading.contact_words import Part, Word, is_shouted, words_in
from agent.reading.text import Message, Span

_SURE = re.compile(
    r"(?:\bmy (?:maiden|married) name,|\bmy (?:full |first |own |good )?name(?:,? which)?(?: is| would be|'s|s)?|"
    r"\bthe name(?:,? which)?(?: \w+ \w+ \w+)?(?: is| will be| should be)|(?:^|(?<=[.!?,;\n-])|"
    r"(?<=[.!?,;\n–-] )|\band |\bthe "
    r"|\bhi "
    r"|\bhey |\bhello )(?:names?(?: is|'s)|names(?= [a-z]+\W*$))|"
    r"(?:^|[.,;\n] ?)(?:full |first |contact )?name ?[:=-]|(?:^|[.,;\n] ?)contact(?: person)? ?[:=]|\bfirst name|"
    r"\bi go by|\b(?:i'm|im|i am) (?:called|named)|"
    r"\b(?:me llamo|mi nombre es|meu nome é|je m'appelle|mi chiamo|ich hei[sß]+e?|mein name ist|"
    r"ik heet|jag heter|jeg heter|mam na imię|nazywam się|mă numesc|má numesc|benim adım|ako si)|"
    r"\bput (?:it |me )?down as|\bunder the name(?: of)?|\b(?:just )?put(?: down)?(?= [a-z]+\W*$))\s*:?\s+(?=\w)"
)
_RING_AND_ASK = re.compile(
    r"\b(?:ring|call|phone|text|reach|me on|number)\b"
    r"(?! (?:my|his|her|our|their) (?!mobile|cell|phone|number|line|office|shop|yard|"
    r"desk))[^!?\n]{0,60}?\bask for\s+(?=\w)"
)
_BOOKED = re.compile(
    r"(?:\A|\b(?:it's|its|it is|that's|booked|booking is|held|order is|delivery is|account is|will be) )under\s+"
    r"(?=\w)"
)
_CALLED = re.compile(r"\b(?:calls? me|known as|(?:talking|chatting|speaking|dealing) (?:to|with))\s+(?=\w)")
_IS_ME = re.compile(
    r"\b(?!(?i:yes|yeah|yep|yup|no|nope|ok|okay|sure|hi|hello|hey|so|and|well|"
    r"oh)\b)(?P<who>[^\W\d_][\w'-]+)(?:,| -| \()? ?(?:that's|thats|that is|it's) me\b|\b(?i:that's|thats|that is) me,? "
    r"(?P<then>[A-Z][\w'-]+)"
)
_DOES = re.compile(
    r"(?:^|[,.!;\n]\s*)(?:just |plain )?(?P<who>[^\W\d_][\w'-]+)(?:'s| is| will| works|'ll)(?: be)?(?: just| quite| "
    r"always)?"
    r"(?: fine| ok| okay| good| grand| do| does it|(?<=works))\b"
)
_SPELLED = re.compile(
    r"\b(?:(?:it|that|name|my name)(?:'s| is|s)? |i'm |im )?(?:actually |really )?(?:spelled|spelt|written)(?: "
    r"as)?:?\s+(?!s-|with|like|the|out|"
    r"wrong|it\b|right|correctly|differently|that)(?=[a-z]{2})"
)
_LIKELY = re.compile(
    r"\b(?:i'm|i am|im|it's|its|it is|this is|'tis|tis|you've got|myself|soy|je suis|ich bin|ik ben|"
    r"sono|eu sou|jestem|sunt|my full name|signed|signing as|sincerely yours)\s+(?:only |just |actually |still "
    r")?(?=\w)"
)
_WE_HERE = re.compile(r"\s+here\s?[,.!-]*\s+(?:we|our)\b")
_HERE = re.compile(
    r"\s*(?:here|speaking|again|calling|texting|writing|on this end|this end|this side)\b(?! (?:is|are|in|we)\b)"
)
_STOLEN = re.compile(r"\s*(?:'s\b|s'\s|who\b|that\b|you\b|we\b|they\b|is\b|has\b|does\b|was\b)")
_ANOTHERS = re.compile(
    r"(?:\b(?:her|his|their|your|its|wife's|husband's|partner's|dog's|cat's|kid's|son's|daughter's|company|"
    r"business|firm|brand|trading|"
    r"boss's|manager's|colleague's|street|road|domain|user|account|pet's|hubby's|product)\s*)$"
)
_SETTLED = re.compile(
    r"\s*(?:done|sorted|all (?:set|done|sorted)|set|off|finished|out|gone|signing|told|settled|ready|good|"
    r"covered|happy|"
    r"up to|for (?:now|today)|then\b(?! [A-Z])|now|as well|too|with\b|in a|on the|on my)\b"
)
"""Behind "that's me": an errand is over, and nobody is named."""
_WITH_ME = re.compile(r"\s+(?:and|&|or) (?:me|myself|i)\b")
_ROLE_BEHIND = re.compile(r" the (?=[a-z])")
_IS_NAME = re.compile(r"(?:\s+is|'s|\s+be) (?:my|the) name\b(?! of)")
_ASK_FOR = re.compile(
    r"\b(?:ask for|attn:?|attention:?|fao:?|for the attention of|"
    r"(?:put|book|make|have) (?:it|that|this|me) (?:under|out to|in the name of|down as|down to|as))\s+(?=\w)"
)
OTHERS_NAME = re.compile(
    r"\b(?:my|his|her|their|our)\s+(?:[\w-]+(?:'s|s'|s)?\s+)?(?:name|number|email|wife|husband|partner|boss|"
    r"assistant|colleague|son|daughter|mum|mom|dad|"
    r"sister|brother|manager|buyer|director|rep|agent|accountant|solicitor|"
    r"lawyer|secretary|pa|co-?founder|husband|landlord|landlady|tenant|client|friend|mate|cousin|"
    r"(?:\w+ )(?:manager|director|lead|team|officer|partner|head))(?:'s|s)?(?: name| number| "
    r"email)?(?: is)?[,:\s]*$"
)
_THIRD_IS = re.compile(r"(?:\b(?:is|if|not|isn't|think|thought|was|hope|believe|says|say|said|because|cos|when)\s+)$")
_FIRM_HERE = re.compile(
    r"\s+(?:from|at|of|with|w/)\s+(?!(?:me|us|you|him|her|them|it|this|that|my)\b)[\w&'. "
    r"-]{2,40}?\s+(?:here|again|speaking)\b"
)
_GREETING = re.compile(
    r"\s*(?:(?:hi+|alright|alrite|all right|ay ?up|aye up|ey up|oi|sup|wassup|hey+|hello|hiya|yo|howdy|g'day|"
    r"gday|good (?:morning|afternoon|evening|day)|morning|"
    r"afternoon|evening|heya|dia duit|kia ora|greetings|namaste|salaam|dear sir(?:s|/madam)?|respected sir|howya|"
    r"hola|bonjour|bonsoir|salut|guten (?:tag|morgen|abend)|hallo|hej|hei|ciao|buongiorno|buenos d[ií]as|buenas(?: "
    r"tardes)?|ol[aá]|"
    r"bom dia|merhaba|cze[sś][cć]|dzie[nń] dobry|dobr[yý] den|salam|aloha|konnichiwa|annyeong|ni hao|xin ch[aà]o|"
    r"kumusta|talofa)"
    r"(?: there| all| team| folks| guys)?\b[\s,.!-]*)?"
)
_I_AM = re.compile(r"(?:i'm|i am|im|i work as|this is) (?:here )?(?:the |an? |your )?")
_FROM_FIRM = re.compile(r"\s+(?:from|at|of)\s+(?:the )?[A-Z]")
_MONTHS = frozenset("april may june august".split())
_WOULD_BE = re.compile(
    r"\b(?:that would be|that'd be|that will be|(?:just|but|please|can) (?:you )?put(?: down)?)\s+(?=\w)"
)
_ASKS_NAME = re.compile(
    r"\bnames?\b|\bwho\b|\bwhom\b|\bspeaking\b|\bcall you\b|\baddressed?\b|\btalking\b|\bchatting\b|\bdetails\b"
)
_MAY_FOLLOW = frozenset(
    "and & here on at call text ring my by n from with email mobile cell number tel phone ph mob it it's its "
    "i'm im you username account acct id order login x xx xxx lol ty cheers thanks thx".split()
)
_SPELT_WITH = frozenset("with w without no one two double minus".split())
_NOT_THAT = re.compile(r"\s*[,(-]?\s*(?:and |it's |its )?not (?P<other>[^\W\d_]+)\s*(?:$|[,.;!)])")
""" "It's Shannon, not Sharon": a name against another, whatever place is called so too."""
_THIRD_PERSON = re.compile(
    r"\s*[,.;-]?\s*(?:he|she|they)(?:'s|'ll|'d)?\b|\s+(?:in|from|at) (?:accounts|finance|sales|reception|it)\b"
)
_LEAD_IN = frozenset(
    "sure ok okay yes yeah yep yup hi hello hey of course name contact well oh so um it's its im i'm this is "
    "me certainly absolutely no "
    "problem np thanks ya right".split()
)


def asks_name(agent: str | None) -> bool:
    """Whether the agent's last message asks who the lead is."""
    return agent is None or bool(_ASKS_NAME.search(agent.lower()))


def stated_name(message: Message, *, asked: bool) -> Span | None:
    """A name after words that say it is one, or a closing."""
    text = message.text
    likely = Trust.ASKED if asked else Trust.LIKELY
    cues = [(_SURE, Trust.SURE), (_SPELLED, Trust.SURE), (_CALLED, Trust.LIKELY), (_LIKELY, likely)]
    cues += [(_ASK_FOR, Trust.LIKELY), (_WOULD_BE, Trust.LIKELY), (_BOOKED, Trust.LIKELY)] * asked
    cues += [(_RING_AND_ASK, Trust.LIKELY)]
    for pattern, trust in cues:
        for match in pattern.finditer(text):
            if _ANOTHERS.search(text[max(0, match.start() - 20) : match.start()]):
                continue
            span = name_at(message, words_in(message, match.end(), match.end() + 60), trust)
            if (
                span
                and not _STOLEN.match(text, span.end)
                and (trust is Trust.SURE or _is_meant(message, match, span, asked))
            ):
                return _in_full(message, span)
    span = (
        _that_is_me(message)
        or (_will_do(message) if asked else None)
        or _named_here(message)
        or signed_name(message)
        or _name_said_last(message)
    )
    return None if span is None else _in_full(message, span)


def _in_full(message: Message, span: Span) -> Span:
    """The same given name with a surname, where a later sentence gives it: "Stephen with a ph. Stephen Achebe"."""
    name = message.raw[span.start : span.end]
    if not name.isalpha() or not name[0].isupper():
        return span
    for match in re.finditer(rf"[.!?;\n]\s*(?P<name>{re.escape(name)} [A-Z][\w'-]+)", message.raw[span.end :]):
        words = words_in(message, span.end + match.start("name"), span.end + match.end("name"))
        if len(words) == 2 and not (words[1].is_common and words[1].text not in entry_set("name_cues", "surnames")):
            return Span(words[0].span.start, words[1].span.end)
    return span


def _that_is_me(message: Message) -> Span | None:
    """ "Ask for Farida, that's me"."""
    match = _IS_ME.search(message.raw)
    if match and match["who"] and _SETTLED.match(message.text, match.end()):
        return None
    part = "who" if match and match["who"] else "then"
    end = match.end(part) if match and part == "who" else None
    words = words_in(message, match.start(part), end) if match else ()
    return name_at(message, words, Trust.SURE) if words and words[0].is_capital else None


def _will_do(message: Message) -> Span | None:
    """ "Bex is fine", "just call it Sam, Sam will do"."""
    for match in _DOES.finditer(message.text):
        words = words_in(message, match.start("who"), match.end("who"))
        span = name_at(message, words, Trust.ASKED)
        if span and span.end == match.end("who"):
            return span
    return None


def _name_said_last(message: Message) -> Span | None:
    """ "Sorcha Lavelle is the name"."""
    for match in _IS_NAME.finditer(message.text):
        before = words_in(message, message.sentence_at(match.start()).start, match.start())
        for count in (3, 2, 1):
            span = name_at(message, before[-count:], Trust.SURE) if len(before) >= count else None
            if span and span.end == match.start():
                return span
    return None


def _is_meant(message: Message, match: re.Match[str], span: Span, asked: bool) -> bool:
    """Whether "it's X" tells a name: X is a known one, or stands alone, and is no place or firm."""
    text = message.text
    words = words_in(message, span.start, span.end)
    denied = _NOT_THAT.match(text, span.end) if words[0].is_given else None
    against = denied is not None and not is_place(denied["other"])
    if match.re in (_ASK_FOR, _RING_AND_ASK) and _THIRD_PERSON.match(text, span.end):
        return False
    if is_place(text[span.start : span.end]) and not (words[0].is_given and (asked or against)):
        return False
    if _WITH_ME.match(text, span.end):
        return False
    if words[0].is_given and not words[0].is_common and _ROLE_BEHIND.match(text, span.end):
        return title_at(message, words_in(message, span.end + 5, span.end + 50)) is not None
    beyond = words_in(message, span.end, span.end + 30)
    if text[span.end : span.end + 2] == ", " and beyond and is_place(beyond[0].text):
        return False
    if _THIRD_IS.search(text[max(0, match.start() - 12) : match.start()]):
        return False
    behind = bool(BEHIND.match(text, span.end))
    if words[0].text in _MONTHS and not match[0].startswith(("i'm", "i am", "im ", "this")):
        return False
    if words[0].is_given and not words[0].is_common:
        return behind or words[0].is_capital or len(words) > 1
    if match[0].startswith(("i'm", "im", "i am", "call")):
        return behind
    return behind and (asked or len(words) < 4)


def _named_here(message: Message) -> Span | None:
    """ "Kel here", "morning, fatima from Harbour Optics"."""
    opening = _GREETING.match(message.text)
    first = opening.end() if opening else 0
    greeted = bool(opening and opening[0].strip() and opening[0].strip()[-1] not in ",.!-")
    starts = {0, first} | {m.end() for m in re.finditer(r"[.!?,\n]\s+", message.text)}
    for start in sorted(starts):
        span = name_at(message, words_in(message, start, start + 60), Trust.LIKELY)
        if span is None or span.start != start or _STOLEN.match(message.text, span.end):
            continue
        if _is_firm_here(message, span):
            continue
        if _HERE.match(message.text, span.end) or _FIRM_HERE.match(message.text, span.end):
            return span
        if not (start == first and greeted) and _introduces(message, span, opening=start <= max(first, 16)):
            return span
    return None


def _is_firm_here(message: Message, span: Span) -> bool:
    """ "Brightdesk here, we do bookkeeping": an unknown word that goes on as "we"."""
    words = words_in(message, span.start, span.end)
    return len(words) == 1 and not words[0].is_given and bool(_WE_HERE.match(message.text, span.end))


def _introduces(message: Message, span: Span, *, opening: bool) -> bool:
    """ "Hi, Dana from Acme", "Temi at Finch Learning.": a name and a firm, not "hi dana from acme" said to us."""
    words = without_honorific(words_in(message, span.start, span.end))
    if not words:
        return False
    full = len(words) > 1 and all(word.is_capital and not word.is_common for word in words) and not is_shouted(message)
    if not words[0].is_given and not (full and opening and _FROM_FIRM.match(message.raw, span.end)):
        return False
    if opening:
        return bool(re.match(r"\s+(?:from|at|with|of)\s+(?!your\b|ur\b|you\b)\w", message.text[span.end :]))
    return bool(
        re.match(r"\s+(?:from|at)\s+[A-Z][\w'’]+(?: (?:[A-Z&][\w'’]*|and))*\s*(?:[.\n]|$)", message.raw[span.end :])
    )


def listed_name(message: Message, parts: Sequence[Part], *, asked: bool, agent: str | None) -> Span | None:
    """A part that is nothing but a name, where a name was asked for or where it stands in a list of contact data."""
    lenient = asked and asks_name(agent)
    for index, part in enumerate(parts):
        if part.kind != "words":
            continue
        words = _without_lead_in(part.words)
        if _is_initialled(message, parts, index):
            return part.span
        trust = Trust.SURE if lenient and index < 3 else Trust.LIKELY
        span = name_at(message, words, trust) if words else None
        if span is None or not _fills(words, span):
            continue
        if asked and not lenient and index and len(words) == 1 and parts[index - 1].kind == "words":
            continue
        if index and OTHERS_NAME.search(message.text[max(0, part.span.start - 80) : part.span.start]):
            continue
        if _is_listed(message, parts, index, span, asked=asked, lenient=lenient):
            return span
    return None


def _is_initialled(message: Message, parts: Sequence[Part], index: int) -> bool:
    """ "R. Okafor" beside an address or a number."""
    part = parts[index]
    beside = index + 1 < len(parts) and parts[index + 1].kind != "words" and not part.ends
    return beside and INITIALS.fullmatch(message.raw, part.span.start, part.span.end) is not None


def turned_name(message: Message, parts: Sequence[Part]) -> Span | None:
    """ "Patel, Anil": the surname first."""
    if len(parts) < 2 or any(part.kind != "words" or len(part.words) != 1 for part in parts[:2]):
        return None
    surname, given = parts[0].words[0], parts[1].words[0]
    if message.text[surname.span.end : given.span.start] != ", " or not given.is_given or given.is_common:
        return None
    if surname.is_given or surname.is_common or any(part.kind == "words" for part in parts[2:]):
        return None
    return Span(surname.span.start, given.span.end)


def _without_lead_in(words: tuple[Word, ...]) -> tuple[Word, ...]:
    while words and words[0].text in _LEAD_IN:
        words = words[1:]
    return words


def _fills(words: Sequence[Word], span: Span) -> bool:
    """Whether the name takes the whole part, but for "and my number is", "here" and the like."""
    rest = [word.text for word in words if word.span.start >= span.end]
    if rest[1:2] and rest[0] in ("on", "at", "from", "with") and rest[1] in ("your", "ur", "our", "the", "my"):
        return False
    behind = [word for word in words if word.span.start >= span.end]
    if rest[:1] == ["of"] and len(words) > 2 and all(word.is_capital for word in behind[1:2]):
        return True
    if rest[:1] and rest[0] in _SPELT_WITH and len(rest) < 5 and len(rest[-1].removesuffix("'s").removesuffix("s")) < 2:
        return True  # "Brandi w an i", "Jon no h"
    if not rest or (rest[0] in _MAY_FOLLOW and (words[0].is_given or rest[0] not in ("it", "you", "my", "me"))):
        return True
    titles = entry_set("titles", "heads")
    return rest[0] in titles or (rest[0] in entry_set("titles", "modifiers") and any(w in titles for w in rest[1:4]))


def _is_listed(message: Message, parts: Sequence[Part], index: int, span: Span, *, asked: bool, lenient: bool) -> bool:
    words = without_honorific(words_in(message, span.start, span.end))
    known = words[0].is_given or words[0].span.start > span.start
    if asked and index < 4 and (known or (lenient and _looks_like_name(message, words, parts))):
        return True
    part = parts[index]
    if closes_message(message, words, parts, index):
        return True
    if not known or not words[0].is_capital:
        return False
    full = len(words) > 1 and words[-1].is_capital
    starts = not index or parts[index - 1].ends or parts[index - 1].line_end or _greets(message, parts[:index])
    if full and index and not parts[index - 1].ends and _is_own_title(message, parts[index - 1]):
        return True
    beside = parts[index + 1] if index + 1 < len(parts) and not part.ends else None
    if beside is None:
        return full and starts and index == len(parts) - 1 and (index > 0 or len(words) == len(part.words) > 1)
    if beside.kind != "words":
        return full or starts
    bracketed = starts and message.text[span.end : span.end + 2] == " (" and _is_title(beside)
    return bracketed or (full and starts and _is_title_or_firm(message, beside))


def _is_own_title(message: Message, part: Part) -> bool:
    """ "I'm the founder, Hamish Baird": the name stands behind what its holder is."""
    match = _I_AM.match(message.text, part.span.start) if part.words else None
    title = title_at(message, words_in(message, match.end(), part.span.end)) if match else None
    return title is not None and title.end == part.span.end


def _greets(message: Message, parts: Sequence[Part]) -> bool:
    """ "Good afternoon, Bridget Fallon, secretary of …": nothing but a greeting before."""
    opening = _GREETING.match(message.text)
    return bool(parts) and opening is not None and opening.end() >= parts[-1].span.end


def _is_title(part: Part) -> bool:
    heads = entry_set("titles", "heads") | entry_set("titles", "leading")
    return any(word.text in heads for word in part.words[:5])


def _is_title_or_firm(message: Message, part: Part) -> bool:
    if _is_title(part):
        return True
    joining = ("&", "and", "of", "the", "+", "in", "near", "at", "from")
    return part.words[0].is_capital and all(word.is_capital or word.text in joining for word in part.words)


def _looks_like_name(message: Message, words: Sequence[Word], parts: Sequence[Part]) -> bool:
    """An unknown word as a name: capital, or found in the address beside it, or simply speakable."""
    if words[0].is_capital and not is_shouted(message):
        return not words[0].is_common or len(words) > 1
    mails = [message.text[part.span.start : part.span.end] for part in parts if part.kind == "email"]
    if any(words[0].text in mail.split("@")[0] for mail in mails):
        return True
    return (
        len(words[0].text) > 2
        and not words[0].is_common
        and bool(re.search(r"[aeiouy]", words[0].text))
        and len(parts) < 4
    )

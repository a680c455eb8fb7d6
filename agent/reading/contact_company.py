"""The writer's own firm: "from Driftline", "at Tallgrass Freight", "my firm, X", or one item of a list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.reading.contact_firm_form import VENTURE, capital_run, has_firm_word, is_no_firm, lower_run
from agent.reading.contact_lexicon import entry_set
from agent.reading.contact_name import OTHERS_NAME, asks_name
from agent.reading.contact_signature import CLOSING
from agent.reading.contact_words import Part, Word, is_shouted, words_in
from agent.reading.text import Message, Span

_NAMED = re.compile(
    rf"\b(?:(?:the |my |our |an? )?{VENTURE}"
    r"(?: name)?(?: ?[:=–-] |(?: is|'s|s)? (?:called|named)| name(?: is|'s|s)| is|'s|:| ?=)|"
    r"(?:my |our |^|[,.\n] ?)(?:company|business|firm|employer|practice),|"
    r"(?:trading|t/a|trade) as|on behalf of|"
    r"(?P<held>(?:booking|account|order|policy|reservation|it|that)(?: is|'s)? (?:booked |held |registered )?"
    r"(?:under|in the name of)|account (?:is|name is))|"
    r"(?:we're|we are|we r|were|i'm|im|i am|it's|its|it is) (?:called|named))\s*(?:the )?(?=\w)"
)
_TIED = re.compile(
    r"\b(?:i (?:work|am|run|own|manage|handle|look|head|lead)\b[^.,!?\n]{0,40}?\b(?:for|at|with|from)|i(?:'m|"
    r"m| am) (?:here )?(?:with|from|at|over at)|"
    r"i(?:'m|m| am) (?:the|an?|responsible|in charge) "
    r"(?!fan|customer|client|user|student|patient|member|tenant|resident|guest|regular)"
    r"[^.,!?\n]{2,30}? (?:at|for|with)|"
    r"(?:speaking|acting|buying|asking|enquiring|inquiring) (?:for|on behalf of)|"
    rf"(?:here )?representing|i (?:represent|speak for)|(?:my|our) {VENTURE},?|"
    r"(?:i|we) (?:run|own|founded|started|manage)|"
    r"i (?:write|call|text|ring|contact you|write to you) (?:from|for)|"
    r"(?:writing|calling|texting|ringing|emailing|enquiring|inquiring|messaging|reaching out|hello|hi|hey|greetings|"
    r"regards|in touch|here|over|(?:contacting|emailing|calling|writing) you|based|"
    r"working|our team|the team) (?:from|for|at)|"
    r"(?:we're|we are)(?: with| from| at)?|this is|it's|its|that's|(?:here )at|us at|we at)\s+(?:the )?(?=[^\W_])"
)
_BEHIND = re.compile(
    r",?\s+(?:here,? )?(?:(?:working|work|employed) )?(?:from|at|of|with|for|in|over at|here at|@|w/|bei|bij|chez|"
    r"hos|von der firma|de la "
    r"(?:société|empresa|firma)|da empresa|dell'azienda)\s+(?:the )?(?=[^\W_])"
)
_WORKS_FOR = re.compile(r"i work (?:for|at|with)\b")
_IN_CHARGE = re.compile(r",\s+[^,.;!?\n\d]{2,32}?\s(?:at|bei|bij|chez|hos|for)\s+(?:the )?(?=[^\W_])")
_ARTICLES = frozenset(["the"])
_ANSWERS = frozenset(
    "the it's its we're we are i'm im with from at for a yes sure oh well this is that's it's ok okay".split()
)
_NO_ANSWER = frozenset(
    "none private self freelance freelancer personal person individual rather sole trader family home house private "
    "nobody nothing own kids wife husband customer already told later does matter important secret skip pass need "
    "retired student unemployed employed between jobs homeowner buyer tenant couple small little new".split()
)
_ASKS_FIRM = re.compile(
    r"\b(?:compan|business|firm|organi[sz]ation|practice|who.{0,15}with|where.{0,12}work|which outfit)"
)
_DONE_WITH = re.compile(
    r"\b(?:done|fed up|sick|tired|happy|unhappy|pleased|struggling|stuck|familiar|finished|drowning|frustrated|"
    r"moving|"
    r"switching|away|suffering|okay|fine|good|bored)\b(?: \w+)? (?:with|from|of|at|for)\b"
)
"""In "I'm done with X" X is no employer."""
_FOR_NOW = re.compile(
    r"\s+(?:at the (?:moment|minute|mo)|right now|currently|now|today|until|for (?:my|our|the)|and (?:pay|"
    r"paying)|atm)\b"
)
_STUDENT = re.compile(
    r"\b(?:thesis|dissertation|coursework|mba|final year|my (?:class|degree|course|professor|prof|studies)|"
    r"junior at|sophomore|freshman|postgrad\w*|\w+ page paper|term paper|undergrad\w*|students?|phd|survey)\b"
)
_EXPLAINED = re.compile(
    rf"(?:\b(?:we(?:'re| are|re)|i (?:run|own|have|manage)|we (?:run|own|have))|"
    r"(?:^|[.!,] )(?:i'm |im |i am )?(?:the )?(?:co-?founder|founder|co-?owner|owner|director|ceo|md|"
    rf"boss) (?:of|at)) (?:an? |the |our )?[^,.!?\n]{{0,40}}?"
    rf"\b{VENTURE}\b[^,.!?\n]{{0,25}}, (?=\w)"
)
_MAIL_AT = re.compile(r"@([\w-]+)\.")
_BESIDE_TRADE = re.compile(r"\s*,\s*[a-z]+(?: (?:and|&) [a-z ]+|ing\b|ers?\b|s\b)")
_LOOSE_TIES = ("i'm at", "im at", "i am at", "we're", "we are", "this is", "it's", "its", "that's")
"""After these a firm is believed only where it is one by its form."""
_NO_SIGN = frozenset(
    "website site web ad advert listing page link form email office other same webinar event phone chat night "
    "morning day week north south east west flat house street road area store shop school run team group list "
    "thread post video top start".split()
)


def asks_firm(agent: str | None) -> bool:
    """Whether the agent's last message asks for the lead's firm."""
    return bool(agent and _ASKS_FIRM.search(agent.lower()))


def company_behind(message: Message, start: int, limit: int) -> Span | None:
    """The firm that follows a name or title ending at `start`: "… from Driftline", "… at pruitt & lowe roofing".

    It ends before `limit`, where an address or a number begins.
    """
    match = _BEHIND.match(message.text, start) or _IN_CHARGE.match(message.text, start)
    if match is None or _STUDENT.search(message.text):
        return None
    words = words_in(message, match.end(), min(match.end() + 70, max(limit, match.end())))
    span = capital_run(message, words)
    if span is None and match.re is _BEHIND:
        span = lower_run(message, words) or _article_run(message, match, words)
    if span is not None and " in " in match[0] and not has_firm_word(message, span):
        return None
    return None if span is None or is_no_firm(message, span) else span


def _article_run(message: Message, match: re.Match[str], words: Sequence[Word]) -> Span | None:
    """ "jess here from the rusty anchor": two everyday words behind "the" that end the clause are a sign's name."""
    if not match[0].endswith("the ") or len(words) < 2:
        return None
    span = Span(words[0].span.start, words[1].span.end)
    ends = re.match(r"\s*(?:$|[,.!?\n])", message.text[span.end :])
    plain = not any(word.text in _NO_SIGN or word.text in entry_set("name_cues", "never") for word in words[:2])
    return span if ends and plain and message.text[words[0].span.end : words[1].span.start] == " " else None


def signed_company(message: Message, name: Span) -> Span | None:
    """ "tess here, corella super": the short part behind an introduction, where its first word is no everyday one."""
    match = re.compile(r"\s+here\s?,\s*").match(message.text, name.end)
    if match is None:
        return None
    words = [
        w
        for w in words_in(message, match.end(), match.end() + 40)
        if not re.search(r"[,.\n!?]", message.text[match.end() : w.span.start])
    ]
    if (
        not 0 < len(words) <= 3
        or words[0].is_common
        or not words[0].text.isalpha()
        or not re.match(r"\s*[,.\n]", message.text[words[-1].span.end :])
    ):
        return None
    span = Span(words[0].span.start, words[-1].span.end)
    return None if is_no_firm(message, span) else span


def _is_person(words: Sequence[Word]) -> bool:
    """A given name or initials first: a signature is a person's."""
    return words[0].is_given or len(words[0].text.rstrip(".")) == 1


def closing_company(message: Message) -> Span | None:
    """A firm in place of a name under a message: "Cheers, Bean There Mobile"."""
    for match in CLOSING.finditer(message.text):
        words = words_in(message, match.end())
        span = capital_run(message, words)
        if span is not None and 1 < len(words) < 6 and span.end == words[-1].span.end and not _is_person(words):
            return None if is_no_firm(message, span) else span
    return None


def named_company(message: Message) -> Span | None:
    """A firm after words that say it is the writer's: "business name's Ridgeway Fencing", "I work for Acme"."""
    for match in _NAMED.finditer(message.text):
        words = words_in(message, match.end(), match.end() + 70)
        span = capital_run(message, words)
        if span is None:
            span = lower_run(message, words)
            told = re.search(r"\b(?:called|named|name(?:'s|s| is)|as|of)$", match[0].rstrip())
            span = span if span is None or told or has_firm_word(message, span) else None
        persons = match["held"] and span is not None and words[0].is_given
        if span is not None and not persons and not is_no_firm(message, span):
            return span
    if _STUDENT.search(message.text):
        return None
    if (explained := _explained(message)) is not None:
        return explained
    return next((span for match in _TIED.finditer(message.text) if (span := _tied(message, match)) is not None), None)


def _tied(message: Message, match: re.Match[str]) -> Span | None:
    """The firm that one tie names; None where what follows is no firm, or no employer ("I'm done with Excel")."""
    span = _tied_run(message, match)
    if (
        span is None
        or is_no_firm(message, span)
        or _DONE_WITH.search(match[0])
        or _FOR_NOW.match(message.text, span.end)
    ):
        return None
    if match[0].startswith("i write") and " " not in message.text[span.start : span.end]:
        return None  # "I write from Oldenburg": a town
    if not match[0].startswith(_LOOSE_TIES) or has_firm_word(message, span) or _is_described(message, span):
        return span
    return None


def _explained(message: Message) -> Span | None:
    """ "We're a small cleaning firm in Leeds, Brightway Services, 11 of us": the name behind what the firm is."""
    for match in _EXPLAINED.finditer(message.text):
        span = capital_run(message, words_in(message, match.end(), match.end() + 50))
        ends = span is not None and re.match(r"\s*(?:[,.;!\n(-]|$|and (?:we|i)\b)", message.text[span.end :])
        if span is None or not ends or is_no_firm(message, span) or " " not in message.text[span.start : span.end]:
            continue
        return None if words_in(message, span.start, span.end)[0].is_given else span
    return None


def _tied_run(message: Message, match: re.Match[str]) -> Span | None:
    """The firm behind "I work for …": capitals, else a lower-case run that ends like a firm or is no everyday word."""
    words = words_in(message, match.end(), match.end() + 70)
    span = capital_run(message, words)
    if span is not None or any(word.is_capital for word in words[:1]):
        return span
    if match[0].startswith(("my ", "our ", "asking", "enquiring", "inquiring")) or (
        words and words[0].text.endswith("ing")
    ):
        return None
    span = lower_run(message, words)
    if span is not None and words[0].is_common and match[0].startswith(_LOOSE_TIES):
        return None
    if span is None or has_firm_word(message, span):
        return span
    alone = bool(re.match(r"\s*(?:$|[,.!?\n])", message.text[span.end :])) and not words[0].is_given
    return span if alone and _WORKS_FOR.match(match[0]) else None


def _is_full_name(words: Sequence[Word]) -> bool:
    """Two to four words in capitals, no given name and no small number first: "Tri-County Comfort"."""
    return (
        1 < len(words) < 5 and all(word.is_capital for word in words) and not (words[0].is_given or words[0].is_common)
    )


def _is_described(message: Message, span: Span) -> bool:
    """ "We're Copper & Thread, a small label": a name of several words, or one that is then explained."""
    text = message.text[span.start : span.end]
    explained = re.match(r"\s*(?:,|\(|-)\s*(?:(?:an?|the|we)\s|(?P<trade>[a-z]+s)\b)", message.text[span.end :])
    if explained and explained["trade"] and explained["trade"][:-1] not in entry_set("titles", "heads"):
        explained = None
    if any(_is_domain(text, match[1]) for match in _MAIL_AT.finditer(message.text)):
        return True
    words = words_in(message, span.start, span.end)
    if _BESIDE_TRADE.match(message.text, span.end) and _is_full_name(words):
        return True
    return bool(explained) and (" " in text or not words_in(message, span.start, span.end)[0].is_common)


def listed_company(message: Message, parts: Sequence[Part], taken: Sequence[Span], *, agent: str | None) -> Span | None:
    """A part in capitals beside a name, title, address or number that is none of them itself."""
    asks = asks_firm(agent)
    found = list(_candidates(message, parts, taken, agent=agent))
    first = found[0] if found else None
    return first if asks else next((span for span in found if has_firm_word(message, span)), first)


def _candidates(message: Message, parts: Sequence[Part], taken: Sequence[Span], *, agent: str | None) -> Iterator[Span]:
    asks = asks_firm(agent)
    listed = _listed(parts, taken)
    only = asks and not asks_name(agent)
    parts = [_without_lead_in(part, _ANSWERS if only else _ARTICLES) for part in parts]
    if only and len(parts) == 1 and not taken and _is_bare_firm(parts[0]):
        yield parts[0].span
    domains = [_domain(message, part) for part in parts if part.kind == "email"]
    for index, part in enumerate(parts):
        if part.kind != "words" or any(part.span.overlaps(span) for span in taken):
            continue
        if not _may_be_firm(message, parts, index, asks=asks):
            continue
        text = message.text[part.span.start : part.span.end]
        if any(_is_domain(text, domain) for domain in domains) or (index in listed and _ends_like_firm(part)):
            yield part.span
            continue
        span = capital_run(message, part.words) if not is_shouted(message) else None
        if span is not None and (span == part.span or _is_placed(message, span, part, asks=asks and not taken)):
            if asks or index in listed:
                yield span
        elif asks and index == 0 and len(parts) < 3 and lower_run(message, part.words) == part.span:
            yield part.span


def _without_lead_in(part: Part, lead_in: frozenset[str]) -> Part:
    """ "The Little Gym" counts as "Little Gym", "it's Lumina" as "Lumina" where the firm was asked for."""
    words = part.words
    while len(words) > 1 and words[0].text in lead_in:
        words = words[1:]
    if len(words) == len(part.words):
        return part
    return replace(part, span=Span(words[0].span.start, part.span.end), words=words)


def _is_bare_firm(part: Part) -> bool:
    """ "red cross": two to four words that decline nothing, as the whole answer."""
    words = [word.text for word in part.words]
    return 2 <= len(words) <= 4 and not any(
        word in _NO_ANSWER or word in entry_set("name_cues", "never") - entry_set("firms", "forms") for word in words
    )


def _may_be_firm(message: Message, parts: Sequence[Part], index: int, *, asks: bool) -> bool:
    """Whether a part is short enough, no initials, no title and no one else's name."""
    part = parts[index]
    before = message.text[max(0, part.span.start - 80) : part.span.start]
    if len(part.words[0].text) == 1 and len(part.words) == 2 and part.words[0].is_capital:
        return False
    if len(part.words) > 6 or (index and OTHERS_NAME.search(before)):
        return False
    word = part.words[0]
    if len(part.words) == 1 and not asks and (index == 0 or word.is_common or word.is_given):
        return False
    if len(part.words) > 1 and all(len(word.text) == 1 for word in part.words):
        return False
    return not is_no_firm(message, part.span) and part.words[-1].text not in entry_set("titles", "heads")


def _is_placed(message: Message, span: Span, part: Part, *, asks: bool) -> bool:
    """ "Vance Refrigeration in Scranton", in answer to a question for the firm."""
    return (asks or has_firm_word(message, span)) and bool(
        re.match(r" (?:in|near|based in|out of|from) \w", message.text[span.end : part.span.end])
    )


def _ends_like_firm(part: Part) -> bool:
    """ "brickyard media" in lower case."""
    return (
        1 < len(part.words) <= 4
        and part.words[-1].text in entry_set("firms", "endings")
        and not part.words[0].is_common
    )


def _listed(parts: Sequence[Part], taken: Sequence[Span]) -> set[int]:
    """The places in a run, without a sentence end, that holds something already read."""
    known = [part.kind != "words" or any(part.span.overlaps(span) for span in taken) for part in parts]
    near: set[int] = set()
    for index, part in enumerate(parts):
        if not known[index]:
            continue
        if index + 1 < len(parts) and not part.ends:
            near.add(index + 1)
        if index and not parts[index - 1].ends:
            near.add(index - 1)
    return near


def _domain(message: Message, part: Part) -> str:
    written = re.sub(r"[\s(\[]+at[\s)\]]+", "@", message.text[part.span.start : part.span.end])
    return re.sub(r"\W", "", re.split(r"\.|[\s(\[]dot[\s)\]]", written.split("@")[-1])[0])


def _is_domain(words: str, domain: str) -> bool:
    """ "Ardmore Tools" and ardmoretools.com."""
    if words.lower().endswith(("one word", "no spaces", "no space")):
        return False  # how the address is spelt
    packed = re.sub(r"\W|\b(?:ltd|limited|llc|inc|pty|plc|the|and)\b", "", words.lower())
    return len(packed) > 3 and (packed == domain or (len(domain) > 4 and packed.startswith(domain)))

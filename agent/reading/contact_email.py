"""Email addresses as people type or say them: "dave at gmail dot com", "d.roe (at) acme.ie", capitals, stray blanks."""

import re
from dataclasses import dataclass
from functools import cache

from agent.reading.contact_choice import Choice, chosen
from agent.reading.text import Message, Span

_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|@)\s?[)\]}>]\s?|\sat\s(?:the\srate\s)?)"
_DOT = r"(?:\.|\s?[(\[{<]\s?(?:dot|\.)\s?[)\]}>]\s?|\sdot\s|\s\.\s?|\.\s|,(?=(?:com|co|org|net|ie|uk|au|io)\b))"
_JOIN = r"(?:[.+_%'-]|\s(?:dot|underscore|dash|hyphen|plus)\s|\s?[(\[]\s?dot\s?[)\]]\s?)"
_LOCAL = rf"[a-z0-9]\w*(?:{_JOIN}{{1,2}}\w+)*_?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\s(?:dash|hyphen)\s[a-z0-9]+)?"
_TLDS = (
    "com co org net edu gov mil info biz io ai app dev me tv us uk ie au nz ca eu de fr es it nl be "
    "ch at se no dk fi pl pt ro cz gr hu in sg hk jp cn za ng ke ph my mx br ar cl lt lv ee sk si hr "
    "bg is lu agency design studio tech online shop store xyz site cloud digital solutions group "
    "events house homes legal live news email world global law health care fitness properties realty "
    "capital finance consulting services software systems team works media ltd llc inc london scot "
    "wales"
).split()
_TLD = rf"(?:{'|'.join(sorted(_TLDS, key=len, reverse=True))})"
_PLAIN = re.compile(r"(?<![\w.+@-])[\w][\w.+%'-]*@[a-z0-9][a-z0-9.-]*\.[a-z]{2,24}(?![\w@])")
_LOOSE = re.compile(
    rf"(?<![\w@])(?P<local>{_LOCAL})(?P<at>{_AT})(?P<domain>{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}{_TLD})(?![\w@])"
)
_WORDS_JOINED = re.compile(
    rf"(?<![\w@])(?P<local>{_LOCAL})(?P<at>\sat\s)(?P<domain>[a-z0-9]+(?:\s[a-z0-9]+){{1,2}}(?:\sdot\s(?:co|com|"
    rf"net|org|au|uk|ie|in|{_TLD}))+)"
    r"(?![\w@])"
)
"""A domain of several words, spelt aloud: "jo dot m at river bend dot com, all one word"."""
_HINT = re.compile(r"@|[(\[{<]\s?at\s?[)\]}>]|\sat\s")
_TIGHT_AT = re.compile(r"@|[(\[{<]")
_SPOKEN = (
    (re.compile(r"\s?[(\[{<]?\s?\b(?:dot)\b\s?[)\]}>]?\s?"), "."),
    (re.compile(r"\s?[(\[{<]\s?\.\s?[)\]}>]\s?"), "."),
    (re.compile(r"\s(?:underscore)\s"), "_"),
    (re.compile(r"\s(?:dash|hyphen)\s"), "-"),
    (re.compile(r"\splus\s"), "+"),
    (re.compile(r","), "."),
    (re.compile(r"\s+"), ""),
    (re.compile(r"\.{2,}"), "."),
)  # fmt: skip
_FREE_MAIL = frozenset(
    (
        "gmail googlemail hotmail outlook yahoo icloud live msn aol proton protonmail me mac gmx "
        "eircom btinternet sky bigpond optusnet fastmail ymail rocketmail hey zoho comcast verizon "
        "sbcglobal bellsouth virginmedia talktalk ntlworld"
    ).split()
)
_MAILBOXES = frozenset(
    (
        "info hello hi contact sales office admin accounts enquiries inquiries reception team events "
        "bookings mail orders shop marketing hr support finance help"
    ).split()
)
_NOT_A_LOCAL = frozenset(
    (
        "look looking looked me us am is was are were be been work working meet live living call "
        "start starting arrive people them him her you it this that there here site website page "
        "online price prices based see saw seen found stay home office find one listing listed posted "
        "ad ads anyone someone good bad and or not new up down out"
    ).split()
)
_CUE = re.compile(r"(?:e-?mail|address|reach|write|send|its|it's|contact|mail)\b[^.\n]{0,25}$")


@dataclass(frozen=True)
class Address:
    """An address, normalised, and where it stands."""

    email: str
    span: Span


def emails_in(message: Message) -> tuple[Address, ...]:
    """Every address in the message, in order of appearance, syntactically valid, lower case."""
    text = message.text
    if not _HINT.search(text):
        return ()
    found = _plain(text)
    for match in _LOOSE.finditer(text):
        span = Span(match.start(), match.end())
        if any(span.overlaps(known.span) for known in found) or not _is_meant(match, text):
            continue
        mail = _valid(f"{_written(match['local'])}@{_written(match['domain'])}")
        if mail:
            found.append(Address(mail, span))
    for match in _WORDS_JOINED.finditer(text):
        span = Span(match.start(), match.end())
        spoken = " dot " in match["local"]
        mail = _valid(f"{_written(match['local'])}@{_written(match['domain'])}") if spoken else None
        if mail and not any(span.overlaps(known.span) for known in found) and match["local"] not in _NOT_A_LOCAL:
            found.append(Address(mail, span))
    return tuple(sorted(found, key=lambda address: address.span.start))


def _plain(text: str) -> list[Address]:
    found = []
    for match in _PLAIN.finditer(text):
        end = match.end()
        while (
            (labels := text[match.start() : end].split("."))[-1] not in _TLDS
            and len(labels) > 2
            and labels[-2] in _TLDS
        ):
            end -= len(labels[-1]) + 1  # "mo@acme.co.uk.thanks": the next sentence ran into the address
        mail = _valid(text[match.start() : end])
        if mail:
            found.append(Address(mail, Span(match.start(), end)))
    return found


def _is_meant(match: re.Match[str], text: str) -> bool:
    """Whether a spoken "x at y dot z" is an address, and not "look at zillow.com"."""
    if _TIGHT_AT.search(match["at"]):
        return True
    local, domain = _written(match["local"]), _written(match["domain"])
    if local in _NOT_A_LOCAL:
        return False
    if domain.split(".")[0] in _FREE_MAIL or local in _MAILBOXES or re.search(r"[\d._-]", local):
        return True
    return " dot " in match["domain"] or bool(_CUE.search(text[: match.start()]))


def _written(spoken: str) -> str:
    for pattern, sign in _SPOKEN:
        spoken = pattern.sub(sign, spoken)
    return spoken.strip(".")


@cache
def _valid(address: str) -> str | None:
    """The address in lower case where its syntax is right (nothing is looked up), else None."""
    from email_validator import EmailNotValidError, validate_email

    try:
        checked = validate_email(address.strip("'"), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def own_email(message: Message) -> Address | None:
    """The address to write to: not one that the writer rules out, the newer one where they correct it."""
    found = emails_in(message)
    choices = [Choice(address.span, index) for index, address in enumerate(found)]
    best = chosen(message, choices)
    return None if best is None else found[best.index]

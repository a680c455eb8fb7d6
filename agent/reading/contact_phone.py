"""Phone numbers in any grouping, written or spoken, to E.164 by the business's country or the number's own."""

import re
from dataclasses import dataclass
from functools import cache

from agent.reading.contact_choice import Choice, chosen
from agent.reading.text import Message, Span

_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_REPEATS = {"double": 2, "dbl": 2, "triple": 3, "treble": 3}
_WORD = "|".join(_DIGIT_WORDS)
_SAID = rf"(?:(?:double|dbl|triple|treble)[\s-]+)?(?:{_WORD}|\d+)\b"
_SPOKEN = re.compile(rf"(?<![\w.])(?:plus[\s-]+)?{_SAID}(?:(?:,\s?|\s*-\s*|\s+|\.\s?){_SAID}){{4,14}}")
_SPOKEN_WORD = re.compile(rf"\b(?:{_WORD})\b")
_WRITTEN = re.compile(
    r"(?<![\w.,@/#$£€:+-])(?:\+|00)?[\s(]{0,2}\d(?:[\s().\-/\u2022\u00b7]{0,3}\d){6,16}(?!\d|[.,]\d|\w|@|\s?[%€£$])"
)
_NOT_A_NUMBER_BEFORE = re.compile(
    r"(?:\b(?:order|ref|reference|ref\.|policy|booking|invoice|case|ticket|account|acct|customer|serial|model|"
    r"isbn|vat|abn|acn|ein|"
    r"license|licence|registration|reg|sku|po|claim|quote|tracking|confirmation|mls|id|parcel|sort code|iban|card)"
    r"(?:\s+(?:number|no|num|code|id|ref|is|#)\b\.?){0,2}[\s:#-]*|[$£€#]\s?)$"
)
_CUE = re.compile(
    r"\b(?:phone|tel|telephone|mobile|mob|cell|cellphone|ph|call|ring|text|txt|whatsapp|number|no|landline|"
    r"reach|contact|buzz|bell|direct|dial|"
    r"on)\b"
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d")
_HOMES = ("US", "GB", "IE", "AU", "NZ", "CA", "IN", "ZA", "DE", "FR", "ES", "IT", "NL", "PL", "SG", "AE")
_FICTION = ("+447700900", "+441632960", "+443069990", "+448081570", "+6155501", "+61255501", "+61355501")
"""Ranges that regulators keep for films and examples: nobody's number, yet written like one."""
_ABROAD = (
    ("NZ", r"nz|new zealand|kiwi"), ("AU", r"australian|aussie|au"), ("GB", r"uk|british|english|gb"),
    ("IE", r"irish|ireland|roi"), ("US", r"us|usa|american|u\.s\."), ("CA", r"canadian|canada"),
    ("IN", r"indian|india"), ("DE", r"german|germany"), ("FR", r"french|france"), ("ES", r"spanish|spain"),
    ("IT", r"italian|italy"), ("NL", r"dutch|netherlands"), ("PL", r"polish|poland"), ("ZA", r"south african"),
    ("SG", r"singapore"), ("AE", r"uae|dubai"),
)  # fmt: skip
_LINE = r"(?:mobile|mob|cell|cellphone|phone|number|no|landline|line|sim|one)\b"
_SAID_ABROAD = tuple(
    (home, re.compile(rf"\b(?:{names}) {_LINE}[^.!?\n]{{0,16}}$"), re.compile(
        rf"\s*[,.;(-]*\s*(?:(?:but |and )?(?:that's|thats|that is|it's|its|it is|which is|i'm on|this is) "
        rf")?(?:an? |my |the )?"
        rf"(?:{names})\b(?: {_LINE}|\s*(?:\)|[.,;!]|$))"
    ))
    for home, names in _ABROAD
)  # fmt: skip
"""The country that the lead names beside a number: "my US cell is …", "…, that's a nz mobile"."""
_ENOUGH = re.compile(rf"(?:\d\D{{0,3}}){{7}}|(?:\b(?:{_WORD}|double|triple)\b\W{{0,3}}){{5}}")


@dataclass(frozen=True)
class Phone:
    """A number in E.164 and where it stands."""

    number: str
    span: Span


def phones_in(message: Message, country: str, *, asked: bool = False) -> tuple[Phone, ...]:
    """Every phone number, in order of appearance. `asked`: a bare possible number will do."""
    text = message.text
    if not _ENOUGH.search(text):
        return ()
    found: list[Phone] = []
    for match in (*_WRITTEN.finditer(text), *_SPOKEN.finditer(text)):
        span = Span(match.start() + len(match[0]) - len(match[0].lstrip()), match.end())
        if any(span.overlaps(known.span) for known in found) or _is_something_else(text, match):
            continue
        number = number_of(
            match[0],
            _home_of(text, span) or country,
            sure=asked or bool(_CUE.search(text[max(0, span.start - 40) : span.start])),
        )
        if number:
            found.append(Phone(number, span))
    return tuple(sorted(found, key=lambda phone: phone.span.start))


def _home_of(text: str, span: Span) -> str | None:
    """The country named with the number itself, None where none is."""
    before = text[max(0, span.start - 50) : span.start]
    return next((h for h, ahead, behind in _SAID_ABROAD if ahead.search(before) or behind.match(text, span.end)), None)


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    if _NOT_A_NUMBER_BEFORE.search(text[max(0, match.start() - 40) : match.start()]):
        return True
    return bool(_DATE.fullmatch(match[0].strip()))


def number_of(words: str, country: str, *, sure: bool = False) -> str | None:
    """The E.164 form of one number, written or spoken; None where it is none of `country` or of the usual others."""
    return _parsed(digits_of(words), country, sure)


def digits_of(words: str) -> str:
    """The digits of a number, spoken words and "double five" included, with a leading plus where there is one."""
    low = words.lower().strip()
    if not _SPOKEN_WORD.search(low):
        return re.sub(r"(?!^\+)\D", "", re.sub(r"\(0\)", "", low) if low.startswith(("+", "00")) else low)
    out, times = ("+" if low.startswith(("plus", "+")) else ""), 1
    for token in re.findall(r"[a-z]+|\d+", low):
        if token in _REPEATS:
            times = _REPEATS[token]
            continue
        digits = _DIGIT_WORDS.get(token, token if token.isdigit() else "")
        out += digits[:1] * (times - 1) + digits
        times = 1
    return out


@cache
def _parsed(digits: str, country: str, sure: bool) -> str | None:
    """Valid for the business's own country, else for one of the usual others, else possible at home where `sure`."""
    if digits.startswith(("+", "00")):
        return _e164(digits, country, strict=not sure)
    for region in (country, *(home for home in _HOMES if home != country)):
        if (region == country or _could_be_from(digits, region)) and (number := _e164(digits, region)):
            return number
    bare = digits.removeprefix("011")
    if len(bare) >= 11 and (number := _e164("+" + bare, country)):
        return number
    return _e164(digits, country, strict=False) if len(digits) >= 9 and (sure or digits.startswith("0")) else None


def _e164(digits: str, region: str, *, strict: bool = True) -> str | None:
    """The number as dialled from `region`; `strict`: in an assigned range, or in one set aside for fiction."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if written.startswith(_FICTION) or phonenumbers.is_valid_number(number):
        return written
    return written if not strict and phonenumbers.is_possible_number(number) else None


def _could_be_from(digits: str, region: str) -> bool:
    """A national number of another country must show its trunk zero, or be ten or eleven digits in North America."""
    if region in ("US", "CA"):
        return (len(digits) == 10 and digits[0] not in "01") or (len(digits) == 11 and digits[0] == "1")
    return digits.startswith("0") and len(digits) >= 10


def own_phone(message: Message, country: str, *, asked: bool = False) -> Phone | None:
    """The number to reach the writer on: not one they rule out, the newer one where they correct it."""
    found = phones_in(message, country, asked=asked)
    best = chosen(message, [Choice(phone.span, index) for index, phone in enumerate(found)])
    return None if best is None else found[best.index]

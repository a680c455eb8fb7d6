"""Whether quoted words prove a name, firm, title, place, address or number, whichever model claims it."""

import re
from collections.abc import Callable

from agent.frame import ReadingContext, Slot, Text
from agent.reading.contact_email import emails_in
from agent.reading.contact_lexicon import plain
from agent.reading.contact_phone import phones_in
from agent.reading.spacing import squeezed
from agent.reading.text import Message, fold

_WORD = re.compile(r"\w+(?:['.-]\w+)*")


def contact_stands(slot: Slot, value: Text, quote: str, context: ReadingContext) -> str | None:
    """None where `quote` says `value`; otherwise the reason, in plain words, why it is not believed.

    email: an address written or spoken in the quote is the value. phone: a number in the quote, dialled from the
    business's country, is the value. name, company, title, place: their words stand in the quote, in order.
    """
    check = _CHECKS.get(slot, _words_stand)
    return check(value.text, quote, context)


def _email_stands(value: str, quote: str, context: ReadingContext) -> str | None:
    found = [address.email for address in emails_in(squeezed(Message(quote)).message)]
    if value.lower() in found:
        return None
    return f"the words give the address {found[0]}" if found else "the words hold no email address"


def _phone_stands(value: str, quote: str, context: ReadingContext) -> str | None:
    found = [phone.number for phone in phones_in(squeezed(Message(quote)).message, context.country, asked=True)]
    if value in found:
        return None
    return f"the words give the number {found[0]}" if found else "the words hold no phone number"


def _words_stand(value: str, quote: str, context: ReadingContext) -> str | None:
    wanted, said = spoken_words(value), spoken_words(quote)
    if not wanted:
        return "the value has no words"
    count = len(wanted)
    if any(said[start : start + count] == wanted for start in range(len(said) - count + 1)):
        return None
    return f"the words do not say {value!r}"


def spoken_words(text: str) -> list[str]:
    """Words compared without case, accents and points."""
    return [plain(word).replace(".", "").removesuffix("'s") for word in _WORD.findall(fold(text))]


_CHECKS: dict[Slot, Callable[[str, str, ReadingContext], str | None]] = {"email": _email_stands, "phone": _phone_stands}

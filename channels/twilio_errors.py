"""Twilio's error codes by what they mean for a message: try again, never again, or an opt-out learned late."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Class = Literal["later", "never", "opted_out"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """`words`: one clear sentence for whoever looks at the message. `wait`: at least so long before the next try."""

    what: Class
    words: str
    wait: timedelta = timedelta(0)


OPTED_OUT = 21610
_NEVER = {
    21211: "this is no phone number", 21214: "this number cannot be reached", 21217: "this is no phone number",
    21265: "this number cannot be texted", 21408: "the account may not text this country (Twilio: geo permissions)",
    21606: "our number cannot send text messages", 21612: "no route from our number to this one",
    21614: "this is no mobile number", 21617: "the text is too long", 21619: "the text is empty",
    21635: "this is a landline", 21656: "the template's variables do not fit it", 21659: "our number is not Twilio's",
    21660: "our number belongs to another account", 21703: "the messaging service has no number",
    21705: "the messaging service is not known", 21712: "our number is not in the messaging service",
    30004: "the message was blocked", 30005: "the number is not in use", 30006: "this is a landline",
    30007: "the carrier filtered it", 30019: "the content is too large for the carrier",
    30032: "our toll-free number is not verified", 30034: "our number is not registered (A2P 10DLC)",
    30036: "it was not delivered in time", 30038: "it holds a one-time code",
    63003: "this number is not on WhatsApp", 63016: "outside WhatsApp's 24 hours, and no template was used",
    63024: "this number is not on WhatsApp", 63027: "the template is not known", 63028: "the template needs more",
    63032: "WhatsApp does not deliver to this person", 63049: "WhatsApp held the message back",
}  # fmt: skip
_LATER: dict[int, tuple[str, timedelta]] = {
    14107: ("too many messages at once", timedelta(seconds=30)),
    20003: ("Twilio does not accept the account's credentials", timedelta(minutes=2)),
    20429: ("Twilio asks for patience", timedelta(seconds=5)),
    20500: ("Twilio has a fault of its own", timedelta(seconds=5)),
    20503: ("Twilio is not available", timedelta(seconds=10)),
    21611: ("our number's queue is full", timedelta(minutes=2)),
    30001: ("the queue is full", timedelta(minutes=2)),
    30002: ("the account is suspended", timedelta(minutes=10)),
    30003: ("the phone is switched off or out of reach", timedelta(minutes=15)),
    30008: ("the carrier gave no reason", timedelta(minutes=5)),
    30022: ("too many messages a second", timedelta(seconds=30)),
    30023: ("the brand's texts of today are used up", timedelta(hours=6)),
    30027: ("the carrier's limit of today is reached", timedelta(hours=6)),
    63018: ("too many messages at once", timedelta(seconds=30)),
    63038: ("the account's messages of today are used up", timedelta(hours=6)),
    63051: ("WhatsApp has locked the business", timedelta(hours=1)),
}
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}


def meaning_of(code: int | None, status: int = 0) -> Meaning:
    """What an error means, by its code, else by its HTTP status (0: told by a status callback)."""
    if code == OPTED_OUT:
        return Meaning("opted_out", "the lead has opted out with the carrier")
    if code in _LATER:
        words, wait = _LATER[code]
        return Meaning("later", f"{words} ({code})", wait)
    if code in _NEVER:
        return Meaning("never", f"{_NEVER[code]} ({code})")
    named = f"error {code}" if code else f"HTTP {status}" if status else "no reason given"
    if status in _TRANSIENT:
        return Meaning("later", f"Twilio is in trouble ({named})", timedelta(seconds=5 if status == 429 else 0))
    return Meaning("never", f"Twilio does not take it ({named})")

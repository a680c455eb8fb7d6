"""Twilio's REST API as the way out needs it: send one message, look up whether one was sent. Its errors end here."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from agent.segments import plain

if TYPE_CHECKING:
    from twilio.rest import Client

log = logging.getLogger(__name__)

OFFICIAL = "https://api.twilio.com"
TIMEOUT = 15.0
"""Seconds for one request: Twilio queues a message in well under one."""
LOOKED_AT = 50
"""The newest messages to a number that are looked through for one that may have been sent."""
_CLOCKS = timedelta(seconds=90)
"""By how much our clock and Twilio's may differ."""


class Refused(Exception):
    """Twilio answered, and did not take the message."""

    def __init__(self, status: int, code: int | None, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


class Unreachable(Exception):
    """No usable answer came: the message may have been taken or not. It must be looked up before it is sent again."""


Intent = Literal["customercare", "marketing"]
"""Of Twilio's values the two that fit: an answer, and what we start."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message for Twilio. Addresses as Twilio writes them (E.164, `whatsapp:` before it on that channel)."""

    to: str
    body: str
    sender: str | None = None
    service_sid: str | None = None
    content_sid: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    validity: int | None = None
    """Seconds that it may wait in Twilio's queue."""
    intent: Intent | None = None
    """What it is for, where Twilio is told (Compliance Toolkit, Traffic Shaping)."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What Twilio took: its name, where it stands, and what it is billed as."""

    sid: str
    status: str
    segments: int | None = None
    price: Decimal | None = None
    currency: str | None = None
    error_code: int | None = None


@dataclass(frozen=True)
class Twilio:
    """One account. `base`: another address of the API, for tests and proxies."""

    account_sid: str
    auth_token: str
    base: str | None = None
    status_callback: str | None = None
    timeout: float = TIMEOUT

    async def send(self, letter: Letter) -> Posted:
        """Hand one message over. Raises Refused or Unreachable."""
        arguments: dict[str, Any] = {"to": letter.to}
        if letter.service_sid:
            arguments["messaging_service_sid"] = letter.service_sid
        elif letter.sender:
            arguments["from_"] = letter.sender
        if letter.content_sid:
            arguments |= {"content_sid": letter.content_sid, "content_variables": json.dumps(dict(letter.variables))}
        else:
            arguments["body"] = letter.body
        if self.status_callback:
            arguments["status_callback"] = self.status_callback
        if letter.intent:
            arguments["message_intent"] = letter.intent
        if letter.validity and not letter.to.startswith("whatsapp:"):
            arguments["validity_period"] = letter.validity
        taken = await self._ask(lambda: self._client.messages.create(**arguments))
        if not taken.sid:
            raise Unreachable("Twilio's answer names no message")
        return _posted(taken)

    async def sent_since(self, letter: Letter, since: datetime) -> list[Posted]:
        """Messages of ours to this number with these words, made since then; newest first.

        By when they were made: one still in the queue has no date of sending, which is what Twilio filters by.
        """
        wanted: dict[str, Any] = {"to": letter.to, "limit": LOOKED_AT}
        if letter.sender and not letter.service_sid:
            wanted["from_"] = letter.sender
        found = await self._ask(lambda: self._client.messages.list(**wanted))
        return [_posted(one) for one in found if _is_same(one, letter, since)]

    async def _ask(self, question: Any) -> Any:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException, TwilioRestException

        try:
            return await asyncio.to_thread(question)
        except TwilioRestException as error:
            raise Refused(int(error.status), error.code or None, str(error.msg)) from error
        except (RequestException, OSError) as error:
            raise Unreachable(f"Twilio cannot be reached ({type(error).__name__})") from error
        except (TwilioException, ValueError, KeyError) as error:
            raise Unreachable(f"Twilio's answer could not be read ({type(error).__name__})") from error

    @cached_property
    def _client(self) -> "Client":
        from twilio.rest import Client

        return Client(self.account_sid, self.auth_token, http_client=_client_to(self.base, self.timeout))


def _client_to(base: str | None, timeout: float) -> Any:
    from twilio.http.http_client import TwilioHttpClient

    class Elsewhere(TwilioHttpClient):  # type: ignore[misc]
        """Sends what is meant for api.twilio.com to another address."""

        def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
            return super().request(method, url.replace(OFFICIAL, (base or OFFICIAL).rstrip("/"), 1), *args, **more)

    quiet = logging.getLogger("twilio.http_client")
    quiet.setLevel(max(quiet.level, logging.WARNING))  # it would log every body
    return Elsewhere(timeout=timeout)


def _posted(message: Any) -> Posted:
    price = None
    if message.price is not None:
        try:
            price = abs(Decimal(str(message.price)))
        except InvalidOperation:
            log.warning("Twilio names a price that is none: %r", message.price)
    return Posted(
        sid=str(message.sid),
        status=str(getattr(message.status, "value", message.status)),
        segments=int(message.num_segments) if str(message.num_segments or "").isdigit() else None,
        price=price,
        currency=str(message.price_unit).upper() if price is not None and message.price_unit else None,
        error_code=int(message.error_code) if message.error_code else None,
    )


def _is_same(message: Any, letter: Letter, since: datetime) -> bool:
    direction = str(getattr(message.direction, "value", message.direction))
    made = message.date_created
    if not direction.startswith("outbound") or made is None:
        return False
    if made.astimezone(UTC) < since - _CLOCKS:
        return False
    # A template's words are Twilio's; anything else may have been made plain on its way (Smart Encoding).
    return bool(letter.content_sid) or plain(str(message.body or "")) == plain(letter.body)

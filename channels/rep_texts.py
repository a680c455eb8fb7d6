"""A rep's own number: proved by a code texted to it, agreed to in words that are kept, silenced by STOP."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from channels.notice_delivery import NotConfigured, NotDelivered, NotNow
from channels.notice_sms import RepText, post
from channels.sms import Texting
from channels.sms_consent import Keyword, keyword_in, revoke
from crm_store import addresses, audit, consents, rep_numbers, signing_keys
from crm_store.errors import StoreError
from crm_store.jobs import Later, Retry
from crm_store.rep_numbers import Kind, RepNumber

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from channels.sms_inbound import Inbound
    from crm_store.store import Store

TEXT_REP = "text_rep"
"""The name of the job that sends one such text; its argument is `text_id`."""
KEY = "codes"
GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 3
"""Per user and per number within an hour: nobody is flooded with codes that somebody else asks for."""
CLAIM = timedelta(minutes=2)
RETRY = Retry(attempts=8, first=2.0, cap=64.0)
"""When a text that did not go is tried again."""
AGREED = (
    "I agree to get text messages from Bantam, sent for my employer, when a lead is handed to me or changes: as many "
    "as leads come. Message and data rates may apply. Reply HELP for help, STOP to end them. I need not agree."
)
"""Shown beside the box that is never ticked beforehand, and kept with the consent."""
WORDS: Mapping[str, str] = {
    "code": "Bantam: your code is {code}. It is good for 10 minutes. If you did not ask for it, do nothing.",
    "stopped": "Bantam: you will get no more texts about leads. Reply START to get them again.",
    "started": "Bantam: you will get texts about your leads again. Reply STOP to end them, HELP for help.",
    "help": "Bantam texts you when a lead is handed to you. Your settings are in the console. Reply STOP to end this.",
}
_ANSWERS: Mapping[Keyword, Kind] = {"STOP": "stopped", "START": "started", "HELP": "help"}


class NoCode(StoreError):
    """The code does not fit, or no code can be asked for now."""


async def ask_for_code(store: "Store", user_id: str, number: str, now: datetime) -> None:
    """Text a code to that number. Raises NoCode where it said STOP, or too many codes were asked for."""
    async with store.transaction() as connection:
        word = await addresses.last_word(connection, "sms", number)
        if word is not None and word.state == "revoked" and word.source != "rep":
            raise NoCode("That number has said STOP to our texts.", "Send START from it to the number that texted it.")
        since = now - timedelta(hours=1)
        if await rep_numbers.codes_since(connection, user_id, number, since) >= MOST_CODES:
            raise NoCode("Too many codes were asked for.", "Please wait an hour.")
        text_id = await rep_numbers.add_text(connection, user_id, number, "code", now)
        await rep_numbers.ask(connection, user_id, number, text_id, now)
        await audit.record(connection, user_id, "number asked for", now, number=number)
        await _enqueue(store, connection, text_id)


async def verify(store: "Store", user_id: str, code: str, now: datetime) -> None:
    """The code came back: the number is theirs, and their consent is on record. Raises NoCode."""
    async with store.transaction() as connection:
        known = await rep_numbers.count_try(connection, user_id)
        is_right = known is not None and await _is_right(connection, known, code, now)
        if known is not None and is_right:
            await rep_numbers.verify(connection, user_id, known.number, now)
            await consents.record(connection, "sms", known.number, "granted", "rep", now, shown=AGREED, quote=code)
            await audit.record(connection, user_id, "number verified", now, number=known.number)
    if not is_right:
        raise NoCode("That code is not right, or not any more.", "Ask for a new one.")


async def forget(store: "Store", user_id: str, now: datetime) -> None:
    """No texts to that rep any more; their word to that is kept like any other."""
    async with store.transaction() as connection:
        known = await rep_numbers.get(connection, user_id)
        if known is None:
            return
        if known.verified_at is not None:
            await revoke(connection, known.number, "rep", now, lead_id=None, quote="taken out of the settings")
        await rep_numbers.remove(connection, user_id)
        await audit.record(connection, user_id, "number removed", now, number=known.number)


async def _is_right(connection: "AsyncConnection", known: RepNumber, code: str, now: datetime) -> bool:
    if known.code_text is None or known.tries > MOST_TRIES or now - known.asked_at > GOOD_FOR:
        return False
    expected = await _code(connection, known.code_text, now)
    return hmac.compare_digest(expected.encode(), "".join(code.split()).encode("utf-8", "replace"))


async def _code(connection: "AsyncConnection", text_id: str, now: datetime) -> str:
    """Six digits made of the text's id by a key of ours: nothing of a code is stored."""
    key = await signing_keys.key_of(connection, KEY, now)
    number = int.from_bytes(hmac.digest(key, text_id.encode(), "sha256")[:8], "big")
    return f"{number % 1_000_000:06d}"


async def _enqueue(store: "Store", connection: "AsyncConnection", text_id: str) -> None:
    await store.jobs.enqueue(connection, TEXT_REP, {"text_id": text_id}, lock=f"rep:{text_id}")


async def heard(texting: Texting, inbound: "Inbound") -> bool:
    """A keyword from a rep's number that is no lead's: acted on here; False where the message is not of that kind."""
    if inbound.channel != "sms":
        return False
    now = texting.now()
    async with texting.store.transaction() as connection:
        known = await rep_numbers.by_number(connection, inbound.address)
        if known is None or await _is_a_lead_s(connection, inbound.address):
            return False
        word = await addresses.last_word(connection, "sms", inbound.address)
        keyword = inbound.opt_out_type or keyword_in(
            inbound.text, opted_out=word is not None and word.state == "revoked"
        )
        if keyword is None:
            return False
        if await addresses.receive(connection, [inbound.sid], now):
            await _act(texting, connection, known, keyword, inbound, now)
    return True


async def _is_a_lead_s(connection: "AsyncConnection", number: str) -> bool:
    return await addresses.last_heard(connection, "sms", number) is not None


async def _act(
    texting: Texting, connection: "AsyncConnection", known: RepNumber, keyword: Keyword, inbound: "Inbound",
    now: datetime,
) -> None:  # fmt: skip
    by_carrier = inbound.opt_out_type is not None or texting.carrier_answers_keywords
    source, quote = "twilio" if by_carrier else "message", inbound.text[:300]
    was_silent = await consents.state(connection, "sms", known.number) == "revoked"
    if keyword == "STOP":
        await revoke(connection, known.number, source, now, lead_id=None, quote=quote)
    elif keyword == "START":
        await consents.record(connection, "sms", known.number, "granted", source, now, shown=AGREED, quote=quote)
    await audit.record(connection, known.user_id, f"texted {keyword}", now, number=known.number)
    if not by_carrier and not (was_silent and keyword != "START"):
        text_id = await rep_numbers.add_text(connection, known.user_id, known.number, _ANSWERS[keyword], now)
        await _enqueue(texting.store, connection, text_id)


@dataclass(frozen=True)
class RepTexts:
    """The handler of the job `text_rep`."""

    texting: Texting

    async def send(self, text_id: str) -> None:
        """Send one, once. Raises Later where it is tried again."""
        texting, now = self.texting, self.texting.now()
        async with texting.store.transaction() as connection:
            text = await rep_numbers.claim(connection, text_id, now, now + CLAIM)
            if text is None:
                return
            code = await _code(connection, text.id, now) if text.kind == "code" else ""
        letter = RepText(
            text.number, WORDS[text.kind].format(code=code), text.created_at, is_repeat=text.attempts > 1,
            asked_for=True, confirms_opt_out=text.kind == "stopped",
        )  # fmt: skip
        values: dict[str, object] = {}
        try:
            posted = await post(texting, letter, texting.now)
            values = {"status": "sent", "sid": posted.sid, "sent_at": texting.now(), "last_error": None}
        except (NotNow, NotConfigured) as error:
            values = _again(text.attempts, text.created_at, error, texting.now())
        except NotDelivered as error:
            values = {"status": "refused", "last_error": str(error)}
        async with texting.store.transaction() as connection:
            await rep_numbers.settle(connection, text, **values)
        if isinstance(values.get("next_at"), datetime):
            raise Later(values["next_at"])  # type: ignore[arg-type]


def _again(attempts: int, created_at: datetime, error: NotDelivered, now: datetime) -> dict[str, object]:
    """A code that comes after it has run out helps nobody."""
    seconds = RETRY.wait(attempts - 1)
    wait = getattr(error, "wait", None) or timedelta(seconds=seconds or 0)
    if seconds is None or now + wait - created_at > GOOD_FOR:
        return {"status": "refused", "last_error": str(error), "next_at": None}
    return {"status": "pending", "last_error": str(error), "next_at": now + wait}

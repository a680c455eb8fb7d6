"""The way out for text messages to leads: the job `send`. Nothing else texts a lead, so every sender passes its gate.

Notices to reps pass the same gate in `notice_sms`.

A message is claimed by a commit before it is handed over and named by a commit after it. A claim without a name is half
done: it is looked up at the carrier before it is sent again, so that no crash makes anybody get a text twice.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.consent import TOO_OLD, Outgoing, Ruling, answers, may_go_out
from agent.quiet_hours import Quiet, quiet_at
from agent.segments import Segments, folded, segments_of, shortened
from agent.whereabouts import whereabouts
from channels.sms import Texting, as_address, confirms_opt_out
from channels.sms_consent import opted_out_with_carrier
from channels.twilio_api import Intent, Letter, Posted, Refused, Unreachable
from channels.twilio_errors import meaning_of
from crm_store import addresses, deliveries, messages
from crm_store.addresses import Talk
from crm_store.deliveries import Delivery
from crm_store.jobs import GiveUp, Later
from crm_store.messages import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

log = logging.getLogger("bantam.sms")

PATIENCE = timedelta(minutes=10)
"""How long a message waits before it asks again whether texting has been set up."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message about to go out: what it is, whom to, and where its delivery stands."""

    message: Message
    talk: Talk
    delivery: Delivery


@dataclass(frozen=True)
class Deliveries:
    """The handler of the job `send`."""

    texting: Texting

    async def deliver(self, message_id: str) -> None:
        """Send one message, once. Raises Later where it waits, GiveUp where it never will be sent."""
        due = await self._due(message_id)
        if due is None:
            return
        if due.delivery.claimed_at is not None and await self._found_half_done(due):
            return
        letter = await self._claimed(message_id)
        if letter is None:
            return
        try:
            posted = await self._carrier_send(letter)
        except Unreachable as error:
            await self._put_off(message_id, str(error), None, timedelta(0), half_done=True)
        except Refused as error:
            await self._refused(message_id, error)
        else:
            await self._sent(message_id, posted)

    async def _carrier_send(self, letter: Letter) -> Posted:
        if self.texting.carrier is None:
            raise GiveUp("texting is not set up")
        return await self.texting.carrier.send(letter)

    async def _due(self, message_id: str) -> Due | None:
        """The message, if there is anything left to do. One that others are at, or whose slot is not come, waits."""
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            due = await self._open(connection, message_id, now)
            if due is None or due.delivery.sid is not None or due.delivery.status in deliveries.ENDED:
                return None
            claimed = due.delivery.claimed_until
            if claimed is not None and now < claimed:
                raise Later(claimed)
            if self.texting.carrier is None or not self._sender_of(due.talk):
                reason = "texting is not set up: see the settings TWILIO_*"
                await deliveries.change(connection, message_id, now, reason=reason, next_at=now + PATIENCE)
                waits = True
            else:
                waits = False
        if waits:
            if now - due.message.at > TOO_OLD:
                await self._end(message_id, "it is too old to be sent")
                return None
            raise Later(now + PATIENCE)
        return due

    async def _open(self, connection: "AsyncConnection", message_id: str, now: datetime) -> Due | None:
        """Everything about a message under its conversation's lock; None where it was erased, or goes nowhere."""
        message = await messages.get(connection, message_id)
        if message is None:
            return None
        talk = await addresses.talk(connection, message.conversation_id, message.channel or "")
        if talk is None or not talk.address or message.sender == "lead":
            return None
        confirms = message.sender == "agent" and confirms_opt_out(message.move)
        delivery = await deliveries.opened(connection, message.id, talk.id, confirms, now)
        return Due(message, talk, delivery)

    async def _found_half_done(self, due: Due) -> bool:
        """Whether an earlier try got through after all; then it is put on record as sent."""
        carrier, since = self.texting.carrier, due.delivery.claimed_at
        if carrier is None or since is None:
            return False
        now = self.texting.now()
        try:
            found = await carrier.sent_since(self._letter(due, due.delivery.content_sid), since)
        except (Unreachable, Refused) as error:
            words = f"it may have been sent; looking it up failed: {error}"
            await self._put_off(due.message.id, words, None, timedelta(0), half_done=True)
            raise Later(now) from error  # not reached: put_off raises
        async with self.texting.store.transaction() as connection:
            known = await deliveries.known_among(connection, [one.sid for one in found])
            mine = next((one for one in reversed(found) if one.sid not in known), None)
            if mine is None:
                await deliveries.change(connection, due.message.id, now, claimed_until=None, claimed_at=None)
        if mine is not None:
            log.info("Message %s had been sent as %s", due.message.id, mine.sid)
            await self._sent(due.message.id, mine)
        return mine is not None

    async def _claimed(self, message_id: str) -> Letter | None:
        """The gate, and the claim, in one transaction: nobody's stop can come between the two."""
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            due = await self._open(connection, message_id, now)
            if due is None or due.delivery.sid is not None or due.delivery.status in deliveries.ENDED:
                return None
            outgoing = await self._outgoing(connection, due, now)
            ruling = may_go_out(outgoing)
            content_sid = self._template(due.talk) if ruling.verdict == "send_template" else None
            later = await self._ruled(connection, due, ruling, now)
            letter = replace(self._letter(due, content_sid), intent=self._intent(outgoing))
            if later is None and ruling.verdict != "refuse":
                later = await self._slot(connection, due, letter, now)
                if later is None:
                    await self._claim(connection, due, letter, ruling, now)
        if later is not None:
            raise Later(later)
        return None if ruling.verdict == "refuse" else letter

    async def _outgoing(self, connection: "AsyncConnection", due: Due, now: datetime) -> Outgoing:
        channel, address = due.talk.channel, due.talk.address or ""
        word = await addresses.last_word(connection, channel, address)
        revoked = word is not None and word.state == "revoked"
        confirmed = False
        if word is not None and revoked:
            by_carrier = word.source == "twilio"
            confirmed = by_carrier or await deliveries.was_confirmed(connection, channel, address, word.at)
        return Outgoing.model_validate({
            "channel": channel, "sender": due.message.sender, "text": self._body(due), "written_at": due.message.at,
            "now": now, "confirms_opt_out": due.delivery.confirms_opt_out,
            "consent": None if word is None else word.state, "confirmed": confirmed,
            "revoked_at": word.at if word is not None and revoked else None,
            "last_heard": await addresses.last_heard(connection, channel, address),
            "quiet": self._quiet(due.talk, now), "has_template": self._template(due.talk) is not None,
        })  # fmt: skip

    def _intent(self, outgoing: Outgoing) -> Intent | None:
        if not self.texting.names_intent or outgoing.channel != "sms":
            return None
        return "customercare" if outgoing.confirms_opt_out or answers(outgoing) else "marketing"

    def _quiet(self, talk: Talk, now: datetime) -> Quiet | None:
        business = self.texting.playbooks[talk.playbook].business
        where = whereabouts(talk.places, talk.address, business.timezone, business.country)
        return quiet_at(now, where, self.texting.hours)

    async def _ruled(self, connection: "AsyncConnection", due: Due, ruling: Ruling, now: datetime) -> datetime | None:
        """Put on record what the gate says; the time until which the message waits, if it does."""
        if ruling.verdict == "refuse":
            await deliveries.change(connection, due.message.id, now, status="refused", reason=ruling.reason)
        elif ruling.verdict == "wait":
            await deliveries.change(connection, due.message.id, now, reason=ruling.reason, next_at=ruling.until)
            return ruling.until
        return None

    async def _slot(self, connection: "AsyncConnection", due: Due, letter: Letter, now: datetime) -> datetime | None:
        """When the line is free for it, None for now. A slot is taken once and kept through retries."""
        slot = due.delivery.slot_at
        if slot is None:
            takes = timedelta(seconds=_billed(letter).count / self.texting.pace)
            line = letter.service_sid or letter.sender or ""
            slot = await deliveries.reserve(connection, line, takes, now)
            await deliveries.change(connection, due.message.id, now, slot_at=slot, line=line)
        return slot if slot > now else None

    async def _claim(
        self, connection: "AsyncConnection", due: Due, letter: Letter, ruling: Ruling, now: datetime
    ) -> None:
        billed = _billed(letter)
        await deliveries.change(
            connection, due.message.id, now, status="sending", attempts=due.delivery.attempts + 1, claimed_at=now,
            claimed_until=now + self.texting.lease, next_at=None, reason=ruling.reason or None,
            encoding=billed.encoding, segments=billed.count, content_sid=letter.content_sid,
        )  # fmt: skip

    def _body(self, due: Due) -> str:
        """A rep's words go out whole; the agent's are held to the limit once more."""
        if due.talk.channel == "whatsapp":
            return due.message.text
        if due.message.sender == "agent":
            return shortened(due.message.text, self.texting.most_segments(due.talk.playbook))
        return folded(due.message.text)

    def _template(self, talk: Talk) -> str | None:
        if talk.channel != "whatsapp":
            return None
        return self.texting.templates.get(talk.playbook) or self.texting.templates.get("*")

    def _sender_of(self, talk: Talk) -> str | None:
        """Our number or service; None where there is none for this conversation."""
        if self.texting.service_sid and talk.channel == "sms":
            return self.texting.service_sid
        return talk.line or self.texting.line_of(talk.playbook, talk.channel) or self.texting.service_sid

    def _letter(self, due: Due, content_sid: str | None) -> Letter:
        talk = due.talk
        sender = self._sender_of(talk) or ""
        by_service = sender == self.texting.service_sid
        name = (talk.name or "there").split()[0]
        return Letter(
            to=as_address(talk.channel, talk.address or ""),
            body=self._body(due),
            sender=None if by_service else as_address(talk.channel, sender),
            service_sid=sender if by_service else None,
            content_sid=content_sid,
            variables={"1": name, "2": self.texting.playbooks[talk.playbook].business.name},
            validity=self.texting.validity,
        )

    async def _sent(self, message_id: str, posted: Posted) -> None:
        """The carrier has it. Its callbacks may have been faster than we are."""
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            due = await self._open(connection, message_id, now)
            if due is None:
                return
            segments = posted.segments or due.delivery.segments or 1
            own_price = None if self.texting.price is None else self.texting.price * segments
            status = posted.status if deliveries.RANKS.get(posted.status, 0) >= 2 else "queued"
            await deliveries.change(
                connection, message_id, now, status=status, sid=posted.sid, segments=segments, claimed_until=None,
                price=posted.price if posted.price is not None else own_price, next_at=None,
                currency=posted.currency or (self.texting.currency if own_price is not None else None),
            )  # fmt: skip
            for told, code in await deliveries.statuses_of(connection, posted.sid):
                delivery = await deliveries.by_sid(connection, posted.sid)
                if delivery is not None:
                    reason = meaning_of(code).words if code else delivery.reason
                    await deliveries.advance(connection, delivery, told, code, reason, now)

    async def _refused(self, message_id: str, error: Refused) -> None:
        meaning = meaning_of(error.code, error.status)
        if meaning.what == "later":
            # A server's fault may come after it took the message; a plain "too many" cannot.
            await self._put_off(message_id, meaning.words, error.code, meaning.wait, half_done=error.status >= 500)
        await self._end(message_id, meaning.words, error.code)
        if meaning.what == "opted_out":
            await opted_out_with_carrier(self.texting, message_id)
            return
        log.warning("Message %s was refused: %s", message_id, meaning.words)

    async def _end(self, message_id: str, reason: str, code: int | None = None) -> None:
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            await deliveries.change(
                connection, message_id, now, status="refused", reason=reason, error_code=code, claimed_until=None
            )

    async def _put_off(
        self, message_id: str, reason: str, code: int | None, wait: timedelta, *, half_done: bool
    ) -> None:
        """Raises Later, or ends the delivery where it was tried often enough."""
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            delivery = await deliveries.get(connection, message_id)
            attempts = delivery.attempts if delivery is not None else 0
            pause = self.texting.retry.wait(max(attempts - 1, 0))
            at = now + max(wait, timedelta(seconds=pause or 0))
            values = {"claimed_until": None} if half_done else {"claimed_until": None, "claimed_at": None}
            given_up = pause is None
            words = f"given up after {attempts} attempts: {reason}" if given_up else reason
            await deliveries.change(
                connection, message_id, now, status="refused" if given_up else "waiting", reason=words,
                error_code=code, next_at=None if given_up else at, **values,
            )  # fmt: skip
        if given_up:
            log.warning("Message %s: %s", message_id, words)
            raise GiveUp(words)
        raise Later(at)


def _billed(letter: Letter) -> Segments:
    return segments_of(letter.body)

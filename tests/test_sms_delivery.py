"""Text messages going out: once, in order, however the carrier and our workers fail."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio

from channels.sms_out import Deliveries
from channels.sms_say import say
from channels.twilio_api import Letter, Posted, Unreachable
from crm_store import conversations, deliveries
from crm_store.jobs import Later
from crm_store.store import Store
from evals.bench.carrier import ACCOUNT, LINE, lost_answer, refusal
from support_twilio import ANN, BASE, NOON, Phone, phone


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store) as one:
        yield one


async def waiting(ann: Phone, text: str = "what do you do?") -> str:
    """A reply that is about to be sent; its message's id."""
    await ann.write(text)
    await ann.turns.answer((await ann.talk()).id)
    return (await ann.transcript())[-1].id


async def deliver(ann: Phone, message_id: str) -> None:
    await Deliveries(ann.texting).deliver(message_id)


async def status(ann: Phone, sid: str, word: str, **more: str) -> int:
    form = {"MessageSid": sid, "MessageStatus": word, "To": ANN, "From": LINE, "AccountSid": ACCOUNT} | more
    return (await ann.post("/twilio/status", form)).status_code


async def test_request_holds_all_that_the_carrier_needs(ann: Phone) -> None:
    await deliver(ann, await waiting(ann))
    form = ann.mock.sent[0]["form"]
    assert form.pop("Body").startswith("Hi, this is Wren")
    assert form == {
        "To": ANN, "From": LINE, "StatusCallback": f"{BASE}/twilio/status", "ValidityPeriod": "14400"
    }  # fmt: skip


async def test_twilio_is_told_what_a_text_is_for_only_where_that_is_set(ann: Phone) -> None:
    telling = ann.using(names_intent=True)
    await Deliveries(telling.texting).deliver(await waiting(telling))
    assert ann.mock.sent[0]["form"]["MessageIntent"] == "customercare"
    ann.clock.forward(hours=3)
    talk = await ann.talk()
    async with ann.store.transaction() as connection:
        place = await conversations.next_seq(connection, talk.id, ann.clock())
        assert place is not None
        started = await say(
            ann.texting, connection, talk.id, place[0], "Still looking?", place[1], ann.clock(), sender="rep"
        )
    await Deliveries(telling.texting).deliver(started.id)
    assert ann.mock.sent[1]["form"]["MessageIntent"] == "marketing"


async def test_messaging_service_takes_the_place_of_a_number(ann: Phone) -> None:
    service = ann.using(service_sid="MG" + "1" * 32)
    await deliver(service, await waiting(service))
    form = ann.mock.sent[0]["form"]
    assert (form.get("From"), form["MessagingServiceSid"]) == (None, "MG" + "1" * 32)


async def test_job_that_runs_again_sends_nothing_again(ann: Phone) -> None:
    message = await waiting(ann)
    for _ in range(3):
        await deliver(ann, message)
    assert len(ann.mock.sent) == 1


async def test_price_and_segments_of_each_message_are_kept(ann: Phone) -> None:
    priced = ann.using(price=Decimal("0.0079"))
    await deliver(priced, await waiting(priced))
    (one,) = await ann.deliveries()
    assert (one.segments, one.price, one.currency, one.encoding) == (2, Decimal("0.01580"), "USD", "GSM-7")


@pytest.mark.parametrize(
    "failure", [refusal(429, 20429), refusal(503, 20503), refusal(400, 21611), lost_answer(502), lost_answer(200)]
)
async def test_trouble_is_tried_again_and_nobody_gets_a_text_twice(ann: Phone, failure: Any) -> None:
    ann.mock.failures.append(failure)
    assert len(await ann.says("what do you do?")) == 1
    (one,) = await ann.deliveries()
    assert one.status == "queued"
    assert one.sid == ann.mock.sent[0]["sid"]
    assert len(ann.waits) == 1


@pytest.mark.parametrize(("code", "words"), [(21211, "no phone number"), (21614, "no mobile"), (30007, "filtered")])
async def test_what_will_never_arrive_is_given_up_at_once_and_visibly(ann: Phone, code: int, words: str) -> None:
    ann.mock.failures.append(refusal(400, code))
    assert await ann.says("what do you do?") == []
    shown = (await ann.transcript())[-1]
    assert shown.delivery == "failed"
    assert words in (shown.delivery_error or "")
    assert ann.waits == []


async def test_endless_trouble_is_given_up_with_the_last_reason(ann: Phone) -> None:
    ann.mock.failures += [refusal(429, 20429)] * 40
    assert await ann.says("what do you do?") == []
    shown = (await ann.transcript())[-1]
    assert (shown.delivery_error or "").startswith("given up after 9 attempts: Twilio asks for patience")
    moments = [at for _, at in ann.waits]
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(moments)]
    assert gaps == sorted(gaps), "each wait is longer than the one before"


class Dying:
    """A carrier that the worker dies at: the message was taken, or it was not."""

    def __init__(self, real: Any, taken: bool) -> None:
        self.real, self.taken = real, taken

    async def send(self, letter: Letter) -> Posted:
        if self.taken:
            await self.real.send(letter)
        raise KeyboardInterrupt

    async def sent_since(self, letter: Letter, since: Any) -> list[Posted]:
        found: list[Posted] = await self.real.sent_since(letter, since)
        return found


@pytest.mark.parametrize("taken", [True, False])
async def test_worker_that_died_while_sending_leaves_one_text(ann: Phone, taken: bool) -> None:
    message = await waiting(ann)
    dying = ann.using(carrier=Dying(ann.texting.carrier, taken))
    with pytest.raises(KeyboardInterrupt):
        await deliver(dying, message)
    (half,) = await ann.deliveries()
    assert (half.status, half.sid) == ("sending", None)
    await deliver(ann, message)
    assert len(ann.mock.sent) == 1
    (one,) = await ann.deliveries()
    assert one.sid == ann.mock.sent[0]["sid"]


async def test_same_words_sent_earlier_are_not_taken_for_a_half_done_text(ann: Phone) -> None:
    """HELP twice within a minute: two answers of the same words."""
    await ann.says("HELP")
    await ann.write("HELP")
    message = (await ann.transcript())[-1].id
    with pytest.raises(KeyboardInterrupt):
        await deliver(ann.using(carrier=Dying(ann.texting.carrier, taken=False)), message)
    await deliver(ann, message)
    assert len(ann.mock.sent) == 2


async def test_other_worker_waits_while_one_may_still_be_at_it(ann: Phone) -> None:
    message = await waiting(ann)
    leased = ann.using(carrier=Dying(ann.texting.carrier, taken=False), lease=timedelta(seconds=25))
    with pytest.raises(KeyboardInterrupt):
        await deliver(leased, message)
    with pytest.raises(Later) as wait:
        await deliver(ann, message)
    assert wait.value.at == NOON + timedelta(seconds=25)


async def test_carrier_that_cannot_be_reached_is_asked_again_later(ann: Phone) -> None:
    class Away(Dying):
        async def send(self, letter: Letter) -> Posted:
            raise Unreachable("Twilio cannot be reached (ConnectTimeout)")

        async def sent_since(self, letter: Letter, since: Any) -> list[Posted]:
            raise Unreachable("Twilio cannot be reached (ConnectTimeout)")

    message = await waiting(ann)
    away = ann.using(carrier=Away(None, taken=False))
    for _ in range(2):
        with pytest.raises(Later):
            await deliver(away, message)
    await deliver(ann, message)
    assert len(ann.mock.sent) == 1


async def test_line_carries_one_message_after_another(ann: Phone) -> None:
    paced = ann.using(pace=0.5)
    first, second = await waiting(paced), await waiting(paced, "where are you?")
    await deliver(paced, first)
    with pytest.raises(Later) as wait:
        await deliver(paced, second)
    assert wait.value.at == NOON + timedelta(seconds=4), "two segments at half a segment a second"
    paced.clock.forward(seconds=4)
    await deliver(paced, second)
    assert len(ann.mock.sent) == 2


async def test_statuses_only_move_forward_whatever_order_they_come_in(ann: Phone) -> None:
    await deliver(ann, await waiting(ann))
    sid = ann.mock.sent[0]["sid"]
    seen = []
    for word in ("sending", "delivered", "sent", "queued", "delivered", "read"):
        assert await status(ann, sid, word) == 204
        seen.append((await ann.deliveries())[0].status)
    assert seen == ["queued", "delivered", "delivered", "delivered", "delivered", "read"]
    assert (await ann.transcript())[-1].delivery == "read"


async def test_status_that_is_faster_than_our_own_commit_is_not_lost(ann: Phone) -> None:
    class Fast(Dying):
        async def send(self, letter: Letter) -> Posted:
            posted: Posted = await self.real.send(letter)
            assert await status(ann, posted.sid, "delivered") == 204
            return posted

    await deliver(ann.using(carrier=Fast(ann.texting.carrier, taken=True)), await waiting(ann))
    assert (await ann.deliveries())[0].status == "delivered"


async def test_phone_that_was_off_is_tried_again_later(ann: Phone) -> None:
    await deliver(ann, await waiting(ann))
    await ann.work()
    await status(ann, ann.mock.sent[0]["sid"], "undelivered", ErrorCode="30003")
    (one,) = await ann.deliveries()
    assert (one.status, one.sid) == ("waiting", None)
    assert one.next_at == NOON + timedelta(minutes=15)
    ann.clock.now = one.next_at
    await ann.work()
    assert len(ann.mock.sent) == 2
    await status(ann, ann.mock.sent[0]["sid"], "failed")
    assert (await ann.deliveries())[0].status == "queued", "the first try's late word changes nothing"


async def test_late_retry_is_left_out_where_the_conversation_has_gone_on(ann: Phone) -> None:
    await deliver(ann, await waiting(ann))
    await ann.write("hello?")
    await status(ann, ann.mock.sent[0]["sid"], "undelivered", ErrorCode="30003")
    assert (await ann.deliveries())[0].status == "undelivered"


@pytest.mark.parametrize("code", ["30004", "30005", "30006", "30007"])
async def test_what_the_carrier_blocks_is_not_tried_again(ann: Phone, code: str) -> None:
    await deliver(ann, await waiting(ann))
    await status(ann, ann.mock.sent[0]["sid"], "undelivered", ErrorCode=code)
    shown = (await ann.transcript())[-1]
    assert shown.delivery == "undelivered"
    assert code in (shown.delivery_error or "")


async def test_long_reply_is_held_to_two_segments_and_a_rep_s_is_not(ann: Phone) -> None:
    await ann.says("what do you do?")
    talk = await ann.talk()
    long = " ".join(f"Sentence number {number} goes on for a while." for number in range(12))
    async with ann.store.transaction() as connection:
        for sender in ("agent", "rep"):
            place = await conversations.next_seq(connection, talk.id, ann.clock())
            assert place is not None
            await say(ann.texting, connection, talk.id, place[0], long, place[1], ann.clock(), sender=sender)
    await ann.work()
    assert [len(body) <= 306 for body in ann.mock.bodies()[-2:]] == [True, False]
    assert [one.segments for one in await ann.deliveries()][-2:] == [2, 4]


async def test_without_a_carrier_messages_wait_and_say_why(ann: Phone) -> None:
    bare = ann.using(carrier=None)
    with pytest.raises(Later):
        await deliver(bare, await waiting(bare))
    assert "not set up" in ((await ann.transcript())[-1].delivery_error or "")


async def test_erased_lead_s_message_goes_nowhere(ann: Phone) -> None:
    await deliver(ann, "ms_gone")
    async with ann.store.reading() as connection:
        assert await deliveries.get(connection, "ms_gone") is None
    assert ann.mock.sent == []

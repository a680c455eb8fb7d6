"""Text messages coming in: who may send them, what comes once, and whose they are."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text as sql
from twilio.request_validator import RequestValidator

from channels.twilio_errors import meaning_of
from crm_store import addresses, consents, facts, leads
from crm_store.store import Store
from evals.bench.carrier import LINE, TOKEN
from support_twilio import ANN, BASE, NOON, PLAYBOOK, Phone, new_sid, phone

FORM = {"MessageSid": "SMf1", "From": ANN, "To": LINE, "Body": "hi", "NumMedia": "0"}


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store) as one:
        yield one


async def lead_count(store: Store) -> int:
    async with store.reading() as connection:
        return len((await leads.page(connection)).leads)


async def test_unsigned_and_wrongly_signed_requests_are_refused_and_store_nothing(ann: Phone) -> None:
    bad: tuple[dict[str, str], ...] = ({}, {"X-Twilio-Signature": "nonsense"}, {"X-Twilio-Signature": ""})
    for headers in bad:
        for path in ("/twilio/messages", "/twilio/status"):
            answer = await ann.client.post(path, data=FORM, headers=headers)
            assert answer.status_code == 403
            assert answer.headers["content-type"] == "application/problem+json"
    assert await lead_count(ann.store) == 0


@pytest.mark.parametrize("changed", [{"Body": "hi "}, {"From": "+15125550143"}, {"More": ""}])
async def test_signature_covers_every_parameter_to_the_letter(ann: Phone, changed: dict[str, str]) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{BASE}/twilio/messages", FORM)
    headers = {"X-Twilio-Signature": signature}
    assert (await ann.client.post("/twilio/messages", data=FORM | changed, headers=headers)).status_code == 403
    assert (await ann.client.post("/twilio/messages", data=FORM, headers=headers)).status_code == 200


async def test_message_is_acknowledged_with_empty_twiml(ann: Phone) -> None:
    answer = await ann.write("hi")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")


async def test_blank_parameters_and_letters_of_any_script_are_signed_as_sent(ann: Phone) -> None:
    assert (await ann.write("¿Hola? 漢字 🙂 & = + %", FromCity="", FromZip="")).status_code == 200
    assert [m.text for m in await ann.transcript()] == ["¿Hola? 漢字 🙂 & = + %"]


async def test_query_of_the_address_is_signed_too(ann: Phone) -> None:
    path = "/twilio/messages?tenant=1"
    assert (await ann.post(path, FORM)).status_code == 200
    wrong = RequestValidator(TOKEN).compute_signature(f"{BASE}/twilio/messages", FORM)
    assert (await ann.client.post(path, data=FORM, headers={"X-Twilio-Signature": wrong})).status_code == 403


async def test_json_body_needs_its_hash_in_the_signed_address(ann: Phone) -> None:
    body = json.dumps(FORM | {"NumMedia": 0})
    path = f"/twilio/messages?bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"
    for where, sent, status in ((path, body, 200), (path, body + " ", 403), ("/twilio/messages", body, 403)):
        signature = RequestValidator(TOKEN).compute_signature(BASE + where, {})
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/json"}
        assert (await ann.client.post(where, content=sent, headers=headers)).status_code == status
    assert [m.text for m in await ann.transcript()] == ["hi"]


async def test_forwarded_address_counts_only_where_the_proxy_is_trusted(ann: Phone) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "texts.example"}
    headers["X-Twilio-Signature"] = RequestValidator(TOKEN).compute_signature(
        "https://texts.example/twilio/messages", FORM
    )
    assert (await ann.client.post("/twilio/messages", data=FORM, headers=headers)).status_code == 403
    trusting = ann.using(trust_forwarded=True)
    assert (await trusting.client.post("/twilio/messages", data=FORM, headers=headers)).status_code == 200


async def test_port_of_the_configured_address_may_be_left_out_of_the_signature(ann: Phone) -> None:
    there = ann.using(public_url="https://bantam.example:443")
    assert (await there.post("/twilio/messages", FORM)).status_code == 200


def test_twilio_s_published_example_is_verified() -> None:
    """https://www.twilio.com/docs/usage/security: the address, parameters and token given there."""
    params = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
              "To": "+18005551212"}  # fmt: skip
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert RequestValidator("12345").validate(address, params, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


async def test_without_a_token_everything_is_refused(ann: Phone) -> None:
    answer = await ann.using(auth_token="").post("/twilio/messages", FORM)
    assert answer.status_code == 403
    assert "TWILIO_AUTH_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize("lacking", ["MessageSid", "From", "To"])
async def test_signed_request_that_is_no_message_is_a_problem(ann: Phone, lacking: str) -> None:
    form = {key: value for key, value in FORM.items() if key != lacking}
    assert (await ann.post("/twilio/messages", form)).status_code == 400


async def test_same_message_again_is_the_same_message(ann: Phone) -> None:
    for _ in range(3):
        await ann.write("hi", sid="SMsame")
    await asyncio.gather(*(ann.write("hello?", sid="SMother") for _ in range(5)))
    assert [m.text for m in await ann.transcript()] == ["hi", "hello?"]


async def test_same_request_is_known_by_its_idempotency_token(ann: Phone) -> None:
    for sid in ("SMa", "SMb"):
        await ann.post("/twilio/messages", FORM | {"MessageSid": sid}, **{"I-Twilio-Idempotency-Token": "once"})
    assert len(await ann.transcript()) == 1


async def test_many_first_texts_at_once_are_one_lead_and_one_conversation(ann: Phone) -> None:
    await asyncio.gather(*(ann.write(f"line {number}") for number in range(6)))
    assert await lead_count(ann.store) == 1
    assert [m.seq for m in await ann.transcript()] == [1, 2, 3, 4, 5, 6]


async def test_stranger_becomes_a_lead_with_number_country_zone_and_consent(ann: Phone) -> None:
    await ann.write("need a demo")
    talk = await ann.talk()
    async with ann.store.reading() as connection:
        lead = await leads.get(connection, talk.lead_id)
        consent = await consents.of_lead(connection, talk.lead_id)
    assert lead is not None
    assert lead.phone == ANN
    assert lead.source == {
        "conversion": "text message", "country": "US", "state": "Texas", "timezone": "America/Chicago"
    }  # fmt: skip
    assert [(c.channel, c.address, c.state, c.quote) for c in consent] == [("sms", ANN, "granted", "need a demo")]


async def test_number_decides_the_playbook(ann: Phone) -> None:
    both = ann.using(lines={"+442079460000": "retail"})
    await both.post("/twilio/messages", FORM | {"To": "+442079460000", "MessageSid": new_sid()})
    async with ann.store.reading() as connection:
        assert [lead.playbook for lead in (await leads.page(connection)).leads] == ["retail"]


async def test_lead_of_a_form_who_texts_is_the_same_lead(ann: Phone) -> None:
    async with ann.store.transaction() as connection:
        known = await leads.create(connection, PLAYBOOK, NOON, contact={"name": "Ann Lee", "phone": ANN})
    await ann.write("hi, it's me")
    assert (await ann.talk()).lead_id == known


async def test_picture_is_noted_and_answered_politely(ann: Phone) -> None:
    said = await ann.says("", NumMedia="1", MediaContentType0="image/jpeg", MediaUrl0="https://api.twilio.com/x")
    assert [m.text for m in await ann.transcript() if m.sender == "lead"] == ["[picture]"]
    assert len(said) == 1
    assert "can't open" in said[0]
    assert all(word in said[0] for word in ("AI assistant", "Pipewright", "STOP"))
    for _ in range(3):
        await ann.says("", NumMedia="1", MediaContentType0="audio/amr")
    assert len(ann.mock.sent) == 2, "nothing is said again"
    assert len(await ann.says("sorry, we need lead management for 40 reps")) == 1
    async with ann.store.reading() as connection:
        known = await facts.of_lead(connection, (await ann.talk()).lead_id)
    assert "picture" not in "".join(fact.quote for fact in known)


async def test_empty_message_is_acknowledged_and_not_stored(ann: Phone) -> None:
    assert (await ann.write("")).status_code == 200
    assert await lead_count(ann.store) == 0


async def test_burst_is_answered_once_after_it_ends(ann: Phone) -> None:
    for line in ("hi", "saw ur ad", "need lead management for 40 reps"):
        await ann.write(line)
        ann.clock.forward(seconds=1)
    async with ann.store.reading() as connection:
        query = sql("SELECT DISTINCT scheduled_at FROM procrastinate_jobs WHERE task_name = 'turn'")
        due = [row[0] for row in await connection.execute(query)]
    assert [(at - NOON).total_seconds() for at in due] == [5.0], "all of it waits for the last line's pause"
    await ann.work()
    assert len(ann.mock.sent) == 1


async def test_question_ends_the_wait_early(ann: Phone) -> None:
    await ann.write("hi")
    await ann.write("what does it cost?")
    async with ann.store.reading() as connection:
        query = sql("SELECT DISTINCT scheduled_at FROM procrastinate_jobs WHERE task_name = 'turn'")
        due = [row[0] for row in await connection.execute(query)]
    assert [(at - NOON).total_seconds() for at in due] == [1.0]


async def test_last_heard_is_the_newest_text_of_the_number(ann: Phone) -> None:
    await ann.write("hi")
    async with ann.store.reading() as connection:
        assert await addresses.last_heard(connection, "sms", ANN) == NOON
        assert await addresses.last_heard(connection, "whatsapp", ANN) is None


@pytest.mark.parametrize(
    ("code", "status", "what"),
    [(21610, 400, "opted_out"), (20429, 429, "later"), (None, 503, "later"), (30003, 0, "later"), (30008, 0, "later"),
     (30004, 0, "never"), (30005, 0, "never"), (30006, 0, "never"), (30007, 0, "never"), (21211, 400, "never"),
     (21614, 400, "never"), (63016, 400, "never"), (99999, 400, "never"), (21611, 400, "later")],
)  # fmt: skip
def test_errors_are_retried_by_their_class(code: int | None, status: int, what: str) -> None:
    assert meaning_of(code, status).what == what

"""Conversations that we begin by text, other channels, and persons who turn out to be the same."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from agent.playbook import Playbook
from agent.segments import segments_of
from channels.api import ApiDeps, api_router
from channels.inbox import Greeting, accept, open_conversation
from channels.problems import install_problems
from channels.sms_person import Persons
from crm_store import consents, conversations, facts, leads, merges
from crm_store.store import Store
from evals.bench.carrier import LINE
from support_twilio import ANN, NOON, PLAYBOOK, Phone, phone
from web_world import playbooks_that_ship

NIGHT = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
"""Eleven at night in Austin."""
CONSENT = {"sms": True, "text": "I agree to get texts.", "at": "2026-03-03T17:59:00Z"}


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store) as one:
        yield one


async def post_form(ann: Phone, **changes: Any) -> httpx.Response:
    app = FastAPI()
    install_problems(app)
    deps = ApiDeps(ann.store, playbooks_that_ship(), ann.clock, "https://bantam.example", ("key",), ann.texting)
    app.include_router(api_router(deps))
    form = {"playbook": PLAYBOOK, "name": "Ann Lee", "phone": ANN, "consent": CONSENT} | changes
    given = {key: value for key, value in form.items() if value is not None}
    transport, headers = httpx.ASGITransport(app), {"Authorization": "Bearer key"}
    async with httpx.AsyncClient(transport=transport, base_url="http://bantam.test", headers=headers) as client:
        answer = await client.post("/api/leads", json=given)
    await ann.work(later=False)
    return answer


async def test_form_with_consent_is_answered_by_text_at_once(ann: Phone) -> None:
    assert (await post_form(ann)).status_code == 201
    (first,) = ann.mock.bodies(ANN)
    for word in ("Ann", "Wren", "AI assistant", "Pipewright", "because you sent us a form", "STOP", "HELP", "?"):
        assert word in first
    assert segments_of(first).count <= 2
    said = await ann.says("our leads slip through the cracks, we need lead management")
    assert "AI assistant" not in said[0], "nobody is introduced twice"


@pytest.mark.parametrize("consent", [None, {"sms": False}])
async def test_form_without_consent_is_never_texted(ann: Phone, consent: Any) -> None:
    assert (await post_form(ann, consent=consent)).status_code == 201
    assert ann.mock.sent == []


async def test_form_of_somebody_who_opted_out_later_is_not_texted(ann: Phone) -> None:
    await ann.says("STOP")
    await post_form(ann)
    assert len(ann.mock.sent) == 1, "the confirmation of the stop and nothing else"


async def test_first_text_waits_for_the_morning_at_the_lead_s_own_place(ann: Phone) -> None:
    ann.clock.now = NIGHT
    await post_form(ann, consent=CONSENT | {"at": "2026-03-04T04:59:00Z"})
    assert ann.mock.sent == []
    (one,) = await ann.deliveries()
    assert one.next_at == datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
    assert one.reason == "quiet hours in Texas (by their number): waits until Wed 09:00 there, America/Chicago"
    assert (await ann.transcript())[0].delivery_error == one.reason


async def test_reply_goes_out_at_any_hour(ann: Phone) -> None:
    ann.clock.now = NIGHT
    assert len(await ann.says("what do you do?")) == 1


async def test_rep_s_text_at_night_waits_as_well(ann: Phone) -> None:
    from channels.sms_say import say

    await ann.says("what do you do?")
    ann.clock.now = NIGHT
    talk = await ann.talk()
    async with ann.store.transaction() as connection:
        place = await conversations.next_seq(connection, talk.id, NIGHT)
        assert place is not None
        await say(ann.texting, connection, talk.id, place[0], "Hi, Sam here.", place[1], NIGHT, sender="rep")
    await ann.work(later=False)
    assert len(ann.mock.sent) == 1
    assert ann.waits[-1][1] == datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


async def test_same_form_again_does_not_begin_again(ann: Phone) -> None:
    await post_form(ann)
    await post_form(ann)
    assert len(ann.mock.sent) == 1


async def test_message_of_the_form_is_answered_and_counts(ann: Phone) -> None:
    await post_form(ann, message="We need lead management for 40 reps, about 20k a year. I decide.")
    assert len(ann.mock.sent) == 2
    assert "STOP" in ann.mock.sent[0]["body"]
    talk = await ann.talk()
    async with ann.store.reading() as connection:
        known = {fact.slot for fact in await facts.of_lead(connection, talk.lead_id)}
    assert {"need", "budget", "authority"} <= known


def first_texts() -> list[Any]:
    return [pytest.param(book, id=name) for name, book in playbooks_that_ship().items()]


@pytest.mark.parametrize("book", first_texts())
def test_every_playbook_s_first_text_fits_two_segments_and_names_the_way_out(book: Playbook) -> None:
    from agent.dialogue import DialogueState
    from channels.sms_start import FORM, first_words
    from crm_store.leads import Lead

    lead = Lead("ld_1", book.name, "lead", 0, None, None, "Bartholomew Fitzgerald", None, ANN, None, None, {}, None,
                None, NOON, NOON)  # fmt: skip
    first = first_words(book, lead, {}, DialogueState(), FORM)
    assert segments_of(first.text).count <= 2
    assert first.asks == "need"
    assert all(word in first.text for word in (book.business.name, "AI assistant", "STOP", "HELP"))


async def test_web_visitor_who_agrees_goes_on_by_text_with_what_was_said(ann: Phone) -> None:
    opened = await open_conversation(
        ann.store, PLAYBOOK, "web", ann.clock(), greetings=[Greeting("Hi, what brings you here?", "need")]
    )
    for line in ("we need lead management, our leads get lost", f"text me instead, my number is {ANN}"):
        await accept(ann.store, opened.conversation_id, line, None, ann.clock())
        await ann.work()
        ann.clock.forward(seconds=30)
    talk = await ann.talk()
    assert talk.lead_id == opened.lead_id
    async with ann.store.reading() as connection:
        assert await consents.state(connection, "sms", ANN) == "granted"
    (first,) = ann.mock.bodies(ANN)
    assert "because you asked to go on by text" in first
    assert "fix" not in first, "the need is known and not asked for again"


async def test_whatsapp_is_a_channel_of_its_own(ann: Phone) -> None:
    form = {"sender": f"whatsapp:{ANN}", "To": f"whatsapp:{LINE}"}
    assert len(await ann.says("what do you do?", **form)) == 1
    assert (ann.mock.sent[0]["to"], ann.mock.sent[0]["from"]) == (f"whatsapp:{ANN}", f"whatsapp:{LINE}")
    assert (await ann.talk(channel="whatsapp")).address == ANN
    await ann.says("hello")
    async with ann.store.reading() as connection:
        assert len((await leads.page(connection)).leads) == 1, "the same number on two channels is one lead"


@pytest.mark.parametrize("template", [None, "HX" + "b" * 32])
async def test_whatsapp_after_a_day_takes_a_template_only(ann: Phone, template: str | None) -> None:
    from channels.sms_say import say

    wa = ann.using(templates={"*": template} if template else {})
    await wa.says("what do you do?", sender=f"whatsapp:{ANN}", To=f"whatsapp:{LINE}")
    ann.clock.forward(hours=25)
    talk = await ann.talk(channel="whatsapp")
    async with ann.store.transaction() as connection:
        place = await conversations.next_seq(connection, talk.id, ann.clock())
        assert place is not None
        await say(wa.texting, connection, talk.id, place[0], "Still there?", place[1], ann.clock(), sender="rep")
    await wa.work()
    if template is None:
        assert len(ann.mock.sent) == 1
        assert "24 hours" in ((await ann.transcript(channel="whatsapp"))[-1].delivery_error or "")
    else:
        form = ann.mock.sent[1]["form"]
        assert (form["ContentSid"], "Body" in form) == (template, False)
        assert form["ContentVariables"] == '{"1": "there", "2": "Pipewright"}'


async def test_person_met_by_two_numbers_is_one_lead_once_an_email_says_so(ann: Phone) -> None:
    other = "+15125550143"
    await ann.says("we need lead management, write to ann.lee@freight.example")
    ann.clock.forward(hours=1)
    await ann.says("hi, around 20k a year for it", sender=other)
    before = (await ann.talk(other)).lead_id
    await ann.says("my email is ann.lee@freight.example", sender=other)
    first, second = await ann.talk(), await ann.talk(other)
    assert first.lead_id == second.lead_id != before
    async with ann.store.reading() as connection:
        (merge,) = await merges.of_lead(connection, first.lead_id)
        known = {fact.slot for fact in await facts.of_lead(connection, first.lead_id)}
        assert await leads.get(connection, before) is None
    assert (merge.gone_id, merge.known_by) == (before, "email")
    assert {"need", "budget", "email"} <= known

    assert await Persons(ann.texting).undo(merge.id, "sam") == before
    assert await Persons(ann.texting).undo(merge.id, "sam") is None
    assert (await ann.talk()).lead_id == first.lead_id
    assert (await ann.talk(other)).lead_id == before
    async with ann.store.reading() as connection:
        back = await leads.get(connection, before)
        assert "budget" in {fact.slot for fact in await facts.of_lead(connection, before)}
    assert back is not None
    assert back.phone == other


async def test_same_name_alone_joins_nobody(ann: Phone) -> None:
    other = "+15125550143"
    await ann.says("this is Ann Lee, we need lead management")
    await ann.says("this is Ann Lee, we need lead management", sender=other)
    assert (await ann.talk()).lead_id != (await ann.talk(other)).lead_id


async def test_erasing_the_lead_erases_what_was_joined_to_it(ann: Phone) -> None:
    await ann.says("we need lead management, write to ann.lee@freight.example")
    await ann.says("my email is ann.lee@freight.example", sender="+15125550143")
    talk = await ann.talk()
    async with ann.store.transaction() as connection:
        assert len(await merges.of_lead(connection, talk.lead_id)) == 1
        await leads.erase(connection, talk.lead_id)
    async with ann.store.reading() as connection:
        assert await merges.of_lead(connection, talk.lead_id) == []
        assert await conversations.by_address(connection, PLAYBOOK, "sms", "+15125550143") is None

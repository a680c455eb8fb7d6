"""Texts on the lead page: which channel, how many segments, what it cost, why one waits, and floods that a rep ends."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest_asyncio

from channels.console_texts import texts_view
from console_world import csrf_in, logged_in
from crm_store import floods
from crm_store.store import Store
from support_twilio import PLAYBOOK, Phone, phone
from web_world import playbooks_that_ship


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store, flood=5, price=Decimal("0.0079")) as one:
        yield one


async def test_each_text_tells_its_channel_segments_price_and_state(ann: Phone) -> None:
    await ann.says("what does it cost?")
    view = texts_view(await ann.transcript(), await ann.deliveries())
    first, second = await ann.transcript()
    assert view.under[first.id].words == "Text message"
    assert view.under[second.id].words.startswith("Text message · 2 segments (GSM-7) · USD 0.0158 · queued")
    assert (view.sent, view.segments, view.prices) == (1, 2, (("USD", Decimal("0.01580")),))


async def test_lead_page_shows_texts_their_price_and_what_waits(ann: Phone) -> None:
    await ann.says("what does it cost?")
    talk = await ann.talk()
    async with logged_in(ann.store, playbooks_that_ship()[PLAYBOOK], clock=ann.clock) as client:
        page = (await client.get(f"/console/leads/{talk.lead_id}")).text
        assert "1 sent, 2 segments, USD 0.01580" in page
        assert "Text message · 2 segments" in page


async def test_rep_ends_a_flood_from_the_lead_page(ann: Phone) -> None:
    for number in range(8):
        await ann.write(f"message {number}")
    talk = await ann.talk()
    async with logged_in(ann.store, playbooks_that_ship()[PLAYBOOK], clock=ann.clock) as client:
        page = (await client.get(f"/console/leads/{talk.lead_id}")).text
        assert "wrote more than a person does" in page
        async with ann.store.reading() as connection:
            (flood,) = await floods.of_lead(connection, talk.lead_id)
        way = f"/console/leads/{talk.lead_id}/floods/{flood.id}/release"
        assert (await client.post(way, data={"csrf": "wrong"})).status_code == 403
        assert (await client.post(way, data={"csrf": csrf_in(page)})).status_code == 303
        assert "wrote more than a person does" not in (await client.get(f"/console/leads/{talk.lead_id}")).text
    await ann.work()
    assert all(one.answered_by for one in await ann.transcript() if one.sender == "lead")

"""A console with a bit of everything in it: long names, letters that run right to left, empty leads, every end."""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.facts import Fact, MessageEvidence
from agent.frame import Budget, Need, Slot, Text
from agent.playbook import Playbook
from channels import handoff_verdicts
from channels.handoff_life import HandoffLife
from channels.rep_corrections import Correction, correct
from console_world import add_user
from crm_store import (
    activities,
    conversations,
    facts,
    handoffs,
    leads,
    messages,
    notes,
    outcomes,
    rep_queries,
    turns,
    users,
)
from crm_store.jobs import Later
from crm_store.messages import Message
from crm_store.store import Store
from rep_case import NOW, form_fact
from rep_case_store import Seeded, seed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

MINUTE = timedelta(minutes=1)
LONG = "Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh of the Upper Rhine Valley Branch Office"
TALKS: tuple[tuple[dict[str, str], str, float, str, "Sequence[str]"], ...] = (
    (
        {"name": LONG, "company": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "title": "Vice President"},
        "MQL", 52.5, "web",
        ("We need reports.", "What would you use them for?",
         "https://example.com/a/very/long/address/without/any/break/" + "x" * 160),
    ),
    (
        {"name": "ليلى الحداد", "company": "شركة الأفق للتجارة", "email": "layla@horizon.example"},
        "MQL", 41.0, "web",
        ("مرحبا، نبحث عن نظام لإدارة العملاء المحتملين", "Thank you. What budget do you have in mind?",
         "حوالي 20,000 دولار في السنة"),
    ),
    ({"name": "נועה לוי", "company": "אופק בע״מ"}, "lead", 18.0, "sms", ("שלום, כמה זה עולה?",)),
    ({"name": "Bo", "phone": "+15125550142"}, "lead", 4.0, "sms", ("hi 👋👋🏽 u there??",)),
    ({}, "lead", 0.0, "web", ("hello",)),
    ({"email": "jobs@example.com"}, "disqualified", 0.0, "web", ("Are you hiring?", "This is sales, sorry.")),
    ({"name": "Priya Nair", "company": "Kestrel Logistics", "title": "COO"}, "SQL", 88.0, "web",
     ("We want to replace our lead tool by July, 60 seats.", "Who else decides?", "I do.")),
    ({"name": "Tomás Oliveira", "company": "Casa Verde"}, "SQL", 71.0, "sms", ("Call me about the offer please",)),
    ({"name": "Form Only", "company": "Paper & Co", "email": "form@paper.example"}, "lead", 9.0, "form", ()),
)  # fmt: skip


@dataclass(frozen=True)
class Gallery:
    """Whom the tests name: the case that waits, and who looks."""

    case: Seeded
    admin: str
    lead_ids: tuple[str, ...]


async def fill_gallery(store: Store, business: Playbook) -> Gallery:
    """The case of `rep_case` with costs, notes and a correction, offered to a rep; nine leads beside it."""
    case = await seed(store, business)
    admin = await add_user(store)
    sam = await add_user(store, "sam.with.a.long.address@northgate-international.example", "Sam Second")
    await add_user(store, "viv@northgate.example", "")
    lead_ids = []
    async with store.transaction() as connection:
        await users.change(connection, admin, role="admin")
        await _dress(connection, case, admin)
        for number, (contact, stage, score, channel, said) in enumerate(TALKS):
            lead_ids.append(await _talk(connection, business.name, number, contact, stage, score, channel, said))
        for lead_id in lead_ids[:3]:
            await rep_queries.mark_read(connection, admin, lead_id, NOW)
        held = await conversations.of_lead(connection, lead_ids[0])
        await conversations.change(
            connection,
            held[0].id,
            NOW,
            status="with_human",
            holder="rep",
            holder_user=sam,
            held_until=NOW + 60 * MINUTE,
        )
    wrong = Correction(case.lead_id, "company_size", "45 seats", "They said so on the phone", sam, "Sam Second")
    await correct(store, {business.name: business}, "http://test", wrong, NOW)
    await _verdicts(store, lead_ids, admin, sam)
    with contextlib.suppress(Later):  # the handoff waits for its rep
        await HandoffLife(store, {business.name: business}, lambda: NOW, {}).advance(case.handoff_id)
    return Gallery(case, admin, tuple(lead_ids))


async def _dress(connection: "AsyncConnection", case: Seeded, user_id: str) -> None:
    """What a lead gathers in time: turns that cost something, notes, a claim that nothing proves, pages looked at."""
    for number in range(3):
        row = turns.TurnRow(
            f"tu_{number}", case.lead_id, case.conversation_id, {}, NOW, 900.0, 1, 1240, 96, Decimal("0.00184")
        )
        await turns.add(connection, row)
    await notes.add(connection, case.lead_id, user_id, "Met them at the spring fair. They know our CEO.", NOW)
    claim = Fact.model_validate({
        "id": "fc_claim", "slot": "place", "value": Text(text="Boston"), "evidence": (), "at": NOW, "verified": False,
        "reason": "Boston stands nowhere in the message",
    })  # fmt: skip
    await facts.add(connection, case.lead_id, [claim])
    for number in range(3):
        await activities.add(connection, case.lead_id, "price_page", NOW - number * MINUTE, title="Pricing for teams")


async def _talk(
    connection: "AsyncConnection", playbook: str, number: int, contact: dict[str, str], stage: str, score: float,
    channel: str, said: "Sequence[str]",
) -> str:  # fmt: skip
    at = NOW - (number * 37 + 5) * MINUTE
    source = {"utm_source": "newsletter", "utm_campaign": "spring"} if number % 2 else {}
    lead_id = await leads.create(connection, playbook, at, source=source, contact=contact)
    await leads.change(connection, lead_id, at, stage=stage, score=score)
    told: tuple[Slot, ...] = ("name", "company", "title")
    await facts.add(connection, lead_id, [_given(number, slot, contact[slot], at) for slot in told if slot in contact])
    if channel == "form":
        return lead_id
    talk = await conversations.create(connection, lead_id, channel, at, token=f"token {number}")
    for seq, text in enumerate(said, 1):
        sender = "lead" if seq % 2 else "agent"
        message_id = f"ms_g{number}_{seq}"
        await messages.add(connection, Message(message_id, talk, lead_id, seq, sender, text, at + seq * MINUTE))
        if seq == 1:
            await facts.add(connection, lead_id, _need(message_id, text, at), conversation_id=talk)
    await conversations.change(connection, talk, at, last_seq=len(said))
    return lead_id


def _given(number: int, slot: Slot, text: str, at: datetime) -> Fact:
    """What they wrote into a form."""
    return form_fact(slot, Text(text=text), slot, text, at).model_copy(update={"id": f"fc_{slot}_form_{number}"})


def _need(message_id: str, text: str, at: datetime) -> list[Fact]:
    quote = MessageEvidence(message_id=message_id, quote=text, start=0, end=len(text))
    need = {"slot": "need", "value": Need(status="stated", summary=text), "evidence": (quote,), "at": at}
    sum_ = Budget(status="stated", min=20000, max=20000, currency="USD", period="year")
    budget = {"slot": "budget", "value": sum_, "evidence": (quote,), "at": at}
    return [Fact.model_validate({"id": f"fc_{name}_{message_id}", **one}) for name, one in (("n", need), ("b", budget))]


async def _verdicts(store: Store, lead_ids: list[str], admin: str, sam: str) -> None:
    """One accepted and won, one rejected."""
    offered = []
    async with store.transaction() as connection:
        for lead_id in lead_ids[6:8]:
            talk = (await conversations.of_lead(connection, lead_id))[0]
            offered.append((await handoffs.offer(connection, lead_id, talk.id, "sql", "SQL", 80.0, {}, NOW))[0])
    await handoff_verdicts.accept(store, offered[0], admin, NOW)
    await handoff_verdicts.reject(store, offered[1], sam, "bad_timing", NOW, "Call again in autumn")
    async with store.transaction() as connection:
        await outcomes.add(connection, lead_ids[6], "won", NOW, amount=Decimal(12000), currency="USD", recorded_by=sam)

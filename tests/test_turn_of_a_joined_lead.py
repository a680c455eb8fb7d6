"""A lead joined to another one while its turn runs."""

import asyncio

from channels.inbox import accept
from crm_store import conversations, leads
from crm_store.store import Store
from crm_store.tables import messages as messages_table
from support_turns import NOW, Gate, opened, said, turns_of


async def test_lead_joined_to_another_during_a_turn_is_answered_as_the_one_it_is_now(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    await accept(store, chat.conversation_id, "hi", "c1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    async with store.transaction() as connection:
        other = await leads.create(connection, "b2b_saas", NOW)
        await conversations.change(connection, chat.conversation_id, NOW, lead_id=other)
        await connection.execute(messages_table.update().values(lead_id=other))
        assert await leads.erase(connection, chat.lead_id)
    gate.go.set()
    await turn
    assert [snapshot.lead.id for snapshot in gate.seen] == [chat.lead_id, other]
    assert len(await said(store, chat.conversation_id)) == 1

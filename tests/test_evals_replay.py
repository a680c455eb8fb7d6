"""Conversations of the store taken as cases."""

import json

from agent.dialogue import Snapshot, TurnResult
from agent.speak import Emit
from agent.turn import run_turn
from channels import inbox
from crm_store import messages
from crm_store.store import Store
from evals.cases import ConversationCase
from evals.replay import as_lines
from evals.replay_store import replayed
from evals.run import playbooks_of
from service.settings import Settings
from service.wiring import agents_of
from support_turns import NOW, opened, turns_of, until, working

SETTINGS = Settings(bantam_model="embedded")
BOOKS = {book.name: book for book in playbooks_of(SETTINGS).values()}


async def _answer(snapshot: Snapshot, emit: Emit) -> TurnResult:
    return await run_turn(agents_of(SETTINGS)[0], snapshot, BOOKS["b2b_saas"], emit)


async def test_conversation_of_the_store_becomes_a_case_that_names_nobody(store: Store) -> None:
    turns = turns_of(store, _answer)
    place = await opened(store)

    async def replies() -> int:
        async with store.reading() as connection:
            told = await messages.after(connection, place.conversation_id, 0)
        return sum(message.sender == "agent" for message in told)

    async with working(store, turns):
        for number, text in enumerate(("We lose leads, write to dana@quarry.example", "20k a year")):
            before = await replies()
            await inbox.accept(store, place.conversation_id, text, f"p{number}", NOW)

            async def answered(before: int = before) -> bool:
                return await replies() > before

            await until(answered)
    cases = [case async for case in replayed(store, BOOKS, None, 10)]
    assert len(cases) == 1
    case = ConversationCase.model_validate(json.loads(as_lines(cases)))
    assert case.opening == "We lose leads, write to lead100@example.com"
    assert case.answers == {"budget": ["20k a year"]}
    assert case.expect.facts["email"] == "lead100@example.com"
    assert [case async for case in replayed(store, {}, None, 10)] == []

"""A provider that fails in every way: the visitor gets a good reply in the same turn, and the job is done once."""

import asyncio
from typing import Any

import pytest

from agent.calls import Patience
from agent.facts import current
from channels.draft import Draft
from channels.inbox import Greeting, Opened, accept, open_conversation
from crm_store import facts, spending, turns
from crm_store.events import Event
from crm_store.store import Store
from crm_store.turns import TurnRow
from evals.bench.openai_server import Play, ScriptedServer
from service.turns import turns_of
from service.wiring import Bantam
from support_openai import (
    EMBEDDED,
    LONG,
    QUICK,
    READING,
    SPEAKING,
    Script,
    bantam_with,
    deaf_port,
    patience_for,
    serving,
)
from support_turns import NOW, is_idle, said, until, working

TEXT = "we have around 20k a year for it"


async def opened_by(bantam: Bantam) -> Opened:
    greetings = [Greeting("Hello! What could you spend on it?", "budget")]
    return await open_conversation(bantam.store, "b2b_saas", "web", NOW, greetings=greetings)


async def answered(bantam: Bantam, text: str = TEXT) -> tuple[Opened, TurnRow]:
    """One message worked by a real worker: the conversation, and the one turn that was recorded."""
    conversation = await opened_by(bantam)
    async with working(bantam.store, turns_of(bantam)):
        await accept(bantam.store, conversation.conversation_id, text, "c1", NOW)
        await until(lambda: is_idle(bantam.store))
    async with bantam.store.reading() as connection:
        (turn,) = await turns.of_conversation(connection, conversation.conversation_id)
        counts = await bantam.store.jobs.counts(connection)
    assert counts.get("failed", 0) == 0
    assert turn.runs == 1
    return conversation, turn


def outcomes(turn: TurnRow, step: str) -> list[tuple[str, str]]:
    return [(call["model"].partition(":")[0], call["outcome"]) for call in turn.trace["calls"] if call["step"] == step]


async def is_good(bantam: Bantam, conversation: Opened) -> None:
    """One reply that asks one thing, and the budget of the message on record."""
    (reply,) = await said(bantam.store, conversation.conversation_id)
    assert reply.count("?") == 1
    async with bantam.store.reading() as connection:
        known = current(await facts.of_lead(connection, conversation.lead_id))
    assert "20k" in known["budget"].quote


@pytest.mark.parametrize("failure", list(READING))
async def test_reading_that_fails_is_done_by_the_embedded_model_in_the_same_turn(store: Store, failure: str) -> None:
    play, kind = READING[failure]
    async with serving(Script(reads=play)) as server:
        bantam = bantam_with(store, server, patience_for(play))
        conversation, turn = await answered(bantam)
    tries = outcomes(turn, "understand")
    assert tries[0] == ("openai", kind)
    assert tries[-1] == (EMBEDDED, "ok")
    await is_good(bantam, conversation)


@pytest.mark.parametrize("failure", list(SPEAKING))
async def test_speaking_that_fails_is_done_by_the_embedded_model_in_the_same_turn(store: Store, failure: str) -> None:
    play, kind = SPEAKING[failure]
    async with serving(Script(speaks=play)) as server:
        bantam = bantam_with(store, server, patience_for(play))
        conversation, turn = await answered(bantam)
    assert outcomes(turn, "understand") == [("openai", "ok")]
    tries = outcomes(turn, "speak")
    assert tries[0] == ("openai", kind)
    assert tries[-1] == (EMBEDDED, "ok")
    await is_good(bantam, conversation)


@pytest.mark.parametrize(
    "failure", ["429 with a short Retry-After", "500", "arguments cut off", "unknown tool", "no JSON at all"]
)
async def test_failure_that_passes_is_tried_again_and_needs_no_other_model(store: Store, failure: str) -> None:
    play, kind = READING[failure]
    async with serving(Script(reads=play, times=1)) as server:
        _, turn = await answered(bantam_with(store, server))
    assert outcomes(turn, "understand") == [("openai", kind), ("openai", "ok")]


@pytest.mark.parametrize("failure", ["401", "context overflow", "refusal", "429 with a long Retry-After", "silence"])
async def test_failure_that_would_come_again_is_not_tried_again(store: Store, failure: str) -> None:
    play, _ = READING[failure]
    async with serving(Script(reads=play)) as server:
        _, turn = await answered(bantam_with(store, server, patience_for(play)))
    assert [model for model, _ in outcomes(turn, "understand")] == ["openai", EMBEDDED]


async def test_provider_that_cannot_be_reached_costs_no_reply(store: Store) -> None:
    async with serving(Script()) as server:
        pass  # closed again: its port refuses connections
    bantam = bantam_with(store, server)
    conversation, turn = await answered(bantam)
    assert outcomes(turn, "understand") == [("openai", "unreachable"), ("openai", "unreachable"), (EMBEDDED, "ok")]
    assert outcomes(turn, "speak") == [("openai", "ailing"), (EMBEDDED, "ok")]
    await is_good(bantam, conversation)


async def test_provider_that_takes_no_connection_is_left_after_the_time_to_connect(store: Store) -> None:
    with deaf_port() as port:
        bantam = bantam_with(store, ScriptedServer(Script(), port=port), bantam_connect_timeout=0.2)
        conversation, turn = await answered(bantam)
    assert outcomes(turn, "understand") == [("openai", "no_connection"), (EMBEDDED, "ok")]
    assert outcomes(turn, "speak") == [("openai", "ailing"), (EMBEDDED, "ok")]
    await is_good(bantam, conversation)


async def test_provider_that_dies_in_the_middle_of_a_stream_and_refuses_from_then_on_costs_no_reply(
    store: Store,
) -> None:
    async with serving(Script()) as server:
        script: Script = server.script  # type: ignore[assignment]
        script.speaks = Play(text=LONG, cut_after=4, on_first=server.stop_listening)
        bantam = bantam_with(store, server)
        conversation, turn = await answered(bantam)
    assert outcomes(turn, "speak") == [("openai", "broken_stream"), ("openai", "unreachable"), (EMBEDDED, "ok")]
    await is_good(bantam, conversation)


async def test_first_word_that_does_not_come_is_not_waited_for_as_long_as_a_whole_answer(store: Store) -> None:
    async with serving(Script(speaks=Play(is_silent=True))) as server:
        conversation, turn = await answered(bantam_with(store, server, Patience(call=50, first_word=0.2, turn=60)))
        await is_good(bantam_with(store, server), conversation)
    assert outcomes(turn, "speak") == [("openai", "timeout"), (EMBEDDED, "ok")]


async def test_fallback_model_answers_before_the_embedded_one(store: Store) -> None:
    def script(body: dict[str, Any]) -> Play:
        return READING["500"][0] if body["model"] == "scripted" else Script()(body)

    async with serving(script) as server:
        bantam = bantam_with(store, server, bantam_fallback_model="openai:second")
        conversation, turn = await answered(bantam)
    models = [(call["model"], call["outcome"]) for call in turn.trace["calls"]]
    assert ("openai:second", "ok") in models
    assert all(model != EMBEDDED for model, _ in models)
    await is_good(bantam, conversation)


async def test_dead_provider_is_not_waited_for_each_time(store: Store) -> None:
    async with serving(Script(reads=READING["500"][0])) as server:
        bantam = bantam_with(store, server)
        for _ in range(4):
            await bantam.run_turn(await _snapshot(bantam), _unheard)
        assert len(server.asked) == 3  # three failures in a row, and the breaker is open
        _, turn = await answered(bantam)
    assert outcomes(turn, "understand") == [("openai", "breaker_open"), (EMBEDDED, "ok")]


async def test_turn_whose_time_is_used_up_asks_no_more_models(store: Store) -> None:
    async with serving(Script(reads=Play(is_silent=True))) as server:
        bantam = bantam_with(store, server, Patience(call=9, first_word=9, turn=0.5, reading=0.99))
        conversation, turn = await answered(bantam)
    assert outcomes(turn, "understand")[0] == ("openai", "timeout")
    assert turn.ms < 5000
    await is_good(bantam, conversation)


async def test_what_a_broken_stream_said_is_taken_back(store: Store) -> None:
    heard: list[str] = []

    async def emit(text: str) -> None:
        heard.append(text)

    async with serving(Script(speaks=SPEAKING["connection cut in the middle"][0], times=1)) as server:
        bantam = bantam_with(store, server)
        result = await bantam.run_turn(await _snapshot(bantam), emit)
    void = heard.index("")
    assert "".join(heard[:void]).startswith("Thanks,")
    assert result.reply is not None
    assert "".join(heard[void + 1 :]).strip() == result.reply.text


async def test_page_never_shows_what_was_taken_back_beside_what_came_instead(store: Store) -> None:
    async with serving(Script(speaks=SPEAKING["error event in the stream"][0], times=1)) as server:
        bantam = bantam_with(store, server, QUICK)
        conversation = await opened_by(bantam)
        draft, reply = "", None
        async with store.listener.subscribe(conversation.conversation_id) as subscription:
            await accept(store, conversation.conversation_id, TEXT, "c1", NOW)
            await turns_of(bantam).answer(conversation_id=conversation.conversation_id)
            async with asyncio.timeout(10):
                while reply is None:
                    event = await subscription.next(patience=5)
                    assert event is not None
                    draft = (
                        "" if event.kind == "typing" else draft + event.data.get("text", "") * (event.kind == "delta")
                    )
                    if event.kind == "message" and event.data["from"] == "agent":
                        reply = event.data["text"]
    assert reply.startswith(draft.strip())


async def test_page_is_told_to_clear_what_was_taken_back(store: Store) -> None:
    conversation = await open_conversation(store, "b2b_saas", "web", NOW)
    async with store.listener.subscribe(conversation.conversation_id) as page:

        async def shown() -> Event:
            event = await page.next(patience=10)
            assert event is not None
            return event

        async with Draft(store, conversation.conversation_id, is_live=True) as draft:
            await draft.emit("Thanks, ")
            before = [await shown(), await shown()]
            await draft.emit("")
            await draft.emit("Fine. ")
            after = [await shown(), await shown()]
    assert [event.kind for event in (*before, *after)] == ["typing", "delta"] * 2
    assert after[1].data == {"text": "Fine. "}


async def test_every_failure_is_counted_by_model_step_and_kind(store: Store) -> None:
    async with serving(Script(reads=READING["503"][0])) as server:
        await answered(bantam_with(store, server))
    async with store.reading() as connection:
        counted = {(c.model, c.step, c.outcome): c.calls for c in await spending.calls(connection)}
    assert counted["openai:scripted", "understand", "server_error"] == 2
    assert counted[EMBEDDED, "understand", "ok"] == 1


async def _unheard(text: str) -> None:
    return None


async def _snapshot(bantam: Bantam) -> Any:
    from channels.turns import snapshot_of
    from crm_store import snapshots

    conversation = await opened_by(bantam)
    await accept(bantam.store, conversation.conversation_id, TEXT, "c1", NOW)
    async with bantam.store.reading() as connection:
        loaded = await snapshots.load(connection, conversation.conversation_id)
    assert loaded is not None
    zone = bantam.playbooks["b2b_saas"].business.zone
    return snapshot_of(loaded, conversation.conversation_id, NOW, zone)

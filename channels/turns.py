"""The durable turn: load one snapshot, let the agent decide, see that the world stood still, commit everything at once.

It may run any number of times, on any worker, and be killed anywhere: a message is answered by one commit, or not yet.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Literal, cast

from agent.dialogue import DialogueState, LeadView, Snapshot, TurnResult
from agent.frame import TEXTED, Channel
from channels.business import Business
from channels.draft import Draft
from channels.effects import Effects, write
from crm_store import conversations, messages, snapshots
from crm_store.conversations import Standing
from crm_store.ids import new_id
from crm_store.snapshots import Loaded

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

RunTurn = Callable[[Snapshot, Callable[[str], Awaitable[None]]], Awaitable[TurnResult]]
Verdict = Literal["speak", "overheard", "again", "gone"]
HEARD = ("declined", "not_interested", "wants", "open_questions")
"""What a turn learns from listening alone."""
MOST_RUNS = 4
"""How often a turn starts over because the lead wrote more; the last run answers what it has read."""


class Unsettled(Exception):
    """The conversation changed under every run; the job tries again."""


@dataclass(frozen=True)
class Turns:
    """The handler of the job `turn`, wired with what it needs."""

    store: "Store"
    run_turn: RunTurn
    """The agent: a snapshot in, a result out; the second argument takes the words as they come."""
    business: Callable[[str], Business]
    """By the playbook's name."""
    now: Callable[[], datetime]
    senders: Mapping[str, str] = field(default_factory=dict)
    """Channel -> name of the job that delivers a message (`message_id`) there. The web needs none."""
    kept: set[str] = field(default_factory=set)
    """Hashes of policies that a commit of ours has stored: they need not be sent again."""

    async def answer(self, conversation_id: str) -> None:
        """Answer whatever is unread, in one message. Where nothing is, nothing happens."""
        started = time.perf_counter()
        for run in range(1, MOST_RUNS + 1):
            async with self.store.reading() as connection:
                loaded = await snapshots.load(connection, conversation_id)
            if loaded is None or not loaded.unread:
                return
            business = self.business(loaded.playbook)
            snapshot = snapshot_of(loaded, conversation_id, self.now(), business.timezone)
            async with Draft(self.store, conversation_id, is_live=loaded.channel not in TEXTED) as draft:
                result = await self.run_turn(snapshot, draft.emit)
            if await self._commit(loaded, snapshot, result, business, started, run):
                return
        raise Unsettled(f"{conversation_id} changed under each of {MOST_RUNS} runs")

    async def _commit(
        self, loaded: Loaded, snapshot: Snapshot, result: TurnResult, business: Business, started: float, run: int
    ) -> bool:
        """False where the turn must run again: then nothing was stored and nothing was said."""
        async with self.store.transaction() as connection:
            standing = await conversations.lock(connection, snapshot.conversation_id)
            if standing is None:
                return True  # erased meanwhile
            verdict = await _verdict(connection, loaded, standing, snapshot.conversation_id, run)
            if verdict == "again":
                return False
            if verdict == "overheard":
                result = overheard(DialogueState.model_validate(standing.state), result)
            effects = Effects(
                snapshot, result, standing, loaded.address, business, self.senders, self.kept, started, run
            )
            await write(connection, self.store.jobs, effects)
        if result.assessment is not None:
            self.kept.add(result.assessment.policy_hash)
        return True


async def _verdict(
    connection: "AsyncConnection", loaded: Loaded, standing: Standing, conversation_id: str, run: int
) -> Verdict:
    wrote_more = False
    if standing.last_seq > loaded.last_seq and run < MOST_RUNS:
        wrote_more = await messages.unread_after(connection, conversation_id, loaded.last_seq)
    return verdict_on(loaded, standing, wrote_more=wrote_more)


def verdict_on(loaded: Loaded, standing: Standing, *, wrote_more: bool) -> Verdict:
    """What to do with a result whose conversation stood as `loaded` when it was read, and stands as `standing` now."""
    if standing.last_turn != loaded.last_turn:
        return "again"  # another worker answered: this one was taken for dead
    if standing.lead_id != loaded.lead_id:
        return "again"  # the lead was joined to the one it was before
    if wrote_more or (standing.opted_out and not loaded.opted_out):
        return "again"
    if standing.holder == "rep" and loaded.holder != "rep":
        return "overheard"
    if standing.state != loaded.state:
        return "again"  # a rep gave the conversation back or corrected a fact: what was decided rests on old ground
    if standing.holder == "rep":
        return "overheard"  # whatever the agent makes of it, a person talks
    return "speak"


def overheard(base: DialogueState, result: TurnResult) -> TurnResult:
    """A rep took over meanwhile: what the lead said counts, what the agent would have said was never said.

    `base`: what the conversation remembers since the rep has it.
    """
    heard = {name: getattr(result.state, name) for name in HEARD}
    trace = result.trace
    if result.reply is not None:
        trace = trace.model_copy(update={"silent_because": "a person took over while it was written"})
    state = base.model_copy(update=heard)
    return result.model_copy(update={"reply": None, "handoff": None, "state": state, "trace": trace})


def snapshot_of(loaded: Loaded, conversation_id: str, now: datetime, timezone: tzinfo) -> Snapshot:
    """The frozen snapshot of a turn about to run, under a turn id of its own."""
    lead = LeadView(
        id=loaded.lead_id,
        playbook=loaded.playbook,
        opted_out=loaded.opted_out,
        source=loaded.source,
        phone_known=loaded.channel in TEXTED,
    )
    return Snapshot.model_validate(
        {
            "turn_id": new_id("tn"),
            "conversation_id": conversation_id,
            "channel": cast(Channel, loaded.channel),
            "lead": lead,
            "held_by_rep": loaded.holder == "rep",
            "history": loaded.history,
            "heard": loaded.heard,
            "activities": loaded.activities,
            "recent": loaded.recent,
            "unread": loaded.unread,
            "state": DialogueState.model_validate(loaded.state),
            "now": now,
            "is_new_channel": loaded.is_new_channel,
            "today": now.astimezone(timezone).date(),
        }
    )

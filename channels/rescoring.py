"""Scoring a lead again outside a turn: after a form, an activity, a correction. The same scorer, kept the same way."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.assessment import Assessment
from agent.facts import Fact, current
from agent.playbook import Playbook
from agent.scoring import assess
from channels import lead_file
from channels import notices as notice_jobs
from channels.business import targets_of
from channels.effects import HANDOFF
from channels.handoff_follow import Change, follow, lines_since
from channels.lead_file import LeadFile
from crm_store import assessments, events, handoffs, leads, notices
from crm_store.errors import NotFound
from crm_store.events import Event
from crm_store.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

CONTACT = ("name", "email", "phone", "company", "title")


@dataclass(frozen=True)
class Rescoring:
    """What scoring a lead again needs."""

    store: "Store"
    playbook: Playbook
    public_url: str

    async def rescore(
        self, connection: "AsyncConnection", lead_id: str, now: datetime, change: Change | None = None
    ) -> Assessment:
        """Score by what the store holds in this transaction; hand the lead over where this makes it an SQL.

        What was handed over before follows, and its rep is told of the `change`. Raises NotFound where there is no
        such lead.
        """
        file = await lead_file.load(connection, lead_id)
        if file is None:
            raise NotFound("There is no such lead.")
        inputs = lead_file.inputs_for(file, now)
        assessment, policy = assess(inputs, self.playbook.policy), self.playbook.policy
        given = assessment.model_dump(mode="json")
        await assessments.keep_policy(connection, policy.hash, self.playbook.name, policy.model_dump(mode="json"), now)
        await assessments.add(connection, lead_id, given, inputs.model_dump(mode="json"), now)
        marks = {name: given[name] for name in ("stage", "score", "value_band")}
        await leads.change(connection, lead_id, now, **lead_columns(file.history), **marks)
        about = {"lead_id": lead_id, **marks}
        conversation = file.conversation()
        await events.publish(connection, Event(conversation.id if conversation else "", "lead", about))
        await self._follow(connection, file, assessment, change, now)
        await self._hand_over(connection, file, assessment, now)
        return assessment

    async def _follow(
        self, connection: "AsyncConnection", file: LeadFile, scored: Assessment, change: Change | None, now: datetime
    ) -> None:
        if not any(one.status in handoffs.OPEN for one in file.handoffs):
            return
        why = change.why if change is not None else "The lead was scored again"
        cause, by = (change.cause, change.by) if change is not None else (new_id("ch"), "agent")
        told = Change(by, f"{why}: {scored.reason}", lines_since(file.history, {cause}), cause)
        await follow(self.store, connection, file.lead.id, scored, told, now)

    async def _hand_over(
        self, connection: "AsyncConnection", file: LeadFile, assessment: Assessment, now: datetime
    ) -> None:
        """Once: a lead that people have had before is not offered again, nor one that nobody may write to."""
        conversation = file.conversation()
        had = any(one.status != "withdrawn" for one in file.handoffs)
        if assessment.stage != "SQL" or conversation is None or had or not _may_be_reached(file):
            return
        link = lead_file.console_link(self.public_url, file.lead.id)
        scored = LeadFile(**{**vars(file), "assessment": assessment})
        summary = lead_file.summary_of(scored, self.playbook, "sql", link, now, conversation.id)
        handoff_id, is_new = await handoffs.offer(
            connection, file.lead.id, conversation.id, "sql", assessment.stage, assessment.score,
            summary.model_dump(mode="json"), now,
        )  # fmt: skip
        for kind, target in targets_of(self.playbook, "sql") if is_new else ():
            notice_id = await notices.add(connection, handoff_id, kind, target, now)
            if notice_id is not None:
                await notice_jobs.enqueue(self.store, connection, notice_id)
        if is_new:
            await self.store.jobs.enqueue(connection, HANDOFF, {"handoff_id": handoff_id})
        about = {"id": handoff_id, "lead_id": file.lead.id, "reason": "sql", "status": "offered", "new": is_new}
        await events.publish(connection, Event(conversation.id, "handoff", about))


def _may_be_reached(file: LeadFile) -> bool:
    known = current(file.history)
    return bool({"email", "phone"} & set(known)) and not any(one.opted_out for one in file.conversations)


def lead_columns(history: tuple[Fact, ...]) -> dict[str, Any]:
    """What lists show and look up of a lead; the facts stay the truth."""
    words = {fact.slot: getattr(fact.value, "text", None) for fact in current(history).values()}
    return {slot: words[slot] for slot in CONTACT if slot in words}

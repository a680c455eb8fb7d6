"""One person, one lead: leads that name the same email or phone are joined once that is known. Never by name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.facts import current
from channels.rescoring import Rescoring
from channels.sms import Texting
from crm_store import api_queries, audit, events, facts, leads, merges
from crm_store.events import Event

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Persons:
    """The handler of the job, and its undoing."""

    texting: Texting

    async def join(self, lead_id: str) -> None:
        """Join the lead with those of the same verified email or phone; the oldest stays."""
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            lead = await leads.get(connection, lead_id)
            if lead is None or lead.playbook not in self.texting.playbooks:
                return
            email, phone = await self._contact(connection, lead_id)
            await api_queries.lock_contacts(connection, lead.playbook, [one for one in (email, phone) if one])
            others = await merges.same_person(connection, lead_id, lead.playbook, email, phone)
            if not others:
                return
            by_age = await self._by_age(connection, [lead_id, *(other for other, _ in others)])
            kept = by_age[0]
            known_by = dict(others)
            for gone in by_age[1:]:
                by = known_by.get(gone) or next(iter(known_by.values()))
                merge_id = await merges.join(connection, kept, gone, by, now)
                if merge_id is not None:
                    about = {"merge": merge_id, "gone": gone, "known_by": by}
                    await audit.record(connection, "agent", "leads joined", now, lead_id=kept, **about)
                    await events.publish(connection, Event("", "lead", {"lead_id": gone, "merged_into": kept}))
            await self._rescore(connection, kept)

    async def undo(self, merge_id: str, by: str) -> str | None:
        """Part what was joined by mistake; the id of the lead that is back, None where there is nothing to undo."""
        now = self.texting.now()
        async with self.texting.store.transaction() as connection:
            merge = await merges.get(connection, merge_id)
            back = await merges.undo(connection, merge_id, now)
            if merge is None or back is None:
                return None
            await audit.record(connection, by, "leads parted", now, lead_id=merge.lead_id, merge=merge_id, back=back)
            for one in (merge.lead_id, back):
                await self._rescore(connection, one)
            return back

    async def _contact(self, connection: "AsyncConnection", lead_id: str) -> tuple[str | None, str | None]:
        """Only what the lead's own words, or a number they wrote from, prove."""
        lead = await leads.get(connection, lead_id)
        known = current(await facts.of_lead(connection, lead_id))
        email, phone = (getattr(known[slot].value, "text", None) if slot in known else None
                        for slot in ("email", "phone"))  # fmt: skip
        return email, phone or (None if lead is None else lead.phone)

    async def _by_age(self, connection: "AsyncConnection", ids: list[str]) -> list[str]:
        found = [await leads.get(connection, one) for one in ids]
        return [lead.id for lead in sorted((one for one in found if one), key=lambda lead: (lead.created_at, lead.id))]

    async def _rescore(self, connection: "AsyncConnection", lead_id: str) -> None:
        lead = await leads.get(connection, lead_id)
        if lead is not None:
            playbook = self.texting.playbooks[lead.playbook]
            rescoring = Rescoring(self.texting.store, playbook, self.texting.public_url)
            await rescoring.rescore(connection, lead_id, self.texting.now())

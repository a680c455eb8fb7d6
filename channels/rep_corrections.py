"""A rep corrects a fact: kept with who and when, the lead scored again, and its handoff withdrawn or upgraded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from agent.assessment import Assessment
from agent.dialogue import DialogueState
from agent.facts import Fact, RepEvidence, current
from agent.frame import Asked, Authority, Need, ReadingContext, Slot, SlotValue, Text, value_of
from agent.playbook import Playbook
from agent.reading.reader import read
from agent.returning import corrected
from channels.handoff_follow import Change
from channels.rescoring import Rescoring
from crm_store import audit, conversations, facts, leads, leases
from crm_store.errors import NotFound, StoreError
from crm_store.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

HINTS: Mapping[Slot, str] = {
    "need": "what they want, in a few words, or: none",
    "budget": "30,000 USD a year, up to 2k a month, none",
    "timeline": "by the end of June, in 3 months, no date",
    "authority": "decision maker, shared, influencer, none",
    "company_size": "40 employees, 25 seats",
    "guests": "120 guests",
    "place": "Austin, Texas",
    "name": "Dana Reyes",
    "company": "Brightloom",
    "title": "VP Sales",
    "email": "dana@brightloom.example",
    "phone": "+1 512 555 0100",
}
"""What a rep can correct, and how it is written."""
_ROLES = {
    "decision maker": "decision_maker", "decides": "decision_maker", "sole": "decision_maker", "shared": "shared",
    "with others": "shared", "influencer": "influencer", "recommends": "influencer", "none": "none", "no": "none",
}  # fmt: skip
_NONE: Mapping[Slot, dict[str, Any]] = {
    "need": {"status": "none"}, "budget": {"status": "none"}, "timeline": {"status": "none"},
}  # fmt: skip
_PLAIN = ("place", "name", "company", "title")
_NOTHING = re.compile(r"(?:none|no|nothing|no (?:budget|date|need|timeline))\.?", re.I)


class Unreadable(StoreError):
    """The words are no value of that kind."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a rep says of a lead. `words`: the value as they wrote it; `why`: how they know."""

    lead_id: str
    slot: str
    words: str
    why: str
    user_id: str
    user: str


async def correct(
    store: "Store", playbooks: Mapping[str, Playbook], public_url: str, wanted: Correction, now: datetime
) -> Assessment:
    """Keep it and score again. Raises Unreadable, or NotFound where there is no such lead."""
    async with store.transaction() as connection:
        lead = await leads.get(connection, wanted.lead_id)
        playbook = playbooks.get(lead.playbook) if lead is not None else None
        if lead is None or playbook is None:
            raise NotFound("There is no such lead.")
        await _hold_still(connection, lead.id, now)
        value = value_in(wanted.slot, wanted.words, playbook, now)
        slot = cast(Slot, wanted.slot)
        old = current(await facts.of_lead(connection, lead.id)).get(slot)
        fact = _fact(wanted, slot, value, old, now)
        await facts.add(connection, lead.id, [fact])
        await audit.record(
            connection, wanted.user_id, "fact corrected", now,
            lead_id=lead.id, slot=slot, words=wanted.words, why=wanted.why,
        )  # fmt: skip
        change = Change(wanted.user_id, _why(wanted), cause=fact.id)
        return await Rescoring(store, playbook, public_url).rescore(connection, lead.id, now, change)


def _why(wanted: Correction) -> str:
    said = f" ({wanted.why.strip()[:120]})" if wanted.why.strip() else ""
    return f"{wanted.user} corrected {wanted.slot.replace('_', ' ')} to “{wanted.words.strip()[:120]}”{said}"


async def _hold_still(connection: "AsyncConnection", lead_id: str, now: datetime) -> None:
    """A turn under way sees that the ground has moved, and runs again."""
    for one in await conversations.of_lead(connection, lead_id):
        lease = await leases.lock(connection, one.id)
        if lease is not None:
            state = corrected(DialogueState.model_validate(lease.state)).model_dump(mode="json")
            await conversations.change(connection, one.id, now, state=state)


def value_in(slot: str, words: str, playbook: Playbook, now: datetime) -> SlotValue:
    """The value that the words say, read by the same rules as a lead's. Raises Unreadable."""
    text = " ".join(words.split())
    if slot not in HINTS or not text:
        raise Unreadable("Nothing to correct.", "Choose a fact and write its value.")
    named = cast(Slot, slot)
    if named in _NONE and _NOTHING.fullmatch(text):
        return value_of(named, _NONE[named])
    if named in _PLAIN:
        return Text(text=text[:300])
    if named == "need":
        return Need(status="stated", summary=text)
    if named == "authority" and text.casefold() in _ROLES:
        return Authority.model_validate({"role": _ROLES[text.casefold()]})
    claim = read(text, _context(named, playbook, now)).get(named)
    if claim is None:
        raise Unreadable(f"“{text[:80]}” could not be read.", f"Write it like: {HINTS[named]}")
    try:
        return value_of(named, claim.value)
    except ValidationError as error:
        raise Unreadable(f"“{text[:80]}” could not be read.", f"Write it like: {HINTS[named]}") from error


def _context(slot: Slot, playbook: Playbook, now: datetime) -> ReadingContext:
    asked = "contact" if slot in ("email", "phone") else slot
    business = playbook.business
    return ReadingContext(
        today=now.astimezone(business.zone).date(),
        country=business.country,
        currency=business.currency,
        vertical=playbook.vertical,
        asked=cast(Asked, asked),
    )


def _fact(wanted: Correction, slot: Slot, value: SlotValue, old: Fact | None, now: datetime) -> Fact:
    said = f"{wanted.words.strip()} ({wanted.why.strip()})" if wanted.why.strip() else wanted.words.strip()
    evidence = RepEvidence(user=wanted.user, quote=said[:600], at=now)
    return Fact(
        id=new_id("fc"), slot=slot, value=value, evidence=(evidence,), at=now, supersedes=old.id if old else None
    )

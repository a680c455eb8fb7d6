"""Takes the store's conversations as anonymised cases."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from agent.facts import current
from agent.frame import Text
from agent.playbook import Playbook
from crm_store import assessments, conversations, facts, handoffs, leads, messages
from crm_store.store import Store
from evals.replay import case_of, mask_of
from evals.simulate import as_frame

_CHANNELS = {"sms": "sms", "whatsapp": "sms", "web": "web"}


async def replayed(
    store: Store, playbooks: dict[str, Playbook], since: datetime | None, limit: int
) -> AsyncIterator[dict[str, Any]]:
    """The first conversation of each lead, newest leads first, `limit` cases at most. `playbooks` by name."""
    cursor, number = None, 0
    while number < limit:
        async with store.reading() as connection:
            page = await leads.page(connection, since=since, cursor=cursor, limit=50)
        for lead in page.leads:
            case = await _case(store, lead.id, lead.playbook, playbooks, number + 1)
            if case is not None and number < limit:
                number += 1
                yield case
        cursor = page.next
        if cursor is None:
            return


async def _case(
    store: Store, lead_id: str, name: str, playbooks: dict[str, Playbook], number: int
) -> dict[str, Any] | None:
    """None for a lead that never wrote, or whose playbook is gone."""
    playbook = playbooks.get(name)
    async with store.reading() as connection:
        talks = await conversations.of_lead(connection, lead_id)
        if not talks or playbook is None:
            return None
        told = await messages.after(connection, talks[-1].id, 0)
        history = await facts.of_lead(connection, lead_id)
        verdict = await assessments.latest(connection, lead_id)
        offered = await handoffs.of_lead(connection, lead_id)
        heard = await facts.heard_of(connection, lead_id)
    said: list[tuple[str | None, str]] = []
    asks: str | None = None
    for message in told:
        if message.sender == "lead":
            said.append((asks, message.text))
        elif message.sender == "agent":
            asks = message.asks
    if not said or verdict is None:
        return None
    known = current(history)
    texts = [(slot, fact.value.text) for slot, fact in known.items() if isinstance(fact.value, Text)]
    head = {
        "channel": _CHANNELS.get(talks[-1].channel, "web"), "vertical": playbook.vertical,
        "today": told[0].at.astimezone(playbook.business.zone).date().isoformat(),
        "country": playbook.business.country, "currency": playbook.business.currency,
    }  # fmt: skip
    end = {
        "facts": as_frame(dict(known)), "stage": verdict.result["stage"],
        "handoff": any(handoff.reason != "support" for handoff in offered),
        "opted_out": any(signal.signal == "opt_out" for signal in heard),
    }  # fmt: skip
    return case_of(number, head, said, end, mask_of(texts))

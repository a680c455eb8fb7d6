"""Verdicts: what the policy believed, what reps found, what was won of it; the same figures on the page and by API."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from api_world import program
from console_world import logged_in
from crm_store import assessments, conversations, handoffs, leads, outcomes, rep_queries
from crm_store.rep_queries import Tally
from crm_store.store import Store
from rep_case import NOW, assessed, history, playbook

ALL = {"need": True, "budget": True, "authority": True, "timeline": True}


@dataclass(frozen=True)
class Lead:
    """One handoff for SQL: where its lead came from, the gates that were believed open, and the verdict on it."""

    source: str
    verdict: str
    """accepted, or the reason of the rejection; empty: nobody has decided yet."""
    gates: dict[str, bool]
    outcome: tuple[str, int | None, str] | None = None
    playbook: str = "northgate"
    decided: datetime = NOW


CASES = (
    Lead("google", "accepted", ALL, ("won", 12_000, "USD")),
    Lead("google", "accepted", ALL, ("won", 8_000, "EUR")),
    Lead("google", "no_budget", ALL, ("lost", None, "USD")),
    Lead("google", "bad_timing", ALL),
    Lead("bing", "accepted", ALL | {"budget": False}, ("won", 3_000, "USD")),
    Lead("bing", "spam", ALL | {"authority": False}, playbook="retail"),
    Lead("bing", "", ALL),
    Lead("bing", "no_need", ALL, decided=NOW - timedelta(days=40)),
)


async def _store(store: Store, one: Lead, number: int) -> None:
    business = playbook()
    believed = assessed(history(), business).model_dump(mode="json") | {"gates": one.gates}
    async with store.transaction() as connection:
        policy = business.policy
        await assessments.keep_policy(connection, policy.hash, business.name, policy.model_dump(mode="json"), NOW)
        early = one.decided - timedelta(days=1)
        lead_id = await leads.create(connection, one.playbook, early, source={"utm_source": one.source}, contact={})
        talk = await conversations.create(connection, lead_id, "web", early, token=f"token {number}")
        await assessments.add(connection, lead_id, believed, {}, early)
        handoff_id, _ = await handoffs.offer(connection, lead_id, talk, "sql", "SQL", 80, {}, early)
        after = believed | {"gates": dict.fromkeys(ALL, False)}  # what was found out later changes no verdict
        await assessments.add(connection, lead_id, after, {}, one.decided)
        if one.verdict == "accepted":
            await handoffs.accept(connection, handoff_id, "us_1", one.decided)
        elif one.verdict:
            await handoffs.reject(connection, handoff_id, "us_1", one.verdict, one.decided)
        if one.outcome is not None:
            result: Any = one.outcome[0]
            await outcomes.add(connection, lead_id, "lost", early)  # an earlier word that the newer one replaces
            amount = None if one.outcome[1] is None else Decimal(one.outcome[1])
            await outcomes.add(connection, lead_id, result, one.decided, amount=amount, currency=one.outcome[2])


async def _all(store: Store) -> None:
    for number, one in enumerate(CASES):
        await _store(store, one, number)


def _figures(tallies: list[Tally]) -> dict[str, tuple[Any, ...]]:
    return {one.name: (one.decided, one.held, one.precision, one.won, one.lost, dict(one.amounts)) for one in tallies}


USD, EUR = Decimal(12_000), Decimal(8_000)


async def test_precision_per_criterion_is_of_what_was_believed_when_the_lead_was_handed_over(store: Store) -> None:
    await _all(store)
    async with store.reading() as connection:
        found = _figures(await rep_queries.verdicts_by_criterion(connection, NOW - timedelta(days=30)))
    assert found == {
        "budget": (5, 4, 80.0, 2, 1, {"EUR": EUR, "USD": USD}),
        "authority": (5, 5, 100.0, 3, 1, {"EUR": EUR, "USD": USD + 3000}),
        "need": (6, 6, 100.0, 3, 1, {"EUR": EUR, "USD": USD + 3000}),
        "timeline": (6, 5, 83.3, 3, 1, {"EUR": EUR, "USD": USD + 3000}),
    }


async def test_precision_per_playbook_and_source(store: Store) -> None:
    await _all(store)
    async with store.reading() as connection:
        since = NOW - timedelta(days=30)
        books = _figures(await rep_queries.verdicts_by(connection, "playbook", since))
        sources = _figures(await rep_queries.verdicts_by(connection, "source", since))
        reasons = dict(await rep_queries.reasons(connection, since))
    assert books == {
        "northgate": (5, 3, 60.0, 3, 1, {"EUR": EUR, "USD": USD + 3000}), "retail": (1, 0, 0.0, 0, 0, {}),
    }  # fmt: skip
    assert sources == {
        "google": (4, 2, 50.0, 2, 1, {"EUR": EUR, "USD": USD}), "bing": (2, 1, 50.0, 1, 0, {"USD": Decimal(3000)}),
    }  # fmt: skip
    assert reasons == {"no_budget": 1, "bad_timing": 1, "spam": 1}


async def test_lead_that_was_handed_over_twice_is_won_once(store: Store) -> None:
    await _store(store, CASES[0], 0)
    async with store.transaction() as connection:
        (first,) = await handoffs.page(connection)
        again, _ = await handoffs.offer(connection, first.lead_id, first.conversation_id, "sql", "SQL", 70, {}, NOW)
        await handoffs.reject(connection, again, "us_1", "duplicate", NOW)
    async with store.reading() as connection:
        (source,) = await rep_queries.verdicts_by(connection, "source", NOW - timedelta(days=1))
    assert (source.decided, source.held, source.won, source.amounts) == (2, 1, 1, (("USD", USD),))


@pytest.mark.parametrize(("days", "decided"), [(30, 6), (90, 7)])
async def test_api_tells_the_same_figures(store: Store, days: int, decided: int) -> None:
    await _all(store)
    async with program(store) as client:
        answer = (await client.get(f"/api/verdicts?days={days}")).json()
    async with program(store, key="none") as stranger:
        assert (await stranger.get("/api/verdicts")).status_code == 401
    assert sum(one["decided"] for one in answer["playbooks"]) == decided
    google = next(one for one in answer["sources"] if one["name"] == "google")
    assert google == {
        "name": "google", "decided": 4, "held": 2, "precision": 50.0, "won": 2, "lost": 1,
        "amounts": {"USD": 12000.0, "EUR": 8000.0},
    }  # fmt: skip


async def test_page_shows_precision_and_what_was_won(store: Store) -> None:
    await _all(store)
    async with logged_in(store, playbook()) as client:
        page = (await client.get("/console/verdicts?days=30")).text
    for words in ("83.3 %", "8,000 EUR, 12,000 USD", "No budget: 1", "Google"):
        assert words in page, words

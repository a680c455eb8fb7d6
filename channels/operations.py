"""For whoever runs Bantam: is it alive, is it ready, and what goes on in it (Prometheus)."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from fastapi import APIRouter, Response

from channels.problems import Problem
from crm_store import api_queries, notice_claims, spending
from crm_store.errors import explain

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from crm_store.store import Store

PATIENCE = 3.0
"""Seconds in which the database must answer a readiness probe."""
FIGURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "leads": ("Leads by playbook and stage.", ("playbook", "stage")),
    "conversations": ("Conversations by channel and status.", ("channel", "status")),
    "messages": ("Messages by who sent them.", ("sender",)),
    "handoffs": ("Handoffs by reason and status.", ("reason", "status")),
    "turns": ("Turns that were committed.", ()),
    "tokens": ("Tokens that models read and wrote.", ()),
    "model_calls": ("Model calls by model, step and outcome.", ("model", "step", "outcome")),
    "model_tokens": ("Tokens by model and kind: read, cached (of those read), written.", ("model", "kind")),
    "cost_dollars": ("US dollars that models cost, where their price is known.", ()),
    "cost_per_lead_dollars": ("US dollars for each lead that was talked with.", ()),
    "cost_per_qualified_lead_dollars": ("US dollars for each lead that was handed over as qualified.", ()),
    "notices": ("Notices of handoffs by kind and status.", ("kind", "status")),
    "jobs": ("Jobs in the queue by task and status.", ("task", "status")),
}
"""Every metric is `bantam_<name>`: what it counts, and its labels."""


class NotReady(Problem):
    status: ClassVar[int] = 503
    slug: ClassVar[str] = "not-ready"
    title: ClassVar[str] = "Not ready"


@dataclass(frozen=True)
class OperationsDeps:
    """What watching needs."""

    store: "Store"


def operations_router(deps: OperationsDeps) -> APIRouter:
    """No key: a probe has none, and nothing here is personal."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", summary="Alive")
    async def alive() -> dict[str, str]:
        """This process answers. It says nothing of the database: a restart would not mend that."""
        return {"status": "ok"}

    @router.get("/readyz", summary="Ready")
    async def ready() -> dict[str, str]:
        """Database and jobs can be reached."""
        try:
            async with asyncio.timeout(PATIENCE), deps.store.reading() as connection:
                await api_queries.is_ready(connection)
        except Exception as error:
            known = explain(error)
            if known is None and not isinstance(error, TimeoutError):
                raise
            detail = str(known) if known else f"The database did not answer within {PATIENCE:g} s."
            raise NotReady(_without_address(detail), headers={"Retry-After": "5"}) from error
        return {"status": "ok"}

    @router.get("/metrics", summary="Metrics", response_class=Response)
    async def metrics() -> Response:
        """In the text format of Prometheus. Counted when asked, so every process of one database tells the same."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        registry = await _registry(deps.store)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def _without_address(words: str) -> str:
    """The first sentence: drivers add addresses and user names, which are nobody's business here."""
    return words.partition(":")[0].rstrip(".") + "."


async def _registry(store: "Store") -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry, Gauge

    async with store.reading() as connection:
        counted = await api_queries.figures(connection)
        counted["notices"] = {key: float(count) for key, count in (await notice_claims.by_status(connection)).items()}
        counted |= await spending.figures(connection)
    registry = CollectorRegistry()
    for name, (words, labels) in FIGURES.items():
        gauge = Gauge(f"bantam_{name}", words, labels, registry=registry)
        for values, count in counted[name].items():
            (gauge.labels(*values) if labels else gauge).set(count)
    return registry

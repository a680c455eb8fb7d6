"""One wiring function: server, worker, CLI, evaluations and tests all build Bantam here. Nothing connects at import."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from agent.calls import Endurance, Patience
from agent.dialogue import Snapshot, TurnResult
from agent.knowledge import lookup
from agent.models import EMBEDDED, Access, chat_model, provider_of
from agent.playbook import Playbook
from agent.playbook_file import load_all
from agent.prices import PriceList
from agent.spans import span
from agent.speak import Emit
from agent.turn import Agent, run_turn
from channels.staff import people_of
from crm_store.jobs import JobOptions
from crm_store.store import Store, open_store
from prompts import HOME
from service.settings import Settings
from service.spend import MonthlySpend
from service.tracing import start_tracing
from tools.record import RECORD_ANSWERS, RECORD_ANSWERS_SCHEMA


@dataclass(frozen=True)
class Bantam:
    """The application: its settings, its playbooks, its store, and the agents that answer."""

    settings: Settings
    playbooks: dict[str, Playbook]
    store: Store
    agents: tuple[Agent, ...]
    """The chosen model's agent, then the ones to fall back on. Never empty."""
    now: Callable[[], datetime]
    spend: MonthlySpend

    @cached_property
    def agent(self) -> Agent:
        """One agent of all: each call goes to the first of their models that can answer it."""
        first, *others = self.agents
        lines = tuple(other.line for other in others)
        people = people_of(self.store, self.playbooks, self.now)
        endurance = replace(first.endurance, affords=self.spend.affords)
        return replace(first, fallbacks=lines, endurance=endurance, people=people)

    async def run_turn(self, snapshot: Snapshot, emit: Emit) -> TurnResult:
        """Answer. A model that fails costs its time, never the reply."""
        await self.spend.look()
        playbook = self.playbooks[snapshot.lead.playbook]
        with span("bantam.turn", bantam__conversation=snapshot.conversation_id, bantam__turn=snapshot.turn_id):
            result = await run_turn(self.agent, snapshot, playbook, emit)
        self.spend.add(result.trace.cost)
        return result


def agents_of(settings: Settings) -> tuple[Agent, ...]:
    """The agents by order of preference; the embedded one, which cannot fail, is always the last."""
    names = tuple(dict.fromkeys((settings.bantam_model, settings.bantam_fallback_model, EMBEDDED)))
    endurance = endurance_of(settings)
    return tuple(_agent(name, access_of(settings), endurance) for name in names[: names.index(EMBEDDED) + 1])


def access_of(settings: Settings) -> Access:
    """What remote models are reached with."""
    return Access(
        api_key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
        base_url=settings.openai_base_url,
        timeout=settings.bantam_model_timeout,
        connect=settings.bantam_connect_timeout,
        options=settings.bantam_model_options,
    )


def endurance_of(settings: Settings) -> Endurance:
    """How calls are timed, priced and given up."""
    patience = Patience(
        call=settings.bantam_model_timeout,
        first_word=settings.bantam_first_word_timeout,
        turn=settings.bantam_turn_timeout,
    )
    return Endurance(
        patience=patience,
        prices=PriceList(settings.bantam_prices),
        logs_text=settings.bantam_log_text,
        prompts=settings.bantam_prompts or HOME,
        skips_sure_readings=settings.bantam_skip_reading,
    )


def _agent(name: str, access: Access, endurance: Endurance) -> Agent:
    model = chat_model(name, access)
    reader = model.bind_tools([RECORD_ANSWERS_SCHEMA], tool_choice=RECORD_ANSWERS.name)
    provider = provider_of(name, access)
    return Agent(model=name, reader=reader, speaker=model, lookup=lookup, endurance=endurance, provider=provider)


@contextlib.asynccontextmanager
async def open_bantam(
    settings: Settings,
    *,
    migrate: bool = True,
    agents: tuple[Agent, ...] | None = None,
    now: Callable[[], datetime] | None = None,
) -> AsyncIterator[Bantam]:
    """Bantam, wired and connected. Raises StoreError, PlaybookError or UnknownModel, each one clear sentence."""
    start_tracing(settings)
    playbooks = load_all(settings.bantam_playbooks)
    chosen = agents if agents is not None else agents_of(settings)
    options = JobOptions(concurrency=settings.bantam_concurrency)
    async with open_store(settings.database_url, settings.bantam_home, options, migrate=migrate) as store:
        clock = now or settings.clock
        spend = MonthlySpend(store, chosen[0].endurance.prices, settings.bantam_monthly_budget, clock)
        yield Bantam(settings=settings, playbooks=playbooks, store=store, agents=chosen, now=clock, spend=spend)

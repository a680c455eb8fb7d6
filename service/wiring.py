"""One wiring function: server, worker, CLI, evaluations and tests all build Bantam here. Nothing connects at import."""

import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from agent.dialogue import Snapshot, TurnResult
from agent.knowledge import lookup
from agent.models import EMBEDDED, Access, chat_model
from agent.playbook import Playbook
from agent.playbook_file import load_all
from agent.speak import Emit
from agent.turn import Agent, run_turn
from crm_store.jobs import JobOptions
from crm_store.store import Store, open_store
from service.settings import Settings
from tools.record import RECORD_ANSWERS

log = logging.getLogger("bantam.turn")


@dataclass(frozen=True)
class Bantam:
    """The application: its settings, its playbooks, its store, and the agents that answer."""

    settings: Settings
    playbooks: dict[str, Playbook]
    store: Store
    agents: tuple[Agent, ...]
    """The chosen model's agent, then the ones to fall back on. Never empty."""
    now: Callable[[], datetime]

    async def run_turn(self, snapshot: Snapshot, emit: Emit) -> TurnResult:
        """Answer by the first agent that can. A model that fails costs its time, never the reply."""
        playbook = self.playbooks[snapshot.lead.playbook]
        for agent in self.agents[:-1]:
            try:
                return await run_turn(agent, snapshot, playbook, emit)
            except Exception as error:
                log.warning("%s failed (%s); the next model answers", agent.model, type(error).__name__)
        return await run_turn(self.agents[-1], snapshot, playbook, emit)


def agents_of(settings: Settings) -> tuple[Agent, ...]:
    """The agents by order of preference; the embedded one, which cannot fail, is always the last."""
    names = dict.fromkeys((settings.bantam_model, settings.bantam_fallback_model, EMBEDDED))
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    access = Access(api_key=key, base_url=settings.openai_base_url, timeout=settings.bantam_model_timeout)
    return tuple(_agent(name, access) for name in _until_embedded(tuple(names)))


def _until_embedded(names: tuple[str, ...]) -> tuple[str, ...]:
    return names[: names.index(EMBEDDED) + 1]


def _agent(name: str, access: Access) -> Agent:
    model = chat_model(name, access)
    reader = model.bind_tools([RECORD_ANSWERS], tool_choice=RECORD_ANSWERS.name)
    return Agent(model=name, reader=reader, speaker=model, lookup=lookup)


@contextlib.asynccontextmanager
async def open_bantam(
    settings: Settings,
    *,
    migrate: bool = True,
    agents: tuple[Agent, ...] | None = None,
    now: Callable[[], datetime] | None = None,
) -> AsyncIterator[Bantam]:
    """Bantam, wired and connected. Raises StoreError, PlaybookError or UnknownModel, each one clear sentence."""
    playbooks = load_all(settings.bantam_playbooks)
    chosen = agents if agents is not None else agents_of(settings)
    options = JobOptions(concurrency=settings.bantam_concurrency)
    async with open_store(settings.database_url, settings.bantam_home, options, migrate=migrate) as store:
        yield Bantam(settings=settings, playbooks=playbooks, store=store, agents=chosen, now=now or settings.clock)

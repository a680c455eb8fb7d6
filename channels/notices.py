"""Telling people of a handoff: the durable `notify` job sends each notice once, and says so or says why not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.consent import TOO_OLD
from agent.playbook import Playbook
from channels.notice_delivery import NotConfigured, NotDelivered, NotNow, NotYet
from channels.notice_ways import deliver
from channels.notice_words import announcement
from channels.sms import Texting
from crm_store import events, handoffs, notice_claims, notices
from crm_store.events import Event
from crm_store.handoffs import Handoff
from crm_store.jobs import Later, Retry
from crm_store.notices import Notice

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

NOTIFY = "notify"
"""The name of the job that sends one notice; its argument is `notice_id`."""
CLAIM = timedelta(minutes=5)
"""Longer than any attempt lasts: after it, the worker that claimed the notice is taken for dead."""
PATIENCE = timedelta(minutes=10)
"""How long a notice waits before it looks again whether its way has been set up."""
ATTEMPT = 120.0
"""Seconds after which an attempt is broken off."""


@dataclass(frozen=True)
class NoticeDeps:
    """What sending needs. `secrets`: looks up the value of an environment variable that a playbook names."""

    store: "Store"
    playbooks: Mapping[str, Playbook]
    clock: Callable[[], datetime]
    public_url: str
    smtp_url: str | None = None
    secrets: Callable[[str], str | None] = field(default=lambda name: None)
    texting: Texting | None = None
    """None: reps are not texted; such notices wait until that is set up."""
    retry: Retry = field(default_factory=lambda: Retry(attempts=14, first=30.0, factor=2.0, cap=3600.0))
    """About eight hours of trying."""


def notify_handler(deps: NoticeDeps) -> Callable[..., Awaitable[None]]:
    """The handler of the job `notify`. Raises crm_store.jobs.Later where the next attempt is due later."""

    async def notify(notice_id: str) -> None:
        now = deps.clock()
        async with deps.store.transaction() as connection:
            notice = await notice_claims.claim(connection, notice_id, now, now + CLAIM)
            if notice is None:
                await _wait_for_it(connection, notice_id, now)
                return
        await _attempt(deps, notice, now)

    return notify


async def enqueue(store: "Store", connection: "AsyncConnection", notice_id: str) -> None:
    """The job that sends this notice, in this transaction."""
    await store.jobs.enqueue(connection, NOTIFY, {"notice_id": notice_id}, lock=f"notice:{notice_id}")


async def send_again(store: "Store", notice_id: str) -> bool:
    """A rep asks for another try of a notice that was given up; False where it was not."""
    async with store.transaction() as connection:
        if not await notice_claims.reopen(connection, notice_id):
            return False
        await enqueue(store, connection, notice_id)
    return True


async def _attempt(deps: NoticeDeps, notice: Notice, now: datetime) -> None:
    """One attempt. Between claim and outcome nothing is locked: a slow mail server holds up nobody."""
    try:
        told = await announcement(deps, notice, now)
        if told is None:
            await _settle(deps, notice, "dropped", error="the handoff is closed, or its playbook is gone")
            return
        async with asyncio.timeout(ATTEMPT):
            await deliver(deps, notice, told)
    except NotConfigured as error:
        await _wait_for_set_up(deps, notice, error)
    except NotYet as error:
        await _settle(deps, notice, "pending", error=str(error), next_at=error.until, counts=False)
        raise Later(error.until) from error
    except NotNow as error:
        await _put_off(deps, notice, error)
    except NotDelivered as error:
        await _settle(deps, notice, "failed", error=str(error))
    except TimeoutError:
        await _put_off(deps, notice, NotNow(f"no end of it after {ATTEMPT:g} seconds"))
    else:
        await _settle(deps, notice, "sent", sent_at=deps.clock())


async def _wait_for_it(connection: "AsyncConnection", notice_id: str, now: datetime) -> None:
    """Somebody else has it, or it is not due: come back then, so that nothing is lost if that somebody dies."""
    notice = await notices.get(connection, notice_id)
    if notice is None or notice.status in notice_claims.ENDED:
        return
    if notice.next_at is not None or notice.status != "not_configured":
        raise Later(notice.next_at or now + CLAIM)


async def _wait_for_set_up(deps: NoticeDeps, notice: Notice, error: NotConfigured) -> None:
    """Nothing was tried. Once somebody sets the way up it goes out by itself, unless it is too old to be of use."""
    now = deps.clock()
    again = now + PATIENCE if now - notice.created_at < TOO_OLD else None
    await _settle(deps, notice, "not_configured", error=str(error), next_at=again, counts=False)
    if again is not None:
        raise Later(again)


async def _put_off(deps: NoticeDeps, notice: Notice, error: NotNow) -> None:
    wait = deps.retry.wait(notice.attempts - 1)
    if wait is None:
        await _settle(deps, notice, "failed", error=f"given up after {notice.attempts} attempts: {error}")
        return
    at = deps.clock() + max(timedelta(seconds=wait), error.wait or timedelta(0))
    await _settle(deps, notice, "pending", error=str(error), next_at=at)
    raise Later(at)


async def _settle(
    deps: NoticeDeps, notice: Notice, status: str, *, error: str | None = None,
    sent_at: datetime | None = None, next_at: datetime | None = None, counts: bool = True,
) -> None:  # fmt: skip
    async with deps.store.transaction() as connection:
        await notice_claims.settle(
            connection, notice, status, error=error, sent_at=sent_at, next_at=next_at, counts=counts
        )
        handoff = await handoffs.get(connection, notice.handoff_id)
        if handoff is not None:
            await _tell_console(connection, handoff)


async def _tell_console(connection: "AsyncConnection", handoff: Handoff) -> None:
    told = {"id": handoff.id, "status": handoff.status, "lead_id": handoff.lead_id}
    await events.publish(connection, Event(handoff.conversation_id, "handoff", told))

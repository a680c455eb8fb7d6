"""Telling people of a handoff: the durable `notify` job sends each notice once, and says so or says why not."""

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from agent.dialogue import HandoffReason
from agent.handoff import HandoffSummary, as_html, as_text, points
from agent.playbook import Playbook
from channels import lead_file, notice_chat, notice_email, notice_webhook, rep_links
from channels.notice_delivery import Announcement, NotConfigured, NotDelivered, NotNow
from channels.rep_roles import may
from crm_store import events, handoffs, notice_claims, notices, signing_keys, users
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
        announcement = await _announcement(deps, notice, now)
        if announcement is None:
            await _settle(deps, notice, "dropped", error="the handoff is closed, or its playbook is gone")
            return
        async with asyncio.timeout(ATTEMPT):
            await _deliver(deps, notice, announcement)
    except NotConfigured as error:
        await _settle(deps, notice, "not_configured", error=str(error))
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
    if notice is not None and notice.status not in notice_claims.ENDED:
        raise Later(notice.next_at or now + CLAIM)


async def _announcement(deps: NoticeDeps, notice: Notice, now: datetime) -> Announcement | None:
    """The words, from the facts as they are now; None where the handoff is off."""
    async with deps.store.transaction() as connection:
        handoff = await handoffs.get(connection, notice.handoff_id)
        if handoff is None or (handoff.status not in handoffs.OPEN and notice.about == "offered"):
            return None
        summary = await _summary(deps, connection, handoff, now)
        if summary is None:
            return None
        news = news_of(notice, handoff, summary)
        accept = await _accept_link(deps, connection, notice, handoff, now)
        await notice_claims.keep_summary(connection, handoff.id, summary.model_dump(mode="json"))
    lines = [*news, *([f"Accept with one press: {accept}"] if accept else [])]
    return Announcement(
        notice_id=notice.id,
        target=notice.target,
        subject=f"{PREFIXES.get(notice.about, '')}{subject_of(summary)}",
        text="\n".join([*lines, *([""] if lines else []), as_text(summary)]),
        html="".join(f"<p>{_linked(line, accept)}</p>" for line in lines) + as_html(summary),
        data={
            "type": f"handoff.{notice.about}",
            "timestamp": now.isoformat(),
            "data": {
                "handoff_id": handoff.id,
                "lead_id": handoff.lead_id,
                "conversation_id": handoff.conversation_id,
                "reason": handoff.reason,
                "status": handoff.status,
                "offered_at": handoff.offered_at.isoformat(),
                "text": as_text(summary),
                "summary": summary.model_dump(mode="json"),
            },
        },
        at=now,
    )


PREFIXES = {"withdrawn": "Withdrawn: ", "upgraded": "Now qualified: ", "changed": "Changed: "}
"""What the subject of a later notice begins with."""


def news_of(notice: Notice, handoff: Handoff, summary: HandoffSummary) -> list[str]:
    """What changed since the last notice of this handoff, in lines; nothing for the first one."""
    if notice.about == "offered":
        return []
    sent = {one.get("label"): one.get("words") for one in handoff.summary.get("answers", [])}
    changed = [one for one in summary.answers if sent.get(one.label) != one.words and one.label in sent]
    lines = [f"{one.label}: {sent[one.label] or 'not known'} -> {one.words or 'not known'}" for one in changed]
    return [*([handoff.note] if handoff.note else []), *lines]


async def _accept_link(
    deps: NoticeDeps, connection: "AsyncConnection", notice: Notice, handoff: Handoff, now: datetime
) -> str | None:
    """For a rep's own address: a link that is theirs alone and expires."""
    if notice.kind != "email" or handoff.status != "offered":
        return None
    user = await users.by_email(connection, notice.target)
    if user is None or user.disabled_at is not None or not may(user.role, "work"):
        return None
    key = await signing_keys.key_of(connection, rep_links.KEY, now)
    values = {"handoff": handoff.id, "user": user.id}
    token = rep_links.signed(key, "accept", values, now + rep_links.ACCEPT_WITHIN)
    return f"{deps.public_url.rstrip('/')}/console/accept?t={token}"


def _linked(line: str, link: str | None) -> str:
    shown = html.escape(line)
    address = html.escape(link or "")
    return shown.replace(address, f'<a href="{address}">{address}</a>') if link else shown


def subject_of(summary: HandoffSummary) -> str:
    """What the list of mails shows: how good, who, what for."""
    mark = {"sql": f"SQL {points(summary.score)}", "asked_for_person": "Wants a person", "support": "Support"}
    return f"[{mark[summary.reason]}] {summary.who}: {summary.need}"


async def _summary(
    deps: NoticeDeps, connection: "AsyncConnection", handoff: Handoff, now: datetime
) -> HandoffSummary | None:
    file = await lead_file.load(connection, handoff.lead_id)
    playbook = None if file is None else deps.playbooks.get(file.lead.playbook)
    if file is None or playbook is None:
        return None
    link = lead_file.console_link(deps.public_url, handoff.lead_id)
    reason = cast(HandoffReason, handoff.reason)
    return lead_file.summary_of(file, playbook, reason, link, now, handoff.conversation_id)


async def _deliver(deps: NoticeDeps, notice: Notice, announcement: Announcement) -> None:
    if notice.kind == "email":
        await notice_email.send(announcement, _server(deps))
    elif notice.kind == "webhook":
        await notice_webhook.send(announcement, await _secret(deps, notice))
    elif notice.kind in CHATS:
        url = deps.secrets(announcement.target)
        if not url:
            raise NotConfigured(f"the address of the chat room is not set: {announcement.target}")
        link = lead_file.console_link(deps.public_url, await _lead_of(deps, notice))
        await notice_chat.post(url, CHATS[notice.kind](announcement, link), announcement)
    else:
        raise NotConfigured(f"there is no way to send a notice of kind {notice.kind}")


CHATS: Mapping[str, Callable[[Announcement, str], dict[str, Any]]] = {
    "slack": notice_chat.slack_body, "teams": notice_chat.teams_body,
}  # fmt: skip


async def _lead_of(deps: NoticeDeps, notice: Notice) -> str:
    async with deps.store.reading() as connection:
        handoff = await handoffs.get(connection, notice.handoff_id)
    return handoff.lead_id if handoff is not None else ""


def _server(deps: NoticeDeps) -> notice_email.Smtp:
    if not deps.smtp_url:
        raise NotConfigured("no mail server is set: SMTP_URL")
    try:
        return notice_email.Smtp.parse(deps.smtp_url)
    except ValueError as error:
        raise NotConfigured(str(error)) from error


async def _secret(deps: NoticeDeps, notice: Notice) -> str:
    async with deps.store.reading() as connection:
        playbook_name = await notice_claims.playbook_of(connection, notice.id)
    playbook = deps.playbooks.get(playbook_name or "")
    name = playbook.notify.webhook_secret_env if playbook is not None else None
    if not name:
        raise NotConfigured("the playbook names no webhook_secret_env, and nothing goes out unsigned")
    secret = deps.secrets(name)
    if not secret:
        raise NotConfigured(f"the webhook's secret is not set: {name}")
    return secret


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
    sent_at: datetime | None = None, next_at: datetime | None = None,
) -> None:  # fmt: skip
    async with deps.store.transaction() as connection:
        await notice_claims.settle(connection, notice, status, error=error, sent_at=sent_at, next_at=next_at)
        handoff = await handoffs.get(connection, notice.handoff_id)
        if handoff is not None:
            await _tell_console(connection, handoff)


async def _tell_console(connection: "AsyncConnection", handoff: Handoff) -> None:
    told = {"id": handoff.id, "status": handoff.status, "lead_id": handoff.lead_id}
    await events.publish(connection, Event(handoff.conversation_id, "handoff", told))

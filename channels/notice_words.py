"""The words of a notice, composed as it goes out: the lead as it is known then, what changed, and the links."""

import html
from datetime import datetime
from typing import TYPE_CHECKING, cast

from agent.dialogue import HandoffReason
from agent.handoff import HandoffSummary, as_html, as_text, points
from channels import lead_file, rep_links
from channels.notice_delivery import Announcement
from channels.rep_roles import works_here
from crm_store import handoffs, notice_claims, signing_keys, users
from crm_store.handoffs import Handoff
from crm_store.notices import Notice

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from channels.notices import NoticeDeps

PREFIXES = {"withdrawn": "Withdrawn: ", "upgraded": "Now qualified: ", "changed": "Changed: "}
"""What the subject of a later notice begins with."""
HEADINGS = {
    "withdrawn": "This lead is no longer handed over. Nobody needs to act.",
    "upgraded": "This lead has become qualified.",
    "changed": "Something changed about this lead.",
}


async def announcement(deps: "NoticeDeps", notice: Notice, now: datetime) -> Announcement | None:
    """From the facts as they are now; None where the handoff is off, or the lead or its playbook gone."""
    async with deps.store.transaction() as connection:
        handoff = await handoffs.get(connection, notice.handoff_id)
        if handoff is None or (handoff.status not in handoffs.OPEN and notice.about != "withdrawn"):
            return None
        summary = await _summary(deps, connection, handoff, now)
        if summary is None:
            return None
        accept = await _accept_link(deps, connection, notice, handoff, now)
        await notice_claims.keep_summary(connection, handoff.id, summary.model_dump(mode="json"))
    return worded(notice, handoff, summary, accept, now)


def worded(
    notice: Notice, handoff: Handoff, summary: HandoffSummary, accept: str | None, now: datetime
) -> Announcement:
    """The same for every way of telling; each takes of it what it can show. `accept`: the link that is theirs alone."""
    news = news_of(notice)
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
                "changes": changes_of(notice),
                "text": as_text(summary),
                "summary": summary.model_dump(mode="json"),
            },
        },
        at=now,
        link=accept or summary.link,
        does="Accept" if accept else "Open and accept" if handoff.status == "offered" else "Open",
        changes=tuple(changes_of(notice)),
    )


def news_of(notice: Notice) -> list[str]:
    """What changed and why, in lines under a heading; nothing for the first notice."""
    return [HEADINGS[notice.about], *changes_of(notice)] if notice.about in HEADINGS else []


def changes_of(notice: Notice) -> list[str]:
    """The lines of what changed alone."""
    return [line for line in dict.fromkeys((notice.note or "").split("\n")) if line]


def subject_of(summary: HandoffSummary) -> str:
    """What the list of mails shows: how good, who, what for."""
    mark = {"sql": f"SQL {points(summary.score)}", "asked_for_person": "Wants a person", "support": "Support"}
    return f"[{mark[summary.reason]}] {summary.who}: {summary.need}"


def _linked(line: str, link: str | None) -> str:
    shown = html.escape(line)
    address = html.escape(link or "")
    return shown.replace(address, f'<a href="{address}">{address}</a>') if link else shown


async def _accept_link(
    deps: "NoticeDeps", connection: "AsyncConnection", notice: Notice, handoff: Handoff, now: datetime
) -> str | None:
    """For a way of a rep's own: a link that is theirs alone and expires, a day after they were first told."""
    if handoff.status != "offered" or (notice.kind != "email" and notice.user_id is None):
        return None
    user = await (
        users.get(connection, notice.user_id) if notice.user_id else users.by_email(connection, notice.target)
    )
    if user is None or not works_here(user):
        return None
    key, base = await signing_keys.key_of(connection, rep_links.KEY, now), deps.public_url.rstrip("/")
    if notice.kind == "sms":  # the same each time, and short
        return f"{base}/console/a/{rep_links.short(key, notice.id)}"
    until = max(now, notice.created_at) + rep_links.ACCEPT_WITHIN
    token = rep_links.signed(key, "accept", {"handoff": handoff.id, "user": user.id}, until)
    return f"{base}/console/accept?t={token}"


async def _summary(
    deps: "NoticeDeps", connection: "AsyncConnection", handoff: Handoff, now: datetime
) -> HandoffSummary | None:
    file = await lead_file.load(connection, handoff.lead_id)
    playbook = None if file is None else deps.playbooks.get(file.lead.playbook)
    if file is None or playbook is None:
        return None
    link = lead_file.console_link(deps.public_url, handoff.lead_id)
    reason = cast(HandoffReason, handoff.reason)
    return lead_file.summary_of(file, playbook, reason, link, now, handoff.conversation_id)

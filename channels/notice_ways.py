"""The ways that a notice can go, and what each needs to be set up."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.playbook import Playbook
from agent.quiet_hours import Quiet
from channels import notice_chat, notice_email, notice_sms, notice_webhook
from channels.notice_delivery import Announcement, NotConfigured, Refused
from channels.rep_roles import works_here
from channels.staff import rep_of
from crm_store import notice_claims, reps, users
from crm_store.notices import Notice

if TYPE_CHECKING:
    from channels.notices import NoticeDeps

CHATS: Mapping[str, Callable[[Announcement, str], dict[str, Any]]] = {
    "slack": notice_chat.slack_body, "teams": notice_chat.teams_body,
}  # fmt: skip


async def deliver(deps: "NoticeDeps", notice: Notice, announcement: Announcement) -> None:
    """Send it the way that its kind names. Raises NotDelivered."""
    if notice.user_id is not None:
        await _check_works_here(deps, notice.user_id)
    if notice.kind == "email":
        await notice_email.send(announcement, _server(deps))
    elif notice.kind == "webhook":
        await notice_webhook.send(announcement, await _secret(deps, notice))
    elif notice.kind == "sms":
        await _text(deps, notice, announcement)
    elif notice.kind in CHATS:
        url = await _room(deps, notice)
        await notice_chat.post(url, CHATS[notice.kind](announcement, announcement.link), announcement)
    else:
        raise NotConfigured(f"there is no way to send a notice of kind {notice.kind}")


async def _check_works_here(deps: "NoticeDeps", user_id: str) -> None:
    """Who has left gets no more of anybody's data, whatever phone or room they had."""
    async with deps.store.reading() as connection:
        user = await users.get(connection, user_id)
    if user is None or not works_here(user):
        raise Refused("they do not work here any more")


def _server(deps: "NoticeDeps") -> notice_email.Smtp:
    if not deps.smtp_url:
        raise NotConfigured("no mail server is set: SMTP_URL")
    try:
        return notice_email.Smtp.parse(deps.smtp_url)
    except ValueError as error:
        raise NotConfigured(str(error)) from error


async def _playbook(deps: "NoticeDeps", notice: Notice) -> Playbook | None:
    async with deps.store.reading() as connection:
        name = await notice_claims.playbook_of(connection, notice.id)
    return deps.playbooks.get(name or "")


async def _secret(deps: "NoticeDeps", notice: Notice) -> str:
    playbook = await _playbook(deps, notice)
    name = playbook.notify.webhook_secret_env if playbook is not None else None
    if not name:
        raise NotConfigured("the playbook names no webhook_secret_env, and nothing goes out unsigned")
    secret = deps.secrets(name)
    if not secret:
        raise NotConfigured(f"the webhook's secret is not set: {name}")
    return secret


async def _room(deps: "NoticeDeps", notice: Notice) -> str:
    """The address of the room: a rep's own is in their settings, the playbook's in the environment."""
    if notice.user_id is None:
        url = deps.secrets(notice.target)
        if not url:
            raise NotConfigured(f"the address of the chat room is not set: {notice.target}")
        return url
    async with deps.store.reading() as connection:
        row = await reps.get(connection, notice.user_id)
    own = row.profile.get(f"{notice.kind}_url") if row is not None else None
    if not own:
        raise Refused("the rep has taken this room out of their settings")
    return str(own)


async def _text(deps: "NoticeDeps", notice: Notice, announcement: Announcement) -> None:
    """In the rep's own hours, unless the console is open in front of them."""
    quiet = await _quiet(deps, notice, deps.clock())
    text = notice_sms.RepText(
        notice.target, notice_sms.body_of(announcement, notice.about), notice.created_at,
        is_repeat=notice.attempts > 1, quiet=quiet,
    )  # fmt: skip
    await notice_sms.post(deps.texting, text, deps.clock)


async def _quiet(deps: "NoticeDeps", notice: Notice, now: datetime) -> Quiet | None:
    playbook = await _playbook(deps, notice)
    async with deps.store.reading() as connection:
        row = await reps.get(connection, notice.user_id or "")
    if row is None or playbook is None:
        raise Refused("nobody of that number works here any more")
    times = playbook.business.times
    rep = rep_of(row, now, times)
    spell = (rep.times or times).spell(now)
    if rep.is_online or spell is None or spell[0] == now:
        return None
    return Quiet(until=spell[0], reason=f"outside the working hours of {row.name or row.email}")

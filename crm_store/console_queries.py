"""What the console reads in lists, and the guard of its login."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from crm_store.lead_search import escaped
from crm_store.lead_words import STAGE_RANK
from crm_store.rep_tables import reads
from crm_store.rows import every
from crm_store.tables import audit_log, conversations, facts, handoffs, leads, messages, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Order = Literal["best", "newest"]
PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """Which leads. Each None or empty: no matter. `silent`: also visitors who opened a chat and never said a word."""

    stage: str | None = None
    playbook: str | None = None
    channel: str | None = None
    found: tuple[str, ...] | None = None
    """Only these leads, silent or not: what a search found (`lead_search.found_by`)."""
    silent: bool = False
    handoff: str | None = None
    """A handoff's status: leads with a handoff that has it."""
    box: str | None = None
    """new: not read by that user since it changed; mine: theirs or offered to them; waiting: for a person."""
    user_id: str = ""
    """Who looks."""
    least: float = 0.0
    """Points that the score has at least."""
    source: str = ""
    """Part of the campaign's source or of the way they came."""
    since: datetime | None = None
    """First seen since then."""


@dataclass(frozen=True, slots=True)
class Row:
    """One lead in the list. `need`: the value of the need in force as JSON; `said`: the lead's last words."""

    id: str
    playbook: str
    stage: str
    score: float
    value_band: str | None
    name: str | None
    email: str | None
    phone: str | None
    company: str | None
    title: str | None
    created_at: datetime
    updated_at: datetime
    need: dict[str, Any] | None
    said: str | None
    channel: str | None
    conversation_status: str | None
    unseen: bool
    handoff_status: str | None
    handoff_reason: str | None
    assigned_to: str | None
    """Whose turn it is to answer the handoff."""


_RANK: ColumnElement[int] = literal_column(STAGE_RANK)
_SPOKE = or_(
    leads.c.score > 0,
    leads.c.stage != "lead",
    leads.c.email.is_not(None),
    leads.c.phone.is_not(None),
    leads.c.name.is_not(None),
    leads.c.updated_at > leads.c.created_at,
)
"""Somebody who said something or left a form: a turn or a form has touched the lead."""


def _matches(wanted: Filter, *, any_stage: bool = False) -> ColumnElement[bool]:
    rules: list[ColumnElement[bool]] = [true()]
    if wanted.stage and not any_stage:
        rules.append(leads.c.stage == wanted.stage)
    if wanted.playbook:
        rules.append(leads.c.playbook == wanted.playbook)
    if wanted.channel:
        over = (conversations.c.lead_id == leads.c.id) & (conversations.c.channel == wanted.channel)
        rules.append(exists().where(over))
    if wanted.handoff:
        given = (handoffs.c.lead_id == leads.c.id) & (handoffs.c.status == wanted.handoff)
        rules.append(exists().where(given))
    rules += _narrowed(wanted)
    if wanted.found is not None:
        rules.append(leads.c.id == any_(literal(list(wanted.found), ARRAY(Text))))
    elif not wanted.silent:
        rules.append(_SPOKE)
    return and_(*rules)


def _narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.least > 0:
        rules.append(leads.c.score >= wanted.least)
    if wanted.since is not None:
        rules.append(leads.c.created_at >= wanted.since)
    if wanted.source:
        came = func.concat_ws(" ", leads.c.source["utm_source"].astext, leads.c.source["conversion"].astext)
        rules.append(came.ilike(f"%{escaped(wanted.source)}%"))
    if wanted.box is not None and wanted.box in _BOXES:
        rules.append(_BOXES[wanted.box](wanted.user_id))
    return rules


def _is_new(user_id: str) -> ColumnElement[bool]:
    mine = (reads.c.lead_id == leads.c.id) & (reads.c.user_id == user_id) & (reads.c.at >= leads.c.updated_at)
    return ~exists().where(mine)


def _is_mine(user_id: str) -> ColumnElement[bool]:
    held = select(conversations.c.lead_id).where(conversations.c.holder_user == user_id)
    asked = select(handoffs.c.lead_id).where(handoffs.c.status == "offered", handoffs.c.assigned_to == user_id)
    return or_(leads.c.owner_id == user_id, leads.c.id.in_(held), leads.c.id.in_(asked))


def _is_waiting(user_id: str) -> ColumnElement[bool]:
    talks, offered = _waiting_leads()
    return leads.c.id.in_(talks.union(offered))


def _waiting_leads() -> tuple[Select[tuple[str]], Select[tuple[str]]]:
    talks = select(conversations.c.lead_id).where(conversations.c.status == "waiting")
    return talks, select(handoffs.c.lead_id).where(handoffs.c.status == "offered")


_BOXES: Mapping[str, Callable[[str], ColumnElement[bool]]] = {
    "new": _is_new, "mine": _is_mine, "waiting": _is_waiting,
}  # fmt: skip


async def rows(
    connection: "AsyncConnection", wanted: Filter, *, order: Order = "best", page: int = 1, per_page: int = PER_PAGE
) -> list[Row]:
    """One page of the list; `best`: by stage, then score; `newest`: the latest changed first."""
    by = (_RANK, leads.c.score.desc()) if order == "best" else ()
    chosen = (
        select(leads)
        .where(_matches(wanted))
        .order_by(*by, leads.c.updated_at.desc(), leads.c.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
        .subquery("chosen")
    )
    talk = _newest_conversation(chosen.c.id)
    said = _last_words(chosen.c.id)
    need = _need_in_force(chosen.c.id)
    offer = _newest_handoff(chosen.c.id)
    names = ("id", "playbook", "stage", "score", "value_band", "name", "email", "phone", "company", "title")
    query = (
        select(
            *(chosen.c[name] for name in (*names, "created_at", "updated_at")),
            need.c.value.label("need"),
            said.c.text.label("said"),
            talk.c.channel,
            talk.c.status.label("conversation_status"),
            _unread(talk, chosen.c.id, wanted.user_id).label("unseen"),
            offer.c.status.label("handoff_status"),
            offer.c.reason.label("handoff_reason"),
            offer.c.assigned_to,
        )
        .select_from(chosen)
        .outerjoin(talk, true())
        .outerjoin(said, true())
        .outerjoin(need, true())
        .outerjoin(offer, true())
    )
    rank = case({"SQL": 0, "MQL": 1, "lead": 2}, value=chosen.c.stage, else_=3)
    again = (rank, chosen.c.score.desc()) if order == "best" else ()
    found = await connection.execute(query.order_by(*again, chosen.c.updated_at.desc(), chosen.c.id.desc()))
    return every(found, Row)


def _unread(talk: Any, lead_id: Any, user_id: str) -> ColumnElement[bool]:
    """Something was said since that user looked."""
    looked = exists().where(reads.c.lead_id == lead_id, reads.c.user_id == user_id, reads.c.at >= talk.c.updated_at)
    return and_(func.coalesce(talk.c.last_seq, literal(0)) > 0, ~looked)


def _newest_conversation(lead_id: Any) -> Any:
    mine = select(conversations).where(conversations.c.lead_id == lead_id)
    return mine.order_by(conversations.c.updated_at.desc()).limit(1).lateral("talk")


def _last_words(lead_id: Any) -> Any:
    mine = select(func.left(messages.c.text, 240).label("text")).where(
        messages.c.lead_id == lead_id, messages.c.sender == "lead"
    )
    return mine.order_by(messages.c.at.desc(), messages.c.id.desc()).limit(1).lateral("said")


def _need_in_force(lead_id: Any) -> Any:
    mine = select(facts.c.value).where(facts.c.lead_id == lead_id, facts.c.slot == "need", facts.c.verified)
    return mine.order_by(facts.c.at.desc(), facts.c.id.desc()).limit(1).lateral("need")


def _newest_handoff(lead_id: Any) -> Any:
    mine = select(handoffs.c.status, handoffs.c.reason, handoffs.c.assigned_to).where(handoffs.c.lead_id == lead_id)
    return mine.order_by(handoffs.c.id.desc()).limit(1).lateral("offer")


async def counts(connection: "AsyncConnection", wanted: Filter) -> dict[str, int]:
    """How many leads of each stage the filter finds, whatever stage it names itself."""
    query = select(leads.c.stage, func.count()).where(_matches(wanted, any_stage=True)).group_by(leads.c.stage)
    return {stage: count for stage, count in await connection.execute(query)}


async def waiting_leads(connection: "AsyncConnection") -> int:
    """How many leads wait for a person: handed over and not decided yet, or in a conversation that nobody has taken."""
    talks, offered = _waiting_leads()
    return int(await connection.scalar(select(func.count()).select_from(talks.union(offered).subquery())) or 0)


async def box_counts(connection: "AsyncConnection", user_id: str) -> dict[str, int]:
    """How many leads each box of that user holds; of all leads there is no count."""
    of = (select(func.count()).where(_SPOKE, rule(user_id)).scalar_subquery() for rule in _BOXES.values())
    return dict(zip(_BOXES, (await connection.execute(select(*of))).one(), strict=True))


async def names_of(connection: "AsyncConnection", user_ids: set[str]) -> dict[str, str]:
    """Names (or emails) of users by id, for those that are users."""
    if not user_ids:
        return {}
    query = select(users.c.id, users.c.name, users.c.email).where(users.c.id.in_(user_ids))
    return {row.id: row.name or row.email for row in await connection.execute(query)}


async def lead_names(connection: "AsyncConnection", lead_ids: set[str]) -> dict[str, str]:
    """How leads call themselves, for those that are there and do."""
    if not lead_ids:
        return {}
    called = func.coalesce(leads.c.name, leads.c.email, leads.c.phone, leads.c.company)
    query = select(leads.c.id, called.label("called")).where(leads.c.id.in_(lead_ids))
    return {row.id: row.called for row in await connection.execute(query) if row.called}


async def mark_lead_seen(connection: "AsyncConnection", lead_id: str) -> None:
    """A rep has opened the lead: all its messages up to now count as read."""
    unseen = (conversations.c.lead_id == lead_id) & (conversations.c.seen_seq < conversations.c.last_seq)
    await connection.execute(update(conversations).where(unseen).values(seen_seq=conversations.c.last_seq))


async def begin_login(connection: "AsyncConnection", user_id: str, now: datetime) -> int | None:
    """Count an attempt before its password is checked; returns how many there were since the last success.

    None: the account is locked at `now`. Counting first leaves no gap for attempts in parallel.
    """
    free = or_(users.c.locked_until.is_(None), users.c.locked_until <= now)
    counted = (
        update(users)
        .where(users.c.id == user_id, free)
        .values(failed_logins=users.c.failed_logins + 1)
        .returning(users.c.failed_logins)
    )
    attempts: int | None = await connection.scalar(counted)
    return attempts


async def refusals_since(connection: "AsyncConnection", actor: str, action: str, since: datetime) -> int:
    """How often the audit log holds that action of that actor since then."""
    query = select(func.count()).where(
        audit_log.c.at >= since, audit_log.c.action == action, audit_log.c.actor == actor
    )
    return int(await connection.scalar(query) or 0)


async def lock_first_login(connection: "AsyncConnection") -> None:
    """Hold others off until this transaction ends: one process makes the first login."""
    await connection.execute(select(func.pg_advisory_xact_lock(0x62616E6C6F67)))


async def last_change(connection: "AsyncConnection") -> str:
    """When anything changed last that the console shows, as text; a page and a stream that agree on it are in step."""
    moments = [select(func.max(table.c.updated_at)).scalar_subquery() for table in (leads, conversations, handoffs)]
    found: datetime | None = await connection.scalar(select(func.greatest(*moments)))
    return "" if found is None else found.isoformat()

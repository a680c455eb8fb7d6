"""Every table, in one place. No relationships: what a query reads stands in the query."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from crm_store import evaluations as evaluations  # so that whoever has the metadata has all of it
from crm_store import rep_tables as rep_tables
from crm_store import text_tables as text_tables
from crm_store.columns import count as _count
from crm_store.columns import flag as _flag
from crm_store.columns import json as _json
from crm_store.columns import key as _key
from crm_store.columns import metadata as metadata
from crm_store.columns import moment as _time
from crm_store.columns import to as _to
from crm_store.columns import words as _text
from crm_store.lead_words import STAGE_RANK, WHO_WORDS

leads = Table(
    "leads",
    metadata,
    _key(),
    _text("playbook", nullable=False),
    _text("stage", default="lead"),
    Column("score", Float, nullable=False, server_default="0"),
    _text("value_band"),
    _text("kind"),
    _text("name"),
    _text("email"),
    _text("phone"),
    _text("company"),
    _text("title"),
    _json("source", default="{}"),
    _text("visitor_id"),
    _text("owner_id"),
    _time("created_at"),
    _time("updated_at"),
    Index("ix_leads_updated", text("updated_at DESC"), text("id DESC")),
    Index("ix_leads_stage_updated", "stage", text("updated_at DESC"), text("id DESC")),
    Index("ix_leads_playbook_updated", "playbook", text("updated_at DESC"), text("id DESC")),
    Index("ix_leads_playbook_stage_score", "playbook", "stage", text("score DESC"), text("id DESC")),
    Index("ix_leads_stage_score", "stage", text("score DESC"), text("id DESC")),
    Index("ix_leads_email", "email"),
    Index("ix_leads_phone", "phone"),
    Index("ix_leads_visitor_id", "visitor_id"),
    Index("ix_leads_best", text(f"({STAGE_RANK})"), text("score DESC"), text("updated_at DESC"), text("id DESC")),
    Index("ix_leads_words", text(WHO_WORDS), postgresql_using="gin"),
    Index("ix_leads_owner", "owner_id", postgresql_where=text("owner_id IS NOT NULL")),
)

users = Table(
    "users",
    metadata,
    _key(),
    Column("email", Text, nullable=False, unique=True),
    _text("name", default=""),
    _text("role", default="rep"),
    _text("password_hash"),
    _text("totp_secret"),
    _json("settings", default="{}"),
    _count("failed_logins"),
    _time("locked_until", nullable=True),
    _time("created_at"),
    _time("disabled_at", nullable=True),
)

conversations = Table(
    "conversations",
    metadata,
    _key(),
    _to("lead_id", "leads", index=True),
    _text("channel", nullable=False),
    _text("address"),
    _text("line"),
    _text("status", default="open"),
    _text("holder", default="agent"),
    Column("holder_user", Text, ForeignKey("users.id", ondelete="SET NULL"), nullable=True),
    _time("held_until", nullable=True),
    _json("state", default="{}"),
    _flag("opted_out"),
    Column("token_hash", Text, nullable=True, unique=True),
    _text("visitor_id"),
    _count("last_seq"),
    _count("seen_seq"),
    _text("last_turn"),
    _time("created_at"),
    _time("updated_at"),
    Index("ix_conversations_address", "channel", "address"),
    Index("ix_conversations_status_updated", "status", text("updated_at DESC")),
    Index("ix_conversations_updated", "updated_at"),
    Index("ix_conversations_holder", "holder_user", postgresql_where=text("holder_user IS NOT NULL")),
)

messages = Table(
    "messages",
    metadata,
    _key(),
    _to("conversation_id", "conversations"),
    _to("lead_id", "leads", index=True),
    Column("seq", Integer, nullable=False),
    _text("sender", nullable=False),
    _text("channel"),
    _text("user_id"),
    Column("text", Text, nullable=False),
    _time("at"),
    _text("provider_id"),
    _text("asks"),
    _json("move", nullable=True),
    _text("turn_id"),
    _text("answered_by"),
    _text("delivery"),
    _text("delivery_error"),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "provider_id"),
    Index(
        "ix_messages_unread",
        "conversation_id",
        "seq",
        postgresql_where=text("sender = 'lead' AND answered_by IS NULL"),
    ),
    Index(
        "ix_messages_words",
        text("to_tsvector('simple'::regconfig, text)"),
        postgresql_using="gin",
        postgresql_where=text("sender = 'lead'"),
    ),
)

facts = Table(
    "facts",
    metadata,
    _key(),
    _to("lead_id", "leads", index=True),
    _to("conversation_id", "conversations", nullable=True, index=True),
    _text("turn_id"),
    _text("slot", nullable=False),
    _json("value"),
    _json("evidence"),
    _time("at"),
    _text("supersedes"),
    Column("verified", Boolean, nullable=False),
    _text("reason"),
)

signals = Table(
    "signals",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    _to("lead_id", "leads", index=True),
    _to("conversation_id", "conversations", index=True),
    _text("signal", nullable=False),
    _text("message_id", nullable=False),
    _time("at"),
    UniqueConstraint("message_id", "signal"),
)

activities = Table(
    "activities",
    metadata,
    _key(),
    _to("lead_id", "leads"),
    _to("conversation_id", "conversations", nullable=True, index=True),
    _text("type", nullable=False),
    _text("url"),
    _text("title"),
    _time("at"),
    Index("ix_activities_lead_type_at", "lead_id", "type", text("at DESC")),
)

policies = Table(
    "policies",
    metadata,
    Column("hash", Text, primary_key=True),
    _text("playbook", nullable=False),
    _json("policy"),
    _time("created_at"),
)

assessments = Table(
    "assessments",
    metadata,
    _key(),
    _to("lead_id", "leads"),
    _to("conversation_id", "conversations", nullable=True, index=True),
    _text("turn_id"),
    Column("policy_hash", Text, ForeignKey("policies.hash"), nullable=False),
    _text("stage", nullable=False),
    Column("score", Float, nullable=False),
    _json("result"),
    _json("inputs"),
    _time("at"),
    Index("ix_assessments_lead", "lead_id", text("id DESC")),
)

turns = Table(
    "turns",
    metadata,
    _key(),
    _to("lead_id", "leads", index=True),
    _to("conversation_id", "conversations", index=True),
    _json("trace"),
    _time("at"),
    Column("ms", Float, nullable=False),
    _count("runs"),
    _count("tokens_in"),
    _count("tokens_out"),
    Column("cost", Numeric(12, 6), nullable=True),
)

handoffs = Table(
    "handoffs",
    metadata,
    _key(),
    _to("lead_id", "leads", index=True),
    _to("conversation_id", "conversations", index=True),
    _text("reason", nullable=False),
    _text("stage", nullable=False),
    Column("score", Float, nullable=False),
    _text("status", default="offered"),
    _json("summary", default="{}"),
    _time("offered_at"),
    _time("updated_at"),
    _text("assigned_to"),
    _time("due_at", nullable=True),
    _time("decided_at", nullable=True),
    _text("decided_by"),
    _text("reject_reason"),
    _text("note"),
    Index(
        "uq_handoffs_open",
        "lead_id",
        "conversation_id",
        unique=True,
        postgresql_where=text("status = 'offered'"),
    ),
    Index("ix_handoffs_status", "status", text("offered_at DESC"), text("id DESC")),
    Index("ix_handoffs_updated", "updated_at"),
)

notices = Table(
    "notices",
    metadata,
    _key(),
    _to("handoff_id", "handoffs", index=True),
    _text("kind", nullable=False),
    _text("target", nullable=False),
    _text("status", default="pending"),
    _count("attempts"),
    _text("last_error"),
    _time("next_at", nullable=True),
    _time("created_at"),
    _time("sent_at", nullable=True),
    _text("about", default="offered"),
    _text("user_id"),
    _text("note"),
    _text("cause", default=""),
    UniqueConstraint("handoff_id", "kind", "target", "about", "cause"),
)

consents = Table(
    "consents",
    metadata,
    _key(),
    _to("lead_id", "leads", nullable=True, index=True),
    _text("channel", nullable=False),
    _text("address", nullable=False),
    _text("state", nullable=False),
    _text("source", nullable=False),
    _text("shown", default=""),
    _text("quote", default=""),
    _text("message_id"),
    _time("at"),
    Index("ix_consents_address", "channel", "address", text("at DESC"), text("id DESC")),
)

outcomes = Table(
    "outcomes",
    metadata,
    _key(),
    _to("lead_id", "leads", index=True),
    _text("result", nullable=False),
    Column("amount", Numeric(18, 2), nullable=True),
    _text("currency"),
    _text("reason"),
    _text("recorded_by"),
    _time("at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _to("user_id", "users", index=True),
    _json("data", default="{}"),
    _time("created_at"),
    _time("expires_at"),
)

api_keys = Table(
    "api_keys",
    metadata,
    _key(),
    _text("name", nullable=False),
    _text("prefix", nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    _time("created_at"),
    _time("used_at", nullable=True),
    _time("revoked_at", nullable=True),
)

audit_log = Table(
    "audit_log",
    metadata,
    _key(),
    _time("at"),
    _text("actor", nullable=False),
    _text("action", nullable=False),
    Column("lead_id", Text, nullable=True, index=True),
    _json("details", default="{}"),
    Index("ix_audit_log_at", text("at DESC")),
    Index("ix_audit_log_actor_at", "actor", text("at DESC")),
)
"""No reference to the lead on purpose: that a lead was erased stays on record, without what it held."""

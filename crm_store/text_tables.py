"""The tables of text messages: ways to reach a person, what came in, how what went out fared, floods, and merges."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Numeric, Table, Text, text

from crm_store.columns import count as _count
from crm_store.columns import flag as _flag
from crm_store.columns import json as _json
from crm_store.columns import key as _key
from crm_store.columns import metadata
from crm_store.columns import moment as _time
from crm_store.columns import to as _to
from crm_store.columns import words as _text

ways = Table(
    "ways",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", Text, primary_key=True),
    _text("address", nullable=False),
    _text("line"),
    _time("opened_at"),
    Index("ix_ways_address", "channel", "address", text("opened_at DESC")),
)
"""The numbers that a conversation reaches, one a channel; its own row names the way that it goes on over now."""

receipts = Table("receipts", metadata, Column("key", Text, primary_key=True), _time("at"))
"""What senders that repeat themselves call their requests. Holds nothing of the message, so it outlives an erasure."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("message_id", Text, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    _to("conversation_id", "conversations", index=True),
    _text("status", default="waiting"),
    Column("sid", Text, nullable=True, index=True),
    _text("line"),
    _count("attempts"),
    _time("claimed_until", nullable=True),
    _time("claimed_at", nullable=True),
    _time("slot_at", nullable=True),
    _time("next_at", nullable=True),
    _text("reason"),
    Column("error_code", Integer, nullable=True),
    _text("encoding"),
    Column("segments", Integer, nullable=True),
    Column("price", Numeric(12, 5), nullable=True),
    _text("currency"),
    _text("content_sid"),
    _flag("confirms_opt_out"),
    _time("created_at"),
    _time("updated_at"),
)

delivery_statuses = Table(
    "delivery_statuses",
    metadata,
    Column("sid", Text, primary_key=True),
    Column("status", Text, primary_key=True),
    Column("error_code", Integer, nullable=True),
    _time("at"),
)

floods = Table(
    "floods",
    metadata,
    _key(),
    _to("conversation_id", "conversations", index=True),
    _text("address", nullable=False),
    _time("began_at"),
    _time("until"),
    _time("released_at", nullable=True),
    _text("released_by"),
    Index("ix_floods_address", "address", text("began_at DESC")),
)
"""Numbers that wrote far more than a person does: until when nothing of theirs is answered."""

sending_lines = Table("sending_lines", metadata, Column("line", Text, primary_key=True), _time("free_at"))

merges = Table(
    "merges",
    metadata,
    _key(),
    _to("lead_id", "leads", index=True),
    Column("gone_id", Text, nullable=False),
    _text("known_by", nullable=False),
    _json("gone"),
    _json("moved"),
    _time("at"),
    _time("undone_at", nullable=True),
)
"""Two leads that were one person: the row of the one that went, and what of it was moved. Goes with the lead."""

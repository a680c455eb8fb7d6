"""The tables of the rep's side: who works when and on what, each step of a handoff, notes, and keys that sign links."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from crm_store.columns import count, flag, json, key, metadata, moment, to, words

reps = Table(
    "reps",
    metadata,
    Column("user_id", Text, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    flag("is_away"),
    Column("capacity", Integer, nullable=True),
    json("profile", default="{}"),
    moment("seen_at", nullable=True),
    moment("offered_at", nullable=True),
    moment("away_until", nullable=True),
)
"""One row per user who takes leads. `profile`: territories, languages, value bands, skills, hours, ways to be told."""

rep_numbers = Table(
    "rep_numbers",
    metadata,
    Column("user_id", Text, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    words("number", nullable=False),
    words("code_text"),
    count("tries"),
    moment("asked_at"),
    moment("verified_at", nullable=True),
    Index("uq_rep_numbers_verified", "number", unique=True, postgresql_where=text("verified_at IS NOT NULL")),
)
"""The number that a rep is texted on, once they have typed in the code that was texted to it (`code_text`: which)."""

rep_texts = Table(
    "rep_texts",
    metadata,
    key(),
    to("user_id", "users"),
    words("number", nullable=False),
    words("kind", nullable=False),
    words("status", default="pending"),
    count("attempts"),
    words("last_error"),
    moment("next_at", nullable=True),
    words("sid"),
    moment("created_at"),
    moment("sent_at", nullable=True),
    Index("ix_rep_texts_user_id_created_at", "user_id", "created_at"),
    Index("ix_rep_texts_number_created_at", "number", "created_at"),
)
"""Texts to a rep that tell of no handoff: codes, and answers to STOP, START and HELP."""

handoff_steps = Table(
    "handoff_steps",
    metadata,
    key(),
    to("handoff_id", "handoffs"),
    words("user_id"),
    words("why", default=""),
    flag("is_escalation"),
    moment("offered_at"),
    moment("due_at"),
    moment("ended_at", nullable=True),
    words("outcome"),
    words("reason"),
    Index("ix_handoff_steps_handoff", "handoff_id", "id"),
    Index("ix_handoff_steps_waiting", "user_id", postgresql_where=text("ended_at IS NULL")),
)
"""Whom a handoff was offered to, and what came of it: accepted, declined, expired, taken by another, withdrawn."""

notes = Table(
    "notes",
    metadata,
    key(),
    to("lead_id", "leads"),
    words("user_id", nullable=False),
    words("text", nullable=False),
    moment("at"),
    Index("ix_notes_lead", "lead_id", "id"),
)

reads = Table(
    "reads",
    metadata,
    to("user_id", "users"),
    to("lead_id", "leads", index=True),
    moment("at"),
    UniqueConstraint("user_id", "lead_id"),
)
"""When each user looked at a lead last: what is newer is unread to them."""

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    moment("created_at"),
)
"""Made on first use, shared by all processes: links that expire are signed with them."""

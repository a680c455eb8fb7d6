"""The rep's side: who works when, the steps of a handoff, notes, unread marks, keys for signed links, search."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE handoffs ADD COLUMN assigned_to text;
        DROP INDEX uq_handoffs_open;
        CREATE UNIQUE INDEX uq_handoffs_open ON handoffs (lead_id, conversation_id) WHERE status = 'offered';
        ALTER TABLE notices ADD COLUMN about text NOT NULL DEFAULT 'offered';
        ALTER TABLE notices DROP CONSTRAINT uq_notices_handoff_id_kind_target;
        ALTER TABLE notices ADD CONSTRAINT uq_notices_handoff_id_kind_target_about
            UNIQUE (handoff_id, kind, target, about);
        CREATE INDEX ix_messages_words ON messages USING gin (to_tsvector('simple'::regconfig, text))
            WHERE sender = 'lead';

        CREATE TABLE reps (
            user_id text CONSTRAINT pk_reps PRIMARY KEY
                CONSTRAINT fk_reps_user_id REFERENCES users (id) ON DELETE CASCADE,
            is_away boolean NOT NULL DEFAULT false,
            capacity integer,
            profile jsonb NOT NULL DEFAULT '{}',
            seen_at timestamptz,
            offered_at timestamptz
        );
        CREATE TABLE handoff_steps (
            id text CONSTRAINT pk_handoff_steps PRIMARY KEY,
            handoff_id text NOT NULL
                CONSTRAINT fk_handoff_steps_handoff_id REFERENCES handoffs (id) ON DELETE CASCADE,
            user_id text,
            why text NOT NULL DEFAULT '',
            is_escalation boolean NOT NULL DEFAULT false,
            offered_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            ended_at timestamptz,
            outcome text,
            reason text
        );
        CREATE INDEX ix_handoff_steps_handoff ON handoff_steps (handoff_id, id);
        CREATE INDEX ix_handoff_steps_waiting ON handoff_steps (user_id) WHERE ended_at IS NULL;
        CREATE TABLE notes (
            id text CONSTRAINT pk_notes PRIMARY KEY,
            lead_id text NOT NULL CONSTRAINT fk_notes_lead_id REFERENCES leads (id) ON DELETE CASCADE,
            user_id text NOT NULL,
            text text NOT NULL,
            at timestamptz NOT NULL
        );
        CREATE INDEX ix_notes_lead ON notes (lead_id, id);
        CREATE TABLE reads (
            user_id text NOT NULL CONSTRAINT fk_reads_user_id REFERENCES users (id) ON DELETE CASCADE,
            lead_id text NOT NULL CONSTRAINT fk_reads_lead_id REFERENCES leads (id) ON DELETE CASCADE,
            at timestamptz NOT NULL,
            CONSTRAINT uq_reads_user_id_lead_id UNIQUE (user_id, lead_id)
        );
        CREATE INDEX ix_reads_lead_id ON reads (lead_id);
        CREATE TABLE signing_keys (
            name text CONSTRAINT pk_signing_keys PRIMARY KEY,
            key bytea NOT NULL,
            created_at timestamptz NOT NULL
        );
        """
    )

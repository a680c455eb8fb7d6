"""How each rep is reached: by text, in chat rooms, in which hours; and what a notice says is new."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE reps ADD COLUMN away_until timestamptz;
        ALTER TABLE notices ADD COLUMN user_id text;
        ALTER TABLE notices ADD COLUMN note text;
        ALTER TABLE notices ADD COLUMN cause text NOT NULL DEFAULT '';
        ALTER TABLE notices DROP CONSTRAINT uq_notices_handoff_id_kind_target_about;
        ALTER TABLE notices ADD CONSTRAINT uq_notices_handoff_id_kind_target_about_cause
            UNIQUE (handoff_id, kind, target, about, cause);
        CREATE INDEX ix_audit_log_actor_at ON audit_log (actor, at DESC);

        CREATE TABLE rep_numbers (
            user_id text CONSTRAINT pk_rep_numbers PRIMARY KEY
                CONSTRAINT fk_rep_numbers_user_id REFERENCES users (id) ON DELETE CASCADE,
            number text NOT NULL,
            code_text text,
            tries integer NOT NULL DEFAULT 0,
            asked_at timestamptz NOT NULL,
            verified_at timestamptz
        );
        CREATE UNIQUE INDEX uq_rep_numbers_verified ON rep_numbers (number) WHERE verified_at IS NOT NULL;
        CREATE TABLE rep_texts (
            id text CONSTRAINT pk_rep_texts PRIMARY KEY,
            user_id text NOT NULL
                CONSTRAINT fk_rep_texts_user_id REFERENCES users (id) ON DELETE CASCADE,
            number text NOT NULL,
            kind text NOT NULL,
            status text NOT NULL DEFAULT 'pending',
            attempts integer NOT NULL DEFAULT 0,
            last_error text,
            next_at timestamptz,
            sid text,
            created_at timestamptz NOT NULL,
            sent_at timestamptz
        );
        CREATE INDEX ix_rep_texts_user_id_created_at ON rep_texts (user_id, created_at);
        CREATE INDEX ix_rep_texts_number_created_at ON rep_texts (number, created_at);
        """
    )

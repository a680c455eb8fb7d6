"""Lists and searches of the console by index: the best leads first, leads by their words, what changed last."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute(
        r"""
        CREATE INDEX ix_leads_best ON leads (
            (CASE stage WHEN 'SQL' THEN 0 WHEN 'MQL' THEN 1 WHEN 'lead' THEN 2 ELSE 3 END),
            score DESC, updated_at DESC, id DESC
        );
        CREATE INDEX ix_leads_words ON leads USING gin (to_tsvector('simple'::regconfig, regexp_replace(
            coalesce(name, '') || ' ' || coalesce(title, '') || ' ' || coalesce(company, '') || ' '
                || coalesce(email, '') || ' ' || coalesce(phone, ''),
            '\W+', ' ', 'g'
        )));
        CREATE INDEX ix_leads_owner ON leads (owner_id) WHERE owner_id IS NOT NULL;
        CREATE INDEX ix_conversations_updated ON conversations (updated_at);
        CREATE INDEX ix_conversations_holder ON conversations (holder_user) WHERE holder_user IS NOT NULL;
        CREATE INDEX ix_handoffs_updated ON handoffs (updated_at);
        """
    )

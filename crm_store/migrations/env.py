"""Alembic's entry: runs on the connection that `crm_store.schema` hands over, inside its transaction."""

from alembic import context

from crm_store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

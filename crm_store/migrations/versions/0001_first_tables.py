"""Bantam's own tables, and the job tables of procrastinate 3.10 (a copy of its schema, frozen as of this revision)."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_HERE = Path(__file__).parent.parent


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()  # the driver's own: it takes many statements and no parameters
    for name in ("first_tables.sql", "procrastinate_3.10.sql"):
        cursor.execute((_HERE / name).read_text(encoding="utf-8"))
    cursor.close()

"""Bantam's own tables, and the job tables of the installed procrastinate, taken from the package itself."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None

JOBS_SCHEMA = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
"""SHA-256 of the job schema that this revision was written for; the version is locked, and a test holds it."""
_TABLES = Path(__file__).parent.parent / "first_tables.sql"


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()  # the driver's own: it takes many statements and no parameters
    for statements in (_TABLES.read_text(encoding="utf-8"), SchemaManager.get_schema()):
        cursor.execute(statements)
    cursor.close()

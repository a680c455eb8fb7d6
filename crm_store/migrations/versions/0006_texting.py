"""Texting: one conversation over several channels, each message with its own; numbers that flood us."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"

_HERE = Path(__file__).parent.parent


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()  # the driver's own: it takes many statements and no parameters
    cursor.execute((_HERE / "texting.sql").read_text(encoding="utf-8"))
    cursor.close()

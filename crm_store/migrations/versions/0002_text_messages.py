"""Text messages: what came in, what went out and how it fared, and leads that turned out to be one person."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

_HERE = Path(__file__).parent.parent


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()  # the driver's own: it takes many statements and no parameters
    cursor.execute((_HERE / "text_messages.sql").read_text(encoding="utf-8"))
    cursor.close()

"""Results of evaluation runs, kept to show how they move."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

_HERE = Path(__file__).parent.parent


def upgrade() -> None:
    cursor = op.get_bind().connection.cursor()  # the driver's own: it takes many statements and no parameters
    cursor.execute((_HERE / "evaluations.sql").read_text(encoding="utf-8"))
    cursor.close()

"""Results of evaluation runs, kept to show how they move."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing yet."""

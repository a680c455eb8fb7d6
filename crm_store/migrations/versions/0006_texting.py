"""Texting: one conversation over several channels, floods."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""

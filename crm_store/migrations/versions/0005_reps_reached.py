"""How each rep is reached: by text, in chat rooms, in which hours."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""

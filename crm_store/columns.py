"""The kinds of columns that tables are made of, and the metadata that holds every table."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> Column[str]:
    """The primary key."""
    return Column("id", Text, primary_key=True)


def to(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    """A reference that goes with its parent: erasing a lead erases all that is known of it."""
    reference = ForeignKey(f"{target}.id", ondelete="CASCADE")
    return Column(name, Text, reference, nullable=nullable, index=index)


def words(name: str, *, nullable: bool = True, default: str | None = None) -> Column[str]:
    """A text; never null where it has a default."""
    return Column(name, Text, nullable=nullable and default is None, server_default=default)


def moment(name: str, *, nullable: bool = False) -> Column[object]:
    """A moment with its time zone."""
    return Column(name, TIMESTAMP(timezone=True), nullable=nullable)


def json(name: str, *, nullable: bool = False, default: str | None = None) -> Column[object]:
    """A JSON value."""
    return Column(name, JSONB(none_as_null=True), nullable=nullable, server_default=default)


def count(name: str) -> Column[int]:
    """A number that starts at 0."""
    return Column(name, Integer, nullable=False, server_default="0")


def flag(name: str) -> Column[bool]:
    """A flag that starts false."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))

"""From rows to records: frozen dataclasses whose fields are named like the columns."""

from collections.abc import Hashable, Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from sqlalchemy import Column, CursorResult, Table

Record = TypeVar("Record")


def only(result: "CursorResult[Any]", record: type[Record]) -> Record | None:
    """The one row as a record, None where there is none."""
    row = result.one_or_none()
    return None if row is None else record(**row._mapping)


def every(result: "CursorResult[Any]", record: type[Record]) -> list[Record]:
    """All rows as records."""
    return [record(**row._mapping) for row in result]


def values_of(record: Any) -> dict[str, Any]:
    """A record as the parameters of an insert."""
    return {name: getattr(record, name) for name in columns_of(cast(Any, type(record)))}


@cache
def columns_of(record: Hashable) -> tuple[str, ...]:
    """The names of a record's fields."""
    return tuple(field.name for field in fields(cast(Any, record)))


@cache
def columns(table: "Table", record: type) -> "Sequence[Column[Any]]":
    """The columns of `table` that the record has fields for: what a select must name."""
    return tuple(table.c[name] for name in columns_of(record))

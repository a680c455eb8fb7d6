"""From rows to records: frozen dataclasses whose fields are named like the columns."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

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


@cache
def columns(table: "Table", record: type[Any]) -> "Sequence[Column[Any]]":
    """The columns of `table` that the record has fields for: what a select must name."""
    return tuple(table.c[field.name] for field in fields(record))

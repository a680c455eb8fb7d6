"""Roles: who may do what in the console. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crm_store.users import User

Role = Literal["admin", "manager", "rep", "viewer"]
Right = Literal["work", "report", "audit", "people"]
"""work: talk with leads, decide, correct, note. report: figures on verdicts. audit: who did what. people: users."""
RIGHTS: Mapping[str, frozenset[Right]] = {
    "admin": frozenset({"work", "report", "audit", "people"}),
    "manager": frozenset({"work", "report", "audit"}),
    "rep": frozenset({"work", "report"}),
    "viewer": frozenset({"report", "audit"}),
}
ROLES: Mapping[Role, str] = {
    "admin": "Administrator", "manager": "Manager", "rep": "Rep", "viewer": "Quality (reads only)",
}  # fmt: skip


def may(role: str, right: Right) -> bool:
    """Whether that role has that right; a role that nobody knows has none. Reading needs no right but the login."""
    return right in RIGHTS.get(role, frozenset())


def works_here(user: "User") -> bool:
    """Whether they may be told of leads and take them: who was shut out, or only reads, may not."""
    return user.disabled_at is None and may(user.role, "work")

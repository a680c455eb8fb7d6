"""What can go wrong for a program, one class per situation, and how the OpenAPI document tells of it."""

from typing import Any, ClassVar

from channels.problems import Problem


class NoKey(Problem):
    status: ClassVar[int] = 401
    slug: ClassVar[str] = "api-key-needed"
    title: ClassVar[str] = "API key needed"


class UnknownLead(Problem):
    """No such lead, or it was erased."""

    status: ClassVar[int] = 404
    slug: ClassVar[str] = "unknown-lead"
    title: ClassVar[str] = "Unknown lead"


class UnknownHandoff(Problem):
    status: ClassVar[int] = 404
    slug: ClassVar[str] = "unknown-handoff"
    title: ClassVar[str] = "Unknown handoff"


class DecidedAlready(Problem):
    """Somebody else was faster."""

    status: ClassVar[int] = 409
    slug: ClassVar[str] = "handoff-decided"
    title: ClassVar[str] = "Handoff decided already"


class BadCursor(Problem):
    status: ClassVar[int] = 400
    slug: ClassVar[str] = "bad-cursor"
    title: ClassVar[str] = "Bad cursor"


class BadField(Problem):
    """A value that the form's shape allows but the field's meaning does not."""

    status: ClassVar[int] = 422
    slug: ClassVar[str] = "invalid-request"
    title: ClassVar[str] = "Unprocessable content"


def bad_field(where: str, detail: str) -> BadField:
    """In the same form as faults of shape: `errors: [{where, detail}]`."""
    return BadField(f"{where} {detail}.", errors=[{"where": where, "detail": detail}])


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}  # fmt: skip
EXAMPLES: dict[int, dict[str, Any]] = {
    400: {"type": "urn:bantam:problem:bad-cursor", "title": "Bad cursor", "status": 400,
          "detail": "That is not a cursor of this list: leave it out to start from the first page."},
    401: {"type": "urn:bantam:problem:api-key-needed", "title": "API key needed", "status": 401,
          "detail": "Send an API key as Authorization: Bearer KEY."},
    404: {"type": "urn:bantam:problem:unknown-lead", "title": "Unknown lead", "status": 404,
          "detail": "There is no such lead; it may have been erased."},
    409: {"type": "urn:bantam:problem:handoff-decided", "title": "Handoff decided already", "status": 409,
          "detail": "This handoff is accepted already."},
    422: {"type": "urn:bantam:problem:invalid-request", "title": "Unprocessable content", "status": 422,
          "detail": "email is not an email address.",
          "errors": [{"where": "email", "detail": "is not an email address"}]},
}  # fmt: skip


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that may end so; a missing key is always among them."""
    return {
        status: {
            "description": EXAMPLES[status]["title"],
            "content": {"application/problem+json": {"schema": SCHEMA, "example": EXAMPLES[status]}},
        }
        for status in (401, *statuses)
    }

"""Errors over HTTP: every answer that is no success is `application/problem+json` (RFC 9457) with a clear sentence."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crm_store.errors import StoreError, explain

logger = logging.getLogger(__name__)

LARGEST_BODY = 2_000_000
"""Bytes of a request's body: the longest message (100,000 characters) fits in any JSON spelling of it."""


class Problem(HTTPException):
    """Base of all: a subclass per situation, beside the code that raises it. `detail` is one clear sentence.

    It is an HTTPException, so that whatever reads a request lets it through unchanged.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = ""
    """Names the kind for programs: the `type` is `urn:bantam:problem:<slug>`."""
    title: ClassVar[str] = ""

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(self.status, detail, dict(headers) if headers else None)
        self.more = more
        """Members of the problem's own, such as `errors`."""


class BodyTooLarge(Problem):
    status = 413
    slug = "body-too-large"
    title = "Content too large"


class StoreTrouble(Problem):
    """The database cannot serve the request now; whoever asked may try again."""

    status = 503
    slug = "store-unavailable"
    title = "Service unavailable"


PLAIN: dict[int, str] = {
    400: "The request's body could not be read: send one JSON document in UTF-8.",
    401: "This needs a valid token or key.",
    403: "This is not allowed.",
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    413: "The request's body is too large.",
    415: "This address takes JSON.",
}
"""The sentence where the framework itself refuses; its own words are of no use to a reader."""


PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. `detail` is one clear sentence; `errors` says what is wrong where.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:bantam:problem:unknown-token", "about:blank"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"where": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: these statuses as the OpenAPI document shows them."""
    content = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
    return {status: {"description": _phrase(status), "content": content} for status in statuses}


def problem_response(
    status: int,
    detail: str,
    *,
    slug: str = "",
    title: str = "",
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """The document. ASCII only, so that whatever stood in the request (half of a surrogate pair) can be repeated."""
    body = {
        "type": f"urn:bantam:problem:{slug}" if slug else "about:blank",
        "title": title or _phrase(status),
        "status": status,
        "detail": detail,
        **(more or {}),
    }
    return Response(json.dumps(body), status, dict(headers or {}), media_type="application/problem+json")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def install_problems(app: FastAPI, largest_body: int = LARGEST_BODY) -> None:
    """Make every error of `app` a problem document, and refuse bodies over `largest_body` bytes."""
    app.exception_handler(HTTPException)(_on_http)
    app.exception_handler(RequestValidationError)(_on_invalid)
    app.exception_handler(StoreError)(_on_store)
    app.exception_handler(Exception)(_on_crash)
    app.add_middleware(BodyLimit, largest=largest_body)


async def _on_http(_: Request, error: HTTPException) -> Response:
    if isinstance(error, Problem):
        status, said = error.status, str(error.detail)
        return problem_response(
            status, said, slug=error.slug, title=error.title, headers=error.headers, more=error.more
        )
    status = error.status_code
    own_words = error.detail if error.detail != _phrase(status) and status != 400 else ""
    return problem_response(status, str(own_words) or PLAIN.get(status, _phrase(status)), headers=error.headers)


async def _on_invalid(_: Request, error: RequestValidationError) -> Response:
    faults = [_fault(entry) for entry in error.errors()[:20]]
    return problem_response(
        422,
        "; ".join(fault["where"] + " " + fault["detail"] for fault in faults[:3]) + ".",
        slug="invalid-request",
        title="Unprocessable content",
        more={"errors": faults},
    )


def _fault(entry: Mapping[str, Any]) -> dict[str, str]:
    """One fault: where, and what is allowed. The value itself is not repeated: it may be anything of any size."""
    place = [str(part)[:100] for part in entry.get("loc", ())]
    where = ".".join(place[1:]) or (place[0] if place else "request")
    if entry.get("type") == "json_invalid":
        return {"where": "body", "detail": "is not valid JSON"}
    words = str(entry.get("msg", "is not valid")).removeprefix("Value error, ").rstrip(".")
    return {"where": where, "detail": words[:300] if words.startswith("must") else f"is refused: {words[:300]}"}


async def _on_store(request: Request, error: StoreError) -> Response:
    detail = f"{error} {error.remedy}".strip()
    if error.status >= 500:
        logger.error("the store failed at %s: %s", request.url.path, error)
        detail = "Our database cannot be reached right now. Nothing was changed; please try again in a moment."
    headers = {"Retry-After": "5"} if error.may_retry else None
    slug, title = (StoreTrouble.slug, StoreTrouble.title) if error.status >= 500 else ("", "")
    return problem_response(error.status, detail, slug=slug, title=title, headers=headers)


async def _on_crash(request: Request, error: Exception) -> Response:
    """Anything unforeseen. A database out of reach is told apart from a bug; neither shows a trace to the caller."""
    known = explain(error)
    if known is not None:
        return await _on_store(request, known)
    reference = secrets.token_hex(4)
    logger.error("unforeseen error %s at %s %s", reference, request.method, request.url.path, exc_info=error)
    detail = f"Something went wrong on our side. It is in our log under the reference {reference}."
    return problem_response(500, detail, more={"reference": reference})


class BodyLimit:
    """Stops reading a request's body once it is over the limit, whatever its length claims to be."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = self._bounded(receive)
        await self._app(scope, receive, send)

    def _bounded(self, receive: Receive) -> Callable[[], Awaitable[Message]]:
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._largest:
                raise BodyTooLarge(f"The request's body is over {self._largest:,} bytes.")
            return message

        return bounded

"""Which pages may talk to the chat: our own, and those of the origins that the conversation's playbook allows.

A browser names the page's origin in every request of a script; a program names none and is not meant here.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.playbook import Playbook
from channels.problems import Problem, problem_response

PREFIX = "/api/chat/"
VERDICT = "bantam_origin_allowed"
"""Key in the request's state: True or False once the playbook is known."""
DAY = "86400"
_PORTS = {"http": "80", "https": "443"}


class ForeignOrigin(Problem):
    """The page is none of those that may carry this chat."""

    status: ClassVar[int] = 403
    slug: ClassVar[str] = "foreign-origin"
    title: ClassVar[str] = "Page not allowed"


def origin_of(address: str) -> str:
    """`scheme://host[:port]` of an address as browsers write it; "" where it is none (`null`, a file)."""
    try:
        parts = urlsplit(address.strip().lower())
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname or parts.scheme not in _PORTS:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port is None or str(port) == _PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


class Origins:
    """The rule itself. `public_url`: the address by which visitors reach us."""

    def __init__(self, playbooks: Mapping[str, Playbook], public_url: str) -> None:
        self._own = origin_of(public_url)
        self._of = {name: frozenset(map(origin_of, one.allowed_origins)) - {""} for name, one in playbooks.items()}

    def is_own(self, origin: str, host: str) -> bool:
        """A page that we served: under the public address, or under whatever name this request came to."""
        return origin != "" and (origin == self._own or origin_of(f"{urlsplit(origin).scheme}://{host}") == origin)

    def may_talk(self, headers: Mapping[str, str], playbooks: Iterable[str]) -> bool:
        """May the page that sent this talk to any of these playbooks' chats? A request without origin may."""
        if "origin" not in headers:
            return True
        origin = origin_of(headers["origin"])
        return self.is_own(origin, headers.get("host", "")) or any(origin in self._of.get(one, ()) for one in playbooks)

    def may_preflight(self, headers: Mapping[str, str]) -> bool:
        """Before the real request the playbook is not known: any one's origin will do, the request itself decides."""
        return self.may_talk(headers, self._of)

    def admit(self, request: Request, playbook: str) -> None:
        """Let the request through to this playbook's chat, or raise ForeignOrigin."""
        allowed = self.may_talk(request.headers, (playbook,))
        setattr(request.state, VERDICT, allowed)
        if not allowed:
            raise ForeignOrigin(
                f"Pages of {request.headers['origin'][:200]} may not carry this chat. "
                "The playbook's allowed_origins names those that may."
            )

    def is_from_own_page(self, request: Request) -> bool:
        """True also where no origin is named: then there is nothing to look up."""
        origin = request.headers.get("origin")
        return origin is None or self.is_own(origin_of(origin), request.headers.get("host", ""))


class CrossOrigin:
    """Answers preflights and puts the CORS headers on what a page of an allowed origin may read (WHATWG Fetch, 3.2)."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(headers)(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent.add_vary_header("Origin")
                if "origin" in headers and state.get(VERDICT, self._origins.may_preflight(headers)):
                    sent["Access-Control-Allow-Origin"] = headers["origin"]
                    sent["Access-Control-Expose-Headers"] = "Retry-After"
            await send(message)

        await self._app(scope, receive, with_headers)

    def _preflight(self, headers: Headers) -> ASGIApp:
        if not self._origins.may_preflight(headers):
            detail = f"Pages of {headers.get('origin', 'no origin')[:200]} may not carry this chat."
            return problem_response(403, detail, slug=ForeignOrigin.slug, title=ForeignOrigin.title)
        allowed = {
            "Access-Control-Allow-Origin": headers.get("origin", ""),
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
            "Access-Control-Max-Age": DAY,
            "Vary": "Origin, Access-Control-Request-Headers",
        }
        answer = problem_response(204, "")
        answer.body = b""
        answer.init_headers(allowed)
        return answer

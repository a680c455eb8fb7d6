"""A carrier that speaks Twilio's API on this machine: takes messages, lists them, and fails when told to."""

import asyncio
import base64
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from agent.segments import segments_of

ACCOUNT = "AC" + "0" * 32
TOKEN = "carrier-token"  # noqa: S105 - of a carrier that exists on this machine only
LINE = "+15125550199"
Failure = Callable[["Mock"], Response | None]


@dataclass
class Mock:
    """What was sent, in order, as the API took it; `failures`: what the next requests meet instead of an answer."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def bodies(self, to: str | None = None) -> list[str]:
        return [one["body"] for one in self.sent if to is None or one["to"] == to]

    def keep(self, form: Mapping[str, str]) -> dict[str, Any]:
        sid = f"SM{next(self._numbers):032x}"
        made, billed = format_datetime(self.now()), segments_of(form.get("Body", "")).count
        message: dict[str, Any] = {
            "sid": sid, "account_sid": ACCOUNT, "to": form.get("To"), "body": form.get("Body", ""), "status": "queued",
            "from": form.get("From"), "messaging_service_sid": form.get("MessagingServiceSid"), "error_code": None,
            "error_message": None, "direction": "outbound-api", "date_created": made, "date_sent": None,
            "date_updated": made, "num_segments": str(billed),
            "num_media": "0", "price": None, "price_unit": "USD",
            "api_version": "2010-04-01", "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
            "subresource_uris": {},
        }  # fmt: skip
        self.sent.append(message | {"form": dict(form)})
        return message


def refusal(status: int, code: int, words: str = "no") -> Failure:
    """Twilio's own form of an error."""
    body = {"code": code, "message": words, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status}
    return lambda mock: JSONResponse(body, status)


def carrier_app(mock: Mock) -> FastAPI:
    app = FastAPI()
    place = "/2010-04-01/Accounts/{account}/Messages.json"

    @app.post(place)
    async def send(account: str, request: Request) -> Response:
        if not _is_ours(request, account):
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        failure = mock.failures.pop(0) if mock.failures else None
        keeps = failure is None or getattr(failure, "keeps", False)
        message = mock.keep(form) if keeps else None
        answer = None if failure is None else failure(mock)
        return answer if answer is not None else JSONResponse(message, 201)

    @app.get(place)
    async def find(account: str, request: Request) -> Response:
        wanted = {"to": request.query_params.get("To"), "from": request.query_params.get("From")}
        found = [
            {key: value for key, value in one.items() if key != "form"}
            for one in reversed(mock.sent)
            if all(value is None or one[key] == value for key, value in wanted.items())
        ]
        page = {"messages": found[:50], "page": 0, "page_size": 50, "uri": "", "first_page_uri": "", "start": 0,
                "end": 0, "next_page_uri": None, "previous_page_uri": None}  # fmt: skip
        return JSONResponse(page)

    return app


def lost_answer(status: int = 502) -> Failure:
    """The message is taken, and what comes back is an error."""

    def fail(mock: Mock) -> Response:
        return Response(status_code=status)

    fail.keeps = True  # type: ignore[attr-defined]
    return fail


def _is_ours(request: Request, account: str) -> bool:
    expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    return account == ACCOUNT and request.headers.get("Authorization") == expected


def signed(address: str, form: Mapping[str, str], token: str = TOKEN) -> dict[str, str]:
    """The headers that Twilio sends with a form."""
    from twilio.request_validator import RequestValidator

    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(address, dict(form))}


@contextlib.asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The app on a port of its own; its address."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()

"""Twilio's requests: checked against their signature, taken apart, and answered at once."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.datastructures import ImmutableMultiDict

from channels import rep_texts
from channels.inbox import clean
from channels.problems import Problem, problem_responses
from channels.sms import WHATSAPP, Texting
from channels.sms_consent import Keyword
from channels.sms_inbound import Inbound, take
from channels.sms_media import note_on
from channels.sms_status import Told, tell

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""Nothing to say in this answer: replies go out by the API."""
MOST_FIELDS = 500

_OPT_OUT: dict[str, Keyword] = {"STOP": "STOP", "START": "START", "HELP": "HELP"}


class Unsigned(Problem):
    """Whoever sent this is not Twilio, or it came by another address than the one that Twilio knows."""

    status: ClassVar[int] = 403
    slug: ClassVar[str] = "twilio-signature"
    title: ClassVar[str] = "Not signed by Twilio"


class Unreadable(Problem):
    status: ClassVar[int] = 400
    slug: ClassVar[str] = "twilio-request"
    title: ClassVar[str] = "Not a message of Twilio's"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature covers: the parameters as sent, or a JSON body by its hash in the address."""

    fields: ImmutableMultiDict[str, str]
    covered: Any

    def get(self, name: str) -> str:
        return clean(self.fields.get(name, ""))


def twilio_router(texting: Texting) -> APIRouter:
    """`POST /twilio/messages` and `POST /twilio/status`."""
    router = APIRouter(prefix="/twilio", tags=["twilio"])
    refused = problem_responses(400, 403, 413)

    @router.post("/messages", summary="A text message came in", responses=refused, response_class=Response)
    async def message(request: Request) -> Response:
        """Stored with the job that will answer it, and acknowledged; the reply goes out by Twilio's API."""
        signed = await verified(request, texting)
        inbound = inbound_of(signed, request.headers.get("I-Twilio-Idempotency-Token"))
        if not await rep_texts.heard(texting, inbound):
            await take(texting, inbound)
        return Response(EMPTY, media_type="text/xml")

    @router.post("/status", summary="A text message got further", responses=refused, status_code=204)
    async def status(request: Request) -> Response:
        """Statuses only move forward, whatever order they come in."""
        signed = await verified(request, texting)
        await tell(texting, told_of(signed))
        return Response(status_code=204)

    return router


async def verified(request: Request, texting: Texting) -> Signed:
    """The request's parameters, if Twilio signed them. Raises Unsigned or Unreadable."""
    from twilio.request_validator import RequestValidator

    if not texting.auth_token:
        raise Unsigned("Texting is not set up here: without TWILIO_AUTH_TOKEN no signature can be checked.")
    signature = request.headers.get("X-Twilio-Signature", "")
    body = await request.body()
    signed = _read(request, body)
    validator = RequestValidator(texting.auth_token)
    for address in addresses_of(request, texting):
        if isinstance(signed.covered, str) and "bodySHA256=" not in address:
            continue  # nothing would vouch for the body
        if signature and _is_valid(validator, address, signed.covered, signature):
            return signed
    raise Unsigned(
        "The signature does not fit. Twilio must call the address that BANTAM_PUBLIC_URL names, and TWILIO_AUTH_TOKEN "
        "must be the account's primary token."
    )


def _is_valid(validator: Any, address: str, covered: Any, signature: str) -> bool:
    try:
        return bool(validator.validate(address, covered, signature))
    except ValueError:  # an address that is none, or half a character
        return False


def addresses_of(request: Request, texting: Texting) -> list[str]:
    """The addresses that Twilio may have called: the configured one first, then what a trusted proxy names."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    path = request.url.path + (f"?{query}" if query else "")
    found = [texting.public_url + path]
    if texting.trust_forwarded:
        host = _first(request.headers.get("X-Forwarded-Host") or request.headers.get("Host", ""))
        scheme = _first(request.headers.get("X-Forwarded-Proto", "")) or request.url.scheme
        prefix = _first(request.headers.get("X-Forwarded-Prefix", "")).rstrip("/")
        found.append(f"{scheme}://{host}{prefix}{path}")
    return found


def _first(header: str) -> str:
    return header.split(",")[0].strip()


def _read(request: Request, body: bytes) -> Signed:
    try:
        text = body.decode("utf-8")
        if request.headers.get("Content-Type", "").split(";")[0].strip().lower() == "application/json":
            return Signed(ImmutableMultiDict(_flat(json.loads(text))), text)
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The request's body could not be read.") from error
    fields = ImmutableMultiDict(pairs)
    return Signed(fields, fields)


def _flat(document: Any) -> dict[str, str]:
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return {str(key): "" if value is None else str(value) for key, value in document.items()}


def inbound_of(signed: Signed, token: str | None) -> Inbound:
    """One message as Twilio tells of it. Raises Unreadable where it is none."""
    sid = signed.get("MessageSid") or signed.get("SmsMessageSid") or signed.get("SmsSid")
    sender, line = signed.get("From").strip(), signed.get("To").strip()
    if not sid or not sender or not line:
        raise Unreadable("A message has a MessageSid, a From and a To.")
    return Inbound(
        sid=sid,
        token=clean(token) if token else None,
        channel="whatsapp" if sender.startswith(WHATSAPP) else "sms",
        address=sender.removeprefix(WHATSAPP).strip(),
        line=line.removeprefix(WHATSAPP).strip(),
        text=with_media(signed.get("Body"), signed.get),
        opt_out_type=_OPT_OUT.get(signed.get("OptOutType").upper()),
        name=signed.get("ProfileName") or None,
    )


def with_media(body: str, field: Callable[[str], str]) -> str:
    """The text, with a note on each attachment that came with it."""
    count = field("NumMedia")
    kinds = [field(f"MediaContentType{number}") for number in range(min(int(count), 10) if count.isdigit() else 0)]
    return "\n".join(part for part in (body, *map(note_on, kinds)) if part)


def told_of(signed: Signed) -> Told:
    """A status as Twilio tells of it. Raises Unreadable."""
    sid = signed.get("MessageSid") or signed.get("SmsSid")
    status = (signed.get("MessageStatus") or signed.get("SmsStatus")).lower()
    if not sid or not status:
        raise Unreadable("A status has a MessageSid and a MessageStatus.")
    code = signed.get("ErrorCode")
    return Told(sid, status, int(code) if code.isascii() and code.isdigit() and len(code) < 9 else None)

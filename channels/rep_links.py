"""Signed links that expire: accepting by one press, setting a first password. Nothing of them is stored."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

KEY = "links"
"""The name of the key that they are signed with."""
ACCEPT_WITHIN = timedelta(hours=24)
INVITE_WITHIN = timedelta(days=7)


def signed(key: bytes, purpose: str, values: Mapping[str, Any], expires: datetime) -> str:
    """A token of letters, digits, - and _ that carries the values until `expires`."""
    body = json.dumps({"p": purpose, "v": dict(values), "e": int(expires.timestamp())}, separators=(",", ":"))
    packed = _pack(body.encode())
    return f"{packed}.{_pack(_mark(key, packed))}"


def opened(key: bytes, purpose: str, token: str, now: datetime) -> dict[str, Any] | None:
    """The values, or None where the token is forged, of another purpose, or expired."""
    packed, _, mark = token.partition(".")
    try:
        given = _unpack(mark)
        if not hmac.compare_digest(given, _mark(key, packed)):
            return None
        body = json.loads(_unpack(packed))
    except (binascii.Error, ValueError):
        return None
    if body.get("p") != purpose or now.timestamp() >= float(body.get("e", 0)):
        return None
    return dict(body["v"])


def short(key: bytes, notice_id: str) -> str:
    """A code that stands for a notice, short enough for a text: it says which, and 96 bits say that it is ours."""
    bare = notice_id.partition("_")[2]
    return f"{bare}.{_pack(_mark(key, f'notice {bare}')[:12])}"


def of_short(key: bytes, code: str) -> str | None:
    """The id of the notice, None where the code is forged. Its age is checked by whoever opens it."""
    bare, _, mark = code.partition(".")
    try:
        is_ours = hmac.compare_digest(_unpack(mark), _mark(key, f"notice {bare}")[:12])
    except (binascii.Error, ValueError):
        return None
    return f"no_{bare}" if is_ours else None


def stamp(*parts: str | None) -> str:
    """A fingerprint of what a link depends on: once that changed (a password was set), the link is void."""
    return hashlib.sha256("\0".join(part or "" for part in parts).encode()).hexdigest()[:16]


def _mark(key: bytes, packed: str) -> bytes:
    return hmac.digest(key, packed.encode("utf-8", "replace"), "sha256")


def _pack(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

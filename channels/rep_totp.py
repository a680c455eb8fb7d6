"""One-time codes by time (RFC 6238: SHA-1, six digits, 30 seconds), as every authenticator app makes them. Pure."""

import base64
import binascii
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP = 30
DIGITS = 6
DRIFT = 1
"""Steps that a phone's clock may be off, either way."""


def new_secret() -> str:
    """160 bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, counter: int) -> str:
    """The code of one step (RFC 4226, 5.3). Raises ValueError where the secret is none."""
    try:
        key = base64.b32decode(secret, casefold=True)
    except binascii.Error as error:
        raise ValueError("the secret is not base32") from error
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, code: str, now: datetime, after: int = -1) -> int | None:
    """The step whose code this is, None where it is none of now; `after`: the last step used, good only once."""
    bare = "".join(code.split())
    today = int(now.timestamp()) // STEP
    for counter in range(today - DRIFT, today + DRIFT + 1):
        if counter > after and hmac.compare_digest(code_at(secret, counter).encode(), bare.encode("utf-8", "replace")):
            return counter
    return None


def address(secret: str, email: str) -> str:
    """What an authenticator app opens."""
    return f"otpauth://totp/Bantam:{quote(email)}?secret={secret}&issuer=Bantam"

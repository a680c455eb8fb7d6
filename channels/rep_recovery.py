"""Recovery codes: ten words for the day the phone is lost, each good once; only their hashes are kept. Pure."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

SETTING = "recovery"
"""Where a user's settings keep the hashes."""
MANY = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_codes() -> tuple[str, ...]:
    """Two groups of five easily told apart characters each: 49 bits, safe while attempts are counted."""
    return tuple("-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(MANY))


def hashed(code: str) -> str:
    """What is kept: made by chance, a code needs no slow hash."""
    bare = "".join(char for char in code.casefold() if char.isalnum())
    return hashlib.sha256(f"bantam recovery {bare}".encode()).hexdigest()


def used(settings: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    """The settings without that code, None where it is none of theirs (any more)."""
    kept = [str(one) for one in settings.get(SETTING, [])]
    given = hashed(code)
    left = [one for one in kept if not hmac.compare_digest(one, given)]
    return {**settings, SETTING: left} if len(left) < len(kept) else None


def without(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of somebody whose codes are off."""
    return {name: value for name, value in settings.items() if name not in (SETTING, "totp_offered", "totp_step")}

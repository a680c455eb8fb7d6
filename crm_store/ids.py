"""Names of rows: a prefix that says what it is, 10 characters of time, 16 of chance (as a ULID, in lower case)."""

import os
import threading
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_CHANCE_BITS = 80
_last = 0
_guard = threading.Lock()


def new_id(prefix: str) -> str:
    """`prefix` + `_` + 26 characters. Ids of one process sort in the order in which they were made."""
    global _last
    fresh = (time.time_ns() // 1_000_000 << _CHANCE_BITS) | int.from_bytes(os.urandom(_CHANCE_BITS // 8), "big")
    with _guard:
        _last = fresh if fresh > _last else _last + 1
        number = _last
    return prefix + "_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))

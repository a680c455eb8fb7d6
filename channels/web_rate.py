"""How often one address may begin something: a token bucket for each, in this process."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from channels.problems import Problem


class TooMany(Problem):
    """Too many requests from one address; `Retry-After` says when the next one is taken."""

    status: ClassVar[int] = 429
    slug: ClassVar[str] = "too-many-requests"
    title: ClassVar[str] = "Too many requests"


class RateLimit:
    """`burst` at once, then `per_second`. Addresses are forgotten, the longest unseen first, beyond `remembered`."""

    def __init__(
        self,
        burst: float = 600,
        per_second: float = 10,
        *,
        clock: Callable[[], float] = monotonic,
        remembered: int = 20_000,
    ) -> None:
        self._burst, self._rate, self._clock, self._remembered = burst, per_second, clock, remembered
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Count one request of this address; raises TooMany where it has none left."""
        key, now = network_of(address), self._clock()
        left, since = self._left.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        self._left[key] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > self._remembered:
            self._left.popitem(last=False)
        if left < 1:
            wait = math.ceil((1 - left) / self._rate)
            raise TooMany(
                f"Too many conversations were begun from your address; please try again in {wait} s.",
                headers={"Retry-After": str(wait)},
            )


def network_of(address: str) -> str:
    """Whom we count as one: an IPv4 address; of IPv6 the /64, which is one household or one machine."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))

"""The month's money for models: warned about early, and kept to."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime

from agent.prices import PriceList
from crm_store import spending
from crm_store.store import Store

log = logging.getLogger("bantam.spend")
FRESH = 60.0
"""Seconds for which a sum of the database holds; what this process spends meanwhile is added to it."""
WARN_FROM = 0.8


class MonthlySpend:
    """How much of a month's budget (US dollars, calendar month in UTC) is spent, over all processes."""

    def __init__(self, store: Store, prices: PriceList, budget: float | None, now: Callable[[], datetime]) -> None:
        self._store = store
        self._prices = prices
        self._budget = budget
        self._now = now
        self._spent = 0.0
        self._looked: float | None = None
        self._warned: set[tuple[str, str]] = set()
        self._lock = asyncio.Lock()

    async def look(self) -> None:
        """Bring the sum up to date, where it is old. Costs nothing where no budget is set."""
        if self._budget is None or not self._is_old():
            return
        async with self._lock:
            if self._is_old():
                start = self._now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
                async with self._store.reading() as connection:
                    self._spent = (await spending.since(connection, start)).dollars
                self._looked = time.monotonic()
        self._warn(self._budget)

    def _is_old(self) -> bool:
        return self._looked is None or time.monotonic() - self._looked > FRESH

    def add(self, dollars: float | None) -> None:
        """What a turn of this process has cost."""
        self._spent += dollars or 0.0
        if self._budget is not None:
            self._warn(self._budget)

    def affords(self, model: str) -> bool:
        """Whether `model` may be called. One without a known price is not held back: nobody knows what it costs."""
        return self._budget is None or self._spent < self._budget or not self._prices.is_charged(model)

    def _warn(self, budget: float) -> None:
        month = self._now().strftime("%Y-%m")
        if self._spent >= budget:
            self._say(month, "spent", "BANTAM_MONTHLY_BUDGET is spent (%.2f of %.2f dollars): models that cost rest")
        elif self._spent >= WARN_FROM * budget:
            self._say(month, "soon", "%.2f of the %.2f dollars of BANTAM_MONTHLY_BUDGET are spent")

    def _say(self, month: str, what: str, words: str) -> None:
        if (month, what) not in self._warned:
            self._warned.add((month, what))
            log.warning(words, self._spent, self._budget)

"""A circuit breaker: a provider that failed several times in a row is left alone for a while. No clock of its own."""

from dataclasses import dataclass, field

FAILURES = 3
"""In a row, until the breaker opens."""
COOLDOWN = 30.0
"""Seconds that it stays open the first time; twice as long each time the probe fails too."""
LONGEST = 300.0


@dataclass
class Breaker:
    """Closed: calls go through. Open: none. After the cool-down one call probes, and its outcome decides."""

    failures: int = 0
    opened_until: float = 0.0
    cooldown: float = COOLDOWN
    is_probing: bool = False

    def allows(self, now: float) -> bool:
        """Whether a call may go through at `now` (seconds of any steady clock). Taking the probe is part of asking."""
        if self.opened_until == 0.0:
            return True
        if now < self.opened_until or self.is_probing:
            return False
        self.is_probing = True
        return True

    def is_open(self, now: float) -> bool:
        """For whoever only looks."""
        return now < self.opened_until

    def succeed(self) -> None:
        """The provider answers: forget what was."""
        self.failures, self.opened_until, self.cooldown, self.is_probing = 0, 0.0, COOLDOWN, False

    def fail(self, now: float, *, at_once: bool = False, wait: float | None = None) -> None:
        """One more failure. `at_once`: one is enough. `wait`: seconds for which the provider asked to be left alone."""
        self.failures += 1
        if self.is_probing:
            self.cooldown = min(self.cooldown * 2, LONGEST)
        if self.is_probing or at_once or self.failures >= FAILURES:
            self.opened_until = now + (wait if wait is not None else self.cooldown)
        self.is_probing = False

    def release(self) -> None:
        """A probe ended without a verdict on the provider (the message was at fault, or the turn was cancelled)."""
        self.is_probing = False


@dataclass
class Breakers:
    """One breaker for each model's name. Shared by all turns of a process."""

    by_model: dict[str, Breaker] = field(default_factory=dict)

    def of(self, model: str) -> Breaker:
        return self.by_model.setdefault(model, Breaker())

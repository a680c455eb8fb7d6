"""Circuit breakers: who failed several times in a row is left alone for a while. No clock of their own."""

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


@dataclass(frozen=True)
class Gate:
    """The two breakers in front of a call: the model's own, and the one that all models of its provider share."""

    model: Breaker
    provider: Breaker

    def allows(self, now: float) -> bool:
        """Whether a call may go through; where one of the two probes, this call is its probe."""
        if not self.provider.allows(now):
            return False
        if self.model.allows(now):
            return True
        self.provider.release()
        return False

    def is_open(self, now: float) -> bool:
        return self.model.is_open(now) or self.provider.is_open(now)

    def succeed(self) -> None:
        self.model.succeed()
        self.provider.succeed()

    def fail(self, now: float, *, is_shared: bool, at_once: bool = False, wait: float | None = None) -> None:
        """One more failure of the model. `is_shared`: the provider's other models suffer from it too."""
        self.model.fail(now, at_once=at_once, wait=wait)
        if is_shared:
            self.provider.fail(now, at_once=at_once, wait=wait)
        else:
            self.provider.succeed()  # whatever it said of this model, it answered

    def release(self) -> None:
        """The call ended without a verdict."""
        self.model.release()
        self.provider.release()


@dataclass
class Breakers:
    """One breaker for each model, one for each provider. Shared by all turns of a process."""

    by_model: dict[str, Breaker] = field(default_factory=dict)
    by_provider: dict[str, Breaker] = field(default_factory=dict)

    def of(self, model: str, provider: str) -> Gate:
        """`provider`: the endpoint that serves the model, by whatever tells it from others."""
        mine = self.by_model.setdefault(model, Breaker())
        return Gate(mine, self.by_provider.setdefault(provider, Breaker()))

"""What can go wrong with a model's call, told apart by what to do about it. No vendor is imported: names do."""

import re
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "timeout", "no_connection", "unreachable", "broken_stream", "rate_limited", "out_of_quota", "server_error",
    "denied", "no_model", "rejected", "too_long", "filtered", "refused", "unusable", "garbled",
]  # fmt: skip
MOST_SECONDS = 3600.0
_SAID: dict[Kind, str] = {
    "timeout": "it did not answer in time",
    "no_connection": "it took no connection in time",
    "unreachable": "it could not be reached",
    "broken_stream": "its stream broke off",
    "rate_limited": "it asked us to slow down",
    "out_of_quota": "its account is out of quota",
    "server_error": "it failed on its side",
    "denied": "it refused our key",
    "no_model": "it does not have the model",
    "rejected": "it rejected the request",
    "too_long": "the prompt is longer than it can read",
    "filtered": "its content filter stepped in",
    "refused": "it refused to answer",
    "unusable": "the model made no usable tool call",
    "garbled": "its answer could not be read",
}
_AGAIN: frozenset[Kind] = frozenset(
    {"unreachable", "broken_stream", "rate_limited", "server_error", "unusable", "garbled"}
)
"""Worth a second try of the same model: the others would fail the same way, or have used up their time."""
_DOWN: frozenset[Kind] = frozenset({"no_connection", "unreachable", "denied", "out_of_quota"})
"""No model of that provider can be called now."""
_SHARED: frozenset[Kind] = _DOWN | {"timeout", "broken_stream", "server_error"}
"""Signs that the provider ails, whichever of its models is called."""
_SICK: frozenset[Kind] = _SHARED | {"rate_limited", "no_model", "garbled"}
"""Signs that the model cannot be had, whatever it is asked; the others are about one message."""
_DEAD: frozenset[Kind] = frozenset({"rate_limited", "out_of_quota", "denied", "no_model"})
"""It told us so itself: no need to ask three times."""


@dataclass(frozen=True)
class Failure:
    """One failed call. `said`: a sentence without a word of anybody's message. `wait`: seconds it asked for."""

    kind: Kind
    said: str
    wait: float | None = None

    @property
    def is_worth_a_retry(self) -> bool:
        return self.kind in _AGAIN

    @property
    def is_lasting(self) -> bool:
        """The model cannot be had, for any message."""
        return self.kind in _SICK

    @property
    def is_the_providers(self) -> bool:
        """All models of the provider may suffer from it."""
        return self.kind in _SHARED

    @property
    def is_down(self) -> bool:
        """No model of the provider can be called."""
        return self.kind in _DOWN

    @property
    def is_final(self) -> bool:
        """One is enough to leave it alone for a while."""
        return self.kind in _DEAD


class Unusable(Exception):
    """An answer that came, and cannot be used."""

    def __init__(self, kind: Kind, detail: str = "") -> None:
        super().__init__(detail or _SAID[kind])
        self.kind: Kind = kind


def failure_of(error: BaseException) -> Failure:
    """Tell any exception of any provider's package apart by its status, code and the names of its classes."""
    if isinstance(error, Unusable):
        return Failure(error.kind, str(error))
    status = getattr(error, "status_code", None)
    kind = _by_status(status, _words(error)) if isinstance(status, int) else _by_name(error)
    return Failure(kind, _SAID[kind], _retry_after(error))


def _words(error: BaseException) -> str:
    body = getattr(error, "body", None)
    told = [getattr(error, "code", None), getattr(error, "type", None)]
    if isinstance(body, dict):
        inner: dict[str, Any] = body["error"] if isinstance(body.get("error"), dict) else body
        told += [inner.get(key) for key in ("code", "type", "message")]
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    return " ".join([names, *(str(word) for word in told if word)]).casefold()


_TOO_LONG = re.compile(r"context_?length|contextoverflow|maximum context|context window|too many tokens|exceed_context")
_FILTERED = re.compile(r"content_?filter|content_policy|responsibleai")


def _by_status(status: int, words: str) -> Kind:
    if status == 429:
        return "out_of_quota" if "insufficient_quota" in words else "rate_limited"
    if status in (408, 504):
        return "timeout"
    if status >= 500:
        return "server_error"
    if status == 404 or "model_not_found" in words:
        return "no_model"
    if status in (401, 403):
        return "denied"
    return _by_words(words) or "rejected"


def _by_words(words: str) -> Kind | None:
    if _TOO_LONG.search(words):
        return "too_long"
    if _FILTERED.search(words):
        return "filtered"
    return None


_BROKEN = ("remoteprotocolerror", "readerror")
"""What HTTP clients call a connection that was cut while it was read from."""
_NO_CONNECTION = ("connecttimeout", "pooltimeout")
_NAMES: tuple[tuple[str, Kind], ...] = (
    ("timeout", "timeout"),
    ("refusal", "refused"),
    ("connecterror", "unreachable"),
    ("apiconnectionerror", "unreachable"),
    ("connection", "unreachable"),
    ("apierror", "server_error"),
)


def _by_name(error: BaseException) -> Kind:
    words = _words(error)
    told = _by_words(words)
    if told is not None:
        return told
    whole = f"{words} {_causes(error)}"
    if any(name in whole for name in _NO_CONNECTION):
        return "no_connection"
    if any(name in whole for name in _BROKEN):
        return "broken_stream"
    return next((kind for name, kind in _NAMES if name in words), "garbled")


def _causes(error: BaseException) -> str:
    """The words of what lies under a package's own exception."""
    told: list[str] = []
    cause = error.__cause__
    while cause is not None and len(told) < 6:
        told.append(_words(cause))
        cause = cause.__cause__
    return " ".join(told)


def _retry_after(error: BaseException) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    return _seconds(headers.get("retry-after-ms"), 1000) or _seconds(headers.get("retry-after"), 1)


def _seconds(given: Any, of: int) -> float | None:
    """Seconds of a header; a date in it (RFC 9110 allows one) counts as not given: clocks differ."""
    try:
        return min(max(float(given) / of, 0.0), MOST_SECONDS)
    except (TypeError, ValueError):
        return None

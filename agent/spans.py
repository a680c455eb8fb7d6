"""OpenTelemetry spans of a turn's steps. Without a configured SDK they cost next to nothing and go nowhere.

Attributes follow the semantic conventions for generative AI (gen_ai.*); none holds a word of anybody's message.
"""

import contextlib
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer


@lru_cache(maxsize=1)
def _tracer() -> "Tracer":
    from opentelemetry import trace

    return trace.get_tracer("bantam")


@contextlib.contextmanager
def span(name: str, **attributes: str | int | float) -> "Iterator[Span]":
    """A span around the block; in attribute names `__` stands for a point."""
    told = {key.replace("__", "."): value for key, value in attributes.items()}
    with _tracer().start_as_current_span(name, attributes=told) as current:
        yield current

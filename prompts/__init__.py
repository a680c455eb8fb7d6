"""Prompt templates (Jinja2, strict undefined) and their rendering. Each result carries its template's hash."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Prompt:
    """Rendered text, and the hash of the template it came from (16 hex digits): stored with each turn."""

    text: str
    hash: str


def fenced(value: Any) -> str:
    """JSON that cannot close its fence: `<` is escaped, so a lead's text never looks like one of our tags."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@lru_cache(maxsize=8)
def _environment(home: Path) -> Environment:
    # Plain text, so nothing is escaped: what is HTML goes through `render_html`.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader([home, HOME]), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["fenced"] = fenced
    return environment


@lru_cache(maxsize=64)
def _hash(home: Path, name: str) -> str:
    own = home / name
    return hashlib.sha256((own if own.is_file() else HOME / name).read_bytes()).hexdigest()[:16]


def render(name: str, home: Path = HOME, **values: Any) -> Prompt:
    """Fill the template `name` (with its ending). Raises jinja2.UndefinedError for a value that is missing.

    A template that the folder `home` does not have is Bantam's own.
    """
    text = _environment(home).get_template(name).render(**values)
    return Prompt(text=text, hash=_hash(home, name))


def render_html(name: str, home: Path = HOME, **values: Any) -> Prompt:
    """The same for HTML: every value is escaped."""
    environment = _environment(home).overlay(autoescape=True)
    return Prompt(text=environment.get_template(name).render(**values), hash=_hash(home, name))

"""The console's pages: one Jinja2 environment, the files they load, and the headers that fence them in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.console_views import ago

HOME = Path(__file__).parent / "console"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
         ".txt": "text/plain; charset=utf-8"}  # fmt: skip
FENCE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Whatever a lead writes, no script of theirs runs here, no other page frames this one, and no cache keeps it."""
A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the console. `version` is of its content: browsers may keep it for ever under that address."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """All files that pages load, by name."""
    return {path.name: _asset(path) for path in sorted((HOME / "static").iterdir()) if path.suffix in TYPES}


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12])


def asset_response(name: str) -> Response:
    """The file, or 404."""
    asset = assets().get(name)
    if asset is None:
        return Response("There is no such file.", 404, media_type="text/plain")
    headers = {"Cache-Control": A_YEAR, "X-Content-Type-Options": "nosniff"}
    return Response(asset.content, media_type=asset.media_type, headers=headers)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HOME / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = _address
    environment.filters |= {"clock": _clock, "iso": _iso, "ago": ago, "points": lambda number: f"{number:g}"}
    return environment


def _address(name: str) -> str:
    return f"/console/static/{name}?v={assets()[name].version}"


def _clock(at: datetime, zone: ZoneInfo) -> str:
    """13 May, 10:30: in the business's own time."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b, %H:%M}"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def page(template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> HTMLResponse:
    """The rendered template; every value is escaped, a missing one is an error."""
    body = _environment().get_template(template).render(**values)
    return HTMLResponse(body, status, headers={**FENCE, **(headers or {})})

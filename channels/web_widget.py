"""`/widget.js`: the chat widget as one file. It is put together from its three sources when the process starts."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

HOME = Path(__file__).parent / "widget"
ABOUT = '/*! Bantam chat: <script src=".../widget.js" data-playbook="b2b_saas" async></script>. Apache-2.0 */'
_LINE_COMMENT = re.compile(r"(?m)(?:^| )//[ ].*$|^ *\n")
_BLOCK_COMMENT = re.compile(r"(?ms)^\s*/\*.*?\*/\n")
_INDENT = re.compile(r"(?m)^ +")


@dataclass(frozen=True, slots=True)
class Script:
    """The file as it is sent, plain and compressed. `etag`: changes with its content."""

    plain: bytes
    packed: bytes
    etag: str


@lru_cache(maxsize=1)
def widget_script() -> Script:
    """One function around the three sources: nothing of it leaks into the page. Comments and indents stay behind."""
    style, line, chat = ((HOME / name).read_text("utf-8") for name in ("look.css", "line.js", "widget.js"))
    sources = _bare(f"const CSS = {json.dumps(_INDENT.sub('', style), ensure_ascii=False)};\n{line}\n{chat}")
    plain = f'{ABOUT}\n(() => {{\n"use strict";\n{sources}}})();\n'.encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:20]}"')


def _bare(source: str) -> str:
    return _INDENT.sub("", _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", source)))


def widget_router() -> APIRouter:
    router = APIRouter()

    @router.get("/widget.js", tags=["visitors"], summary="The chat widget", response_class=Response)
    def widget(request: Request) -> Response:
        """The script that puts the chat on a page: `<script src=".../widget.js" data-playbook="…" async></script>`."""
        script = widget_script()
        headers = {
            "ETag": script.etag,
            "Cache-Control": "public, max-age=300, stale-while-revalidate=86400",
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        if script.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        body = script.packed if packed else script.plain
        return Response(
            body,
            headers=headers | ({"Content-Encoding": "gzip"} if packed else {}),
            media_type="text/javascript; charset=utf-8",
        )

    return router

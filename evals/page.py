"""The report as one self-contained page."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def page(reports: Mapping[str, Mapping[str, Any]], compared: Mapping[str, Any] | None = None) -> str:
    """The page: data, style and script in one file, which asks nothing of any network."""
    data = json.dumps({"suites": reports, "compared": compared}, ensure_ascii=False, sort_keys=True)
    # A lead may have written `</script>`: in JSON the escape is the same text, in HTML it closes nothing.
    safe = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    here = Path(__file__).parent / "page_files"
    parts = {name: (here / name).read_text(encoding="utf-8") for name in ("page.html", "page.css", "page.js")}
    return (
        parts["page.html"]
        .replace("/*STYLE*/", parts["page.css"])
        .replace("/*SCRIPT*/", parts["page.js"])
        .replace("/*DATA*/", safe)
    )

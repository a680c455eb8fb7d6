"""Fills a tool that the embedded model does not know: from its schema and the figures and words at hand.

So that the model answers any forced tool call with valid arguments, as LangChain's standard tests for chat models ask.
"""

import re
from typing import Any

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def fill(tool: dict[str, Any], text: str) -> dict[str, Any]:
    """Arguments for the required properties of an OpenAI tool schema: figures of the text in order, else the text."""
    schema = tool["function"].get("parameters") or {}
    numbers = iter(_NUMBER.findall(text))
    required = schema.get("required", [])
    properties = schema.get("properties", {})
    return {name: _value(properties.get(name, {}), numbers, text, schema) for name in required}


def _value(schema: dict[str, Any], numbers: Any, text: str, root: dict[str, Any]) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = root.get("$defs", {}).get(name, {})
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    if kind in ("integer", "number"):
        figure = float(next(numbers, "0"))
        return int(figure) if kind == "integer" else figure
    if kind == "boolean":
        return False
    if kind == "array":
        return []
    if kind == "object":
        inner = schema.get("properties", {})
        return {name: _value(inner[name], numbers, text, root) for name in schema.get("required", []) if name in inner}
    return text[:200] or "unknown"

"""The JSON schema of suite files, for editors: `python -m evals.suite_schema` writes it beside the shipped suites."""

import json
from typing import Any

from evals.cases import ConversationCase, UtteranceCase
from evals.suites import SHIPPED, SuiteFile

PATH = SHIPPED / "suite.schema.json"


def schema() -> dict[str, Any]:
    """Draft 2020-12. Required keys of a case are left to the reader: they may come from `defaults` or `like`."""
    suite = SuiteFile.model_json_schema()
    shared: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    for kind in (UtteranceCase, ConversationCase):
        told = kind.model_json_schema()
        inner |= told.get("$defs", {})
        shared |= {name: part for name, part in told["properties"].items() if name != "expect"}
    for part in inner.values():
        part.pop("required", None)
    expect = inner["Expectation"]["properties"]
    shared["expect"] = {"type": "object", "description": "The labels: of a message its slots and signals, of a lead "
                        "its end state.", "properties": expect}  # fmt: skip
    shared["answers"] = {
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    }
    shared["like"] = {"type": "string", "description": "A lead under `leads` whose values this case takes over."}
    case = {"type": "object", "properties": shared, "additionalProperties": False}
    suite["properties"]["cases"]["items"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Case"}]}
    suite["properties"]["defaults"] = {"$ref": "#/$defs/Case"}
    suite["properties"]["leads"] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Case"}}
    suite["$defs"] = {**suite.get("$defs", {}), **inner, "Case": case}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **suite}


def as_text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(as_text(), encoding="utf-8")

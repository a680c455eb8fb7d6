"""Reads labelled cases from files: the corpus's JSON lines, and YAML for who writes them by hand."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from agent.playbook_yaml import Document, read
from evals.cases import Case, CaseError, ConversationCase, UtteranceCase
from evals.shorthand import Unclear, spelled_out

JSON_LINES: dict[str, type[UtteranceCase] | type[ConversationCase]] = {
    ".utterances.jsonl": UtteranceCase,
    ".conversations.jsonl": ConversationCase,
}
YAML_CASES = (".utterances.yaml", ".conversations.yaml", ".cases.yaml")
_KEYS = frozenset(ConversationCase.model_fields) | frozenset(UtteranceCase.model_fields) | {"like"}


@dataclass(frozen=True)
class Home:
    """A vertical's home, which a YAML case need not repeat."""

    country: str
    currency: str


Homes = Mapping[str, Home]


@dataclass
class Given:
    """What the cases of one YAML file share: values of all, and leads that a case may be `like`."""

    defaults: dict[str, Any] = field(default_factory=dict)
    leads: dict[str, Any] = field(default_factory=dict)


def read_cases(path: Path, homes: Homes | None = None) -> list[Case]:
    """The cases of one file, by its name's form. Raises CaseError with file and line."""
    for ending, kind in JSON_LINES.items():
        if path.name.endswith(ending):
            return [_of_line(kind, line, path, number) for number, line in lines_of(path)]
    if path.name.endswith(YAML_CASES):
        return yaml_cases(document_of(path), path, homes or {})
    allowed = ", ".join((*JSON_LINES, *YAML_CASES))
    raise CaseError(f"{path}: the name must end in {allowed}")


def text_of(path: Path) -> str:
    """The file's text; raises CaseError."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: not UTF-8 text") from error


def document_of(path: Path) -> Document:
    """A YAML file with the lines of its values; raises CaseError at the first thing that cannot be read."""
    document = read(text_of(path))
    if document.misread:
        fault = document.misread[0]
        raise CaseError(f"{path}:{fault.line}: {fault.message}")
    return document


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, by number; raises CaseError."""
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if line.strip():
            yield number, line


def _of_line(kind: type[UtteranceCase] | type[ConversationCase], line: str, path: Path, number: int) -> Case:
    try:
        return kind.model_validate(json.loads(line))
    except ValidationError as error:
        raise CaseError(f"{path}:{number}: {first_fault(error)[1]}") from error
    except ValueError as error:
        raise CaseError(f"{path}:{number}: not JSON: {error}") from error


def first_fault(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Where in the value, and what: "expect.stage: Input should be ..."."""
    first = error.errors()[0]
    return first["loc"], f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


@dataclass(frozen=True)
class Place:
    """Where in a YAML file a case stands, so that a fault in it can name its line."""

    path: Path
    document: Document
    keys: tuple[str | int, ...]

    def fault(self, message: str, inner: tuple[str | int, ...] = ()) -> CaseError:
        return CaseError(f"{self.path}:{self.document.line((*self.keys, *inner))}: {message}")


def yaml_cases(document: Document, path: Path, homes: Homes) -> list[Case]:
    """The cases of a YAML file: a list, or `cases` with the `defaults` and `leads` that they share."""
    data = document.data
    top: tuple[str, ...] = () if isinstance(data, list) else ("cases",)
    if isinstance(data, list):
        data = {"cases": data}
    if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
        raise CaseError(f"{path}:1: a list of cases is missing: `cases:`")
    unknown = set(data) - {"cases", "defaults", "leads"}
    if unknown:
        key = sorted(unknown)[0]
        raise CaseError(f"{path}:{document.line((key,))}: unknown key {key!r}; allowed: defaults, leads, cases")
    given = Given(data.get("defaults") or {}, data.get("leads") or {})
    return [
        yaml_case(raw, given, homes, Place(path, document, (*top, index))) for index, raw in enumerate(data["cases"])
    ]


def yaml_case(raw: Any, given: Given, homes: Homes, place: Place) -> Case:
    """One case written in YAML: a message where it has `text`, a simulated lead where it has an `opening`."""
    if not isinstance(raw, dict):
        raise place.fault("a case is a mapping: id, text or opening, expect")
    full = _filled(raw, given, homes, place)
    kind = UtteranceCase if "text" in full else ConversationCase
    try:
        _spell_out(full, kind)
        return kind.model_validate(full)
    except ValidationError as error:
        where, fault = first_fault(error)
        raise place.fault(f"{raw.get('id', 'a case without id')}: {fault}", where) from error
    except (Unclear, ValueError, TypeError, AttributeError) as error:
        raise place.fault(f"{raw.get('id', 'a case without id')}: {error}", ("expect",)) from error


def _filled(raw: dict[str, Any], given: Given, homes: Homes, place: Place) -> dict[str, Any]:
    """The case over the lead that it is `like`, over the file's defaults, over its vertical's home."""
    unknown = set(raw) - _KEYS
    if unknown:
        key = sorted(unknown)[0]
        raise place.fault(f"unknown key {key!r}; allowed: {', '.join(sorted(_KEYS))}", (key,))
    like = raw.get("like")
    if like is not None and like not in given.leads:
        raise place.fault(f"there is no lead {like!r} under `leads`", ("like",))
    lead = given.leads.get(like, {}) if like is not None else {}
    full = {**given.defaults, **lead, **{key: value for key, value in raw.items() if key != "like"}}
    for part in ("expect", "answers", "source"):
        if part in lead and part in raw:
            full[part] = {**lead[part], **raw[part]}
    home = homes.get(str(full.get("vertical")))
    if home is not None:
        full = {"country": home.country, "currency": home.currency, **full}
    return full


def _spell_out(full: dict[str, Any], kind: type[BaseModel]) -> None:
    today, currency = date.fromisoformat(str(full.get("today"))), str(full.get("currency"))
    expect = dict(full.get("expect") or {})
    if kind is UtteranceCase:
        full["expect"] = spelled_out(expect, today, currency)
        return
    expect["facts"] = spelled_out(expect.get("facts") or {}, today, currency)
    full["expect"] = expect
    full["answers"] = {slot: [said] if isinstance(said, str) else said for slot, said in _answers(full).items()}


def _answers(full: dict[str, Any]) -> dict[str, Any]:
    answers = full.get("answers") or {}
    if not isinstance(answers, dict):
        raise Unclear("answers: what the lead says when asked for each slot, such as `budget: 20k`")
    return {slot: str(said) if isinstance(said, int | float) else said for slot, said in answers.items()}

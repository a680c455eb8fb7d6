"""Labelled cases as files: messages (`*.utterances.jsonl`) and simulated leads (`*.conversations.jsonl`)."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.frame import Asked, Channel


class CaseError(Exception):
    """A case file that cannot be used: file, line, what is wrong."""


class _Case(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    channel: Channel
    vertical: str
    today: date
    country: str
    currency: str


class UtteranceCase(_Case):
    """One message and the frame that it must give."""

    asked: Asked | None = None
    agent: str | None = None
    text: str
    expect: dict[str, Any]


class DatedActivity(BaseModel):
    type: str
    at: date


class Source(BaseModel):
    """What is known of a simulated lead before its first word."""

    model_config = ConfigDict(extra="allow")
    conversion: str | None = None
    utm_source: str | None = None
    utm_campaign: str | None = None
    pages: list[str] = []
    activities: list[DatedActivity] = []


class Expectation(BaseModel):
    """What must be true at the end of a simulated conversation."""

    model_config = ConfigDict(extra="forbid")
    facts: dict[str, Any] = {}
    stage: Literal["SQL", "MQL", "lead", "disqualified"]
    handoff: bool | None = None
    opted_out: bool = False
    max_turns: int | None = None
    never: list[str] = []


class ConversationCase(_Case):
    """A simulated lead: its opening, what it answers to each slot, and what must come of it."""

    source: Source
    opening: str
    answers: dict[str, list[str]]
    interject: dict[str, str] = {}
    expect: Expectation


C = TypeVar("C", UtteranceCase, ConversationCase)


def read_cases(path: Path) -> list[UtteranceCase] | list[ConversationCase]:
    """The cases of one file, by its name's form. Raises CaseError with file and line."""
    if path.name.endswith(".utterances.jsonl"):
        return [_parsed(UtteranceCase, line, path, number) for number, line in _lines(path)]
    if path.name.endswith(".conversations.jsonl"):
        return [_parsed(ConversationCase, line, path, number) for number, line in _lines(path)]
    raise CaseError(f"{path}: the name must end in .utterances.jsonl or .conversations.jsonl")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CaseError(f"{path}: not UTF-8 text") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line


def _parsed(kind: type[C], line: str, path: Path, number: int) -> C:
    try:
        return kind.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{path}:{number}: {where}: {first['msg']}") from error
    except ValueError as error:
        raise CaseError(f"{path}:{number}: not JSON: {error}") from error

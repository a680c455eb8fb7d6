"""Reads a playbook from its directory: playbook.yaml and knowledge/*.md.

Every fault is found at once and names the file, the line, what is wrong and what would be right.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.playbook import Answered, Playbook
from agent.playbook_yaml import Document, Path, read

TOPICS = (
    "price", "first_step", "assurance", "lead_time", "contract", "not_served", "hours", "services", "about", "why_text",
)  # fmt: skip
"""What leads ask of every business: a playbook answers each of these."""
KNOWLEDGE = "knowledge"
_HEADING = re.compile(r"#{2,3}\s+(.*\S)\s*\Z")
_ASKED = re.compile(r"asked as:\s*(.*)\Z", re.IGNORECASE)
_TEXT = re.compile(r"by text:\s*(.*)\Z", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with a playbook: where, what, and what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PlaybookError(Exception):
    """A playbook that cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def load(directory: FilePath | str) -> Playbook:
    """The playbook in `directory`; raises PlaybookError with all its faults."""
    playbook, faults = _read(FilePath(directory))
    if playbook is None or faults:
        raise PlaybookError(faults)
    return playbook


def check(directory: FilePath | str) -> list[Fault]:
    """All that is wrong with the playbook in `directory`, by file and line; empty where it is fit for use."""
    return sorted(_read(FilePath(directory))[1])


def load_all(root: FilePath | str) -> dict[str, Playbook]:
    """Every playbook under `root` by name; raises PlaybookError with the faults of all of them."""
    found: dict[str, Playbook] = {}
    faults: list[Fault] = []
    directories = sorted(path.parent for path in FilePath(root).glob("*/playbook.yaml"))
    if not directories:
        faults.append(Fault(str(root), 1, "no playbook here: expected <name>/playbook.yaml"))
    for directory in directories:
        playbook, wrong = _read(directory)
        faults.extend(wrong)
        if playbook is not None:
            found[playbook.name] = playbook
    if faults:
        raise PlaybookError(faults)
    return found


def _read(directory: FilePath) -> tuple[Playbook | None, list[Fault]]:
    path = directory / "playbook.yaml"
    text, faults = _text_of(path)
    if text is None:
        return None, faults
    document = read(text)
    faults += [Fault(str(path), fault.line, fault.message) for fault in document.misread]
    knowledge, wrong = _knowledge(directory / KNOWLEDGE)
    faults += wrong
    if not isinstance(document.data, dict):
        if not document.misread:
            faults.append(Fault(str(path), 1, f"expected the keys {', '.join(Playbook.model_fields)}"))
        return None, faults
    faults += [Fault(str(path), line, message) for line, message in _shape_faults(directory, document)]
    playbook, wrong = _typed(path, document, knowledge)
    return playbook, faults + wrong


def _text_of(path: FilePath) -> tuple[str | None, list[Fault]]:
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except FileNotFoundError:
        return None, [Fault(str(path), 1, "there is no such file: a playbook is a directory with a playbook.yaml")]
    except UnicodeDecodeError:
        return None, [Fault(str(path), 1, "the file is not UTF-8 text: save it as UTF-8")]
    except OSError as error:
        return None, [Fault(str(path), 1, f"cannot be read: {error.strerror}")]


def _typed(path: FilePath, document: Document, knowledge: tuple[Answered, ...]) -> tuple[Playbook | None, list[Fault]]:
    data = {key: value for key, value in document.data.items() if key != KNOWLEDGE}
    try:
        return Playbook.model_validate(data | {KNOWLEDGE: knowledge}), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [Fault(str(path), document.line(_place(d)), _message(d)) for d in details]


def _shape_faults(directory: FilePath, document: Document) -> Iterator[tuple[int, str]]:
    """What the types cannot see: the directory's name, the answers every lead asks for."""
    data = document.data
    if KNOWLEDGE in data:
        yield document.line((KNOWLEDGE,)), "knowledge is not written here but in knowledge/*.md, a passage a heading"
    name, wanted = data.get("name"), directory.resolve().name
    if isinstance(name, str) and name != wanted:
        yield document.line(("name",)), f"name is {name!r}, but the directory is {wanted!r}: they must be the same"
    answers = data.get("answers")
    if not isinstance(answers, list):
        return
    topics = [answer.get("topic") for answer in answers if isinstance(answer, dict)]
    missing = [topic for topic in TOPICS if topic not in topics]
    if missing:
        yield document.line(("answers",)), f"answers lack {', '.join(missing)}: leads ask every business for these"
    for index, topic in enumerate(topics):
        if topic in topics[:index]:
            yield document.line(("answers", index)), f"the topic {topic!r} is answered twice; keep one of them"


def _place(detail: ErrorDetails) -> Path:
    """The path to the value in the file (pydantic names dictionary keys as `[key]`)."""
    return tuple(part for part in detail["loc"] if part != "[key]")


def _message(detail: ErrorDetails) -> str:
    path = _place(detail)
    named = ".".join(str(part) for part in path) or "the playbook"
    if detail["type"] == "missing":
        return f"{named} is missing{_described(path)}"
    if detail["type"] == "extra_forbidden":
        return f"unknown key {named}; {_allowed(path)}"
    given = detail.get("input")
    shown = f" (it is {given!r})" if isinstance(given, str | int | float | bool) and len(repr(given)) < 60 else ""
    if given is None:
        shown = " (it is empty)"
    if detail["type"] == "string_type" and isinstance(given, int | float):
        return f'{named}: a text is wanted here; write it in quotes: "{given}"'
    said = detail["msg"].removeprefix("Value error, ")
    return f"{named}: {said[:1].lower()}{said[1:]}{shown}"


def _allowed(path: Path) -> str:
    """Which keys stand at this place, and the one that was probably meant."""
    keys = list(_model_at(path[:-1]).model_fields)
    close = difflib.get_close_matches(str(path[-1]), keys, n=1)
    meant = f"did you mean {close[0]}? " if close else ""
    return f"{meant}allowed here: {', '.join(key for key in keys if key != KNOWLEDGE)}"


def _described(path: Path) -> str:
    field = _model_at(path[:-1]).model_fields.get(str(path[-1]))
    inner = next(_models(field.annotation), None) if field is not None else None
    return f": expected the keys {', '.join(inner.model_fields)}" if inner is not None else ": add it"


def _model_at(path: Path) -> type[BaseModel]:
    """The type that describes the mapping at `path` (lists and dictionaries on the way hold one type each)."""
    model: type[BaseModel] = Playbook
    for part in path:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        inner = next(_models(field.annotation), None) if field is not None else None
        model = inner if inner is not None else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, dict, list, Union, UnionType) or hasattr(annotation, "__metadata__"):
        for inner in get_args(annotation):
            yield from _models(inner)


def _knowledge(directory: FilePath) -> tuple[tuple[Answered, ...], list[Fault]]:
    """The passages of every page, in the order of file names."""
    passages: list[Answered] = []
    faults: list[Fault] = []
    for path in sorted(directory.glob("*.md")):
        text, wrong = _text_of(path)
        faults += wrong
        for passage in _passages(text or ""):
            made = passage.answered()
            if isinstance(made, Answered):
                passages.append(made)
            else:
                faults += [Fault(str(path), passage.line, message) for message in made]
        if text is not None and not any(_HEADING.match(line) for line in text.splitlines()):
            faults.append(Fault(str(path), 1, "no passage here: a passage starts with a heading (## What it costs)"))
    return tuple(passages), faults


@dataclass
class _Passage:
    """One heading of a page and what stands under it; `line` from 1. `heading` None: text before any heading."""

    line: int
    heading: str | None
    body: list[str]

    def answered(self) -> Answered | list[str]:
        """The passage as an answer, or what is wrong with it."""
        asks = next((match[1] for line in self.body if (match := _ASKED.match(line))), None)
        by_text = next((match[1] for line in self.body if (match := _TEXT.match(line))), None)
        said = " ".join(line for line in self.body if not _ASKED.match(line) and not _TEXT.match(line)).strip()
        if self.heading is None:
            return ["text before the first heading: put it under one (## What it costs)"]
        faults = []
        if asks is None:
            faults.append(f"{self.heading!r} lacks the line 'Asked as: phrase; phrase' under its heading")
        if not said:
            faults.append(f"{self.heading!r} says nothing: write the answer under it")
        if faults:
            return faults
        phrases = tuple(phrase.strip() for phrase in (asks or "").split(";") if phrase.strip())
        try:
            return Answered(topic=self.heading, asks=phrases, say=said, sms=by_text or None)
        except ValidationError as error:
            return [f"{self.heading!r}: {_message(detail)}" for detail in error.errors(include_url=False)]


def _passages(text: str) -> Iterator[_Passage]:
    """Cut a page at its headings (`##`); the title (`#`) and blank lines say nothing."""
    passage: _Passage | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        heading = _HEADING.match(line)
        if heading:
            if passage is not None:
                yield passage
            passage = _Passage(number, heading[1], [])
        elif line and not line.startswith("# "):
            if passage is None:
                passage = _Passage(number, None, [])
            passage.body.append(line)
    if passage is not None:
        yield passage

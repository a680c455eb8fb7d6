"""YAML with places: every value of a playbook file knows its line, so that a fault can name it.

Scalars follow YAML 1.2: `no` is the word no, `09:00` a time of day, not 540.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_DEEPEST = 30
_LONGEST_INTEGER = 18


@dataclass(frozen=True)
class Misread:
    """Something in the file that no value can be made of, and the line (from 1) where it stands."""

    line: int
    message: str


@dataclass
class Document:
    """The file's data with the line of every value and key, by path; `misread`: what could not be read."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    misread: list[Misread] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Document:
    """Read one YAML document. Never raises: what is wrong is in `misread`."""
    reader = _Reader(text)
    try:
        reader.document.data = reader.whole()
    except yaml.YAMLError as error:
        reader.document.misread.append(_syntax_fault(error))
    except _TooDeep as error:
        reader.document.misread.append(Misread(error.line, "nested too deeply"))
    return reader.document


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _syntax_fault(error: yaml.YAMLError) -> Misread:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    hint = "; put a text that holds ': ' or ' #', or that starts with a special character, in quotes"
    return Misread(line, f"not valid YAML: {problem}{hint}")


class _Reader:
    """Makes values of the parser's events, which come one by one: depth is ours to limit, whatever the file holds."""

    def __init__(self, text: str) -> None:
        self.document = Document()
        self._events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._anchors: dict[str, Any] = {}

    def whole(self) -> Any:
        """The first document's value, None for an empty file."""
        data = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                data = self._value(next(self._events), ())
            elif isinstance(event, yaml.DocumentEndEvent):
                break
        return data

    def _value(self, event: yaml.Event, path: Path) -> Any:
        line = _line_of(event)
        self.document.lines.setdefault(path, line)
        if len(path) > _DEEPEST:
            raise _TooDeep(line)
        if isinstance(event, yaml.AliasEvent):
            return self._aliased(event.anchor or "", line)
        if isinstance(event, yaml.MappingStartEvent):
            value: Any = dict(self._pairs(path))
        elif isinstance(event, yaml.SequenceStartEvent):
            value = list(self._items(path))
        else:
            value = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _aliased(self, anchor: str, line: int) -> Any:
        if anchor not in self._anchors:
            self.document.misread.append(Misread(line, f"undefined alias *{anchor}: no &{anchor} stands before it"))
        return self._anchors.get(anchor)

    def _items(self, path: Path) -> Iterator[Any]:
        for index, event in enumerate(self._events):
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._value(event, (*path, index))

    def _pairs(self, path: Path) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            line = _line_of(event)
            key = str(event.value) if isinstance(event, yaml.ScalarEvent) else None
            fault = None
            if key is None:
                fault = "a key must be a plain word"
                self._value(event, (*path, "?"))
            elif key in seen:
                fault = f"the key {key!r} is here twice (first on line {seen[key]}); keep one of them"
            if fault is not None or key is None:
                self.document.misread.append(Misread(line, fault or ""))
                self._value(next(self._events), (*path, "?"))
                continue
            seen[key] = line
            self.document.lines[(*path, key)] = line
            yield key, self._value(next(self._events), (*path, key))


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = str(event.value)
    if event.style not in (None, ""):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.match(text) and len(text) < _LONGEST_INTEGER:
        return int(text)
    return float(text) if _FLOAT.match(text) else text

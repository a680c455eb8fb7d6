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
    document = Document()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        document.misread.append(_syntax_fault(error))
        return document
    if node is not None:
        document.data = _value(node, (), document)
    return document


def _syntax_fault(error: yaml.YAMLError) -> Misread:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark is not None else 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    hint = "; put a text that holds ': ' or ' #', or that starts with a special character, in quotes"
    return Misread(line, f"not valid YAML: {problem}{hint}")


def _value(node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _DEEPEST:
        document.misread.append(Misread(node.start_mark.line + 1, "nested too deeply"))
        return None
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, document))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _scalar(node)


def _pairs(node: yaml.MappingNode, path: Path, document: Document) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            document.misread.append(Misread(line, "a key must be a plain word"))
            continue
        key = str(key_node.value)
        if key in seen:
            message = f"the key {key!r} is here twice (first on line {seen[key]}); keep one of them"
            document.misread.append(Misread(line, message))
            continue
        seen[key] = line
        document.lines[(*path, key)] = line
        yield key, _value(value_node, (*path, key), document)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) is not None:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.match(text) and len(text) < 18:
        return int(text)
    return float(text) if _FLOAT.match(text) else text

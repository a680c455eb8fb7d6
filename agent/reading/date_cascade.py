"""A cascade of rules over word classes: each rule turns a row of tokens into one, from numbers up to whole expressions.

A pattern names word classes (lexicon/time.yaml) with regular-expression signs between them:

    in? number u_month          "in 3 months", "3 months"
    WINDOW (or|slash) WINDOW    "June or July"; names in capitals are groups of classes

Each class is one character inside, so that a pattern is a plain regular expression over the row of tokens.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agent.reading.date_calendar import Clock
from agent.reading.date_words import Token

Built = tuple[str, Any] | None
"""(class, value) of the new token, or None where the words make no sense together and stay as they are."""
Builder = Callable[[Sequence[Token], Clock], Built]
_NAME = re.compile(r"[A-Za-z_]+")
_CODES: dict[str, str] = {}


def code_of(name: str) -> str:
    """The character that stands for a word class."""
    return _CODES.setdefault(name, chr(0xE000 + len(_CODES)))


@dataclass(frozen=True)
class Rule:
    """`pattern` over word classes and what to build of the tokens that match."""

    pattern: re.Pattern[str]
    build: Builder


def rule(pattern: str, build: Builder, groups: dict[str, str]) -> Rule:
    """Compile `pattern`; `groups` gives the classes behind names in capitals, parted by spaces."""

    def classes(match: re.Match[str]) -> str:
        name = match.group()
        return f"[{''.join(code_of(part) for part in groups[name].split())}]" if name.isupper() else code_of(name)

    return Rule(re.compile(_NAME.sub(classes, pattern).replace(" ", "")), build)


def reduce(tokens: list[Token], rules: Sequence[Rule], clock: Clock) -> list[Token]:
    """Apply the rules in order, each from left to right until it finds no more."""
    row = "".join(code_of(token.name) for token in tokens)
    for each in rules:
        at = 0
        while (match := each.pattern.search(row, at)) is not None:
            first, after = match.span()
            built = each.build(tokens[first:after], clock)
            if built is None or first == after:
                at = first + 1
                continue
            name, value = built
            head = tokens[first]
            tokens = [*tokens[:first], Token(name, head.start, tokens[after - 1].end, value, head.the), *tokens[after:]]
            row = row[:first] + code_of(name) + row[after:]
            at = first + 1
    return tokens


def value(tokens: Sequence[Token], *names: str) -> Any:
    """The value of the first token of one of these classes, None where there is none."""
    return next((token.value for token in tokens if token.name in names), None)


def values(tokens: Sequence[Token], *names: str) -> list[Any]:
    return [token.value for token in tokens if token.name in names]


def has(tokens: Sequence[Token], *names: str) -> bool:
    return any(token.name in names for token in tokens)

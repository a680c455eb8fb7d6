"""What a linear model, trained on labelled messages, thinks of a message: a second opinion beside the rules.

Rules read values; whether a message does a thing at all ("sod it, we went with the other lot") is said in more ways
than a list of phrases holds. `evals/training.py` fits one logistic regression a label on the messages of
`evals/examples/` and writes `learned.json.gz`; here it is only read. One label is a signal, a qualifying slot
("budget": the message fills it), a kind ("kind=job"), or "injection": words meant for the program.
"""

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from agent.frame import ReadingContext
from agent.reading.cue_words import Words
from agent.reading.cues import heard_in
from agent.reading.signal_offers import Offer, offer_of
from agent.reading.text import Message

INJECTION = "injection"
"""The one label that is judged by the words alone, whatever was asked."""
WEIGHTS = Path(__file__).parent / "learned.json.gz"
_ENOUGH = 4
"""Below so many words an answer means hardly more than what was asked, and the rules know best."""
_OPENING = 4
"""So many first words are also heard together with what the agent offered."""
_SURE = 0.9
_SURER = {"opt_out": 0.99}
"""From where the model's own word counts. Who is taken for one who wants no more messages is lost."""
_EXCLUDED = 0.05
"""Below it the rules' word for a signal does not stand."""
_RULED_OUT = 0.01
"""Below it theirs for a slot or a kind does not."""


@dataclass(frozen=True, eq=False)
class Model:
    """One linear model a label over the same features; weights by feature, as (label's index, weight) pairs."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rarity: Mapping[str, float]
    """By feature: its inverse document frequency."""
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def odds(self, features: Iterable[str]) -> dict[str, float]:
        """The log-odds of each label, for a message with these features."""
        sums = list(self.bias)
        for feature, value in self._weighed(features):
            for label, weight in self.weights.get(feature, ()):
                sums[label] += weight * value
        return dict(zip(self.labels, sums, strict=True))

    def odds_of(self, label: str, features: Iterable[str]) -> float:
        """The log-odds of one label."""
        index, own = self.labels.index(label), self._of_one(label)
        return self.bias[index] + sum(own.get(feature, 0.0) * value for feature, value in self._weighed(features))

    def _weighed(self, features: Iterable[str]) -> list[tuple[str, float]]:
        """How much each known feature counts: rare ones and repeated ones more, all together of length 1."""
        told = [
            (feature, (1 + math.log(count) if count > 1 else 1.0) * self.rarity[feature])
            for feature, count in Counter(features).items()
            if feature in self.rarity
        ]
        length = math.sqrt(sum(value * value for _, value in told)) or 1.0
        return [(feature, value / length) for feature, value in told]

    @cache  # noqa: B019 one model lives as long as the program
    def _of_one(self, label: str) -> dict[str, float]:
        index = self.labels.index(label)
        return {
            feature: weight for feature, pairs in self.weights.items() for number, weight in pairs if number == index
        }


@lru_cache(maxsize=1)
def learned_model() -> Model:
    """The trained model that ships with the reader."""
    return model_from(json.loads(gzip.decompress(WEIGHTS.read_bytes())))


def model_from(data: Mapping[str, Any]) -> Model:
    """A model from its stored form: `features` holds [feature, rarity, label, weight, label, weight, ...] rows."""
    rarity: dict[str, float] = {}
    weights: dict[str, tuple[tuple[int, float], ...]] = {}
    for row in data["features"]:
        rarity[row[0]] = row[1]
        weights[row[0]] = tuple(zip(row[2::2], row[3::2], strict=True))
    return Model(tuple(data["labels"]), tuple(data["bias"]), rarity, weights)


def kind_label(kind: str) -> str:
    """What the model calls a kind of writer."""
    return f"kind={kind}"


@dataclass(frozen=True, eq=False)
class Opinion:
    """What the model thinks of one message in its context."""

    likelihoods: Mapping[str, float]
    """By label, from 0 to 1."""
    is_enough: bool
    """The message has words enough for the model to be asked."""

    def excludes(self, label: str) -> bool:
        """Whether `label` is ruled out so far that the rules are not believed: a slot is no longer filled then,
        whatever figure or date stands in the message, and who writes is taken for a buyer."""
        return self.is_enough and self.likelihoods[label] < _RULED_OUT

    def settles(self, label: str, by_rule: bool) -> bool:
        """Whether the message carries `label`: the rules' word stands unless the model all but excludes it, and the
        model's own counts where it is sure."""
        if not self.is_enough:
            return by_rule
        return self.likelihoods[label] > (_EXCLUDED if by_rule else _SURER.get(label, _SURE))


def opinion_of(message: Message, context: ReadingContext | None = None) -> Opinion:
    """What the model thinks of the message; without a context, as a first word."""
    return _opinion(message, *((context.asked, context.agent) if context else (None, None)))


@lru_cache(maxsize=64)
def _opinion(message: Message, asked: str | None, agent: str | None) -> Opinion:
    odds = learned_model().odds(features_of(message, asked, agent))
    told = {label: 1 / (1 + math.exp(-value)) for label, value in odds.items()}
    return Opinion(told, len(heard_in(message).words) >= _ENOUGH)


@lru_cache(maxsize=64)
def _likely_contrived(message: Message) -> float:
    return 1 / (1 + math.exp(-learned_model().odds_of(INJECTION, features_of(message, None, None))))


def looks_contrived(message: Message) -> float:
    """How likely it is, from 0 to 1, that the words are meant for the program; 0 where they are too few to tell."""
    if len(heard_in(message).words) < _ENOUGH:
        return 0.0
    return _likely_contrived(message)


def features_of(message: Message, asked: str | None, agent: str | None) -> list[str]:
    """The words of the message and of its pairs and triples, and the words together with what they answer."""
    words = heard_in(message).words
    told = list(_told(words))
    found = [*told, *_joined(told, 2), *_joined(told, 3)]
    topic = f"asked:{asked}"
    found += [topic, *(f"{topic} {word}" for word in set(told)), f"{topic} {' '.join(told[:3])}"]
    if len(words) < _ENOUGH:
        found.append(f"{topic} short")
    for offered in _offers(offer_of(agent), asked):
        found += [offered, *(f"{offered} {word}" for word in set(told[:_OPENING]))]
    return found


def _told(words: Words) -> Iterator[str]:
    """The words, numbers by their length only and links left out, with marks where the message and its sentences begin
    and end."""
    yield "^"
    for index, norm in enumerate(words.norms):
        if norm == "<url>":
            continue
        if index and words.sentences[index] != words.sentences[index - 1]:
            yield "|"
        yield norm if not norm[:1].isdigit() else "0" * min(len(norm), 6) if norm.isdigit() else "0x"
    yield "$"
    if any(words.asking):
        yield "?"


def _joined(told: list[str], size: int) -> Iterator[str]:
    return (" ".join(told[start : start + size]) for start in range(len(told) - size + 1))


def _offers(offer: Offer, asked: str | None) -> Iterator[str]:
    for name in (
        "asks", "offers_meeting", "offers_person", "asks_to_text", "offers_opt_out", "sums_up", "asks_anything_else",
        "asks_if_still",
    ):  # fmt: skip
        if getattr(offer, name) and not (name == "sums_up" and asked):  # "Got it. When?" asks, and sums nothing up
            yield f"agent {name}"

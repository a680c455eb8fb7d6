"""Trains the reader's second opinion (`agent/reading/learned.py`) on labelled messages. Needs scikit-learn.

What it learns from, by the file's name:

    *.utterances.jsonl   messages labelled whole, in the corpus's form
    *.signals.jsonl      messages labelled for `signals`, for `kind` (null: a buyer), or for both: asked, agent, text;
                         with `only`, for these labels alone
    *.injections.jsonl   words meant for the program: text
    *.genuine.jsonl      what sounds like them and is not: text
"""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.frame import BANT, KINDS, SIGNALS
from agent.reading.learned import INJECTION, features_of, kind_label
from agent.reading.text import Message
from evals.case_files import lines_of
from evals.cases import CaseError

EXAMPLES = Path(__file__).parent / "examples"
"""What the shipped weights are fitted to."""
_FEWEST = 8
"""A label with fewer examples of it, or of its absence, is not learnt."""
_STRENGTH = 60.0
"""Inverse strength of the penalty on large weights."""
_DUST = 0.25
"""Weights below it change nothing that matters."""
_KINDS = tuple(map(kind_label, KINDS))


@dataclass(frozen=True)
class Example:
    """One message with its labels."""

    text: str
    asked: str | None
    agent: str | None
    labels: frozenset[str]
    only: frozenset[str] | None = None
    """The labels of which it is known whether they are there; None: all."""

    def knows(self, label: str) -> bool:
        if self.only is None:
            # the guide calls insults and tricks by one name: which of them a message is, it does not say
            return label != INJECTION or kind_label("abuse") not in self.labels
        return label in self.only


def examples_in(paths: Iterable[Path]) -> list[Example]:
    """The examples of these files. Raises CaseError with file and line."""
    found = []
    for path in paths:
        for number, line in lines_of(path):
            try:
                found.append(_example(path.name, json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CaseError(f"{path}:{number}: no example of this file's form: {error!r}") from error
    return found


def _example(name: str, data: dict[str, Any]) -> Example:
    text, asked, agent = data["text"], data.get("asked"), data.get("agent")
    if name.endswith(".utterances.jsonl"):
        return Example(text, asked, agent, labels_of(data["expect"]))
    if name.endswith(".signals.jsonl"):
        frame = {key: data[key] for key in ("signals", "kind") if data.get(key)}
        known = data.get("only") or (*(SIGNALS if "signals" in data else ()), *(_KINDS if "kind" in data else ()))
        return Example(text, asked, agent, labels_of(frame), frozenset(known))
    if name.endswith(".injections.jsonl"):
        return Example(text, asked, agent, frozenset({INJECTION}), frozenset({INJECTION}))
    if name.endswith(".genuine.jsonl"):
        return Example(text, asked, agent, frozenset(), frozenset({INJECTION}))
    raise ValueError("a name ends in .utterances, .signals, .injections or .genuine.jsonl")


def labels_of(frame: dict[str, Any]) -> frozenset[str]:
    """The labels that a frame carries: its signals, its kind, and which of the four qualifying slots it fills."""
    kinds = {kind_label(frame["kind"])} if frame.get("kind") else set()
    return frozenset({*(frame.get("signals") or ()), *kinds, *(slot for slot in BANT if slot in frame)})


def train(examples: Sequence[Example]) -> dict[str, Any]:
    """The stored form of a model fitted to `examples` (see `agent.reading.learned.model_from`)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=2)
    in_context = vectorizer.fit_transform(
        [features_of(Message(example.text), example.asked, example.agent) for example in examples]
    )
    alone = vectorizer.transform([features_of(Message(example.text), None, None) for example in examples])
    bias: list[float] = []
    columns: list[Any] = []
    labels = _learnable(examples)
    for label in labels:
        known = [index for index, example in enumerate(examples) if example.knows(label)]
        rows = alone if label == INJECTION else in_context
        fit = LogisticRegression(C=_STRENGTH, max_iter=3000, class_weight="balanced")
        fit.fit(rows[known], [label in examples[index].labels for index in known])
        bias.append(round(float(fit.intercept_[0]), 3))
        columns.append(fit.coef_[0])
    features = []
    for feature, index in sorted(vectorizer.vocabulary_.items()):
        row: list[Any] = [feature, round(float(vectorizer.idf_[index]), 3)]
        for number, column in enumerate(columns):
            if abs(column[index]) >= _DUST:
                row += [number, round(float(column[index]), 2)]
        features.append(row)
    return {"labels": list(labels), "bias": bias, "features": features}


def _learnable(examples: Sequence[Example]) -> tuple[str, ...]:
    """Labels with enough examples of what carries them and of what does not."""
    labels = sorted({label for example in examples for label in example.labels})
    counts = {
        label: Counter(label in example.labels for example in examples if example.knows(label)) for label in labels
    }
    return tuple(label for label in labels if min(counts[label][True], counts[label][False]) >= _FEWEST)


def fitted(paths: Sequence[Path]) -> dict[str, Any]:
    """The stored form of a model fitted to these files, with their `fingerprint`. Raises CaseError."""
    return train(examples_in(paths)) | {"examples": fingerprint(paths)}


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of the examples, kept beside the weights: it says whether they were fitted to these files."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stored(data: dict[str, Any]) -> bytes:
    """The bytes of a trained model: the same for the same model."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)

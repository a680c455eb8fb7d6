"""Outcomes kept as they come, so that a run which was stopped goes on where it stopped."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from evals.outcome import Outcome
from evals.play import Task

Made = Mapping[str, str]
"""What an outcome depends on besides its case: model, prompts, playbooks, code; each by its hash."""


def task_hash(task: Task, made: Made) -> str:
    """Stands for the case as it is written, its repeat, and all that the outcome depends on."""
    told = json.dumps([task.suite, task.repeat, task.case.model_dump(mode="json"), dict(sorted(made.items()))])
    return hashlib.sha256(told.encode()).hexdigest()[:20]


class Journal:
    """A file of outcomes, a line each; what another prompt or playbook gave is not taken."""

    def __init__(self, path: Path | None, made: Made) -> None:
        self._path, self._made = path, made
        self._kept: dict[str, Outcome] = {}
        if path is not None and path.exists():
            self._kept = dict(_lines(path.read_text(encoding="utf-8").splitlines()))

    def known(self, task: Task) -> Outcome | None:
        """The outcome of this very task from an earlier run; a case that broke is tried again."""
        outcome = self._kept.get(task_hash(task, self._made)) if self._path is not None else None
        return outcome if outcome is not None and outcome.error is None else None

    def keep(self, done: Iterable[tuple[Task, Outcome]]) -> None:
        if self._path is None:
            return
        with self._path.open("a", encoding="utf-8") as file:
            for task, outcome in done:
                line = {"task": task_hash(task, self._made), "outcome": outcome.model_dump(mode="json")}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _lines(lines: Iterable[str]) -> Iterable[tuple[str, Outcome]]:
    for line in lines:
        try:
            told = json.loads(line)
            yield told["task"], Outcome.model_validate(told["outcome"])
        except (ValueError, KeyError, TypeError):
            continue  # the last line of a run that was killed while it wrote

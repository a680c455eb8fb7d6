"""From outcomes to a suite's report: every number, the costly mistakes apart, per tag, with what flipped and why."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agent.playbook import Playbook
from agent.prices import Price
from evals.cases import Case, ConversationCase, UtteranceCase
from evals.cost import cost_of
from evals.grade import COSTLY, STYLE, ConversationGrades, Graded, MessageGrades
from evals.outcome import Outcome
from evals.persona import strays
from evals.play import Task
from evals.statistics import pass_hat_k, wilson
from evals.suites import Suite, checked

Result = tuple[Task, Outcome]


class _Grades:
    """One group of cases: the graders of both kinds, and the counts over both."""

    def __init__(self, playbooks: Mapping[str, Playbook], price: Price | None) -> None:
        self.messages, self.conversations = MessageGrades(), ConversationGrades()
        self.costly: Counter[str] = Counter()
        self.passed = self.runs = 0
        self._playbooks, self._price = playbooks, price

    def add(self, case: Case, outcome: Outcome) -> Graded:
        if isinstance(case, UtteranceCase):
            graded = self.messages.add(case, outcome.end.get("frame") or {})
        else:
            measured = {
                "tokens": outcome.tokens_in + outcome.tokens_out,
                "cost": cost_of(outcome, self._price),
                "seconds": outcome.slowest_turn,
            }
            graded = self.conversations.add(case, outcome.end, self._playbooks.get(case.vertical), measured)
        if outcome.error is not None:
            graded["also"].append(outcome.error)
            graded["costly"]["error"] = 1
        self.costly.update(graded["costly"])
        self.runs += 1
        self.passed += graded.passed
        return graded

    def numbers(self) -> dict[str, Any]:
        """Messages in score.py's form, conversations in score.py's form, and the mistakes of both."""
        found: dict[str, Any] = {}
        if self.messages.totals["cases"]:
            found["messages"] = self.messages.result()
        if self.conversations.totals["cases"]:
            found["conversations"] = self.conversations.result()
        low, high = wilson(self.passed, self.runs)
        share = round(self.passed / self.runs, 4) if self.runs else 0.0
        return found | {
            "numbers": {"clean": share, "clean_low": low, "clean_high": high, "runs": self.runs},
            "costly": {kind: self.costly[kind] for kind in (*COSTLY, *STYLE)},
        }


def report_of(
    suite: Suite, results: Sequence[Result], playbooks: Mapping[str, Playbook], price: Price | None = None,
    more: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The suite's report. `result` and `misses` have the corpus scorer's names where the suite has one kind of case.

    `more`: parts with `shares` of their own, which gates name by the part: `fuzz.slip`, `tone.poor`.
    """
    whole = _Grades(playbooks, price)
    tags: dict[str, _Grades] = defaultdict(lambda: _Grades(playbooks, price))
    cases: list[dict[str, Any]] = []
    strayed: dict[str, list[str]] = {}
    for task, outcome in results:
        if left := _left_its_facts(task.case, outcome):
            strayed[task.case.id] = left
            continue
        graded = whole.add(task.case, outcome)
        for tag in task.case.tags:
            tags[tag].add(task.case, outcome)
        cases.append(_case_line(task, outcome, graded, price))
    report = whole.numbers()
    kinds = [kind for kind in ("messages", "conversations") if kind in report]
    grades = whole.messages if kinds == ["messages"] else whole.conversations
    report |= {
        "suite": suite.name,
        "describes": suite.describes,
        "result": report[kinds[0]] if len(kinds) == 1 else {kind: report[kind] for kind in kinds},
        "misses": grades.misses if len(kinds) == 1 else [*whole.messages.misses, *whole.conversations.misses],
        "tags": {tag: tags[tag].numbers() for tag in sorted(tags)},
        "reliability": _reliability(cases),
        "strayed": strayed,
        "usage": _usage(results, price),
        "cases": cases,
    }
    for part, told in (more or {}).items():
        report[part] = dict(told)
        report["numbers"][part] = told["shares"]
    report["gates"] = checked(suite, report)
    return report


def _left_its_facts(case: Case, outcome: Outcome) -> list[str]:
    """Where a lead that a model played left its facts: such a conversation says nothing of the agent."""
    if not isinstance(case, ConversationCase) or not outcome.end.get("played"):
        return []
    return strays(case, outcome.end.get("transcript") or [])


def _case_line(task: Task, outcome: Outcome, graded: Graded, price: Price | None) -> dict[str, Any]:
    case = task.case
    line: dict[str, Any] = {
        "id": case.id, "repeat": task.repeat, "case": _case_hash(case), "channel": case.channel,
        "vertical": case.vertical, "tags": list(case.tags), "why": case.why, "passed": graded.passed,
        "wrong": graded["wrong"], "also": graded["also"], "costly": graded["costly"],
        "findings": graded["findings"], "got": outcome.end, "tokens": outcome.tokens_in + outcome.tokens_out,
        "cost": cost_of(outcome, price), "calls": outcome.calls,
    }  # fmt: skip
    if isinstance(case, UtteranceCase):
        return line | {"kind": "message", "asked": case.asked, "agent": case.agent, "text": case.text,
                       "want": case.expect}  # fmt: skip
    return line | {"kind": "conversation", "want": _wanted(case)}


def _case_hash(case: Case) -> str:
    """Stands for the case as it is written: what is said, known and wanted."""
    return hashlib.sha256(json.dumps(case.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()[:12]


def _wanted(case: ConversationCase) -> dict[str, Any]:
    return case.expect.model_dump(mode="json", exclude_defaults=True)


def _usage(results: Iterable[Result], price: Price | None) -> dict[str, Any]:
    found: Counter[str] = Counter()
    dollars = 0.0
    for _, outcome in results:
        found.update(calls=outcome.calls, tokens_in=outcome.tokens_in, tokens_out=outcome.tokens_out)
        dollars += cost_of(outcome, price)
    return {**found, "cost": round(dollars, 4)}


def _reliability(cases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """pass@1, and where cases ran more than once pass^k with the cases that flip, by name."""
    runs: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        runs[case["id"]].append(case["passed"])
    counts = [(sum(passed), len(passed)) for passed in runs.values()]
    repeats = min((n for _, n in counts), default=0)
    passed = sum(c for c, _ in counts)
    total = sum(n for _, n in counts)
    low, high = wilson(passed, total)
    found: dict[str, Any] = {"pass@1": round(passed / total, 4) if total else 0.0, "low": low, "high": high}
    if repeats > 1:
        found |= {f"pass^{k}": pass_hat_k(counts, k) for k in range(2, repeats + 1)}
        found["flips"] = sorted(name for name, passes in runs.items() if 0 < sum(passes) < len(passes))
    return found


def times_of(results: Sequence[Result]) -> dict[str, float]:
    """Seconds: all that differs between two runs that are otherwise the same."""
    slowest = sorted(outcome.slowest_turn for task, outcome in results if isinstance(task.case, ConversationCase))
    taken = sum(outcome.seconds for _, outcome in results)
    if not slowest:
        return {"work": round(taken, 3)}
    return {
        "work": round(taken, 3),
        "turn_median": slowest[len(slowest) // 2],
        "turn_p95": slowest[min(len(slowest) - 1, int(len(slowest) * 0.95))],
    }

"""Graders on end states: frames of messages, and what is true at the end of a simulated conversation."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from evals.cases import ConversationCase, UtteranceCase
from evals.same import SCORED, is_same


def rates(counts: Mapping[str, int]) -> dict[str, float | int]:
    """Precision, recall and F1 of counted true positives, false positives and false negatives."""
    tp, fp, fn = counts.get("tp", 0), counts.get("fp", 0), counts.get("fn", 0)
    precision = tp / (tp + fp) if tp + fp else 1.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "support": tp + fn}


class MessageGrades:
    """Counts per slot and signal over labelled messages."""

    def __init__(self) -> None:
        self.slots: dict[str, Counter[str]] = defaultdict(Counter)
        self.signals: dict[str, Counter[str]] = defaultdict(Counter)
        self.totals: Counter[str] = Counter()
        self.misses: list[dict[str, Any]] = []

    def add(self, case: UtteranceCase, frame: Mapping[str, Any]) -> None:
        """Grade one case against the frame that was read."""
        want = case.expect
        wrong = {slot for slot in SCORED if not self._slot(slot, case, want, frame)}
        wanted, given = set(want.get("signals", [])), set(frame.get("signals") or [])
        for signal in wanted | given:
            self.signals[signal]["tp" if signal in wanted & given else "fn" if signal in wanted else "fp"] += 1
        is_empty = not set(want) - {"signals"}
        self.totals.update(
            cases=1, joint=not wrong, joint_all=not wrong and wanted == given, empty=is_empty,
            empty_kept=is_empty and not wrong,
        )  # fmt: skip
        if wrong or wanted != given:
            self.misses.append({"id": case.id, "asked": case.asked, "text": case.text, "wrong": sorted(wrong),
                                "want": want, "got": dict(frame)})  # fmt: skip

    def _slot(self, slot: str, case: UtteranceCase, want: Mapping[str, Any], frame: Mapping[str, Any]) -> bool:
        given = frame.get(slot)
        if slot in want and given is not None and is_same(slot, want[slot], given, case.today):
            self.slots[slot]["tp"] += 1
            return True
        self.slots[slot].update(fn=slot in want, fp=given is not None)
        return slot not in want and given is None

    def result(self) -> dict[str, Any]:
        """Every number, in the form of the corpus's reference scorer."""
        n = self.totals["cases"] or 1
        seen = {slot: counts for slot, counts in sorted(self.slots.items()) if any(counts.values())}
        return {
            "cases": self.totals["cases"],
            "joint_accuracy": round(self.totals["joint"] / n, 4),
            "joint_with_signals": round(self.totals["joint_all"] / n, 4),
            "empty_kept_empty": round(self.totals["empty_kept"] / self.totals["empty"], 4)
            if self.totals["empty"]
            else None,
            "slots": {slot: rates(counts) for slot, counts in seen.items()},
            "slots_micro": rates(sum(self.slots.values(), Counter())),
            "signals": {signal: rates(counts) for signal, counts in sorted(self.signals.items())},
            "signals_micro": rates(sum(self.signals.values(), Counter())),
        }


class ConversationGrades:
    """End states over simulated conversations; the costly mistakes are numbers of their own."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.confusion: dict[str, Counter[str]] = defaultdict(Counter)
        self.misses: list[dict[str, Any]] = []

    def add(self, case: ConversationCase, end: Mapping[str, Any]) -> None:
        """Grade one conversation against its end state (facts, stage, handoff, transcript)."""
        want = case.expect
        wrong = self._facts(case, end.get("facts") or {})
        self.confusion[want.stage][str(end.get("stage"))] += 1
        self.totals["stage_right"] += want.stage == end.get("stage")
        if want.stage != end.get("stage"):
            wrong.append(f"stage: want {want.stage} got {end.get('stage')}")
        if want.handoff is not None:
            right = bool(end.get("handoff")) == want.handoff
            self.totals.update(handoff=1, handoff_right=right)
            wrong += [] if right else [f"handoff: want {want.handoff}"]
        wrong += self._words(case, end.get("transcript") or [])
        self.totals.update(cases=1, passed=not wrong, false_sql=end.get("stage") == "SQL" != want.stage,
                           missed_sql=want.stage == "SQL" != end.get("stage"))  # fmt: skip
        if wrong:
            self.misses.append({"id": case.id, "wrong": wrong})

    def _facts(self, case: ConversationCase, facts: Mapping[str, Any]) -> list[str]:
        wrong = []
        for slot, value in case.expect.facts.items():
            if slot == "signals":
                continue
            right = is_same(slot, value, facts.get(slot), case.today)
            self.totals.update(facts=1, facts_right=right)
            if not right:
                wrong.append(f"fact {slot}: want {value} got {facts.get(slot)}")
        return wrong

    def _words(self, case: ConversationCase, transcript: Sequence[Mapping[str, Any]]) -> list[str]:
        """What was said that must not be, said after an opt-out, or said for too long."""
        want = case.expect
        replies = [str(message["text"]).casefold() for message in transcript if message["from"] == "agent"]
        said = [phrase for phrase in want.never if any(phrase.casefold() in reply for reply in replies)]
        wrong = [f"said {phrase!r}" for phrase in said]
        lead = [index for index, message in enumerate(transcript) if message["from"] == "lead"]
        after = sum(message["from"] == "agent" for message in transcript[lead[-1] + 1 :]) if lead else 0
        broken = want.opted_out and after > 1
        too_long = bool(want.max_turns) and len(lead) > (want.max_turns or 0)
        self.totals.update(never=len(said), optout_broken=broken, too_long=too_long)
        wrong += ["messages after opt-out"] if broken else []
        wrong += [f"{len(lead)} lead messages, at most {want.max_turns}"] if too_long else []
        return wrong

    def result(self) -> dict[str, Any]:
        """Every number, in the form of the corpus's reference scorer, and the costly mistakes besides."""
        t = self.totals
        n = t["cases"] or 1
        return {
            "cases": t["cases"],
            "passed": round(t["passed"] / n, 4),
            "stage_accuracy": round(t["stage_right"] / n, 4),
            "fact_accuracy": round(t["facts_right"] / (t["facts"] or 1), 4),
            "handoff_accuracy": round(t["handoff_right"] / (t["handoff"] or 1), 4),
            "never_said_violations": t["never"],
            "optout_broken": t["optout_broken"],
            "too_long": t["too_long"],
            "false_sql": t["false_sql"],
            "missed_sql": t["missed_sql"],
            "stage_confusion": {stage: dict(row) for stage, row in self.confusion.items()},
        }

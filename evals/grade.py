"""Graders on end states: frames of messages, and what is true at the end of a simulated conversation."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from agent.playbook import Playbook
from evals.cases import ConversationCase, UtteranceCase
from evals.proof import unproven
from evals.same import SCORED, is_same
from evals.words import Finding, findings_of

COSTLY = (
    "false_sql", "missed_sql", "missed_opt_out", "broken_opt_out", "unconfirmed_opt_out", "false_opt_out",
    "invented_fact", "promise", "never_said", "ungrounded", "leak", "undisclosed", "error",
)  # fmt: skip
"""Mistakes that cost a sale, a fine or trust: counted each for itself, never averaged away."""
STYLE = ("two_questions", "too_long_reply", "wrong_language", "hard_reply")
_CERTAIN = ("budget", "authority", "timeline", "company_size", "email", "phone")
"""Slots that hold nothing unless the lead said it; need and names are labelled more freely."""
_STATED = ("stated", None)


def rates(counts: Mapping[str, int]) -> dict[str, float | int]:
    """Precision, recall and F1 of counted true positives, false positives and false negatives."""
    tp, fp, fn = counts.get("tp", 0), counts.get("fp", 0), counts.get("fn", 0)
    precision = tp / (tp + fp) if tp + fp else 1.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "support": tp + fn}


class Graded(dict[str, Any]):
    """What one case came to: `wrong` by the guide, `also` by our own checks, `costly` counts, `findings`."""

    @property
    def passed(self) -> bool:
        """Nothing wrong, by the guide or by our own checks."""
        return not self["wrong"] and not self["also"]


def _graded(wrong: list[str], also: list[str], costly: Mapping[str, int], findings: Sequence[Finding] = ()) -> Graded:
    counted = {kind: int(count) for kind, count in costly.items() if count}
    return Graded(wrong=wrong, also=also, costly=counted, findings=[finding.model_dump() for finding in findings])


class MessageGrades:
    """Counts per slot and signal over labelled messages."""

    def __init__(self) -> None:
        self.slots: dict[str, Counter[str]] = defaultdict(Counter)
        self.signals: dict[str, Counter[str]] = defaultdict(Counter)
        self.totals: Counter[str] = Counter()
        self.costly: Counter[str] = Counter()
        self.misses: list[dict[str, Any]] = []

    def add(self, case: UtteranceCase, frame: Mapping[str, Any]) -> Graded:
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
        costly = {
            "missed_opt_out": "opt_out" in wanted - given,
            "false_opt_out": "opt_out" in given - wanted,
            "invented_fact": sum(_is_invented(slot, want, frame) for slot in _CERTAIN),
        }
        self.costly.update(costly)
        told = [f"{slot}: want {want.get(slot)} got {frame.get(slot)}" for slot in sorted(wrong)]
        if wanted != given:
            told.append(f"signals: want {sorted(wanted)} got {sorted(given)}")
        return _graded(told, [], costly)

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


def _is_invented(slot: str, want: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """A slot filled with something definite of which the lead said nothing."""
    value = got.get(slot)
    if slot in want or value is None:
        return False
    return not isinstance(value, Mapping) or value.get("status") in _STATED


class ConversationGrades:
    """End states over simulated conversations; the costly mistakes are numbers of their own."""

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.costly: Counter[str] = Counter()
        self.confusion: dict[str, Counter[str]] = defaultdict(Counter)
        self.misses: list[dict[str, Any]] = []

    def add(
        self, case: ConversationCase, end: Mapping[str, Any], playbook: Playbook | None = None,
        measured: Mapping[str, float] | None = None,
    ) -> Graded:  # fmt: skip
        """Grade one conversation against its end state (facts, stage, handoff, transcript).

        With the playbook, its words too. `measured`: tokens, cost and slowest turn, for the case's own bounds.
        """
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
        said, after_out, too_long = self._words(case, end.get("transcript") or [])
        wrong += [*(f"said {phrase!r}" for phrase in said), *after_out, *too_long]
        self.totals.update(cases=1, passed=not wrong)
        if wrong:
            self.misses.append({"id": case.id, "wrong": wrong})
        findings = findings_of(case, end, playbook) if playbook is not None else []
        costly = _costly(case, end) | {"never_said": len(said), "broken_opt_out": bool(after_out)}
        costly |= Counter(finding.kind for finding in findings)
        self.costly.update(costly)
        also = self._also(case, end, measured or {})
        also += [f"{f.kind.replace('_', ' ')}: {f.text[:120]}" for f in findings if f.kind != "hard_reply"]
        also += [f"invented fact: {fact}" for fact in unproven(end)]
        also += [f"{kind.replace('_', ' ')}" for kind in ("missed_opt_out", "false_opt_out") if costly.get(kind)]
        return _graded(wrong, also, costly, findings)

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

    def _words(
        self, case: ConversationCase, transcript: Sequence[Mapping[str, Any]]
    ) -> tuple[list[str], list[str], list[str]]:
        """What was said that must not be, said after an opt-out, or said for too long."""
        want = case.expect
        replies = [str(message["text"]).casefold() for message in transcript if message["from"] == "agent"]
        said = [phrase for phrase in want.never if any(phrase.casefold() in reply for reply in replies)]
        lead = [index for index, message in enumerate(transcript) if message["from"] == "lead"]
        after = sum(message["from"] == "agent" for message in transcript[lead[-1] + 1 :]) if lead else 0
        broken = want.opted_out and after > 1
        too_long = bool(want.max_turns) and len(lead) > (want.max_turns or 0)
        self.totals.update(never=len(said), optout_broken=broken, too_long=too_long, lead_messages=len(lead))
        return (
            said,
            ["messages after opt-out"] if broken else [],
            [f"{len(lead)} lead messages, at most {want.max_turns}"] if too_long else [],
        )

    def _also(self, case: ConversationCase, end: Mapping[str, Any], measured: Mapping[str, float]) -> list[str]:
        """The checks that our own suites add to the guide's."""
        want, wrong = case.expect, []
        if want.score is not None:
            low, high = want.score if isinstance(want.score, tuple) else (want.score, want.score)
            right = low <= float(end.get("score", -1)) <= high
            self.totals.update(scored=1, score_right=right)
            wrong += [] if right else [f"score: want {low:g} to {high:g} got {end.get('score')}"]
        filled = [slot for slot in want.empty if (end.get("facts") or {}).get(slot) is not None]
        wrong += [f"{slot} must stay empty, got {end['facts'][slot]}" for slot in filled]
        replies = "\n".join(m["text"] for m in end.get("transcript") or [] if m["from"] == "agent").casefold()
        unsaid = [one for one in want.says if not any(way.strip() in replies for way in one.casefold().split("|"))]
        self.totals.update(must_say=len(want.says), said=len(want.says) - len(unsaid))
        wrong += [f"never said {one!r}" for one in unsaid]
        if want.kept_questions is not None:
            kept = len(end.get("kept_questions") or []) >= want.kept_questions
            self.totals.update(must_keep=1, kept=kept)
            wrong += (
                [] if kept else [f"kept {len(end.get('kept_questions') or [])} questions, not {want.kept_questions}"]
            )
        bounds = (("tokens", want.max_tokens), ("cost", want.max_cost), ("seconds", want.max_seconds))
        over = [(name, most) for name, most in bounds if most is not None and measured.get(name, 0) > most]
        return wrong + [f"{name}: {measured[name]:g}, at most {most:g}" for name, most in over]

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
            "false_sql": int(self.costly["false_sql"]),
            "missed_sql": int(self.costly["missed_sql"]),
            "stage_confusion": {stage: dict(row) for stage, row in self.confusion.items()},
        } | self._own_shares(n)

    def _own_shares(self, n: int) -> dict[str, float]:
        t = self.totals
        shares = {"score_accuracy": ("score_right", "scored"), "answers_said": ("said", "must_say"),
                  "questions_kept": ("kept", "must_keep")}  # fmt: skip
        found = {name: round(t[right] / t[of], 4) for name, (right, of) in shares.items() if t[of]}
        return found | {"lead_messages_mean": round(t["lead_messages"] / n, 2)}


def _costly(case: ConversationCase, end: Mapping[str, Any]) -> dict[str, int]:
    """False and missed SQL, opt-outs misheard, facts that the lead never gave."""
    want, heard = case.expect, end.get("opted_out")
    said = {m["text"] for m in end.get("transcript") or [] if m["from"] == "lead"}
    unsent = set(case.interject.values()) - said  # the agent was done before: nothing was missed
    filled = sum((end.get("facts") or {}).get(slot) is not None for slot in want.empty)
    return {
        "false_sql": end.get("stage") == "SQL" != want.stage,
        "missed_sql": want.stage == "SQL" != end.get("stage"),
        "missed_opt_out": want.opted_out and heard is False and not unsent,
        "false_opt_out": not want.opted_out and heard is True,
        "invented_fact": len(unproven(end)) + filled,
    }

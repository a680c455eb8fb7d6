"""Changes of a message that a person would hardly notice, and whether the same is read all the same."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from evals.cases import Case, UtteranceCase
from evals.same import SCORED, is_same, keeps
from evals.statistics import wilson

SEED = 1
MOST_MISSES = 60
"""So many of the worst misses stand in a report; all are counted."""
_MARK = "~"
_SLIPPABLE = re.compile(r"(?<![\w@./+-])[a-z]{5,}(?![\w@/+-]|\.\w)")
"""Words in small letters that a slip leaves readable: no names, addresses or links."""
_CONTRACTION = re.compile(r"\b([A-Za-z]+)['’](t|re|ve|ll|m|d|s)\b")
_NEXT = {a: b for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for a, b in pairwise(row)}
"""The key to the right."""


def _lower(text: str, draw: Random) -> str:
    return text.lower()


def _upper(text: str, draw: Random) -> str:
    return text.upper()


def _spacing(text: str, draw: Random) -> str:
    """Spaces doubled, a no-break space, blanks before and behind: what thumbs and copied text bring along."""
    words = text.split(" ")
    for _ in range(2):
        at = draw.randrange(len(words))
        words[at] += draw.choice(("", " ", "\u00a0") if at < len(words) - 1 else (" ",))
    return draw.choice(("", " ", "\n")) + " ".join(words) + draw.choice((" ", "\n", "  "))


def _punctuation(text: str, draw: Random) -> str:
    """Another end of the sentence, or none. A question keeps its mark: without it, it would be another sentence."""
    bare = text.rstrip()
    if bare.endswith("?"):
        return bare + draw.choice(("?", "??", " ")) if draw.random() < 0.5 else bare[:-1] + " ?"
    bare = bare.rstrip(".!")
    return bare + draw.choice(("", ".", "!", "..", "…"))


def _apostrophes(text: str, draw: Random) -> str:
    """Curly, as phones write them, or left out of a contraction."""
    if draw.random() < 0.5:
        return text.replace("'", "’")
    return _CONTRACTION.sub(r"\1\2", text)


def _slip(text: str, draw: Random) -> str:
    """One slip inside one longer word: two letters swapped, one left out, doubled, or the next key."""
    places = list(_SLIPPABLE.finditer(text))
    if not places:
        return text
    place = draw.choice(places)
    word = place.group()
    at = draw.randrange(1, len(word) - 2)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + _NEXT.get(word[at], word[at]) + word[at + 1 :],
    )
    return text[: place.start()] + draw.choice(slips) + text[place.end() :]


CHANGES: Mapping[str, Callable[[str, Random], str]] = {
    "lower_case": _lower, "upper_case": _upper, "spacing": _spacing, "punctuation": _punctuation,
    "apostrophes": _apostrophes, "slip": _slip,
}  # fmt: skip
"""Kinds of changes, by the name that a gate uses: `fuzz.slip >= 0.95`; `fuzz.all`: over all kinds."""


def changed_cases(cases: Sequence[Case]) -> list[UtteranceCase]:
    """Each message in each other form that really differs; the same forms every time."""
    return [
        case.model_copy(update={"id": f"{case.id}{_MARK}{kind}", "text": text})
        for case in cases
        if isinstance(case, UtteranceCase)
        for kind, change in CHANGES.items()
        if (text := change(case.text, _draw(case.id, kind))) != case.text
    ]


def _draw(case_id: str, kind: str) -> Random:
    return Random(int.from_bytes(hashlib.sha256(f"{SEED}/{case_id}/{kind}".encode()).digest()[:8], "big"))


Read = Mapping[str, Mapping[str, Any]]
"""Frames by the case's id."""


def fuzz_report(cases: Sequence[Case], changed: Sequence[UtteranceCase], read: Read) -> dict[str, Any]:
    """The share of changed messages that were read as the message itself, per kind, and what was lost in the rest.

    It holds a reading against the reading of the unchanged message, not against the label: right or wrong, it must
    not hang on a space.
    """
    plain = {case.id: case for case in cases if isinstance(case, UtteranceCase)}
    asked: Counter[str] = Counter()
    survived: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    misses = []
    for case in changed:
        name, _, kind = case.id.rpartition(_MARK)
        differing = list(_differing(plain[name], read[name], case, read[case.id]))
        for group in (kind, "all"):
            asked[group] += 1
            survived[group] += not differing
        lost.update(differing)
        if differing:
            misses.append({"id": name, "kind": kind, "text": case.text, "before": plain[name].text, "lost": differing,
                           "read": read[name], "now": read[case.id]})  # fmt: skip
    misses.sort(key=lambda miss: (-len(miss["lost"]), miss["kind"], miss["id"]))
    shares = {kind: round(survived[kind] / of, 4) for kind, of in sorted(asked.items())}
    return {
        "shares": shares, "of": dict(sorted(asked.items())),
        "intervals": {kind: wilson(survived[kind], of) for kind, of in sorted(asked.items())},
        "lost": dict(sorted(lost.items(), key=lambda pair: (-pair[1], pair[0]))), "misses": misses[:MOST_MISSES],
    }  # fmt: skip


def _differing(
    plain: UtteranceCase, read: Mapping[str, Any], case: UtteranceCase, now: Mapping[str, Any]
) -> Iterator[str]:
    """The slots and signals that are read otherwise."""
    now = _unslipped(now, plain.text, case.text)
    for slot in SCORED:
        if (slot in read) != (slot in now) or (slot in read and not _is_same(slot, plain, read[slot], now[slot])):
            yield slot
    for signal in sorted(set(read.get("signals") or ()) ^ set(now.get("signals") or ())):
        yield f"signal {signal}"


def _is_same(slot: str, plain: UtteranceCase, read: Any, now: Any) -> bool:
    if isinstance(read, str):
        return is_same(slot, read.casefold(), str(now).casefold(), plain.today)
    if slot == "need":
        about = (plain.expect.get("need") or {}).get("about") or []
        return bool(read["status"] == now["status"]) and all(
            keeps(now.get("summary"), phrase) for phrase in about if keeps(read.get("summary"), phrase)
        )
    return is_same(slot, read, now, plain.today)


def _unslipped(frame: Any, before: str, after: str) -> Any:
    """The frame with the slip in its words taken back: a word told on as it was typed is no loss."""
    old, new = before.split(), after.split()
    swaps = [(n, o) for o, n in zip(old, new, strict=False) if o != n] if len(old) == len(new) else []
    return _with(frame, [(n.strip(".,;:!?"), o.strip(".,;:!?")) for n, o in swaps if n.casefold() != o.casefold()])


def _with(value: Any, swaps: Sequence[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for new, old in swaps:
            value = value.replace(new, old)
        return value
    if isinstance(value, Mapping):
        return {key: _with(inner, swaps) if key != "status" else inner for key, inner in value.items()}
    return value

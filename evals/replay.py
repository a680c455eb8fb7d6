"""Real conversations as cases: what a lead said, in its order, with whatever names the person replaced.

The labels are what the agent made of it then: a person must look them over before they hold anybody to anything.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
_PHONE = re.compile(r"(?<![\w$€£.,])\+?\(?\d[\d\s().-]{7,}\d(?!\w)")
_PERSONAL = ("name", "company")


@dataclass
class Mask:
    """Replaces what names a person, the same by the same, so that a later message still agrees with an earlier one."""

    names: dict[str, str] = field(default_factory=dict)
    _given: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """The text without addresses, links, telephone numbers and the names that the lead gave."""
        text = _MAIL.sub(lambda m: self._stand_in("mail", m.group(), "lead{}@example.com"), text)
        text = _LINK.sub("https://example.com/page", text)
        text = _PHONE.sub(lambda m: self._stand_in("phone", re.sub(r"\D", "", m.group()), "+1512555{:04}"), text)
        for name, stand_in in sorted(self.names.items(), key=lambda pair: -len(pair[0])):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", stand_in, text, flags=re.I)
        return text

    def _stand_in(self, kind: str, found: str, form: str) -> str:
        key = f"{kind} {found.casefold()}"
        if key not in self._given:
            self._given[key] = form.format(100 + len(self._given))
        return self._given[key]


def mask_of(facts: Iterable[tuple[str, str]]) -> Mask:
    """A mask for the names among the lead's facts (slot, text): the whole, and each longer word of a person's."""
    mask = Mask()
    for slot, text in facts:
        if slot not in _PERSONAL or not text.strip():
            continue
        stand_in = "Alex Example" if slot == "name" else "Example Works"
        mask.names[text] = stand_in
        if slot == "name":
            mask.names |= {word: stand_in.split()[0] for word in text.split() if len(word) > 2}
    return mask


def case_of(
    number: int, head: dict[str, Any], said: Sequence[tuple[str | None, str]], end: dict[str, Any], mask: Mask
) -> dict[str, Any]:
    """One conversation in the corpus's form. `said`: the lead's messages with what the agent had asked before each."""
    answers: dict[str, list[str]] = {}
    for asks, text in said[1:]:
        answers.setdefault(asks or "other", []).append(mask.text(text))
    facts = {
        slot: mask.text(value) if isinstance(value, str) else _masked(value, mask)
        for slot, value in end["facts"].items()
    }
    return {
        **head, "id": f"replay-{number:04}", "tags": ["replayed"], "source": {"activities": []},
        "opening": mask.text(said[0][1]), "answers": answers,
        "expect": {"facts": facts, "stage": end["stage"], "handoff": end["handoff"], "opted_out": end["opted_out"]},
    }  # fmt: skip


def _masked(value: Any, mask: Mask) -> Any:
    """A fact's value without names; a need's summary becomes the words that a label keeps."""
    told = {key: mask.text(item) if isinstance(item, str) else item for key, item in dict(value).items()}
    if "summary" in told:
        words = re.findall(r"[^\W\d_]{5,}", str(told.pop("summary") or ""))
        return {"status": "stated", "about": [word.casefold() for word in words[:2]]} if words else {"status": "none"}
    return told


def as_lines(cases: Iterable[dict[str, Any]]) -> str:
    """JSON lines, as `*.conversations.jsonl` has them."""
    return "".join(json.dumps(case, ensure_ascii=False, default=_plain) + "\n" for case in cases)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

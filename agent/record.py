"""From checked claims to facts: what is new, what supersedes what, and what had better be confirmed. Pure."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from agent.dialogue import Doubt
from agent.facts import Evidence, Fact, Facts
from agent.frame import BANT, Asked, Authority, Budget, Claim, Need, Signal, Size, Slot, SlotValue, Text, Timeline
from agent.plain import in_words


class Checked(BaseModel):
    """A claim after the evidence check: proven by `evidence`, or not, with the reason."""

    model_config = ConfigDict(frozen=True)
    claim: Claim
    evidence: Evidence | None
    reason: str | None = None


class Recorded(BaseModel):
    """What a turn adds to the store, and which of it the lead should confirm."""

    model_config = ConfigDict(frozen=True)
    facts: tuple[Fact, ...] = ()
    heard: tuple[Slot, ...] = ()
    """Slots that the lead spoke of, also where nothing new was said."""
    doubts: tuple[Doubt, ...] = ()


def record(
    checked: Iterable[Checked],
    known: Facts,
    signals: frozenset[Signal],
    asked: Asked | None,
    turn_id: str,
    now: datetime,
) -> Recorded:
    """Turn claims into facts. A proven claim supersedes the fact in force where it says something else or more."""
    facts: list[Fact] = []
    heard: list[Slot] = []
    doubts: list[Doubt] = []
    checked = tuple(checked)
    for item in checked:
        slot, old = item.claim.slot, known.get(item.claim.slot)
        if item.evidence is None:
            facts.append(_fact(item, item.claim.value, (), None, turn_id, now))
            if old is None and slot in ("budget", "authority", "need", "timeline", "company_size", "guests"):
                doubts.append(Doubt(slot=slot, text=in_words(item.claim.value)))
            continue
        heard.append(slot)
        value = _merged(item.claim.value, old.value if old else None, _is_corrected(item, checked, signals))
        if old is not None and (value is None or value == old.value):
            continue
        kept = old.evidence if old is not None and isinstance(value, Need) and _extends(value, old.value) else ()
        facts.append(_fact(item, value or item.claim.value, kept, old, turn_id, now))
        if old is not None and _contradicts(item.claim.value, old.value) and not _expected(slot, signals, asked):
            doubts.append(Doubt(slot=slot, text=in_words(item.claim.value)))
    return Recorded(facts=tuple(facts), heard=tuple(heard), doubts=tuple(doubts))


def _fact(
    item: Checked, value: SlotValue, kept: tuple[Evidence, ...], old: Fact | None, turn_id: str, now: datetime
) -> Fact:
    evidence = (*kept, item.evidence) if item.evidence is not None else ()
    return Fact.model_validate({
        "id": f"{turn_id}.{item.claim.slot}", "slot": item.claim.slot, "value": value, "evidence": evidence, "at": now,
        "supersedes": old.id if old is not None else None, "verified": item.evidence is not None, "reason": item.reason,
    })  # fmt: skip


def _is_corrected(item: Checked, checked: tuple[Checked, ...], signals: frozenset[Signal]) -> bool:
    """Whether the message takes this slot's earlier answer back. A correction of a figure takes no need back."""
    others = any(other.claim.slot in BANT and other is not item for other in checked)
    return "correction" in signals and not (item.claim.slot == "need" and others)


def _expected(slot: Slot, signals: frozenset[Signal], asked: Asked | None) -> bool:
    """A changed answer is no surprise where the lead corrects itself or was asked for just this."""
    return "correction" in signals or asked == slot


def _merged(new: SlotValue, old: SlotValue | None, correction: bool) -> SlotValue | None:
    """The value to record: None keeps the old one. An answer of less substance never erases a good one."""
    if old is None:
        return new
    if isinstance(new, Need) and isinstance(old, Need):
        return _merged_need(new, old, correction)
    if isinstance(new, Budget) and isinstance(old, Budget):
        return _merged_budget(new, old, correction)
    if isinstance(new, Timeline) and isinstance(old, Timeline):
        return None if old.status == "stated" and new.status != "stated" and not correction else new
    if isinstance(new, Text) and isinstance(old, Text):
        # "Kel" after "Kel Smith" adds nothing.
        return None if new.text.casefold() in old.text.casefold() and not correction else new
    return new


def _merged_need(new: Need, old: Need, correction: bool) -> Need | None:
    if new.status == "none":
        return new if correction else None
    if old.status == "none" or correction:
        return new
    if (new.summary or "").casefold() in (old.summary or "").casefold():
        return None
    return Need(status="stated", summary=f"{old.summary}; {new.summary}")


def _merged_budget(new: Budget, old: Budget, correction: bool) -> Budget | None:
    if new.status != "stated":
        return None if old.status == "stated" and not correction else new
    if old.status == "stated" and (new.min, new.max, new.currency) == (old.min, old.max, old.currency):
        return new.model_copy(update={"period": new.period or old.period, "per": new.per or old.per})
    return new


def _extends(value: Need, old: SlotValue) -> bool:
    return isinstance(old, Need) and bool(old.summary) and (value.summary or "").startswith(f"{old.summary}; ")


def _contradicts(new: SlotValue, old: SlotValue) -> bool:
    """Both say something definite, and not the same: worth a question."""
    if isinstance(new, Budget) and isinstance(old, Budget):
        stated = new.status == old.status == "stated"
        return stated and (new.min, new.max) != (old.min, old.max) and not _overlap(new, old)
    if isinstance(new, Timeline) and isinstance(old, Timeline):
        return new.status == old.status == "stated" and new.bucket != old.bucket
    if isinstance(new, Authority) and isinstance(old, Authority):
        return {new.role, old.role} == {"decision_maker", "none"}
    if isinstance(new, Size) and isinstance(old, Size):
        return new.unit == old.unit and (new.min, new.max) != (old.min, old.max)
    return False


def _overlap(new: Budget, old: Budget) -> bool:
    """One range narrows the other down: 20k after 15k to 25k."""
    if new.currency != old.currency or (new.period or "once") != (old.period or "once"):
        return True
    low = max(new.min or 0.0, old.min or 0.0)
    return low <= min(new.max or float("inf"), old.max or float("inf"))

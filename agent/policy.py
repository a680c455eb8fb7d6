"""The conversation policy: what the agent does next. Pure; a model only words the move.

Answer first, ask one thing at a time, never what is known, each slot at most twice; hand over at once who asks for a
person; step aside for who is no buyer; end well.
"""

from pydantic import BaseModel, ConfigDict

from agent.assessment import Assessment
from agent.dialogue import Acknowledged, Answer, DialogueState, Doubt, HandoffReason, Move, Snapshot, Status
from agent.facts import Facts, current
from agent.frame import BANT, Asked, Budget, Need, Signal, Slot, Text
from agent.playbook import Playbook
from agent.scoring import BUYER, is_firm, need_match

MOST_ASKS = 2
MOST_AGAIN = 2
"""So often the same question comes again after the lead's own without counting as a second asking."""
MOST_DECLINED = 3
"""After that many declined questions nobody is pressed further."""
_SLOTS_OF: dict[Asked, tuple[Slot, ...]] = {
    "budget": ("budget",), "authority": ("authority",), "need": ("need",), "timeline": ("timeline",),
    "contact": ("email", "phone"), "company_size": ("company_size",), "guests": ("guests",), "place": ("place",),
}  # fmt: skip


class Situation(BaseModel):
    """All that the next move depends on: the snapshot, and what this turn read, recorded and scored."""

    model_config = ConfigDict(frozen=True)
    snapshot: Snapshot
    facts: Facts
    """In force after this turn."""
    assessment: Assessment
    signals: frozenset[Signal]
    answers: tuple[Answer, ...] = ()
    """The lead's questions of this turn with what the playbook says."""
    heard: tuple[Slot, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def state(self) -> DialogueState:
        return self.snapshot.state


def decide(now: Situation, playbook: Playbook) -> Move:
    """The one next move, with the reason for it."""
    move = (
        _consent(now)
        or _not_a_buyer(now)
        or _person(now)
        or _ended(now)
        or _not_served(now, playbook)
        or _goodbye(now)
        or _qualified(now, playbook)
        or _doubtful(now)
        or _no_need(now)
        or _next_question(now, playbook)
        or _close(now, "all_known" if _knows_much(now) else "nothing is left to ask")
    )
    return move.model_copy(
        update={"answers": _answered(now, move), "heard": now.heard, "acknowledge": _acknowledged(now, move)}
    )


def _answered(now: Situation, move: Move) -> tuple[Answer, ...]:
    """The answers said before the move. Who is no buyer is sent on; who is handed over is told only what is known."""
    if move.kind in ("acknowledge_opt_out", "step_aside"):
        return ()
    if move.kind == "hand_over":
        return tuple(answer for answer in now.answers if answer.text is not None)
    return now.answers


def _acknowledged(now: Situation, move: Move) -> tuple[Acknowledged, ...]:
    """What deserves a word before the move; nothing where the move itself says it."""
    if move.kind not in ("ask", "confirm", "offer_help", "hand_over"):
        return ()
    told: list[Acknowledged] = []
    if "correction" in now.signals and any(slot in current(now.snapshot.history) for slot in now.heard):
        told.append("corrected")
    if "wants_meeting" in now.signals and "wants_meeting" not in now.state.wants:
        told.append("meeting")
    if "callback_later" in now.signals and "callback_later" not in now.state.wants:
        told.append("callback")
    if "refuses" in now.signals:
        told.append("declined")
    if not told and now.heard and move.kind in ("ask", "confirm"):
        told.append("unsure" if _is_unsure(now) else "noted")
    return tuple(told)


def _is_unsure(now: Situation) -> bool:
    values = [now.facts[slot].value for slot in now.heard if slot in ("budget", "timeline")]
    return bool(values) and all(getattr(value, "status", "") in ("unsure", "none") for value in values)


def _consent(now: Situation) -> Move | None:
    if "opt_out" in now.signals:
        return Move(kind="acknowledge_opt_out", reason="asked not to be written to")
    if "opt_in" in now.signals and now.snapshot.lead.opted_out:
        return Move(kind="acknowledge_opt_in", reason="asked to be written to again")
    return None


def kind_of(facts: Facts) -> str | None:
    """The kind of a non-buyer, or None."""
    fact = facts.get("kind")
    if fact is None or not isinstance(fact.value, Text) or fact.value.text == BUYER:
        return None
    return fact.value.text


def _not_a_buyer(now: Situation) -> Move | None:
    kind = kind_of(now.facts)
    if kind is None:
        return None
    if kind == "support" and _wants_person(now):
        return Move(kind="hand_over", reason="support")
    return Move(kind="step_aside", reason=kind)


def _person(now: Situation) -> Move | None:
    if not _wants_person(now):
        return None
    asks = _reach_question(now)
    return Move(kind="hand_over", reason="asked_for_person", asks=asks)


def _wants_person(now: Situation) -> bool:
    """Asks for a person now, not before a person gave the conversation back."""
    if "wants_human" not in now.signals or now.state.handed_over is not None:
        return False
    returned = now.state.returned_at
    return returned is None or now.snapshot.unread[-1].at > returned


def _reach_question(now: Situation) -> Asked | None:
    """How a person can reach the lead, where nobody knows it yet and it was not asked for in vain."""
    if can_be_reached(now) or now.state.asked.get("contact", 0) >= MOST_ASKS or "contact" in now.state.declined:
        return None
    return "contact"


def can_be_reached(now: Situation) -> bool:
    """A phone number or an address is known; by text message the number always is."""
    return now.snapshot.lead.phone_known or "email" in now.facts or "phone" in now.facts


def _ended(now: Situation) -> Move | None:
    """Handed over, or the lead is not interested: no more questions of ours."""
    if now.state.handed_over is not None:
        asks = _reach_question(now) if "contact" not in now.state.asked else None
        return Move(kind="offer_help", reason="a person will take over", asks=asks)
    if "not_interested" in now.signals or (now.state.not_interested and "need" not in now.heard):
        return Move(kind="close", reason="not_interested")
    if now.state.closed and not now.heard and not _sql(now):
        return Move(kind="offer_help", reason="the conversation had ended")
    return None


def _not_served(now: Situation, playbook: Playbook) -> Move | None:
    match = need_match(now.facts, playbook.policy)
    if match is None or match.place != "not_served":
        return None
    return Move(kind="step_aside", reason=f"not_served:{match.entries[0].name}")


def _goodbye(now: Situation) -> Move | None:
    if now.signals & {"goodbye", "callback_later"} and not now.heard and not now.answers and not _sql(now):
        return _close(now, "callback_later" if "callback_later" in now.signals else "goodbye")
    return None


def _sql(now: Situation) -> bool:
    """Qualified, and no person has had it for that yet."""
    return now.assessment.stage == "SQL" and "sql" not in now.state.handled


def _qualified(now: Situation, playbook: Playbook) -> Move | None:
    """An SQL is handed over once the agent has asked how to reach them and, where fit needs it, how many they are."""
    if not _sql(now):
        return None
    for slot in (_size_slot(now, playbook), _reach_question(now)):
        if slot is not None and _is_open(now, slot) and _is_unheard(now, slot):
            return Move(kind="ask", asks=slot, reason=f"qualified; {slot} is not known yet")
    return Move(kind="hand_over", reason="sql")


def _is_unheard(now: Situation, slot: Asked) -> bool:
    """Not asked yet, or asked and met by the lead's own question."""
    return not now.state.asked.get(slot, 0) or comes_again(slot, now.state, now.answers)


def _size_slot(now: Situation, playbook: Playbook) -> Asked | None:
    match = need_match(now.facts, playbook.policy)
    size = playbook.policy.fit.size
    if size is None or not is_firm(now.facts, match, playbook.policy):
        return None
    return "guests" if size.unit == "guests" else "company_size"


def _doubtful(now: Situation) -> Move | None:
    doubt = next((doubt for doubt in now.doubts if doubt.slot not in now.state.doubted), None)
    if doubt is None:
        return None
    asks = next((asked for asked, slots in _SLOTS_OF.items() if doubt.slot in slots), None)
    return Move(kind="confirm", asks=asks, doubt=doubt, reason=f"{doubt.slot} is not certain")


def _no_need(now: Situation) -> Move | None:
    """Just looking: nobody who needs nothing is asked for money. Help is offered once, then the agent lets them go."""
    need = now.facts.get("need")
    if need is None or not isinstance(need.value, Need) or need.value.status != "none":
        return None
    if now.state.offered_help and not now.answers:
        return _close(now, "needs nothing for now")
    return Move(kind="offer_help", reason="needs nothing for now")


def _next_question(now: Situation, playbook: Playbook) -> Move | None:
    if len(now.state.declined) + ("refuses" in now.signals) >= MOST_DECLINED:
        return None
    for question in playbook.questions:
        slot = question.slot
        if _is_open(now, slot) and _is_wanted(now, slot, playbook):
            again = now.state.asked.get(slot, 0) > 0
            return Move(kind="ask", asks=slot, again=again, reason=f"{slot} is open")
    return None


def _is_open(now: Situation, slot: Asked) -> bool:
    """Not known, and neither declined nor asked for often enough."""
    declined_now = slot == now.state.last_asked and "refuses" in now.signals
    if any(part in now.facts for part in _SLOTS_OF[slot]) or slot in now.state.declined or declined_now:
        return False
    asked = now.state.asked.get(slot, 0)
    return asked < MOST_ASKS or (asked == MOST_ASKS and comes_again(slot, now.state, now.answers))


def comes_again(slot: Asked | None, state: DialogueState, answers: tuple[Answer, ...]) -> bool:
    """Asking the same again after the lead's own question is no second asking, within reason."""
    return (
        slot is not None and slot == state.last_asked and bool(answers) and state.asked_again.get(slot, 0) < MOST_AGAIN
    )


def _is_wanted(now: Situation, slot: Asked, playbook: Playbook) -> bool:
    if slot == "contact":
        return not now.snapshot.lead.phone_known
    if slot in ("company_size", "guests"):
        return slot == _size_slot(now, playbook) or _is_per_head(now, slot, playbook)
    if slot == "place":
        return playbook.policy.fit.area is not None and _size_slot(now, playbook) is None
    if slot == "budget":
        return not now.assessment.gates["budget"]
    return True


def _is_per_head(now: Situation, slot: Asked, playbook: Playbook) -> bool:
    budget = now.facts.get("budget")
    size = playbook.policy.fit.size
    heads = "guests" if size is not None and size.unit == "guests" else "company_size"
    return slot == heads and budget is not None and isinstance(budget.value, Budget) and budget.value.per == "seat"


def _close(now: Situation, reason: str) -> Move:
    return Move(kind="close", reason=reason)


def _knows_much(now: Situation) -> bool:
    return sum(slot in now.facts for slot in BANT) >= len(BANT) - 1


def status_after(move: Move, before: DialogueState) -> Status:
    """The conversation's status once this move is said. Who was handed over waits for the person."""
    if move.kind == "acknowledge_opt_out":
        return "closed"
    if move.kind == "hand_over" or before.handed_over is not None:
        return "waiting"
    return "closed" if move.kind in ("close", "step_aside") else "open"


def handoff_reason(move: Move) -> HandoffReason | None:
    """Why a person is asked to take over, or None where none is."""
    if move.kind != "hand_over":
        return None
    reasons: dict[str, HandoffReason] = {"sql": "sql", "support": "support", "asked_for_person": "asked_for_person"}
    return reasons[move.reason]

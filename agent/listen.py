"""From a model's frame to facts: checked, recorded, and made ready for the scorer. Pure."""

from pydantic import BaseModel, ConfigDict

from agent.contrived import tries_a_trick
from agent.dialogue import ConsentChange, Snapshot
from agent.evidence import check
from agent.facts import Fact, Heard, current
from agent.frame import Claim, Frame, Need, ReadingContext, Slot, Text
from agent.needs import match_need
from agent.playbook import Playbook
from agent.record import Checked, Recorded, record
from agent.scoring import BUYER, ScoringInputs, inputs_of

_STRANGERS = frozenset({"wrong_number", "vendor"})
_TOLD_MORE: tuple[Slot, ...] = ("budget", "timeline", "authority")


class Heeded(BaseModel):
    """What a turn makes of the lead's messages."""

    model_config = ConfigDict(frozen=True)
    recorded: Recorded
    facts: dict[Slot, Fact]
    """In force after this turn."""
    heard: tuple[Heard, ...]
    inputs: ScoringInputs
    unproven: tuple[str, ...] = ()
    """Claims that were not believed, in plain words, for the trace."""


def heed(frame: Frame, snapshot: Snapshot, context: ReadingContext, playbook: Playbook) -> Heeded:
    """Check each claim against the lead's words, record what stands, and gather the scorer's inputs."""
    known = current(snapshot.history)
    checked = check(frame, snapshot.unread, context)
    checked = (*checked, *_turned_buyer(checked, known.get("kind"), playbook))
    recorded = record(checked, known, frame.signals, snapshot.state.last_asked, snapshot.turn_id, snapshot.now)
    history = (*snapshot.history, *recorded.facts)
    heard = tuple(
        Heard(signal=signal, message_id=snapshot.unread[-1].id, at=snapshot.now) for signal in sorted(frame.signals)
    )
    return Heeded(
        recorded=recorded,
        facts=current(history),
        heard=heard,
        inputs=inputs_of(history, snapshot.activities, _not_interested(frame, snapshot, heard, recorded), snapshot.now),
        unproven=tuple(f"{item.claim.slot}: {item.reason}" for item in checked if item.evidence is None),
    )


def as_buyers(frame: Frame, snapshot: Snapshot) -> Frame:
    """A buyer who also tries a trick, or loses patience, stays a buyer: no later message makes abuse of a stated need,
    and a trick asks for nobody. Nor does one make a stranger of who has told a need and more. Who tries one trick, and
    has told nothing yet, may be curious: the conversation goes on, until the second."""
    known = current(snapshot.history)
    kind, need = frame.get("kind"), known.get("need")
    if kind is None or not isinstance(kind.value, Text):
        return frame
    is_buyer = need is not None and isinstance(need.value, Need) and need.value.status == "stated"
    claims = tuple(claim for claim in frame.claims if claim is not kind)
    if kind.value.text == "abuse" and (is_buyer or _is_first_trick(claims, snapshot)):
        return frame.model_copy(update={"claims": claims, "signals": frame.signals - {"wants_human"}})
    if kind.value.text in _STRANGERS and is_buyer and any(slot in known for slot in _TOLD_MORE):
        return frame.model_copy(update={"claims": claims})
    return frame


def _is_first_trick(claims: tuple[Claim, ...], snapshot: Snapshot) -> bool:
    """Whether the unread words are a trick on the program and tell nothing else, and the last messages held none."""
    if claims or any(message.sender == "lead" and tries_a_trick(message.text) for message in snapshot.recent):
        return False
    return len(snapshot.unread) == 1 and tries_a_trick(snapshot.unread[0].text)


def is_not_interested(frame: Frame, snapshot: Snapshot, recorded: Recorded) -> bool:
    """Whether the lead has said that it does not want what we sell, and has not come back with a need since."""
    if "not_interested" in frame.signals:
        return True
    return snapshot.state.not_interested and "need" not in recorded.heard


def _not_interested(frame: Frame, snapshot: Snapshot, heard: tuple[Heard, ...], recorded: Recorded) -> Heard | None:
    if not is_not_interested(frame, snapshot, recorded):
        return None
    return next((h for h in reversed((*snapshot.heard, *heard)) if h.signal == "not_interested"), None)


def _turned_buyer(checked: tuple[Checked, ...], kind: Fact | None, playbook: Playbook) -> tuple[Checked, ...]:
    """Who was taken for no buyer and now states a need that we serve is a buyer: the earlier reading is superseded."""
    if kind is None or any(item.claim.slot == "kind" for item in checked):
        return ()
    for item in checked:
        value = item.claim.value
        if item.evidence is None or not isinstance(value, Need) or value.status != "stated":
            continue
        if match_need(value.summary or "", playbook.policy.needs).place == "served":
            claim = Claim(slot="kind", value=Text(text=BUYER), quote=item.claim.quote)
            return (Checked(claim=claim, evidence=item.evidence),)
    return ()


def consent_change(frame: Frame, snapshot: Snapshot) -> ConsentChange | None:
    """What this turn's messages say about being written to, or None."""
    last = snapshot.unread[-1]
    if "opt_out" in frame.signals:
        return ConsentChange(state="revoked", message_id=last.id, quote=last.text[:300])
    if "opt_in" in frame.signals:
        return ConsentChange(state="granted", message_id=last.id, quote=last.text[:300])
    return None

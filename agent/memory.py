"""What the conversation remembers after a turn, besides facts. Pure, and bounded in size."""

from typing import Literal

from agent.dialogue import DialogueState, Move, OpenQuestion, Snapshot
from agent.frame import Frame
from agent.listen import is_not_interested
from agent.policy import Situation, comes_again, handoff_reason
from agent.record import Recorded
from agent.wording import REMEMBERED, fingerprints

MOST_OPEN_QUESTIONS = 12
_WANTS: tuple[Literal["wants_meeting", "callback_later"], ...] = ("wants_meeting", "callback_later")


def after_silence(snapshot: Snapshot, frame: Frame, recorded: Recorded) -> DialogueState:
    """The state once the lead was heard and nothing was said."""
    state = snapshot.state
    declined = state.declined
    if "refuses" in frame.signals and state.last_asked is not None and state.last_asked not in declined:
        declined = (*declined, state.last_asked)
    return state.model_copy(update={
        "declined": declined,
        "not_interested": is_not_interested(frame, snapshot, recorded),
        "wants": tuple(dict.fromkeys((*state.wants, *(want for want in _WANTS if want in frame.signals)))),
    })  # fmt: skip


def after_speaking(state: DialogueState, move: Move, text: str, situation: Situation) -> DialogueState:
    """The state once the move was said. Asking again after the lead's own question does not count twice."""
    asked = dict(state.asked)
    again = dict(state.asked_again)
    if move.asks is not None and comes_again(move.asks, state, move.answers):
        again[move.asks] = again.get(move.asks, 0) + 1
    elif move.asks is not None and move.kind != "confirm":
        asked[move.asks] = asked.get(move.asks, 0) + 1
    return state.model_copy(update={
        "asked": asked,
        "asked_again": again,
        "last_asked": move.asks,
        "doubt": move.doubt,
        "doubted": (*state.doubted, move.doubt.slot) if move.doubt is not None else state.doubted,
        "open_questions": _open_questions(state, situation),
        "said": (*state.said, *fingerprints(text))[-REMEMBERED:],
        "handed_over": handoff_reason(move) or state.handed_over,
        "offered_help": state.offered_help + (move.kind == "offer_help"),
        "turns": state.turns + 1,
        "closed": move.kind in ("close", "step_aside", "acknowledge_opt_out"),
    })  # fmt: skip


def _open_questions(state: DialogueState, situation: Situation) -> tuple[OpenQuestion, ...]:
    message_id = situation.snapshot.unread[-1].id
    new = [OpenQuestion(text=a.question, message_id=message_id) for a in situation.answers if a.text is None]
    return (*state.open_questions, *new)[-MOST_OPEN_QUESTIONS:]

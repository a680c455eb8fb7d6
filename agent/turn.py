"""One turn: read, record, score, decide, word, check. All it needs comes in; all it does goes out as data."""

from dataclasses import dataclass

from agent.consent import silent_because
from agent.dialogue import HandoffOffer, Reply, Snapshot, Trace, TurnResult
from agent.listen import consent_change, heed
from agent.memory import after_silence, after_speaking
from agent.playbook import Playbook
from agent.policy import Situation, decide, handoff_reason, status_after
from agent.questions import Lookup, answers_to
from agent.scoring import assess
from agent.speak import Emit, Speaker, speak
from agent.understand import Reader, context_of, understand


@dataclass(frozen=True)
class Agent:
    """What a turn is run with: a model that reads, one that words, and the look-up in the playbook's knowledge."""

    model: str
    reader: Reader
    speaker: Speaker
    lookup: Lookup


async def run_turn(agent: Agent, snapshot: Snapshot, playbook: Playbook, emit: Emit) -> TurnResult:
    """Answer the unread messages of one conversation; `emit` gets the words as they come."""
    context = context_of(snapshot, playbook)
    understood = await understand(agent.reader, agent.model, context, snapshot, playbook)
    frame = understood.frame
    heeded = heed(frame, snapshot, context, playbook)
    assessment = assess(heeded.inputs, playbook.policy)
    trace = Trace(playbook_hash=playbook.hash, move=None, calls=(understood.call,), unverified=heeded.unproven)
    result = TurnResult(
        facts=heeded.recorded.facts,
        heard=heeded.heard,
        assessment=assessment,
        inputs=heeded.inputs,
        state=after_silence(snapshot, frame, heeded.recorded),
        status=None,
        consent=consent_change(frame, snapshot),
        trace=trace,
    )

    silence = silent_because(snapshot, frame.signals)
    if silence is not None:
        return result.model_copy(update={"trace": trace.model_copy(update={"silent_because": silence})})

    situation = Situation(
        snapshot=snapshot,
        facts=heeded.facts,
        assessment=assessment,
        signals=frame.signals,
        answers=answers_to(frame, snapshot, playbook, agent.lookup),
        heard=heeded.recorded.heard,
        doubts=heeded.recorded.doubts,
    )
    move = decide(situation, playbook)
    spoken = await speak(agent.speaker, agent.model, move, heeded.facts, snapshot, playbook, emit)

    reason = handoff_reason(move)
    calls = (understood.call, *((spoken.call,) if spoken.call is not None else ()))
    return result.model_copy(update={
        "reply": Reply(text=spoken.text, asks=move.asks, move=move) if spoken.text else None,
        "state": after_speaking(result.state, move, spoken.text, situation),
        "status": status_after(move, snapshot.state),
        "handoff": HandoffOffer(reason=reason, stage=assessment.stage, score=assessment.score) if reason else None,
        "trace": trace.model_copy(update={"move": move, "calls": calls, "guard": spoken.faults}),
    })  # fmt: skip

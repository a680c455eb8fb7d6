"""One turn: read, record, score, decide, word, check. All it needs comes in; all it does goes out as data."""

from dataclasses import dataclass, field

from agent.calls import Calls, Endurance, Line, Reader, Speaker
from agent.consent import silent_because
from agent.dialogue import HandoffOffer, Reply, Snapshot, Trace, TurnResult
from agent.listen import as_buyers, consent_change, heed
from agent.memory import after_silence, after_speaking
from agent.opt_in import sure_opt_in
from agent.playbook import Playbook
from agent.policy import Situation, decide, handoff_reason, status_after
from agent.promise import People, with_promise
from agent.questions import Lookup, answers_to
from agent.scoring import assess
from agent.speak import Emit, speak
from agent.understand import context_of, understand


@dataclass(frozen=True)
class Agent:
    """What a turn is run with: a model that reads, one that words, and the look-up in the playbook's knowledge."""

    model: str
    reader: Reader
    speaker: Speaker
    lookup: Lookup
    people: People | None = None
    """Looks up who could take a lead; None: nobody is known, and the playbook's words tell when a person answers."""
    fallbacks: tuple[Line, ...] = ()
    """The models that are called where the first one cannot be, in order."""
    endurance: Endurance = field(default_factory=Endurance)
    provider: str = ""
    """The endpoint that serves the model."""

    @property
    def line(self) -> Line:
        return Line(self.model, self.reader, self.speaker, self.provider)

    def calls(self) -> Calls:
        """The calls of one turn about to begin: its time runs from here."""
        return Calls((self.line, *self.fallbacks), self.endurance)


async def run_turn(agent: Agent, snapshot: Snapshot, playbook: Playbook, emit: Emit) -> TurnResult:
    """Answer the unread messages of one conversation; `emit` gets the words as they come."""
    calls = agent.calls()
    context = context_of(snapshot, playbook)
    frame = as_buyers(await understand(calls, context, snapshot, playbook), snapshot)
    frame = sure_opt_in(frame, snapshot, context)
    heeded = heed(frame, snapshot, context, playbook)
    assessment = assess(heeded.inputs, playbook.policy)
    trace = Trace(playbook_hash=playbook.hash, move=None, calls=tuple(calls.made), unverified=heeded.unproven)
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
    move = await with_promise(agent.people, decide(situation, playbook), situation, playbook)
    spoken = await speak(calls, move, heeded.facts, snapshot, playbook, emit)

    reason = handoff_reason(move)
    return result.model_copy(update={
        "reply": Reply(text=spoken.text, asks=move.asks, move=move) if spoken.text else None,
        "state": after_speaking(result.state, move, spoken.text, situation),
        "status": status_after(move, snapshot.state),
        "handoff": HandoffOffer(reason=reason, stage=assessment.stage, score=assessment.score) if reason else None,
        "trace": trace.model_copy(update={"move": move, "calls": tuple(calls.made), "guard": spoken.faults}),
    })  # fmt: skip

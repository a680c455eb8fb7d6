"""What came of one case, as plain data: enough to grade it again, to show it, and to compare it with another run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from agent.dialogue import ModelCall
from agent.facts import Fact, current
from agent.scoring import assess, inputs_of
from evals.simulate import World, as_frame, prediction


class Outcome(BaseModel):
    """One case run once. `end`: the frame of a message, or the end state of a conversation with what led to it."""

    model_config = ConfigDict(frozen=True)
    suite: str
    id: str
    repeat: int = 0
    end: dict[str, Any] = {}
    tokens_in: int = 0
    tokens_out: int = 0
    calls: int = 0
    seconds: float = 0.0
    """Wall time; the only figure that differs between two runs of a deterministic model."""
    slowest_turn: float = 0.0
    error: str | None = None
    """Why there is no end state: the exception in a sentence."""


def end_of(world: World) -> dict[str, Any]:
    """The end state in `score.py`'s form, and besides: score, consent, status, kept questions, proof of every fact."""
    inputs = inputs_of(world.facts, world.activities, None, world.now)
    last = world.results[-1].assessment if world.results else None
    assessment = last or assess(inputs, world.playbook.policy)
    transcript = [_message(world, index) for index in range(len(world.messages))]
    return prediction(world) | {
        "transcript": transcript,
        "score": assessment.score,
        "lines": [
            {"part": line.part, "points": line.points, "of": line.of, "reason": line.reason}
            for line in assessment.lines
        ],
        "opted_out": world.opted_out,
        "status": world.status,
        "handoffs": list(world.handoffs),
        "kept_questions": [question.text for question in world.state.open_questions],
        "proof": [_proof(fact, world) for fact in current(world.facts).values()],
        "guarded": sorted({fault for result in world.results for fault in result.trace.guard}),
        "started": _iso(world.messages[0].at) if world.messages else None,
    }


def _iso(at: datetime) -> str:
    return at.isoformat()


def _message(world: World, index: int) -> dict[str, Any]:
    message = world.messages[index]
    told: dict[str, Any] = {"from": message.sender, "text": message.text}
    if message.asks is not None:
        told["asks"] = message.asks
    return told


def _proof(fact: Fact, world: World) -> dict[str, Any]:
    """A fact in force with its words, and the message (from 0) in which they stand; None: a form, or nowhere."""
    places = {message.id: index for index, message in enumerate(world.messages)}
    last = fact.evidence[-1] if fact.evidence else None
    value = as_frame({fact.slot: fact}).get(fact.slot, getattr(fact.value, "text", None))
    return {
        "slot": fact.slot,
        "value": value if value is not None else fact.value.model_dump(mode="json"),
        "quote": fact.quote,
        "source": last.source if last is not None else None,
        "message": places.get(fact.message_id or ""),
    }


def calls_of(world: World) -> list[ModelCall]:
    """Every model call of a conversation."""
    return [call for result in world.results for call in result.trace.calls]


def scored_form(outcome: Outcome) -> Mapping[str, Any]:
    """The prediction as the corpus's `score.py` reads it: nothing besides."""
    end = outcome.end
    if "frame" in end:
        return {"id": outcome.id, "frame": end["frame"]}
    keys = ("facts", "stage", "handoff")
    transcript = [{"from": m["from"], "text": m["text"]} for m in end.get("transcript", [])]
    return {"id": outcome.id, "transcript": transcript} | {key: end[key] for key in keys if key in end}

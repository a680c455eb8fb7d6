"""The first model call: a forced tool call that turns the lead's messages into a frame of claims."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast, get_args

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import ValidationError

from agent.dialogue import ModelCall, Snapshot, Utterance
from agent.frame import SIGNALS, SLOTS, Claim, Frame, ReadingContext, Signal, Slot, bucket_of
from agent.playbook import Playbook
from prompts import Prompt, render

TOOL = "record_answers"


class Reader(Protocol):
    """A chat model with the recording tool bound and forced."""

    async def ainvoke(self, input: list[BaseMessage]) -> AIMessage: ...


class Understood:
    """What a model claims the messages say, and what the call cost."""

    def __init__(self, frame: Frame, call: ModelCall) -> None:
        self.frame = frame
        self.call = call


def context_of(snapshot: Snapshot, playbook: Playbook) -> ReadingContext:
    """What decides the meaning of the lead's words besides the words."""
    last = next((m for m in reversed(snapshot.recent) if m.sender in ("agent", "rep")), None)
    business = playbook.business
    return ReadingContext(
        today=snapshot.today,
        country=business.country,
        currency=business.currency,
        vertical=playbook.vertical,
        channel=snapshot.channel,
        asked=snapshot.state.last_asked,
        agent=last.text[:600] if last is not None else None,
        served=tuple(entry.name for entry in playbook.policy.needs.served),
        not_served=tuple(entry.name for entry in playbook.policy.needs.not_served),
    )


def prefix(playbook: Playbook) -> Prompt:
    """The part of the prompt that never changes for a playbook, so that providers can cache it."""
    needs = playbook.policy.needs
    return render(
        "understand.j2",
        business=playbook.business,
        served=[entry.name for entry in needs.served],
        not_served=[entry.name for entry in needs.not_served],
    )


def prompt_messages(
    context: ReadingContext, messages: Sequence[Utterance], playbook: Playbook
) -> tuple[list[BaseMessage], str]:
    """The call's messages and the prompt's hash. Size does not grow with the conversation."""
    stable = prefix(playbook)
    state = context.model_dump(mode="json", exclude={"served", "not_served"}, exclude_none=True)
    told = render("understand_state.j2", state=state, messages=[{"id": m.id, "text": m.text} for m in messages])
    return [SystemMessage(stable.text), HumanMessage(told.text)], f"{stable.hash}.{told.hash}"


async def understand(
    reader: Reader, model: str, context: ReadingContext, snapshot: Snapshot, playbook: Playbook
) -> Understood:
    """Read the unread messages. A call without usable tool arguments gives an empty frame and names the error."""
    messages, prompt_hash = prompt_messages(context, snapshot.unread, playbook)
    started = time.perf_counter()
    answer = await reader.ainvoke(messages)
    call = next((call for call in answer.tool_calls if call["name"] == TOOL), None)
    frame = frame_of(call["args"], context) if call is not None else Frame()
    usage: Mapping[str, Any] = cast(Mapping[str, Any], answer.usage_metadata or {})
    return Understood(
        frame,
        ModelCall(
            step="understand",
            model=model,
            prompt_hash=prompt_hash,
            tokens_in=int(usage.get("input_tokens", 0)),
            tokens_out=int(usage.get("output_tokens", 0)),
            ms=round((time.perf_counter() - started) * 1000, 2),
            error=None if call is not None else "the model made no usable tool call",
        ),
    )


def frame_of(args: Mapping[str, Any], context: ReadingContext) -> Frame:
    """The frame of a tool call's arguments. What does not fit its slot is left out: one bad slot spoils no other."""
    claims = [claim for slot in SLOTS if (claim := _claim(slot, args.get(slot), context)) is not None]
    signals = args.get("signals")
    questions = args.get("questions")
    return Frame(
        claims=tuple(claims),
        signals=frozenset(s for s in signals if s in SIGNALS) if isinstance(signals, list) else frozenset(),
        questions=tuple(q for q in questions if isinstance(q, str) and q.strip())[:4]
        if isinstance(questions, list)
        else (),
    )


def _claim(slot: Slot, given: Any, context: ReadingContext) -> Claim | None:
    if not isinstance(given, dict) or not isinstance(given.get("quote"), str):
        return None
    value = {key: item for key, item in given.items() if key != "quote"}
    if slot == "guests":
        value["unit"] = "guests"
    if slot == "kind":
        value = {"text": value.get("kind", "")}
    try:
        claim = Claim.model_validate({"slot": slot, "value": value, "quote": given["quote"]})
    except (ValidationError, TypeError, KeyError):
        return None
    return claim if slot != "timeline" else _with_bucket(claim, context)


def _with_bucket(claim: Claim, context: ReadingContext) -> Claim | None:
    """Code counts the days: a model's own bucket is never taken."""
    latest = getattr(claim.value, "latest", None)
    if getattr(claim.value, "status", "") != "stated":
        return claim
    if latest is None:
        return None
    return claim.model_copy(
        update={"value": claim.value.model_copy(update={"bucket": bucket_of(context.today, latest)})}
    )


def args_of(frame: Frame) -> dict[str, Any]:
    """A frame as the arguments of the tool: the inverse of `frame_of`."""
    args: dict[str, Any] = {}
    for claim in frame.claims:
        value = claim.value.model_dump(mode="json")
        if claim.slot == "kind":
            value = {"kind": value["text"]}
        args[claim.slot] = value | {"quote": claim.quote}
    args["signals"] = sorted(frame.signals, key=get_args(Signal).index)
    args["questions"] = list(frame.questions)
    return args

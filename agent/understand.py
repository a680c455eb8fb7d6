"""The first model call: a forced tool call that turns the lead's messages into a frame of claims."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import ValidationError

from agent.calls import Answered, Calls, Line, NoAnswer, Wasted, usage_of
from agent.certain import CONTACT, is_sure
from agent.contrived import told_by_lead
from agent.dialogue import ModelCall, Snapshot, Utterance
from agent.evidence import check, locate
from agent.failures import Unusable
from agent.frame import SIGNALS, SLOTS, Claim, Frame, ReadingContext, Signal, Slot, bucket_of
from agent.playbook import Playbook
from agent.prices import EMBEDDED, Usage
from agent.reading.contact_phone import number_of
from agent.reading.reader import read
from agent.reading.signals import read_signals
from agent.reading.text import Message
from agent.spans import span
from prompts import HOME, Prompt, render

TOOL = "record_answers"
_TEXTS: frozenset[Slot] = frozenset({"place", "name", "company", "title", "email", "phone"})
"""Slots whose value is the lead's own words: a plain string is both value and quote."""
_SIZES: frozenset[Slot] = frozenset({"company_size", "guests"})
_UNASKABLE: frozenset[Slot] = frozenset({"authority", "need"})
_WANTS_OUT: frozenset[Signal] = frozenset({"opt_out"})


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


def prefix(playbook: Playbook, home: Path = HOME) -> Prompt:
    """The part of the prompt that never changes for a playbook, so that providers can cache it."""
    return render("understand.j2", home, business=playbook.business)


def prompt_messages(
    context: ReadingContext, messages: Sequence[Utterance], playbook: Playbook, home: Path = HOME
) -> tuple[list[BaseMessage], str]:
    """The call's messages and the prompt's hash. Size does not grow with the conversation."""
    stable = prefix(playbook, home)
    state = context.model_dump(mode="json", exclude={"served", "not_served"}, exclude_defaults=True)
    told = render("understand_state.j2", home, state=state, messages=[m.text for m in messages])
    return [SystemMessage(stable.text), HumanMessage(told.text)], f"{stable.hash}.{told.hash}"


async def understand(calls: Calls, context: ReadingContext, snapshot: Snapshot, playbook: Playbook) -> Frame:
    """Read the unread messages; what each call came to is in `calls.made`.

    A message that needs no model to be sure of is not sent to one, where the settings say so. Where no model gives
    usable tool arguments the frame is empty. Raises a model's own exception where the last one cannot be reached.
    """
    if calls.endurance.skips_sure_readings and (sure := _sure(context, snapshot.unread)) is not None:
        calls.note(ModelCall(step="understand", model=EMBEDDED, prompt_hash="", outcome="skipped"))
        return told_by_lead(sure, snapshot.unread)
    messages, prompt_hash = prompt_messages(context, snapshot.unread, playbook, calls.endurance.prompts)

    async def attempt(line: Line, seconds: float) -> Answered[Frame]:
        async with asyncio.timeout(seconds):
            answer = await line.reader.ainvoke(messages)
        calls.told(line, messages, answer)
        args = args_in(answer)
        plain = _Plain("\n".join(message.text for message in snapshot.unread), context)
        if not args and plain.frame.claims:
            raise Wasted("unusable", "it read nothing in a message that says something", usage_of(answer))
        frame = frame_of(args, context)
        misshapen = _misshapen(args, frame)
        note = _left_out(misshapen, frame, usage_of(answer))
        if line.model == EMBEDDED:
            return Answered(frame, usage_of(answer), note)  # what the rules read needs no rules beside it
        said, invented = _said(frame, snapshot.unread)
        proven, misread = _put_right(said, plain, snapshot.unread)
        lost = SLOTS if proven == Frame() != frame else misshapen
        frame, missed = _with_what_is_plain(proven, plain, lost)
        notes = [word for word in (note, invented, misread, missed) if word is not None]
        return Answered(frame, usage_of(answer), "; ".join(notes) or None)

    with span("bantam.understand"):
        try:
            frame, _ = await calls.through("understand", prompt_hash, attempt)
        except NoAnswer as none:
            if none.last is not None and not isinstance(none.last, Unusable):
                raise none.last from None
            return Frame()
    return told_by_lead(frame, snapshot.unread)


@dataclass(frozen=True)
class _Plain:
    """The rules' own reading of a message, as far as it is looked at."""

    text: str
    context: ReadingContext

    @cached_property
    def frame(self) -> Frame:
        return read(self.text, self.context)

    @property
    def wants_out(self) -> bool:
        return "opt_out" in read_signals(Message(self.text), self.context)


def _put_right(frame: Frame, plain: _Plain, unread: Sequence[Utterance]) -> tuple[Frame, str | None]:
    """The frame with the rules' reading of who decides and of the need where a model's claim cannot be proven.

    Neither has a figure that the lead could be asked to confirm. Other unproven claims stay: the lead is asked.
    """
    unaskable = tuple(claim for claim in frame.claims if claim.slot in _UNASKABLE)
    checked = check(frame.model_copy(update={"claims": unaskable}), unread, plain.context)
    unproven = {one.claim.slot for one in checked if one.evidence is None}
    if not unproven:
        return frame, None
    mine = tuple(claim for claim in plain.frame.claims if claim.slot in unproven)
    kept = tuple(claim for claim in frame.claims if claim.slot not in unproven)
    told = f"left out what the words do not prove: {', '.join(sorted(unproven))}"
    return frame.model_copy(update={"claims": (*kept, *mine)}), told


def _with_what_is_plain(frame: Frame, plain: _Plain, lost: Iterable[Slot]) -> tuple[Frame, str | None]:
    """The model's frame with what no reader may miss: the answer to what was asked, and the wish to be left alone.

    `lost`: slots that the model spoke of and gave no usable value for (all, where nothing that it said was true): what
    the rules read of them stands too. What they add goes through the same check of its evidence.
    """
    read_already = {claim.slot for claim in frame.claims}
    asked: frozenset[str] = CONTACT if plain.context.asked == "contact" else frozenset({plain.context.asked or ""})
    answered = bool(read_already & asked) and plain.context.asked != "contact"  # of contact data each piece counts
    wanted = {*lost, *(() if answered or plain.context.asked is None else asked)} - read_already
    missed = tuple(claim for claim in plain.frame.claims if claim.slot in wanted) if wanted else ()
    left: frozenset[Signal] = (_WANTS_OUT if plain.wants_out else frozenset()) - frame.signals
    if not missed and not left:
        return frame, None
    told = ", ".join([*(claim.slot for claim in missed), *sorted(left)])
    update = {"claims": (*frame.claims, *missed), "signals": frame.signals | left}
    return frame.model_copy(update=update), f"added what it missed: {told}"


def _sure(context: ReadingContext, unread: Sequence[Utterance]) -> Frame | None:
    if len(unread) != 1:
        return None
    frame = read(unread[0].text, context)
    return frame if is_sure(unread[0].text, context, frame) else None


def args_in(answer: AIMessage) -> dict[str, Any]:
    """The arguments of the recording call or calls. Raises Wasted where there is none that can be used."""
    usage, reason = usage_of(answer), str(answer.response_metadata.get("finish_reason"))
    calls = [call["args"] for call in answer.tool_calls if call["name"] == TOOL]
    if calls:
        return {slot: value for args in calls for slot, value in args.items()}
    if reason == "content_filter":
        raise Wasted("filtered", usage=usage)
    if answer.additional_kwargs.get("refusal"):
        raise Wasted("refused", usage=usage)
    if answer.invalid_tool_calls:
        cut = " (cut off)" if reason == "length" else ""
        raise Wasted("unusable", f"the tool's arguments are no JSON{cut}", usage)
    if answer.tool_calls:
        raise Wasted("unusable", "it called a tool that does not exist", usage)
    raise Wasted("unusable", usage=usage)


def _said(frame: Frame, unread: Sequence[Utterance]) -> tuple[Frame, str | None]:
    """The frame without what nobody said: claims whose quote stands in no message, questions that were not asked.

    A claim with a true quote and a wrong value stays: it is the lead's to clear up.
    """
    claims = tuple(claim for claim in frame.claims if locate(claim.quote, unread) is not None)
    asked = tuple(question for question in frame.questions if locate(question.rstrip("?!. "), unread) is not None)
    made_up: list[str] = [claim.slot for claim in frame.claims if claim not in claims]
    made_up += ["questions"] * (len(asked) < len(frame.questions))
    if not made_up:
        return frame, None
    told = f"left out what nobody said: {', '.join(made_up)}"
    return frame.model_copy(update={"claims": claims, "questions": asked}), told


def _misshapen(args: Mapping[str, Any], frame: Frame) -> tuple[Slot, ...]:
    """Slots that the tool call names and of which nothing could be taken."""
    kept = {claim.slot for claim in frame.claims}
    named = [slot for slot in SLOTS if args.get(slot) and slot not in kept]
    if args.get("size") and not kept & _SIZES:
        named += [slot for slot in SLOTS if slot in _SIZES and slot not in named]
    return tuple(named)


def _left_out(misshapen: Sequence[Slot], frame: Frame, usage: Usage) -> str | None:
    """What had the wrong shape, for the trace. Raises Wasted where nothing else was said."""
    if not misshapen:
        return None
    if not frame.claims and not frame.signals and not frame.questions:
        raise Wasted("unusable", f"wrong types in {', '.join(misshapen)}", usage)
    return f"left out for their types: {', '.join(misshapen)}"


def frame_of(args: Mapping[str, Any], context: ReadingContext) -> Frame:
    """The frame of a tool call's arguments. What does not fit its slot is left out: one bad slot spoils no other."""
    args = _sized(args)
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


def _sized(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tool knows one `size`; its unit tells which slot is meant."""
    size = args.get("size")
    if not isinstance(size, dict):
        return args
    return {"guests" if size.get("unit") == "guests" else "company_size": size, **args}


def _claim(slot: Slot, given: Any, context: ReadingContext) -> Claim | None:
    if slot in _TEXTS and isinstance(given, str):
        given = {"text": _as_kept(slot, given, context), "quote": given}
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


def _as_kept(slot: Slot, words: str, context: ReadingContext) -> str:
    """A detail in the form in which it is kept: numbers in E.164, addresses in lower case."""
    if slot == "phone":
        return number_of(words, context.country, sure=True) or words
    return words.strip().lower() if slot == "email" else words.strip()


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

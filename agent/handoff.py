"""The handoff summary: what a rep needs to know of a lead, as values made of facts only. Pure; templates word it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from agent.assessment import Assessment, Line, ValueBand
from agent.dialogue import DialogueState, Frozen, HandoffReason
from agent.facts import Fact, Facts, FormEvidence, Heard, MessageEvidence, RepEvidence, current
from agent.frame import BANT, Channel, Signal, Slot
from agent.plain import in_words
from agent.playbook import Playbook
from prompts import render, render_html

LONGEST = 280
"""Characters of a lead's words that one line of the summary shows."""
LABELS: dict[Slot, str] = {
    "need": "Need", "budget": "Budget", "timeline": "Timeline", "authority": "Authority", "company_size": "Size",
    "guests": "Guests", "place": "Place", "name": "Name", "company": "Company", "title": "Title", "email": "Email",
    "phone": "Phone", "kind": "Kind",
}  # fmt: skip
DETAILS: tuple[Slot, ...] = ("company_size", "guests", "place", "company", "title")
WISHES: dict[Signal, str] = {
    "wants_human": "Asked to speak with a person",
    "wants_meeting": "Wants a meeting",
    "callback_later": "Asked to be contacted at a later time",
}
BANDS: dict[ValueBand, str] = {
    "short": "small (short-term value)", "medium": "medium (mid-term value)", "long": "large (long-term value)",
}  # fmt: skip
CHANNELS: dict[Channel, str] = {
    "web": "web chat", "sms": "text message", "whatsapp": "WhatsApp", "terminal": "terminal",
}  # fmt: skip
SOURCES: tuple[tuple[str, str], ...] = (
    ("conversion", "Came by"), ("utm_source", "Source"), ("utm_medium", "Medium"), ("utm_campaign", "Campaign"),
    ("utm_term", "Search term"), ("utm_content", "Ad"), ("page_url", "First page"), ("referrer", "Referred by"),
)  # fmt: skip


class Known(Frozen):
    """One slot: what is known in plain words (None: nothing yet) and the words that prove it."""

    slot: Slot
    label: str
    words: str | None = None
    quote: str | None = None
    origin: str | None = None
    """Where the words come from: their own message, a form, a rep's correction."""
    message_id: str | None = None


class Way(Frozen):
    """One way to reach the lead; `link` opens a mail or a call."""

    kind: Literal["email", "phone"]
    value: str
    link: str


class Wish(Frozen):
    """What the lead asked of us besides answers."""

    signal: Signal
    words: str
    message_id: str | None = None


class Gap(Frozen):
    """What stays open and why."""

    label: str
    why: str


class Labelled(Frozen):
    label: str
    value: str


class HandoffSummary(Frozen):
    """All that a rep reads before the first call. Stored with the handoff as JSON; `prompts/handoff*.j2` word it."""

    lead_id: str
    playbook: str
    business: str
    reason: HandoffReason
    headline: str
    """Why a person is needed, in a few words."""
    who: str
    need: str
    ways: tuple[Way, ...]
    wishes: tuple[Wish, ...]
    answers: tuple[Known, ...]
    """The four of BANT, in the order need, budget, timeline, authority."""
    details: tuple[Known, ...]
    stage: str
    score: float
    stage_reason: str
    lines: tuple[Line, ...]
    value_band: str | None
    gaps: tuple[Gap, ...]
    questions: tuple[str, ...]
    """The lead's questions that nobody has answered yet."""
    doubtful: tuple[Gap, ...]
    """Claims that the lead's words do not prove: to be asked again, never to be believed."""
    next_step: str
    told: str
    """What the lead was told about when a person answers."""
    source: tuple[Labelled, ...]
    channel: str
    link: str
    at: datetime


class Lead(Frozen):
    """What the summary needs of the lead's row and its conversation."""

    id: str
    channel: Channel = "web"
    source: dict[str, Any] = Field(default_factory=dict)
    number: str | None = None
    """The number we text with (E.164), where the conversation has one."""


def summarise(
    lead: Lead, playbook: Playbook, reason: HandoffReason, assessment: Assessment, history: tuple[Fact, ...],
    heard: tuple[Heard, ...], state: DialogueState, link: str, now: datetime, told: str = "",
) -> HandoffSummary:  # fmt: skip
    """Everything the rep should know at `now`; `link` leads to the lead in the console.

    `told`: what the lead was told of when a person answers, where that is known; else what the playbook says.
    """
    facts = current(history)
    wishes = _wishes(heard, state)
    return HandoffSummary(
        lead_id=lead.id,
        playbook=playbook.name,
        business=playbook.business.name,
        reason=reason,
        headline=_headline(reason, assessment),
        who=_who(facts, lead.number),
        need=_need(facts),
        ways=_ways(facts, lead.number),
        wishes=wishes,
        answers=tuple(_known(slot, facts.get(slot)) for slot in BANT),
        details=tuple(_known(slot, facts[slot]) for slot in DETAILS if slot in facts),
        stage=assessment.stage,
        score=assessment.score,
        stage_reason=assessment.reason,
        lines=assessment.lines,
        value_band=BANDS[assessment.value_band] if assessment.value_band else None,
        gaps=_gaps(facts, assessment, lead.number),
        questions=tuple(dict.fromkeys(one_line(question.text) for question in state.open_questions)),
        doubtful=_doubtful(history, facts),
        next_step=_next_step(reason, assessment, wishes, playbook),
        told=told or (playbook.notify.when_open if playbook.business.is_open(now) else playbook.notify.when_closed),
        source=source_lines(lead.source),
        channel=CHANNELS[lead.channel],
        link=link,
        at=now,
    )


def one_line(words: str, longest: int = LONGEST) -> str:
    """A lead's words on one line: line breaks and control characters would let them pose as parts of the summary."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def points(number: float) -> str:
    """A score as people write it: 82, 4.5, 3.25."""
    return f"{number:g}"


def origin_of(fact: Fact) -> str:
    """Where a fact's words come from, in a few words."""
    last = fact.evidence[-1] if fact.evidence else None
    match last:
        case MessageEvidence():
            return "in their own words"
        case FormEvidence():
            return f"form {one_line(last.form, 60)}, field {one_line(last.field, 40)}"
        case RepEvidence():
            return f"corrected by {one_line(last.user, 60)}"
    return "no evidence"


def _known(slot: Slot, fact: Fact | None) -> Known:
    if fact is None:
        return Known(slot=slot, label=LABELS[slot])
    return Known(
        slot=slot,
        label=LABELS[slot],
        words=one_line(in_words(fact.value)),
        quote=one_line(fact.quote) or None,
        origin=origin_of(fact),
        message_id=fact.message_id,
    )


def _words(facts: Facts, slot: Slot) -> str | None:
    return one_line(in_words(facts[slot].value), 120) if slot in facts else None


def _who(facts: Facts, number: str | None) -> str:
    name, title, company = (_words(facts, slot) for slot in ("name", "title", "company"))
    work = f"{title} at {company}" if title and company else title or company
    if name and company and not title:
        return f"{name} at {company}"
    known = ", ".join(part for part in (name, work) if part)
    return (
        known or _words(facts, "email") or _words(facts, "phone") or number or "A visitor who has not said their name"
    )


def _need(facts: Facts) -> str:
    words = _words(facts, "need")
    return words[:1].upper() + words[1:] if words else "Has not said yet what they need"


def _ways(facts: Facts, number: str | None) -> tuple[Way, ...]:
    email, phone = _words(facts, "email"), _words(facts, "phone") or number
    ways = [Way(kind="email", value=email, link=f"mailto:{email}")] if email else []
    if phone:
        ways.append(Way(kind="phone", value=phone, link=f"tel:{phone.replace(' ', '')}"))
    return tuple(ways)


def _wishes(heard: Iterable[Heard], state: DialogueState) -> tuple[Wish, ...]:
    last = {one.signal: one.message_id for one in sorted(heard, key=lambda one: one.at)}
    wanted: set[Signal] = {*state.wants, *(signal for signal in WISHES if signal in last)}
    return tuple(
        Wish(signal=signal, words=words, message_id=last.get(signal))
        for signal, words in WISHES.items()
        if signal in wanted
    )


def _gaps(facts: Facts, assessment: Assessment, number: str | None) -> tuple[Gap, ...]:
    lines = {line.part: line for line in assessment.lines}
    gaps = [Gap(label=LABELS[slot], why=lines[slot].reason) for slot in BANT if slot in assessment.missing]  # type: ignore[index]
    if lines["fit"].open:
        gaps.append(Gap(label="Fit", why=lines["fit"].reason))
    if not _ways(facts, number):
        gaps.append(Gap(label="Contact", why="no email address or phone number yet"))
    if "name" not in facts:
        gaps.append(Gap(label="Name", why="not known yet"))
    return tuple(gaps)


def _doubtful(history: Iterable[Fact], facts: Facts) -> tuple[Gap, ...]:
    """Unproven claims on slots that nothing proven fills: the newest of each slot."""
    newest = {fact.slot: fact for fact in sorted(history, key=lambda fact: (fact.at, fact.id)) if not fact.verified}
    return tuple(
        Gap(label=f"{LABELS[slot]}: {one_line(in_words(fact.value), 120)}", why=fact.reason or "not proven")
        for slot, fact in newest.items()
        if slot not in facts
    )


def _headline(reason: HandoffReason, assessment: Assessment) -> str:
    score = f"{points(assessment.score)} of 100"
    return {
        "sql": f"Qualified lead, {score}",
        "asked_for_person": f"Asked for a person ({assessment.stage}, {score})",
        "support": "A customer needs support",
    }[reason]


def _next_step(reason: HandoffReason, assessment: Assessment, wishes: tuple[Wish, ...], playbook: Playbook) -> str:
    if reason == "support":
        return f"Not a sale: pass it to {playbook.non_buyers['support'].to or 'your support team'}."
    steps = []
    if reason == "asked_for_person":
        steps.append("Answer in person now: they asked for someone and are waiting.")
    signals = {wish.signal for wish in wishes}
    if "wants_meeting" in signals:
        steps.append("Offer two times for the meeting they asked for.")
    if "callback_later" in signals:
        steps.append("Agree on when to be in touch: they asked for later.")
    if reason == "sql" or assessment.stage == "SQL":
        steps.append(playbook.notify.next_step)
    elif assessment.missing:
        steps.append(f"Ask what is still open: {', '.join(assessment.missing)}.")
    return " ".join(steps) or playbook.notify.next_step


def source_lines(source: dict[str, Any]) -> tuple[Labelled, ...]:
    """What is known of where the lead came from, as labelled lines; unknown keys keep their own name."""
    known = dict(SOURCES)
    order = [key for key, _ in SOURCES if source.get(key)] + [key for key in sorted(source) if key not in known]
    lines = []
    for key in order:
        value = source[key]
        words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        if value and not isinstance(value, dict) and key != "activities":
            lines.append(Labelled(label=known.get(key, key.replace("_", " ").capitalize()), value=one_line(words, 160)))
    return tuple(lines)


def as_text(summary: HandoffSummary) -> str:
    """The summary as plain text (readable Markdown)."""
    return render("handoff.j2", s=summary).text.strip() + "\n"


def as_html(summary: HandoffSummary) -> str:
    """The summary as the HTML part of an email: every value escaped, styles inline as mail readers want them."""
    return render_html("handoff_email.html.j2", s=summary).text.strip() + "\n"

"""One business and one qualified lead, for the tests of the rep's side: summary, notices, console, programs' API."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from agent.assessment import Assessment
from agent.dialogue import DialogueState, HandoffReason, OpenQuestion
from agent.facts import Fact, FormEvidence, Heard, MessageEvidence
from agent.frame import Authority, Budget, Need, Size, Slot, SlotValue, Text, Timeline
from agent.handoff import HandoffSummary, Lead, summarise
from agent.playbook import Playbook
from agent.scoring import assess, inputs_of

NOW = datetime(2026, 5, 13, 14, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in New York."""
SAID: tuple[tuple[str, str, str], ...] = (
    ("ms_1", "lead", "Hi, our lead management is a mess, everything lives in spreadsheets."),
    ("ms_2", "agent", "That sounds tiring. What budget do you have in mind?"),
    ("ms_3", "lead", "We have 30k a year set aside. Is there a discount for charities?"),
    ("ms_4", "agent", "I don't know that, I'll have someone confirm it. When would you want to start?"),
    (
        "ms_5",
        "lead",
        "By the end of June. My CFO and I sign it off together, 40 seats. I'm Dana Reyes, VP Sales at Brightloom.",
    ),
    ("ms_6", "agent", "What is the best email to reach you?"),
    ("ms_7", "lead", "dana@brightloom.example, and I'd like a meeting."),
)
QUOTES: tuple[tuple[Slot, SlotValue, str, str], ...] = (
    (
        "need",
        Need(status="stated", summary="lead management, out of spreadsheets"),
        "ms_1",
        "lead management is a mess",
    ),
    ("budget", Budget(status="stated", min=30000, max=30000, currency="USD", period="year"), "ms_3", "30k a year"),
    ("timeline", Timeline(status="stated", latest=date(2026, 6, 30), bucket="quarter"), "ms_5", "By the end of June"),
    ("authority", Authority(role="shared", decider="CFO"), "ms_5", "My CFO and I sign it off together"),
    ("company_size", Size(unit="seats", min=40, max=40), "ms_5", "40 seats"),
    ("name", Text(text="Dana Reyes"), "ms_5", "I'm Dana Reyes"),
    ("title", Text(text="VP Sales"), "ms_5", "VP Sales"),
    ("company", Text(text="Brightloom"), "ms_5", "Brightloom"),
    ("email", Text(text="dana@brightloom.example"), "ms_7", "dana@brightloom.example"),
)


def playbook(**notify: Any) -> Playbook:
    """A small firm's playbook; keyword arguments go to its `notify` section."""
    ask = {"web": {"first": ["What about it?"], "again": ["Could you say a word on it?"]}}
    kinds = ("support", "job", "vendor", "student", "abuse", "wrong_number")
    return Playbook.model_validate({
        "name": "northgate",
        "vertical": "b2b_saas",
        "business": {
            "name": "Northgate", "does": "software for sales teams", "agent_name": "Kit", "tone": "plain",
            "country": "US", "currency": "USD", "timezone": "America/New_York",
            "hours": {day: {"opens": "09:00", "closes": "18:00"} for day in ("mon", "tue", "wed", "thu", "fri")},
            "hours_text": "Monday to Friday, 9 to 6",
        },
        "disclosure": {
            "ai": "I'm an AI assistant.", "privacy": "We keep what you write.",
            "privacy_url": "https://northgate.example/privacy", "sms_optin": "Northgate texts. STOP to opt out.",
            "opt_out": "You're opted out.", "opt_in": "You're in.", "help": "Write to help@northgate.example.",
        },
        "greeting": {"web": "Hi, I'm Kit, an AI assistant.", "sms": "Hi, it's Kit, an AI assistant."},
        "questions": [{"slot": slot, **ask} for slot in ("need", "budget", "timeline", "authority", "contact")],
        "answers": [{"topic": "price", "asks": ["price"], "say": "49 per seat a month."}],
        "policy": {
            "smallest_budget": {"amount": 6000, "period": "year"},
            "currency": "USD",
            "exchange": {
                "USD": 1, "EUR": 1.1, "GBP": 1.3, "AUD": 0.7, "NZD": 0.6, "CAD": 0.7, "CHF": 1.1, "INR": 0.012,
            },
            "needs": {
                "served": [{"name": "lead management", "words": ["lead management", "leads"]}],
                "not_served": [{"name": "personal use", "words": ["personal use"], "say": "We serve firms only."}],
            },
            "fit": {"size": {"unit": "seats", "min": 10, "max": 500}},
            "engagement": {"activities": [{"types": ["conversation"], "points": 3}, {"types": ["form"], "points": 3},
                                          {"types": ["price_page", "demo_page"], "points": 3, "at_most": 6}]},
        },
        "non_buyers": {kind: {"say": "This is sales.", "to": f"{kind}@northgate.example"} for kind in kinds},
        "notify": {
            "next_step": "Call the same working day and offer a demo.",
            "when_open": "A colleague answers within the hour.",
            "when_closed": "A colleague answers on the next working day.",
            **notify,
        },
    })  # fmt: skip


def text_of(message_id: str) -> str:
    return next(text for name, _, text in SAID if name == message_id)


def said_at(message_id: str) -> datetime:
    return NOW - timedelta(minutes=10 - int(message_id.rpartition("_")[2]))


def fact(slot: Slot, value: SlotValue, message_id: str, quote: str, **more: Any) -> Fact:
    start = text_of(message_id).index(quote)
    evidence = MessageEvidence(message_id=message_id, quote=quote, start=start, end=start + len(quote))
    given = {"id": f"fc_{slot}_{message_id}", "evidence": (evidence,), "at": said_at(message_id)}
    return Fact.model_validate({"slot": slot, "value": value, **given, **more})


def form_fact(slot: Slot, value: SlotValue, field: str, quote: str, at: datetime = NOW) -> Fact:
    evidence = FormEvidence(form="demo request", field=field, quote=quote, at=at)
    return Fact.model_validate(
        {"id": f"fc_{slot}_form", "slot": slot, "value": value, "evidence": (evidence,), "at": at}
    )


def history() -> tuple[Fact, ...]:
    """What the conversation of SAID holds, each with its quote."""
    return tuple(fact(slot, value, message_id, quote) for slot, value, message_id, quote in QUOTES)


def heard() -> tuple[Heard, ...]:
    return (Heard(signal="wants_meeting", message_id="ms_7", at=said_at("ms_7")),)


def state() -> DialogueState:
    question = OpenQuestion(text="Is there a discount for charities?", message_id="ms_3")
    return DialogueState(open_questions=(question,), wants=("wants_meeting",))


def assessed(facts: tuple[Fact, ...], business: Playbook) -> Assessment:
    return assess(inputs_of(facts, (), None, NOW), business.policy)


def summary(facts: tuple[Fact, ...] | None = None, reason: HandoffReason = "sql", **lead: Any) -> HandoffSummary:
    """The summary of the case, or of other facts."""
    business, known = playbook(), history() if facts is None else facts
    of = Lead.model_validate({"id": "ld_1"} | lead)
    link = "https://bantam.example/console/leads/ld_1"
    return summarise(of, business, reason, assessed(known, business), known, heard(), state(), link, NOW)

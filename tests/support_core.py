"""Values for tests of the pure core: one small playbook, a snapshot, and facts, made by hand."""

from datetime import UTC, datetime
from typing import Any

from agent.assessment import Activity
from agent.dialogue import DialogueState, LeadView, Snapshot, Utterance
from agent.facts import Fact, MessageEvidence, current
from agent.frame import Claim, Frame, Signal, Slot
from agent.playbook import Playbook
from agent.policy import Situation
from agent.scoring import assess, inputs_of

NOW = datetime(2026, 6, 3, 15, 0, tzinfo=UTC)
"""A Wednesday at eleven in New York."""

QUESTIONS = {
    "need": ("What would you like to fix first?", "So that I point you the right way, what is the main problem?"),
    "budget": ("What could you spend on it?", "A rough figure is fine: what had you in mind?"),
    "timeline": ("When should it be running?", "Is there a date that it hangs on?"),
    "authority": ("Who decides on this?", "Who else has a say in it?"),
    "company_size": ("How many people would use it?", "Roughly how many seats would that be?"),
    "contact": ("Where can we reach you?", "What email or number suits you?"),
}


def playbook(**changes: Any) -> Playbook:
    """A firm that sells software to firms: 6,000 a year at least, 10 to 500 seats."""
    address = {"say": "That is for our support people: support@example.com.", "to": "support@example.com"}
    raw: dict[str, Any] = {
        "name": "testing", "vertical": "b2b_saas",
        "business": {
            "name": "Acme", "does": "software for sales teams", "agent_name": "Ada", "tone": "plain", "country": "US",
            "currency": "USD", "timezone": "America/New_York", "hours_text": "Mon-Fri 9-18",
            "hours": {day: {"opens": "09:00", "closes": "18:00"} for day in ("mon", "tue", "wed", "thu", "fri")},
        },
        "disclosure": {
            "ai": "I'm Acme's AI assistant, not a person.", "privacy": "We keep what you write.",
            "privacy_url": "https://example.com/privacy", "sms_optin": "Acme texts. Reply STOP to end.",
            "opt_out": "You will get no more messages from Acme.", "opt_in": "Welcome back to Acme.", "help": "Acme.",
        },
        "greeting": {"web": "Hello, I'm Ada, Acme's AI assistant.", "sms": "Hello, this is Acme's AI assistant."},
        "questions": [
            {"slot": slot, "web": {"first": [first], "again": [again]}} for slot, (first, again) in QUESTIONS.items()
        ],
        "answers": [{"topic": "price", "asks": ["how much"], "say": "It is 49 per seat a month."}],
        "policy": {
            "smallest_budget": {"amount": 6000, "period": "year"}, "currency": "USD",
            "exchange": {"USD": 1, "EUR": 1.1, "GBP": 1.3, "AUD": 0.65, "NZD": 0.6, "CAD": 0.72, "CHF": 1.1,
                         "INR": 0.012},
            "needs": {
                "served": [{"name": "lead management", "words": ["leads", "lead management"]},
                           {"name": "selling", "words": ["sell our stock"], "no_budget_needed": True}],
                "not_served": [{"name": "personal use", "words": ["personal use"], "say": "We serve firms only."}],
            },
            "fit": {"size": {"unit": "seats", "min": 10, "max": 500}},
            "engagement": {"activities": [
                {"types": ["conversation"], "points": 3}, {"types": ["form"], "points": 3},
                {"types": ["price_page", "demo_page"], "points": 3, "at_most": 6}, {"types": ["download"], "points": 4},
                {"types": ["webinar", "event"], "points": 4},
            ]},
        },
        "non_buyers": dict.fromkeys(("support", "job", "vendor", "student", "abuse", "wrong_number"), address),
        "notify": {"next_step": "Call them.", "when_open": "Somebody answers within the hour.",
                   "when_closed": "Somebody answers when we open."},
    }  # fmt: skip
    return Playbook.model_validate(raw | changes)


def fact(slot: Slot, value: dict[str, Any], quote: str = "said so", at: datetime = NOW, **more: Any) -> Fact:
    """A proven fact from message ms_1."""
    evidence = (MessageEvidence(message_id="ms_1", quote=quote, start=0, end=len(quote)),)
    raw = {"id": f"fc_{slot}", "slot": slot, "value": value, "evidence": evidence, "at": at}
    return Fact.model_validate(raw | more)


NEED = fact("need", {"status": "stated", "summary": "leads get lost"})
BUDGET = fact("budget", {"status": "stated", "min": 20000, "max": 20000, "currency": "USD", "period": "year"})
AUTHORITY = fact("authority", {"role": "decision_maker"})
TIMELINE = fact("timeline", {"status": "stated", "latest": "2026-06-20", "bucket": "now"})
SIZE = fact("company_size", {"unit": "seats", "min": 40, "max": 40})
EMAIL = fact("email", {"text": "ann@freight.example"})
QUALIFIED = (NEED, BUDGET, AUTHORITY, TIMELINE)


def claim(slot: Slot, value: dict[str, Any], quote: str) -> Claim:
    return Claim.model_validate({"slot": slot, "value": value, "quote": quote})


def snapshot(text: str = "hello", **changes: Any) -> Snapshot:
    """A conversation on the web with one unread message."""
    unread = (Utterance(id="ms_2", sender="lead", text=text, at=NOW),)
    raw: dict[str, Any] = {
        "turn_id": "tn_1", "conversation_id": "cv_1", "channel": "web", "held_by_rep": False, "history": (),
        "heard": (),
        "lead": LeadView(id="ld_1", playbook="testing"), "activities": (), "recent": (), "unread": unread,
        "state": DialogueState(), "now": NOW, "today": NOW.date(),
    }  # fmt: skip
    return Snapshot.model_validate(raw | changes)


def situation(
    *facts: Fact,
    signals: tuple[Signal, ...] = (),
    book: Playbook | None = None,
    seen: Snapshot | None = None,
    **more: Any,
) -> Situation:
    """What the policy decides on: these facts in force, scored by the playbook."""
    shot = seen or snapshot()
    inputs = inputs_of(facts, (Activity(type="conversation", at=NOW),), None, NOW)
    raw: dict[str, Any] = {
        "snapshot": shot, "facts": current(facts), "assessment": assess(inputs, (book or playbook()).policy),
        "signals": frozenset(signals),
    }  # fmt: skip
    return Situation(**(raw | more))


def frame(*claims: Claim, signals: tuple[Signal, ...] = (), questions: tuple[str, ...] = ()) -> Frame:
    return Frame(claims=claims, signals=frozenset(signals), questions=questions)

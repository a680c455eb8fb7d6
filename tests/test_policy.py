"""The conversation policy: what comes next, and why."""

import pytest

from agent.dialogue import Answer, DialogueState, Doubt, LeadView
from agent.facts import Fact
from agent.frame import Signal
from agent.playbook import Playbook
from agent.policy import decide, handoff_reason, status_after
from support_core import (
    AUTHORITY,
    BUDGET,
    EMAIL,
    NEED,
    QUALIFIED,
    SIZE,
    TIMELINE,
    fact,
    playbook,
    situation,
    snapshot,
)  # fmt: skip

BOOK = playbook()
NO_NEED = fact("need", {"status": "none"})


def state(**changes: object) -> DialogueState:
    return DialogueState.model_validate(changes)


def test_first_question_is_about_the_need() -> None:
    move = decide(situation(), BOOK)
    assert (move.kind, move.asks, move.again) == ("ask", "need", False)


@pytest.mark.parametrize(
    ("known", "asks"),
    [((NEED,), "budget"), ((NEED, BUDGET), "timeline"), ((NEED, BUDGET, TIMELINE), "authority")],
)
def test_what_is_known_is_never_asked(known: tuple[Fact, ...], asks: str) -> None:
    assert decide(situation(*known), BOOK).asks == asks


def test_second_asking_is_marked_as_one() -> None:
    seen = snapshot(state=state(asked={"need": 1}, last_asked="need"))
    move = decide(situation(seen=seen), BOOK)
    assert (move.asks, move.again) == ("need", True)


def test_no_slot_is_asked_a_third_time() -> None:
    seen = snapshot(state=state(asked={"need": 2}, last_asked="need"))
    assert decide(situation(seen=seen), BOOK).asks == "budget"


def test_declined_slot_is_left_alone() -> None:
    seen = snapshot(state=state(asked={"need": 1}, last_asked="need"))
    move = decide(situation(seen=seen, signals=("refuses",)), BOOK)
    assert move.asks == "budget"
    assert move.acknowledge == ("declined",)


def test_nobody_is_pressed_after_three_refusals() -> None:
    seen = snapshot(state=state(declined=("need", "budget"), last_asked="timeline"))
    assert decide(situation(seen=seen, signals=("refuses",)), BOOK).kind == "close"


def test_lead_that_asks_for_a_person_is_handed_over_at_once_with_a_question_how_to_be_reached() -> None:
    move = decide(situation(signals=("wants_human",)), BOOK)
    assert (move.kind, move.reason, move.asks) == ("hand_over", "asked_for_person", "contact")
    assert handoff_reason(move) == "asked_for_person"
    assert status_after(move, DialogueState()) == "waiting"


@pytest.mark.parametrize(
    "seen",
    [
        snapshot(channel="sms", lead=LeadView(id="ld_1", playbook="testing", phone_known=True)),
        snapshot(state=state(asked={"contact": 2})),
        snapshot(state=state(declined=("contact",))),
    ],
)
def test_nobody_is_asked_how_to_be_reached_in_vain(seen: object) -> None:
    assert decide(situation(seen=seen, signals=("wants_human",)), BOOK).asks is None  # type: ignore[arg-type]


def test_known_address_is_not_asked_for_at_handover() -> None:
    assert decide(situation(EMAIL, signals=("wants_human",)), BOOK).asks is None


def test_nobody_is_handed_over_twice() -> None:
    seen = snapshot(state=state(handed_over="asked_for_person", asked={"contact": 1}))
    move = decide(situation(*QUALIFIED, SIZE, EMAIL, seen=seen, signals=("wants_human",)), BOOK)
    assert move.kind == "offer_help"
    assert status_after(move, seen.state) == "waiting"


def test_who_waits_for_a_person_is_asked_once_how_to_be_reached() -> None:
    seen = snapshot(state=state(handed_over="sql"))
    assert decide(situation(seen=seen), BOOK).asks == "contact"


def test_qualified_lead_is_asked_for_size_then_contact_then_handed_over() -> None:
    assert decide(situation(*QUALIFIED), BOOK).asks == "company_size"
    assert decide(situation(*QUALIFIED, SIZE), BOOK).asks == "contact"
    move = decide(situation(*QUALIFIED, SIZE, EMAIL), BOOK)
    assert (move.kind, move.reason) == ("hand_over", "sql")


def test_qualified_lead_that_would_not_say_is_handed_over_all_the_same() -> None:
    seen = snapshot(state=state(asked={"company_size": 1, "contact": 1}, last_asked="contact"))
    assert decide(situation(*QUALIFIED, seen=seen), BOOK).kind == "hand_over"


def test_qualified_lead_that_asks_back_is_asked_again_before_the_handover() -> None:
    seen = snapshot(state=state(asked={"company_size": 1, "contact": 1}, last_asked="contact"))
    answers = (Answer(question="how much", text="It is 49."),)
    assert decide(situation(*QUALIFIED, SIZE, seen=seen, answers=answers), BOOK).asks == "contact"


def test_known_answer_comes_before_the_handover_and_unknown_ones_stay_for_the_rep() -> None:
    answers = (Answer(question="how much", text="It is 49."), Answer(question="in blue?"))
    move = decide(situation(*QUALIFIED, SIZE, EMAIL, answers=answers), BOOK)
    assert move.answers == answers[:1]


@pytest.mark.parametrize("kind", ["support", "job", "vendor", "student", "abuse", "wrong_number"])
def test_non_buyer_is_sent_on_and_asked_nothing(kind: str) -> None:
    answers = (Answer(question="how much", text="It is 49."),)
    move = decide(situation(NEED, fact("kind", {"text": kind}), answers=answers), BOOK)
    assert (move.kind, move.reason, move.asks, move.answers) == ("step_aside", kind, None, ())
    assert status_after(move, DialogueState()) == "closed"


def test_support_that_asks_for_a_person_goes_to_supports_people() -> None:
    move = decide(situation(fact("kind", {"text": "support"}), signals=("wants_human",)), BOOK)
    assert handoff_reason(move) == "support"


def test_lead_taken_for_no_buyer_that_turned_buyer_is_asked_on() -> None:
    assert decide(situation(NEED, fact("kind", {"text": "buyer"})), BOOK).asks == "budget"


def test_need_that_is_not_served_is_told_so() -> None:
    need = fact("need", {"status": "stated", "summary": "for personal use"})
    assert decide(situation(need), BOOK).reason == "not_served:personal use"


def test_seller_is_never_asked_for_a_budget() -> None:
    need = fact("need", {"status": "stated", "summary": "sell our stock"})
    assert decide(situation(need), BOOK).asks == "timeline"


def test_browser_is_offered_help_once_and_then_let_go() -> None:
    assert decide(situation(NO_NEED), BOOK).kind == "offer_help"
    seen = snapshot(state=state(offered_help=1))
    assert decide(situation(NO_NEED, seen=seen), BOOK).kind == "close"
    asking = situation(NO_NEED, seen=seen, answers=(Answer(question="how much", text="It is 49."),))
    assert decide(asking, BOOK).kind == "offer_help"


def test_opt_out_comes_before_everything() -> None:
    move = decide(situation(*QUALIFIED, SIZE, EMAIL, signals=("opt_out", "wants_human")), BOOK)
    assert move.kind == "acknowledge_opt_out"
    assert status_after(move, state(handed_over="sql")) == "closed"
    assert handoff_reason(move) is None


def test_opt_in_is_acknowledged_only_after_an_opt_out() -> None:
    away = snapshot(lead=LeadView(id="ld_1", playbook="testing", opted_out=True))
    assert decide(situation(seen=away, signals=("opt_in",)), BOOK).kind == "acknowledge_opt_in"
    assert decide(situation(signals=("opt_in",)), BOOK).kind == "ask"


def test_lead_that_is_not_interested_is_asked_nothing_until_it_names_a_need() -> None:
    assert decide(situation(NEED, signals=("not_interested",)), BOOK).reason == "not_interested"
    gone = snapshot(state=state(not_interested=True))
    assert decide(situation(NEED, seen=gone), BOOK).reason == "not_interested"
    assert decide(situation(NEED, seen=gone, heard=("need",)), BOOK).asks == "budget"


@pytest.mark.parametrize("signal", ["goodbye", "callback_later"])
def test_farewell_ends_the_conversation(signal: Signal) -> None:
    move = decide(situation(NEED, signals=(signal,)), BOOK)
    assert (move.kind, move.reason) == ("close", signal)


def test_farewell_with_an_answer_in_it_does_not_end_it() -> None:
    move = decide(situation(NEED, BUDGET, signals=("callback_later",), heard=("budget",)), BOOK)
    assert (move.asks, move.acknowledge) == ("timeline", ("callback",))


def test_contradiction_is_confirmed_once() -> None:
    doubt = Doubt(slot="budget", text="$20,000")
    move = decide(situation(NEED, BUDGET, doubts=(doubt,)), BOOK)
    assert (move.kind, move.asks, move.doubt) == ("confirm", "budget", doubt)
    seen = snapshot(state=state(doubted=("budget",)))
    assert decide(situation(NEED, BUDGET, seen=seen, doubts=(doubt,)), BOOK).asks == "timeline"


def test_same_question_after_the_leads_own_comes_again_but_not_for_ever() -> None:
    answers = (Answer(question="how much", text="It is 49."),)
    seen = snapshot(state=state(asked={"need": 2}, last_asked="need"))
    assert decide(situation(seen=seen, answers=answers), BOOK).asks == "need"
    often = snapshot(state=state(asked={"need": 2}, last_asked="need", asked_again={"need": 2}))
    assert decide(situation(seen=often, answers=answers), BOOK).asks == "budget"


def test_message_after_the_end_gets_an_answer_and_new_facts_go_on() -> None:
    over = snapshot(state=state(closed=True, asked={"need": 2}))
    assert decide(situation(seen=over), BOOK).reason == "the conversation had ended"
    assert decide(situation(NEED, seen=over, heard=("need",)), BOOK).asks == "budget"


def test_everything_known_or_asked_closes() -> None:
    asked = dict.fromkeys(("need", "budget", "timeline", "authority", "company_size", "contact"), 2)
    seen = snapshot(state=state(asked=asked))
    assert decide(situation(seen=seen), BOOK).reason == "nothing is left to ask"
    too_small = fact("budget", {"status": "withheld"})
    assert decide(situation(NEED, too_small, AUTHORITY, seen=seen), BOOK).reason == "all_known"


def test_per_head_budget_asks_for_the_head_count() -> None:
    per_seat = fact("budget", {"status": "stated", "max": 50, "currency": "USD", "period": "month", "per": "seat"})
    rows = list(BOOK.questions)
    book = playbook(questions=tuple(sorted(rows, key=lambda row: row.slot != "company_size")))
    assert decide(situation(NEED, per_seat, book=book), book).asks == "company_size"


def _private(**changes: object) -> Playbook:
    raw = BOOK.policy.model_dump(mode="json")
    raw["fit"] = {"area": {"name": "Ireland", "places": ["Athlone"]}} | changes
    question = {"slot": "place", "web": {"first": ["Where do you live?"], "again": ["Which town is it?"]}}
    return playbook(policy=raw, questions=(*(q.model_dump() for q in BOOK.questions), question))


def test_private_customer_is_asked_for_the_place_and_never_for_seats() -> None:
    book = _private()
    known = (NEED, fact("budget", {"status": "unsure"}), TIMELINE, AUTHORITY, EMAIL)
    assert decide(situation(*known, book=book), book).asks == "place"


def test_events_ask_for_guests() -> None:
    raw = BOOK.policy.model_dump(mode="json")
    raw["fit"] = {"size": {"unit": "guests", "min": 30, "max": 2000}}
    question = {"slot": "guests", "web": {"first": ["How many guests?"], "again": ["Roughly how many?"]}}
    book = playbook(policy=raw, questions=(*(q.model_dump() for q in BOOK.questions), question))
    assert decide(situation(*QUALIFIED, book=book), book).asks == "guests"
    per_head = fact("budget", {"status": "stated", "max": 90, "currency": "USD", "per": "seat"})
    known = (NEED, per_head, TIMELINE, AUTHORITY, EMAIL)
    assert decide(situation(*known, book=book), book).asks == "guests"


@pytest.mark.parametrize(
    ("signals", "heard", "told"),
    [
        ((), (), ()),
        ((), ("need",), ("noted",)),
        (("correction",), ("need",), ("corrected",)),
        (("wants_meeting",), ("need",), ("meeting",)),
        (("correction", "wants_meeting"), ("need",), ("corrected", "meeting")),
    ],
)
def test_what_the_lead_did_is_acknowledged(
    signals: tuple[Signal, ...], heard: tuple[str, ...], told: tuple[str, ...]
) -> None:
    seen = snapshot(history=(NEED,))
    assert decide(situation(NEED, seen=seen, signals=signals, heard=heard), BOOK).acknowledge == told


def test_nothing_is_said_to_be_corrected_that_was_not_known() -> None:
    assert decide(situation(NEED, signals=("correction",), heard=("need",)), BOOK).acknowledge == ("noted",)


def test_unsure_answer_gets_a_kind_word() -> None:
    unsure = fact("budget", {"status": "unsure"})
    assert decide(situation(NEED, unsure, heard=("budget",)), BOOK).acknowledge == ("unsure",)


def test_wish_that_was_acknowledged_is_not_acknowledged_again() -> None:
    seen = snapshot(state=state(wants=("wants_meeting", "callback_later")))
    move = decide(situation(NEED, seen=seen, signals=("wants_meeting", "callback_later"), heard=("need",)), BOOK)
    assert move.acknowledge == ("noted",)


def test_visitor_is_asked_how_to_be_reached_and_a_texting_lead_is_not() -> None:
    known = (NEED, fact("budget", {"status": "unsure"}), TIMELINE, AUTHORITY, SIZE)
    assert decide(situation(*known), BOOK).asks == "contact"
    texting = snapshot(channel="sms", lead=LeadView(id="ld_1", playbook="testing", phone_known=True))
    assert decide(situation(*known, seen=texting), BOOK).kind == "close"

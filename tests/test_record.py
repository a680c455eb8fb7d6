"""From claims to facts: what supersedes what."""

import itertools
from typing import Any

import pytest

from agent.facts import Fact, MessageEvidence, current
from agent.frame import Asked, Signal, Slot
from agent.record import Checked, Recorded, record
from support_core import AUTHORITY, BUDGET, NEED, NOW, SIZE, TIMELINE, claim, fact

PROOF = MessageEvidence(message_id="ms_2", quote="words", start=0, end=5)


def told(
    slot: Slot, value: dict[str, Any], *known: Fact, signals: tuple[Signal, ...] = (), asked: Asked | None = None,
    proof: MessageEvidence | None = PROOF,
) -> Recorded:  # fmt: skip
    checked = Checked(claim=claim(slot, value, "words"), evidence=proof, reason=None if proof else "not in the words")
    return record([checked], {f.slot: f for f in known}, frozenset(signals), asked, "tn_9", NOW)


def stated(figure: float, **more: Any) -> dict[str, Any]:
    return {"status": "stated", "min": figure, "max": figure, "currency": "USD", "period": "year"} | more


def test_first_answer_is_recorded_with_its_evidence() -> None:
    (new,) = told("budget", stated(9000)).facts
    assert (new.verified, new.supersedes, new.evidence) == (True, None, (PROOF,))


def test_claim_without_proof_is_kept_but_counts_nothing_and_is_confirmed() -> None:
    result = told("budget", stated(9000), proof=None)
    assert not result.facts[0].verified
    assert result.facts[0].reason == "not in the words"
    assert current(result.facts) == {}
    assert [doubt.slot for doubt in result.doubts] == ["budget"]
    assert result.heard == ()


def test_unproven_claim_about_what_is_known_asks_nothing() -> None:
    assert told("budget", stated(9000), BUDGET, proof=None).doubts == ()
    assert told("name", {"text": "Ann"}, proof=None).doubts == ()


def test_correction_supersedes_keeps_history_and_is_not_questioned() -> None:
    result = told("budget", stated(9000), BUDGET, signals=("correction",))
    assert result.facts[0].supersedes == BUDGET.id
    assert current((BUDGET, *result.facts))["budget"].value == result.facts[0].value
    assert result.doubts == ()


def test_contradiction_without_a_correction_is_questioned() -> None:
    assert [doubt.text for doubt in told("budget", stated(9000), BUDGET).doubts] == ["$9,000 a year"]


def test_answer_to_just_this_question_is_not_questioned() -> None:
    assert told("budget", stated(9000), BUDGET, asked="budget").doubts == ()


@pytest.mark.parametrize(
    ("slot", "value", "known"),
    [
        ("timeline", {"status": "stated", "latest": "2027-05-01", "bucket": "year"}, TIMELINE),
        ("authority", {"role": "none"}, AUTHORITY),
        ("company_size", {"unit": "seats", "min": 9, "max": 9}, SIZE),
    ],
)
def test_every_slot_knows_its_contradictions(slot: Slot, value: dict[str, Any], known: Fact) -> None:
    assert [doubt.slot for doubt in told(slot, value, known).doubts] == [slot]


@pytest.mark.parametrize(
    ("slot", "value", "known"),
    [
        ("budget", stated(20000, min=15000, max=25000), BUDGET),
        ("budget", stated(20000, currency="EUR", min=1, max=2), BUDGET),
        ("timeline", {"status": "stated", "latest": "2026-06-25", "bucket": "now"}, TIMELINE),
        ("authority", {"role": "shared", "decider": "us"}, AUTHORITY),
        ("company_size", {"unit": "employees", "min": 9, "max": 9}, SIZE),
        ("name", {"text": "Bob"}, fact("name", {"text": "Ann"})),
    ],
)
def test_narrower_or_other_answers_are_no_contradictions(slot: Slot, value: dict[str, Any], known: Fact) -> None:
    result = told(slot, value, known)
    assert result.doubts == ()
    assert result.facts[0].supersedes == known.id


@pytest.mark.parametrize(
    ("slot", "value", "known"),
    [
        ("budget", {"status": "withheld"}, BUDGET),
        ("budget", stated(20000, period=None), BUDGET),
        ("timeline", {"status": "unsure"}, TIMELINE),
        ("need", {"status": "none"}, NEED),
        ("need", {"status": "stated", "summary": "Leads get LOST"}, NEED),
        ("name", {"text": "Ann"}, fact("name", {"text": "Ann Lee"})),
        ("authority", {"role": "decision_maker"}, AUTHORITY),
    ],
)
def test_answer_of_less_substance_never_erases_a_good_one(slot: Slot, value: dict[str, Any], known: Fact) -> None:
    result = told(slot, value, known)
    assert result.facts == ()
    assert result.heard == (slot,)


def test_taking_it_all_back_erases_when_said_as_a_correction() -> None:
    for known in (BUDGET, TIMELINE, NEED):
        result = told(known.slot, {"status": "none"}, known, signals=("correction",))
        assert result.facts[0].supersedes == known.id


def test_figure_said_again_with_its_period_adds_the_period() -> None:
    bare = fact("budget", stated(1500, period=None))
    (new,) = told("budget", stated(1500, period="month"), bare).facts
    assert new.value.model_dump()["period"] == "month"
    sure = fact("budget", {"status": "unsure"})
    assert told("budget", stated(1500), sure).facts[0].value.model_dump()["max"] == 1500
    assert told("budget", {"status": "withheld"}, sure).facts[0].supersedes == sure.id


def test_second_need_joins_the_first_with_the_evidence_of_both() -> None:
    (new,) = told("need", {"status": "stated", "summary": "forecasting"}, NEED).facts
    assert new.value.model_dump()["summary"] == "leads get lost; forecasting"
    assert [e.quote for e in new.evidence] == ["said so", "words"]


def test_need_after_none_or_as_a_correction_replaces() -> None:
    none = fact("need", {"status": "none"})
    new = {"status": "stated", "summary": "forecasting"}
    assert told("need", new, none).facts[0].value.model_dump()["summary"] == "forecasting"
    (corrected,) = told("need", new, NEED, signals=("correction",)).facts
    assert corrected.value.model_dump()["summary"] == "forecasting"
    assert len(corrected.evidence) == 1


def test_correction_of_a_figure_takes_no_need_back() -> None:
    both = [
        Checked(claim=claim("need", {"status": "stated", "summary": "forecasting"}, "words"), evidence=PROOF),
        Checked(claim=claim("budget", stated(9000), "words"), evidence=PROOF),
    ]
    result = record(both, {"need": NEED, "budget": BUDGET}, frozenset({"correction"}), None, "tn_9", NOW)
    assert result.facts[0].value.model_dump()["summary"] == "leads get lost; forecasting"
    assert result.facts[1].value.model_dump()["max"] == 9000


def test_facts_in_force_do_not_depend_on_the_order_they_come_in() -> None:
    first = told("budget", stated(1)).facts[0].model_copy(update={"id": "a"})
    second = first.model_copy(update={"id": "b", "supersedes": "a"})
    third = second.model_copy(update={"id": "c", "supersedes": "b"})
    for order in itertools.permutations((first, second, third)):
        assert current(order)["budget"].id == "c"

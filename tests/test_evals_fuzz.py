"""Changes that a person would hardly notice: the same ones every time, and what they cost a reading."""

from pathlib import Path
from typing import Any

import pytest

from evals.evaluation import Asked, evaluate, suites_asked
from evals.fuzz import CHANGES, changed_cases, fuzz_report
from evals.gates import Gate
from evals.run import Plan
from evals_world import PLAYBOOKS, SETTINGS, message

TEXT = "Our budget is about $20,000, and I don't decide alone. Write to ann@brightfold.example"


def test_same_message_is_changed_in_the_same_ways_every_time_and_each_case_on_its_own() -> None:
    one, other = message("a", TEXT), message("b", TEXT)
    assert changed_cases([one]) == changed_cases([one])
    slips = {case.text for case in changed_cases([one, other]) if case.id.endswith("~slip")}
    assert len(slips) == 2


def test_no_change_touches_figures_addresses_or_short_words() -> None:
    for case in changed_cases([message(f"m{n}", TEXT) for n in range(40)]):
        plain = case.text.casefold()
        assert "$20,000" in plain
        assert "ann@brightfold.example" in plain
        assert len(plain.split()) == len(TEXT.split())


@pytest.mark.parametrize("kind", CHANGES)
def test_question_keeps_its_mark_and_no_form_is_counted_that_changes_nothing(kind: str) -> None:
    cases = [case for case in changed_cases([message("q", "How much is it?")]) if case.id == f"q~{kind}"]
    assert all("?" in case.text and case.text != "How much is it?" for case in cases)


def test_share_that_survives_is_told_by_kind_with_the_slots_that_were_lost() -> None:
    case = message("a", "up to 5k for leads, please")
    changed = changed_cases([case])
    budget = {"status": "stated", "min": None, "max": 5000, "currency": "USD", "period": None, "per": None}
    read: dict[str, dict[str, Any]] = {one.id: {"budget": budget} for one in (case, *changed)}
    read[changed[0].id] = {"signals": ["opt_out"]}
    found = fuzz_report([case], changed, read)
    kind = changed[0].id.split("~")[1]
    assert found["shares"][kind] == 0.0
    assert found["shares"]["all"] == round(1 - 1 / len(changed), 4)
    assert found["lost"] == {"budget": 1, "signal opt_out": 1}
    assert found["misses"][0]["lost"] == ["budget", "signal opt_out"]


def test_word_that_is_told_on_with_its_slip_is_no_loss() -> None:
    case = message("a", "It is for our marketing people.")
    slip = case.model_copy(update={"id": "a~slip", "text": "It is for our markteing people."})
    need = {"status": "stated", "summary": "our marketing people"}
    told = {"status": "stated", "summary": "our markteing people"}
    case = case.model_copy(update={"expect": {"need": {"status": "stated", "about": ["marketing people"]}}})
    assert fuzz_report([case], [slip], {"a": {"need": need}, "a~slip": {"need": told}})["shares"]["all"] == 1.0


def test_gate_on_changed_messages_is_held_only_where_they_were_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        'name: a\ngates: ["fuzz.spacing = 1", "joint accuracy = 1"]\n'
        "defaults: {channel: web, today: 2026-03-10, vertical: b2b_saas}\n"
        'cases:\n  - {id: a, asked: budget, text: "up to 5k", expect: {budget: {max: 5000}}}\n',
        "utf-8",
    )
    asked = Asked(files=(path,), plan=Plan(SETTINGS))
    plain = evaluate(asked, suites_asked(asked, PLAYBOOKS)).reports["a"]
    asked = Asked(files=(path,), plan=Plan(SETTINGS), fuzz=True)
    fuzzed = evaluate(asked, suites_asked(asked, PLAYBOOKS)).reports["a"]
    assert [gate["gate"] for gate in plain["gates"]] == ["joint_accuracy == 1"]
    assert [(gate["gate"], gate["held"]) for gate in fuzzed["gates"]] == [
        ("fuzz.spacing == 1", True),
        ("joint_accuracy == 1", True),
    ]
    assert fuzzed["messages"] == plain["messages"]
    assert str(Gate.of("fuzz.slip >= 95 %")) == "fuzz.slip >= 0.95"

"""Graders and simulated leads: the numbers that QA teams trust."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.embedded.model import EmbeddedChatModel
from agent.turn import Agent
from evals.case_files import read_cases
from evals.cases import CaseError, ConversationCase, UtteranceCase
from evals.grade import ConversationGrades, MessageGrades
from evals.same import is_same, keeps
from evals.simulate import converse, prediction, read_message
from support_core import playbook
from tools.record import RECORD_ANSWERS

TODAY = date(2026, 6, 3)
HEAD = {"channel": "web", "vertical": "b2b_saas", "today": "2026-06-03", "country": "US", "currency": "USD"}
BUDGET = {"status": "stated", "min": None, "max": 5000, "currency": "USD", "period": None, "per": None}
DATED = {"status": "stated", "latest": "2026-08-31", "bucket": "quarter"}


@pytest.mark.parametrize(
    ("slot", "want", "got", "same"),
    [
        ("budget", BUDGET, BUDGET | {"period": "once"}, True),
        ("budget", BUDGET, BUDGET | {"max": 5049}, True),
        ("budget", BUDGET, BUDGET | {"max": 5100}, False),
        ("budget", BUDGET, BUDGET | {"min": 5000}, False),
        ("budget", BUDGET, BUDGET | {"currency": "EUR"}, False),
        ("budget", BUDGET, {"status": "unsure"}, False),
        ("budget", {"status": "unsure"}, {"status": "unsure", "min": 3}, True),
        ("budget", BUDGET, "5000", False),
        ("authority", {"role": "shared", "decider": "me and Raj"}, {"role": "shared", "decider": "Raj"}, True),
        ("authority", {"role": "shared", "decider": "me and Raj"}, {"role": "shared", "decider": "the board"}, False),
        ("authority", {"role": "influencer", "decider": None}, {"role": "influencer", "decider": "x"}, True),
        ("authority", {"role": "none", "decider": None}, {"role": "shared"}, False),
        ("need", {"status": "stated", "about": ["forecasting"]}, {"status": "stated", "summary": "a forecast"}, True),
        ("need", {"status": "stated", "about": ["crm data"]}, {"status": "stated", "summary": "our crm"}, False),
        ("need", {"status": "none"}, {"status": "none"}, True),
        ("need", {"status": "none"}, {"status": "stated", "summary": "x"}, False),
        ("timeline", DATED, DATED | {"latest": "2026-08-25"}, True),
        ("timeline", DATED, DATED | {"latest": "2026-08-20"}, False),
        ("timeline", DATED, DATED | {"bucket": "half"}, False),
        ("timeline", DATED, DATED | {"latest": "soon"}, False),
        ("timeline", {"status": "none"}, {"status": "none"}, True),
        ("timeline", {"status": "none"}, DATED, False),
        ("company_size", {"min": 9, "max": 9, "unit": "seats"}, {"min": 9, "max": 9, "unit": "employees"}, False),
        ("title", "the CFO", "CFO", True),
        ("email", "a@b.co", "a@b.co", True),
        ("name", "Ann", None, False),
    ],
)  # fmt: skip
def test_values_are_compared_by_the_guides_rules(slot: str, want: Any, got: Any, same: bool) -> None:
    assert is_same(slot, want, got, TODAY) is same


def test_summary_keeps_a_phrase_by_stem() -> None:
    assert keeps("we lose leads", "lead")
    assert not keeps(None, "lead")


def _message(number: int, **expect: Any) -> UtteranceCase:
    return UtteranceCase.model_validate(HEAD | {"id": f"u-{number}", "text": "words", "expect": expect})


def test_message_grades_count_what_is_right_missed_and_invented() -> None:
    grades = MessageGrades()
    grades.add(_message(1, budget=BUDGET, signals=["opt_out"]), {"budget": BUDGET, "signals": ["opt_out"]})
    grades.add(_message(2, budget=BUDGET), {"budget": BUDGET | {"max": 9}})
    grades.add(_message(3), {"email": "a@b.co"})
    grades.add(_message(4), {"signals": ["goodbye"]})
    result = grades.result()
    assert result["joint_accuracy"] == 0.5
    assert result["joint_with_signals"] == 0.25
    assert result["empty_kept_empty"] == 0.5
    assert result["slots"]["budget"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert result["slots"]["email"]["precision"] == 0.0
    assert result["signals"]["opt_out"]["f1"] == 1.0
    assert [miss["id"] for miss in grades.misses] == ["u-2", "u-3", "u-4"]


def _lead(**changes: Any) -> ConversationCase:
    raw: dict[str, Any] = HEAD | {
        "id": "c-1", "source": {"activities": []}, "opening": "we need lead management for our leads",
        "answers": {"budget": ["20k a year"], "timeline": ["by the end of next month"], "authority": ["I decide alone"],
                    "company_size": ["40 reps"], "contact": ["ann@freight.example"], "other": ["no"]},
        "expect": {"stage": "SQL", "handoff": True, "never": ["discount"], "max_turns": 9},
    }  # fmt: skip
    return ConversationCase.model_validate(raw | changes)


def test_conversation_grades_keep_the_costly_mistakes_apart() -> None:
    said = [{"from": "lead", "text": "hi"}, {"from": "agent", "text": "A DISCOUNT for you"}]
    grades = ConversationGrades()
    grades.add(_lead(), {"stage": "MQL", "handoff": False, "facts": {}, "transcript": said})
    false_sql = _lead(expect={"stage": "MQL", "opted_out": True, "facts": {"name": "Ann"}})
    chatty = [*said, {"from": "agent", "text": "and another thing"}]
    grades.add(false_sql, {"stage": "SQL", "facts": {}, "transcript": chatty})
    result = grades.result()
    assert (result["false_sql"], result["missed_sql"]) == (1, 1)
    assert (result["stage_accuracy"], result["handoff_accuracy"], result["fact_accuracy"]) == (0.0, 0.0, 0.0)
    assert (result["never_said_violations"], result["optout_broken"]) == (1, 1)
    assert result["stage_confusion"] == {"SQL": {"MQL": 1}, "MQL": {"SQL": 1}}


def _agent() -> Agent:
    model = EmbeddedChatModel()
    reader = model.bind_tools([RECORD_ANSWERS], tool_choice=RECORD_ANSWERS.name)
    return Agent("embedded", reader, model, lambda question, book, channel: None)


async def test_simulated_lead_is_asked_until_it_is_qualified_and_handed_over() -> None:
    end = prediction(await converse(_lead(), _agent(), playbook()))
    assert (end["stage"], end["handoff"]) == ("SQL", True)
    assert end["facts"]["budget"]["max"] == 20000
    grades = ConversationGrades()
    grades.add(_lead(), end)
    assert grades.misses == []


async def test_interjection_is_sent_in_place_of_an_answer_which_it_does_not_use_up() -> None:
    world = await converse(_lead(interject={"2": "hold on a second"}), _agent(), playbook())
    said = [message.text for message in world.messages if message.sender == "lead"]
    assert said[1] == "hold on a second"
    assert "20k a year" in said


async def test_lead_that_opts_out_hears_one_confirmation_and_the_conversation_ends() -> None:
    world = await converse(_lead(channel="sms", interject={"2": "STOP"}), _agent(), playbook())
    assert [message.sender for message in world.messages] == ["lead", "agent", "lead", "agent"]


async def test_message_is_read_with_its_evidence_checked() -> None:
    case = UtteranceCase.model_validate(
        HEAD | {"id": "u-9", "asked": "budget", "agent": "What could you spend?", "text": "20k", "expect": {}}
    )
    assert (await read_message(case, _agent(), playbook()))["frame"]["budget"]["max"] == 20000


@pytest.mark.parametrize("line", ["{", json.dumps(HEAD), json.dumps(HEAD | {"x": 1})])
def test_faulty_case_is_named_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.conversations.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"a\.conversations\.jsonl:2"):
        read_cases(path)


def test_file_of_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="must end in"):
        read_cases(tmp_path / "cases.txt")

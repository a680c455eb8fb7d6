"""Suites, gates, statistics, comparisons, reports, played leads, caches and replays."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from evals.call_cache import CallCache, cached
from evals.case_files import Home, read_cases
from evals.cases import CaseError, ConversationCase, UtteranceCase
from evals.compare import comparison
from evals.cost import Meter, OverCeiling, price_from
from evals.gates import Gate, GateFault
from evals.journal import Journal
from evals.junit import junit
from evals.language import language_of, reading_grade
from evals.outcome import Outcome
from evals.page import page
from evals.persona import Played, strays
from evals.play import Task, play
from evals.replay import case_of, mask_of
from evals.shorthand import Unclear
from evals.simulate import converse
from evals.statistics import kappa, mcnemar, pass_hat_k, wilson
from evals.suite_schema import PATH, as_text
from evals.suites import load_suite, shipped
from evals.summary import summary
from evals_world import HEAD, HOMES, PLAYBOOKS, SETTINGS, lead, reports_of
from service.wiring import agents_of


def test_every_shipped_suite_can_be_read_and_hundreds_of_cases_are_in_them() -> None:
    suites = [load_suite(path, HOMES) for path in shipped()]
    assert {"injection", "compliance", "knowledge", "difficult", *PLAYBOOKS} <= {suite.name for suite in suites}
    assert sum(len(s.cases) for s in suites if s.name not in ("messages", "leads")) >= 300
    assert len(next(suite.cases for suite in suites if suite.name == "injection")) >= 80
    assert all(suite.gates for suite in suites)


def test_schema_for_editors_is_the_one_that_the_reader_holds() -> None:
    assert PATH.read_text("utf-8") == as_text()


def test_short_labels_are_spelled_out_as_the_guide_has_them(tmp_path: Path) -> None:
    path = tmp_path / "a.cases.yaml"
    path.write_text(
        "defaults: {channel: web, today: 2026-03-10, vertical: b2b_saas}\ncases:\n"
        "  - {id: a, text: x, expect: {budget: {max: 5000}, authority: shared, timeline: 2026-03-20, need: [leads]}}\n"
    )
    case = read_cases(path, {"b2b_saas": Home("US", "USD")})[0]
    assert isinstance(case, UtteranceCase)
    assert case.expect["budget"] == {
        "status": "stated", "min": None, "max": 5000, "currency": "USD", "period": None, "per": None,
    }  # fmt: skip
    assert case.expect["timeline"] == {"status": "stated", "latest": "2026-03-20", "bucket": "now"}
    assert issubclass(Unclear, ValueError)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: a\ncases:\n  - {id: x, txt: y}\n", 3),
        ("name: a\ncases:\n  - {id: x, like: nobody}\n", 3),
        ("name: a\ngates: [rubbish]\ncases: [b.cases.yaml]\n", 2),
        ("name: a\ncases:\n  - nowhere.utterances.jsonl\n", 3),
        ("name: a\ndefaults: {today: 2026-01-01}\ncases:\n  - id: x\n    text: y\n    expect: {budget: rich}\n", 6),
    ],
)
def test_fault_in_a_suite_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(CaseError, match=rf"a\.yaml:{line}:"):
        load_suite(path, HOMES)


def test_gate_reads_names_as_people_write_them() -> None:
    report = {
        "costly": {"false_sql": 1},
        "conversations": {"stage_accuracy": 0.95},
        "tags": {"sms": {"costly": {"leak": 0}}},
    }
    assert not Gate.of("false SQL = 0").check(report).held
    assert Gate.of("stage accuracy ≥ 95 %").check(report).held
    assert Gate.of("[sms] leak = 0").check(report).held
    with pytest.raises(GateFault, match="no number"):
        Gate.of("beauty > 1").check(report)


def test_statistics_give_the_values_of_the_textbooks() -> None:
    assert wilson(8, 10) == (0.4902, 0.9433)
    assert mcnemar(1, 9) == pytest.approx(0.021484)
    assert mcnemar(0, 0) == 1.0
    assert pass_hat_k([(4, 4), (2, 4)], 2) == round((1 + 1 / 6) / 2, 4)
    assert kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "a")]) == 0.0


async def _report(case: ConversationCase, *ends: bool) -> dict[str, Any]:
    return (await reports_of(ends, case=case, gates=("false_sql = 0",)))["s"]


async def test_case_that_passes_once_of_twice_is_named_as_flipping() -> None:
    report = await _report(lead(), True, False)
    assert report["reliability"]["pass@1"] == 0.5
    assert report["reliability"]["pass^2"] == 0.0
    assert report["reliability"]["flips"] == ["c-1"]
    assert report["gates"] == [{"gate": "false_sql == 0", "value": 1.0, "held": False}]


async def test_comparison_pairs_cases_and_every_report_shows_what_broke() -> None:
    before, after = {"s": await _report(lead(), True)}, {"s": await _report(lead(), False)}
    compared = comparison(before, after)
    assert (compared["broke"], compared["mended"]) == (1, 0)
    assert compared["costly"]["false_sql"] == [0, 1]
    assert "1 of 1 gates do not hold" in summary(after, compared)
    assert "**wrong**" in summary(after, compared)
    tree = ET.fromstring(junit(after))
    assert len(tree.findall(".//failure")) == 2


async def test_page_holds_what_a_lead_wrote_as_data_only() -> None:
    report = await _report(lead(opening="We need leads </script><script>alert(1)</script>"), True)
    text = page({"s": report})
    assert "<script>alert(1)" not in text
    assert "\\u003c/script>" in text


async def test_lead_played_by_a_model_tells_what_the_model_says_until_it_ends() -> None:
    model = GenericFakeChatModel(messages=iter([AIMessage("20k a year"), AIMessage("[end]")]))
    case = lead(answers={"budget": ["20k a year"]})
    world = await converse(case, agents_of(SETTINGS)[0], PLAYBOOKS["b2b_saas"], Played(case, model))
    said = [message.text for message in world.messages if message.sender == "lead"]
    assert said == ["We need lead management.", "20k a year"]


def test_played_lead_that_leaves_its_facts_is_found_out() -> None:
    case = lead(answers={"budget": ["20k a year"]})
    assert strays(case, [{"from": "lead", "text": "about 20k a year"}]) == []
    assert strays(case, [{"from": "lead", "text": "Say 75000, write to me@made-up.com"}]) != []


class _Counting:
    def __init__(self, reader: Any) -> None:
        self.reader, self.calls = reader, 0

    async def ainvoke(self, input: list[Any]) -> AIMessage:
        self.calls += 1
        answer: AIMessage = await self.reader.ainvoke(input)
        return answer


async def test_cached_agent_asks_its_model_nothing_twice_and_says_the_same(tmp_path: Path) -> None:
    sound = agents_of(SETTINGS)[0]
    counting = _Counting(sound.reader)
    agent = cached(replace(sound, reader=counting), CallCache(tmp_path / "calls.sqlite"))
    first = await play(Task("s", lead()), agent, PLAYBOOKS)
    calls = counting.calls
    second = await play(Task("s", lead()), agent, PLAYBOOKS)
    assert calls > 0
    assert counting.calls == calls
    assert second.end == first.end


def test_journal_gives_back_what_the_same_case_and_prompts_gave(tmp_path: Path) -> None:
    path, task = tmp_path / "run.jsonl", Task("s", lead())
    Journal(path, {"prompts": "a"}).keep([(task, Outcome(suite="s", id="c-1", end={"stage": "lead"}))])
    path.write_text(path.read_text() + '{"half a li')
    assert Journal(path, {"prompts": "a"}).known(task) is not None
    assert Journal(path, {"prompts": "b"}).known(task) is None


def test_ceiling_refuses_a_run_beforehand_and_stops_it_under_way() -> None:
    price = price_from("1000/1000")
    with pytest.raises(OverCeiling, match="more than the ceiling"):
        Meter(price, 0.01).before([Task("s", lead())], "openai:x")
    with pytest.raises(OverCeiling, match="stopped"):
        Meter(price, 0.01).add([Outcome(suite="s", id="c", tokens_in=1000)])


def test_replayed_conversation_names_nobody() -> None:
    mask = mask_of([("name", "Ada Lovelace"), ("company", "Engine Works")])
    said = [(None, "Ada Lovelace here, Engine Works, we lose leads"), ("contact", "ada@engine.example or 512-555-0188")]
    end = {"facts": {"name": "Ada Lovelace", "need": {"status": "stated", "summary": "we lose leads"}},
           "stage": "MQL", "handoff": False, "opted_out": False}  # fmt: skip
    told = case_of(1, HEAD, said, end, mask)
    text = json.dumps(told)
    assert not [word for word in ("Ada", "Lovelace", "Engine Works", "engine.example", "0188") if word in text]
    assert ConversationCase.model_validate(told).answers["contact"]


def test_language_and_reading_grade_are_told_apart() -> None:
    assert language_of("What would you like to fix in the way your team sells") == "en"
    assert language_of("Wir haben das nicht und ich bin mit der Antwort nicht zufrieden") == "de"
    easy, hard = (
        "What would you like to fix first of all?",
        "Organisational interdependencies necessitate comprehensive reconsideration of responsibilities.",
    )
    assert reading_grade(easy) < 6 < 12 < reading_grade(hard)

"""Two sides on the same cases: models, prompts, playbooks; the same bytes twice; runs that stop and go on."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.against import other_side
from evals.cases import CaseError
from evals.cost import OverCeiling, price_from
from evals.evaluation import Asked, Evaluation, as_json, estimates, evaluate, suites_asked
from evals.page import page
from evals.play import play
from evals.run import Plan, _Worker
from evals.statistics import paired_difference
from evals.summary import summary
from evals_world import PLAYBOOKS, SETTINGS, reports_of
from prompts import HOME

ROOT = Path(__file__).resolve().parent.parent
SUITE = """
name: small
gates: ["false_sql = 0"]
defaults: {channel: web, today: 2026-03-10, vertical: retail}
cases:
  - id: full
    opening: "Hi, we'd like a new kitchen."
    answers:
      {budget: "€12,000", authority: I decide alone, timeline: By the end of May, place: Galway, contact: 087 123 4567}
    expect: {stage: SQL}
  - {id: curt, opening: "A new kitchen, please.", answers: {other: "ok"}, expect: {stage: lead}}
  - {id: sum, asked: budget, text: "up to 5k", expect: {budget: {max: 5000}}}
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SUITE, encoding="utf-8")
    return path


@pytest.fixture
def dearer(tmp_path: Path) -> Path:
    """The shipped playbooks, but the kitchen maker takes nothing below 60,000."""
    folder = tmp_path / "dearer"
    shutil.copytree(SETTINGS.bantam_playbooks, folder)
    path = folder / "retail" / "playbook.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("smallest_budget: {amount: 1500", "smallest_budget: {amount: 60000"), encoding="utf-8")
    return folder


def _asked(suite: Path, **more: Any) -> Asked:
    return Asked(files=(suite,), plan=Plan(SETTINGS), **more)


def _evaluated(asked: Asked) -> Evaluation:
    return evaluate(asked, suites_asked(asked, PLAYBOOKS))


def test_other_playbooks_are_run_on_the_same_cases_and_every_changed_case_has_both_transcripts(
    suite: Path, dearer: Path
) -> None:
    asked = _asked(suite)
    asked = replace(asked, against=other_side(asked.plan, [f"playbooks={dearer}"]))
    evaluation = _evaluated(asked)
    compared = evaluation.compared
    assert compared is not None
    assert compared["sides"] == ["as set up", f"playbooks {dearer}"]
    assert (compared["cases"], compared["broke"], compared["mended"]) == (3, 1, 0)
    assert compared["costly"]["missed_sql"] == [0, 1]
    [pair] = [pair for pair in compared["changed"] if pair["before"]["passed"]]
    assert pair["before"]["got"]["stage"] == "SQL" != pair["after"]["got"]["stage"]
    assert all(pair[side]["got"]["transcript"] for side in ("before", "after"))
    assert evaluation.reports["small"]["made_with"] != {}
    assert "as set up against playbooks" in summary(evaluation.reports, compared)
    assert f'"playbooks {dearer}"' in page(evaluation.reports, compared)


def test_json_holds_the_comparison_and_still_serves_as_a_baseline(suite: Path, dearer: Path, tmp_path: Path) -> None:
    plan = _asked(suite).plan
    there = other_side(plan, [f"playbooks={dearer}"])
    written = tmp_path / "run.json"
    written.write_text(as_json(_evaluated(_asked(suite, against=there))), encoding="utf-8")
    told = json.loads(written.read_text(encoding="utf-8"))
    assert told["$comparison"]["cases"] == 3
    assert set(told) == {"small", "$comparison"}
    again = _evaluated(_asked(suite, baseline=written))
    assert again.compared is not None
    assert again.compared["verdict"] == "no case changed between right and wrong"
    assert set(again.compared["suites"]) == {"small"}


def test_other_prompts_are_another_hash_and_the_gates_stay_those_of_the_first_side(suite: Path, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    shutil.copytree(HOME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "speak.j2").write_text((HOME / "speak.j2").read_text("utf-8") + "\nBe brief.", "utf-8")
    asked = _asked(suite)
    here = _evaluated(asked)
    there = _evaluated(replace(asked, plan=replace(asked.plan, prompts=folder)))
    hashes = [e.reports["small"]["made_with"]["prompts"] for e in (here, there)]
    assert hashes[0] != hashes[1]
    both = _evaluated(replace(asked, against=other_side(asked.plan, [f"prompts={folder}"])))
    assert both.compared is not None
    assert both.compared["broke"] == 0
    assert both.reports["small"]["made_with"]["prompts"] == hashes[0]


def test_other_prompts_are_what_the_model_is_asked_with(tmp_path: Path) -> None:
    worker = _Worker.of(Plan(SETTINGS, prompts=tmp_path))
    assert worker.agent.endurance.prompts == tmp_path
    assert worker.agent.fallbacks == ()


@pytest.mark.parametrize("change", ["colour=red", "model=", "prompts=/nowhere/at/all", "model"])
def test_other_side_that_cannot_be_is_named(change: str) -> None:
    with pytest.raises(CaseError, match=r"--against|no such folder"):
        other_side(Plan(SETTINGS), [change])


async def test_repeats_of_a_case_count_once_in_the_test_of_significance() -> None:
    from evals.compare import comparison

    compared = comparison(await reports_of([True] * 6), await reports_of([False] * 6))
    assert (compared["cases"], compared["broke"]) == (1, 1)
    assert compared["p"] == 1.0
    assert len(compared["changed"]) == 6


def test_interval_of_a_paired_difference_holds_the_difference_and_narrows_with_more_cases() -> None:
    low, high = paired_difference(6, 0, 20)
    assert low < -0.3 + 0.08 < high < 0
    wide = paired_difference(3, 1, 30)
    narrow = paired_difference(30, 10, 300)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


def test_stopped_run_goes_on_where_it_stopped_and_plays_nothing_twice(
    suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = tmp_path / "run.jsonl"
    asked = _asked(suite, journal=journal)
    whole = _evaluated(asked)
    kept = journal.read_text("utf-8").splitlines()
    assert len(kept) == 3
    journal.write_text("\n".join(kept[:2]) + "\n" + kept[2][:40], "utf-8")  # killed while it wrote the third
    played: list[str] = []

    async def watched(task: Any, *rest: Any) -> Any:
        played.append(task.case.id)
        return await play(task, *rest)

    monkeypatch.setattr("evals.run.play", watched)
    again = _evaluated(asked)
    assert len(played) == 1
    assert _without_times(as_json(again)) == _without_times(as_json(whole))


def _without_times(told: str) -> Any:
    reports = json.loads(told)
    for report in reports.values():
        report.pop("times")
    return reports


def test_ceiling_counts_both_sides_and_refuses_before_the_first_call(suite: Path) -> None:
    asked = _asked(suite, model="openai:nobody", price=price_from("100/100"))
    asked = replace(asked, plan=Plan(SETTINGS.model_copy(update={"bantam_model": "openai:nobody"})))
    suites = suites_asked(asked, PLAYBOOKS)
    [one] = estimates(asked, suites)
    assert "about 27 calls of openai:nobody" in one
    cost = float(one.rsplit("$", 1)[1])
    both = replace(asked, against=other_side(asked.plan, ["model=openai:other"]), ceiling=cost * 1.5)
    with pytest.raises(OverCeiling, match="more than the ceiling"):
        estimates(both, suites)
    assert len(estimates(replace(both, ceiling=cost * 2.5), suites)) == 2


def test_model_on_the_command_line_goes_before_the_one_of_the_suite(suite: Path) -> None:
    suite.write_text(SUITE.replace("name: small", "name: small\nmodel: openai:nobody"), "utf-8")
    assert suites_asked(_asked(suite), PLAYBOOKS)[0].model == "openai:nobody"
    assert suites_asked(_asked(suite, model="embedded"), PLAYBOOKS)[0].model is None


def test_two_runs_give_the_same_bytes_but_for_times_whatever_the_workers_and_the_hash_seed(
    suite: Path, tmp_path: Path
) -> None:
    sums = "".join(
        f'  - {{id: s{n}, asked: budget, text: "We have {n}k for it, I decide.", expect: {{}}}}\n' for n in range(2, 32)
    )
    suite.write_text(SUITE + sums, "utf-8")  # so many that several processes share them
    first = _run(suite, tmp_path / "a.json", "1")
    second = _run(suite, tmp_path / "b.json", "4321", "--workers", "2")
    assert first == second
    assert len(first) > 5000


def _run(suite: Path, out: Path, seed: str, *more: str) -> bytes:
    """The command in a process of its own; the bytes of its JSON without the lines of `times`."""
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    words = [sys.executable, "-m", "service", "eval", str(suite), "--fuzz", "--show", "0", "--json", str(out), *more]
    told = subprocess.run(
        words, cwd=ROOT, env=environment | {"PYTHONHASHSEED": seed}, capture_output=True, timeout=120, check=False
    )
    assert told.returncode == 0, told.stderr
    return b"".join(_timeless(out.read_bytes().splitlines(keepends=True)))


def _timeless(lines: list[bytes]) -> Iterator[bytes]:
    """The lines outside `"times": {...}`; nor the hash of the code, which someone may be changing meanwhile."""
    inside = False
    for line in lines:
        inside = inside or line.strip() == b'"times": {'
        if not inside and not line.strip().startswith(b'"code": "'):
            yield line
        inside = inside and not line.strip().startswith(b"}")


def test_leads_suite_is_the_corpus_form_and_its_predictions_are_written_for_any_file(tmp_path: Path) -> None:
    from evals.evaluation import as_predictions
    from evals.suites import SHIPPED

    asked = Asked(files=(SHIPPED / "leads.yaml",), plan=Plan(SETTINGS), only="e-conv-0")
    suites = suites_asked(asked, PLAYBOOKS)
    evaluation = evaluate(asked, suites)
    lines = [json.loads(line) for line in as_predictions(evaluation.results).splitlines()]
    assert [line["id"] for line in lines] == [case.id for case in suites[0].cases]
    assert all(set(line) == {"id", "transcript", "facts", "stage", "handoff"} for line in lines)
    assert evaluation.reports["leads"]["conversations"]["stage_accuracy"] >= 0.8

"""Fitting the second opinion: what counts as an example, and that a fitted model carries over to other words."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from agent.reading.learned import features_of, model_from
from agent.reading.text import Message
from evals import training
from evals.cases import CaseError
from evals.cli_training import register
from evals.training import examples_in, fingerprint, fitted, stored

_BYES = ["bye now", "see you around", "cheers, bye", "take care now", "ok bye then", "bye for now", "right, bye bye",
         "thanks, see you", "talk soon, bye", "goodbye and take care"]  # fmt: skip
_OTHERS = ["we need a sofa", "about 20k a year", "my wife decides", "next spring maybe", "it is for our shop",
           "the kitchen is old", "ten of us use it", "can you deliver to cork", "around 400",
           "before christmas"]  # fmt: skip


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def phrases(folder: Path) -> Path:
    rows = [{"text": text, "signals": ["goodbye"]} for text in _BYES] + [{"text": t, "signals": []} for t in _OTHERS]
    return write(folder / "a.signals.jsonl", rows)


def test_each_form_of_file_says_which_labels_it_decides(tmp_path: Path) -> None:
    whole = {"text": "bye", "expect": {"signals": ["goodbye"], "budget": {"status": "unsure"}}}
    trick = {"text": "you fool", "expect": {"kind": "abuse"}}
    files = [
        write(tmp_path / "a.utterances.jsonl", [whole, trick]),
        write(tmp_path / "b.signals.jsonl", [{"text": "bye", "signals": ["goodbye"]}, {"text": "cv?", "kind": "job"}]),
        write(tmp_path / "c.injections.jsonl", [{"text": "obey"}]),
        write(tmp_path / "d.genuine.jsonl", [{"text": "forget the sofa"}]),
    ]
    message, insult, phrase, seeker, order, plain = examples_in(files)
    assert message.labels == {"goodbye", "budget"}
    assert message.knows("injection")
    assert not insult.knows("injection")
    assert phrase.labels == {"goodbye"}
    assert not phrase.knows("budget")
    assert seeker.labels == {"kind=job"}
    assert not seeker.knows("goodbye")
    assert order.labels == {"injection"}
    assert plain.knows("injection")
    assert not plain.labels


@pytest.mark.parametrize("line", ['{"text": "hi"}', "[]", "{", '{"signals": []}'])
def test_line_that_is_no_example_is_named_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.utterances.jsonl"
    path.write_text('{"text": "ok", "expect": {}}\n' + line + "\n")
    with pytest.raises(CaseError, match=r"a\.utterances\.jsonl:2"):
        examples_in([path])


def test_fitted_model_knows_the_label_in_other_words_and_is_the_same_each_time(tmp_path: Path) -> None:
    path = phrases(tmp_path)
    data = fitted([path])
    assert stored(data) == stored(fitted([path]))
    assert data["examples"] == fingerprint([path])
    model = model_from(data)
    assert model.labels == ("goodbye",), "what has too few examples is not learnt"
    odds = {text: model.odds(features_of(Message(text), None, None))["goodbye"] for text in ("bye everyone", "a sofa")}
    assert odds["bye everyone"] > odds["a sofa"]


def test_command_learns_from_files_of_ones_own_too_and_writes_where_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    phrases(shipped)
    monkeypatch.setattr(training, "EXAMPLES", shipped)
    own = write(tmp_path / "own.injections.jsonl", [{"text": f"obey me {text}"} for text in _OTHERS])
    other = write(tmp_path / "own.genuine.jsonl", [{"text": text} for text in _OTHERS])
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)  # with one command alone, typer takes its name for an argument
    result = CliRunner().invoke(app, ["train", str(own), str(other), "--out", str(tmp_path / "w.gz")])
    assert result.exit_code == 0, result.output
    assert "2 labels" in result.output
    assert (tmp_path / "w.gz").stat().st_size > 100

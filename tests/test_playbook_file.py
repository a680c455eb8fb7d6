"""A broken playbook is refused with every fault at once: the file, the line, what is wrong and what would be right."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.playbook_file import Fault, PlaybookError, check, load, load_all
from agent.playbook_yaml import read

SOURCE = Path("playbooks/retail")
Break = Callable[[str, str], list[Fault]]


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    directory = tmp_path / "retail"
    shutil.copytree(SOURCE, directory)
    return directory


@pytest.fixture
def breaking(playbook: Path) -> Break:
    """Replaces one text in playbook.yaml and returns the faults that are found then."""

    def broken(old: str, new: str) -> list[Fault]:
        path = playbook / "playbook.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return check(playbook)

    return broken


def line_of(playbook: Path, words: str) -> int:
    lines = (playbook / "playbook.yaml").read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def test_default_playbook_loads_with_its_knowledge(playbook: Path) -> None:
    found = load(playbook)
    assert found.business.name == "Larch & Loom"
    assert found.knowledge[0].topic == "Where prices start"
    assert check(str(playbook)) == []


def test_loading_twice_gives_the_same_hash(playbook: Path) -> None:
    assert load(playbook).hash == load(playbook).hash


BROKEN = [
    ("  currency: EUR\n  timezone", "  currancy: EUR\n  timezone", "currancy", "did you mean currency"),
    ("timezone: Europe/Dublin", "timezone: Europe/Dubln", "Europe/Dubln", "no such time zone"),
    ("amount: 1500", "amount: -1500", "amount: -1500", "greater than 0"),
    ("amount: 1500", "amount: 1e999", "amount: 1e999", "finite"),
    ("amount: 1500", "amount: lots", "amount: lots", "valid number"),
    ("  half_life_days: 30", "  half_life_days: 0", "half_life_days: 0", "greater than 0"),
    ("sql_total: 60", "sql_total: 600", "sql_total: 600", "less than or equal to 100"),
    ("mql_total: 30", "mql_total: 70", "thresholds:", "mql_total (70) is above sql_total (60)"),
    ("now: 15, quarter: 13", "now: 12, quarter: 13", "  timeline: {", "now must give at least as many points"),
    ("reaches: 20, unsure: 8", "reaches: 5, unsure: 8", "  budget: {", "reaches must give at least"),
    ("decision_maker: 15", "decision_maker: 1", "  authority: {", "decision_maker must give at least"),
    ("{served: 25, other: 10}", "{served: 5, other: 10}", "  need: {", "served must give at least"),
    ("    CHF: 1.068\n", "", "  exchange:", "the exchange table lacks CHF"),
    ("    EUR: 1\n", "    EUR: 2\n", "policy:", "must hold EUR: 1"),
    ('tue: {opens: "10:00"', 'tue: {opens: "19:00"', "tue:", "opens must be before closes"),
    ('tue: {opens: "10:00"', 'tue: {opens: "25:00"', "tue:", "hour"),
    ("    tue: {", "    tuesday: {", "tuesday:", "'mon'"),
    ("- Whereabouts are you?", "- Whereabouts are you", "Whereabouts are you", "exactly one question mark"),
    ("- Whereabouts are you?", "- Whereabouts? In Ireland?", "In Ireland?", "exactly one question mark"),
    ("  - slot: place", "  - slot: shoe_size", "slot: shoe_size", "'budget'"),
    ("  - slot: contact", "  - slot: guests", "questions:", "lack the slot contact"),
    ("  - slot: place", "  - slot: need", "questions:", "name a slot twice"),
    ("  - topic: price", "  - topic: praise", "answers:", "answers lack price"),
    ("  - topic: about", "  - topic: services", "say: We make kitchens, wardrobes", "answered twice"),
    ("say: There's a 30% deposit", "say: Is a 30% deposit all right? It is", "Is a 30%", "asks nothing back"),
    ("  vendor:\n", "  vendors:\n", "vendors:", "'vendor'"),
    ("  when_open: ", "  when_opened: ", "when_opened:", "did you mean when_open"),
    ("country: IE", "country: Ireland", "country: Ireland", "pattern"),
    ("currency: EUR\n  timezone", "currency: GBP\n  timezone", "name: retail", "differ"),
    ("name: retail\n", "name: retale\n", "name: retale", "the directory is 'retail'"),
    ("privacy_url: https://", "privacy_url: nowhere ", "privacy_url:", "URL"),
    ("agent_name: Tess", "agent_name:", "agent_name:", "it is empty"),
    ("agent_name: Tess", "agent_name: 7", "agent_name: 7", 'write it in quotes: "7"'),
    ("half_life_days: 30", "half_life_days: 30\n    half_life_days: 40", "half_life_days: 40", "here twice"),
    ("  needs:\n    served:", "  needs:\n    offered:", "offered:", "allowed here: served, not_served"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "near", "said"), BROKEN)
def test_fault_names_the_line_and_the_remedy(
    breaking: Break, playbook: Path, old: str, new: str, near: str, said: str
) -> None:
    faults = breaking(old, new)
    found = [fault for fault in faults if said in fault.message]
    assert found, [str(fault) for fault in faults]
    assert found[0].file.endswith("playbook.yaml")
    assert line_of(playbook, near) <= found[0].line <= line_of(playbook, near) + 1
    with pytest.raises(PlaybookError):
        load(playbook)


def test_unknown_key_names_what_is_allowed(breaking: Break) -> None:
    faults = breaking("agent_name: Tess", "agent_name: Tess\n  motto: Slow wood")
    assert len(faults) == 1
    assert "unknown key business.motto" in faults[0].message
    assert "allowed here: name, does, agent_name, tone" in faults[0].message


def test_missing_part_names_the_keys_it_needs(breaking: Break) -> None:
    faults = breaking("\ndisclosure:\n", "\ndisclosures:\n")
    messages = [fault.message for fault in faults]
    assert any("disclosure is missing: expected the keys ai, privacy" in message for message in messages)
    assert any("unknown key disclosures; did you mean disclosure?" in message for message in messages)


def test_all_faults_come_at_once_in_the_order_of_lines(playbook: Path) -> None:
    path = playbook / "playbook.yaml"
    text = path.read_text("utf-8")
    for old, new in (
        ("timezone: Europe/Dublin", "timezone: Mars/Olympus"),
        ("  - slot: contact", "  - slot: guests"),
        ("  - topic: price", "  - topic: praise"),
        ("amount: 1500", "amount: 0"),
        ("  student:\n", "  pupil:\n"),
    ):
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    (playbook / "knowledge" / "more.md").write_text("No heading at all.\n", "utf-8")
    faults = check(playbook)
    in_file = [fault.line for fault in faults if fault.file.endswith("playbook.yaml")]
    assert in_file == sorted(in_file)
    said = "\n".join(str(fault) for fault in faults)
    for words in ("Mars/Olympus", "slot contact", "lack price", "greater than 0", "pupil", "more.md"):
        assert words in said
    with pytest.raises(PlaybookError) as error:
        load(playbook)
    assert error.value.faults == tuple(faults)
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("business: [1, 2", 1, "not valid YAML"),
        ("name: a: b\n", 1, "in quotes"),
        ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
        ("", 1, "expected the keys name, vertical, business"),
        ("- a\n- b\n", 1, "expected the keys name"),
        ("just words\n", 1, "expected the keys name"),
        ("? [a, b]\n: 1\n", 1, "a key must be a plain word"),
        ("a: &x 1\nb: *y\n", 2, "undefined alias"),
        ("knowledge: []\n", 1, "knowledge/*.md"),
        ("[" * 200_000, 1, "nest"),
        ("[" * 40 + "]" * 40, 1, "nested too deeply"),
        ("a: \x07\n", 1, "not valid YAML"),
    ],
)
def test_file_that_is_no_playbook_is_refused_without_a_traceback(
    playbook: Path, text: str, line: int, said: str
) -> None:
    (playbook / "playbook.yaml").write_text(text, "utf-8")
    faults = check(playbook)
    assert any(said in fault.message and abs(fault.line - line) <= 1 for fault in faults), faults


def test_missing_and_unreadable_files_are_named(playbook: Path) -> None:
    path = playbook / "playbook.yaml"
    path.write_bytes(b"name: caf\xe9\n")
    assert "not UTF-8" in check(playbook)[0].message
    path.unlink()
    assert "no such file" in check(playbook)[0].message
    path.mkdir()
    assert "cannot be read" in check(playbook)[0].message


@pytest.mark.parametrize(
    ("page", "line", "said"),
    [
        ("words without a heading\n", 1, "before the first heading"),
        ("", 1, "no passage here"),
        ("# Only a title\n", 1, "no passage here"),
        ("# Title\n\n## Colours\nWe have some.\n", 3, "lacks the line 'Asked as:"),
        ("# Title\n\n## Colours\nAsked as: colours; shades\n", 3, "says nothing"),
        ("## Colours\nAsked as: ;;\nWe have some.\n", 1, "asks"),
        ("## Colours\nAsked as: colours\nWhich ones do you like?\n", 1, "asks nothing back"),
        ("## Colours\nAsked as: colours\n" + "We have some. " * 60, 1, "at most 600 characters"),
    ],
)
def test_page_of_knowledge_is_checked_by_line(playbook: Path, page: str, line: int, said: str) -> None:
    path = playbook / "knowledge" / "colours.md"
    path.write_text(page, "utf-8")
    faults = check(playbook)
    assert any((fault.file, fault.line) == (str(path), line) and said in fault.message for fault in faults), faults


def test_page_of_knowledge_that_is_not_text_is_named(playbook: Path) -> None:
    (playbook / "knowledge" / "colours.md").write_bytes(b"\xff\xfe\x00")
    assert [fault.message for fault in check(playbook)] == ["the file is not UTF-8 text: save it as UTF-8"]


def test_passage_holds_its_phrases_and_its_words_for_texting(playbook: Path) -> None:
    page = "# Title\n\n## Colours\nAsked as: colours; which shades\n\nWe have\nmany.\n\nBy text: Many.\n"
    (playbook / "knowledge" / "colours.md").write_text(page, "utf-8")
    passage = next(p for p in load(playbook).knowledge if p.topic == "Colours")
    assert passage.asks == ("colours", "which shades")
    assert (passage.say, passage.sms) == ("We have many.", "Many.")


def test_all_playbooks_are_loaded_by_name_or_refused_together(tmp_path: Path) -> None:
    shutil.copytree("playbooks", tmp_path / "books")
    assert set(load_all(tmp_path / "books")) == {"b2b_saas", "events", "financial_services", "real_estate", "retail"}
    for name in ("events", "retail"):
        path = tmp_path / "books" / name / "playbook.yaml"
        path.write_text(re.sub("timezone: .*", "timezone: Nowhere", path.read_text("utf-8")), "utf-8")
    with pytest.raises(PlaybookError) as error:
        load_all(tmp_path / "books")
    assert len(error.value.faults) == 2


def test_directory_without_a_playbook_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="no playbook here"):
        load_all(tmp_path)


def test_playbook_that_is_valid_in_yaml_1_2_is_read_so() -> None:
    text = "no: no\ntime: 09:00\nyes: true\nnone: ~\nsum: 1e3\nid: '12'\nbig: 123456789012345678901\n"
    document = read(text)
    assert document.misread == []
    assert document.data == {
        "no": "no", "time": "09:00", "yes": True, "none": None, "sum": 1000.0, "id": "12",
        "big": 123456789012345678901.0,
    }  # fmt: skip
    assert document.line(("sum",)) == 5
    assert document.line(("sum", "deeper", 3)) == 5


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    document = read(text)
    assert document.data is None or not document.misread or isinstance(document.data, dict | list | str)

"""What the default playbooks answer in a lead's own words, and what they leave to a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge import answer, is_bot_question, lookup
from agent.playbook import Answered, Playbook
from agent.playbook_file import load_all

PLAYBOOKS = load_all("playbooks")
QUESTIONS = yaml.safe_load((Path(__file__).parent / "data" / "knowledge_questions.yaml").read_text("utf-8"))


def _answered() -> Iterator[tuple[str, str, str]]:
    for name, questions in QUESTIONS.items():
        for topic, asked in questions["answered"].items():
            yield from ((name, topic, question) for question in asked)


def _unanswered() -> Iterator[tuple[str, str]]:
    for name, questions in QUESTIONS.items():
        yield from ((name, question) for question in questions["unanswered"])


def _playbook(**answers: object) -> Playbook:
    base = PLAYBOOKS["retail"]
    return base.model_copy(update={"answers": (*base.answers, Answered.model_validate(answers))})


@pytest.mark.parametrize(("name", "topic", "question"), list(_answered()))
def test_question_is_answered_from_the_fact_it_asks_for(name: str, topic: str, question: str) -> None:
    found = answer(question, PLAYBOOKS[name], "web")
    assert found is not None
    known = {a.topic: a.say for a in PLAYBOOKS[name].answers}
    passages = {p.say for p in PLAYBOOKS[name].knowledge}
    assert found.topic == topic or (topic not in ("bot", "privacy") and found.text in passages)
    assert topic in known or topic in ("bot", "privacy")


@pytest.mark.parametrize(("name", "question"), list(_unanswered()))
def test_question_that_no_fact_answers_gets_no_answer(name: str, question: str) -> None:
    assert answer(question, PLAYBOOKS[name], "web") is None


def test_each_business_is_asked_at_least_25_questions_of_either_sort() -> None:
    for questions in QUESTIONS.values():
        assert sum(len(asked) for asked in questions["answered"].values()) >= 25
        assert len(questions["unanswered"]) >= 25


@pytest.mark.parametrize("name", list(PLAYBOOKS))
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_answers_ask_nothing_and_fit_the_channel(name: str, channel: str) -> None:
    for questions in QUESTIONS[name]["answered"].values():
        for question in questions:
            said = lookup(question, PLAYBOOKS[name], "sms" if channel == "sms" else "web")
            assert said is not None
            assert "?" not in said
            assert channel == "web" or len(said) <= 300


def test_yes_or_no_question_about_an_unnamed_thing_gets_no_answer_while_a_named_one_does() -> None:
    playbook = PLAYBOOKS["b2b_saas"]
    assert answer("does it work with hubspot?", playbook, "web") is not None
    assert answer("does it work with freshsales?", playbook, "web") is None


def test_place_within_the_service_area_is_answered_and_one_outside_is_not() -> None:
    playbook = PLAYBOOKS["retail"]
    assert "Northern Ireland" in (lookup("do ye deliver to Omagh", playbook, "sms") or "")
    assert lookup("do ye deliver to Leeds", playbook, "sms") is None


def test_price_that_names_its_items_says_nothing_of_other_items() -> None:
    playbook = PLAYBOOKS["retail"]
    assert "€1,500" in (lookup("how much for a wardrobe with plain doors", playbook, "web") or "")
    assert lookup("how much for a dining table", playbook, "web") is None
    assert lookup("how much for a cot", playbook, "web") is None


def test_two_questions_in_one_are_both_answered() -> None:
    said = lookup("How long is delivery, and is there a guarantee?", PLAYBOOKS["retail"], "web") or ""
    assert "6 to 9 weeks" in said
    assert "10-year" in said


def test_of_two_questions_one_unknown_leaves_both_to_a_person() -> None:
    assert lookup("are you regulated, and is there a medical?", PLAYBOOKS["financial_services"], "web") is None


def test_what_leads_say_of_themselves_behind_a_comma_changes_nothing() -> None:
    assert lookup("does it talk to slack, we're a small haulage outfit", PLAYBOOKS["b2b_saas"], "web") is not None


def test_typing_slips_in_the_playbooks_own_words_are_understood() -> None:
    assert "HubSpot" in (lookup("do you have a salesfroce conection", PLAYBOOKS["b2b_saas"], "web") or "")
    assert "10-year" in (lookup("is there a garantee", PLAYBOOKS["retail"], "web") or "")


@pytest.mark.parametrize("name", list(PLAYBOOKS))
def test_lead_who_asks_is_told_that_an_ai_writes(name: str) -> None:
    playbook = PLAYBOOKS[name]
    for question in ("are you a bot?", "is this a real person", "r u human or ai", "am I talking to a machine?"):
        assert is_bot_question(question, playbook)
        assert lookup(question, playbook, "sms") == playbook.disclosure.ai
    assert not is_bot_question("how much is it", playbook)


def test_open_question_with_many_unknown_words_is_left_to_a_person() -> None:
    question = "how much do you charge for zebras, llamas, ferrets, otters and badgers"
    assert lookup(question, PLAYBOOKS["events"], "web") is None


def test_refusal_does_not_hide_a_served_need_named_beside_it() -> None:
    said = lookup("can you reupholster a chair and do a wardrobe", PLAYBOOKS["retail"], "web") or ""
    assert "don't repair" in said
    assert "We make" in said
    assert lookup("can you restore a sofa with a new bookcase", PLAYBOOKS["retail"], "web") is None


def test_long_passage_is_cut_to_whole_sentences_by_text() -> None:
    said = " ".join(f"Sentence number {number} says a little about varnish." for number in range(9))
    playbook = _playbook(topic="varnish", asks=["varnish"], say=said)
    assert lookup("varnish?", playbook, "web") == said
    by_text = lookup("varnish?", playbook, "sms") or ""
    assert len(by_text) <= 300
    assert said.startswith(by_text)
    assert by_text.endswith(".")


def test_one_endless_sentence_is_cut_by_text() -> None:
    playbook = _playbook(topic="varnish", asks=["varnish"], say="varnish " * 70)
    assert len(lookup("varnish?", playbook, "sms") or "") <= 300


def test_words_written_for_texting_are_said_by_text() -> None:
    playbook = _playbook(topic="varnish", asks=["varnish"], say="We varnish by hand.", sms="By hand.")
    assert lookup("varnish?", playbook, "sms") == "By hand."
    assert lookup("varnish?", playbook, "terminal") == "We varnish by hand."


@given(st.text(max_size=400))
def test_any_text_gets_an_answer_of_the_playbook_or_none(text: str) -> None:
    playbook = PLAYBOOKS["retail"]
    first = lookup(text, playbook, "sms")
    assert first == lookup(text, playbook, "sms")
    assert first is None or "?" not in first

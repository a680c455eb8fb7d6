"""Two questions in one message: the one that the facts answer is answered, the other goes to the rep, and it shows."""

import pytest

from evals.simulate import World, converse
from evals_world import PLAYBOOKS, SETTINGS, lead
from service.wiring import agents_of


async def _asked(question: str) -> World:
    return await converse(lead(interject={"2": question}), agents_of(SETTINGS)[0], PLAYBOOKS["b2b_saas"])


@pytest.mark.parametrize(
    ("question", "known", "kept"),
    [
        ("How much is it per seat and do you integrate with Zendesk?", "$49", "do you integrate with Zendesk?"),
        ("Do you have an Android app? And is there a trial?", "14 days", "Do you have an Android app?"),
    ],
)
async def test_known_one_is_answered_and_the_unknown_one_is_kept_for_the_rep(
    question: str, known: str, kept: str
) -> None:
    world = await _asked(question)
    reply = next(result.reply for result in world.results[1:] if result.reply is not None).text
    assert known in reply
    assert [kept] == [one.text for one in world.state.open_questions]


async def test_what_is_not_known_is_told_as_the_other_question_not_as_doubt_of_the_answer() -> None:
    world = await _asked("How much is it per seat and do you integrate with Zendesk?")
    reply = next(result.reply for result in world.results[1:] if result.reply is not None).text
    assert any(words in reply for words in ("other question", "other point", "The other one"))


async def test_single_question_without_an_answer_is_no_other_question() -> None:
    world = await _asked("Do you integrate with Zendesk?")
    reply = next(result.reply for result in world.results[1:] if result.reply is not None).text
    assert "other" not in reply
    assert len(world.state.open_questions) == 1

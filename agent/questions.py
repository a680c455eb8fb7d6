"""The lead's own questions, and what the playbook says to them. Pure but for the look-up passed in."""

from collections.abc import Callable

from agent.dialogue import Answer, Snapshot
from agent.frame import Channel, Frame
from agent.playbook import Playbook

Lookup = Callable[[str, Playbook, Channel], str | None]
"""What the playbook says to a question on a channel, or None where it says nothing."""
MOST_ANSWERS = 2
_ASKING = frozenset({"price_question", "product_question"})


def answers_to(frame: Frame, snapshot: Snapshot, playbook: Playbook, lookup: Lookup) -> tuple[Answer, ...]:
    """Each question with its answer; two unanswered ones are told once, and both kept for the rep."""
    questions = frame.questions
    if not questions and frame.signals & _ASKING:
        questions = (snapshot.unread[-1].text[:300],)
    answers = [Answer(question=q[:300], text=lookup(q, playbook, snapshot.channel)) for q in questions]
    if "bot_question" in frame.signals and playbook.disclosure.ai not in {answer.text for answer in answers}:
        disclosed = Answer(question="Are you a bot", text=playbook.disclosure.ai, topic="bot")
        answers = [disclosed, *(answer for answer in answers if answer.text is not None or len(answers) > 1)]
    return _once(answers)


def _once(answers: list[Answer]) -> tuple[Answer, ...]:
    """Known answers before unknown ones, none said twice, and no more than a reader takes in."""
    seen: set[str | None] = set()
    kept: list[Answer] = []
    for answer in sorted(answers, key=lambda answer: answer.text is None):
        if answer.text not in seen:
            seen.add(answer.text)
            kept.append(answer)
    return tuple(kept[:MOST_ANSWERS])

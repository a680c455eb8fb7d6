"""Which words of a message state a need: wants, problems, and things that the business is asked for."""

from collections.abc import Iterable

from agent.frame import ReadingContext
from agent.reading.cues import Heard, Hit, heard_in
from agent.reading.question_clauses import Question, questions_in
from agent.reading.text import Message

VERTICALS = ("b2b_saas", "real_estate", "financial_services", "retail", "events")
_STOP = frozenset("a an the some any of to in on at for with and or my our your new".split())


def thing_topics(context: ReadingContext) -> tuple[str, ...]:
    """The lexicon topics that name what this business is asked for; all of them where the trade is unknown."""
    if context.vertical in VERTICALS:
        return ("need_" + context.vertical,)
    return tuple("need_" + vertical for vertical in VERTICALS)


def things(heard: Heard, context: ReadingContext) -> list[Hit]:
    """Hits of words for what the business is asked for, the playbook's own words included."""
    hits = [hit for topic in thing_topics(context) for hit in heard.hits.get(topic, ())]
    return sorted({*hits, *_playbook_words(heard, (*context.served, *context.not_served))})


def _playbook_words(heard: Heard, needs: Iterable[str]) -> list[Hit]:
    stems = {word[: max(4, len(word) - 3)] for need in needs for word in need.lower().split() if len(word) > 3}
    if not stems:
        return []
    begins = tuple(stems)
    return [(i, i + 1) for i, norm in enumerate(heard.words.norms) if norm not in _STOP and norm.startswith(begins)]


def wants(heard: Heard) -> list[Hit]:
    """Hits of words that a wanted thing follows, where something does follow in the same sentence."""
    words = heard.words
    return [hit for hit in sorted(heard.hits.get("need_want", ())) if hit[1] < words.sentence_end(hit[0])]


def in_question(questions: tuple[Question, ...], hit: Hit) -> bool:
    return any(question.first <= hit[0] < question.after for question in questions)


def states_a_want(message: Message, context: ReadingContext) -> bool:
    """True where the writer says that they want one of the things that the business is asked for."""
    heard = heard_in(message)
    named = things(heard, context)
    return any(
        heard.words.sentences[want[0]] == heard.words.sentences[thing[0]] and want[0] <= thing[0]
        for want in wants(heard)
        for thing in named
        if not in_question(questions_in(message, context), thing)
    )

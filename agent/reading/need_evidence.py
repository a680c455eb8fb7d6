"""Which words of a message state a need: wants, problems, and things that the business is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agent.frame import ReadingContext
from agent.reading.cue_words import Words
from agent.reading.cues import Heard, Hit, heard_in
from agent.reading.question_clauses import Question, questions_in
from agent.reading.text import Message

VERTICALS = ("b2b_saas", "real_estate", "financial_services", "retail", "events")
_STOP = frozenset("a an the some any of to in on at for with and or my our your new".split())
_NEAR_BEFORE, _NEAR_AFTER = 8, 14
"""A thing this many words before or after a want is the thing wanted."""
_OTHERS = frozenset("lender bank landlord seller owner boss client council he she they wife husband nobody pub".split())
"""Who wants something here is not the lead."""
_ADVERBS = frozenset("only just really mostly also merely simply".split())
_WANTED_TOO = frozenset("mine same next jealous envious likewise".split())
_ASKING = frozenset(
    "do does did can could would will should is are was what whats how which who when where why any have has".split()
)


@dataclass(frozen=True)
class Evidence:
    """`things` named outside questions, `asked_about` those inside; which of them are wanted or named as a wish;
    `wants` and `problems` wherever they stand. All are hits (first word, word after the last)."""

    words: Words
    things: list[Hit]
    asked_about: list[Hit]
    wanted_things: list[Hit]
    wants: list[Hit]
    problems: list[Hit]
    questions: tuple[Question, ...]
    asked_need: bool
    names_a_need: bool
    puts_off: bool
    """The question is waved off ("I'll tell the designer") with no thing named."""

    def statements(self) -> list[tuple[int, int]]:
        """(first, after) word of each sentence that asks nothing."""
        asking = {self.words.sentences[question.first] for question in self.questions}
        bounds = self.words.sentence_bounds()
        return [(first, after) for first, after in bounds if self.words.sentences[first] not in asking]


@lru_cache(maxsize=16)
def evidence_in(message: Message, context: ReadingContext) -> Evidence:
    """All evidence of a need in `message`."""
    heard = heard_in(message)
    questions = questions_in(message, context)
    if context.asked == "need":
        questions = tuple(question for question in questions if not _is_told(heard, question))
    opening = context.asked == "need" or (context.asked is None and not context.agent)
    named = _things(heard, context, weak=opening)
    wants = [hit for hit in _wants(heard) if not _in_question(questions, hit)]
    wanted = [
        hit
        for hit in _things(heard, context, weak=True)
        if (not _in_question(questions, hit) and any(_wanted(heard.words, want, hit) for want in wants))
        or _is_to_be_talked_of(heard, hit)
    ]
    if not wants and _WANTED_TOO.isdisjoint(heard.words.norms):
        named = [hit for hit in named if not _is_made_for_others(heard, hit)]
    asking = {heard.words.sentences[question.first] for question in questions if question.marked}
    told = [
        hit
        for hit in named
        if hit in wanted
        or not (_in_question(questions, hit) or (heard.words.sentences[hit[0]] in asking and context.asked != "need"))
    ]
    problems = heard.hits.get("need_problem", [])
    free = context.asked in (None, "need")
    return Evidence(
        words=heard.words,
        things=told,
        asked_about=[hit for hit in named if hit not in told],
        wanted_things=wanted,
        wants=wants,
        problems=problems,
        questions=questions,
        asked_need=context.asked == "need",
        puts_off=heard.says("put_off") and not told,
        names_a_need=_names_a_need(heard, told, wants, problems, free) or (free and bool(named) and bool(wants)),
    )


def states_a_want(message: Message, context: ReadingContext) -> bool:
    """True where the writer says that they want one of the things that the business is asked for."""
    return bool(evidence_in(message, context).wanted_things)


def thing_topics(context: ReadingContext) -> tuple[str, ...]:
    """The lexicon topics that name what this business is asked for; all of them where the trade is unknown."""
    if context.vertical in VERTICALS:
        return ("need_" + context.vertical,)
    return tuple("need_" + vertical for vertical in VERTICALS)


def _things(heard: Heard, context: ReadingContext, weak: bool) -> list[Hit]:
    """Hits of things; with `weak`, also of words that name one only where a need is told or may be expected."""
    topics = thing_topics(context)
    if weak:
        topics += tuple(topic + "_weak" for topic in topics)
    hits = [hit for topic in topics for hit in heard.hits.get(topic, ())]
    return sorted({*hits, *_playbook_words(heard, (*context.served, *context.not_served))})


def _playbook_words(heard: Heard, needs: Iterable[str]) -> list[Hit]:
    stems = {word[: max(4, len(word) - 3)] for need in needs for word in need.lower().split() if len(word) > 3}
    if not stems:
        return []
    begins = tuple(stems)
    return [(i, i + 1) for i, norm in enumerate(heard.words.norms) if norm not in _STOP and norm.startswith(begins)]


def _wants(heard: Heard) -> list[Hit]:
    words = heard.words
    return [
        hit
        for hit in sorted(heard.hits.get("need_want", ()))
        if not _is_anothers(words, hit[0]) and (hit[1] < words.sentence_end(hit[0]) or hit[0] > 1)
    ]


def _is_anothers(words: Words, first: int) -> bool:
    """For "my wife wants", "two managers who only want to look": it is not the lead who wants."""
    hedged = first > 1 and words.norms[first - 1] in _ADVERBS
    subject = words.norms[first - 1 - hedged] if first > hedged else ""
    return subject in _OTHERS or (hedged and subject == "who")


def _is_made_for_others(heard: Heard, thing: Hit) -> bool:
    """For "y'all did her whole kitchen"."""
    return any(first <= thing[0] < after for first, after in heard.hits.get("need_made_for_others", ()))


def _is_told(heard: Heard, question: Question) -> bool:
    """For "apparently I need public liability??" in answer to what they need: told in doubt, not asked."""
    norms = heard.words.norms
    if norms[question.first] in _ASKING or not question.marked:
        return False
    return any(
        question.first <= first < question.after and norms[first - 1 : first] in (["i"], ["we"])
        for first, _ in heard.hits.get("need_want", ())
        if first > 0
    )


def _wanted(words: Words, want: Hit, thing: Hit) -> bool:
    near = -_NEAR_BEFORE <= thing[0] - want[0] <= _NEAR_AFTER
    return near and words.sentences[want[0]] == words.sentences[thing[0]]


def _is_to_be_talked_of(heard: Heard, thing: Hit) -> bool:
    """ "Can I talk to someone about life cover": the thing is what they come for, though it stands in a request."""
    return any(0 <= thing[0] - after <= 2 for _, after in heard.hits.get("need_talk", ()))


def _in_question(questions: tuple[Question, ...], hit: Hit) -> bool:
    return any(question.first <= hit[0] < question.after for question in questions)


def _names_a_need(heard: Heard, things: list[Hit], wants: list[Hit], problems: list[Hit], free: bool) -> bool:
    """Where nothing else was asked, any thing named or problem told is the need; else it must be framed as one."""
    if free:
        return bool(things or problems)
    words = heard.words
    return any(_framed(heard, hit) or _opens(words, hit) for hit in things) or any(
        words.sentences[problem[0]] == words.sentences[want[0]] for problem in problems for want in wants
    )


def _framed(heard: Heard, thing: Hit) -> bool:
    """A phrase of wish right before or after the thing: "it's a gala dinner", "a dresser needed"."""
    words = heard.words
    sentence = words.sentences[thing[0]]
    before = any(
        words.sentences[start] == sentence and thing[0] - after <= 2 and start < thing[0] < after + 3
        for start, after in heard.hits.get("need_frame", ())
    )
    return before or any(
        words.sentences[start] == sentence and 0 <= start - thing[1] <= 2 and start >= thing[1]
        for start, after in heard.hits.get("need_after", ())
    )


def _opens(words: Words, thing: Hit) -> bool:
    """The thing alone begins a message of some length, before a comma: "conference, two days in June"."""
    return thing[0] == 0 and 4 < len(words) > thing[1] and words.breaks[thing[1]]

"""Need: the problem to solve or the thing wanted, in the lead's own words."""

import re

from agent.frame import Claim, Need, ReadingContext
from agent.reading.cues import Heard, heard_in, trimmed
from agent.reading.need_evidence import in_question, things, wants
from agent.reading.question_clauses import questions_in
from agent.reading.text import Message, Span

MAX_SUMMARY = 260
_WORD = re.compile(r"\w+")
_FRAMES_BEFORE = frozenset("a an our my first another new some annual two three four five six".split())
_NO_ANSWER = frozenset(
    "hi hello hey hiya yo huh what eh sorry pardon yes no okay maybe me none dunno idk unsure help info question sure "
    "thanks morning evening afternoon good test there hmm um why who when start later".split()
)


def read_need(message: Message, context: ReadingContext) -> Claim | None:
    """The need that the message states, summed up by the clauses that state it; `none` for who only looks around."""
    heard = heard_in(message)
    if not heard.words.norms:
        return None
    stating = _stating_sentences(message, context)
    if not stating and heard.says("need_none"):
        return _none(message, heard)
    if not stating and context.asked == "need" and _answers(message, heard, context):
        stating = _bare_answer(message, context)
    if not stating or _gone(heard):
        return None
    return _stated(message, heard, stating)


def need_stands(value: Need, quote: str, context: ReadingContext) -> str | None:
    """Why a model's need is not to be believed, None where it is: each word of the summary stands in the quote, and
    a need of `none` has the words that say so."""
    if value.status == "none":
        claim = read_need(Message(quote), context)
        says = claim is not None and isinstance(claim.value, Need) and claim.value.status == "none"
        return None if says else "the words quoted do not say that nothing is needed"
    said = {_stem(word) for word in _WORD.findall(quote.casefold())}
    missing = [word for word in _WORD.findall((value.summary or "").casefold()) if _stem(word) not in said]
    if not value.summary:
        return "a stated need has no summary"
    if missing:
        return f"not in the words quoted: {', '.join(missing[:5])}"
    return None


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)]


def _stating_sentences(message: Message, context: ReadingContext) -> list[int]:
    """Indices of the sentences that state a need by a want, a problem, or a thing named as one's own wish."""
    heard = heard_in(message)
    questions = questions_in(message, context)
    named = things(heard, context)
    found: set[int] = set()
    for hit in wants(heard):
        if _wants_something(heard, hit[0], hit[1], named, context) and not _only_asks(questions, hit, heard):
            found.add(heard.words.sentences[hit[0]])
    for hit in heard.hits.get("need_problem", ()):
        if context.asked in (None, "need") or any(_same_sentence(heard, hit[0], thing[0]) for thing in named):
            found.add(heard.words.sentences[hit[0]])
    for hit in named:
        if not in_question(questions, hit) and _names_a_wish(heard, hit[0], context):
            found.add(heard.words.sentences[hit[0]])
    return sorted(found)


def _same_sentence(heard: Heard, one: int, other: int) -> bool:
    return heard.words.sentences[one] == heard.words.sentences[other]


def _only_asks(questions: tuple[object, ...], hit: tuple[int, int], heard: Heard) -> bool:
    return False


def _wants_something(
    heard: Heard, first: int, after: int, named: list[tuple[int, int]], context: ReadingContext
) -> bool:
    """A want counts where a thing of the trade is near, or where nothing else was asked."""
    near = any(first <= thing[0] < after + 14 and _same_sentence(heard, first, thing[0]) for thing in named)
    before = any(first - 8 <= thing[0] < first and _same_sentence(heard, first, thing[0]) for thing in named)
    return near or before or context.asked in (None, "need")


def _names_a_wish(heard: Heard, index: int, context: ReadingContext) -> bool:
    if context.asked == "need":
        return True
    words = heard.words
    previous = words.norms[index - 1] if index and _same_sentence(heard, index, index - 1) else ""
    framed = heard.within("need_frame", max(0, index - 6), index + 1) and previous in _FRAMES_BEFORE
    first = next(i for i in range(len(words)) if words.sentences[i] == words.sentences[index])
    opens = index - first <= 2 and context.asked is None and previous in {"", *_FRAMES_BEFORE}
    return framed or opens


def _answers(message: Message, heard: Heard, context: ReadingContext) -> bool:
    """True where a message that names no known thing can still be the answer to "what do you need?"."""
    first, after = trimmed(heard.words)
    norms = heard.words.norms[first:after]
    if not norms or set(norms) <= _NO_ANSWER:
        return False
    if heard.says("refuses", "opt_out", "not_interested", "goodbye", "callback_later", "wants_human", "unsure_need"):
        return False
    return bool(_bare_answer(message, context))


def _bare_answer(message: Message, context: ReadingContext) -> list[int]:
    """The first sentence that is no question and no greeting."""
    words = heard_in(message).words
    asking = {words.sentences[question.first] for question in questions_in(message, context)}
    for first, after in words.sentence_bounds():
        sentence = words.sentences[first]
        if sentence not in asking and not set(words.norms[first:after]) <= _NO_ANSWER:
            return [sentence]
    return []


def _gone(heard: Heard) -> bool:
    """A need that is said to be gone is a lack of interest, not a need."""
    return heard.says("not_interested")


def _none(message: Message, heard: Heard) -> Claim:
    hit = heard.first("need_none") or (0, len(heard.words))
    span = message.sentence_at(heard.words.starts[hit[0]])
    return Claim(slot="need", value=Need(status="none"), quote=message.quote(span))


def _stated(message: Message, heard: Heard, sentences: list[int]) -> Claim:
    words = heard.words
    pieces = [
        _piece(heard, first, after)
        for first, after in words.sentence_bounds()
        if words.sentences[first] in sentences
    ]
    spans = _short_enough([words.span(first, after) for first, after in pieces])
    summary = "; ".join(" ".join(message.quote(span).split()) for span in spans)
    quote = message.quote(Span(spans[0].start, spans[-1].end))
    return Claim(slot="need", value=Need(status="stated", summary=summary), quote=quote)


def _piece(heard: Heard, first: int, after: int) -> tuple[int, int]:
    """A sentence without the greeting before it."""
    while after - first > 2 and heard.words.norms[first] in ("hi", "hey", "hello", "hiya", "okay", "so", "well", "yes"):
        first += 1
    return first, after


def _short_enough(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    length = 0
    for span in spans:
        if kept and length + span.end - span.start > MAX_SUMMARY:
            break
        kept.append(span)
        length += span.end - span.start
    return kept

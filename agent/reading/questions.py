"""The lead's questions to us, which the reply must answer."""

from agent.frame import ReadingContext
from agent.reading.cues import heard_in
from agent.reading.question_clauses import question_span, questions_in
from agent.reading.text import Message, Span


def read_questions(message: Message, context: ReadingContext) -> tuple[str, ...]:
    """Price, product and bot questions, verbatim and in order, with or without a question mark."""
    words = heard_in(message).words
    spans: list[Span] = []
    for question in questions_in(message, context):
        if question.sort != "other":
            span = question_span(words, question)
            spans.append(Span(span.start, _with_mark(message.text, span.end)))
    spoken = [message.quote(span) for span in spans]
    if not spoken:
        spoken = _asked_without_question(message)
    return tuple(dict.fromkeys(spoken))


def _with_mark(text: str, end: int) -> int:
    while end < len(text) and text[end] in "?!":
        end += 1
    return end


def _asked_without_question(message: Message) -> list[str]:
    """A bare "price please" asks too: the sentence that says so."""
    heard = heard_in(message)
    hit = heard.first("price_question", "bot_question")
    return [message.quote(message.sentence_at(heard.words.starts[hit[0]]))] if hit else []

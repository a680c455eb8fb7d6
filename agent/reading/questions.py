from agent.frame import ReadingContext
from agent.reading.text import Message


def read_questions(message: Message, context: ReadingContext) -> tuple[str, ...]:
    return ()

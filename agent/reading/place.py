from agent.frame import Claim, ReadingContext
from agent.reading.text import Message


def read_place(message: Message, context: ReadingContext) -> Claim | None:
    return None

from agent.frame import Claim, ReadingContext
from agent.reading.text import Message


def read_need(message: Message, context: ReadingContext) -> Claim | None:
    return None

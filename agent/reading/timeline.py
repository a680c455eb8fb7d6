from agent.frame import Claim, ReadingContext
from agent.reading.text import Message


def read_timeline(message: Message, context: ReadingContext) -> Claim | None:
    return None

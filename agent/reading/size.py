from agent.frame import Claim, ReadingContext
from agent.reading.text import Message


def read_sizes(message: Message, context: ReadingContext) -> list[Claim]:
    return []

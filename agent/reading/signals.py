from agent.frame import ReadingContext, Signal
from agent.reading.text import Message


def read_signals(message: Message, context: ReadingContext) -> frozenset[Signal]:
    return frozenset()

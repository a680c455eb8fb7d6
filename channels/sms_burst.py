"""How long to wait before a text is answered: people write in bursts, and one answer is enough. Pure."""

import re
from datetime import datetime, timedelta

FINISHED, USUAL, FRAGMENT, OPEN = (timedelta(seconds=seconds) for seconds in (1.0, 1.5, 3.0, 4.0))
MOST = timedelta(seconds=8)
"""After the first unanswered message: whoever types on and on is answered in between."""
_ENDS = re.compile(r"[?!.)\]\u2026\U0001f300-\U0001faff]\s*$")
_GOES_ON = re.compile(
    r"(?:,|:|;|-|\.\.\.|\u2026|\b(?:and|but|so|also|because|cos|or|then|plus|with|to|for|the|a|my|um|uh|well))\s*$",
    re.I,
)
_OPENER = re.compile(
    r"^\W*(?:hi+|hey+|hello|yo|hiya|good (?:morning|afternoon|evening|day)|morning|evening)\b[\w\s]{0,12}\W*$", re.I
)
_LONG = 80
"""Characters: who wrote so much at once has mostly said it."""


def pause_after(text: str, *, answers_question: bool) -> timedelta:
    """Short after a finished sentence, a question or an answer to ours; longer while fragments come."""
    words = text.strip()
    if words.endswith("?"):
        return FINISHED
    if _GOES_ON.search(words):
        return OPEN
    if _OPENER.match(words):
        return FRAGMENT
    if _ENDS.search(words):
        return FINISHED
    return USUAL if answers_question or len(words) >= _LONG else FRAGMENT


def answer_at(text: str, now: datetime, first_unread: datetime, *, answers_question: bool) -> datetime:
    """When the messages so far are answered, if no more come."""
    return max(now, min(now + pause_after(text, answers_question=answers_question), first_unread + MOST))

"""Lengths of time that say nothing of when: how long something took or lasts, and what is paid each month."""

import re

from agent.reading.dates import Window
from agent.reading.text import Message
from agent.reading.time_cues import cue
from agent.reading.timeline_around import Around

_MONEY_OR_SLASH = re.compile(r"(?:[$£€]\s?[\d.,]+k?|/)\s*$")
_NONE_GIVEN = re.compile(r"\b(?:not|n't|never|nobody|nothing|cannot)\b(?: [a-z']+){0,4} $|n't (?:[a-z']+ ){0,4}$")
_RATE = re.compile(
    r"(?:\d\s?(?:k|m|mil|million|grand|quid|bucks|lakhs?|crores?|usd|gbp|eur|aud|inr|rs|dollars?|pounds?|euros?|[€£$])?"
    r"|\b(?:hundred|thousand|grand|quid|bucks|lakhs?|crores?|million|dollars?|pounds?|euros?|rupees|figures|k))\s*$"
)
"""A sum or a count right before "a year": so much each year."""
_EACH = re.compile(r"(?:an?|one|per|each|every) \w+")
_YEARS_LATER = re.compile(
    r"\W*(?:later|on)\b(?! than)\W*(?:and )?"
    r"(?:$|still|no|nothing|nada|lol|here|i'?m|we'?re|it'?s|they'?re|i am|we are|it is)\b"
)
_HERE_WE_ARE = re.compile(r"\b(?:here|where) (?:we|i) (?:are|am|still are)\W*$|\band still\W*$")


def is_length(message: Message, window: Window, words: Around) -> bool:
    """For "took 14 months", "a 12 month lease", "£40 a month"; not "they gave us 30 days", "we have 6 weeks to go"."""
    own = message.text[window.span.start : window.span.end]
    if _is_rate(message, window, own) or _is_told_of_since(words):
        return True
    if is_given(words):
        return False
    left = message.text[max(0, window.span.start - 30) : window.span.start]
    if own == "one day":
        return True
    return bool(cue("length_before").search(left) or _MONEY_OR_SLASH.search(left) or words.goes_on("length_after"))


def _is_rate(message: Message, window: Window, own: str) -> bool:
    """For "30k a year", "around 500 a month"."""
    left = message.text[max(0, window.span.start - 20) : window.span.start]
    return _EACH.fullmatch(own) is not None and _RATE.search(left) is not None


def _is_told_of_since(words: Around) -> bool:
    """For "he said 90 days and here we are 14 months later"."""
    return _HERE_WE_ARE.search(words.before) is not None or _YEARS_LATER.match(words.after) is not None


def is_given(words: Around) -> bool:
    if _NONE_GIVEN.search(words.before):
        return False
    if words.says("only_got") and (not words.after.strip() or words.goes_on("got_to")):
        return True
    return words.says("given") or (words.says("got") and words.goes_on("got_to"))

"""Whether quoted words prove a role in the decision, whichever model claims it."""

import re

from agent.frame import Authority, ReadingContext
from agent.reading.authority import read_authority
from agent.reading.contact_evidence import spoken_words
from agent.reading.text import Message

_CUE = re.compile(
    r"\b(?:decid\w*|decision\w*|sign\w*|approv\w*|choos\w*|choice|pick\w*|final|say|call|own(?:s|er)?|founder|"
    r"co-?founder|ceo|president|director|"
    r"trader|boss|veto|vote\w*|agree\w*|bless\w*|permission|recommend\w*|shortlist\w*|evaluat\w*|research\w*|"
    r"committee|board|panel|jointly|together|"
    r"both|up to|down to|charge|authori\w*|budget holder|purse|buck|yes|no|nope|yep|yeah|me|myself|just|only|"
    r"have to (?:like|love|want)|signature|mine|input|involved|part|influence|between us)\b"
)
_ROLE_NAMES = {
    "decision_maker": "that the lead decides alone",
    "shared": "that the lead decides with others",
    "influencer": "that someone else decides and the lead advises",
    "none": "that the lead has no part in it",
}


def authority_stands(value: Authority, quote: str, context: ReadingContext) -> str | None:
    """None where `quote` gives the role claimed; otherwise the reason, in plain words, why it is not believed.

    The rules read the quote by itself. Where they find a role, it must be the one claimed. Where they find none, the
    quote must hold a word of deciding, and the decider named must stand in it.
    """
    read = read_authority(Message(quote), context)
    if read is not None and isinstance(read.value, Authority):
        if read.value.role != value.role:
            return f"the words say {_ROLE_NAMES[read.value.role]}, not {_ROLE_NAMES[value.role]}"
        return None if _named(value.decider, quote) else f"the words do not name {value.decider!r}"
    if not _CUE.search(Message(quote).text):
        return "the words say nothing about who decides"
    return None if _named(value.decider, quote) else f"the words do not name {value.decider!r}"


def _named(decider: str | None, quote: str) -> bool:
    """Whether every telling word of the decider stands in the quote."""
    small = {"the", "a", "an", "my", "our", "his", "her", "their", "and", "i", "me"}
    said = set(spoken_words(quote))
    return decider is None or all(
        word in said or f"{word}s" in said for word in spoken_words(decider) if word not in small
    )

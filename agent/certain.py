"""Which messages the embedded reader is sure of, so that no model need be asked. Pure.

Sure is: a bare answer to what was asked, with no word beside it that could mean something else; the keyword that ends
or resumes texting; a greeting and nothing more.
"""

import re

from agent.frame import Budget, Claim, Frame, Need, ReadingContext, Size, Slot, Text, Timeline

_WORD = re.compile(r"[\w'@.+&$€£%-]*\w|[$€£]")
_GREETING = frozenset(
    "hi hello hey hiya heya howdy good morning afternoon evening there greetings hallo bonjour hola ciao".split()
)
_KEYWORDS = frozenset("stop stopall unsubscribe end quit cancel start unstop".split())
_FILLERS = frozenset(
    "a about an and around approx approximately at be by do for go going have hi i i'd i'll i'm in is it it's its just"
    " like looking maybe me my of ok okay on or our please pls probably roughly say so something sure thanks thank that"
    " that's the there think this to uh um us want we we'd we'll we're we've well with would yeah yep yes you".split()
)
CONTACT: frozenset[Slot] = frozenset({"name", "email", "phone", "company", "title"})
_MOST_WORDS = 14
_SPARE = 1
"""Words that no claim covers, before the reader is no longer sure."""


def is_sure(text: str, context: ReadingContext, frame: Frame) -> bool:
    """Whether `frame`, the rules' own reading of `text`, leaves nothing for a model to find."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if "?" in text or frame.questions or not words or len(words) > _MOST_WORDS:
        return False
    if len(words) == 1 and words[0] in _KEYWORDS:
        return bool(frame.signals & {"opt_out", "opt_in"})
    if not frame.claims:
        return not frame.signals and set(words) <= _GREETING
    return not frame.signals and _is_bare_answer(words, context, frame)


def _is_bare_answer(words: list[str], context: ReadingContext, frame: Frame) -> bool:
    """Only the slot that was asked for, firmly read, with next to no word outside the quotes."""
    asked: frozenset[str] = CONTACT if context.asked == "contact" else frozenset({context.asked or ""})
    if not all(claim.slot in asked and _is_firm(claim) for claim in frame.claims):
        return False
    quoted = {word.casefold() for claim in frame.claims for word in _WORD.findall(claim.quote)}
    return sum(word not in quoted and word not in _FILLERS for word in words) <= _SPARE


def _is_firm(claim: Claim) -> bool:
    match claim.value:
        case Budget() | Timeline():
            return claim.value.status == "stated"
        case Need():
            return False  # a need is told in more ways than rules foresee
        case Size():
            return claim.value.min is not None and claim.value.min == claim.value.max
        case Text():
            return claim.slot != "kind"
    return claim.slot == "authority"

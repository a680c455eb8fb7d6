"""Which of several addresses or numbers in one message is meant: not one ruled out or another's, and the newest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.reading.text import Message, Span

_RULED_OUT_BEFORE = re.compile(
    r"(?:\b(?:not|isn't|isnt|don't|dont|do not|never|stop|instead of|rather than|ignore|forget|scrap|bounced?|wrote to|"
    r"emailed|e-mailed|mailed|messaged|rang|called|phoned|texted|tried|got (?:an? )?(?:\w+ )?(?:email|call|"
    r"text|mail)s? from|"
    r"written to|missed call from|was|used to be|old (?:one|email|number|address)(?: (?:is|was))?|"
    r"take|remove|delete|unsubscribe)\b)(?:\s+(?:(?:you|the|my|our|your|this|that|an?|use|using|to|email|"
    r"emailing|call|calling|text|"
    r"texting|send|sending|anything|ring|ringing|number|address|one|mail|on|at|it|it's|its|old|work|home|off|"
    r"from|landline|mobile|cell|office|shop|house|mob|is|was)\b\s*)*)?[\s:,'\"(]*$"
)
_RULED_OUT_AFTER = re.compile(
    r"^[\s,)'\"-]*(?:(?:any ?more|any longer)|(?:(?:it |that |which |this )?(?:is |was |has |'s )?(?:dead|"
    r"gone|wrong|bounces|bounced|bouncing|"
    r"no good|no longer|not (?:mine|working|right|in use|the right|my)|isn't|isnt|wasn't|doesn't work|doesnt "
    r"work|never works|old|out of date|my old|the old))\b|"
    r"off (?:your|the|ur|this|yer) )"
)
_OTHERS_BEFORE = re.compile(
    r"\b(?:cc|cc'ing|copy|copying|copy in|his|her|their|your|ur|yer|wife's|husband's|(?:boss|colleague|"
    r"manager|assistant|accountant|"
    r"solicitor|agent|landlord|partner|friend)'?s?)\s+(?:(?:in|on|number|email|address|mobile|cell|phone|work|"
    r"is|are|at|it's|wife|husband|"
    r"boss|assistant|\w+)\b[\s:,]*){0,3}$"
)
_CORRECTED = re.compile(
    r"\b(?:sorry|correction|i mean|i meant|make that|scratch that|actually|typo|wait|oops|whoops|rather|"
    r"should be|should read|instead|"
    r"changed|new (?:one|number|email|address)|use this)\b|\*"
)
_PREFERRED = re.compile(
    r"\b(?:best|better|prefer(?:red|ably)?|use|quickest|easiest|main|ideally|instead)\b(?:\s+\w+){0,5}[\s:,]*$"
)

_LATTER = re.compile(r"\b(?:second|latter|last|gmail|personal)(?: one)?(?:'s| is) (?:better|best|preferred|easier)\b")


@dataclass(frozen=True)
class Choice:
    """One candidate: where it stands, and its place in the caller's list."""

    span: Span
    index: int


def chosen(message: Message, choices: Sequence[Choice]) -> Choice | None:
    """The candidate that is the writer's own and in force; None where there is none."""
    text = message.text
    left = [choice for choice in choices if not is_ruled_out(text, choice.span)]
    own = [
        choice for choice in left if not _OTHERS_BEFORE.search(text[max(0, choice.span.start - 60) : choice.span.start])
    ]
    if not own:
        return left[0] if left else None
    if _LATTER.search(text, own[-1].span.end):
        return own[-1]
    for previous, choice in reversed(list(pairwise(own))):
        between = text[previous.span.end : choice.span.start]
        if _CORRECTED.search(between) or _PREFERRED.search(between):
            return choice
    return own[0]


def is_ruled_out(text: str, span: Span) -> bool:
    """Whether the writer says not to use what stands at `span`."""
    before, after = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 40]
    return bool(_RULED_OUT_BEFORE.search(before) or _RULED_OUT_AFTER.search(after))

"""What the agent's question about the decision makes of a bare "yes", "no" or "me"."""

import re
from enum import Enum


class Question(Enum):
    """The kinds of question about who decides."""

    WHO = "who decides?"
    YOU = "are you the one who decides?"
    ALONE = "is it you alone?"
    OTHERS = "is anyone else involved?"
    SAY = "do you have a say?"
    ROLE = "what is your part?"


_KINDS: tuple[tuple[Question, str], ...] = (
    (
        Question.OTHERS,
        r"\b(?:any(?:one|body)|some(?:one|body)|others?|who|people)\b[^?]{0,12}\belse\b(?!\w)|\btogether\b|"
        r"\bwith (?:you|any|some)|\b(?:besides|apart from|other than|alongside|as well as) you\b|"
        r"\bany(?:one|body)'s\b|\b(?:sign-?off|approval|permission|agreement) from\b|"
        r"\bneed (?:sign-?off|approval|permission)\b|\bis there (?:an?|any) (?:co-?\w+|partner|spouse|board|boss|"
        r"committee)\b|"
        r"\bother (?:people|decision)|\bjointly\b|"
        r"\b(?:does|do|will|would) (?:any(?:one|body)|some(?:one|body))\b|"
        r"\b(?:does|do|will|would|should|is|are|has|have|must|might) (?:your|the|a|an) "
        r"(?!call\b|decision\b|choice\b|final\b|say\b|budget\b|one\b)(?:[a-z-]+ )?(?:partner|spouse|wife|husband|boss|"
        r"board|team|family|co-?founders?|manager|finance|director|directors|owner|committee|colleagues?|other half)\b",
    ),
    (
        Question.SAY,
        r"\b(?:any|a) (?:say|input|part|role|voice)\b|\bare you involved\b|"
        r"\binvolved in (?:the|this) (?:decision|choice)\b.*\byou\b",
    ),
    (
        Question.ALONE,
        r"\b(?:just|only|solely) (?:you|yourself)\b|\b(?:you|yourself) (?:alone|only)\b|\bon your own\b|"
        r"\b(?:by )?yourself\b|\balone\b|\byour own (?:decision|call|choice)\b|\bsolely\b|\bsole\b|\bonly you\b",
    ),
    (
        Question.ROLE,
        r"\byour (?:role|part|title|position|job)\b|\bhow do you fit\b|\bwhere do you\b|\bwhat(?:'s| is) your\b",
    ),
    (
        Question.YOU,
        r"\b(?:are|will|would|do|did|can|could|is|does|so)\b[^?]{0,60}\byou(?:rs?)?\b|\byours\b|\bdown to you\b|"
        r"\bwith you\b|\byour (?:call|decision|choice)\b",
    ),
    (Question.WHO, r"\bwho(?:'ll|'d|se|'s)?\b|\bhow (?:does|do|is|are)\b|\bwhich\b"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_JUST_OR_OTHERS = re.compile(
    r"\b(?:on your own|alone|yourself|by yourself|your (?:own )?(?:decision|call|choice))\b[^?]*\bor\b|"
    r"\b(?:just|only) (?:you|yourself)\b.*\bor\b|\byou\b[^?]*\bor (?:is|are|does|do|will|would|some)\b"
)


_PREFACE = re.compile(
    r"^\W*(?:and |so |ok |great |thanks )*(?:(?:could|can|may|might|would) (?:you|i) (?:please |just )?"
    r"(?:tell me|ask(?: you)?|check|say|let me know|share)\W+|do you mind (?:me asking|telling me)\W+)"
)
_ASKS_WHO = re.compile(r"\s*(?:and |so )?(?:who\b(?! else)|how (?:does|do|is|are|would|will)\b)")
_ASKS_WHO_ELSE = re.compile(r"\b(?:with|besides|apart from|other than|alongside) you\b|\belse\b|\bhow do you fit\b")


def question_of(agent: str | None) -> Question:
    """The kind of the last question in the agent's message; WHO where there is none."""
    if not agent:
        return Question.YOU
    asked = [part for part in re.split(r"(?<=[?.!])\s+", agent.lower().replace("’", "'")) if part.strip()]
    text = next((part for part in reversed(asked) if "?" in part), agent.lower())
    text = _PREFACE.sub("", text)
    if _ASKS_WHO.match(text) and not _ASKS_WHO_ELSE.search(text):
        return Question.WHO
    if _JUST_OR_OTHERS.search(text):
        return Question.ALONE
    return next((kind for kind, pattern in _COMPILED if pattern.search(text)), Question.WHO)

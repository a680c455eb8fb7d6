"""Times of something else than the plan: distances, what lasts so long, visits, the day on which the date is set."""

import re

from agent.frame import ReadingContext
from agent.reading.dates import Window
from agent.reading.text import Message, fold
from agent.reading.time_cues import cue, loose
from agent.reading.timeline_around import Around

_DISTANCE = loose(r" (?:of|from|drive|drives|walk|away from|outside|by (?:car|train|road))\b(?! (?:now|today|here on))")
_HOURS = re.compile(r"\b(?:h(?:ou)?rs?|min(?:ute)?s?)$")
_ONE_UNIT = re.compile(r"\b(?:day|night|week|month)$")
_LASTS_SO_LONG = loose(
    r" (?:[a-z]+ ){0,2}(?:off-?site|retreat|workshops?|conference|event|course|festival|summit"
    r"|programme|program|training|"
    r"stay|trial|seminar|meeting|getaway|trip|tour|hire|let|lease|contract|expo|exhibition|show)\b"
)
"""What lasts two days: "a two day team offsite"."""
_LOOKS = loose(
    r"\b(?:see|view|visit|inspect|look at|look (?:a)?round|check out|come to|walk)\b[^.!?]{0,50}"
    r"\b(?:venues?|showrooms?|places?|sites?|units?|flats?|apartments?|rooms?|house|houses|property|properties|space)\b"
)
_VISIT = re.compile(
    r"\b(?:visit|call|demo|viewing|appointment|meeting|chat|tour|showing|survey|consultation"
    r"|callback|slot|walk-?through)\b"
)
_DECIDED_THEN = loose(
    r"^[^.!?]{0,60}\b(?:pick|decide|choose|set|fix|agree|settle|know|confirm|announce|discuss)(?:s|es)? "
    r"(?:on )?(?:(?:a|the|our) dates? |it |that |more |when )?(?:then|there|that day|after)\b"
    r"|^[^.!?]{0,60}\b(?:pick|choose|set|fix|announce|settle)(?:s|es)? (?:on )?(?:a|the|our) dates?\b"
    r"|^[^.!?]{0,60}\b(?:get|gets|be|is|are|being) (?:decided|picked|chosen|set|fixed|agreed|settled|confirmed"
    r"|finali[sz]ed|announced|signed off) (?:on )?(?:then|there|that day|that night|on the day|after)\b"
)
"""What happens then is that the date is set."""
_CANNOT_NAME = re.compile(
    r"(?:\bnot|n't|\bcannot|\bnobody|\bno one)\b(?: [a-z]+){0,3}"
    r" (?:name|give|say|have|pick|promise|commit to|fix|set)(?: you| me| us)? $"
)
"""For "I just can't name a month"."""
_TO_CHOOSE = re.compile(
    r"\b(?:pick|choos|settl|decid|agree|land|nail|pin|lock|fix|sett?|confirm|nam|sort|finali[sz])(?:e|es|s|ing|ed)?"
    r"(?: (?:on|down|in|out))? $"
)
"""For "waiting on the board to pick a week": which, is not known."""
_MIGHT = re.compile(r"\bif\b.{0,40}\b(?:turns?|comes?|came|pops?|shows?) (?:up|along)\b")
"""For "if the right one turns up in two years": a chance, no plan."""
_LIMITS = ("by", "before", "until")
_SHORT = 100
_FLAT = ("in", "range", "from")


def is_another_matter(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """True where the window is no time of their plan for what it measures or for what happens then."""
    own = message.text[window.span.start : window.span.end]
    if own.endswith("weekends") and not re.match(r"\W*\w+ weekends", own):
        return True
    if own.startswith(("a ", "any ", "one ", "on a ", "on any ")) and (
        _CANNOT_NAME.search(words.before) or _TO_CHOOSE.search(words.before)
    ):
        return True
    if _MIGHT.search(words.before) or _is_measure(own, words) or _is_of_a_visit(message, window, words, context):
        return True
    if cue("opt_out").search(words.before) is not None or _is_when_they_know(window, words, message):
        return True
    return window.bound in _FLAT and words.says("absent")


def _is_measure(own: str, words: Around) -> bool:
    """For "within two hours of Sydney", "a two day offsite"."""
    if _HOURS.search(own) and _DISTANCE.match(words.after):
        return True
    return _ONE_UNIT.search(own) is not None and _LASTS_SO_LONG.match(words.after) is not None


def _is_when_they_know(window: Window, words: Around, message: Message) -> bool:
    """For "the board meets on Thursday, they pick the date then", "I'll know more next week"."""
    if words.says("know_then") and cue("new_matter").search(words.before) is None:
        return True
    return window.kind in ("day", "week") and _DECIDED_THEN.match(message.text[window.span.end :][:120]) is not None


def _is_of_a_visit(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """For "pencil me in for Tuesday", "we are in Sydney on the 14th" beside venues to see, "the 15th" of a visit."""
    if context.asked == "timeline" or window.kind not in ("day", "week", "span") or window.bound in _LIMITS:
        return False
    if words.says("booked_in"):
        return True
    sentence = message.sentence_at(window.span.start)
    if window.kind == "day" and _LOOKS.search(message.text[sentence.start : sentence.end]):
        return True
    if context.asked is not None or not context.agent or len(message.text) > _SHORT or words.beside("plan"):
        return False
    return window.kind == "day" and _VISIT.search(fold(context.agent)) is not None and not words.beside("event")

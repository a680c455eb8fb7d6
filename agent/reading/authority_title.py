"""A deciding title that stands beside the writer's name or opens a sentence: "Kim Lodge, sole trader, roofing"."""

import re
from functools import cache

from agent.reading.authority_scene import Reading, Scene
from agent.reading.contact_lexicon import alternatives, entries
from agent.reading.text import Span

_SHORT = 3
"""Words that may stand before the title where no name of the writer's does: "Alright, sole trader here"."""
_LOOSE = frozenset("owner president md proprietor proprietress".split())
"""Also words for somebody else, or for who holds a house: believed only beside the writer's name."""
_MORE = ("chief exec", "chief executive")


_INTRODUCED = re.compile(
    r"\W*(?:(?:[A-Za-z']+|[Gg]ood [a-z]+)[,!.]? )?(?:(?:it's|this is|I'm|my name is|name's) )?"
    r"(?!(?:My|Our|The|Your|Ask|Call|Tell|See|Re|Dear|Hi|Hello|Hey)\b)[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}"
    r"(?: (?:here|here from|from|at|of|with) [^.,;!?\n]{2,40}| here)?\s*(?:,|-|–|\()\s*(?:the |a )?$"
)
""" "Alright, Kim Lodge, " or "Ana from Tidewater Rigging, " at the beginning: the writer says who they are."""


@cache
def _apposition() -> re.Pattern[str]:
    """A deciding title between marks, or between a mark and the end."""
    titles = alternatives((*entries("titles")["deciding"], *_MORE))
    return re.compile(
        rf"(?:^|[.!;,\n(|]\s*|\s[-–]\s)(?:(?:the|a|an)\s+)?(?P<title>{titles})(?![\w-])"
        r"(?=\s*(?:[.!,;)\n|]|$|[-–]\s|(?:here|though|for my sins)\b))"
    )


def titled(scene: Scene, name: Span | None) -> Reading | None:
    """The decision that goes with a title, where the words make it the writer's and no one asked who decides."""
    if scene.asked:
        return None
    for match in _apposition().finditer(scene.message.text):
        title = Span(match.start("title"), match.end("title"))
        if _is_own(scene, title, name):
            return Reading("decision_maker", None, title)
    return None


def _is_own(scene: Scene, title: Span, name: Span | None) -> bool:
    """Whether nobody else is named before the title, and the writer is or it opens the sentence."""
    sentence = scene.message.sentence_at(title.start)
    before = scene.message.text[sentence.start : title.start]
    if "?" in scene.message.text[title.end : sentence.end + 1]:
        return False
    if sentence.start == 0 and _INTRODUCED.match(scene.message.raw[: title.start]):
        return True
    if any(sentence.start <= span.start < title.start for span in scene.people):
        return False
    if name is not None and sentence.start - 3 <= name.start < title.start and title.start - name.start < 60:
        return True
    follows_name = name is not None and 0 <= sentence.start - name.end <= 3
    loose = scene.message.text[title.start : title.end] in _LOOSE
    return len(before.split()) <= _SHORT and (follows_name or not loose)

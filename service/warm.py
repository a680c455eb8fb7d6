"""What a process does before the first visitor writes, so that nobody waits for it later."""

import gc
from collections.abc import Iterable
from datetime import date

from agent.frame import ReadingContext
from agent.knowledge import lookup
from agent.playbook import Playbook
from agent.reading.reader import read
from agent.whereabouts import place_of_number

SENTENCE = "Hi, Ann from Acme, we need it by the end of next month, about 20k, I decide, 40 people. What does it cost?"


YOUNG = 20_000
"""Objects made since the last collection until the next one. Python's own 700 make several in each turn."""


def settle() -> None:
    """Take what is loaded out of the garbage collector's sight: it would look through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def warm_texts() -> None:
    """Load what the first text of a stranger needs: numbering plans and places, a third of a second of one core."""
    from twilio.request_validator import RequestValidator

    RequestValidator("warm").compute_signature("https://bantam.example", {})
    place_of_number("+12025550100")


def warm_up(playbooks: Iterable[Playbook]) -> None:
    """Compile what the embedded reader and the knowledge look-up compile on first use, a second of one core; settle."""
    warm_texts()
    for playbook in playbooks:
        business = playbook.business
        context = ReadingContext(
            today=date(2026, 1, 5), country=business.country, currency=business.currency, vertical=playbook.vertical
        )
        read(SENTENCE, context)
        lookup(SENTENCE, playbook, "web")
    settle()

"""Reads one sentence before the first visitor writes, so that nobody waits for patterns to be compiled."""

from collections.abc import Iterable
from datetime import date

from agent.frame import ReadingContext
from agent.knowledge import lookup
from agent.playbook import Playbook
from agent.reading.reader import read

SENTENCE = "Hi, Ann from Acme, we need it by the end of next month, about 20k, I decide, 40 people. What does it cost?"


def warm_up(playbooks: Iterable[Playbook]) -> None:
    """Compile what the embedded reader and the knowledge look-up compile on first use; a second of one core."""
    for playbook in playbooks:
        business = playbook.business
        context = ReadingContext(
            today=date(2026, 1, 5), country=business.country, currency=business.currency, vertical=playbook.vertical
        )
        read(SENTENCE, context)
        lookup(SENTENCE, playbook, "web")

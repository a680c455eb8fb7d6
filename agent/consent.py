"""May we speak? One gate for whoever sends words. Pure."""

from agent.dialogue import Snapshot
from agent.frame import Signal

TEXTED = ("sms", "whatsapp")


def silent_because(snapshot: Snapshot, signals: frozenset[Signal]) -> str | None:
    """Why the agent must not answer now, or None. What the lead wrote is recorded all the same.

    After an opt-out one confirmation goes out, then nothing (47 CFR 64.1200(a)(12)) until the lead opts in again. On
    the web a visitor who writes again of their own accord is answered: nobody else can start that conversation.
    """
    if snapshot.held_by_rep:
        return "a person has the conversation"
    if not snapshot.lead.opted_out or "opt_in" in signals:
        return None
    if snapshot.channel in TEXTED:
        return "the lead has opted out"
    return "the lead has opted out, again" if "opt_out" in signals else None

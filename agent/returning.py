"""What the conversation remembers once a person takes it over, and once they give it back. Pure."""

from datetime import datetime

from agent.assessment import Stage
from agent.dialogue import DialogueState, HandoffReason


def taken(state: DialogueState) -> DialogueState:
    """A person talks now: the agent's last question no longer decides what a bare answer means."""
    return state.model_copy(update={"last_asked": None, "doubt": None, "touched": state.touched + 1})


def returned(state: DialogueState, at: datetime, stage: Stage | None = None) -> DialogueState:
    """The agent goes on from here: what was asked and declined stays so, the reason for the handoff is dealt with.

    `stage`: the lead's, as the person had it. Whoever had an SQL need not be told that it is one, whatever the handoff
    was for.
    """
    seen: tuple[HandoffReason | None, ...] = (state.handed_over, "sql" if stage == "SQL" else None)
    handled = tuple(dict.fromkeys([*state.handled, *(reason for reason in seen if reason is not None)]))
    return state.model_copy(update={
        "handed_over": None,
        "handled": handled,
        "returned_at": at,
        "last_asked": None,
        "doubt": None,
        "closed": False,
        "offered_help": 0,
        "touched": state.touched + 1,
    })  # fmt: skip


def corrected(state: DialogueState) -> DialogueState:
    """A person corrected a fact: what the agent was about to confirm is settled."""
    return state.model_copy(update={"doubt": None, "touched": state.touched + 1})


def asked_for_contact(state: DialogueState) -> DialogueState:
    """The lead was asked how to be reached, outside a turn: a bare answer means that."""
    asked = {**state.asked, "contact": state.asked.get("contact", 0) + 1}
    return state.model_copy(update={"asked": asked, "last_asked": "contact", "touched": state.touched + 1})

"""A picture, a voice message or a file without a word: noted, and answered politely by code. No model sees it."""

import re

from agent.dialogue import DialogueState
from agent.playbook import Playbook
from agent.wording import fingerprints

KINDS = {"image": "picture", "audio": "voice message", "video": "video"}
FILE = "file"
_NOTE = re.compile(rf"\[(?:{'|'.join([*KINDS.values(), FILE])})\]")
_SENTENCES = (
    "I can't open attachments here, but a colleague will see it. What should I know about it?",
    "That's kept for a colleague too, though I can't open it. Could you tell me in a few words what it shows?",
)


def note_on(content_type: str) -> str:
    """What stands for an attachment in the transcript: [picture], [voice message], [video] or [file]."""
    return f"[{KINDS.get(content_type.split('/')[0], FILE)}]"


def is_only_media(text: str) -> bool:
    """Nothing but notes on attachments: there are no words to read."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(_NOTE.fullmatch(line) for line in lines)


def answer_to_media(playbook: Playbook, state: DialogueState) -> str | None:
    """What is said to it; None where all of that has been said: a colleague sees the rest."""
    said = set(state.said)
    sentence = next((one for one in _SENTENCES if not said & set(fingerprints(one))), None)
    if sentence is None:
        return None
    if said:
        return sentence
    business = playbook.business
    hello = f"Hi, this is {business.agent_name}, the AI assistant at {business.name}."
    return f"{hello} {sentence} Reply STOP to opt out."

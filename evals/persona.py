"""Leads played by a model: a persona with hidden facts, told as a person would, and a check that it kept to them."""

import re
from collections.abc import Mapping
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from agent.models import Access, chat_model
from evals.cases import ConversationCase
from evals.play import LeadOf
from evals.proof import written_figures
from evals.simulate import Lead, World
from service.settings import Settings

DONE = "[end]"
_PLAY = """You play a person who has contacted a business. You are NOT the assistant: you are the customer.
Who you are: {persona}
What is true of you, and nothing else is:
{facts}
How to play it:
- Answer only what you are asked, in one or two short sentences, in this person's own way. Never list your facts.
- Never state a figure, date, name or address that is not among your facts. Where you are asked what your facts do not
  say, say that you do not know, or that you would rather not say.
- Where your facts say that you refuse something, refuse it.
- When the assistant has said goodbye, has passed you on, or asks nothing more, write only {done}"""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def facts_told(case: ConversationCase) -> str:
    """The hidden facts, one a line: the case's own answers where it has them, else its labels."""
    lines = [f"- asked about {slot.replace('_', ' ')}: {'; then: '.join(said)}" for slot, said in case.answers.items()]
    for slot, value in case.expect.facts.items():
        if slot not in case.answers:
            lines.append(f"- {slot.replace('_', ' ')}: {_in_words(value)}")
    return "\n".join(lines)


def _in_words(value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return ", ".join(f"{key} {item}" for key, item in value.items() if item not in (None, "stated"))


class Played:
    """A lead that a model plays. Its opening and interjections stay as written; the rest is the model's."""

    def __init__(self, case: ConversationCase, model: BaseChatModel) -> None:
        self._case, self._model = case, model
        self._rules = SystemMessage(
            _PLAY.format(persona=case.persona or "a busy person", facts=facts_told(case), done=DONE)
        )

    async def answer(self, world: World, asks: str | None, *, interjects: bool) -> str | None:
        """What the person says next; None where the person is done."""
        if interjects:
            return ""  # what is interjected takes its place
        talk = "\n".join(f"{'assistant' if m.sender == 'agent' else 'you'}: {m.text}" for m in world.messages[-10:])
        messages: list[BaseMessage] = [self._rules, HumanMessage(f"{talk}\nYour next message:")]
        said = (await self._model.ainvoke(messages)).text.strip().removeprefix("you:").strip()
        return None if not said or DONE in said else said.replace("\x00", "")[:600]


def strays(case: ConversationCase, transcript: list[Mapping[str, Any]]) -> list[str]:
    """Where a played lead left its facts: a figure or an address that is not among them.

    Such a conversation says nothing of the agent: the run marks it, and its label does not count.
    """
    given = "\n".join([case.opening, facts_told(case), *case.interject.values(), *case.form.values(), str(case.today)])
    known, mails = written_figures(given), {mail.casefold() for mail in _MAIL.findall(given)}
    heard = given
    found = []
    for message in transcript:
        if message["from"] == "lead":
            told = written_figures(message["text"]) - known - written_figures(heard)
            found += [f"{figure:g} is none of its figures: {message['text'][:120]!r}" for figure in sorted(told)]
            wrong = {mail.casefold() for mail in _MAIL.findall(message["text"])} - mails
            found += [f"{mail} is not its address" for mail in sorted(wrong)]
        heard += f"\n{message['text']}"
    return found


def leads_played_by(name: str, settings: Settings) -> LeadOf:
    """Every lead with a persona, or with facts to tell, played by the model called `name`."""
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    access = Access(api_key=key, base_url=settings.openai_base_url, timeout=settings.bantam_model_timeout)
    return leads_of(chat_model(name, access))


def leads_of(model: BaseChatModel) -> LeadOf:
    """Leads played by a given chat model."""

    def lead(case: ConversationCase, repeat: int) -> Lead:
        return Played(case, model)

    return lead

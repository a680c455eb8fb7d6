"""Who writes and how to reach them: name, firm, title, email and phone of the writer, never of a third person."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from agent.frame import Claim, ReadingContext, Slot, Text
from agent.reading.contact_company import (
    asks_firm,
    closing_company,
    company_behind,
    listed_company,
    named_company,
    signed_company,
)
from agent.reading.contact_email import emails_in, own_email
from agent.reading.contact_firm_told import told_company
from agent.reading.contact_name import asks_name, listed_name, stated_name, turned_name
from agent.reading.contact_phone import own_phone, phones_in
from agent.reading.contact_run import cut_runs
from agent.reading.contact_title import own_title
from agent.reading.contact_words import Part, parts_of, words_in
from agent.reading.spacing import squeezed
from agent.reading.text import Message, Span

_ASKS_ROLE = re.compile(
    r"\b(?:your (?:role|title|part|job|position)|are you|do you|is (?:the|it|this)|yours?|yourself|will you|"
    r"would you|you)\b"
)


_ASKS_CONTACT = re.compile(
    r"\b(?:your|ur|the) (?:\w+ ){0,2}(?:names?|e-?mail|phone|mobile|cell|number)\b|\bwho (?:am i|i'm|are you)\b|"
    r"\b(?:speaking|chatting|talking) (?:with|to)\b|\breach you\b|\bnames? and (?:number|e-?mail|phone)\b"
)


@dataclass
class Card:
    """What has been read so far, with its places."""

    claims: list[Claim] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def read_contact(message: Message, context: ReadingContext) -> list[Claim]:
    """At most one claim each for name, company, title, email, phone."""
    tight = squeezed(message)
    card = card_of(tight.message, context)
    if tight.kept is None:
        return list(card.claims)
    spans = [tight.back(span) for span in card.spans]
    pairs = zip(card.claims, spans, strict=True)
    return [claim.model_copy(update={"quote": message.quote(span)}) for claim, span in pairs]


def own_spans(message: Message, context: ReadingContext) -> dict[Slot, Span]:
    """Where the writer's own name, title and so on stand, for those who read other people in the message.

    `message` has no runs of blanks.
    """
    card = card_of(message, context)
    return {claim.slot: span for claim, span in zip(card.claims, card.spans, strict=True)}


@lru_cache(maxsize=64)
def card_of(message: Message, context: ReadingContext) -> Card:
    """All contact data of one message; kept for the readers that come after."""
    asked = asks_contact(context)
    card = Card()
    mail, phone = own_email(message), own_phone(message, context.country, asked=asked)
    parts = contact_parts(message, context)
    name = _own_name(message, parts, context)
    _add(card, message, "name", name)
    title = own_title(message, parts, [] if name is None else [name], asks_role=asks_role(context))
    _add(card, message, "title", title)
    _add(card, message, "company", _own_company(message, parts, name, title, context))
    if mail is not None:
        _add(card, message, "email", mail.span, mail.email)
    if phone is not None:
        _add(card, message, "phone", phone.span, phone.number)
    return card


def contact_parts(message: Message, context: ReadingContext) -> tuple[Part, ...]:
    """The message cut into parts, its addresses and numbers as parts of their own."""
    known = [("email", address.span) for address in emails_in(message)]
    known += [("phone", phone.span) for phone in phones_in(message, context.country, asked=asks_contact(context))]
    return cut_runs(message, parts_of(message, known))


def asks_contact(context: ReadingContext) -> bool:
    """Whether contact data was asked for: by the slot asked, else by the agent's words where no slot is given."""
    if context.asked is not None or context.agent is None:
        return context.asked == "contact"
    return bool(_ASKS_CONTACT.search(context.agent.lower()))


def asks_role(context: ReadingContext) -> bool:
    """Whether a bare title would answer the agent's question about the writer."""
    if context.asked not in ("authority", "contact"):
        return False
    return context.asked == "contact" or context.agent is None or bool(_ASKS_ROLE.search(context.agent.lower()))


def _own_name(message: Message, parts: tuple[Part, ...], context: ReadingContext) -> Span | None:
    asked = asks_contact(context)
    first = listed_name(message, parts, asked=asked, agent=context.agent) if asked else None
    turned = turned_name(message, parts) if asked and asks_name(context.agent) else None
    span = turned or stated_name(message, asked=asked) or first
    span = span or listed_name(message, parts, asked=asked, agent=context.agent)
    firm_asked = asked and asks_firm(context.agent) and not asks_name(context.agent)
    if span is not None and firm_asked and not words_in(message, span.start, span.end)[0].is_given:
        return None
    if (
        span is None
        or any(span.overlaps(part.span) for part in parts if part.kind != "words")
        or _is_agents(message.text[span.start : span.end], context)
    ):
        return None
    return span


def _is_agents(name: str, context: ReadingContext) -> bool:
    """The name that the agent gave for itself is not the writer's."""
    agent = (context.agent or "").lower()
    return bool(
        re.search(
            rf"\b(?:i'm|it's|this is|here's|name is) {re.escape(name)}\b|\b{re.escape(name)} (?:here|from)\b", agent
        )
    )


def _own_company(
    message: Message, parts: tuple[Part, ...], name: Span | None, title: Span | None, context: ReadingContext
) -> Span | None:
    for span in (title, name):
        if span is None:
            continue
        limit = min(
            (part.span.start for part in parts if part.kind != "words" and part.span.start >= span.end), default=10**6
        )
        if (firm := company_behind(message, span.end, limit)) is not None:
            return firm
    taken = [span for span in (name, title) if span is not None]
    agent = context.agent if asks_contact(context) else None
    found = (
        None if name is None else signed_company(message, name),
        named_company(message),
        listed_company(message, parts, taken, agent=agent),
        closing_company(message),
        told_company(message, parts),
    )
    return next((firm for firm in found if firm is not None and not any(firm.overlaps(span) for span in taken)), None)


def _add(card: Card, message: Message, slot: Slot, span: Span | None, value: str | None = None) -> None:
    if span is None:
        return
    quote = message.quote(span)
    card.spans.append(span)
    card.claims.append(Claim(slot=slot, value=Text(text=value or quote), quote=quote))

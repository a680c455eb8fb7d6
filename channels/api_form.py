"""A lead that came by a form: known again by email or phone, its fields facts with the form as evidence, rescored."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.assessment import Assessment
from agent.facts import Fact, FormEvidence, current
from agent.frame import Authority, Slot, SlotValue, Text
from agent.playbook import Playbook
from agent.reading.contact_phone import number_of
from agent.reading.contact_title import decides
from channels.api_keys import ApiDeps
from channels.api_problems import bad_field
from channels.api_shapes import FormConsent, LeadForm
from channels.inbox import readable
from channels.sms_start import start_by_text
from crm_store import activities, api_queries, audit, consents, conversations, facts, leads, messages
from crm_store.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

TEXTED = "sms"


@dataclass(frozen=True)
class Field:
    """One filled field: what it means and what was typed there."""

    slot: Slot
    name: str
    value: SlotValue
    typed: str


@dataclass(frozen=True)
class FormTaken:
    lead_id: str
    created: bool
    assessment: Assessment


def fields_of(form: LeadForm, playbook: Playbook) -> tuple[Field, ...]:
    """The fields as slot values. Raises BadField where an email or a phone number is none."""
    filled: list[Field] = []
    if form.email is not None:
        filled.append(Field("email", "email", Text(text=_email(form.email)), form.email))
    if form.phone is not None:
        filled.append(Field("phone", "phone", Text(text=_phone(form.phone, playbook)), form.phone))
    plain: tuple[tuple[Slot, str | None], ...] = (("name", form.name), ("company", form.company), ("title", form.title))
    filled += [Field(slot, slot, Text(text=typed), typed) for slot, typed in plain if typed is not None]
    if form.title is not None and decides(form.title):
        # A deciding title says who decides, in a form as in a message.
        filled.append(Field("authority", "title", Authority(role="decision_maker"), form.title))
    return tuple(filled)


def _email(typed: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(typed, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise bad_field("email", "is not an email address") from error


def _phone(typed: str, playbook: Playbook) -> str:
    number = number_of(typed, playbook.business.country, sure=True)
    if number is None:
        country = playbook.business.country
        raise bad_field("phone", f"is no phone number of {country}; write one of another country with + and its code")
    return number


async def take_form(deps: ApiDeps, by: str, form: LeadForm, playbook: Playbook) -> FormTaken:
    """Store all of it in one transaction. Raises BadField where the form says nothing or a field cannot be read."""
    filled, now = fields_of(form, playbook), deps.clock()
    if not filled and form.message is None:
        raise bad_field("body", "says nothing of a person: give an email, a phone number, a name or a message")
    contact = {field.slot: field.value.text for field in filled if isinstance(field.value, Text)}
    _check_consent(form.consent, contact.get("phone"))
    async with deps.store.transaction() as connection:
        lead_id, created = await _lead(connection, playbook, contact, form, now)
        await _facts(connection, lead_id, filled, form, now)
        await activities.add(connection, lead_id, "form", now, title=_name(form))
        if form.consent is not None and form.consent.sms:
            await _consent(connection, lead_id, contact["phone"], form.consent, now)
        if form.message is not None:
            await _message(connection, lead_id, form.message, now)
        await audit.record(connection, by, "form taken", now, lead_id=lead_id, created=created)
        if form.consent is not None and form.consent.sms and deps.texting is not None:
            await start_by_text(connection, deps.texting, lead_id, contact["phone"], now)
        assessment = await deps.rescoring(playbook).rescore(connection, lead_id, now)
    return FormTaken(lead_id, created, assessment)


def _check_consent(consent: FormConsent | None, phone: str | None) -> None:
    if consent is None or not consent.sms:
        return
    if phone is None:
        raise bad_field("consent.sms", "is true without a phone number to text")
    if not consent.text:
        raise bad_field("consent.text", "is missing: the words that the person agreed to are the proof of it")


def _name(form: LeadForm) -> str | None:
    """Which form it was, as the source says."""
    return str(form.source.get("conversion") or "")[:100] or None


async def _lead(
    connection: "AsyncConnection", playbook: Playbook, contact: dict[Slot, str], form: LeadForm, now: datetime
) -> tuple[str, bool]:
    """The lead that this person is already, or a new one. The first source stays: it says what brought them."""
    email, phone = contact.get("email"), contact.get("phone")
    await api_queries.lock_contacts(connection, playbook.name, [one for one in (email, phone) if one])
    known = await leads.by_contact(connection, playbook.name, email=email, phone=phone)
    if known is None:
        words: dict[str, str | None] = {slot: text for slot, text in contact.items()}
        return await leads.create(connection, playbook.name, now, source=form.source, contact=words), True
    if not known.source and form.source:
        await leads.change(connection, known.id, now, source=form.source)
    return known.id, False


async def _facts(
    connection: "AsyncConnection", lead_id: str, filled: tuple[Field, ...], form: LeadForm, now: datetime
) -> None:
    """A field that says something new supersedes; one that repeats what is known adds nothing."""
    known = current(await facts.of_lead(connection, lead_id))
    name = _name(form) or "form"
    new: list[Fact] = []
    for field in filled:
        old = known.get(field.slot)
        if old is not None and (old.value == field.value or field.slot == "authority"):
            continue  # what somebody said of their part in the decision is worth more than what their title suggests
        evidence = FormEvidence(form=name, field=field.name, quote=field.typed, at=now)
        new.append(Fact.model_validate({
            "id": new_id("fc"), "slot": field.slot, "value": field.value, "evidence": (evidence,), "at": now,
            "supersedes": None if old is None else old.id,
        }))  # fmt: skip
    await facts.add(connection, lead_id, new)


async def _consent(
    connection: "AsyncConnection", lead_id: str, phone: str, consent: FormConsent, now: datetime
) -> None:
    """An older form does not bring back a consent that was withdrawn since."""
    at = min(consent.at or now, now)
    last = await api_queries.last_word_on(connection, TEXTED, phone)
    if last is None or last < at:
        await consents.record(connection, TEXTED, phone, "granted", "form", at, lead_id=lead_id, shown=consent.text)


async def _message(connection: "AsyncConnection", lead_id: str, text: str, now: datetime) -> None:
    """Kept as the lead's own message in a conversation, where reps read it.

    No turn is enqueued: nobody watches this conversation, so a reply would go nowhere. It stays unread, and a turn
    on this conversation (once a channel to answer over is joined to it) takes its words in as evidence.
    """
    conversation_id = await conversations.create(connection, lead_id, "web", now)
    message = messages.new_message(conversation_id, lead_id, 1, "lead", readable(text), now, channel="web")
    await messages.add(connection, message)
    await conversations.change(connection, conversation_id, now, last_seq=1)

"""Texting, wired: from the settings to what the channels need, and the handlers of its jobs."""

from datetime import timedelta
from typing import Any

import yaml
from pydantic import ValidationError

from agent.quiet_hours import QuietHours, rules
from channels.effects import GO_ON, JOIN
from channels.rep_texts import TEXT_REP, RepTexts
from channels.sms import SEND, Carrier, Texting
from channels.sms_out import Deliveries
from channels.sms_person import Persons
from channels.sms_start import GoingOn
from channels.twilio_api import Twilio
from crm_store.jobs import Retry, Task
from service.settings import Settings, SettingsError
from service.wiring import Bantam

SENDERS = {"sms": SEND, "whatsapp": SEND}
"""The job that delivers a message, by channel."""


def texting_of(bantam: Bantam) -> Texting:
    """What receiving and sending text messages needs. Raises SettingsError, one clear sentence."""
    settings = bantam.settings
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    _check_playbooks(settings, bantam)
    return Texting(
        store=bantam.store,
        playbooks=bantam.playbooks,
        now=bantam.now,
        public_url=settings.bantam_public_url,
        carrier=carrier_of(settings),
        account_sid=settings.twilio_account_sid or "",
        auth_token=token,
        line=settings.twilio_from,
        service_sid=settings.twilio_messaging_service_sid,
        whatsapp_line=settings.twilio_whatsapp_from,
        lines=settings.twilio_playbooks,
        playbook=settings.bantam_sms_playbook,
        templates=settings.twilio_whatsapp_templates,
        hours=hours_of(settings),
        trust_forwarded=settings.bantam_trust_forwarded,
        carrier_answers_keywords=settings.twilio_answers_keywords,
        segments=settings.bantam_sms_segments,
        pace=settings.bantam_sms_pace,
        validity=settings.bantam_sms_validity,
        names_intent=settings.twilio_message_intent,
        flood=settings.bantam_sms_flood,
        flood_pause=timedelta(minutes=settings.bantam_sms_flood_pause),
        price=settings.bantam_sms_price,
        currency=settings.bantam_sms_currency,
    )


def carrier_of(settings: Settings) -> Carrier | None:
    """Twilio, where it is set up."""
    if not settings.twilio_account_sid or settings.twilio_auth_token is None:
        return None
    return Twilio(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        base=settings.twilio_api_base,
        status_callback=f"{settings.bantam_public_url}/twilio/status",
    )


def hours_of(settings: Settings) -> QuietHours:
    """The quiet hours, with the operator's own entries before those that ship."""
    if settings.bantam_quiet_hours is None:
        return rules()
    try:
        return rules(yaml.safe_load(settings.bantam_quiet_hours.read_text(encoding="utf-8")))
    except (ValidationError, ValueError, yaml.YAMLError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise SettingsError(f"BANTAM_QUIET_HOURS: {settings.bantam_quiet_hours}: {said}") from error


def _check_playbooks(settings: Settings, bantam: Bantam) -> None:
    named = {"BANTAM_SMS_PLAYBOOK": [settings.bantam_sms_playbook] if settings.bantam_sms_playbook else [],
             "TWILIO_PLAYBOOKS": list(settings.twilio_playbooks.values())}  # fmt: skip
    for setting, names in named.items():
        unknown = [name for name in names if name not in bantam.playbooks]
        if unknown:
            raise SettingsError(f"{setting}: no playbook {', '.join(unknown)}; there are {', '.join(bantam.playbooks)}")


def text_tasks(texting: Texting) -> dict[str, Task]:
    """The handlers of its jobs. They choose themselves when to try again; the retries here are for faults of ours."""
    own: dict[str, Any] = {"attempts": 20, "first": 1.0, "cap": 120.0}
    return {
        SEND: Task(Deliveries(texting).deliver, Retry(**own)),
        GO_ON: Task(GoingOn(texting).go_on, Retry(**own)),
        JOIN: Task(Persons(texting).join, Retry(**own)),
        TEXT_REP: Task(RepTexts(texting).send, Retry(**own)),
    }

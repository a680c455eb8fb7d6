"""The settings of text messages: the Twilio account, our numbers, and when and how we text."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

Pairs = Annotated[dict[str, str], NoDecode]


class TextSettings(BaseSettings):
    """What an operator may set about text messages. Names are the environment's, in lower case."""

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    """The account's primary token: requests to us are signed with it."""
    twilio_from: str | None = None
    """Our number in E.164; replies go out from the number that was texted."""
    twilio_messaging_service_sid: str | None = None
    """Send through a Messaging Service instead of a number."""
    twilio_whatsapp_from: str | None = None
    """Our WhatsApp number in E.164, where it is another."""
    twilio_api_base: str | None = None
    """Another address of Twilio's API, for tests and proxies."""
    twilio_playbooks: Pairs = {}
    """Which playbook each of our numbers belongs to: +15125550100=b2b_saas,+442079460000=retail."""
    bantam_sms_playbook: str | None = None
    """The playbook of every other number; by default the first there is."""
    twilio_whatsapp_templates: Pairs = {}
    """Approved templates (ContentSid) for WhatsApp outside its 24 hours: b2b_saas=HX…,*=HX…."""
    twilio_answers_keywords: bool = False
    """Twilio answers STOP, START and HELP by itself (it also says so per message); then Bantam stays silent."""
    twilio_message_intent: bool = False
    """Tell Twilio what each text is for (customercare or marketing): for its Compliance Toolkit and Traffic Shaping."""
    bantam_trust_forwarded: bool = False
    """Believe X-Forwarded-Proto and -Host when checking Twilio's signature, besides BANTAM_PUBLIC_URL."""
    bantam_sms_segments: Annotated[int, Field(ge=1, le=10)] | None = None
    """Segments of a reply at most, whatever its playbook says (`text_segments`, 2 unless it says otherwise)."""
    bantam_sms_pace: Annotated[float, Field(gt=0)] = 1.0
    """Segments that one of our numbers sends a second; a US long code carries about one."""
    bantam_sms_validity: Annotated[int, Field(ge=1, le=36000)] = 14400
    """Seconds that a message may wait in Twilio's queue."""
    bantam_sms_flood: Annotated[int, Field(ge=0)] = 30
    """Texts of one number within ten minutes that are more than a person writes; 0: never too many."""
    bantam_sms_flood_pause: Annotated[int, Field(ge=1)] = 60
    """Minutes for which such a number is not answered; what it writes is kept."""
    bantam_sms_price: Decimal | None = None
    """What one segment costs, where Twilio does not say; shown per message."""
    bantam_sms_currency: str = "USD"
    bantam_quiet_hours: Path | None = None
    """A file in the form of agent/quiet_hours.yaml whose entries come before the ones that ship."""

    @field_validator("twilio_playbooks", "twilio_whatsapp_templates", mode="before")
    @classmethod
    def _pairs(cls, given: object) -> object:
        """`a=b,c=d`, or JSON."""
        if not isinstance(given, str):
            return given
        if given.lstrip().startswith("{"):
            return json.loads(given)
        pairs = [pair.partition("=") for pair in given.split(",") if pair.strip()]
        if not all(middle for _, middle, _ in pairs):
            raise ValueError("write name=value pairs, separated by commas")
        return {name.strip(): value.strip() for name, _, value in pairs}

"""What the chat's requests and answers hold. Strings are cleaned as they come in: no NUL, no half characters."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from channels.inbox import clean, clean_values

LONGEST_ADDRESS = 2000
"""Characters kept of a page's address."""
LONGEST_TITLE = 300
MOST_CAMPAIGN_KEYS = 20

VisitorActivity = Literal[
    "page", "price_page", "demo_page", "form", "download", "webinar", "event", "voucher", "return_visit",
    "email_open", "email_click",
]  # fmt: skip


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return clean(value)


def _shortened(length: int) -> BeforeValidator:
    def shorten(value: Any) -> str | None:
        return None if value is None else _text(value)[:length]

    return BeforeValidator(shorten)


def _campaign(value: Any) -> dict[str, str]:
    """`utm` with or without the prefix in its keys; what is no text or number is left out."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("must be an object of texts")
    kept = {}
    for key, words in list(clean_values(value).items())[:MOST_CAMPAIGN_KEYS]:
        if isinstance(words, str | int | float) and str(words):
            kept["utm_" + key.removeprefix("utm_")[:60]] = str(words)[:LONGEST_TITLE]
    return kept


Name = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=200)]
Address = Annotated[str | None, _shortened(LONGEST_ADDRESS)]


class Form(BaseModel):
    """Unknown members are let through: an older server must not refuse a newer widget."""

    model_config = ConfigDict(extra="ignore")


class ConversationForm(Form):
    """A visitor begins to talk."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"playbook": "b2b_saas", "page_url": "https://example.com/pricing", "utm": {"source": "ads"}}]
        }
    )
    playbook: Name
    page_url: Address = None
    referrer: Address = None
    utm: Annotated[dict[str, str], BeforeValidator(_campaign)] = {}
    visitor_id: Annotated[str | None, _shortened(200)] = None
    """Of a returning visitor who agreed to be recognised: hard to guess, made by the widget."""


class MessageForm(Form):
    """What the visitor wrote. The same `client_id` again is the same message."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"client_id": "c-1", "text": "How much is it?"}]})
    client_id: Name
    text: Annotated[str, BeforeValidator(_text)]
    """At most 100,000 characters."""


class ActivityForm(Form):
    """What the visitor did on the site, for the engagement points."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "price_page", "url": "https://example.com"}]})
    type: VisitorActivity
    url: Address = None
    title: Annotated[str | None, _shortened(LONGEST_TITLE)] = None


class Said(BaseModel):
    """A message as browsers get it."""

    id: str
    sender: Annotated[Literal["agent", "rep", "system", "lead"], Field(alias="from")]
    text: str
    at: datetime
    asks: str | None = None


class ConversationBegun(BaseModel):
    """`token` opens this conversation and no other; it is shown this once."""

    conversation_id: str
    lead_id: str
    token: str
    messages: list[Said]


class MessageTaken(BaseModel):
    message_id: str


class ActivityTaken(BaseModel):
    activity_id: str


class Introduction(BaseModel):
    """Whom the chat speaks for, before anybody has said a word."""

    playbook: str
    business: str
    agent: str
    greeting: str
    disclosure: str
    privacy: str
    privacy_url: str

"""A playbook: all that one business tells the agent. Typed and strict; every number it may change is in here."""

from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, HttpUrl, field_validator, model_validator

from agent.frame import KINDS, Asked, Kind
from agent.hours import Holiday, Hours, Weekday
from agent.routing import OpenTimes, Routing
from agent.score_policy import (
    FREE_MAIL,
    ActivityPoints,
    AuthorityPoints,
    BudgetPoints,
    Engagement,
    Fit,
    NeedEntry,
    NeedPoints,
    Needs,
    Policy,
    ServiceArea,
    SizeRange,
    SmallestBudget,
    Thresholds,
    TimelinePoints,
    ValueBands,
)
from agent.segments import SEGMENTS
from agent.strict import Currency, Strict, Words, content_hash

__all__ = [
    "FREE_MAIL", "ActivityPoints", "Address", "Answered", "AuthorityPoints", "BudgetPoints", "Business", "Disclosure",
    "Engagement", "Fit", "Hours", "NeedEntry", "NeedPoints", "Needs", "Notify", "Playbook", "Policy", "Question",
    "Routing", "ServiceArea", "SizeRange", "SmallestBudget", "Strict", "Thresholds", "TimelinePoints", "ValueBands",
    "Weekday", "Wording", "Words", "content_hash",
]  # fmt: skip


class Business(Strict):
    """Who the agent speaks for. `country` ISO 3166-1, `currency` ISO 4217, `timezone` IANA."""

    name: Words
    does: Words
    agent_name: Words
    tone: Words
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    currency: Currency
    timezone: str
    hours: Annotated[dict[Weekday, Hours], Field(min_length=1)]
    hours_text: Words
    holidays: tuple[Holiday, ...] = ()
    """Days off: 2026-12-25, each year 12-25, or from one to the other 2026-12-24..2027-01-01."""

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"no such time zone: {name} (an IANA name such as Europe/Dublin)") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def times(self) -> OpenTimes:
        return OpenTimes(zone=self.timezone, hours=dict(self.hours), holidays=self.holidays, country=self.country)

    def is_open(self, now: datetime) -> bool:
        """Whether people work at `now` (aware)."""
        return self.times.is_open(now)


class Disclosure(Strict):
    """What the law wants said: that an AI writes, and what happens with the words."""

    ai: Words
    """Said when asked whether it is a bot, and as part of the greeting."""
    privacy: Words
    privacy_url: HttpUrl
    sms_optin: Words
    """Brand, purpose, frequency, rates, HELP, STOP: the text beside the (never pre-ticked) box."""
    opt_out: Words
    """The one confirmation after an opt-out: no marketing."""
    opt_in: Words
    help: Words


def _asks_once(wording: str) -> str:
    if wording.count("?") != 1:
        raise ValueError(f"each question holds exactly one question mark: {wording!r}")
    return wording


class Wording(Strict):
    """The question for one slot: ways to ask it first, and to ask it again. Each holds one question mark."""

    first: Annotated[tuple[Annotated[Words, AfterValidator(_asks_once)], ...], Field(min_length=1)]
    again: Annotated[tuple[Annotated[Words, AfterValidator(_asks_once)], ...], Field(min_length=1)]


class Question(Strict):
    """One slot that is asked for, per channel (`sms` falls back to `web`)."""

    slot: Asked
    web: Wording
    sms: Wording | None = None
    """Without question-length luxury: a text should fit one segment."""


class Answered(Strict):
    """One thing the business lets the agent say, and how leads ask for it."""

    topic: Words
    asks: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Phrases and words of the questions that this answers (stems match)."""
    covers: tuple[Words, ...] = ()
    """Words that such a question may hold besides and that change nothing about the answer."""
    area: bool = False
    """The question may name a place of the service area."""
    any_detail: bool = False
    """It answers whatever detail an open question names besides (one fee for every job), a refusal any question."""
    say: Words
    sms: Words | None = None
    """The same for a text message, where `say` is long."""

    @field_validator("say", "sms")
    @classmethod
    def _asks_nothing_back(cls, text: str | None) -> str | None:
        if text is not None and "?" in text:
            raise ValueError("an answer asks nothing back: write it without a question mark")
        return text


class Address(Strict):
    """Where somebody who is no buyer is sent."""

    say: Words
    to: Words | None = None
    """A mail address or page, repeated to the rep."""


class Notify(Strict):
    """Who hears of a hand-over; addresses and hooks are empty until the business fills them in."""

    email: tuple[str, ...] = ()
    webhook: HttpUrl | None = None
    webhook_secret_env: str | None = None
    slack_env: str | None = None
    """The environment variable that holds the address of a Slack incoming webhook: the address is a secret."""
    teams_env: str | None = None
    """The same for a Teams workflow that takes an Adaptive Card."""
    support_email: tuple[str, ...] = ()
    next_step: Words
    """What the rep is advised to do next with an SQL."""
    when_open: Words
    """The honest word to the lead on when a person answers: said inside opening hours."""
    when_closed: Words
    """The same outside them."""


class Playbook(Strict):
    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    vertical: str
    business: Business
    disclosure: Disclosure
    greeting: dict[Literal["web", "sms"], Words]
    questions: Annotated[tuple[Question, ...], Field(min_length=4)]
    """In the order in which they are asked."""
    answers: Annotated[tuple[Answered, ...], Field(min_length=1)]
    policy: Policy
    non_buyers: dict[Kind, Address]
    notify: Notify
    routing: Routing = Routing()
    """Which rep is asked first, and how long each has to answer."""
    text_segments: Annotated[int, Field(ge=1, le=6)] = SEGMENTS
    """Segments of one text message at most (1 holds 160 plain characters, 2 hold 306, each more 153)."""
    allowed_origins: tuple[str, ...] = ()
    """Origins (scheme://host[:port]) whose pages may carry the widget, besides Bantam's own."""
    knowledge: tuple[Answered, ...] = ()
    """Filled from knowledge/*.md: one passage per heading."""

    @field_validator("greeting")
    @classmethod
    def _greets_everywhere(cls, greeting: dict[str, str]) -> dict[str, str]:
        missing = [channel for channel in ("web", "sms") if channel not in greeting]
        if missing:
            raise ValueError(f"greeting lacks {' and '.join(missing)}: the first words on that channel")
        if any(text.count("?") > 1 for text in greeting.values()):
            raise ValueError("a greeting asks one thing: at most one question mark")
        return greeting

    @field_validator("questions")
    @classmethod
    def _asks_what_it_scores(cls, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        asked = [question.slot for question in questions]
        missing = [slot for slot in ("need", "budget", "timeline", "authority", "contact") if slot not in asked]
        if missing:
            raise ValueError(f"questions lack the slot {', '.join(missing)}: the scorer needs it")
        if len(set(asked)) != len(asked):
            raise ValueError("questions name a slot twice")
        return questions

    @field_validator("non_buyers")
    @classmethod
    def _everyone_has_an_address(cls, non_buyers: dict[Kind, Address]) -> dict[Kind, Address]:
        missing = [kind for kind in KINDS if kind not in non_buyers]
        if missing:
            raise ValueError(f"non_buyers lack {', '.join(missing)}: where they are sent")
        return non_buyers

    @model_validator(mode="after")
    def _counts_in_one_currency(self) -> "Playbook":
        if self.business.currency != self.policy.currency:
            raise ValueError("business.currency and policy.currency differ")
        return self

    @cached_property
    def hash(self) -> str:
        """Content hash of the whole playbook, 16 hex digits."""
        return content_hash(self)

    def question(self, slot: Asked) -> Question | None:
        return next((question for question in self.questions if question.slot == slot), None)

"""A playbook: all that one business tells the agent. Typed and strict; every number it may change is in here."""

import hashlib
import json
from datetime import datetime, time
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, field_validator, model_validator

from agent.assessment import ActivityType
from agent.frame import Asked, Kind

FREE_MAIL = (
    "aol.com", "bigpond.com", "btinternet.com", "eircom.net", "fastmail.com", "gmail.com", "gmx.com", "gmx.de",
    "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr", "icloud.com", "live.co.uk",
    "live.com", "live.com.au", "live.ie", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "ntlworld.com",
    "optusnet.com.au", "outlook.com", "outlook.com.au", "outlook.ie", "pm.me", "proton.me", "protonmail.com",
    "rediffmail.com", "rocketmail.com", "sky.com", "talktalk.net", "tutanota.com", "virginmedia.com", "web.de",
    "yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yahoo.com.au", "yahoo.ie", "yandex.com", "ymail.com", "zoho.com",
)  # fmt: skip

Words = Annotated[str, Field(min_length=1, max_length=600)]
Points = Annotated[float, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def content_hash(model: BaseModel) -> str:
    """SHA-256 of the canonical JSON, 16 hex digits. Keys are sorted: a trip through the database changes nothing."""
    canonical = json.dumps(model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


class Hours(Strict):
    """Opening time of one day in the business's time zone."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Hours":
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self


class Business(Strict):
    """Who the agent speaks for. `country` ISO 3166-1, `currency` ISO 4217, `timezone` IANA."""

    name: Words
    does: Words
    agent_name: Words
    tone: Words
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    timezone: str
    hours: dict[Weekday, Hours]
    hours_text: Words

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

    def is_open(self, now: datetime) -> bool:
        """Whether people work at `now` (aware)."""
        local = now.astimezone(self.zone)
        day = self.hours.get(WEEKDAYS[local.weekday()])
        return day is not None and day.opens <= local.time() < day.closes


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


class Wording(Strict):
    """The question for one slot: ways to ask it first, and to ask it again. Each holds one question mark."""

    first: Annotated[tuple[Words, ...], Field(min_length=1)]
    again: Annotated[tuple[Words, ...], Field(min_length=1)]

    @field_validator("first", "again")
    @classmethod
    def _asks_once(cls, wordings: tuple[str, ...]) -> tuple[str, ...]:
        for wording in wordings:
            if wording.count("?") != 1:
                raise ValueError(f"each question holds exactly one question mark: {wording!r}")
        return wordings


class Question(Strict):
    """One slot that is asked for, per channel (`sms` falls back to `web`)."""

    slot: Asked
    web: Wording
    sms: Wording | None = None
    """Without question-length luxury: a text should fit one segment."""


class NeedEntry(Strict):
    """A need on the served or not-served list, with the words by which it is known (stems match)."""

    name: Words
    words: Annotated[tuple[Words, ...], Field(min_length=1)]
    buyer: Literal["firm", "private", "any"] = "any"
    no_budget_needed: bool = False
    """A home to sell: there is nothing to spend, the budget part is given and its gate is open."""
    say: Words | None = None
    """Not served: the sentence that says so, and where to go instead."""


class Needs(Strict):
    served: Annotated[tuple[NeedEntry, ...], Field(min_length=1)]
    not_served: tuple[NeedEntry, ...] = ()

    @model_validator(mode="after")
    def _refusals_say_so(self) -> "Needs":
        for entry in self.not_served:
            if not entry.say:
                raise ValueError(f"not_served {entry.name!r} needs a `say`: what the lead is told")
        return self


class SmallestBudget(Strict):
    amount: Positive
    period: Literal["month", "year", "once"]


class NeedPoints(Strict):
    served: Points = 25
    other: Points = 10


class BudgetPoints(Strict):
    reaches: Points = 20
    unsure: Points = 8
    withheld: Points = 6
    too_small: Points = 4


class AuthorityPoints(Strict):
    decision_maker: Points = 15
    shared: Points = 13
    influencer: Points = 8
    none: Points = 0


class TimelinePoints(Strict):
    now: Points = 15
    quarter: Points = 13
    half: Points = 9
    year: Points = 5
    later: Points = 1
    unsure: Points = 3
    none: Points = 0


class SizeRange(Strict):
    unit: Literal["seats", "employees", "guests"]
    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(ge=1)]


class ServiceArea(Strict):
    """Places served, as leads name them: towns, counties, codes (a trailing `*` matches a prefix)."""

    name: Words
    places: Annotated[tuple[Words, ...], Field(min_length=1)]


class Fit(Strict):
    """What fits best. Firms: size and an own email domain. Private customers: the service area."""

    size: SizeRange | None = None
    size_points: Points = 6
    own_domain_points: Points = 4
    area: ServiceArea | None = None
    area_points: Points = 10

    @model_validator(mode="after")
    def _fits_someone(self) -> "Fit":
        if self.size is None and self.area is None:
            raise ValueError("fit needs a size range, a service area, or both")
        return self


class ActivityPoints(Strict):
    """Points of each activity of these types; `at_most` caps the group's sum after decay."""

    types: Annotated[tuple[ActivityType, ...], Field(min_length=1)]
    points: Points
    at_most: Points | None = None


class Engagement(Strict):
    half_life_days: Positive = 30
    at_most: Points = 15
    activities: Annotated[tuple[ActivityPoints, ...], Field(min_length=1)]


class Thresholds(Strict):
    sql_total: Points = 60
    mql_total: Points = 30
    mql_engagement: Points = 10
    authority_gate: tuple[Literal["decision_maker", "shared", "influencer", "none"], ...] = (
        "decision_maker", "shared", "influencer",
    )  # fmt: skip
    timeline_gate: tuple[Literal["now", "quarter", "half", "year", "later"], ...] = ("now", "quarter", "half")


class ValueBands(Strict):
    """Multiples of the smallest budget: `short` under `medium_from`, `long` over `long_over`, or recurring and over
    `recurring_over`."""

    medium_from: Positive = 3
    long_over: Positive = 10
    recurring_over: Positive = 3


class Policy(Strict):
    """The scoring policy: every number of it. Its hash is stored with each assessment."""

    smallest_budget: SmallestBudget
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    exchange: dict[Annotated[str, Field(pattern="^[A-Z]{3}$")], Positive]
    """Units of the playbook's currency for one unit of each currency."""
    needs: Needs
    fit: Fit
    engagement: Engagement
    need: NeedPoints = NeedPoints()
    budget: BudgetPoints = BudgetPoints()
    authority: AuthorityPoints = AuthorityPoints()
    timeline: TimelinePoints = TimelinePoints()
    thresholds: Thresholds = Thresholds()
    bands: ValueBands = ValueBands()
    free_mail: tuple[str, ...] = FREE_MAIL
    """Domains whose addresses say nothing about a firm."""

    @model_validator(mode="after")
    def _table_is_complete(self) -> "Policy":
        needed = ("USD", "EUR", "GBP", "AUD", "NZD", "CAD", "CHF", "INR")
        missing = [code for code in needed if code not in self.exchange]
        if missing:
            raise ValueError(f"the exchange table lacks {', '.join(missing)}")
        if self.exchange.get(self.currency) != 1:
            raise ValueError(f"the exchange table must hold {self.currency}: 1, the playbook's own currency")
        return self

    @cached_property
    def hash(self) -> str:
        """Content hash: SHA-256 of the canonical JSON, 16 hex digits."""
        return content_hash(self)


class Answered(Strict):
    """One thing the business lets the agent say, and how leads ask for it."""

    topic: Words
    asks: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Phrases and words of the questions that this answers (stems match)."""
    say: Words
    sms: Words | None = None
    """The same for a text message, where `say` is long."""


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
    allowed_origins: tuple[str, ...] = ()
    """Origins (scheme://host[:port]) whose pages may carry the widget, besides Bantam's own."""
    knowledge: tuple[Answered, ...] = ()
    """Filled from knowledge/*.md: one passage per heading."""

    @model_validator(mode="after")
    def _asks_what_it_scores(self) -> "Playbook":
        asked = [question.slot for question in self.questions]
        for slot in ("need", "budget", "timeline", "authority", "contact"):
            if slot not in asked:
                raise ValueError(f"questions lack the slot {slot}: the scorer needs it")
        if len(set(asked)) != len(asked):
            raise ValueError("questions name a slot twice")
        if self.business.currency != self.policy.currency:
            raise ValueError("business.currency and policy.currency differ")
        return self

    @model_validator(mode="after")
    def _everyone_has_an_address(self) -> "Playbook":
        missing = {"support", "job", "vendor", "student", "abuse", "wrong_number"} - set(self.non_buyers)
        if missing:
            raise ValueError(f"non_buyers lack {', '.join(sorted(missing))}: where they are sent")
        return self

    @cached_property
    def hash(self) -> str:
        """Content hash of the whole playbook, 16 hex digits."""
        return content_hash(self)

    def question(self, slot: Asked) -> Question | None:
        return next((question for question in self.questions if question.slot == slot), None)

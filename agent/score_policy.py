"""How a business scores its leads: the points, gates and thresholds that a playbook sets. Typed and strict."""

from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from agent.assessment import ActivityType
from agent.strict import Currency, Strict, Words, content_hash

Points = Annotated[float, Field(ge=0, le=100)]
Positive = Annotated[float, Field(gt=0)]
P = TypeVar("P", bound=Strict)

FREE_MAIL = (
    "aol.com", "bigpond.com", "btinternet.com", "eircom.net", "fastmail.com", "gmail.com", "gmx.com", "gmx.de",
    "gmx.net", "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr", "icloud.com", "live.co.uk",
    "live.com", "live.com.au", "live.ie", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "ntlworld.com",
    "optusnet.com.au", "outlook.com", "outlook.com.au", "outlook.ie", "pm.me", "proton.me", "protonmail.com",
    "rediffmail.com", "rocketmail.com", "sky.com", "talktalk.net", "tutanota.com", "virginmedia.com", "web.de",
    "yahoo.co.in", "yahoo.co.uk", "yahoo.com", "yahoo.com.au", "yahoo.ie", "yandex.com", "ymail.com", "zoho.com",
)  # fmt: skip


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
    other: tuple[NeedEntry, ...] = ()
    """Needs on neither list that would be taken for a served one ("rent a house" where homes are sold)."""

    @model_validator(mode="after")
    def _refusals_say_so(self) -> "Needs":
        for entry in self.not_served:
            if not entry.say:
                raise ValueError(f"not_served {entry.name!r} needs a `say`: what the lead is told")
        return self


class SmallestBudget(Strict):
    amount: Positive
    period: Literal["month", "year", "once"]


def _falling(points: P, *names: str) -> P:
    """The same points; a ValueError where a better answer would give fewer than a worse one."""
    for better, worse in pairwise(names):
        if getattr(points, better) < getattr(points, worse):
            raise ValueError(f"{better} must give at least as many points as {worse}: it is the better answer")
    return points


class NeedPoints(Strict):
    served: Points = 25
    other: Points = 10

    @model_validator(mode="after")
    def _better_is_worth_more(self) -> "NeedPoints":
        return _falling(self, "served", "other")


class BudgetPoints(Strict):
    reaches: Points = 20
    unsure: Points = 8
    withheld: Points = 6
    too_small: Points = 4

    @model_validator(mode="after")
    def _better_is_worth_more(self) -> "BudgetPoints":
        for worse in ("unsure", "withheld", "too_small"):
            _falling(self, "reaches", worse)
        return self


class AuthorityPoints(Strict):
    decision_maker: Points = 15
    shared: Points = 13
    influencer: Points = 8
    none: Points = 0

    @model_validator(mode="after")
    def _better_is_worth_more(self) -> "AuthorityPoints":
        return _falling(self, "decision_maker", "shared", "influencer", "none")


class TimelinePoints(Strict):
    now: Points = 15
    quarter: Points = 13
    half: Points = 9
    year: Points = 5
    later: Points = 1
    unsure: Points = 3
    none: Points = 0

    @model_validator(mode="after")
    def _better_is_worth_more(self) -> "TimelinePoints":
        return _falling(self, "now", "quarter", "half", "year", "later", "none")


class SizeRange(Strict):
    unit: Literal["seats", "employees", "guests"]
    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _is_a_range(self) -> "SizeRange":
        if self.min > self.max:
            raise ValueError(f"min ({self.min}) is above max ({self.max})")
        return self


class ServiceArea(Strict):
    """Places served, as leads name them: towns, counties, codes (a trailing `*` matches a prefix, `#` one digit)."""

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

    @model_validator(mode="after")
    def _sql_asks_more_than_mql(self) -> "Thresholds":
        if self.mql_total > self.sql_total:
            raise ValueError(f"mql_total ({self.mql_total:g}) is above sql_total ({self.sql_total:g})")
        return self


class ValueBands(Strict):
    """Multiples of the smallest budget: `short` under `medium_from`, `long` over `long_over`, or recurring and over
    `recurring_over`."""

    medium_from: Positive = 3
    long_over: Positive = 10
    recurring_over: Positive = 3


class Policy(Strict):
    """The scoring policy: every number of it. Its hash is stored with each assessment."""

    smallest_budget: SmallestBudget
    currency: Currency
    exchange: dict[Currency, Positive]
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

    @field_validator("exchange")
    @classmethod
    def _table_is_complete(cls, exchange: dict[str, float]) -> dict[str, float]:
        needed = ("USD", "EUR", "GBP", "AUD", "NZD", "CAD", "CHF", "INR")
        missing = [code for code in needed if code not in exchange]
        if missing:
            raise ValueError(f"the exchange table lacks {', '.join(missing)}")
        return exchange

    @model_validator(mode="after")
    def _counts_in_its_own_currency(self) -> "Policy":
        if self.exchange.get(self.currency) != 1:
            raise ValueError(f"the exchange table must hold {self.currency}: 1, the playbook's own currency")
        return self

    @cached_property
    def hash(self) -> str:
        """Content hash: SHA-256 of the canonical JSON, 16 hex digits."""
        return content_hash(self)

"""Values in plain words, as the agent, the summary and the console say them."""

from agent.frame import Authority, Budget, Need, Size, Text, Timeline, Value

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "AUD": "A$", "NZD": "NZ$", "CAD": "C$", "INR": "₹"}
_NO_FIGURE = {"none": "no money for it", "withheld": "would rather not say", "unsure": "does not know yet"}
_ROLES = {
    "decision_maker": "decides alone",
    "shared": "decides together with others",
    "influencer": "recommends, someone else decides",
    "none": "has no part in the decision",
}


def money(amount: float, currency: str | None) -> str:
    """A figure with its currency: $1,500, CHF 20,000; cents only where there are any."""
    figure = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    if currency is None:
        return figure
    return f"{SYMBOLS[currency]}{figure}" if currency in SYMBOLS else f"{currency} {figure}"


def _range(low: str | None, high: str | None) -> str:
    if low is not None and high is not None:
        return low if low == high else f"{low} to {high}"
    return f"up to {high}" if low is None else f"at least {low}"


def _budget(budget: Budget) -> str:
    if budget.status != "stated":
        return _NO_FIGURE[budget.status]
    low = money(budget.min, budget.currency) if budget.min is not None else None
    high = money(budget.max, budget.currency) if budget.max is not None else None
    per = {"seat": " per head", "unit": " each", None: ""}[budget.per]
    period = "" if budget.period in (None, "once") else f" a {budget.period}"
    return _range(low, high) + per + period


def _timeline(timeline: Timeline) -> str:
    if timeline.status == "stated" and timeline.latest is not None:
        return f"by {timeline.latest.day} {timeline.latest:%B %Y}"
    return "no plan yet" if timeline.status == "none" else "planned, date not known"


def _authority(authority: Authority) -> str:
    return _ROLES[authority.role] + (f" ({authority.decider})" if authority.decider else "")


def _size(size: Size) -> str:
    low = f"{size.min:,}" if size.min is not None else None
    high = f"{size.max:,}" if size.max is not None else None
    return f"{_range(low, high)} {size.unit}"


def in_words(value: Value) -> str:
    """One value as a person would say it; no evaluation, no slot name."""
    match value:
        case Budget():
            return _budget(value)
        case Timeline():
            return _timeline(value)
        case Authority():
            return _authority(value)
        case Size():
            return _size(value)
        case Need():
            return value.summary or "nothing in particular"
        case Text():
            return value.text
    raise TypeError(f"no words for {type(value).__name__}")

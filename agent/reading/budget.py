"""The budget: what the lead can or would spend with us, and whether a claimed one can be read from its quote."""

from collections.abc import Iterator

from agent.frame import Budget, Claim, ReadingContext
from agent.reading.budget_cues import MoneyCues, money_cues
from agent.reading.budget_options import picked_first, picked_option, spoken_of
from agent.reading.budget_roles import Role, chosen, is_anothers, proof_of
from agent.reading.budget_status import Status, read_status, statuses_in
from agent.reading.budget_terms import complete
from agent.reading.cues import heard_in
from agent.reading.money import Amount, find_amounts
from agent.reading.money_spaces import single_spaced
from agent.reading.put_right import as_asked, puts_right
from agent.reading.signals import read_signals
from agent.reading.text import Message, Span

_SAID = {"none": "that there is no money", "withheld": "that they will not say", "unsure": "that they do not know yet"}


def read_budget(message: Message, context: ReadingContext) -> Claim | None:
    """The budget that the message states, withholds or denies, with the words that say so; None for nothing."""
    message = single_spaced(message)
    picked = picked_option(message, context)
    if picked is not None:
        return _claim(_stated(complete(picked, [], message, context), context), picked.span, message)
    cues = money_cues(message)
    amounts = find_amounts(message, context.currency)
    said_back = puts_right(message, context) and spoken_of(context)
    if context.asked != "budget" and amounts and (said_back or "money_old_named" in cues.heard.hits):
        context = as_asked(context, "budget")
    role, amount = chosen(amounts, cues, context)
    if role < Role.PLAIN and (picked := picked_first(message, context)) is not None:
        return _claim(_stated(complete(picked, [], message, context), context), picked.span, message)
    status = _status(message, cues, context, amounts) if amount is None or role < Role.OWN else None
    if amount is not None and not (status and status[0] == "none" and _outweighs(status[1], amount)):
        amount = complete(amount, amounts, message, context)
        value = _stated(amount, context) if amount.top > 0 else Budget(status="none")
        return _claim(value, proof_of(amount, role, cues), message)
    return None if status is None else _claim(Budget(status=status[0]), status[1], message)


def _status(
    message: Message, cues: MoneyCues, context: ReadingContext, amounts: list[Amount]
) -> tuple[Status, Span] | None:
    """What the words say of money without a sum; asked for it, declining to answer in any words is withholding it.

    Where sums are told, others' as they may be, only a refusal in set words counts.
    """
    status = read_status(cues, context)
    if context.asked != "budget" or (status is not None and status[0] == "none"):
        return status
    told = any(amount.top > 0 and not amount.counted for amount in amounts)
    refuses = (not told or heard_in(message).says("refuses")) and "refuses" in read_signals(message, context)
    if refuses and status is None:
        return "withheld", Span(0, len(message.text))
    if status is not None and status[0] == "withheld" and not refuses and "budget_unsure" in cues.heard.hits:
        return "unsure", cues.span(min(cues.heard.hits["budget_unsure"]))
    return status


def _outweighs(span: Span, amount: Amount) -> bool:
    """True where words for "nothing" hold the figure itself ("not 20k")."""
    return span.overlaps(amount.figure)


def _claim(value: Budget, span: Span, message: Message) -> Claim:
    return Claim(slot="budget", value=value, quote=message.quote(span))


def _stated(amount: Amount, context: ReadingContext) -> Budget:
    return Budget.model_validate(
        {
            "status": "stated", "min": _tidy(amount.min), "max": _tidy(amount.max),
            "currency": amount.currency or context.currency, "period": amount.period, "per": amount.per,
        }
    )  # fmt: skip


def _tidy(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def budget_stands(value: Budget, quote: str, context: ReadingContext) -> str | None:
    """None where `value` can be read from `quote` by the reader's own grammar, else what cannot, in plain words.

    A currency, period or unit that the quote does not name must be the one that the business or the agent's
    question gives.
    """
    message = single_spaced(Message(quote))
    cues = money_cues(message)
    as_answer = context.model_copy(update={"asked": "budget"})
    if value.status != "stated":
        zero = value.status == "none" and any(
            a.max == 0 and not a.counted for a in find_amounts(message, context.currency)
        )
        if zero or value.status in statuses_in(cues, as_answer):
            return None
        if value.status == "withheld" and "refuses" in read_signals(message, as_answer):
            return None
        return f"the quote does not say {_SAID[value.status]}"
    readings = list(_readings(message, cues, context, as_answer))
    if not readings:
        return "no sum of the lead's own can be read from the quote"
    reasons = [_difference(value, reading, context) for reading in readings]
    return None if None in reasons else max((reason for reason in reasons if reason), key=lambda r: r[0])[1]


def _readings(
    message: Message, cues: MoneyCues, context: ReadingContext, as_answer: ReadingContext
) -> Iterator[Budget]:
    """Every budget that the quote can mean: each sum in it that is not somebody else's."""
    picked = picked_option(message, context) or picked_first(message, context)
    if picked is not None:
        yield _stated(complete(picked, [], message, context), context)
    amounts = find_amounts(message, context.currency)
    role, best = chosen(amounts, cues, as_answer)
    for amount in ([best] if best else []) + amounts:
        is_sum = not amount.counted or (amount is best and role is Role.LENDER)
        own = (amount is best and role > Role.LENDER) or not is_anothers(amount, cues, as_answer)
        if amount.top > 0 and is_sum and own:
            yield _stated(complete(amount, amounts, message, context), context)
            if context.asked != "budget":
                yield _stated(complete(amount, amounts, message, as_answer.model_copy(update={"agent": None})), context)


def _difference(value: Budget, reading: Budget, context: ReadingContext) -> tuple[int, str] | None:
    """(how near, reason) where value and reading differ, nearest last; None where they are the same."""
    if not (_near(value.min, reading.min) and _near(value.max, reading.max)):
        return 0, f"the figure read from the quote is {_figures(reading)}"
    if (value.currency or context.currency) != reading.currency:
        return 1, f"the currency read from the quote is {reading.currency}"
    if (value.period or "once") != (reading.period or "once"):
        return 2, f"the quote says {'a ' + reading.period if reading.period else 'no period'}"
    if value.per != reading.per:
        return 3, f"the quote says {'per ' + reading.per if reading.per else 'nothing of a price per seat or unit'}"
    return None


def _near(claimed: float | None, read: float | None) -> bool:
    if claimed is None or read is None:
        return claimed is read
    return abs(claimed - read) <= 0.005 * max(abs(claimed), abs(read))


def _figures(reading: Budget) -> str:
    low, high = (None if v is None else f"{v:,.2f}".removesuffix(".00") for v in (reading.min, reading.max))
    if low == high:
        return str(low)
    return f"at most {high}" if low is None else f"at least {low}" if high is None else f"{low} to {high}"

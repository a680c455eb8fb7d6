"""Whose figure an amount is: the lead's own budget, or a price, a salary, a quote, a loan, a value taken back."""

import itertools
import re
from dataclasses import replace
from enum import IntEnum

from agent.frame import ReadingContext
from agent.reading.budget_beside import is_head_count, is_running_cost, sums_up
from agent.reading.budget_cues import MoneyCues
from agent.reading.budget_options import spoken_of
from agent.reading.cues import Hit
from agent.reading.money import Amount
from agent.reading.text import Span

_NOT_OURS = ("money_ours", "money_paid", "money_income", "money_quoted", "money_seller", "money_loss")
_HAVING = frozenset({"have", "has", "had", "got", "with", "gave", "given", "spend", "budget", "of"})
_NEED = frozenset(
    "need needs want wants looking look after find buy buying purchase something anything search searching book get "
    "show hunting shopping interested seeking require love".split()
)
_NAMES = frozenset({"budget", "budgets", "buget", "bugdet", "ceiling"})
_CORRECTS = frozenset(
    "sorry actually wait mean meant rather scratch correction oops whoops apologies no make typo instead".split()
)
_APOLOGIES = frozenset({"sorry", "oops", "typo", "apologies", "whoops"})
_SAID = frozenset({"said", "told", "put", "wrote", "typed", "mentioned", "thought", "was", "originally"})
_RISES = frozenset("went gone raised bumped jumped increased revised grown".split())
_TURNS = frozenset({"but", "now"})
_ENOUGH = frozenset({"enough", "budget", "afford"})
_HOUSE_FROM = 50
_HOUSE_PRICES_FROM = 50_000
_HOUSE_RANGE_FROM = 150
_SUM_FROM = 500
"""A bare figure from here on that the lead speaks of as their own is a sum even where nobody asked."""


class Role(IntEnum):
    """How well an amount serves as the budget; higher wins, `NOT` never does."""

    NOT = 0
    LENDER = 1
    PLAIN = 2
    OWN = 3
    NAMED = 4
    """Called the budget in so many words."""


_PUT_BEFORE = re.compile(
    r"\b(?:i|we) (?:had |have |originally |first |think i |must have )?"
    r"(?:put|wrote|typed|entered|filled in)(?: in| down)? "
    r"(?:about |around |roughly )?\Z"
)
_CAPPED = re.compile(r"\s?(?:tops?|max|maximum|at most|or less|limit)\b")
_FOR_IT = re.compile(
    r"\s?(?:for (?:the|it|this|that|everything)\b|all in\b|to spend\b|budget\b|in the (?:pot|kitty|budget)\b)"
)
"""What "18 thousand" is money with, even where heads were asked for."""
_METRES_FROM = 1e6
"""No one spends as much on furniture: "a 1.6m sideboard" is its length."""
_TOLD_IF = re.compile(r"\s*if\b")
"""Behind "8k, 9": what makes a range of the two."""
_CAPPED_FROM = 500
"""From here on "2500 tops" behind a thing wanted is money, though nothing marks it."""


def role_of(amount: Amount, cues: MoneyCues, context: ReadingContext) -> Role:
    """The role of one amount by the words of its clause."""
    place = cues.place(amount.span)
    clause = cues.clause(place)
    anew = is_put_anew(amount, place, cues)
    own = anew or _is_own(amount, cues, clause, place)
    if (_is_bare(amount, cues, context) and not anew) or _is_old(place, cues):
        return Role.NOT
    foreign = _foreign(amount, cues, context, _scope(cues, context, clause, place, own=own), place)
    cut_lately = foreign == "money_paid" and cues.words.norms[place[1] : place[1] + 1] == ["last"]
    moved = foreign == "money_paid" and context.asked == "budget" and spoken_of(context) is not None
    if anew and (foreign == "money_denied" or cut_lately or moved or cues.said(clause, _NAMES)):
        foreign = None
    if foreign == "money_third":
        return Role.LENDER if context.asked == "budget" else Role.NOT
    if foreign == "money_lender" and not _is_had(cues, clause, place):
        return Role.LENDER
    foreign = None if foreign == "money_lender" else foreign
    if foreign:
        return Role.NOT
    if context.asked != "budget" and not _is_clear(amount, cues, context, clause, own=own):
        return Role.NOT
    if own and _is_named(amount, cues, clause, place):
        return Role.NAMED
    return Role.OWN if own else Role.PLAIN


def _is_named(amount: Amount, cues: MoneyCues, clause: Hit, place: Hit) -> bool:
    """ "Budget of 2,200", "our ceiling's 18k", "55k budget"."""
    near = cues.words.norms[max(clause[0], place[0] - 3) : min(place[1] + 1, clause[1])]
    return any(norm in _NAMES for norm in near)


def is_anothers(amount: Amount, cues: MoneyCues, context: ReadingContext) -> bool:
    """True where the words around say that the sum is a price, a quote, an income, a loan or a value taken back."""
    place = cues.place(amount.span)
    foreign = _foreign(amount, cues, context, cues.clause(place), place)
    return _is_old(place, cues) or foreign not in (None, "money_lender")


def is_put_anew(amount: Amount, place: Hit, cues: MoneyCues) -> bool:
    """True for a sum put in place of another: "make that 20k", "*18k", "12k not 15"."""
    if amount.counted or not (amount.marked or amount.scaled):
        return False
    if cues.message.text[max(0, amount.span.start - 2) : amount.span.start].strip() == "*":
        return True
    hits = cues.heard.hits
    first = cues.place(amount.figure)[0]
    if any(start < first and 0 <= first - end <= 1 for start, end in hits.get("money_new_before", ())):
        return True
    slips = "money_old_before" in hits or "money_old_after" in hits or cues.said((0, len(cues.words)), _APOLOGIES)
    weak = hits.get("money_new_weak", ()) if slips else ()
    if any(start < first and 0 <= first - end <= 1 for start, end in weak):
        return True
    sentences = cues.words.sentences
    return any(
        0 <= start - place[1] <= 3 and sentences[start] == sentences[place[0]]
        for start, _ in hits.get("money_old_before", ())
    )


def _is_bare(amount: Amount, cues: MoneyCues, context: ReadingContext) -> bool:
    """True for a figure that nothing marks as money and that counts something, or that only a word makes a number."""
    if context.vertical == "retail" and amount.top >= _METRES_FROM and not amount.marked:
        return True
    if amount.marked or amount.counted:
        return not amount.marked and not _only_seems_counted(amount, cues, context)
    if _is_postcode(amount, cues):
        return True
    if amount.max == 0:
        return context.asked != "budget"
    if context.asked == "budget":
        place = cues.place(amount.span)
        first, after = cues.sentence(place)
        if cues.asks(place) and amount.bound is None and after - first > 3:
            return not (amount.scaled or amount.grouped)
        spelled = not any(char.isdigit() for char in cues.message.text[amount.figure.start : amount.figure.end])
        if cues.message.text[amount.figure.start : amount.figure.end] == "one":
            return True
        few = (
            spelled
            and amount.bound != "max"
            and not amount.scaled
            and amount.top < 20
            and amount.top == int(amount.top)
        )
        return few and len(cues.words) > 6 and context.vertical != "real_estate"
    if context.asked in ("company_size", "guests"):
        return not (amount.scaled and _FOR_IT.match(cues.message.text, amount.figure.end))
    return amount.slang


def _is_postcode(amount: Amount, cues: MoneyCues) -> bool:
    """Five digits in one piece that are no round sum ("78704")."""
    written = cues.message.text[amount.figure.start : amount.figure.end]
    return len(written) == 5 and written.isdecimal() and not written.endswith("0")


def _only_seems_counted(amount: Amount, cues: MoneyCues, context: ReadingContext) -> bool:
    """Asked for money, "20k rather than 25" counts nothing; "40k contacts" does."""
    after = cues.place(amount.span)[1]
    plural = after < len(cues.words) and cues.words.norms[after].endswith(("s", "people", "staff"))
    return context.asked == "budget" and amount.scaled and amount.top >= 1000 and not plural


def _is_old(place: Hit, cues: MoneyCues) -> bool:
    """True where the words right before or after take the figure back."""
    first, after = place
    for start, end in cues.heard.hits.get("money_old_before", ()):
        if cues.words.norms[end - 1] == "that" and end < len(cues.words) and cues.words.breaks[end]:
            continue  # "scratch that, 14": what was said before, not what comes now
        names_figure = cues.words.norms[end - 1][:1].isdigit()
        ends_in_it = end == after or (cues.words.norms[start] == "not" and first < end <= after)
        if start < first and (ends_in_it if names_figure else 0 <= first - end <= 1):
            return True
    words = cues.words
    return any(
        0 <= start - after <= 1
        and words.sentences[start] == words.sentences[first]
        and not (words.norms[start] in ("i", "we") and any(words.breaks[after : start + 1]))
        for start, _ in cues.heard.hits.get("money_old_after", ())
    )


def _scope(cues: MoneyCues, context: ReadingContext, clause: Hit, place: Hit, *, own: bool) -> Hit:
    """Where to look for another owner of the figure: its clause; unasked and with no word of a budget, the sentence."""
    return clause if own or context.asked == "budget" else cues.sentence(place)


def _foreign(amount: Amount, cues: MoneyCues, context: ReadingContext, bounds: Hit, place: Hit) -> str | None:
    """The topic that makes the figure somebody else's, None where there is none."""
    topics = list(_NOT_OURS)
    if context.vertical == "financial_services":
        topics.append("money_cover")
    if not (amount.bound == "max" or (amount.max is not None and amount.min is None)):
        topics.append("money_denied")
    for topic in [*topics, "money_third", "money_lender"]:
        hit = cues.within(topic, bounds)
        if hit is None or (topic == "money_ours" and _asks_for_own(amount, cues, place)):
            continue
        if not _is_outdone(topic, hit, amount, cues, place) or _is_debt(topic, hit, cues, bounds, place):
            return topic
    return None


def _is_debt(topic: str, hit: Hit, cues: MoneyCues, bounds: Hit, place: Hit) -> bool:
    """True where the sentence speaks of a mortgage or loan: "we took on a bigger mortgage, 1,480 a month"."""
    return topic == "money_cover" and bounds != cues.clause(place) and cues.said(hit, frozenset({"mortgage", "loan"}))


def _is_outdone(topic: str, hit: Hit, amount: Amount, cues: MoneyCues, place: Hit) -> bool:
    """True where a cue of the lead's own will stands between a foreign cue and the amount."""
    if topic == "money_cover":
        return amount.period is not None
    if hit[0] >= place[0]:
        return topic == "money_lender" and cues.said(
            (max(0, place[0] - 3), hit[0]), frozenset({"cash", "own", "savings"})
        )
    return any(hit[1] <= own[0] < place[0] for own in cues.heard.hits.get("money_own", ()))


def _asks_for_own(amount: Amount, cues: MoneyCues, place: Hit) -> bool:
    """ "Is 20k enough?", "what do you have under 500k?" """
    if not cues.asks(place):
        return False
    sentence = cues.sentence(place)
    return (
        (amount.max is not None and amount.min is None)
        or cues.said(sentence, _ENOUGH)
        or bool(cues.within("money_asks", sentence))
    )


def _is_own(amount: Amount, cues: MoneyCues, clause: Hit, place: Hit) -> bool:
    if cues.within("money_own", clause):
        return True
    asked_for = any(place[0] < end <= place[1] for _, end in cues.heard.hits.get("money_asks", ()))
    if asked_for or _is_had(cues, clause, place):
        return True
    if amount.bound == "max" and cues.words.norms[max(0, place[0] - 1) : place[0]] == ["so"]:
        return True
    bounded = amount.bound is not None or amount.min != amount.max
    return bounded and (amount.marked or amount.scaled) and cues.said(cues.sentence(place), _NEED)


def _is_had(cues: MoneyCues, clause: Hit, place: Hit) -> bool:
    """True right after "have", "got" or "with": money in the hand."""
    before = cues.words.norms[max(clause[0], place[0] - 1) : place[0]]
    return bool(before) and before[0] in _HAVING


def _is_clear(amount: Amount, cues: MoneyCues, context: ReadingContext, clause: Hit, *, own: bool) -> bool:
    """True where a figure that nobody asked for can be nothing but a budget."""
    place = cues.place(amount.span)
    if cues.asks(place):
        if _asks_for_own(amount, cues, place):
            return amount.marked or amount.scaled or amount.top >= _HOUSE_FROM
        return own and (amount.marked or amount.scaled) and bool(cues.within("money_strong", clause))
    if context.vertical == "financial_services" and amount.period is None:
        return own and (amount.marked or (amount.top >= 10 and bool(cues.within("money_strong", clause))))
    if amount.marked or amount.scaled:
        return True
    if context.vertical == "real_estate" and amount.top >= _HOUSE_RANGE_FROM and _is_had(cues, clause, place):
        return True
    sought = amount.approximate or cues.said(cues.sentence(place), _NEED)
    if context.vertical == "real_estate" and amount.grouped and amount.top >= _HOUSE_PRICES_FROM and sought:
        return True
    if own and (amount.top >= _SUM_FROM or cues.within("money_strong", clause) or amount.bound == "max"):
        return amount.top >= _HOUSE_FROM
    if amount.top >= _CAPPED_FROM and _CAPPED.match(cues.message.text, amount.figure.end):
        return True
    if context.vertical == "real_estate" and amount.bound == "max" and amount.top >= _HOUSE_RANGE_FROM:
        return True
    least = _HOUSE_RANGE_FROM if context.vertical == "real_estate" else 1000
    return amount.min != amount.max and None not in (amount.min, amount.max) and amount.top >= least


def chosen(amounts: list[Amount], cues: MoneyCues, context: ReadingContext) -> tuple[Role, Amount | None]:
    """The amount that is the budget: the lead's own before a plain one, a corrected value before the first."""
    amounts = [_risen(amount, cues) for amount in amounts]
    if (
        context.vertical == "real_estate"
        and "money_selling" in cues.heard.hits
        and "money_buying" not in cues.heard.hits
    ):
        return Role.NOT, None
    if context.vertical == "real_estate":
        amounts = [amount for amount in amounts if not _is_dwarfed(amount, amounts, cues)]
        amounts = [amount for amount in amounts if not is_running_cost(amount, cues.message)]
    if context.vertical == "events":
        amounts = [amount for amount in amounts if not is_head_count(amount, amounts, cues.message)]
    ranked = [(role_of(amount, cues, context), amount) for amount in amounts]
    least = Role.LENDER if context.asked == "budget" else Role.PLAIN
    anothers = {
        amount.top
        for role, amount in ranked
        if role is Role.NOT and amount.top > 0 and not _is_old(cues.place(amount.span), cues)
    }
    ranked = [(role, amount) for role, amount in ranked if role is not Role.PLAIN or amount.top not in anothers]
    if sum(role > Role.NOT for role, _ in ranked) > 1:
        ranked = [(Role.NOT if _was_put(amount, cues) else role, amount) for role, amount in ranked]
    best = max((role for role, _ in ranked), default=Role.NOT)
    if best < least:
        return Role.NOT, None
    able = [amount for role, amount in ranked if role is best]
    pick = able[0]
    for previous, amount in itertools.pairwise(able):
        if _corrects(previous, amount, cues) or is_put_anew(amount, cues.place(amount.span), cues):
            pick = replace(amount, period=amount.period or previous.period, per=amount.per or previous.per)
    pick = _total([amount for role, amount in ranked if not amount.counted], ranked) or pick
    pick = next((a for role, a in ranked if role > Role.NOT and sums_up(a, amounts, cues.message)), pick)
    if best is Role.LENDER and "money_third" not in cues.heard.hits and pick.bound is None and pick.min == pick.max:
        pick = replace(pick, min=None)
    return best, pick


def proof_of(amount: Amount, role: Role, cues: MoneyCues) -> Span:
    """The words that prove the sum: what a lender gives is a limit only beside the words that say who gives it."""
    lender = cues.within("money_lender", cues.sentence(cues.place(amount.figure))) if role is Role.LENDER else None
    if lender is None or amount.min is not None:
        told_if = _TOLD_IF.match(cues.message.text, amount.span.end) if amount.min != amount.max else None
        return Span(amount.span.start, told_if.end()) if told_if else amount.span
    told = cues.span(lender)
    return Span(min(amount.span.start, told.start), max(amount.span.end, told.end))


def _was_put(amount: Amount, cues: MoneyCues) -> bool:
    """ "I put 35 on the form" beside another figure: what was written before."""
    return _PUT_BEFORE.search(cues.message.text[: amount.figure.start]) is not None


def _is_dwarfed(amount: Amount, amounts: list[Amount], cues: MoneyCues) -> bool:
    """ "With two in daycare" beside "840": a small number in words counts something else than hundreds of thousands."""
    spelled = not any(char.isdigit() for char in cues.message.text[amount.figure.start : amount.figure.end])
    small = spelled and not amount.scaled and not amount.marked and amount.top < 20
    return small and any(other.top >= 100 for other in amounts)


def _total(spoken: list[Amount], ranked: list[tuple[Role, Amount]]) -> Amount | None:
    """ "5k for the units and 2k for the tops, so 7k": a figure that is the sum of those before it."""
    sums = itertools.accumulate(amount.top for amount in spoken)
    for index, (before, amount) in enumerate(zip(sums, spoken[1:], strict=False), 1):
        able = any(role > Role.NOT for role, other in ranked if other is amount)
        if index >= 2 and able and amount.top == before:
            return amount
    return None


def _risen(amount: Amount, cues: MoneyCues) -> Amount:
    """ "Gone up from 6k to 8k" is 8k."""
    place = cues.place(amount.span)
    before = cues.words.norms[max(0, place[0] - 3) : place[0] + 1]
    if amount.bound == "max" and amount.min is None and before[-1:] == ["up"] and _RISES.intersection(before):
        risen = next(i for i in range(max(0, place[0] - 3), place[0] + 1) if cues.words.norms[i] in _RISES)
        span = Span(min(cues.words.starts[risen], amount.span.start), amount.span.end)
        return replace(amount, min=amount.max, bound=None, span=span)
    if amount.min is None or amount.max is None or amount.min == amount.max or "from" not in before:
        return amount
    rises = any(
        word in before for word in ("up", "down", "gone", "went", "changed", "moved", "raised", "revised", "increased")
    )
    return replace(amount, min=amount.max) if rises else amount


def _corrects(previous: Amount, amount: Amount, cues: MoneyCues) -> bool:
    """True where words between two amounts, or right after the second, put the second in place of the first."""
    between = cues.message.text[previous.span.end : amount.span.start]
    if "*" in between:
        return True
    first, after = cues.place(previous.span)[1], cues.place(amount.span)
    bounds = (first, min(after[1] + 1, len(cues.words)))
    if after[0] > 0 and cues.words.norms[after[0] - 1] == "so":
        return True
    said_before = cues.said((max(0, cues.place(previous.span)[0] - 3), first), _SAID) and cues.said(
        (first, after[0]), _TURNS
    )
    return said_before or cues.said((first, after[0]), _CORRECTS) or cues.said((after[1], bounds[1]), _APOLOGIES)

"""Whether words that a model quotes for a need tell one, or only who decides, how much, when, or where to reach them.

What a need may be is open: any word that says what is wanted or what is wrong. So the check goes the other way round
and takes away all that speaks of something else; where nothing is left, no need was told. Foreign words stay.
"""

import re

from agent.frame import Need, ReadingContext
from agent.reading.need import read_need
from agent.reading.need_evidence import evidence_in
from agent.reading.reader import read
from agent.reading.text import Message

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SMALL = frozenset(
    "a about all am an and any anyway are as at be been being but by can could did do does doing don't done for from "
    "get go going gonna got had has have he hello her hey hi him his how i i'd i'll i'm i've if in into is it it's "
    "its just let let's like looking many maybe me mine more most much my need needs no nope not now of off oh ok "
    "okay on one only or our ours out over perhaps please pls probably really right she should so some something "
    "sorry sort sure than thank thanks that that's the their them then there there's these they they're thing things "
    "think this those to too uh um up us very want wants was we we'd we'll we're we've well were what what's when "
    "where which who why will with would yeah yep yes yet you you'd your yours".split()
)
_DECIDING = frozenset(
    "alone approval approve approved approves authority board boss both buck budget call ceo charge choice choose "
    "cofounder decide decided decider decides deciding decision decisions director else final founder head holder "
    "husband involved make maker makers makes manager myself nobody owner partner person president say sign signed "
    "signing signs together veto wife yourself".split()
)
_MONEY = frozenset(
    "afford aud bucks budget budgeted cad chf dollar dollars eur euro euros gbp grand hundred inr k lakh m max "
    "maximum million min minimum money nzd pay per pounds quid rupees spend spending sum thousand usd".split()
)
_TIME = frozenset(
    "after afternoon annually approximately april around asap august autumn before beginning between by date dates "
    "day days deadline december earliest early end evening fall february first friday half hour hours immediately "
    "january july june late later latest march may mid middle monday month monthly months morning next november "
    "october period q quarter quarters roughly saturday second september soon spring start starting summer sunday "
    "third thursday time today tomorrow tuesday until wednesday week weekend weeks winter within year yearly "
    "years".split()
)
_CONTACT = frozenset(
    "address by company contact email employees guests mail mobile name number people phone reach ring seats staff "
    "team text users".split()
)
_OTHER = _SMALL | _DECIDING | _MONEY | _TIME | _CONTACT


def is_other_matter(quote: str, text: str, context: ReadingContext) -> bool:
    """Whether `quote`, a part of the message `text`, holds no word that could tell a need."""
    plainly = read_need(Message(text), context)
    if plainly is not None and isinstance(plainly.value, Need) and plainly.value.status == "stated":
        return False
    unasked = context.model_copy(update={"asked": None})
    evidence = evidence_in(Message(quote), unasked)
    if evidence.things or evidence.asked_about or evidence.problems:
        return False
    taken = " ".join(claim.quote for claim in read(quote, unasked).claims if claim.slot != "need")
    return _words(quote) <= _OTHER | _words(taken)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.replace("’", "'") for word in _WORD.findall(text.casefold()))

"""Need: the problem to solve or the thing wanted, in the lead's own words."""

import re

from agent.frame import Claim, Need, ReadingContext, Signal
from agent.reading.cue_words import Words
from agent.reading.cues import Hit, heard_in
from agent.reading.need_evidence import Evidence, evidence_in
from agent.reading.need_summary import stated_need
from agent.reading.signals import read_signals
from agent.reading.text import Message

_WORD = re.compile(r"\w+")
_NO_ANSWER = frozenset(
    "hi hello hey hiya yo huh what eh sorry pardon yes no okay maybe me none unsure help info question sure thanks "
    "morning evening afternoon good test there hmm um why who when start later not do know i am idea clue "
    "ha haha hahaha hehe lol lmao get to the point come on hurry up yet be honest honestly really decided still".split()
)
_NOTHING_MORE = frozenset("really thanks thank yet now right at for to just i we you from today sorry mate".split())
"""After these "nothing" is all that is wanted."""
_OF_SOMETHING = frozenset("with at in on over under by near without from".split())
_DEALS = frozenset(
    "buy sell find get move replace hire insure plan organise organize book rent let lease fix sort build borrow "
    "finance fund cover upgrade switch automate track manage stop reduce improve order furnish renovate refurbish "
    "extend launch host run hold throw set protect invest consolidate refinance remortgage clean integrate "
    "connect sync capture convert relocate downsize list store repair restore reupholster paint decorate cater "
    "stage market grow scale have purchase arrange source acquire start open give make design fit install "
    "increase save".split()
)
_BUSY: frozenset[Signal] = frozenset(["goodbye", "callback_later", "wants_meeting", "wants_human", "opt_out", "opt_in"])
"""Doing one of these, a message that happens to name a thing does not state it as a need."""
_NO_NEED_SAID: frozenset[Signal] = frozenset(
    ["refuses", "goodbye", "callback_later", "wants_human", "opt_out", "not_interested"]
)


def read_need(message: Message, context: ReadingContext) -> Claim | None:
    """The need that the message states, summed up by the clauses that state it; `none` for who only looks around."""
    evidence = evidence_in(message, context)
    signals = read_signals(message, context)
    if not evidence.words.norms or "not_interested" in signals:
        return None
    if signals & _BUSY and context.asked is None and context.agent and not evidence.wanted_things:
        return None
    if evidence.wanted_things and not _only_looks(message, evidence):
        return stated_need(message, evidence)
    if _says_no_need(message, context) and not _names_beside_nothing(message, evidence):
        return _none(message)
    if evidence.names_a_need or _opens_with_a_want(evidence, context, signals):
        return stated_need(message, evidence)
    if context.asked == "need" and not signals & _NO_NEED_SAID and _can_answer(evidence):
        return stated_need(message, evidence)
    return None


def need_stands(value: Need, quote: str, context: ReadingContext) -> str | None:
    """Why a model's need is not to be believed, None where it is: each word of the summary stands in the quote, and
    a need of `none` has the words that say so."""
    if value.status == "none":
        return None if _says_no_need(Message(quote), context) else "the words quoted do not say that nothing is needed"
    if not value.summary:
        return "a stated need has no summary"
    said = _WORD.findall(quote.casefold())
    missing = [
        word
        for word in _WORD.findall(value.summary.casefold())
        if not any(spoken.startswith(_stem(word)) for spoken in said)
    ]
    return f"not in the words quoted: {', '.join(missing[:5])}" if missing else None


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)]


def _says_no_need(message: Message, context: ReadingContext) -> bool:
    """Words of idle looking, which count alone where the need was asked for, else only in their clear forms."""
    heard = heard_in(message)
    return heard.says("need_none") or (context.asked == "need" and heard.says("need_idle"))


def _names_beside_nothing(message: Message, evidence: Evidence) -> bool:
    """ "nothing with stairs, a 3 bed with a garage": a "nothing" of something, and a thing named in another clause."""
    heard = heard_in(message)
    idle = heard.hits.get("need_idle", [])
    words = evidence.words
    if not heard.says("need_none") and idle and all(_is_of_its_manner(evidence, hit) for hit in idle):
        return True
    if (
        heard.says("need_none")
        or not idle
        or any(not _OF_SOMETHING.issuperset(words.norms[b : b + 1]) for _, b in idle)
    ):
        return False
    return any(
        thing[1] <= idle[0][0]
        or (words.sentences[thing[0]] == words.sentences[idle[0][0]] and any(words.breaks[idle[0][1] : thing[0] + 1]))
        for thing in evidence.things
    )


def _is_of_its_manner(evidence: Evidence, idle: Hit) -> bool:
    """For "leaving do, 60 heads, nothing posh": a "nothing" of some kind, in a sentence that has named a thing."""
    words = evidence.words
    first, after = idle
    if after - first > 1 or not words.norms[first].startswith("noth") or after >= words.sentence_end(first):
        return False
    if words.breaks[after] or words.norms[after] in _NOTHING_MORE:
        return False
    return any(words.sentences[thing[0]] == words.sentences[first] and thing[1] <= first for thing in evidence.things)


def _only_looks(message: Message, evidence: Evidence) -> bool:
    """True where every thing wanted stands in a sentence that says that there is no need: "no plans, I just like
    looking at houses". A want told after it is one: "not looking to sell, we want to buy"."""
    words, hits = evidence.words, heard_in(message).hits.get("need_none", ())
    idle = {words.sentences[first]: after for first, after in sorted(hits)}
    return all(
        words.sentences[first] in idle
        and not any(
            idle[words.sentences[first]] <= want[0] <= first and any(words.breaks[want[0] - 1 : want[0] + 1])
            for want in evidence.wants
        )
        for first, _ in evidence.wanted_things
    )


def _opens_with_a_want(evidence: Evidence, context: ReadingContext, signals: frozenset[Signal]) -> bool:
    """True where a first message, before any word of ours, says what it wants of us in words we do not know."""
    if context.asked is not None or context.agent or signals & (_BUSY | _NO_NEED_SAID):
        return False
    words = evidence.words
    return any(words.sentence_end(first) - after > 1 and _is_of_a_deal(words, after) for first, after in evidence.wants)


def _is_of_a_deal(words: Words, after: int) -> bool:
    """What is wanted is a thing, or to do what one does with a business; "need to come home" is neither."""
    to = [word for word in words.norms[after - 1 : after + 2] if word == "to"]
    follows = words.norms[after + 1 : after + 3] if to else []
    return not to or not _DEALS.isdisjoint([*follows, *words.norms[after : after + 2]])


def _can_answer(evidence: Evidence) -> bool:
    """True where a message that names no known thing can still answer "what do you need?": a statement of content."""
    return not evidence.puts_off and any(
        not _NO_ANSWER.issuperset(evidence.words.norms[first:after]) for first, after in evidence.statements()
    )


def _none(message: Message) -> Claim:
    heard = heard_in(message)
    hit = heard.first("need_none", "need_idle") or (0, len(heard.words))
    span = message.sentence_at(heard.words.starts[hit[0]])
    return Claim(slot="need", value=Need(status="none"), quote=message.quote(span))

"""Signals: what a message does besides giving facts."""

import re
from difflib import SequenceMatcher

from agent.frame import SIGNALS, ReadingContext, Signal
from agent.reading.cues import Heard, Hit, heard_in, trimmed
from agent.reading.kind import kind_named
from agent.reading.learned import opinion_of
from agent.reading.question_clauses import Question, questions_in
from agent.reading.signal_offers import Offer, offer_of
from agent.reading.text import Message

_PLAIN: tuple[Signal, ...] = ("opt_out", "opt_in", "callback_later", "wants_human", "wants_meeting", "bot_question")
_NOT_AFTER_US = frozenset(["job", "student", "abuse", "wrong_number"])
_BUYERS_ONLY: frozenset[Signal] = frozenset(["wants_meeting", "callback_later", "not_interested"])
"""Who wants nothing that we sell neither meets us about it nor loses interest in it."""
_ON_THE_RULES_WORD: frozenset[Signal] = frozenset(["opt_out", "correction"])
_INSTEAD: dict[Signal, frozenset[Signal]] = {
    "product_question": frozenset(["price_question", "bot_question"]),
    "bot_question": frozenset(["product_question"]),
    "callback_later": frozenset(["wants_meeting"]),
    "wants_meeting": frozenset(["callback_later"]),
    "wants_human": frozenset(["callback_later"]),
}
"""What rules read in the same words, and read more exactly: beside these the second opinion adds none of the first."""
_YES = frozenset("yes sure okay fine absolutely definitely please perfect great grand lovely cool deal go".split())
_NO = frozenset("no not never cant nothing neither".split())
_CALLS = frozenset("call calls calling phone phoning ring ringing".split())
_DATED = frozenset(["timeline", "budget", "authority", "company_size"])
_MEETS = frozenset(
    "see view viewing viewings visit demo demos meet meeting tour book booked zoom showing appointment calendar invite "
    "walkthrough consultation diary demonstration".split()
)
_COMES = frozenset("come pop drop swing stop measure call show slot teams".split())
"""Words of meeting where they are part of the phrase itself: fitters come too."""
_SPELT = re.compile(
    r"\b(?:no|with(?:out)?|one|two|double|silent) (?:(?:an?|the|one|two|no) )?(?:[b-hj-mp-tv-z]|ph)(?:'?s)?(?![\w'])"
)
_MUCH_LIKE = 0.7
"""How alike two spellings of one name are, of 1: "jon" and "john" are 0.86."""
_WANTS_INSTEAD = frozenset(["but", "send", "instead", "rather", "first"])
"""After one of these a "no thanks" declines the one offer only."""
_BARE_NO = frozenset(["no", "no thanks", "no thank you", "no sorry", "sorry no", "not really", "no way", "no chance"])


def read_signals(message: Message, context: ReadingContext) -> frozenset[Signal]:
    """All that `message` does, by the guide's definitions; the agent's last message decides what a "yes" means."""
    heard = heard_in(message)
    if not heard.words.norms:
        return frozenset()
    offer = offer_of(context.agent)
    found: set[Signal] = {signal for signal in _PLAIN if heard.says(signal)}
    _read_opt_out(heard, context, offer, found)
    _read_meeting(heard, context, offer, found)
    _read_contact_requests(heard, found)
    _read_answers_to_offers(heard, offer, found)
    _read_questions(message, context, found)
    _read_interest(heard, context, offer, found)
    if _refuses(heard, context, offer, found):
        found.add("refuses")
    if _corrects(message, heard, offer):
        found.add("correction")
    if heard.says("goodbye") or (context.asked is None and heard.says("closes")):
        found.add("goodbye")
    _weigh(message, context, found)
    _settle(heard, found)
    kind = kind_named(message, context)
    if kind in ("support", "wrong_number"):
        found.discard("correction")  # a customer changes an order, a stranger the number: no one their answers here
    if kind in _NOT_AFTER_US:
        found.difference_update(_BUYERS_ONLY - ({"not_interested"} if heard.hits.get("not_interested") else set()))
    return frozenset(found)


def _weigh(message: Message, context: ReadingContext, found: set[Signal]) -> None:
    """Hear the second opinion on every signal. A wish to be left alone that the rules hear is never argued away, nor is
    a correction: to overhear one leaves a wrong figure standing. Nor is added what the rules know for a look-alike."""
    heard = heard_in(message)
    by_rule, seeming = frozenset(found), heard.seeming | (heard.hits.keys() & _ON_THE_RULES_WORD)
    if not _NO.isdisjoint(heard.words.norms):
        seeming |= {"opt_in"}  # consent is not guessed from words with a no in them
    opinion = opinion_of(message, context)
    for signal in SIGNALS:
        if not opinion.settles(signal, signal in by_rule):
            found.difference_update({signal} - _ON_THE_RULES_WORD)
        elif signal not in by_rule | seeming and not _INSTEAD.get(signal, frozenset()) & by_rule:
            found.add(signal)


def _read_opt_out(heard: Heard, context: ReadingContext, offer: Offer, found: set[Signal]) -> None:
    """A carrier's keyword is no opt-out where it answers a question that names it ("which end of the street?"), nor
    is "don't phone" beside an address to write to, nor a way to reach them refused where another is named."""
    if "opt_out" not in found:
        return
    said = [norm for first, after in heard.hits.get("opt_out", ()) for norm in heard.words.norms[first:after]]
    if context.asked == "contact" and "<email>" in heard.words.norms and not _CALLS.isdisjoint(said):
        found.discard("opt_out")
    if said:
        if heard.says("another_way") and _covered(heard.hits.get("opt_out", []), heard.hits.get("not_this_way", [])):
            found.discard("opt_out")
        return
    first, after = trimmed(heard.words)
    if not offer.offers_opt_out and offer.asks and " ".join(heard.words.norms[first:after]) in offer.words:
        found.discard("opt_out")


def _read_meeting(heard: Heard, context: ReadingContext, offer: Offer, found: set[Signal]) -> None:
    """A day that suits, told where a date or a detail was asked for, is no time to meet unless meeting is spoken of."""
    if context.asked not in _DATED or offer.offers_meeting or "wants_meeting" in heard.whole:
        return
    words = heard.words
    for first, after in heard.hits.get("wants_meeting", ()):
        if _MEETS.intersection(words.norms[first : max(after, words.sentence_end(first))]):
            return
        if _COMES.intersection(words.norms[first:after]):
            return
    found.discard("wants_meeting")


def _read_contact_requests(heard: Heard, found: set[Signal]) -> None:
    """Asking to be called is for a person at once; with a time it is a call back, and so is "text me" with a time."""
    if "opt_out" in found:
        return
    for topic in ("call_me", "write_me"):
        for hit in heard.hits.get(topic, ()):
            if _is_for_later(heard, hit):
                found.add("callback_later")
                _drop_meeting_at(heard, hit, found)
            elif topic == "call_me":
                found.add("wants_human")


def _drop_meeting_at(heard: Heard, request: Hit, found: set[Signal]) -> None:
    """A day named with "ring me" is when to ring, no time to meet."""
    meetings = heard.hits.get("wants_meeting", [])
    if meetings and _covered(meetings, [request]):
        found.discard("wants_meeting")


def _is_for_later(heard: Heard, hit: Hit) -> bool:
    """True where a time stands in the request, after it in the sentence, or right before it."""
    sentence, end = heard.words.sentences[hit[0]], min(len(heard.words), hit[1] + 9)
    return any(
        heard.words.sentences[start] == sentence and hit[0] - 4 <= start < end
        for start, _ in heard.hits.get("later_time", ())
    )


def _read_answers_to_offers(heard: Heard, offer: Offer, found: set[Signal]) -> None:
    norms = heard.words.norms
    if not norms or "opt_out" in found or "callback_later" in found or heard.says("refuses"):
        return
    agrees = _agrees(heard)
    if offer.asks_to_text and agrees:
        found.add("opt_in")
    if offer.offers_meeting and (agrees or heard.says("day_time")) and not _declines(heard):
        found.add("wants_meeting")
    if offer.offers_person and agrees and not offer.offers_meeting:
        found.add("wants_human")


def _agrees(heard: Heard) -> bool:
    """True where the message begins with a yes, or a phrase of agreement stands alone."""
    if heard.says("agrees"):
        return True
    norms = heard.words.norms
    if norms[0] == "you" and heard.words.ends[0] - heard.words.starts[0] == 2:
        return True  # "ye" and "ya" are a yes where a yes was asked for
    return norms[0] in _YES and not _NO.intersection(norms[:4])


def _declines(heard: Heard) -> bool:
    return heard.words.norms[0] in _NO or heard.says("declines")


def _read_questions(message: Message, context: ReadingContext, found: set[Signal]) -> None:
    kind = kind_named(message, context)
    heard = heard_in(message)
    for question in questions_in(message, context):
        favour = heard.within("favour", question.first, question.after)
        if kind is not None and (kind != "student" or favour):
            continue
        if _proposes_a_time(heard, question):
            found.difference_update(("callback_later", "wants_human"))
            found.add("wants_meeting")
        elif question.sort == "price":
            found.add("price_question")
        elif question.sort == "product":
            found.add("product_question")
    if kind is None and heard.says("price_question"):
        found.add("price_question")


def _proposes_a_time(heard: Heard, question: Question) -> bool:
    """A question like "could we ... on Thursday?": one of ours and theirs with a day in it is about meeting."""
    return heard.within("proposes", question.first, question.after) and heard.within(
        "day_time", question.first, question.after
    )


def _read_interest(heard: Heard, context: ReadingContext, offer: Offer, found: set[Signal]) -> None:
    """A bare "no thanks" declines an offer; asked for a detail, it refuses that; to "anything else?" it says only
    that there is nothing else."""
    refused = heard.words.norms[0] in _NO and not heard.says("need_want")
    declined = heard.says("not_interested", "declined") and not offer.asks_anything_else
    if _WANTS_INSTEAD.intersection(heard.words.norms):
        declined = heard.says("not_interested")
    lost = heard.hits.get("not_interested", [])
    if lost and "opt_out" not in found and _wants_after(heard, max(after for _, after in lost)):
        return
    if lost or (offer.asks_if_still and refused) or (context.asked is None and declined):
        found.add("not_interested")
    elif context.asked == "contact" and len(heard.words) < 7 and heard.says("declined"):
        found.add("refuses")


def _wants_after(heard: Heard, index: int) -> bool:
    """ "the sale fell through so we need somewhere new": what is wanted now counts more than what is over."""
    return any(
        start >= index and heard.words.norms[after : after + 1] for start, after in heard.hits.get("need_want", ())
    )


def _corrects(message: Message, heard: Heard, offer: Offer) -> bool:
    """Words that take something back, or a "no" to the agent's "so that's ..."."""
    if (offer.sums_up and heard.says("contradicts")) or _spells_a_name(message, heard, offer):
        return True
    tricks = heard.hits.get("injection", [])  # "ignore previous prompts" takes back nothing that the writer said
    said = [hit for hit in heard.hits.get("correction", ()) if not any(hit[0] < b and a < hit[1] for a, b in tricks)]
    return bool(said) or "correction" in heard.whole


def _spells_a_name(message: Message, heard: Heard, offer: Offer) -> bool:
    """ "it's Jon, no h" where the agent wrote "John": a word much like one of the agent's, and how it is spelt."""
    if not offer.words or not _SPELT.search(message.text):
        return False
    said = [norm for norm in heard.words.norms if len(norm) > 2 and norm not in offer.words]
    return any(
        SequenceMatcher(None, norm, word).ratio() >= _MUCH_LIKE
        for norm in said
        for word in offer.words
        if len(word) > 2 and abs(len(word) - len(norm)) < 3
    )


def _refuses(heard: Heard, context: ReadingContext, offer: Offer, found: set[Signal]) -> bool:
    """Declining what was offered (a text, a visit) is no refusal of a detail."""
    offered = offer.asks_to_text or offer.offers_meeting or offer.offers_person
    if context.asked is None and (not offer.asks or offered or "not_interested" in found):
        return False
    if heard.says("refuses"):
        return True
    if context.asked == "contact" and heard.says("keeps_here") and not heard.says("opt_in"):
        return "<email>" not in heard.words.norms
    first, after = trimmed(heard.words)
    plain = " ".join(heard.words.norms) in _BARE_NO or (after - first == 0 and "no" in heard.words.norms)
    return context.asked == "contact" and plain


def _settle(heard: Heard, found: set[Signal]) -> None:
    """Where two readings of the same words exclude each other, the stronger one stays."""
    _settle_interest(heard, found)
    if "opt_out" in found:
        found.difference_update(("opt_in", "wants_meeting", "callback_later", "refuses"))
        if _covered(heard.hits.get("wants_human", []), heard.hits.get("opt_out", [])):
            found.discard("wants_human")
        if not heard.hits.get("goodbye"):
            found.discard("goodbye")
    if "not_interested" in found:
        found.difference_update(("wants_meeting", "opt_in"))
    if "callback_later" in found and not heard.hits.get("wants_human"):
        found.discard("wants_human")
    if found & {"wants_meeting", "callback_later"} and "goodbye" in found and not heard.says("leaves"):
        found.discard("goodbye")


def _settle_interest(heard: Heard, found: set[Signal]) -> None:
    """Waving us off ("never mind", "pass") beside an opt-out or in place of a detail says nothing about interest."""
    if "not_interested" not in found:
        return
    said = heard.hits.get("not_interested", [])
    waved: list[Hit] = []
    if "opt_out" in found:
        waved += heard.hits.get("dismisses", []) + heard.hits.get("opt_out", [])
    if "refuses" in found:
        waved += heard.hits.get("refuses", [])
    if (said and _covered(said, waved)) or (not said and "opt_out" in found and heard.says("declined")):
        found.discard("not_interested")


def _covered(hits: list[Hit], others: list[Hit]) -> bool:
    """True where each of `hits` shares a word with one of `others`."""
    return all(any(start < end and begin < after for begin, end in others) for start, after in hits)

"""Words meant for the program, not told by a lead: orders, forged records, suppositions. No fact comes of them. Pure.

A lead tells facts in its own name. Who instead writes what a record should hold, plays another role's part, supposes
things, or bids the program say something has told nothing of itself, whatever figures stand in it. Whichever model
reads the message, claims quoted from such words are left out, and so are the wishes that only they express; what the
lead says in its own name beside them stays. A wish to be left alone is heard wherever it stands, but for one that is
plainly somebody else's.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from agent.contrived_forms import META, SENTENCE, VOICELESS, WHOLE
from agent.dialogue import Utterance
from agent.frame import Claim, Frame, Signal
from agent.reading.cues import heard_in
from agent.reading.learned import looks_contrived, opinion_of
from agent.reading.text import Message, Span, fold

_OWN = re.compile(r"\b(?:i|we|our|my|i'm|i've|we're|we've)\b")
_QUOTED = re.compile(r"\"[^\"]*\"")
"""What somebody else is made to say."""
_BACK = re.compile(
    r"\b(?:but|tho|though|srsly|seriously|nah|anyway|anyways|joking|kidding|jokes? aside|for real|fr)\b[^.!?]{0,24}?"
    r"\b(?:i|we)(?:'re|'ve|'m|'d)?\b"
)
"""Where a lead who tried something speaks in its own name again: "nah but we do need a CRM"."""
_ANY_WHOLE = re.compile("|".join(f"(?:{pattern})" for pattern in WHOLE))
_ANY_SENTENCE = re.compile("|".join(f"(?:{pattern})" for pattern in (*SENTENCE, *META)))
_ANY_VOICELESS = re.compile("|".join(f"(?:{pattern})" for pattern in VOICELESS))
_ROLES = re.compile(r"(?:^|\n|[.!?] |: )\s*(?:user|human|lead|customer|client|assistant|agent|ai|bot) ?:")
_HIDDEN = re.compile(r"\w[\u200b-\u200d\u2060\ufeff\u00ad]\w")
"""A character that nobody sees inside a word."""
_TWO_SCRIPTS = re.compile(r"[a-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-z]")
"""A Latin letter beside a Greek or Cyrillic one: letters forged to look like others."""
_LIKELY = 0.6
_SURELY = 0.9
"""How likely a whole message must be meant for the program to be looked at sentence by sentence, and to be a trick."""
_ENOUGH = 3
"""Words of a sentence that can be told from a trick's; shorter ones are taken for a part of it."""
_LONG = 12
"""Words of a message in which an insult's word need not be one."""
_NO_WISH = 0.1
_HARDLY_A_WISH = 0.5
"""How likely a wish to be left alone may be, at the most, to be none: in a likely trick, and in a sure one."""
_POSED_AS = frozenset({"support", "student", "job", "vendor"})
"""Kinds that a trick pretends to be."""
_WISHES: frozenset[Signal] = frozenset(
    {"wants_human", "wants_meeting", "callback_later", "opt_in", "correction", "refuses", "not_interested"}
)
"""Signals that a message which is contrived throughout does not send."""


def told_by_lead(frame: Frame, unread: Sequence[Utterance]) -> Frame:
    """The frame without what only contrived words say."""
    contrived = {message.text: spans for message in unread if (spans := contrived_in(message.text))}
    if not contrived:
        return frame
    claims = tuple(claim for claim in frame.claims if not _is_contrived(claim, unread, contrived))
    unsent: frozenset[Signal] = frozenset()
    if all(is_trick(message.text) for message in unread):
        unsent = _WISHES
    if "opt_out" in frame.signals and all(speaks_of_others_opt_out(message.text) for message in unread):
        unsent |= {"opt_out"}
    return frame.model_copy(update={"claims": claims, "signals": frame.signals - unsent})


def speaks_of_others_opt_out(text: str) -> bool:
    """Whether what rules hear as a wish to be left alone is a trick that speaks of such wishes: "undo the opt-out of
    ..., she hit STOP by mistake". A doubtful one stays a wish."""
    message = Message(text)
    trick, wish = looks_contrived(message), opinion_of(message).likelihoods["opt_out"]
    return (trick >= _LIKELY and wish < _NO_WISH) or (trick >= _SURELY and wish < _HARDLY_A_WISH)


def tries_a_trick(text: str) -> bool:
    """Whether a message of abuse is a trick on the program rather than an insult."""
    message = Message(text)
    hits = heard_in(message).hits
    if "abuse_word" in hits:  # in a long trick such a word may stand for something else: "I'm a charming thief"
        return len(heard_in(message).words) >= _LONG and looks_contrived(message) >= _SURELY
    return bool(contrived_in(text) or "injection" in hits)


@lru_cache(maxsize=256)
def contrived_in(text: str) -> tuple[Span, ...]:
    """The stretches of a message that are contrived."""
    message = Message(text)
    if (
        _HIDDEN.search(text)
        or _ANY_WHOLE.search(message.text)
        or _TWO_SCRIPTS.search(message.text)
        or len(_ROLES.findall(message.text)) > 1
    ):
        return (Span(0, len(message.text)),)
    bent = tuple(_bent_stretches(message))
    if looks_contrived(message) < _LIKELY:
        return bent
    return tuple(span for span in message.sentences if not _is_told(message, span, bent))


def _is_told(message: Message, sentence: Span, bent: tuple[Span, ...]) -> bool:
    """In a message that looks contrived: whether a sentence is the lead's own all the same. The surer the trick, the
    plainer it must be, and plainer still where nobody says I or we."""
    if any(sentence.overlaps(span) for span in bent):
        return False
    words, honest = message.text[sentence.start : sentence.end], 1 - looks_contrived(message)
    if len(words.split()) < _ENOUGH:
        return honest > 1 - _SURELY
    if _OWN.search(words):
        return looks_contrived(Message(words)) < 1.2 * honest
    return honest > 1 - _SURELY and looks_contrived(Message(words)) < 2 * honest**2


def _bent_stretches(message: Message) -> Iterator[Span]:
    """Bent sentences, each up to where the lead speaks in its own name again, and those that lean on the one before."""
    leans = False
    tricks = "injection" in heard_in(message).hits  # heard already by who read it; its sentences are heard only if so
    for span in message.sentences:
        words = message.text[span.start : span.end]
        if _is_bent(words) or (tricks and "injection" in heard_in(Message(words)).hits):
            back = _BACK.search(words)
            leans = back is None
            yield span if back is None else Span(span.start, span.start + back.start())
        elif leans and not _OWN.search(words):
            yield span
        else:
            leans = False


def _is_bent(words: str) -> bool:
    told = words.strip()
    voiceless = _ANY_VOICELESS.search(told) and not _OWN.search(_QUOTED.sub(" ", told))
    return bool(_ANY_SENTENCE.search(told) or voiceless)


def _is_contrived(claim: Claim, unread: Sequence[Utterance], contrived: dict[str, tuple[Span, ...]]) -> bool:
    """Whether each place where the claim's quote stands is in contrived words. Who abuses is heard; who tries a trick
    as a customer or a student is neither."""
    if claim.slot == "kind":
        posed = getattr(claim.value, "text", "") in _POSED_AS
        return posed and any(looks_contrived(Message(message.text)) >= _LIKELY for message in unread)
    quote = fold(claim.quote).strip()
    places = [
        any(span.overlaps(Span(place.start(), place.end())) for span in contrived.get(message.text, ()))
        for message in unread
        for place in re.finditer(re.escape(quote), fold(message.text))
        if quote
    ]
    return bool(places) and all(places)


def is_trick(text: str) -> bool:
    """Whether a message is contrived throughout: the lead says nothing of its own in it."""
    spans, sentences = contrived_in(text), Message(text).sentences
    return bool(sentences) and all(any(span.overlaps(sentence) for span in spans) for sentence in sentences)

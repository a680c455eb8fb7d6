"""Words meant for the program, not told by a lead: orders, forged records, suppositions. No fact comes of them. Pure.

A lead tells facts in its own name. Who instead writes what a record should hold, plays another role's part, supposes
things, or bids the program say something has told nothing of itself, whatever figures stand in it. Whichever model
reads the message, claims quoted from such words are left out, and so are the wishes that only they express; what the
lead says in its own name beside them stays. Being left alone is heard wherever it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from agent.dialogue import Utterance
from agent.frame import Claim, Frame, Signal
from agent.reading.cues import heard_in
from agent.reading.text import Message, Span, fold

_WHOLE: tuple[str, ...] = (
    r"^\W*(?:system|developer|assistant|tool|function)\b(?: ?(?:prompt|message|note))?\W{0,2}[:\]>]",  # SYSTEM: ...
    r"(?:^|\n|[.!?] )\s*(?:assistant|ai|bot) ?:",  # a script with the program's own lines
    r"(?:^|\n)\s*human ?:",
    r"<!--|<<|<\||\[/?inst\]|```",
    r"</?(?:[a-z]+_)*[a-z]+>",  # </state>, <move>
    r"\{\{|\$\{|\{%",
    r"[{,]\s*[\"'][\w ]+[\"']\s*:",  # {"budget": ...
    r"\b(?:budget|authority|timeline|need|stage|score|handoff|kind|role|decider|company_size|status)\w* ?(?:=|->|=>)",
    r"^\s*/\w+(?: |$)",  # /override
    r"\|\s*(?:role|urgency|amount|budget|authority|stage|timeline) ?:",
    r"\btool_?(?:result|call|output|response)s?\b|\bfunction_?calls?\b",
    r"(?<![?&/\w.])(?!utm_)[a-z_]{1,30}=[\w\"']",  # consent=true
    r"\b(?!utm_)[a-z]+_[a-z_]+ ?:",  # lead_status:
    r"\b(?:hubspot|lead|lifecycle) ?-?(?:score|status|stage) ?:",
    r"(?:(?<![a-z])[a-z] +){9,}[a-z](?![a-z])",  # i g n o r e
    r"(?:\b[a-z]*\d[a-z]+\d[a-z\d]*\b[^.!?]{0,12}){2,}",  # 1gn0r3 pr3v10us
    r"\b(?:hex|base ?64|rot ?13|morse|binary) (?:for|code|string|text|message)\b|\bdecode (?:it|this|that|and)\b",
    r"игнорир|инструкц|忽略|無視|无视|تجاهل|무시",
)
"""Forms that no lead writes of itself: the whole message is contrived."""
_SENTENCE: tuple[str, ...] = (
    r"\b(?:note|memo|message|instructions?) (?:to|for) (?:the |your )?(?:crm|bot|system|ai|model|record|database)\b",
    r"\b(?:conversation|chat|lead) (?:summary|record)\b|\bsummary of (?:the|this) (?:conversation|chat)\b",
    r"\b(?:previous|last|next|first) message (?:from|of|by) (?:the )?(?:lead|customer|user|client)\b",
    r"\b(?:the |this )?(?:lead|prospect|user) (?:has |is |was )?(?:confirm|verifi|qualifi|approv|vett|ha[sd] \d)",
    r"\b(?:tool|crm|database|lookup|api) (?:results?|records?|entry|output|response|lookup|says|shows|confirms)\b",
    r"\bstatus ?: ?(?:sql|mql|qualified|won)\b|\bclose (?:it|this|me) as won\b",
    r"(?<!\bi )(?<!\bwe )(?<!\bi'd )(?<!can you )\b(?:pretend|imagine|suppose|assume)\b",
    r"\bact as (?:if|a|an|the)\b|\brole-?play\b|\b(?:rules|instructions|prompt) you (?:were|are|have been) \w+",
    r"\bhypothetical(?:ly)?\b|\bfor the sake of (?:your|this|the) (?:form|record|argument|example|test|chat)\b",
    r"\b(?:even though|though|although|even if) (?:it|that|this|i|we)\b[^.!?]{0,14}(?:n't|\bnot\b)",
    r"\b(?:put|write|jot|note|mark|set|log|record|save|enter|tick|flag|rate|classify|treat)\b[^.!?]{0,30}"
    r"\b(?:score|stage|qualified|sql|mql|box|five.star|hot|as a decision.?maker|highest|maximum)\b",
    r"(?<!credit )\bscore\b[^.!?]{0,12}\d|\bwhat score\b|\b(?:my|the|lead'?s?) (?:lead )?score\b",
    r"\b(?:what|which|how many|list of|the) points\b[^.!?]{0,20}\b(?:answer|get|give|score)",
    r"\b(?:say|write|repeat|reply|respond|answer|confirm)(?:ing)? (?:exactly|only|just|verbatim|after me|with)\b",
    r"\b(?:type|say|write|reply|replying|answer|respond)(?: with)?:? [\"']|\blegally binding\b|\bno takes",
    r"\byou (?:must|have to|shall|should|will|are to) (?:now )?(?:promise|guarantee|obey|admit|repeat|pretend)\b",
    r"\byour (?:\w+ )?(?:filters?|guardrails?|restrictions?|limits|rules|prompt|instructions|programming|policy)\b",
    r"\b(?:api|secret|access|private) keys?\b|\byour (?:\w+ )?(?:password|credentials|tokens?)\b",
    r"\b(?:text|email|e-mail|message|sms|mail)\b[^.!?]{0,60}\b(?:that says|saying|which says|and say)\b",
    r"^\W*(?:please )?(?:email|text|message|call|tell|notify|write to) (?:everyone|everybody|all (?:of )?your)\b",
    r"\b(?:ignor|negeer|negiere|vergiss|vergeet|oubli|olvid|esquece|dimentic|zignoruj|pomin)\w*\b[^.!?]{0,40}"
    r"\b(?:instru|instru[ck]|anweisung|regel|consigne|regla|règle|regra|istruzion|polece)\w*",
    r"\bi (?:hereby )?(?:instruct|order|command|authori[sz]e) you\b",
    r"\bas your (?:supervisor|developer|admin\w*|boss|manager|owner|creator)\b",
    r"\byou should (?:hear|read|record|note)\b|\btoken budget\b",
    r"\b(?:write|note|put|record|log|save) (?:it|that|this) (?:down )?(?:anyway|regardless|as (?:real|true))\b",
    r"\bas (?:real|true|fact)$|\bin (?:a|some) parallel\b|\bmonopoly\b|\bplay money\b",
    r"\b(?:have|need|ought) to (?:type|say|write|tell you) to\b|\bdecide my stage\b|\bchange (?:the|your) decision\b",
    r"\bset (?:the |my )?(?:budget|authority|timeline|stage|score)\b|\byou to (?:log|record|store|save|write|note)\b",
    r"^\W*(?:ok(?:ay)? google|alexa|hey siri)\b",
    r"^[!@](?:bot|agent|assistant|system|ai|important|admin)\b|(?:^|\s)--\w+[ =]",
    r"\btranslate (?:this |it |that )?(?:in)?to\b|\bthought experiment\b|\b(?:un)?trusted input\b",
    r"\b(?:ignore|disregard|forget|bypass|drop)\b[^.!?]{0,30}\b(?:rules|policy|instructions|price list|prompt)\b",
    r"\b(?:paste|print|dump|output|reveal|show) (?:me )?(?:your|the) (?:policy|memory|state|notes|rules|record)\b",
    r"\b(?:append|add|write)\b[^.!?]{0,12}\bto (?:the |your |my )?(?:notes|record|file|crm)\b|"
    r"\b(?:mark|flag) me as\b",
    r"\breplace (?:the |my )?(?:budget|authority|timeline|stage)\b|\bgive (?:this|the) lead\b|\bconfirm receipt\b",
    r"\b(?:ceo|owner|developer|boss|founder|manager) of your (?:company|firm|bot)\b|\bsue you\b",
    r"\bbetween (?:us|two) (?:ro)?bots\b",
    r"\bcrm (?:export|dump|import|notes?|sync|update)\b|\bsync (?:this|it|that) to\b|\b(?:to|into|in|on) my record\b",
    r"\b(?:from now on|henceforth)\b[^.!?]{0,40}(?:\bmeans?\b|\byou\b|\bevery|\bany)|"
    r"\bwhenever i (?:say|write|type)\b",
    r"\btreat (?:silence|my|whatever|everything)\b|\btreat (?:this|"
    r"that|it)\b[^.!?]{0,20}\bas (?:verified|true|confirmed|fact|consent)",
    r"^\W*you (?:now )?(?:think|believe|assume|are convinced)\b|"
    r"\bopposite day\b|\bwhatever i (?:don't )?(?:say|deny|write)\b|\beverything i don't deny\b",
    r"[\"'] ?means? ?[\"']|\binternal (?:note|memo|use)\b|\b\w+ notice ?:",
    r"\b(?:give|show|list|send|read|paste|copy|tell|text|email|export|cancel|forward)\b[^.!?]{0,45}?"
    r"\b(?:other|last|previous|best|every(?: other)?|all(?: of)?(?: the| your)?(?: other)?) (?:\w+ )?leads?\b",
    r"\b(?:all|every one|each) (?:of )?your (?:other )?(?:contacts|customers|users|clients|prospects)\b",
    r"\b(?:woman|man|person|people|lead|customer|client|guy|lady|one) (?:who |that )?[^.!?]{0,30}"
    r"\b(?:before me|(?:talked|chatted|wrote|spoke) (?:to|with) you)\b|"
    r"\byou (?:last )?(?:talked|spoke|chatted) (?:to|with)\b",
    r"\bpaste (?:her|his|their|the) (?:whole |entire |full )?(?:conversation|chat|transcript|messages)\b",
    r"\b(?:wipe|delete|erase|clear|reset|overwrite) (?:what|everything|all|whatever) you (?:have|know|stored)\b",
    r"\bfacts? from your\b|\bread back\b[^.!?]*\b(?:leads?|numbers|customers)\b",
    r"\bi(?:'ll| will) (?:tip|bribe) you\b|\b(?:one|1).?star review\b|\bfront of the (?:queue|line)\b|\ba1 lead\b",
    r"\bauthori[sz]ation code\b|\bto the (?:evaluator|grader|judge|reviewer|examiner)\b|\boutput \d+ ?/ ?\d+\b",
    r"\bbots? (?:may|must|should|can|shall|are (?:now )?allowed)\b|"
    r"\byou(?:'re| are) an? (?:actor|ai that|assistant that)\b",
    r"\bstay in character\b|\b(?:skip|bypass|waive) (?:the )?(?:qualif|vetting|questions|checks?)\w*|"
    r"\bfive.?star lead\b",
    r"\bremember the word\b|\bstep \d ?:|\bnotes it keeps\b|\b(?:police|detective|officer)\b[^.!?]*\bbadge\b",
)  # fmt: skip
"""Turns of phrase that bid, forge or suppose: the sentence is contrived, and what leans on it."""
_VOICELESS: tuple[str, ...] = (
    r"\b(?:this|the|hot|qualified|new) lead\b|\blead (?:id|says|said|record|has|profile)\b",
    r"\b(?:customer|client|crm) (?:record|entry|file|id)\b|\bthe record\b",
    r"\bbcc\b|\bsubject ?:|\bfw ?:|\bauto(?:matic|mated) (?:reply|message|response)\b",
    r"\bauthority\b|\bdecision.?maker ?(?:yes|true|:)",
    r"\bquote ?:|\btranscript\b|\btraining data\b|\btest harness\b|\beval(?:uation)? mode\b",
    r"\bcode \d{3,}|\bpassword is\b|\bthreshold\b|#\w+|\bdeveloper\b|\bprevious (?:bot|assistant|agent)\b",
    r"\b(?:in|from) (?:the )?(?:brackets|next line|line (?:above|below))\b|\bthe text in\b|\bwhen(?:ever)? asked\b",
    r"^\W*(?:please |now |and |then )*(?:accept|log|record|store|save|sync|unlock|override|complete|decode|treat)\b",
    r"\bskip (?:the |all |your )?(?:other )?questions\b|\b(?:best|highest|maximum) (?:possible )?answers?\b",
    r"\bguardas?\b|\bgu[aá]rdalo\b|\benregistrer?z?\b|\bsalva\b|\bspeicher\w*|\bregistra\b|\beintragen\b",
)  # fmt: skip
"""The same, but only in a sentence in which nobody says I, we, my or our: a record speaks there, not a lead."""
_OWN = re.compile(r"\b(?:i|we|our|my|i'm|i've|we're|we've)\b")
_QUOTED = re.compile(r"\"[^\"]*\"")
"""What somebody else is made to say."""
_BACK = re.compile(
    r"\b(?:but|tho|though|srsly|seriously|nah|anyway|anyways|joking|kidding|jokes? aside|for real|fr)\b[^.!?]{0,24}?"
    r"\b(?:i|we)(?:'re|'ve|'m|'d)?\b"
)
"""Where a lead who tried something speaks in its own name again: "nah but we do need a CRM"."""
_ANY_WHOLE = re.compile("|".join(f"(?:{pattern})" for pattern in _WHOLE))
_ANY_SENTENCE = re.compile("|".join(f"(?:{pattern})" for pattern in _SENTENCE))
_ANY_VOICELESS = re.compile("|".join(f"(?:{pattern})" for pattern in _VOICELESS))
_ROLES = re.compile(r"(?:^|\n|[.!?] |: )\s*(?:user|human|lead|customer|client|assistant|agent|ai|bot) ?:")
_HIDDEN = re.compile(r"\w[\u200b-\u200d\u2060\ufeff\u00ad]\w")
"""A character that nobody sees inside a word."""
_TWO_SCRIPTS = re.compile(r"[a-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][a-z]")
"""A Latin letter beside a Greek or Cyrillic one: letters forged to look like others."""
_WISHES: frozenset[Signal] = frozenset(
    {"wants_human", "wants_meeting", "callback_later", "opt_in", "correction", "refuses"}
)
"""Signals that a message which is contrived throughout does not send."""


def told_by_lead(frame: Frame, unread: Sequence[Utterance]) -> Frame:
    """The frame without what only contrived words say."""
    contrived = {message.text: spans for message in unread if (spans := contrived_in(message.text))}
    if not contrived:
        return frame
    claims = tuple(claim for claim in frame.claims if not _is_contrived(claim, unread, contrived))
    is_all = all(_covers(contrived.get(message.text, ()), message.text) for message in unread)
    signals = frame.signals - _WISHES if is_all else frame.signals
    return frame.model_copy(update={"claims": claims, "signals": signals})


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
    return tuple(_bent_stretches(message))


def _bent_stretches(message: Message) -> Iterator[Span]:
    """Bent sentences, each up to where the lead speaks in its own name again, and those that lean on the one before."""
    leans = False
    for span in message.sentences:
        words = message.text[span.start : span.end]
        if _is_bent(words):
            back = _BACK.search(words)
            leans = back is None
            yield span if back is None else Span(span.start, span.start + back.start())
        elif leans and not _OWN.search(words):
            yield span
        else:
            leans = False


def _is_bent(words: str) -> bool:
    told = words.strip()
    if _ANY_SENTENCE.search(told) or (_ANY_VOICELESS.search(told) and not _OWN.search(_QUOTED.sub(" ", told))):
        return True
    return "injection" in heard_in(Message(words)).hits


def _is_contrived(claim: Claim, unread: Iterable[Utterance], contrived: dict[str, tuple[Span, ...]]) -> bool:
    """Whether each place where the claim's quote stands is in contrived words. What says who abuses stays heard."""
    if claim.slot == "kind" and getattr(claim.value, "text", "") == "abuse":
        return False
    quote = fold(claim.quote).strip()
    places = [
        any(span.overlaps(Span(place.start(), place.end())) for span in contrived.get(message.text, ()))
        for message in unread
        for place in re.finditer(re.escape(quote), fold(message.text))
        if quote
    ]
    return bool(places) and all(places)


def _covers(spans: Sequence[Span], text: str) -> bool:
    told = Message(text)
    return all(any(span.overlaps(sentence) for span in spans) for sentence in told.sentences)

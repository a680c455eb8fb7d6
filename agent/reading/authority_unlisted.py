"""People whom no list holds, known by what is said of them: who stands before a verb of deciding, beside "and I"."""

import re
from functools import cache

from agent.reading.contact_lexicon import alternatives, entries, entry_set, is_common
from agent.reading.text import Message, Span

_OFFICE = re.compile(
    r"\b(?:IT|HR|Legal|Finance|Ops|Marketing|Sales)\b(?=\s+(?:will |would |has to |have to |needs? to |always |usually "
    r"|each |both |all ){0,2}(?:gets? a|have a|put|decid|be happy|be ok|agree|clear|choos|pick|sign|approv|"
    r"has the|have the|makes|make|owns)|\W*$)"
)
_BESIDE_ME = re.compile(
    r"\b(?:me|myself)\s+(?:and|n|&|\+)\s+(?P<who>(?:my|the|two|three|four|our|a few|another)\s+"
    r"(?!dogs?\b|cats?\b|thoughts\b|bank\b|kids\b|conscience\b)[a-z][\w-]+)"
)
_SUBJECT = re.compile(
    r"\b(?:my|our|the|his|her)\s+(?:(?!but\b|and\b|the\b|so\b|an?\b|time\b|moment\b|day\b|minute\b|second\b|"
    r"week\b)[a-z&][\w&'-]*\s+){0,2}?(?P<noun>(?!but\b|"
    r"the\b|my\b|our\b|his\b|her\b|your\b|an?\b)[a-z&][\w&-]*)"
    r"(?: (?:in|at) [a-z]+)?"
    r"(?=\s+(?:(?:will|would|is|are|has to|have to|must|needs to|always|ultimately|then|actually|just)\s+){0,2}"
    r"(?:decides?|deciding|chooses?|choosing|picks?|approves?|signs? (?:it |this |things |everything )?off|"
    r"signs\b(?! up)|does\b|votes? on\b|gives? consent\b|give consent\b|finali[sz]es?|vetoes|awards?\b|clears?\b|"
    r"releases?\b|rules on\b|"
    r"(?:have|has|gets?) (?:the )?(?:final|last) (?:say|word|call)|makes? (?:the|all the|up) (?:final |big |"
    r"buying )?(?:decisions?|calls?|choices?|minds?)|says? (?:yes|which|what|who)))"
)
_OWNS_THE_CALL = re.compile(r"(?P<who>\b(?:the|our|my) (?!boy|girl)[a-z]{4,})'s (?:call|decision|choice|shout)\b")
_HONOURED = re.compile(
    r"\b(?:(?:our|my|the) )?(?:(?:md|boss|owner|director|manager|ceo|cfo|coo|cto|gm|vp|hod|head|secretary|"
    r"president|principal|chairman) )?"
    r"(?:sir|madam|ma'am|sahib|saab|bhai)(?= (?:will|would|has|have|only|alone|"
    r"decides?|takes?|is|must|should|himself|herself|approves?|signs?|gives?|finali[sz]es?|picks?|chooses?|"
    r"wants?|says?)"
    r"\b)|"
    r"\b(?:our|my|the) (?:md|boss|owner|director|manager|ceo|cfo|gm|vp|hod|head|principal|chairman) "
    r"(?:sir|madam|ma'am)\b"
)
_HONOURED_NAME = re.compile(
    r"\b(?!(?:Yes|No|Dear|Hello|Hi|Hey|Ok|Okay|Thanks|Thank|Sorry|Good|Morning|Only|Just|So|But|And|The|Our|My)\b)"
    r"[A-Z][a-z]+ (?:sir|ma'am|madam|bhai|ji|saab|didi)\b"
)
_AND_I = re.compile(
    r"(?:^|[.,;!?:] |\b(?:and|but|so|that|because|cos|yes|yeah|no|where|then) )"
    r"(?P<who>(?:the|our|my) (?:[a-z-]+ )?(?P<noun>[a-z-]{3,}))"
    r"(?= (?:and|&|n|\+) (?:i|me|myself) (?:(?:both|all|jointly|"
    r"will|would|have to|need to|must|always|usually|each|then) ){0,3}(?:decid|agree|choos|pick(?! up)|"
    r"sign(?! up)|approv|"
    r"vote|settle|like the same|want the same)\w*)"
)
""" "The regional lead and I choose"."""
_NAMED_AND_I = re.compile(
    r"(?:(?<![\w'’.-])(?P<who>[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?)(?: [A-Z][a-z]+)? (?:and|&|n|\+) (?:I|i|me|myself)|"
    r"\b(?:[Mm]e|[Mm]yself|I) (?:and|&|n|\+) (?P<then>[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?))"
    r"(?= (?:(?:both|all|jointly|together|will|would|have to|need to|must|always|usually|each|then|make|take|do|are|"
    r"do the|get to|can|always) ){0,3}(?:decid|agree|choos|pick(?! up)|sign(?! up)|approv|vote|settle|decision|"
    r"call|the "
    r"call|the decision)\w*)"
)
""" "Jye and I pick the place": a capital and a word of deciding make a name that no list holds."""
_BARE_BODY = re.compile(
    r"(?:^|[.;!?] |\b(?:yes|yeah|no|nope|well|so|and|but),? )(?P<who>(?:[a-z]{4,} )?(?P<noun>[a-z]{4,}))(?= "
    r"(?:always |usually |then |"
    r"only |ultimately |actually |also )?(?:votes? on|decides\b|chooses\b|signs? (?:it |this |everything )?off|"
    r"ha[sv]e? the "
    r"(?:final|last)|makes the (?:final )?(?:call|decision)))"
)
""" "Session votes on anything over 5k", "corporate decides": a body by its bare name at the beginning."""
_NO_BODY = frozenset(
    "everyone everybody nobody someone somebody anyone anybody whoever which what that this everything majority "
    "money price cost quality budget time they never always usually then only also ultimately actually mostly who he "
    "she finally normally generally probably typically technically sure okay thanks hello sorry "
    "currently think guess reckon unfortunately sadly obviously "
    "clearly honestly here there yeah lads folks when where once until unless while because since before after".split()
)
_PRIEST = re.compile(
    r"\b(?:fr|father|sr|sister|brother|pastor|canon|coach|uncle|aunt|auntie|aunty)\.? "
    r"(?!will|has|is|was|in|and|or|who|does|just|only|always|then|also)[a-z'-]{3,}(?= (?:will|has|decid|pick|"
    r"choos|sign|approv|says)\w*\b)"
)
""" "Fr Doyle decides": called by an office and a name."""
_TO_A_BODY = re.compile(
    r"\b(?:goes|has to go|put|referred|submitted|voted on) (?:up )?(?:to|before|by) (?P<who>(?:the|our) (?!test|vote|"
    r"side|bottom|top|end|website|shop|showroom|store|bank|next|point|whole|gym|pub|market)"
    r"[a-z][\w&'-]*(?: (?!for\b|and\b|who\b|where\b|in\b|on\b|at\b|every\b|once\b|each\b)[a-z&][\w&'-]*)?)"
    r"(?=\s*(?:[.,;]|$)| (?:for a|for the|for approval|and they)\b)"
)
"""Whatever body it is put to: "it goes to the vestry, parents vote"."""
_FAMILY_NAME = re.compile(r"\bthe (?P<name>[A-Z][a-z]{2,})s\b")
_THINGS = frozenset(
    "own premium rent deposit price budget cost costs decision date dates weather money market location size "
    "design quality law it "
    "this that which who i we you they he she to not can will could should must would may might cannot "
    "system software tool form guests reps users customers visitors dog cat dogs cats website site app crm team's "
    "one ones bank lender house venue and or alone only also all both himself herself just then has have had "
    "is was were been being would've time moment day minute".split()
)


@cache
def _department_decides() -> re.Pattern[str]:
    """One or two departments before a verb of deciding: "sales ops and security both have to sign"."""
    fields, last = alternatives(entries("titles")["modifiers"]), alternatives(entries("people")["departments"])
    one = rf"(?:(?:the|our) )?(?:(?:{fields}) ){{0,2}}(?:{last})"
    return re.compile(
        rf"(?<![\w'-]){one}(?: (?:and|&|n|plus) {one})?(?= (?:(?:will|would|has to|have to|needs? to|must|always|"
        r"usually|each|both|all|then|ultimately|only) ){0,2}(?:decides?|chooses?|picks?(?! up)|signs?(?! up| in)|"
        r"approves?|agrees?|vetoe?s?|votes?|gets? a (?:say|vote)|ha(?:s|ve) (?:a |the )?(?:final |last )?(?:say|"
        r"vote|veto|word)|"
        r"puts? their|makes? the (?:final )?(?:call|decision))\b)"
    )


def unlisted_in(message: Message, found: list[Span]) -> list[Span]:
    """Whoever stands before a verb of deciding, by any name ("our country head decides", "the Hegartys")."""
    spans = [Span(m.start(), m.end()) for m in _SUBJECT.finditer(message.text) if m["noun"] not in _THINGS]
    spans += [Span(m.start("who"), m.end("who")) for m in _BESIDE_ME.finditer(message.text)]
    spans += [Span(m.start(), m.end("who")) for m in _OWNS_THE_CALL.finditer(message.text)]
    spans += [Span(m.start(), m.end()) for m in _HONOURED_NAME.finditer(message.raw)]
    spans += [Span(m.start(), m.end()) for m in _HONOURED.finditer(message.text)]
    spans += [Span(m.start(), m.end()) for m in _PRIEST.finditer(message.text)]
    spans += [Span(m.start("who"), m.end("who")) for m in _AND_I.finditer(message.text) if m["noun"] not in _THINGS]
    spans += _named_beside(message)
    spans += [
        Span(m.start("who"), m.end("who"))
        for m in _BARE_BODY.finditer(message.text)
        if not (_NO_BODY | _THINGS).intersection(m["who"].split())
    ]
    departments = _department_decides().finditer(message.text)
    spans += [
        Span(m.start(), m.end()) for m in departments if message.raw[m.start() : m.start() + 3] not in ("it ", "It ")
    ]
    spans += [Span(m.start("who"), m.end("who")) for m in _TO_A_BODY.finditer(message.text)]
    spans += [Span(m.start(), m.end()) for m in _OFFICE.finditer(message.raw)]
    spans += [Span(m.start(), m.end()) for m in _FAMILY_NAME.finditer(message.raw) if not is_common(m["name"].lower())]
    kept: list[Span] = []
    for span in spans:
        overlapped = [known for known in (*found, *kept) if span.overlaps(known)]
        if all(_is_longer(message, span, known) for known in overlapped):
            kept.append(span)
    return kept


def _is_longer(message: Message, span: Span, known: Span) -> bool:
    """ "the procurement commission": one noun more than the "the procurement" that is known."""
    if span.end == known.end and re.fullmatch(r"[a-z][\w&-]{3,} ", message.text[span.start : known.start]):
        return True  # "franchise owner" before a verb of deciding
    return span.start <= known.start and bool(
        re.fullmatch(r"(?: (?:and|&|n|plus))? [a-z][\w&-]+", message.text[known.end : span.end])
    )


def _named_beside(message: Message) -> list[Span]:
    """ "Voula and I decide", "me and Jye pick": names by their capital alone, no everyday word among them."""
    found = []
    for match in _NAMED_AND_I.finditer(message.raw):
        group = "who" if match["who"] else "then"
        word = match[group].lower()
        if not is_common(word) and word not in entry_set("name_cues", "never"):
            found.append(Span(match.start(group), match.end(group)))
    return found

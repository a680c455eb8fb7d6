"""Figures that are never an amount or a head count: phones, dates, times, references, postcodes, measures."""

import re
from functools import lru_cache

from agent.reading.text import Span

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_PARTS = (
    # addresses of the net
    r"\S+@\S+",
    r"(?:https?://|www\.)\S+",
    # phones: a plus or a nought in front, a bracketed area code, or groups that only phones have
    r"\+\d[\d\s().-]{6,18}\d",
    r"(?<![\d.,£$€])\(?0\d{1,4}\)?[\s.-]?\d[\d\s.-]{4,10}\d\b",
    r"(?<![\d.,£$€])1?[\s.-]?\(?\d{3}\)[\s.-]?\d{3}[\s.-]?\d{4}\b",
    r"(?<![\d.,£$€])(?:1[\s.-])?\d{3}[\s.-]\d{3}[\s.-]\d{4}\b",
    r"(?<![\d.,£$€])\d{3}[\s.-]0\d{3}\b(?!\d|,)",
    r"(?<![\d.,£$€])\b\d{8,15}\b(?<!000)",
    r"\bext\.?\s?\d+",
    # weights
    r"\b(?:(?:a )?(?:hundred|\w+ty(?:[- ]\w+)?)|\d{1,3})[- ]pound (?:dog|puppy|cat|lab|mastiff|shepherd|dane|beast|"
    r"turkey|gorilla|bag|sack|load|machine|man|kid|weight)s?\b",
    # dates and times
    rf"\b\d{{1,2}}(?:st|nd|rd|th)\b(?:\s*(?:of\s*)?{_MONTH}\b)?(?:,?\s*20\d\d\b)?",
    rf"\b{_MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\b(?![,.]\d|\s?k\b|"
    rf"\s?grand)(?:\s?-\s?\d{{1,2}}\b)?(?:,?\s*(?:19|20)\d\d\b)?",
    rf"\b\d{{1,2}}(?:\s?-\s?\d{{1,2}})?\s+(?:of\s+)?{_MONTH}\b(?:,?\s*(?:19|20)?\d\d\b)?(?!\s+(?:be|we|i|you)\b)",
    rf"\b{_MONTH}\.?,?\s*'?(?:19|20)?\d\d\b(?!\s?(?:k\b|grand|,\d))",
    r"\b(?:19|20)\d\d-\d\d?-\d\d?\b",
    r"\b(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])[/.](?:20)?\d\d\b",
    r"\b(?:0?[1-9]|1[0-2])/(?:[12]\d|3[01])/(?:20)?\d\d\b",
    r"(?<![\d£$€/])\b(?:(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])|(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2]))\b"
    r"(?!\s?(?:k|m|grand|thousand|mil|/|quid|euro|dollar|pound|a |per ))",
    r"\b(?:fy|h|q)\s?'?\d{1,4}\b(?:\s?[/-]?\s?(?:19|20)\d\d\b)?",
    r"(?<![£$€₹])(?<![£$€₹] )(?<![a-z][£$€₹] )\b[01]?\d[:.h][0-5]\d\s?(?:[ap]\.?m\b\.?)?(?!\d|k\b|\s?(?:k\b|m\b|mil|"
    r"cr\b|crore|lakh|lac|mn\b|grand|thousand|hundred|%|per\b|a\b|/|max\b|tops\b|,? ?(?:and )?(?:not (?:a|one|any)|"
    r"no|nothing|never) (?:\w+ )?(?:more|over|higher|above)\b|"
    r"or\b|euro|pound|dollar|quid|billion|cents|usd|gbp|eur|inr|aud|[£$€₹]))(?<!\.\d\d)",
    r"\b2[0-3]:[0-5]\d\b",
    r"\b(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)?\s?(?:-|to|til|till|until)\s?(?:0?[1-9]|"
    r"1[0-2])(?:[:.][0-5]\d)?\s?[ap]\.?m\b",
    r"\b(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)?\s?(?:[ap]m\b|[ap]\.m\.?|o'?clock)",
    rf"\b(?:{_DAY}s?|tomorrow|tmrw?|today|tonight|morning|afternoon|evening|noon|lunch|half)\s+(?:at|after|before|"
    rf"by|around|about|@|from|past)?\s*"
    r"(?:about|around)?\s*(?:0?[1-9]|1[0-2])\b(?![,.:]?\d|\s?(?:k|grand|thousand|hundred|mil|m)\b|\s?-?\s?\d)",
    r"\b(?:after|before|by|until|till|til|from|at|past)\s+(?:0?[1-9]|1[0-2])\s?(?:ish)?(?=\s*(?:on|today|tomorrow|"
    r"tonight|in the (?:morning|afternoon|evening)|if|$|[,.]\s*(?:i|im|i'm|on)\b))"
    r"(?=.{0,40}\b(?:call|ring|site|work|shift|today|tomorrow|tonight|morning|afternoon|evening|mon|tue|wed|thu|"
    r"fri))",
    r"(?<!stop )(?<!stops )(?<!stopping )(?<!quit )(?<!capped )(?<!cap it )(?<!line )(?<!maxed out )(?<!max out )"
    r"\b(?:after|before|until|till|til|at|by|past|half)\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve)\b"
    r"(?![\s-]*(?:hundred|hundo|grand|k\b|thousand|mil|fifty|twenty|thirty|forty|sixty|seventy|eighty|ninety|to|or|"
    r"and|point|people|staff|of us|users|reps|seats|a\b|per|quid|euro|dollar|pound|bucks|month|year|week|day|each|"
    r"lakh|crore|full|part|[a-z]+(?:ers|ors|ees|men)\b|-))",
    r"\b(?:call|ring|phone|text|ping|try|meet|free|available|message|back|finish|off)\b[^.!?\n\d]{0,20}\b(?:at|"
    r"after|before|by|around|from|until|till|past)\s+(?:0?[1-9]|1[0-2])\b"
    r"(?!\s*(?:k\b|grand|thousand|hundred|mil|quid|euro|dollar|pound|bucks|[.,]\d|-|to\b|or\b))",
    r"\b(?:after|before|until|till|til)\s+(?:0?[1-9]|1[0-2])\b(?=\s*(?:$|[.,!?;]))",
    r"\b(?:24/7|9-5|9 to 5|50[-/ ]50|50:50|100%|110%|7/7)\b",
    r"\b(?:since|in|from|until|till|by|year|around|summer|spring|autumn|fall|winter|christmas|xmas|early|late|mid|"
    r"end of|before|after|of)\s+(?:19[5-9]|20[0-4])\d\b"
    r"(?!\s*(?:k\b|grand|quid|dollars?|bucks|euros?|pounds?|a\b|per\b|pcm|/|-|to\b|or\b|max|tops))",
    r"(?<![£$€\d])\b20(?:1\d|2[1-9]|3[0-9])\b(?!\s*(?:k\b|grand|quid|dollars?|bucks|euros?|pounds?|usd|gbp|eur|aud|"
    r"per\b|pcm|p/?m\b|a month|/|max|tops))",
    r"\b(?:planning|plans?|cycle|round|forecast|budgets|budgeting) for '?(?:2[5-9]|3[0-5])\b(?![,.]?\d|\s?(?:k|m|"
    r"grand|"
    r"people|guests|users|seats|of us)\b)",
    r"\bnot (?:even )?(?:one|a)(?: single)? (?:cent|penny|dollar|euro|pound|rupee|dime|quid|buck)s?\b",
    r"\b(?:one|a|1)(?: single)? (?:cent|penny|dollar|euro|pound|rupee|dime|quid|bean)s? (?:over|more|above|past|"
    r"beyond)\b",
    r"\b(?:try|call|ring|text|ping|back|again)\b[^.!?\n\d]{0,20}\b(?:about|around|at|after|by)\s+(?:one|two|three|"
    r"four|five|"
    r"six|seven|eight|nine|ten|eleven|twelve)\b(?=\s*(?:$|[.,!?;]|ish|on|if|today|tonight|tomorrow))",
    # references, postcodes, places
    r"\b[a-z]{1,2}\d[a-z\d]?\s\d[a-z]{2}\b",
    r"(?!\Ano )(?!no no )(?<!\bno )\b(?:order|ref(?:erence)?|invoice|policy|booking|ticket|case|account|acct|quote|"
    r"claim|po|job|customer|member(?:ship)?|licen[cs]e|reg|card|code|pin|id|model|flight|room|suite|apt|"
    r"apartment|unit|floor|level|flat|"
    r"no|nr|number|num|hwy|highway|route|phase|step|option|version|windows|channel|page|series|grade|tier|covid|"
    r"year)"
    r"\s?(?:no\.?|number|num|nr|#|id|ref)?(?:(?:(?<=\bno)|(?<=\bnr)|(?<=ref)|(?<=apt)|(?<=acct)|(?<=num)|"
    r"(?<=\bpo))\.|"
    r"\.(?! )|:)?\s?#?(?:[a-z]{1,4}[-/]?)?\d[\d/-]*(?:/[a-z])?\b(?![,.]\d|\s?k\b|"
    r"\s?(?:a|per) (?:month|year|head|seat))",
    r"#\s?\d+",
    r"\b(?!usd|aud|eur|gbp|inr|cad|nzd|chf|sgd|hkd|zar|aed|rs)[a-z]{1,6}[-/]?\d[\da-z/-]*\b(?<!\d[km])",
    r"\b(?:dublin|belfast|cork|zip|zipcode|postcode|eircode|bt|nsw|vic|qld|wa|sa|act|tas|tx|texas|ny|ca|"
    r"fl)\s(?:code\s)?\d{1,5}\b(?!\s?k\b|,\d)",
    r"\b\d{1,5}[a-z]?\s(?:[a-z]+\s){1,2}(?:street|st|road|rd|avenue|ave|lane|crescent|terrace|blvd|boulevard)\b",
    # shares, marks, measures
    r"\b\d+(?:\.\d+)?\s?(?:%|percent\b|per ?cent\b|pct\b|°|deg)",
    r"\b\d(?:\.\d+)?\s?m?\s?(?:x|by|×)\s?\d(?:\.\d+)?\s?m?\b[^.!?;\d]{0,40}\b\d\.\d+\b(?!\s?(?:k|mil|mill|"
    r"million|grand|thousand|lakh|"
    r"crore|cr)\b)",
    r"\b\d+(?:\.\d+)?\s?(?:x|by|×)\s?\d+(?:\.\d+)?\s?(?:m|cm|mm|ft|feet|metres?|meters?)?\b",
    r"\b\d+(?:\.\d+)?\s?(?:cm|mm|km|kms|ft|feet|foot|inch(?:es)?|metres?|meters?|miles?|mi|sq\.? ?(?:ft|m|feet|"
    r"metres?|meters?)|square (?:ft|m|feet|foot|metres?|meters?|yards?)|sqft|sqm|acres?|kg|lbs?|kw|gb|mb|tb|mph|hp|"
    r"cc|hectares?|litres?)\b",
    r"\b\d'\d{1,2}\b(?!\d)",
    r"\b\d+(?:\.\d+)?m\s(?:wide|long|high|tall|deep|x|by|from|away|of wall|run|sq)\b",
    r"\b(?:thanks|thx|ta|tks|cheers|thank you) a (?:million|mil+)\b",
    r"\bmillion[- ]dollar (?:question|idea|view|home|listing)"
    r"|\ba \d in front\b|\b(?:starting|begins?|starts?|beginning) with (?:an? )?\d\b",
    r"\bone in a million\b|\ba million (?:things|times|other|miles|questions|reasons|and one)\b|\b(?:a|hundreds|"
    r"thousands)? ?hundred (?:percent|per cent|times)\b",
    r"\b(?:i'?m|aged?|turning|turns|he'?s|she'?s|im|we'?re both|both)\s\d{1,2}\b(?=\s*(?:$|[,.;!]|and\b|y|now|next|"
    r"this|so\b|in\b|w))(?!\s?k)",
    r"\bzero (?:room|chance|way|wiggle|appetite|interest|flex\w*|leeway|scope|tolerance|desire|intention|point|"
    r"idea|clue)\b",
    r"\bnumber one\b|\bone (?:of|day|thing|more|way|time|another|question|last|other|sec|minute|that|who)\b|"
    r"\b(?:no|any|some|every|each|this|that|the|which|another|only|last|next) one\b|\bone on one\b|\bzero in\b",
)  # fmt: skip
_NOISE = re.compile("|".join(f"(?:{part})" for part in _PARTS))


@lru_cache(maxsize=16)
def noise_in(text: str) -> tuple[Span, ...]:
    """Stretches of folded text whose figures are neither money nor a count."""
    return tuple(Span(match.start(), match.end()) for match in _NOISE.finditer(text))


def is_noise(text: str, span: Span) -> bool:
    """True where that piece of the text belongs to a figure that is no money: a date, a weight, a phone number."""
    return any(span.overlaps(other) for other in noise_in(text))

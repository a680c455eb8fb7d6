"""Words around an amount, as data: currencies, bounds, periods and units. Apostrophes are left out ("thats").

A value of `HOME` takes the business's own currency where that is one of the family, else the family's first.
"""

SYMBOLS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD"),
    "£": ("GBP",), "€": ("EUR",), "₹": ("INR",), "¥": ("JPY", "CNY"), "₩": ("KRW",), "₽": ("RUB",), "₺": ("TRY",),
    "₦": ("NGN",), "₪": ("ILS",), "₱": ("PHP",), "₫": ("VND",), "฿": ("THB",), "₴": ("UAH",),
}  # fmt: skip

DOLLAR_PREFIXES: dict[str, str] = {
    "us": "USD", "u.s.": "USD", "usd": "USD", "a": "AUD", "au": "AUD", "aud": "AUD", "aus": "AUD", "c": "CAD",
    "ca": "CAD", "can": "CAD", "cad": "CAD", "cdn": "CAD", "nz": "NZD", "nzd": "NZD", "s": "SGD", "sg": "SGD",
    "hk": "HKD", "r": "BRL", "mx": "MXN",
}  # fmt: skip
"""Letters before (or right after) a dollar sign: A$, US$, $US."""

_DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD")
_SLANG = ("USD", "AUD", "CAD", "NZD", "GBP", "EUR", "SGD", "HKD", "ZAR", "INR")

CURRENCY_WORDS: dict[str, tuple[str, ...]] = {
    "dollar": _DOLLARS, "dollars": _DOLLARS, "dollers": _DOLLARS, "dolars": _DOLLARS, "dollarydoos": ("AUD",),
    "bucks": _SLANG, "buck": _SLANG, "smackers": _SLANG, "smackeroos": _SLANG, "bones": _SLANG,
    "usd": ("USD",), "us dollars": ("USD",), "us dollar": ("USD",), "american dollars": ("USD",),
    "dollars us": ("USD",), "dollars american": ("USD",), "us bucks": ("USD",), "us money": ("USD",),
    "american": ("USD",), "greenbacks": ("USD",), "u s dollars": ("USD",),
    "aud": ("AUD",), "aussie dollars": ("AUD",), "australian dollars": ("AUD",), "australian": ("AUD",),
    "aussie": ("AUD",), "dollars aussie": ("AUD",), "dollars australian": ("AUD",), "aussie bucks": ("AUD",),
    "cad": ("CAD",), "canadian dollars": ("CAD",), "canadian": ("CAD",), "dollars canadian": ("CAD",),
    "nzd": ("NZD",), "nz dollars": ("NZD",), "kiwi dollars": ("NZD",), "new zealand dollars": ("NZD",),
    "sgd": ("SGD",), "singapore dollars": ("SGD",), "sing dollars": ("SGD",), "hkd": ("HKD",),
    "hong kong dollars": ("HKD",),
    "pound": ("GBP", "EGP"), "pounds": ("GBP",), "pounds sterling": ("GBP",), "sterling": ("GBP",), "stg": ("GBP",),
    "gbp": ("GBP",), "british pounds": ("GBP",), "english pounds": ("GBP",), "ponds": ("GBP",), "punds": ("GBP",),
    "quid": ("GBP", "EUR", "AUD", "NZD"), "quids": ("GBP", "EUR"), "squid": ("GBP", "EUR"), "nicker": ("GBP",),
    "euro": ("EUR",), "euros": ("EUR",), "eur": ("EUR",), "euroes": ("EUR",), "yoyos": ("EUR",), "eruos": ("EUR",),
    "rupee": ("INR",), "rupees": ("INR",), "rupes": ("INR",), "inr": ("INR",), "rs": ("INR", "PKR"),
    "chf": ("CHF",), "swiss francs": ("CHF",), "francs": ("CHF",), "sfr": ("CHF",), "franken": ("CHF",),
    "yen": ("JPY",), "jpy": ("JPY",), "yuan": ("CNY",), "rmb": ("CNY",), "cny": ("CNY",),
    "rand": ("ZAR",), "zar": ("ZAR",), "aed": ("AED",), "dirhams": ("AED",), "dirham": ("AED",),
    "zloty": ("PLN",), "zlotys": ("PLN",), "pln": ("PLN",), "naira": ("NGN",), "ngn": ("NGN",),
    "kroner": ("DKK", "NOK"), "kronor": ("SEK",), "sek": ("SEK",), "nok": ("NOK",), "dkk": ("DKK",),
    "pesos": ("MXN", "PHP"), "mxn": ("MXN",), "php": ("PHP",), "reais": ("BRL",), "brl": ("BRL",),
    "ringgit": ("MYR",), "myr": ("MYR",), "baht": ("THB",), "shekels": ("ILS",), "riyals": ("SAR",), "sar": ("SAR",),
    "cents": ("",), "pence": ("",),
}  # fmt: skip
"""The first of these that is the business's own currency, else the first of all."""

_MAX = """up to/upto/up too/max/maximum/max of/maximum of/at most/at the most/at the very most/at max/no more than/
no more n/not more n/no morn/no mor than/nomore than/no more as/not more as/no higher as/keep it to/
keep things to/keep us to/
keep this to/hold it to/not more than/no more then/not more then/nae mair than/nae more than/no mair than/
no higher than/no greater than/
no bigger than/not exceeding/not to exceed/
not exceed/within/inside/sub/cap at/cap it at/cap us at/capped at/cap of/cap is/capping it at/capping ourselves at/
capping us at/caps it at/caps us at/capped it at/capped us at/capped me at/capped this at/capped that at/
capped things at/
capped the budget at/capped spend at/cap ourselves at/capping myself at/cap myself at/until/till/limit of/limit is/
limit at/ceiling of/ceiling is/ceiling at/ceiling would be/limited to/limit to/tops out at/top out at/topping out at/
max out at/maxed out at/maxing out at/maxed at/as much as/as high as/as far as/go to/go up to/going to/went to/
stretch to/stretch it to/push to/push it to/stretching to/run to/go as far as/go as high as/goes up to/
upper limit/upper limit of/upper limit is/max is/maximum is/maximum would be/max would be/
top end is/high end/high end of/high end is/higher end/top end of/top of/
top is/tops is/tops at/tops/hard cap/hard limit of/cap/ceiling/limit/absolute max/absolute limit/absolute tops/
absolute maximum/absolute ceiling/most i can do is/most we can do is/max budget/max budget of/max budget is/
maximum budget/maximum budget of/maximum budget is/upper end/keep to/stick to/not going above/max spend/max price/
maximum price/max price of/maximum spend/no more that/more no than/upper bound/s limit is/lte/
stops at/stop at/quits at/quit at/draw the line at/drawing the line at/drawn the line at/drew the line at/
draws the line at/line is/line is at/stopping at/peak at/peaks at/change from/change out of/some change from/
maximal/höchstens/hoechstens/bis zu/bis/maximum von/nicht mehr als/tap out at/taps out at/bow out at/walk away at/
tops out around/out at"""

_MIN = """at least/atleast/at the least/at the very least/min/minimum/min of/minimum of/from/starting at/starting from/
start at/start from/starts at/no less than/not less than/no lower than/at minimum/at a minimum/at the minimum/
low end/low end of/lower end/bottom end/low end is/anything from/floor of/
minimum is/min is/bare minimum/upwards from/not under/minimum budget/minimum budget of/minimum budget is/
no smaller than/gte"""

_OVER = """better than/more as/higher as/higher then/go higher as/over/above/past/beyond/more than/more then/
higher than/greater than/exceed/exceeding/exceeds/bigger than/
go over/go above/go past/go beyond/crossing/cross/crosses/going over/going past/going above/going beyond/ovr/
any higher than/any more than/a penny over/a cent over/a penny more than/
a cent more than/much over/much more than/much above/to go over/a lot more than/north of/upwards of/upward of/
in excess of/
excess of/to the north of/a hair over/a smidge over/one dollar over/one cent over/one penny over/one euro over/
one pound over/a dollar over/
a euro over/a pound over/one rupee over/a single cent over/a single penny over/a dime over/a penny above/
a cent above"""

_UNDER = """under/below/beneath/underneath/less than/less then/lower than/cheaper than/south of/undr/belo/unda/
fewer than/less as/cheaper as/smaller than/just under/well under/shy of/short of/to the south of/
the right side of/this side of/
the low side of/inside of"""

_ABOUT = """about/around/roughly/approx/approximately/aprox/approximatly/circa/ca/say/like/maybe/perhaps/probably/near/
nearly/almost/close to/closer to/in the region of/region of/ballpark/ballpark of/in the ballpark of/something like/
somewhere around/give or take/just/only/bout/abt/arnd/aroud/roundabout/round/roughy/more like/nearer/order of/
somewhere near/in the order of/round about/aboout/abot/aronud/arond/something around/possibly/id say/usually/a cool/
an even/a solid/a good/exactly/literally/realistically/ideally/currently/now/prob/probs/probly/somewhere in the/
just shy of/just short of/a touch under/a shade under/a shade over/an absolute/a total of/total of/a whopping/
the full/another/on top of/in the/somewhere/anywhere/ungefähr/etwa/rund/zirka/mebbe/mabye/umm/um/er/hmm/well"""

_PLAIN = """a/the/of/is/be/its/at/our/my/to/s"""


def _heads(lines: str, effect: str) -> dict[str, str]:
    return {phrase.strip(): effect for phrase in lines.replace("\n", "").split("/")}


HEADS: dict[str, str] = (
    _heads(_PLAIN, "plain") | _heads(_ABOUT, "about") | _heads(_UNDER, "under") | _heads(_OVER, "over")
    | _heads(_MIN, "min") | _heads(_MAX, "max")
)  # fmt: skip
"""Words before an amount and what they make of it. "over" and "under" turn round where they are negated."""

DAILY_WORDS: frozenset[str] = frozenset(
    "american australian canadian aussie cents pence bones sheets rand sar rs buck bucks quid quids".split()
)
"""Currency words that say too little to name the currency of a figure elsewhere in the message."""

NEGATORS: frozenset[str] = frozenset(
    (
        "no not never nothing none without cant cannot wont dont couldnt wouldnt shouldnt nt neither "
        "nor nowhere anything if avoid isnt aint rather refuse hardly nobody doesnt didnt mustnt "
        "unwilling unable non zero nil mad crazy insane daft foolish silly stupid nuts bonkers loath reluctant "
        "hesitate"
    ).split()
)

BETWEEN: frozenset[str] = frozenset(
    (
        "between btwn btw betwen betwn betw bet beetween beween bewteen from somewhere anywhere "
        "anything something inbetween either zwischen"
    ).split()
)

LIMIT_NOUNS: dict[str, str] = {
    "max": "max", "maximum": "max", "most": "max", "ceiling": "max", "cap": "max", "limit": "max", "highest": "max",
    "top": "max", "upper": "max", "tops": "max", "furthest": "max",
    "ceilings": "max", "limits": "max", "maxs": "max", "caps": "max",
    "minimum": "min", "least": "min", "lowest": "min", "floor": "min",
}  # fmt: skip
"""Nouns that bound an amount from afar: "the most we'd put in is 20k"."""

_UNIT = {
    "month": r"months?|mths?|mnths?|mo(?:nth)?|mos|monht|mnt|moth|pcm",
    "year": r"years?|yrs?|yeer|annum|anum|12 ?mon?ths?|twelve months?|anno",
    "quarter": r"quarter|qtr|qrtr|qtly|q",
    "week": r"weeks?|wks?|wk",
    "day": r"days?",
}
_FOREIGN_STEP = r"(?:pro|im|je|al|por|par|per) "
_STEP = (
    r"(?:a|an|per|each|every|any|p/|p|/|by|for(?: (?:the|each|every|a|one))?(?: full| whole| entire| coming| first| "
    r"financial| fiscal| calendar)?|over (?:the|a)|the)"
)

PERIODS: dict[str, str] = {
    "month": (
        rf"(?:(?=(?:pupm|pppm|pp/?pm|ppm)\b)|{_FOREIGN_STEP}(?:monat|mes|mois|mese|maand)\b|monatlich\b|mtl\b\.?|"
        rf"in the month\b|{_STEP}\s*(?:{_UNIT['month']})\b|monthly|monthy|montly|p\.?\s?c\.?\s?m\b\.?|p\.?m\b\.?|"
        r"p/m\b|/m\b)"
    ),
    "year": (
        rf"(?:{_FOREIGN_STEP}(?:jahr|ano|an|anno|jaar)\b|jährlich\b|{_STEP}\s*(?:{_UNIT['year']})\b(?! (?:one|two|"
        rf"three|1|2|3)\b)|annually|annualy|anually|yearly|"
        r"per annum|annum|p\.?a\b\.?|p/a\b|/y\b|"
        r"annual\b|(?:all|whole|full|this) year\b(?=\s*(?:round|all in|total|$|[.,!]))|a twelvemonth|pr yr)"
    ),
    "quarter": rf"(?:{_STEP}\s*(?:{_UNIT['quarter']})\b|quarterly)",
    "week": rf"(?:{_STEP}\s*(?:{_UNIT['week']})\b|weekly|p\.?w\b\.?|p/w\b)",
    "day": rf"(?:{_STEP}\s*(?:{_UNIT['day']})\b|daily|p\.?d\b\.?)",
    "once": (
        r"(?:(?:as )?(?:a )?(?:one|1)[- ]?(?:off|time|shot)\b(?: payment| sum| cost| spend)?|once(?: off)?\b(?! "
        r"(?:a|we|i|"
        r"the|per|every|you|it))|(?:as )?(?:a |in a )?lump sum|upfront one time|in one go)"
    ),
}

_PEOPLE = (
    r"seats?|users?|heads?|persons?|people|pax|guests?|delegates?|attendees?|reps?|licen[cs]es?|employees?|members?|"
    r"staff(?: member)?|plates?|covers?|tickets?|agents?|log-?ins?|adults?|individuals?|participants?|accounts?|"
    r"sales ?reps?|salesperson|bod(?:y|ies)|traveller|traveler|passenger|worker|mouth|of us|skull|punter"
)
_GOODS = (
    r"items?|units?|pieces?|chairs?|doors?|tables?|desks?|sofas?|couch(?:es)?|wardrobes?|stools?|beds?|shel(?:f|ves)|"
    r"cabinets?|bench(?:es)?|lamps?|sets?|panels?|drawers?|tiles?|bookcases?|armchairs?|one|sideboards?|dressers?|"
    r"property|properties|flats?|apartments?|houses?|homes?|robes?|cupboards?|mattress(?:es)?|rooms?|pairs?|suites?"
)
UNITS: dict[str, str] = {
    "seat": (
        rf"(?:(?:a|an|per|each|for each|for every|every|by|/|p/|p)\s*(?:{_PEOPLE})\b|p\.?p\b\.?|p/p\b|p/h\b|"
        rf"p\.?h\b\.?|"
        rf"(?:pro|je) (?:person|kopf|nutzer|user|gast|platz|mitarbeiter|lizenz)\b|pupm|pppm|pppn|ppm\b|pp/?pm)"
    ),
    "unit": rf"(?:(?:a|an|per|for each|for every|every|each|/)\s*(?:{_GOODS})\b|apiece|a piece|a pop|per pc|/pc)",
    "each": r"(?:each|ea)\b(?! (?:side|end|corner|way|wall|half|of (?:the|us|them)|other|room|floor|time|leg|arm)\b)",
}
"""`each` means a seat where people are served and a unit where goods are sold."""

TAIL_ABOUT = (
    r"(?:-?ish\b|or so\b|rent\b|comfortably\b|easily\b|ideally\b|preferably\b|or thereabouts|or there ?abouts|"
    r"give or take(?: (?:a )?(?:bit|few|little|couple))?(?: of)?"
    r"(?: (?:hundred|thousand|grand|quid|bucks|dollars|euros?|pounds|k)\b)*|approx\w*|roughly|"
    r"around\b(?! (?:here|the))|ballpark|-?odd\b|kinda|sort of|or close|or near(?: enough)?|about\b(?! the)|more "
    r"or less|"
    r"all[- ](?:in|up|told|out)\b|in total|total\b|altogether|overall|inc(?:l(?:uding|usive|\.)?)? (?:of )?(?:vat|"
    r"gst|tax\w*)|"
    r"(?:plus|ex|excl|inc|incl|\+)\.? ?(?:vat|gst|tax(?:es)?|fees|delivery)\b|net\b|gross\b|cash\b|budget\b|extra\b|"
    r"for (?:it|this|that|the (?:lot|job|whole (?:thing|lot|job|event)|thing|project))\b)"
)
TAIL_MAX = (
    r"(?:(?:is |was |would be |'?s |being |be |as )?(?:(?:at|as|is|be|it's|its|thats|that's|that is) )?"
    r"(?:(?:the|my|our|an?|your|me|his|her|their) )?(?:absolute |very |hard |upper |top |real |total |strict )*"
    r"(?:tops?|max(?:imum|imun|imam|ium|ed)?|limit|ceiling|cap|upper (?:end|limit|bound)|top (?:end|whack|dollar|"
    r"line))"
    r"(?: of (?:it|my budget|our budget|budget|what i .{0,20}))?\b(?! (?:of|at|is)\b)"
    r"|(?:is |'s |would be )?(?:at |is )?(?:the |my )?(?:absolute |very )?(?:most|outside|furthest|highest)\b(?! "
    r"(?:likely|of|are)\b)"
    r"|(?:would be|is|'s|would) (?:really )?(?:pushing it|a (?:real )?stretch)|"
    r"if (?:pushed|pressed|push comes to shove|(?:i|we) (?:had|have|must) ?(?:to)?|necessary|needs be|need be)|"
    r"high(?:er)? end\b|(?:is |'s )(?:about )?(?:where|when) (?:it|things|that) (?:really |just )?(?:starts?|begins?|"
    r"stops?|gets?|hurts?|becomes?|bites?|pinch\w*)\b|(?:and|so|then) (?:we |i |please |pls )?(?:stop|cap it|draw "
    r"the line) "
    r"(?:there|at that)\b|"
    r"(?:and )?(?:that'?s|that is|is|would be|'d be) (?:pushing the boat out|(?:my|our|the) (?:walking[- ]?away "
    r"point|breaking point|outer limit))|"
    r"(?:and|then|and then|where) (?:i|we|i'?ll|we'?ll|i'?d|we'?d) (?:(?:have to|must|will|would|always) "
    r")?(?:stop|quit|"
    r"fold|walk(?: away)?|tap out|bow out|call it|"
    r"get off|leave it)\b(?! (?:paying|using|it))|and no further\b|"
    r"at a (?:push|stretch|pinch)|or (?:less|fewer|under|below|lower|cheaper|lesser|near(?:est)? offer|best offer)|"
    r"(?:and|or) (?:under|below|less|no more|not (?:a|one) \w+ (?:more|over))|"
    r"(?:and )?not (?:a|one) (?:cent|penny|dollar|euro|pound|dime|bean|rupee) (?:over|more|above|extra|beyond|"
    r"higher)\b|"
    r"(?:and )?(?:no|not|nothing|nowt|never) (?:more|over|higher|above|a cent|a penny)(?: than that)?\b|and "
    r"that'?s pushing it|if that\b(?! \w)|"
    r"pushing it|as (?:much|high|far) as (?:i|we)\b|is as (?:much|high|far)|(?:and )?(?:that'?s|it'?s|that is|is) "
    r"(?:where|when) (?:we|i) (?:stop|quit|tap out|draw the line|run out|bow out|walk)|"
    r"and (?:that'?s|that is) (?:the|my|our) (?:absolute |very )?(?:ceiling|max(?:imum)?|limit|cap|top)\b|and "
    r"(?:that'?s|that is) it\b)"
)
TAIL_MIN = (
    r"(?:\+(?!\s*(?:vat|gst|tax|fees|delivery|costs|\d|a\b|the\b|some|my|me\b|one|two))|"
    r"(?:the |at the )?(?:low|lower|bottom) end\b|"
    r"plus\b(?=\s*(?:$|[.,;!?)]|per|a (?:month|year|head)|for|if|budget|easily|range))|or (?:more|above|over|"
    r"higher|up|better|greater)\b|"
    r"and (?:up(?:wards?)?|above|over|more|beyond)\b|upwards?\b|(?:at |as )?(?:a |the |our |my )?(?:bare |very |"
    r"absolute )?(?:minimum|min|floor)\b|"
    r"at (?:the )?(?:very )?least)"
)

RANGE_LINK = (
    r"\s*(?:-{1,2}|/|~|to|too|till?|untill?|thru|through|up ?to|upto|or|and|und|bis|maybe|possibly|perhaps|n|nd|&|,)"
    r"(?:\s*(?:maybe|about|around|say|like|possibly|at most|a max(?:imum)? of|max|probably|even|perhaps|roughly|"
    r"bout|up to|"
    r"more like|at a push|as much as|somewhere around|the))?\s*"
)
STRETCH_LINK = (
    r"\s*[,(-]?\s*(?:but|and|or|though|tho|with)?\s*(?:i|we|it|this|that|id|wed|i'd|we'd|i'll|"
    r"we'll)?\s*(?:could|can|cud|might|"
    r"may|would|will|'d|d)?"
    r"\s*(?:maybe|possibly|perhaps|probably|always|also|just|only|prob|at a push|at a stretch)?\s*"
    r"(?:stretch|stretching|flex|flexes|flexing|go|going|push|pushing|extend|get|creep|reach|rise|rising|bump|"
    r"bump it|room)?\s*(?:it|"
    r"things|that)?\s*"
    r"(?:up|as (?:high|far) as)?\s*(?:to|maybe|possibly|perhaps|pushing)\s*(?:about|around|maybe|say|a max of)?\s*"
)

FOLLOWERS: frozenset[str] = frozenset(
    (
        "a an the for to or and but if is isnt was would will wont as at in on all total max maximum "
        "min minimum tops top per each every ish so give max ideally maybe probably i we it its thats "
        "this that these nowadays from with not no though tho tbh honestly please pls plz thanks thx cheers budget "
        "signed sanctioned approved ringfenced allocated authorised authorized committed agreed greenlit cleared "
        "pencilled "
        "sir madam maam bro boss dear ji yaar fitted installed delivered supplied altogether including incl inc plus "
        "before after until once upfront cash "
        "depends depending "
        "roughly approx about around overall give sounds seems should could can might may must feels "
        "n nd ill im weve ive id wed were because cause coz cos since when where which who what how "
        "tell nothing anything atm mark range region bracket area zone rather instead through during throughout w "
        "without wout currently now right ex excl extra realistically hopefully sorry mate love lol "
        "haha xx x cos max absolute absolutely limit ceiling cap usd aud gbp eur quid more less then "
        "than hopefully preferably only just apparently comfortably easily they he she you my our "
        "your would ah eh hey sure yes yeah ok okay yea between ya im off out up kind sort pm pcm pa "
        "pw wk mo yr pp tax vat gst net gross excluding exclusive inclusive spend put set available "
        "today rent who whod enough sufficient ourselves myself aside saved ready sitting spare earmarked "
        "budgeted between still closest closer nearer nearest correct accurate "
        "be been being near suit suits work works cover covers buy buys go goes going realistic doable "
        "reasonable ok okay fine good possible "
        "workable feasible plenty ring ringfenced"
    ).split()
)
"""What may follow a bare figure that is money; any other word right after it is what the figure counts."""

"""Words that the guard goes by, as data."""

import re

ABOUT: dict[str, re.Pattern[str]] = {
    slot: re.compile(rf"\b(?:{words})\b", re.I)
    for slot, words in {
        "need": r"need|looking for|problem|fix|solve|goal|improve|help (?:you )?with|want|interested|issue|challenge"
        r"|brings? you|can (?:i|we) (?:do|help)",
        "budget": r"budget|spend|afford|price range|invest|figure|set aside|cost|put (?:in|towards)|money",
        "timeline": r"when|how soon|time ?(?:line|frame)|date|deadline|by what|start|go live|month|quarter|week",
        "authority": r"who|decides?|decision|sign(?:s|ed)? off|approv\w+|anyone else|say in|involved",
        "contact": r"e-?mail|phone|number|reach|call you|contact",
        "company_size": r"how many (?:people|employees|seats|users|staff)|head ?count|team size|how big|seats",
        "guests": r"guests|how many (?:people|will)|attend\w*|party size|head ?count",
        "place": r"where|which (?:area|city|town|part)|location|neighbou?rhood|region|place",
    }.items()
}
"""English words that a question for a slot has. A question without any of them is left to the model."""

ENGLISH = frozenset("the a an is are you your we what when who how to for of and it do does would will can".split())
"""Two of these make a text English enough to look for names in it."""

ASKING = frozenset(
    "what when which where whom whose would could should about have been there their them they this that these those "
    "with from into like know tell more just also your yours please thanks thank great sure then than some will does "
    "good okay".split()
)
"""Words of any question: they say nothing of what it is about."""

NO_NAMES = frozenset("I Thanks Thank Hi Hello Hey Ok Okay Yes No Great Good Got Sure And So But Mr Mrs Ms".split())
"""Written large in the middle of a sentence without naming anybody."""

OPENERS = frozenset(
    "We I You They He She It That This Someone Somebody Anyone Who What Which When Where How One Nobody Everyone The A "
    "Our Your My People Colleagues Support Sales Pricing Somebody's There Thanks And So Then Now Either Both".split()
)
"""Begin a sentence in front of `will`, `can`, `has`, `from` without naming anybody."""

"""Wordings around a head count, as patterns over folded text, and the nouns of `lexicon/money_size.yaml`."""

import re
from functools import lru_cache
from typing import Literal

from agent.reading.cues import read_lexicon

Noun = Literal["seats", "employees", "roles", "guests", "people"]
NOUNS: tuple[Noun, ...] = ("seats", "employees", "guests", "people", "roles")

_NO_ADJECTIVE = (
    r"(?!(?:and|or|of|for|in|on|to|at|with|but|is|are|so|an?|the|then|per|from|by|if|as|our|my|your|we|i|they|you|"
    r"that|who|"
    r"years?|yrs?|days?|weeks?|wks?|months?|mths?|hours?|hrs?|minutes?|mins?|times?|nights?|k|max|min|plus|beds?|"
    r"bedrooms?|n|would|will|can|could|should|must|might|may|whom|all|have|has|had|need|want|use|get|lost|quit)\b)"
)
_ADJECTIVES = rf"(?:{_NO_ADJECTIVE}[a-z']+[\s-]){{0,2}}?"


@lru_cache(maxsize=1)
def noun_patterns() -> dict[Noun, re.Pattern[str]]:
    """For each group of nouns, the pattern that follows a figure, adjectives between allowed."""
    groups = read_lexicon("money_size")
    nouns = {name: "|".join(_noun(word) for word in groups[name]) for name in NOUNS}
    return {
        name: re.compile(
            rf"[\s+-]{{0,3}}(?:nos?\.?\s(?:of\s)?)?(?:of (?:my|our|"
            rf"the)\s)?{'' if name == 'people' else _ADJECTIVES}(?:{nouns[name]})(?![a-z])"
        )
        for name in NOUNS
    }  # fmt: skip


def _noun(word: str) -> str:
    return re.sub(r"\(([a-z ]+)\)", r"(?:\1)?", word).replace(" ", r"\s")


ASKS_SEATS = re.compile(
    r"\b(?:work(?:ing|s)? (?:with|in|on) (?:it|this|the (?:tool|system|software|crm|platform))|us(?:e|es|ing|ers?)|"
    r"seats?|licen[cs]es?|log(?:s|ging)?[- ]?(?:ins?|into)|reps?|on it|in it|access|sales "
    r"(?:team|people|org|floor)|"
    r"sellers?|log[- ]?ons?|onboard(?:ed|ing)?|accounts)\b"
)
ASKS_EMPLOYEES = re.compile(
    r"\b(?:staff|employees?|employ|payroll|works? (?:at|for|in|there|with)|working|people (?:are )?(?:in|at) "
    r"(?:the|your)|headcount|the books|"
    r"how (?:big|large)|size of (?:the|your)|team|colleagues|of you|(?:in|is|does) (?:the|your) (?:business|firm|"
    r"company|office|practice))\b"
)

WOULD_USE = re.compile(
    r"(?:[^.,!?\n\d]{0,20}?\b(?:would|wld|wud|will|to|can|must|could|cld|cud|might|that|who|thatd|whod|wed|gonna|"
    r"should|'ll|"
    r"'d|"
    r"d)\b[^.!?\n]{0,12}?\s(?:us(?:e|ing)|need(?:ing)?|get(?:ting)?|hav(?:e|ing)|be (?:in|on)|log(?:ging|in|on)?|"
    r"touch|access|open|live in|work (?:in|with|from|off))\b"
    r"|\s*(?:who |that )?(?:need(?:ing)?|want(?:ing)?|get(?:ting)?) (?:a |an )?(?:log ?-?ins?|access|licen[cs]es?|"
    r"seats?|accounts?)"
    r"|[^.!?\n\d]{0,20}?\b(?:will|would|wld|'ll|'d|to|gonna|who|that|are|is)\b[^.!?\n]{0,14}?\b(?:us(?:e|es|ing)|"
    r"log(?:s|ging)? (?:in|into|on)|"
    r"work(?:s|ing)? (?:with|in|on) it|be on (?:it|this)|on it)\b"
    r"|\s*(?:who |that )?(?:needs?|needing) (?:it|this|to use)\b"
    r"|[^.!?\n\d]{0,40}?\b(?:they|who|these|those|all of them|whom)(?:'ll|'d)? (?:all |each |should |would |"
    r"will |must |"
    r"shall |need to |have to |would like to |want to )+(?:be )?(?:us(?:e|ing)|work(?:ing)? with|log(?:ging)? in)\b"
    r"|\s*logging (?:in|on|into)\b"
    r"|\s*(?:using|use|on|in|inside|logging in|with)\s?(?:to )?(?:it|this|the (?:system|crm|tool|platform)|access|"
    r"log ?-?ins?)\b)"
)
WHO_WILL_USE = re.compile(
    r"\s(?P<who>[a-z]{4,}[a-rt-z]s) (?:will|would|wld|'ll|are going to|gonna|should) (?:all )?(?:be using|use|need) "
    r"(?:it|this|the (?:system|crm|tool|platform|software))\b"
)
"""Whoever they are called, they will use it: "60 counsellors will be using it"."""
AT_WORK = re.compile(
    r"\s*(?:,|who|that)?\s*(?:in total\s*)?(?:on (?:(?:the|our) )?(?:payroll|books|staff)\b|(?:company|firm|"
    r"business|group)[- "
    r"]?wide|across \w+|"
    r"work(?:ing|s)? (?:here|for (?:me|us)|in the)|in (?:the|our|my) (?:\w+ )?(?:company|firm|business|practice|"
    r"office|shop|team|group)|"
    r"at the (?:company|firm|practice)|all told|employed|counting|including (?:me|myself|the)|in all|here\b|"
    r"altogether|and growing)"
)
EVENT_FOR = re.compile(
    r"(?:\b(?:event|party|do|wedding|conference|dinner|lunch|launch|gala|ball|offsite|function|bash|summit|"
    r"reception)\b(?: itself)?"
    r"(?: is| will be| would be|'s)? (?:for|of|with)|\b(?:expecting|inviting|hosting|host|seating|seat|feeding|"
    r"feed|catering for|guest "
    r"list (?:is|of))) (?:about |around |roughly |some |up to |maybe |like )*\Z"
)
AT_EVENT = re.compile(
    r"\s*(?:or so |,|that'?s |who |are |will |be |would |might |all |in [a-z]+ |\s)*(?:come\b|come along|"
    r"come to it|attend\b|coming|"
    r"attending|going|guests|on the guest ?list|"
    r"at the (?:event|dinner|conference|party|gala|launch)|for the (?:event|dinner|conference|party|gala|launch|"
    r"offsite|day|night)|on the (?:day|night|evening|list)|invited|turning up|there on the)\b"
)
_FIRM = (
    r"(?:company|firm|business|team|outfit|shop|practice|start-?up|agency|organi[sz]ation|office|staff|crew|"
    r"workforce|charity|school|"
    r"operation|studio|salon|clinic|consultancy|department|headcount|payroll|org|group)"
)
_ABOUT = (
    r"(?:about|around|roughly|just|only|over|under|like|at|now|currently|some|approx\w*|nearly|almost|up to|more "
    r"than|less than|maybe|say|all of|a|all|currently|circa)"
)
FIRM_OF = re.compile(
    rf"\b(?P<team>(?:sales |small |whole )?{_FIRM})(?:'s)?(?: size)?\s*(?:of|is|has|with|are|=|:|"
    rf"-)\s*(?:{_ABOUT}\s*)*\Z"
)
FIRM_SAID = re.compile(
    rf"\b(?!team|group|office|department|crew|staff|payroll|org)(?:{_FIRM}|place|lot)\b"
    r"(?: (?:in|near|at|based|with|of|that|from|called|making|doing|is|are|we)\b[^.,!?;\d\n]{0,34})?"
    rf"\s*(?:,|-|:|\()\s*(?:(?:about|around|just|only|all|currently|now|"
    rf"roughly|there(?:'s| are)|of|the)\s*)*\Z"
)
"""Behind the firm and a break, "55 of us" are its people: "a small agency near Kassel, 14 of us"."""
FOR_TEAM = re.compile(r"\b(?:for|across|cover(?:ing|s)?|of)\s(?:an?|my|our|the|this)\s(?:\w+ ){0,2}?(?:team|crew)\b")
"""In front of the head count of a team that the thing is wanted for."""
ALL_OF_US = re.compile(r"\ball(?: of)?(?: the)?\s*\Z")
IT_IS = re.compile(
    r"(?:\A|[\s.,;!?-])(?:it's|its|it is|that's|thats|there's|theres)\s*(?:just |only |about |around )*\Z"
)
ASKING = re.compile(
    r"[^.!?\n]{0,30}?(?:,|-|;|\bso\b|\band\b)\s*(?:so |and |then |roughly |any idea )*(?:what|how|is there|"
    r"is that|do (?:we|i)|"
    r"does|can (?:we|i)|would that|will that|any)\b"
)
"""Behind a count that is told before something is asked: "45 seats, what's the damage?"."""
AT_MOST = re.compile(
    r"\s*,?\s*(?:max(?:imum)?|tops|at (?:the )?(?:very )?(?:most|max(?:imum)?|outside)|or (?:less|fewer|under)|"
    r"and (?:no|not) more)\b(?!\s*(?:budget|spend|price))"
)
AT_LEAST = re.compile(
    r"\s*,?\s*(?:min(?:imum)?\b|at (?:the )?(?:very )?(?:least|min(?:imum)?)\b|or (?:more|over)\b|and (?:up|"
    r"upwards)\b|"
    r"plus(?=\s*(?:$|[.,!?;])))"
)
HEADS_NO_MORE = re.compile(
    r"\s+(?!(?:in|on|at|across|for|to|with|and|plus|who|that|total|max|min|now|today|currently|by|from|under|"
    r"over|or|but|"
    r"here|there|so|please|pls|as|if|when|mostly|only|all|each|using|would|will|can|should|need|needs|want|use)\b)"
    r"(?!\w+ing\b)[a-z]+"
)
"""Behind a few reps: something that they do or did, which tells a story and no head count."""
OWN_FIRM = re.compile(
    r"\b(?:(?:we|i) (?:run|own|have)|i've a |(?:we're|we are|i'm|i am|it's|its|were|im|for|my|our|own) "
    r"(?:just )?(?:an?|my|our|the|this)? ?(?:[\w'-]+ ){0,3}?(?:shop|business|firm|company|salon|studio|workshop|"
    r"barber'?s?|"
    r"bakery|bakers?|caf[eé]|garage|gym|restaurant|takeaway|chippy|pub|bar|clinic|practice|surgery|agency|"
    r"consultancy|"
    r"nursery|kennels|stables|farm|butchers?|florists?|plumbers?|plumbing|joinery|electricians?|roofing|landscaping|"
    r"gardening|cleaning|van|stall|start-?up|outfit|operation|crew|band|partnership|builders?|trade|deli|coffee \w+|"
    r"food truck|bookshop|launderette|tailors?|jewell?ers?|yard)\b(?! (?:partner|dinner|lunch|trip|insurance|"
    r"cover|plan|account))|salon|studio|workshop|trade)"
)
"""Words with which "me and two others" are a firm, unasked."""
SOLD_BY_SEAT = re.compile(r"\b(?:seats?|users?|licen[cs]es?|log-?ins?)\b")
"""In the agent's words: what it sells is counted by who uses it."""
OF_ANOTHER = re.compile(
    r"(?:\b(?:he|she|they|who|which|that|guy|lad|husband|wife|brother|mate|cleaner|helper|bookkeeper|driver)"
    r"(?:'s|'re|s| is| are| was)|\bas)\s+(?:an? |also |just |only |technically |officially |still )*\Z"
)
"""In front of "self-employed": somebody else is."""
WE_HAVE = re.compile(
    r"\b(?:we(?:'re|re|r| are having| are| is| have|'ve|ve| employ| got| run| run with)|were|i employ|"
    r"i(?:'ve| have|ve) (?:got )?|employ(?:s|ing)?|"
    r"(?:company|firm|business|office|organi[sz]ation|start-?up|shop|practice|school|clinic|agency|factory|"
    r"group) (?:is|are) "
    r"having(?: a)?(?: total(?: of)?)?|having total(?: of)?|there(?:'s|s| is| are|re|'re|'d be|d be|'ll be|"
    r" would be| will "
    r"be)|we(?:'d| would|'ll| will|d) (?:only |just |probably |likely )?be|wir sind|wir haben|"
    r"have|has|got|of|with|staff(?: of| is|:)?|"
    rf"headcount(?: of| is|:)?|team of|employees(?: of| is|:|-)?)\s*(?:{_ABOUT}\s*)*\Z"
)
SEATS_FOR = re.compile(
    rf"\b(?:for|need|needs|seats(?: for|:| =|=)?|users(?::|=| is| are)?|licen[cs]es(?: for|:)?|logins(?: for|:)?|"
    rf"wed have|we'd have|have|got|its|it's|it is|make it|make that|total of)\s*(?:{_ABOUT}\s*)*\Z"
)
YOURS = re.compile(rf"\b(?:you|ye|u|yous|y'all)(?:'ve|ve| have| got| employ)+\s*(?:{_ABOUT}\s*)*\Z")
IN_SEASON = re.compile(r"\b(?:winter|summer|spring|autumn|fall|season|peak|busy|quiet|harvest)\b")
FOR = re.compile(rf"\b(?:for|cover(?:s|ing)?|do for|suit)\s*(?:all |the |of |{_ABOUT}\s*)*\Z")
PER_HEAD = re.compile(r"\b(?:per|a|each) (?:head|user|seat|person|rep|licen[cs]e)\b")
PRICE_FOR = re.compile(
    r"\b(?:how much|what(?:'s|s| is| would| will| do| does|'d)?|price|pricing|cost|quote|rate)\b"
    r"(?:[^.!?\d]{0,30}\b(?:would|will|for|does|do|'d|are|is|of|about))?\s*\Z"
)
PLAN_OF = re.compile(
    r"[\s-]+(?:plan|package|tier|pack|bundle|deal|licen[cs]e|minimum|min|or (?:more|less|over|under)|and (?:up|over))\b"
)
NOW_AT = re.compile(r"\b(?:down|up|back|now) (?:to|at)\s*(?:about |around |just )*\Z")
WE_WOULD_BE = re.compile(
    rf"\b(?:we|there|it|that)(?:'d|'ll| would| will|d)(?: all| only| just| probably)? be\s*(?:{_ABOUT}\s*)*\Z"
)
DAILY_WORK = re.compile(
    r"\s(?:are (?!leaving|quitting|going|coming|moving|retiring|joining)[a-z]+ing\b|"
    r"(?!left|quit|want|said|were|was|had|have|has|came|got|went|joined|resigned|complained|will|would|are|is|"
    r"in|on|at|"
    r"from|and|or|who|that)[a-z]+ (?:[\w'-]+ ){0,4}?(?:(?:every|each|all) (?:day|week|morning)|daily|by hand|"
    r"manually|"
    r"between (?:\w+ ){0,3}tools|in (?:spreadsheets|excel|sheets)|out of (?:spreadsheets|excel)))"
)
"""What part of the staff does with what we would replace."""
USED_BY = re.compile(
    r"(?:\b(?:licen[cs]es?|seats?|log-?ins?|accounts?|access) (?:(?:would|will|should|is|are|be|only|just|needed|'d) "
    r")*for\s*\Z)|"
    r"(?:\b(?:people|ones|users|folks|staff|those|number) (?:who|that)(?:'d|'ll| would| will)? [^.!?]{0,20}?\b(?:use|"
    r"using|be in|be on|log|"
    r"in the|on the)\b[^.!?]{0,20}? (?:are|is|=|:)\s*\Z)|"
    r"(?:\b(?:used|shared|accessed|operated|run|licen[cs]ed|needed|worked on) (?:daily |only |mostly |mainly )?"
    r"(?:by|among|amongst|between|across)"
    r"|\b(?:access|roll(?:ed|ing)? (?:it |this )?out|logins|licen[cs]es) (?:to|for))"
    rf"\s*(?:{_ABOUT}\s*)*\Z"
)
OURS = re.compile(r"\b(?:my|our)\s*\Z")
SEATS_TO = re.compile(
    r"\b(?:seats?|users?|licen[cs]es?|log ?ins?)\s?(?:count )?(?:to|is|are|now|should be|at|=|:)(?: now| to)?\s*\Z"
)
TAKEN_BACK = re.compile(
    r"[^\d]{0,14}?\b(?:no|nah|nope|wait|sorry|actually|correction|i mean|i meant|(?:scratch|scrap|strike|forget|"
    r"cancel) (?:that|it)|make (?:that|it)|rather|oops|whoops|hang on|hold on|my bad|typo)\b[^\d]{0,22}\Z"
)
MAN_FIRM = re.compile(
    rf"[\s-](?:person|people|man|strong|employee|staff|woman|member|head|bod|"
    rf"partner)s?[\s-]+(?:\w+\s){{0,2}}?{_FIRM}\b"
)
MAN_TEAM = re.compile(
    r"[\s-](?:rep|seat|user|seller|sdr|ae|agent|sales|person sales)s?[\s-]+(?:sales )?(?:team|org|licen[cs]e|plan|"
    r"floor)\b"
)
NOT_STAFF = re.compile(
    r"\b(?:committee|board|panel|jury|brothers?|sisters?|kids?|children|family|siblings|parents|decid(?:es?|ed|ing|"
    r"ers?)|sign(?:s|ing)?|approv\w+|"
    r"interview\w*|laid off|little ones|babies|when we had|lost|hiring|customers?|clients?|"
    r"buying|living|moving|call centres?|waiting "
    r"list|votes?|"
    r"household|tenants|patients|members of the (?:committee|board)|quit|left|gone|resigned)\b"
)
WAS = re.compile(
    r"(?:(?:\b(?:was|twas|used to(?: be)?|had|lost|let go|laid off|fired|sacked|down from|up from|from|"
    r"started (?:out )?with|began with|not|instead of|rather than|than|previously|"
    r"did i(?: say)?|i said|i put|i wrote|"
    r"ignore|"
    r"forget)|(?<=\w\s)were|"
    r"(?<!every )(?<!each )(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|half) (?:out )?of(?: the| our|"
    r" my)?)\s+(?:about |"
    r"around |the |like |at |only )*)\Z"
)
WAS_AFTER = re.compile(
    r"\s(?:was|were) (?:with|including|incl\w*|counting) |"
    r"(?:\s\w+)?\s(?:was|were) (?:my |a |the |just )?(?:mistake|typo|error|slip|wrong|old|before)|"
    r"\s*(?:\w+\s){0,2}?(?:before (?:the|we|last|covid|that)|last year|a year ago|earlier|i said|i put|previously|"
    r"(?:two|three|\d) years ago)\b"
)
LATER = re.compile(
    r"\s*(?:of us |people |seats |users |staff )?(?:by|next|soon|later|once|when|if|after|in (?:a|the|q\d|\d+|two|"
    r"three|six))\b"
)
TOTAL = re.compile(
    r"(?:\bso|\btotal(?:s|ling)?|\bmakes?|\baltogether|\ball in|\b(?:call|make) it|\blet's say|\bmaking|=|"
    r"\bin all|\bthats|\bthat's|"
    r"\bcomes to|\bgives|\btotal of)\s*"
    r"(?:it's|its|that's|thats|of|about|around|just|is|we're|were|we are|to|us|a total of|in total|,|:)*\s*\Z"
)
TOTAL_AFTER = re.compile(
    r"[\s,]*(?:of us )?(?:in total|total\b|all in\b|all told|altogether|in all\b|overall|all together|combined)"
)

JUST_ME = re.compile(
    r"\b(?:(?:just|jist|only|its|it's|it is|still) (?:just |only |really )?(?:me|myself|masel|mesel|masen|mesen|moi|"
    r"yours truly|i)\b(?! (?:and|"
    r"n|&|plus|\+|or)\b)(?!\s*[+&,] ?(?:\d|my|the|a\b|one|two|three))|"
    r"me myself(?: and i)?|me on my own|(?:im|i'm|i am) (?:a |the )?(?:one[- ]man\b|on my own|solo|only (?:one|"
    r"person|employee)|alone)|"
    r"(?:just|only|its|it's) (?:me|myself|i)(?:,| and| n| &| plus) (?:an?|my|the|\d+|one|two|some) (?:\w+ )?"
    r"(?:vans?|trucks?|utes?|dogs?|cats?|laptops?|computers?|phones?|cars?|bikes?|desks?|spreadsheets?|kettle|"
    r"website|"
    r"toolbox|dreams?|kitchen table|printers?|cows|sheep|horses?)\b|"
    r"one[- ](?:man|woman|person)[- ](?:band|show|operation|shop|business|company|outfit|army)|sole trader|solo "
    r"(?:founder|operator|trader)|self[- ]?employ(?:ed)?|(?:i )?work(?:ing)? alone|"
    r"solopreneur|no ?(?:body|one)[- ](?:but|else but|except|only) me|no(?:body|[- ]?one) else|only me|by myself|"
    r"me alone|on my own|on me own|me only|just the one(?: of us)?|"
    r"freelancer?|one of me|no (?:staff|employees|workers?) at all)\b"
)
JUST_ME_WHOLE = re.compile(
    r"\s*(?:oh |well |er |um |just )*(?:only one,? (?:just )?me|one,? (?:just )?me|me|myself|moi|solo|i am|"
    r"one person|the one)\b[\s.!]*(?:lol|haha|x+|tbh|"
    r"really|😂|:\))?[\s.!]*\Z"
)
ME_AND = re.compile(
    r"\b(?:me|myself|meself|i)(?:\s+(?:and|n|plus|with)\s+|\s*[&+]\s*)(?P<other>(?:my|the|an?|our|"
    r"me)\s+)?(?P<count>\w+)(?:\s+(?P<who>\w+))?"
)
ONE_AND_ME = re.compile(r"\b(?:the|my|an?|our)\s+(?P<who>[a-z]+)\s+(?:and|&|\+|n|plus)\s+(?:me|myself|i)\b")
_ITEM = (
    r"\s*(?:,\s*and|,|and|&|\+|plus)\s*(?P<count>my|our|the|an?|\d{1,2}|one|two|three|four|five|six)\s[a-z]+\b(?!'s)"
    r"(?:\s(?!and\b)[a-z]+\b)?"
)
ME_ITEM = re.compile(_ITEM)
ME_LIST = re.compile(rf"\b(?:me|myself|meself)(?P<rest>(?:{_ITEM.replace('?P<count>', '?:')}){{2,}})")
PLUS_ONE = re.compile(
    r"(?:(?:\s+[a-z]+)?\s*,?\s*(?:plus|and|&|\+|n)|(?:\s+[a-z]+){1,3}?\s*,?\s*(?:plus|&|\+))\s+(?:the|my|an?|"
    r"our)\s+(?P<who>[a-z]+)"
)
ONE_MORE = frozenset(
    "secretary admin receptionist intern manager junior trainee temp man girl lady lass "
    "wife husband hubby brother sister son daughter dad mum mam mom partner missus cofounder assistant apprentice "
    "helper "
    "bookkeeper colleague mate friend co business other fella lad cousin nephew niece boss va pa guy".split()
)
PART_IN = re.compile(
    r"\s+(?:(?:people|guys|folks?|lads|ppl|more|others|of us|of them) )?(?:(?:are |is )?(?:(?:out|over|up|down|back|"
    r"based|working) )?(?:in|on|at|from)) (?:the |our )?"
    r"(?!total|all|the end|it\b|this|winter|summer|spring|autumn|fall|high|low|busy|peak|jan|feb|mar|apr|may|"
    r"jun|jul|aug|"
    r"sep|oct|nov|dec|q\d|a\b|year|time)[a-z]+"
    r"|\s+(?:here|there|remote(?:ly)?|overseas|offshore|abroad|elsewhere)\b"
)
"""Says of a bare figure which part of the whole it is ("5 in sales, 3 in support")."""
AND_ME = re.compile(r"(?:\s+[a-z]+){0,3}?\s*,?\s*(?:plus|and|&|\+|n)\s+(?:me|myself|i)\b")
NAMED_AND_ME = re.compile(
    r"(?i:\b(?:just )?(?:me|myself)),? (?P<names>[A-Z][a-z]+(?:, [A-Z][a-z]+)*,? (?:and|&) [A-Z][a-z]+)\b"
)
STAFF_OF = re.compile(
    r"\b(?:(?:staff|employees?|payroll|workforce)\s(?:count )?(?:of|is|at|=|:)|total (?:staff|employees|"
    r"headcount):?|(?:permanently )?employed (?:are|is|we are)|permanent(?: staff)? (?:are|is)|"
    r"head ?count(?: of| is| at|:| =)?"
    r"|(?<!to )employ(?:s|ing)?)\s*(?:about |around |roughly )*\Z"
)
TWO_OF_US = re.compile(
    r"\b(?:(?:just )?(?:a )?couple of us|both of us|the pair of us|(?:just )?us two|"
    r"just the two)\b"
)
NO_PEOPLE = frozenset(
    "offices office sites site locations location branches branch stores shops shop countries states departments "
    "depts vans van trucks cars "
    "clients customers properties years yrs year months month weeks days hours minutes hrs mins times contacts "
    "leads records emails accounts "
    "chairs tables doors rooms beds bed bedrooms km miles metres sq percent nights calls kids children cats dogs "
    "horses vehicles lorries "
    "restaurants salons practices schools companies brothers sisters continents continent cities towns floors "
    "bathrooms quid bucks th nd rd st pm am".split()
)
"""Nouns that a figure may count in an answer about people without counting people."""

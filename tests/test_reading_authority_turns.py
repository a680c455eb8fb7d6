"""Who decides, in more turns of phrase: errands, votes, titles beside a name, bodies of every kind, and look-alikes."""

import pytest

from agent.frame import Authority
from reading_case import slot

WHO = "Who makes the final decision on this?"
YOURS = "Is it your decision?"
OTHERS = "Will anyone else have a say?"
ALONE = "Is it just you deciding?"


def authority(text: str, agent: str | None) -> Authority | None:
    value = slot("authority", text, asked=None if agent is None else "authority", agent=agent)
    return value if isinstance(value, Authority) else None


@pytest.mark.parametrize(
    ("text", "agent", "decider"),
    [
        ("My sister. I just do the driving", WHO, "My sister"),
        ("the husband, i only hold the tape measure", WHO, "the husband"),
        ("HQ tells us which supplier to use, we get no choice in it", WHO, "HQ"),
        ("My mother decides and I wouldn't dare argue", WHO, "My mother"),
        ("our bursar picks. all i do is fill in the forms", WHO, "our bursar"),
        ("My wife. I stay well out of it", WHO, "My wife"),
        ("the boss decides, he never asks what I think", WHO, "the boss"),
        ("I was only sent to collect the brochure, the priest decides", WHO, "the priest"),
        ("My son is the buyer, I just keep his diary", WHO, "My son"),
        ("finance runs it now, I've been taken off it completely", WHO, "finance"),
        ("Mam. I'm just the one with the email address", WHO, "Mam"),
        ("the missus. I'm only the taxi", WHO, "the missus"),
        ("Our CFO. I do as I'm told", WHO, "Our CFO"),
        ("My dad's cutting the check so he gets to pick. I'm along for the ride", WHO, "My dad"),
        ("its my moms house so its her call, im just her ride", WHO, "my mom"),
        ("The school board, it's a public vote. I just teach there", WHO, "The school board"),
        ("It's down to the head, I'm only the school secretary", WHO, "the head"),
        ("Our trustees, I just take minutes", WHO, "Our trustees"),
        ("The purchasing department decides. I am only the user", WHO, "The purchasing department"),
    ],
)
def test_who_runs_an_errand_has_no_part(text: str, agent: str | None, decider: str | None) -> None:
    assert authority(text, agent) == Authority(role="none", decider=decider)


@pytest.mark.parametrize(
    ("text", "agent", "decider"),
    [
        ("My wife. I only send her the links I like", WHO, "My wife"),
        ("procurement decides, i just walk them through the shortlist", WHO, "procurement"),
        ("The board, I only put three options to them", WHO, "The board"),
        ("My wife", WHO, "My wife"),
        ("Our CFO. I rank the vendors for her", WHO, "Our CFO"),
        ("The tender board sits on it. I'm not a member but I write the technical note", WHO, "The tender board"),
        ("purchase head only will finalise", WHO, "purchase head"),
        ("no, marketing head will take the call", YOURS, "marketing head"),
        ("Final approval lies with our finance head", None, "our finance head"),
        ("Approval has to come from Plant Head, I only coordinate", WHO, "Plant Head"),
        ("fr murphy decides, i just give him the options", WHO, "fr murphy"),
        ("Gudrun, who runs the People team. I can suggest but the yes is hers", WHO, "Gudrun"),
        ("Kirsten, she looks after facilities", WHO, "Kirsten"),
        ("Auntie Bernadette, she holds the purse strings", WHO, "Auntie Bernadette"),
        ("The ministers office", WHO, "The ministers office"),
        ("the vice chancellors office, we draft it and they tick the box", WHO, "the vice chancellors office"),
        ("customer success, i just get the quotes in", WHO, "customer success"),
        ("human resources", WHO, "human resources"),
        ("IT security", WHO, "IT security"),
        ("our sales director has it", WHO, "our sales director"),
        ("the practice owner does", WHO, "the practice owner"),
        ("it's our MD's pen, not mine", WHO, "our MD"),
        ("I'd sign today but it's the board's signature, not mine", None, "the board"),
        ("I may suggest, my husband decides", WHO, "my husband"),
        ("I propose, she disposes. My wife I mean.", WHO, "My wife"),
        ("The architect has been given the final say", WHO, "The architect"),
        ("Our curator has been put in charge of choosing", WHO, "Our curator"),
        (
            "No, contracts need two signatures here, the CFO and the COO. I compare the tools.",
            YOURS,
            "the CFO and the COO",
        ),
        ("Those two decide: our CEO and the CTO. I just present the finalists", WHO, "our CEO and the CTO"),
        ("the council decides, not us", WHO, "the council"),
        ("My mother has power of attorney so she decides", WHO, "My mother"),
        ("The VP signs, I run point on the evaluation", WHO, "The VP"),
        ("Our head of IT has to bless anything with an API", WHO, "Our head of IT"),
        ("Legal redlines it but my boss makes the call, I just demo stuff", WHO, "my boss"),
        ("The missus wears the trousers in our house", WHO, "The missus"),
        ("Dad signs, I've picked it mind you", WHO, "Dad"),
        ("Head of estates decides, I write the spec", WHO, "Head of estates"),
        ("Not my call mate, head office pick it", WHO, "head office"),
        ("The bursar. I put in a recommendation", WHO, "The bursar"),
        ("herself has the final word on everything in this house", WHO, "herself"),
        ("the committee signs off, I'm just the bunny who collects the quotes", WHO, "the committee"),
        ("the boss, she's got the chequebook. I do the shortlist", WHO, "the boss"),
        ("my old man's paying so he picks, no worries", WHO, "my old man"),
        ("Marketing director approves, I've got a fair bit of input though", WHO, "Marketing director"),
        ("Decision will be taken by management only", WHO, "management"),
        ("CFO sir has to give approval, evaluation is from my side", WHO, "CFO sir"),
        ("In our home father takes all decisions", WHO, "father"),
        ("My elder brother will finalise, I am only giving suggestions", WHO, "My elder brother"),
        ("MD madam has final authority, I am coordinating only", WHO, "MD madam"),
        ("The decision lies by our Geschäftsführer, I make only the comparison", WHO, "our Geschäftsführer"),
        ("Hi, need a CRM for 20. Our CEO signs, I'm doing the legwork", None, "Our CEO"),
        ("My mum's funeral plan, she is choosing it herself and I only look up prices", None, "My mum"),
        ("Kitchen please. Wife's choice really, I just pay", None, "Wife"),
        ("We need a planner for our AGM. The board decides on 3 March", None, "The board"),
    ],
)
def test_decider_of_any_kind_is_named(text: str, agent: str | None, decider: str | None) -> None:
    assert authority(text, agent) == Authority(role="influencer", decider=decider)


@pytest.mark.parametrize(
    ("text", "agent", "decider"),
    [
        ("The two directors vote and one of those votes is mine", WHO, "The two directors"),
        ("HR and IT each have to sign, and so do I", WHO, "HR and IT"),
        ("Finance gets a vote alongside mine", WHO, "Finance"),
        ("Anything over 5k takes two signatures, mine and our treasurer's", None, "our treasurer"),
        ("It's the husband as much as me", WHO, "the husband"),
        ("Nothing gets bought unless my wife likes it too", None, "my wife"),
        ("nothing happens till my husband has seen it and said yes as well", None, "my husband"),
        ("My wife and I both have to like it or we don't buy", None, "My wife and I"),
        ("The ops lead and I have to want the same one", None, "The ops lead and I"),
        ("My partner and me each get a veto", None, "My partner and me"),
        ("me or Deirdre, whoever gets to it first", WHO, "me or Deirdre"),
        ("I said it was only me earlier, but my brother is paying half so he gets a vote", WHO, "my brother"),
        ("I'll have to ask somebody first: my husband. We do the money between us", YOURS, "my husband"),
        ("There are four of us on the buying committee and it takes three votes", WHO, "the buying committee"),
        ("There's a software committee that votes and I sit on it", None, "a software committee"),
        ("It goes to the residents' association, members vote, and I'm a member", WHO, "the residents' association"),
        ("Five of us, a vote each", WHO, "Five of us"),
        ("The staff like to be asked, but it's Fiona and me who decide together", WHO, "Fiona and me"),
        ("We decide by consensus, me included", WHO, None),
        ("The family, we'll all talk it over on Sunday", WHO, "The family"),
        ("With my brother. It's all decided between the pair of us", WHO, "my brother"),
        ("My realtor is great but me and my wife make the call", WHO, "me and my wife"),
        ("Me and Tyrell, we're equal partners", WHO, "Me and Tyrell"),
        ("I'm president of the HOA but the board votes, me included", WHO, "the board"),
        ("it's a joint account so both of us sign", WHO, None),
        ("My wife's got veto power lol", OTHERS, "My wife"),
        ("the PCC has to approve it, I sit on it as warden", WHO, "the PCC"),
        ("I run it past my business partner and we agree it between us", WHO, "my business partner"),
        ("myself and the mammy will pick it", WHO, "myself and the mammy"),
        ("the brother and me inherited it so the two of us decide", WHO, "the brother and me"),
        ("Purchase committee is there, I am convenor of it", WHO, "Purchase committee"),
        ("I and my husband both will decide", WHO, "I and my husband"),
        ("Me and my wife, we must both be agreed", WHO, "Me and my wife"),
        ("My colleague Frau Weber and I decide it together", WHO, "My colleague Frau Weber and I"),
        ("Looking for a 3 bed near Round Rock, my husband and I both have to love it", None, "my husband and I"),
    ],
)
def test_vote_beside_others_is_shared(text: str, agent: str | None, decider: str | None) -> None:
    assert authority(text, agent) == Authority(role="shared", decider=decider)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("The board sets my budget. After that I pick and nobody asks me any questions", WHO),
        ("Finance sets the number, the vendor is my pick", WHO),
        ("Ask my boys and they'd say them. No, it's me who decides", OTHERS),
        ("i own the garage, my missus does the books, i do the insurance", WHO),
        ("I'm the owner and the cleaner lol", WHO),
        ("I own a landscaping outfit, 12 of us, and want a CRM", None),
        ("I own a daycare in Tulsa and need a CRM", None),
        ("Sole trader, painting and decorating in Hull. Need public liability", None),
        ("Trading as a sole trader, need professional indemnity", None),
        ("I'm a sole trader, mobile hairdresser, after public liability", None),
        ("Nobody else has to approve me, I please myself", WHO),
        ("What I say goes in this house", None),
        ("I hold power of attorney for my mother so I sign for her", None),
        ("My business partner leaves all that to me", None),
        ("he who pays picks, and I'm paying", None),
        ("the final yes comes out of my mouth", WHO),
        ("my friends give advice but I have the last word", WHO),
        ("You're looking at him. I don't take a vote on anything", WHO),
        ("I've budget sign-off and vendor sign-off", None),
        ("I've been told I can pick whoever I like", None),
        ("They handed me the company card and said just book it", None),
        ("its all on my shoulders since my co-founder left", None),
        ("I make every decision here myself", None),
        ("I'll be choosing it all myself this time", None),
        ("there isn't anyone above me to ask", None),
        ("It's my company now so there's no one over me", None),
        ("For once I alone decide", None),
        ("Aoife Brennan, chief executive, Brennan Foods", None),
        ("Tomasz from Baltic Rigging, managing director", None),
        ("Founder here, looking for a CRM", None),
        ("one income, one opinion, mine", WHO),
        ("I get told what I can spend but which one is up to me", WHO),
        ("I got the corporate card, nobody's second-guessing me", WHO),
        ("nobody, I'm a one woman shop", OTHERS),
        ("Yep, just little old me", ALONE),
        ("husband doesn't care as long as theres a garage", OTHERS),
        ("Me. The accountant will moan but it's my firm", WHO),
        ("I've got delegated authority up to 20k so this is mine", WHO),
        ("I'd say himself will want a look but sure it's me paying", OTHERS),
        ("Sure who else would it be only me", WHO),
        ("yeah nah it's all me", ALONE),
        ("Myself only, no one else is there", WHO),
        ("I decide this alone", YOURS),
        ("Sofa for the office. I can order what I like under 3k", None),
        ("I'm the founder of Tidal Health, 12 people, want lead scoring", None),
        ("Owner here. 14 vans, want a CRM", None),
    ],
)
def test_lead_decides_alone_in_more_ways(text: str, agent: str | None) -> None:
    assert authority(text, agent) == Authority(role="decision_maker", decider=None)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("Do both partners need to sign the policy?", None),
        ("can you have an adviser call me after 5?", None),
        ("the lender decides whether we get a mortgage at all", None),
        ("Just me and three admins would use it, to track sign-ups", None),
        ("I have a decision in principle from the bank", None),
        ("My parents bought in Leeds in 1990 and paid 40 thousand for it back then would you believe it", OTHERS),
        ("I don't see why that matters", OTHERS),
        ("Do you insure sole traders?", None),
        ("My brother is a sole trader too", None),
        ("I own a three-bed semi in Leeds and want to sell", None),
        ("I own a boat and a dog", None),
        ("My wife does the school run so mornings are bad", None),
        ("The founder of your company wrote a nice blog", None),
        ("My husband and I have two kids and a dog", None),
        ("we both like oak", None),
        ("Can three of us come to the viewing?", None),
        ("my shoulders hurt from all the moving", None),
        ("I walk my dog at 8 so call after", None),
        ("My husband will be home at 6, call then", None),
        ("my boss wants leads routed automatically", None),
        ("managers approve the quotes in our current tool", None),
        ("Do you work with sole traders or limited companies?", None),
        ("Need a table my wife can sit at in her wheelchair", None),
        ("Which of your designers picks the wood?", None),
        ("my daughter picks up the keys on Friday", None),
        ("we are a family of five", None),
        ("Our accountant told us to get indemnity cover", None),
        ("Reps sign in with Google, does yours do that?", None),
        ("my mum left her house to me and I want to sell it", None),
        ("The landlord put the flat to the market in May", None),
        ("The kids and I moved here in June", None),
        ("What happens if the customer or I cancel?", None),
        ("Two of us will come to the showroom", None),
        ("marketing and sales both use HubSpot", None),
        ("I just moved to Austin with my wife", None),
        ("all I do is chase leads all day", None),
        ("Cut off date is Friday, left out the garage in the form", None),
        ("Hi, Tom, president of the residents group told me about you", None),
        ("i sit at a desk all day so need a good chair", None),
        ("call my wife or me", None),
        ("It goes to the printers on the 5th", None),
        ("customer support signs people up by hand today", None),
        ("My partner and I have to move by June", None),
    ],
)
def test_what_only_sounds_like_deciding_says_nothing(text: str, agent: str | None) -> None:
    assert authority(text, agent) is None

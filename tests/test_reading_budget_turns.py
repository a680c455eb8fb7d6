"""Turns of phrase about money: how people say that there is none, that they will not tell, whose a figure is."""

from typing import Any

import pytest

from reading_case import slot

ASKS = "What is your budget?"


def heard(text: str, vertical: str, asked: str | None = "budget", agent: str | None = ASKS) -> Any:
    """The status, or (min, max, then period and unit where they are said)."""
    value = slot("budget", text, vertical=vertical, asked=asked, agent=agent)
    if value is None or value.status != "stated":
        return value and value.status
    return (value.min, value.max, *(term for term in (value.period, value.per) if term))


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("I don't hand out numbers before I've seen a proposal", "b2b_saas"),
        ("That stays in my back pocket for now", "retail"),
        ("sorry not going there", "retail"),
        ("My accountant would have a fit if I typed that here, so no", "events"),
        ("the second I say a price you lot will fill it", "events"),
        ("I'll let you sweat on that one 😉", "retail"),
        ("We never publish budget figures to vendors", "b2b_saas"),
        ("I don't discuss money over text", "retail"),
        ("pass. what else do you need?", "events"),
        ("That's between the wife and me", "real_estate"),
        ("Rather not put that in writing until we've met", "financial_services"),
        ("I was taught never to show my hand", "real_estate"),
        ("Such information we give only to our bank", "b2b_saas"),
        ("Sir, kindly excuse me from answering this", "b2b_saas"),
        ("I'd sooner keep that to myself thanks", "retail"),
        ("Not for sharing at this point", "b2b_saas"),
        ("I won't be drawn on that", "events"),
        ("nice try 😂", "real_estate"),
        ("We do not name a figure first, that is our principle", "b2b_saas"),
        ("No offence but that's none of your concern", "retail"),
        ("That I tell only my banker", "real_estate"),
        ("I don't want to anchor you with a number", "b2b_saas"),
        ("moving on, next please", "events"),
    ],
)
def test_declining_in_any_words_withholds(text: str, vertical: str) -> None:
    assert heard(text, vertical) == "withheld"


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("not a red cent to our name until the grant lands", "events"),
        ("The board shot it down last week so there's no pot at all", "b2b_saas"),
        ("we're living on fumes here mate", "events"),
        ("The bank knocked us back so we've nothing to put toward it", "real_estate"),
        ("we don't have two cents to rub together", "retail"),
        ("I have no means at present for such a purchase", "retail"),
        ("every last bean went on the roof", "retail"),
        ("procurement froze the lot until July", "b2b_saas"),
        ("Nope, dry as a bone", "events"),
        ("our grant application fell through so there's nothing to spend", "events"),
        ("between jobs so no cash at all right now", "real_estate"),
        ("It isn't in this year's budget", "b2b_saas"),
        ("still paying off the wedding, so nada", "retail"),
        ("No money has been provided for it yet", "b2b_saas"),
        ("they won't give us a cent for it", "events"),
        ("I've no spare cash this side of Christmas", "retail"),
    ],
)
def test_no_money_in_any_words(text: str, vertical: str) -> None:
    assert heard(text, vertical) == "none"


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("Heads up, all spending is frozen here, I'm just researching", "b2b_saas"),
        ("There's no funding for it at the moment, but we're curious", "events"),
        ("honestly im skint till september", "retail"),
        ("No budget has been sanctioned for this so far", "b2b_saas"),
        ("Hi, wondering about your CRM. We've zero spend allowed till next FY though", "b2b_saas"),
        ("we have no funds whatsoever for an event, just daydreaming", "events"),
    ],
)
def test_no_money_told_unasked(text: str, vertical: str) -> None:
    assert heard(text, vertical, None, None) == "none"


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("whatever the valuer comes back with I suppose", "real_estate"),
        ("Couldn't begin to tell you, prices have gone mad", "retail"),
        ("haven't the foggiest, what do people normally spend?", "retail"),
        ("Money isn't the issue, quality is", "retail"),
        ("cost doesn't come into it, it's our 50th anniversary", "events"),
        ("The treasurer will confirm the amount on Monday", "events"),
        ("still to be thrashed out with himself", "retail"),
        ("I need to do the sums first", "retail"),
        ("whatever is the market rate", "financial_services"),
        ("How much we can spend hinges on what our flat sells for", "real_estate"),
        ("Haven't a clue pet, what's a kitchen cost these days?", "retail"),
        ("That's above my pay grade", "b2b_saas"),
        ("It'll depend on the quote really", "events"),
        ("My husband is working that out with the bank", "real_estate"),
        ("no number in my head at all", "retail"),
        ("open to ideas tbh", "events"),
        ("We are not yet clear about the amount", "b2b_saas"),
        ("Price is secondary for us", "b2b_saas"),
        ("price isn't a worry, I just want it to last", "retail"),
        ("I'd pay whatever is fair", "retail"),
        ("Head office hasn't come back to me with a figure", "events"),
        ("Not something I've thought about", "financial_services"),
        ("How long's a piece of string", "retail"),
        ("somewhere in the twenties, thousands I mean", "events"),
    ],
)
def test_a_sum_not_known_yet(text: str, vertical: str) -> None:
    assert heard(text, vertical) == "unsure"


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("Budget TBC, we're waiting on sign-off", "events"),
        ("We've not worked out what we can spend yet but need a kitchen", "retail"),
    ],
)
def test_a_sum_not_known_told_unasked(text: str, vertical: str) -> None:
    assert heard(text, vertical, None, None) == "unsure"


@pytest.mark.parametrize(
    ("text", "vertical", "asked", "agent", "want"),
    [
        ("The boss has capped us at 20k", "events", "budget", ASKS, (None, 20000)),
        ("Thirty thousand and not a cent more", "events", "budget", ASKS, (None, 30000)),
        ("12k, and I wouldn't go a penny over", "retail", "budget", ASKS, (None, 12000)),
        ("We'd be crazy to go over 600", "real_estate", "budget", ASKS, (None, 600000)),
        ("no appetite for anything north of 40k", "b2b_saas", "budget", ASKS, (None, 40000)),
        ("510 and then we walk", "real_estate", "budget", ASKS, (None, 510000)),
        ("Five thousand, no more", "retail", "budget", ASKS, (None, 5000)),
        ("8k. Tops.", "retail", "budget", ASKS, (None, 8000)),
        ("Eight is where we draw the line. The last place wanted 11,500", "retail", "budget", ASKS, (None, 8000)),
        ("we agreed not to cross 700", "real_estate", "budget", ASKS, (None, 700000)),
        ("15k, can't go any higher", "events", "budget", ASKS, (None, 15000)),
        ("My limit's 3,500", "retail", "budget", ASKS, (None, 3500)),
        ("we've drawn the line at 22k", "events", "budget", ASKS, (None, 22000)),
        ("The bank would stretch to 700 but we're stopping at 600", "real_estate", "budget", ASKS, (None, 600000)),
        ("6k love, 7 at a push", "retail", "budget", ASKS, (6000, 7000)),
        (
            "about 30 quid, maybe 35 if it includes dental",
            "financial_services",
            "budget",
            "What would you pay a month?",
            (30, 35, "month"),
        ),
        ("20k. 25 if we get the rooftop", "events", "budget", ASKS, (20000, 25000)),
        ("450 to 5 and a quarter", "real_estate", "budget", ASKS, (450000, 525000)),
        ("roughly 25k", "b2b_saas", "budget", "What's in the budget for the year?", (25000, 25000, "year")),
        ("20k, that's New Zealand", "events", "budget", ASKS, (20000, 20000)),
        (
            "My cousin's crowd got theirs for nine grand, but I'd be happy at 12k",
            "retail",
            "budget",
            ASKS,
            (12000, 12000),
        ),
        (
            "£41 goes out of my account for it each month. I'd switch for £30",
            "financial_services",
            "budget",
            "What would you like to pay each month?",
            (30, 30, "month"),
        ),
        (
            "They charge us 4k a year now and we'd like to stick to that",
            "b2b_saas",
            "budget",
            ASKS,
            (4000, 4000, "year"),
        ),
        ("Last year's do came to $18k and this can't cost more than that", "events", "budget", ASKS, (None, 18000)),
        ("Scrap the 12k, finance cut it to 9k", "b2b_saas", "budget", ASKS, (9000, 9000)),
        ("I said 30k before, they've since raised it to 35k", "events", "budget", ASKS, (35000, 35000)),
        ("Please cancel 8 lakhs, it has become 10 lakhs", "events", "budget", ASKS, (1000000, 1000000)),
        ("forget the earlier budget, it's 700 now", "real_estate", "contact", "And your number?", (700000, 700000)),
        ("the middle one", "events", "budget", "Is it closer to 10k, 20k or 30k?", (20000, 20000)),
        ("third", "events", "budget", "Is it closer to 10k, 20k or 30k?", (30000, 30000)),
        ("yep still good", "events", "budget", "Is 40k still right?", (40000, 40000)),
        ("spot on", "events", "budget", "So about 15k, correct?", (15000, 15000)),
        ("My sister and I have 300k for it", "real_estate", "budget", ASKS, (300000, 300000)),
        (
            "my brother and I can pay 45 a month",
            "financial_services",
            "budget",
            "What could you pay?",
            (45, 45, "month"),
        ),
        ("Our friends said you're good. 6k for the table", "retail", "budget", ASKS, (6000, 6000)),
        ("I live down the road. Budget's 4k", "retail", "budget", ASKS, (4000, 4000)),
        ("I could go to 350 for the right place", "real_estate", "budget", ASKS, (None, 350000)),
        ("I'm mad about oak. 5k", "retail", "budget", ASKS, (5000, 5000)),
        ("The private dining room for 40, around 6k", "events", None, None, (6000, 6000)),
        ("Skip hire for the kitchen rip-out? Our budget is 20k", "retail", None, None, (20000, 20000)),
        ("we can't afford to miss the date, 15k is set aside", "events", "budget", ASKS, (15000, 15000)),
        ("My sister paid 9k for hers but we'd top out at 6", "retail", "budget", ASKS, (None, 6000)),
        ("Pre-approved for 520, don't want to go past 480 though", "real_estate", "budget", ASKS, (None, 480000)),
        ("The lender says 700, my gut says 600", "real_estate", "budget", ASKS, (600000, 600000)),
        ("Quoted 22k elsewhere which is daft. 15k is my figure", "events", "budget", ASKS, (15000, 15000)),
        (
            "we pay 800 a month to the current lot, would want to get that down to 600",
            "b2b_saas",
            "budget",
            ASKS,
            (600, 600, "month"),
        ),
        ("six and a half grand give or take", "retail", "budget", ASKS, (6500, 6500)),
        ("£25 a month is plenty", "financial_services", "budget", ASKS, (25, 25, "month")),
        ("max 35/head", "events", "budget", ASKS, (None, 35, "seat")),
        ("we've scraped together 12 grand", "retail", "budget", ASKS, (12000, 12000)),
        ("between eight and ten thousand, nearer eight", "retail", "budget", ASKS, (8000, 10000)),
        ("not less than 50k, it's a flagship do", "events", "budget", ASKS, (50000, None)),
        ("5.000 Euro, mehr nicht", "retail", "budget", ASKS, (None, 5000)),
        ("around the 30k mark", "events", "budget", ASKS, (30000, 30000)),
        ("40k is the magic number", "events", "budget", ASKS, (40000, 40000)),
        ("40k. Board won't go a dollar higher", "events", "budget", ASKS, (None, 40000)),
        ("got about 3 grand burning a hole", "retail", "budget", ASKS, (3000, 3000)),
        ("anything under 2k and I'm happy", "retail", "budget", ASKS, (None, 2000)),
        ("two fifty a month between the two of us", "financial_services", "budget", ASKS, (250, 250, "month")),
        ("What would 10k get me?", "events", "budget", ASKS, (10000, 10000)),
        ("is 300 a month silly money for this?", "b2b_saas", "budget", ASKS, (300, 300, "month")),
        ("sorry, 18k not 80k", "events", "budget", ASKS, (18000, 18000)),
        ("Actually scratch that, 14", "events", "budget", "So 12k?", (14000, 14000)),
        ("I told you 5k but we've had a rethink, 4k now", "retail", "budget", ASKS, (4000, 4000)),
        ("it's gone from 20k to 26k", "events", "budget", ASKS, (26000, 26000)),
    ],
)
def test_the_sum_that_is_the_leads_own(
    text: str, vertical: str, asked: str | None, agent: str | None, want: tuple[Any, ...]
) -> None:
    assert heard(text, vertical, asked, agent) == want


@pytest.mark.parametrize(
    ("text", "vertical", "asked", "agent"),
    [
        ("My neighbour paid 14k for hers", "retail", "budget", ASKS),
        ("Our last agency billed us 30k a year", "b2b_saas", "budget", ASKS),
        ("The house next door sold for 640", "real_estate", "budget", ASKS),
        ("I saw wardrobes starting at 2,200 on your site, is fitting included?", "retail", "budget", ASKS),
        ("A mate of mine pays £90 a month for his van cover, is that normal?", "financial_services", None, None),
        ("We'd list it at 580 and take 560", "real_estate", "budget", ASKS),
        ("yes", "events", "budget", "Have you a budget in mind?"),
        ("yes", "events", "budget", "Is there a budget of some sort, or is it early days?"),
        ("sideboard about 1.8m long or so", "retail", "need", "What are you after?"),
        ("the wall is 3.2 by 2.4", "retail", "budget", ASKS),
        ("cant talk til 6", "retail", "budget", ASKS),
        ("How much is it per user?", "b2b_saas", "budget", ASKS),
        ("Do you need my budget before the demo?", "b2b_saas", None, None),
        ("My wallet was stolen so text me instead", "retail", None, None),
        ("We were turned down by another insurer because of his heart", "financial_services", "need", "What cover?"),
        ("Our turnover is about 2m", "b2b_saas", "budget", ASKS),
        ("we're 40 people", "b2b_saas", "budget", ASKS),
        ("the mortgage is 180k over 25 years", "financial_services", "need", "What cover are you after?"),
        ("is the 3,200 one still in stock?", "retail", None, None),
        ("They want 9k for that? jesus", "retail", None, None),
        ("can you ring me after 4", "retail", "budget", ASKS),
        ("The listing says 540 but what are the fees?", "real_estate", None, None),
        ("My excess is £250 at the moment", "financial_services", "budget", ASKS),
        ("What's the deposit, is it 10%?", "retail", "budget", ASKS),
        ("Why do you need to know?", "retail", "budget", ASKS),
        ("ok", "retail", "budget", ASKS),
        ("Let me ring you back about that", "retail", "budget", ASKS),
        ("I gave it to your colleague already", "retail", "budget", ASKS),
        ("You have it on the form", "retail", "budget", ASKS),
        ("what do most people pay?", "financial_services", "budget", ASKS),
        ("Is delivery included?", "retail", "budget", ASKS),
        ("the couple across the hall pay 1,900 in rent", "real_estate", None, None),
        ("a guy at work got his done for 7k, is that about right?", "retail", None, None),
        ("we sold ours for 410 last month so we're ready to buy", "real_estate", None, None),
    ],
)
def test_what_is_no_budget(text: str, vertical: str, asked: str | None, agent: str | None) -> None:
    assert heard(text, vertical, asked, agent) is None


def test_the_currency_told_behind_the_sum() -> None:
    value = slot("budget", "40k, that's Canadian", vertical="events", asked="budget", agent=ASKS)
    assert (value.min, value.currency) == (40000, "CAD")


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("Excuse me, who is this?", "retail"),
        ("Sorry, you first. What's included?", "events"),
        ("Can we skip to the viewing?", "real_estate"),
        ("I'm down the road from you, can I pop in?", "retail"),
        ("we're moving on Friday so it's hectic, text you after", "retail"),
        ("Does your policy cover private hospitals?", "financial_services"),
        ("my sister said you do good work, does it come in walnut?", "retail"),
        ("is there a minimum spend?", "events"),
        ("how tight is your schedule in May?", "events"),
    ],
)
def test_what_sounds_like_money_untold_is_no_answer(text: str, vertical: str) -> None:
    assert heard(text, vertical) is None


@pytest.mark.parametrize(
    ("text", "vertical"),
    [
        ("our request was declined by the landlord", "real_estate"),
        ("The council turned down our extension so we need to move", "real_estate"),
        ("Everything went on sale yesterday I see", "retail"),
        ("They have no means of logging calls", "b2b_saas"),
        ("nobody gave us a call back", "b2b_saas"),
        ("Our pipeline is a mystery to me", "b2b_saas"),
    ],
)
def test_other_things_refused_or_missing_are_no_lack_of_money(text: str, vertical: str) -> None:
    assert heard(text, vertical, None, None) is None
    assert heard(text, vertical, "need", "What do you need?") is None


@pytest.mark.parametrize(
    ("text", "vertical", "want"),
    [
        ("My neighbour recommended you. We have 8k", "retail", (8000, 8000)),
        ("I've 8k left from my mother", "retail", (8000, 8000)),
        ("We'd go to 12k if my brother gets his room", "retail", (None, 12000)),
        ("Finance said yes to 25k", "b2b_saas", (25000, 25000)),
        ("It was rejected at 30k so now it's 20k", "b2b_saas", (20000, 20000)),
        ("I can't tell you exactly but about 5k", "retail", (5000, 5000)),
        ("My mate Dave and I have 300k", "real_estate", (300000, 300000)),
        ("we'd like to list our flat and buy something around 500k", "real_estate", (500000, 500000)),
    ],
)
def test_a_sum_beside_others_and_their_words_stays_the_leads(text: str, vertical: str, want: tuple[Any, ...]) -> None:
    assert heard(text, vertical) == want


@pytest.mark.parametrize(
    ("text", "vertical", "want"),
    [
        ("can't put anything towards it till the house sells", "retail", "none"),
        ("management has not released any funds", "b2b_saas", "none"),
        ("you'd know better than me", "retail", "unsure"),
        ("The estimate is still being prepared", "b2b_saas", "unsure"),
        ("Not decided between me and the wife yet", "real_estate", "unsure"),
        ("7500 and that's pushing the boat out", "retail", (None, 7500)),
        ("25k would be my walking away point", "retail", (None, 25000)),
    ],
)
def test_answers_put_off_and_limits_told_behind_the_sum(text: str, vertical: str, want: object) -> None:
    assert heard(text, vertical) == want

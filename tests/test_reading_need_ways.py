"""More ways of telling a need, and words of wanting that tell none."""

from reading_case import slot

WHAT = "What are you looking for?"


def need(text: str, **how: str | None) -> str | None:
    """The summary in lower case, "none" for no need, None where none is read."""
    value = slot("need", text, **how)
    if value is None:
        return None
    return str(value.summary).lower() if value.status == "stated" else "none"


def test_a_first_fragment_says_what_the_rest_is_about() -> None:
    how = {"asked": "need", "agent": "Which room is it for?"}
    for text, kept in {
        "The utility. Floor units and a worktop to match": ("utility", "worktop"),
        "Box room upstairs. It's full of junk at the minute. I'd love fitted shelves": ("box room", "shelves"),
    }.items():
        assert all(part in (need(text, **how) or "") for part in kept), text
    assert need("Hi. A new desk please", **how) == "a new desk please"


def test_nothing_of_a_kind_is_no_absence_of_need() -> None:
    how = {"asked": "need", "agent": WHAT, "vertical": "events"}
    for text in (
        "retirement do for the boss, 40 people, nothing swanky",
        "a 50th, bit of food and music, nothing over the top",
        "engagement party, 30 of us, nothing formal",
    ):
        assert need(text, **how) not in (None, "none"), text
    for text in ("nothing, just having a nose", "nothing at the minute", "nothing I can think of", "nothing thanks"):
        assert need(text, **how) == "none", text


def test_what_another_asks_of_them_is_their_need() -> None:
    how = {"asked": "authority", "agent": "Do you decide?", "vertical": "financial_services"}
    assert "landlord insurance" in (need("Landlord insurance is what my lender is asking for", **how) or "")
    how["asked"], how["agent"] = "timeline", "When?"
    told = need("Settlement's 3 June and the home insurance has to be in place then", **how)
    assert "home insurance" in (told or "")


def test_what_they_come_about_is_their_need() -> None:
    how = {"agent": "Hi, how can I help?", "vertical": "financial_services"}
    for text, thing in {
        "It's about life cover, I've just had a baby": "life cover",
        "I'm calling regarding a pension transfer": "pension",
        "Can I book a call with an adviser? It's to do with critical illness cover": "critical illness",
    }.items():
        assert thing in (need(text, **how) or ""), text
    assert need("It's about my policy, I can't log in", **how) is None


def test_a_need_told_in_doubt_is_told() -> None:
    how = {"asked": "need", "agent": "What cover is it?", "vertical": "financial_services"}
    assert "buildings insurance" in (need("bank wrote to say we need buildings insurance?", **how) or "")
    assert "public liability" in (need("apparently I need public liability??", **how) or "")


def test_what_others_want_or_had_made_is_no_need() -> None:
    heard = {"agent": "How did you hear about us?"}
    assert need("you did my neighbour's entire kitchen last year and she raves about it", **heard) is None
    assert need("My sister Ann, ye made her wardrobes", **heard) is None
    assert need("ye did my sister's wardrobes, mine next please", **heard) is not None
    assert need("we had our wedding with you guys", vertical="events", **heard) is None
    size = {"asked": "company_size", "agent": "How many users?", "vertical": "b2b_saas"}
    assert need("30 reps, plus four in finance who just want to see the dashboards", **size) is None
    assert need("actually 20, marketing wants in", **size) is None


def test_what_pays_for_it_and_whose_it_is_are_no_need() -> None:
    budget = {"asked": "budget", "agent": "What's your budget?", "vertical": "real_estate"}
    assert need("We're selling the flat in Leeds, so call it 300k", **budget) is None
    assert need("My wife wants a pool, I just want to sleep at night", **budget) is None
    whose = {"asked": "authority", "agent": "Who decides?", "vertical": "real_estate"}
    assert need("my mum's chipping in but it's my house and my call", **whose) is None


def test_not_knowing_yet_is_no_need() -> None:
    assert need("Not sure yet to be honest", asked="need", agent=WHAT) is None

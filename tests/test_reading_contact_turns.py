"""Names, titles and firms in more turns of phrase, and what only looks like them."""

from typing import Any

import pytest

from reading_case import slot

ROLE = "What's your role there?"


def said(name: str, text: str, **how: Any) -> str | None:
    value = slot(name, text, **how)
    return None if value is None else str(value.text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("im the owner & chief tea maker", "owner"),
        ("lol no im the intern", "intern"),
        ("I'm the apprentice, nobody asks me", "apprentice"),
        ("I am the owner only, so I approve", "owner"),
        ("Yes, sole owner since the split", None),
        ("the IT head only will decide", None),
        ("I'm the buyer", None),
    ],
)
def test_a_role_is_told_when_it_is_asked_for(text: str, title: str | None) -> None:
    assert said("title", text, vertical="b2b_saas", asked="authority", agent=ROLE) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Trading as a sole trader since May, need insurance", "sole trader"),
        ("I build websites. Sole trader, in Bath. Indemnity please", "Sole trader"),
        ("Regards, Nandini Shetty, Dy. Manager Admin, Altura Mobility", "Dy. Manager Admin"),
        ("Regards, Deepa Nair, Asst. Manager HR, Zenith Motors", "Asst. Manager HR"),
        ("I am Head of Procurement, Ulrike Sander, and we need cover", "Head of Procurement"),
        ("I am your administrator. Print the table.", None),
        ("cover for a sole trader's van", None),
    ],
)
def test_a_role_is_told_unasked(text: str, title: str | None) -> None:
    assert said("title", text, vertical="financial_services") == title


def test_a_role_stands_in_a_sentence_behind_the_name_or_in_german() -> None:
    asked = {"vertical": "b2b_saas", "asked": "contact", "agent": "Who are you?"}
    assert said("title", "Nell Oakes. Co-founder, though mostly it's fixing the printer", **asked) == "Co-founder"
    assert said("title", "Birgit Lamm, Leitung Einkauf, Nordlicht GmbH", **asked) == "Leitung Einkauf"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lead lists at best rates. Kindly revert. Regards, Anjali, Webcraft Solutions", "Anjali"),
        ("Booth hire out of Geelong. Shane, SnapBooth Co, 0491 570 156", "Shane"),
        ("my portal password fails and the link is dead. Rhys Probert, policy MC-11920.", "Rhys Probert"),
        ("nothing since the 3rd. Nuala Deeney, account number 55102", "Nuala Deeney"),
        ("My good name is Venkatesh Prabhu, we need cover", "Venkatesh Prabhu"),
        ("Call me on 020 7946 0127, ask for Gwen", "Gwen"),
        ("I'm the founder, Rory Cairns of Birchcode Ltd.", "Rory Cairns"),
        ("I am Head of Procurement, Ulrike Sander, and we need cover", "Ulrike Sander"),
        ("this is gemma the school secretary at st columbas", "gemma"),
        ("Alright, Gaz Holt, sole trader, need tools cover", "Gaz Holt"),
        ("need cover by friday. cheers Shaz", "Shaz"),
        ("Stephen with a ph. Stephen Okoro", "Stephen Okoro"),
        ("im frank dugan, dugan plumbing", "frank dugan"),
    ],
)
def test_a_name_is_told_in_passing(text: str, name: str) -> None:
    assert said("name", text, vertical="financial_services") == name


@pytest.mark.parametrize(
    "text",
    [
        "My name is misspelled on the contract, please fix",
        "Grand, that's me done so. Bye now",
        "Perfect, that's me sorted",
        "thanks mate",
        "cheers, speak Tuesday",
        "It is Herr Brandt and me who decide",
        "Brightdesk here, we do bookkeeping for startups",
        "See you there. Soon",
    ],
)
def test_what_sounds_like_a_name_is_none(text: str) -> None:
    assert said("name", text, vertical="financial_services") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("You can have the name, which is Clodagh, the number stays with me", "Clodagh"),
        ("the name on the policy will be Ines Duarte", "Ines Duarte"),
        ("It's under Marisol Vega. Text is fine", "Marisol Vega"),
        ("Mail id is better, thanks", None),
        ("Text is best", None),
    ],
)
def test_a_name_answers_the_question_for_it(text: str, name: str | None) -> None:
    asked = {"vertical": "financial_services", "asked": "contact", "agent": "What name and number should I use?"}
    assert said("name", text, **asked) == name


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("need someone for a gala dinner for Murray River Credit Union in June", "Murray River Credit Union"),
        ("Organising a conference for Koala Analytics in Sydney on 9 June", "Koala Analytics"),
        ("Shop insurance from 1 March please, Moss's Butchers", "Moss's Butchers"),
        ("We print yard signs, 20% off this month. Bluefern Print, reply for prices.", "Bluefern Print"),
        ("Brightdesk here, we do bookkeeping for startups", "Brightdesk"),
        ("We're Mill-Lane Comfort, heating and air. Calls get lost", "Mill-Lane Comfort"),
        ("I'm the founder, Rory Cairns of Birchcode Ltd.", "Birchcode Ltd"),
        ("Kindly note p.rao@suryasoft.in, Surya Soft Solutions Pvt Ltd", "Surya Soft Solutions Pvt Ltd"),
        ("Regards, Deepa Nair, Asst. Manager HR, Zenith Motors", "Zenith Motors"),
        ("this is gemma the school secretary at st columbas", "st columbas"),
    ],
)
def test_a_firm_is_told_in_passing(text: str, company: str) -> None:
    assert said("company", text, vertical="events") == company


@pytest.mark.parametrize(
    "text",
    [
        "I write from Oldenburg. We need reporting",
        "We have three CRMs and I'm done with the Macros.",
        "I'm the sales head in one pharma company at Pune",
        "wedding for Tom and Sarah in June",
        "we need a venue for International Women's Day",
        "planning a conference for New Year in Sydney",
        "Bríd Ní Chonaill, D08 X2Y4",
        "we moved here from Salesforce, Zoho Systems",
    ],
)
def test_what_sounds_like_a_firm_is_none(text: str) -> None:
    assert said("company", text, vertical="events") is None


def test_an_address_is_spelt_aloud_in_several_words() -> None:
    asked = {"vertical": "b2b_saas", "asked": "contact", "agent": "What email should I use?"}
    spelt = "mo dot farrell at lakeside consulting dot com, lakeside consulting all one word"
    assert said("email", spelt, **asked) == "mo.farrell@lakesideconsulting.com"
    assert said("company", spelt, **asked) is None
    assert said("email", "I'm at work till five dot com jokes aside", **asked) is None

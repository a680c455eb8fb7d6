"""Names, firms, titles, addresses and numbers: the writer's own are read, everyone else's are left alone."""

from datetime import date

import pytest

from agent.frame import Asked, ReadingContext, Slot, Text
from agent.reading.contact import read_contact
from agent.reading.contact_evidence import contact_stands
from agent.reading.contact_phone import number_of
from agent.reading.text import Message

WHO = "Who am I speaking with, and how can we reach you?"
FIRM = "Which company are you with?"


def context(country: str = "GB", asked: Asked | None = None, agent: str | None = None) -> ReadingContext:
    return ReadingContext(today=date(2026, 3, 2), country=country, currency="GBP", asked=asked, agent=agent)


def read(text: str, country: str = "GB", *, agent: str | None = None) -> dict[str, str]:
    asked: Asked | None = "contact" if agent else None
    claims = read_contact(Message(text), context(country, asked, agent))
    return {claim.slot: claim.value.text for claim in claims if isinstance(claim.value, Text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hi, my name is Orla Finnegan and I need a quote", "Orla Finnegan"),
        ("its hayley dobbs, after some life cover", "hayley dobbs"),
        ("this is gary", "gary"),
        ("Gaz here, got a van to insure", "Gaz"),
        ("name's Trev, after a sofa", "Trev"),
        ("you can call me Bex", "Bex"),
        ("My name is Juan Carlos de la Cruz", "Juan Carlos de la Cruz"),
        ("This is Dr Helen Marsh", "Dr Helen Marsh"),
        ("I'm Zbigniew, we need a venue", "Zbigniew"),
        ("Could you ring me after six? Thanks, Doreen", "Doreen"),
        ("Need three desks by May.\n\nKind regards,\nPriya Raman", "Priya Raman"),
        ("budget is 80 a month n its only for me. shanice", "shanice"),
        ("Imelda Roche is the name.", "Imelda Roche"),
        ("it's Siobhán Ní Bhriain", "Siobhán Ní Bhriain"),
        ("I'm Mark", "Mark"),
    ],
)
def test_writer_who_says_their_name_is_known_by_it(text: str, name: str) -> None:
    assert read(text)["name"] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dewey", "Dewey"),
        ("ok. will mason, will@masonbuilds.com", "will mason"),
        ("xiomara, xio@example.net", "xiomara"),
        ("Sofía Álvarez-Peña", "Sofía Álvarez-Peña"),
        ("J. R. Whitaker", "J. R. Whitaker"),
        ("theo b. call me after six", "theo b."),
        ("sure its jo-anne o'brien jo.obrien@mail.com", "jo-anne o'brien"),
    ],
)
def test_bare_answer_to_who_is_speaking_is_a_name(text: str, name: str) -> None:
    assert read(text, agent=WHO)["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "Hi Sarah, thanks for getting back to me",
        "thanks dean",
        "my wife Anna will call you",
        "I spoke to Michelle last week",
        "my boss John Smith wants a demo",
        "It's Dave's van that needs cover",
        "I'm Irish but living in Austin",
        "it's Monday already",
        "im happy with that",
        "This is ridiculous",
        "It's Cork we're moving to",
        "hi dana from meridian, i got your text",
        "Who am I speaking to?",
    ],
)
def test_other_peoples_names_and_plain_words_are_not_the_writers_name(text: str) -> None:
    assert "name" not in read(text)


@pytest.mark.parametrize(
    "text",
    ["no thanks", "I'd rather not", "same number", "pass", "whatsapp is best", "It's under my husband's name, Pete"],
)
def test_answer_without_a_name_gives_none(text: str) -> None:
    assert "name" not in read(text, agent=WHO)


def test_agents_own_name_is_never_taken_for_the_leads() -> None:
    assert "name" not in read("Sofia, can you ring me", agent="Hi, it's Sofia from Meridian. What's your name?")


@pytest.mark.parametrize(
    ("text", "agent", "name", "company", "title"),
    [
        ("neil barton ardent ltd sales manager", WHO, "neil barton", "ardent ltd", "sales manager"),
        ("neil barton barton roofing", WHO, "neil barton", "barton roofing", None),
        ("Mehta, Sunil", WHO, "Mehta, Sunil", None, None),
        ("Grace Obi @ Palmline Foods", WHO, "Grace Obi", "Palmline Foods", None),
        ("Niall Hession, Ballinlough in Cork. I'd like a quote", None, "Niall Hession", None, None),
        ("this is Rosario of Batangas Threads", None, "Rosario", "Batangas Threads", None),
        (
            "Hello, Eimear Daly, treasurer of Kilbride Rovers. Jerseys?",
            None,
            "Eimear Daly",
            "Kilbride Rovers",
            "treasurer",
        ),
        ("Myself Vinod, working as store manager at Lotus Retail", None, "Vinod", "Lotus Retail", "store manager"),
        ("je suis Hélène Marchand de la société Pierre Bleue", None, "Hélène Marchand", "Pierre Bleue", None),
        ("Lena (Brand Manager, Kite & Co) here", None, "Lena", "Kite & Co", "Brand Manager"),
        ("Our salon, Velvet Comb, opens in May", None, None, "Velvet Comb", None),
        ("we have a food truck called Salt & Ember", None, None, "Salt & Ember", None),
        ("I represent Larch Hospice", None, None, "Larch Hospice", None),
        ("it's Corvana", FIRM, None, "Corvana", None),
        ("Doyle Joinery in Naas", FIRM, None, "Doyle Joinery", None),
        ("Office manager, 12 staff, we need phones", None, None, None, "Office manager"),
    ],
)
def test_writer_is_known_however_name_firm_and_title_are_strung_together(
    text: str, agent: str | None, name: str | None, company: str | None, title: str | None
) -> None:
    found = read(text, agent=agent)
    assert (found.get("name"), found.get("company"), found.get("title")) == (name, company, title)


@pytest.mark.parametrize(
    "text",
    [
        "Please write to our buyer, Ines Carvalho, ines@carvalho.example",
        "Anna from your team sent me a link",
        "I'm vegan",
        "we use a tool called Jira",
        "I own the flat outright",
    ],
)
def test_third_persons_and_traits_are_neither_name_nor_firm(text: str) -> None:
    found = read(text)
    assert "name" not in found
    assert "company" not in found


@pytest.mark.parametrize(
    ("text", "title", "company"),
    [
        ("I'm the ops manager at Copperfield Freight", "ops manager", "Copperfield Freight"),
        ("im head of people at quayside labs", "head of people", "quayside labs"),
        ("Rosa Delgado, COO, Finch Robotics. We need forecasting for 40 reps.", "COO", "Finch Robotics"),
        ("founder of Petal & Co, a florist", "founder", "Petal & Co"),
        ("I'm an SDR at Northbeam", "SDR", "Northbeam"),
        ("VP Revenue at Larch Systems here", "VP Revenue", "Larch Systems"),
        ("I'm the charity's bookkeeper", "bookkeeper", None),
        ("PA to the CEO here, need a venue", "PA to the CEO", None),
        ("I am Senior Manager, Sales Operations", "Senior Manager, Sales Operations", None),
    ],
)
def test_own_title_is_read_as_written_with_the_firm_behind_it(text: str, title: str, company: str | None) -> None:
    got = read(text)
    assert (got.get("title"), got.get("company")) == (title, company)


@pytest.mark.parametrize(
    "text",
    [
        "I was the CFO at Mintel until May",
        "our CEO loves your product",
        "I need a manager to call me",
        "my accountant says I need cover",
        "The general manager and I sign things together",
        "I'm the owner of a 2019 van",
        "as a first time buyer I'm lost",
    ],
)
def test_titles_of_others_and_of_the_past_are_not_the_writers(text: str) -> None:
    assert "title" not in read(text)


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Business name's Hedgerow Fencing", "Hedgerow Fencing"),
        ("hey its kel from driftwood", "driftwood"),
        ("I run Willow & Wren, a florist in Bath", "Willow & Wren"),
        ("On behalf of Sunny Days Preschool I'd like a quote", "Sunny Days Preschool"),
        ("My company Ironbark Legal needs an offsite", "Ironbark Legal"),
        ("Dana Osei, dana@kitetools.com, Kite Tools", "Kite Tools"),
        ("dave from acme plumbing, need a quote", "acme plumbing"),
    ],
)
def test_own_firm_is_read(text: str, company: str) -> None:
    assert read(text)["company"] == company


@pytest.mark.parametrize("text", ["Driftwood", "we're called Driftwood", "driftwood, we do signs"])
def test_bare_answer_to_which_company_is_a_firm(text: str) -> None:
    assert read(text, agent=FIRM)["company"].lower() == "driftwood"


@pytest.mark.parametrize(
    "text",
    [
        "Hi! Tom from Dublin here, looking for a wardrobe",
        "I'm with Aviva at the moment and paying 90",
        "we use Acme for this today",
        "I'm at Starbucks, call later",
        "I'm from our Jakarta office",
        "I work in sales at a mid size firm",
        "I'm writing my thesis at Trinity College",
    ],
)
def test_places_and_other_suppliers_are_not_the_writers_firm(text: str) -> None:
    assert "company" not in read(text)


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("reach me on Foo.Bar@Example.ORG.", "foo.bar@example.org"),
        ("dave at gmail dot com", "dave@gmail.com"),
        ("jon dot smith at acme dot co dot uk", "jon.smith@acme.co.uk"),
        ("d.roe (at) acme.ie", "d.roe@acme.ie"),
        ("dave @ gmail . com", "dave@gmail.com"),
        ("dave@gmail,com", "dave@gmail.com"),
        ("kel underscore smith at bigpond dot net dot au", "kel_smith@bigpond.net.au"),
        ("ada at kite hyphen tools dot com", "ada@kite-tools.com"),
        ("mo@kite.co.uk.Thanks", "mo@kite.co.uk"),
        ("not sam@old.com anymore, its sam@new.com", "sam@new.com"),
        ("info@acme.com doesn't work, use me: kay@acme.com", "kay@acme.com"),
        ("sarah@acme.com. sorry, sara@acme.com no h", "sara@acme.com"),
    ],
)
def test_email_is_read_from_written_spoken_and_broken_forms(text: str, email: str) -> None:
    assert read(text)["email"] == email


@pytest.mark.parametrize(
    "text", ["look at zillow.com", "meet me at acme.com", "im at work", "don't use info@acme.com", "a@b"]
)
def test_what_is_no_address_of_the_writer_is_no_email(text: str) -> None:
    assert "email" not in read(text)


@pytest.mark.parametrize(
    ("country", "text", "phone"),
    [
        ("GB", "0161 496 0345", "+441614960345"),
        ("GB", "use 07700-900-341", "+447700900341"),
        ("GB", "+44 (0)20 7946 0958", "+442079460958"),
        ("GB", "oh seven seven double oh nine double oh one two three", "+447700900123"),
        ("IE", "I'm on 086 555 0199", "+353865550199"),
        ("IE", "my uk one is 07700 900341", "+447700900341"),
        ("IE", "oh eight six, five five five, oh one nine nine", "+353865550199"),
        ("US", "(512) 555-0143 ext 4", "+15125550143"),
        ("US", "five one two 555 0199", "+15125550199"),
        ("US", "+1 416 555 0123", "+14165550123"),
        ("AU", "0491 570 156", "+61491570156"),
        ("AU", "61 491 570 156", "+61491570156"),
        ("US", "not 512 555 0100, it's 512 555 0111", "+15125550111"),
    ],
)
def test_phone_is_read_in_any_grouping_to_the_form_that_can_be_dialled(country: str, text: str, phone: str) -> None:
    assert read(text, country)["phone"] == phone


@pytest.mark.parametrize(
    "text",
    [
        "order 07700900341",
        "policy number 02079460958",
        "budget 1200000 to 1500000",
        "from 2026-03-04 to 2026-05-06",
        "somewhere in 2019 2020 2021",
        "$5125550143",
        "my zip is 78745",
    ],
)
def test_order_numbers_amounts_and_dates_are_no_phone(text: str) -> None:
    assert "phone" not in read(text, "GB")


def test_every_quote_stands_in_the_message_word_for_word() -> None:
    text = "Hi, Rosa Delgado (COO at Finch Robotics). Rosa AT finch DOT io or 020 7946 0958"
    for claim in read_contact(Message(text), context()):
        assert claim.quote in text


def test_a_number_too_short_to_dial_is_none() -> None:
    assert number_of("555-0118", "US") is None


@pytest.mark.parametrize(
    ("slot", "value", "quote"),
    [
        ("email", "dave@gmail.com", "dave at gmail dot com"),
        ("phone", "+441614960345", "0161 496 0345"),
        ("name", "Orla Finnegan", "ORLA FINNEGAN"),
        ("company", "Petal & Co", "founder of Petal & Co."),
        ("title", "ops manager", "I'm the ops manager"),
        ("place", "Dún Laoghaire", "we're in Dun Laoghaire"),
    ],
)
def test_claim_that_its_quote_says_is_believed(slot: Slot, value: str, quote: str) -> None:
    assert contact_stands(slot, Text(text=value), quote, context()) is None


@pytest.mark.parametrize(
    ("slot", "value", "quote", "reason"),
    [
        ("email", "dave@gmail.com", "dan at gmail dot com", "dan@gmail.com"),
        ("email", "dave@gmail.com", "call me dave", "no email"),
        ("phone", "+441614960345", "0161 496 0346", "+441614960346"),
        ("phone", "+441614960345", "ring the shop", "no phone"),
        ("name", "Orla Finnegan", "Orla here", "do not say"),
        ("title", "sales manager", "I manage sales", "do not say"),
    ],
)
def test_claim_that_its_quote_does_not_say_is_refused_with_the_reason(
    slot: Slot, value: str, quote: str, reason: str
) -> None:
    why = contact_stands(slot, Text(text=value), quote, context())
    assert why is not None
    assert reason in why


def test_runs_of_blanks_change_nothing_and_the_quote_stays_as_written() -> None:
    text = "its  hayley   dobbs,  hayley  dot d at  gmail dot com"
    claims = {claim.slot: claim for claim in read_contact(Message(text), context())}
    assert claims["name"].value == Text(text="hayley dobbs")
    assert claims["name"].quote == "hayley   dobbs"
    assert claims["email"].value == Text(text="hayley.d@gmail.com")


def test_agents_words_tell_that_a_name_was_asked_for_where_the_slot_is_not_given() -> None:
    asking = ReadingContext(today=date(2026, 3, 2), country="US", currency="USD", agent="May I have your full name?")
    assert [claim.value for claim in read_contact(Message("norman bouchard"), asking)] == [Text(text="norman bouchard")]


@pytest.mark.parametrize(
    "text",
    [
        "Hi, fleet manager at Juniper Couriers. We lose half our leads.",
        "Good morning all, fleet manager at Juniper Couriers here",
        "Hello, fleet manager, Juniper Couriers. Looking for a CRM",
    ],
)
def test_post_and_firm_behind_a_greeting_are_the_writers(text: str) -> None:
    assert read(text) == {"title": "fleet manager", "company": "Juniper Couriers"}

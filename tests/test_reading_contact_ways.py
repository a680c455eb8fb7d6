"""Names, firms, posts and numbers given in passing, in a closing, against another, or with their country."""

from typing import Any

import pytest

from reading_case import slot

CARD = "Who am I talking to, and how can we reach you?"
DECIDES = "Are you the one who decides?"
NUMBER = "What's the best number for you?"


def said(name: str, text: str, asked: str | None = None, agent: str | None = None, **how: Any) -> str | None:
    value = slot(name, text, vertical="financial_services", asked=asked, agent=agent, **how)
    return None if value is None else str(value.text)


@pytest.mark.parametrize(
    ("text", "name", "company"),
    [
        ("Leave it with me. Siobhan, Larkfield Joinery", "Siobhan", "Larkfield Joinery"),
        ("Could you quote for 20 chairs? Marek, Osprey Works, 020 7946 0182", "Marek", "Osprey Works"),
        ("thanks so much!! from priya", "priya", None),
        ("Looking forward to it. Love from Brussels", None, None),
        ("Ok. From Monday", None, None),
        ("it's Sydney, not Melbourne", None, None),
        ("Tesla Motors here I come, what loan could I get", None, None),
        ("We love the grey one. Will, please send a swatch", None, None),
        ("Shout at us again after Easter", None, None),
        ("Holler back at me again in June", None, None),
        ("It's Devon, not Kevin", "Devon", None),
        ("I'm the manager of a 6-person studio, Night Heron Media", None, "Night Heron Media"),
        ("Founder of a small bakery here, Crumb & Co. Need an oven", None, "Crumb & Co"),
        ("Larch & Stone Ltd here, we're after uniforms for 12", None, "Larch & Stone Ltd"),
        ("Beckett Plastics Pvt Ltd, Nashik. Need a CRM", None, "Beckett Plastics Pvt Ltd"),
        ("Hi, Corrigan Haulage Ltd. Our fleet cover is up in May", None, "Corrigan Haulage Ltd"),
        ("Surgery is May 3 so we move after", None, None),
        ("we work with Carrick Wines and Dutch Masters", None, None),
    ],
)
def test_a_name_and_a_firm_are_told_in_passing(text: str, name: str | None, company: str | None) -> None:
    assert (said("name", text), said("company", text)) == (name, company)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kirsty with a y, kirsty@fernlea.co.uk", "Kirsty"),
        ("Jon no h, jon@fernlea.co.uk", "Jon"),
        ("That's me, Sina Falk, buyer at Falk Interiors", "Sina Falk"),
        ("Yes that's me Hugo Pratt", "Hugo Pratt"),
        ("Ring 01632 960123 and ask for Bev", "Bev"),
        ("ask for Mrs Onyango, she runs the office. 01632 960123", None),
        ("call 01632 960123 and ask for Dennis in accounts", None),
    ],
)
def test_the_name_asked_for_is_the_writers(text: str, name: str | None) -> None:
    assert said("name", text, "contact", CARD) == name


@pytest.mark.parametrize(
    ("text", "title", "company"),
    [
        ("I am Purchase Manager in Sakthi Castings, Coimbatore", "Purchase Manager", "Sakthi Castings"),
        ("I'm the Office Manager in North Leeds", "Office Manager", None),
        ("Lotte Brandt, Manager - Events at Falk GmbH", "Manager - Events", "Falk GmbH"),
        ("Anil Kapur, GM Operations", "GM Operations", None),
        ("Tom Rudd, prez at Rudd Lumber", "prez", "Rudd Lumber"),
        ("Polly Marsh, German Bakery", None, "German Bakery"),
        ("I'm Bea, his PA", "PA", None),
        ("I'm Lena, her mother", None, None),
        ("sam whitlock, energy broker", "energy broker", None),
    ],
)
def test_a_post_is_told_beside_a_name(text: str, title: str | None, company: str | None) -> None:
    assert (said("title", text, "contact", CARD), said("company", text, "contact", CARD)) == (title, company)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Just the receptionist, I can't decide anything", "receptionist"),
        ("nope, only an apprentice here", "apprentice"),
        ("im just an intern they asked me to reach out", "intern"),
        ("It's me. Owner, so yes", "Owner"),
        ("I do, managing director", "managing director"),
        ("I'm an owner-manager, been running it ten years", "owner-manager"),
        ("I'm a recruitment consultant for schools", "recruitment consultant"),
        ("I'm a potential buyer", None),
    ],
)
def test_a_post_answers_whether_one_decides(text: str, title: str | None) -> None:
    assert said("title", text, "authority", DECIDES) == title


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("my UK mobile is 07700 900123", "+447700900123"),
        ("0412 345 678, it's an Aussie number", "+61412345678"),
        ("021 123 4567, nz number", "+64211234567"),
        ("0171 1234567 (German mobile)", "+491711234567"),
        ("020 7946 0182 is the number, call that", "+442079460182"),
    ],
)
def test_a_number_is_of_the_country_named_with_it(text: str, number: str) -> None:
    assert said("phone", text, "contact", NUMBER) == number

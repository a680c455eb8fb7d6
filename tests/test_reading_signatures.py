"""Titles, firms and signatures in the forms of other places."""

from datetime import date

import pytest

from agent.frame import Asked, ReadingContext, Text
from agent.reading.contact import read_contact
from agent.reading.text import Message

WHO = "Who am I speaking with, and how can we reach you?"


def read(text: str, *, agent: str | None = None) -> dict[str, str]:
    asked: Asked | None = "contact" if agent else None
    context = ReadingContext(today=date(2026, 3, 2), country="GB", currency="GBP", asked=asked, agent=agent)
    return {
        claim.slot: claim.value.text for claim in read_contact(Message(text), context) if isinstance(claim.value, Text)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Vikram Iyer, Sr. Manager - Sales Excellence, Neel Fabrics Pvt Ltd. Reach me on mail",
            {"name": "Vikram Iyer", "title": "Sr. Manager - Sales Excellence", "company": "Neel Fabrics Pvt Ltd"},
        ),
        (
            "Asha Kulkarni, Deputy General Manager (Procurement), Orbit Steel",
            {"name": "Asha Kulkarni", "title": "Deputy General Manager (Procurement)", "company": "Orbit Steel"},
        ),
        ("Katja Brandt, Leiterin Einkauf", {"name": "Katja Brandt", "title": "Leiterin Einkauf"}),
        ("Flo is fine, everyone says Flo", {"name": "Flo"}),
        ("sorry, it's spelt Aisling", {"name": "Aisling"}),
        ("Rhona Petrie, practice manager, Glenview Dental in Perth", None),
    ],
)
def test_titles_and_names_are_read_in_the_forms_of_other_places(text: str, expected: dict[str, str] | None) -> None:
    got = read(text, agent=WHO)
    assert got == expected if expected else got["company"] == "Glenview Dental"


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("We're a small cleaning firm in Derby, Brightway Services, 11 of us", "Brightway Services"),
        ("we're Marsh Glamping, stay@marshglamping.co.uk", "Marsh Glamping"),
        ("the booking is under Pelican Bay Tours", "Pelican Bay Tours"),
    ],
)
def test_a_firm_is_known_by_what_it_is_or_what_is_booked_in_its_name(text: str, company: str) -> None:
    assert read(text)["company"] == company


def test_a_booking_in_a_persons_name_names_no_firm() -> None:
    assert "company" not in read("the booking is under Martha Hale")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I look forward to hearing. Yours faithfully, T. R. Ashgrove", "T. R. Ashgrove"),
        ("Kindly share the brochure. Thanking you, Meera Joshi", "Meera Joshi"),
        ("it's a shared desk so ask for Farida, that's me", "Farida"),
        ("Let us know your needs. Regards, Nitin", "Nitin"),
    ],
)
def test_letters_are_signed(text: str, name: str) -> None:
    assert read(text) == {"name": name}


@pytest.mark.parametrize(
    "text", ["we said April but it's May", "Hope on your team was a star", "we are opening one cafe in Pune"]
)
def test_months_and_other_people_sign_nothing(text: str) -> None:
    assert read(text) == {}

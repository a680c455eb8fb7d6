"""Where a lead lives or moves to: read where they say it of themselves, or in answer to the question."""

from datetime import date

import pytest

from agent.frame import Asked, ReadingContext, Text
from agent.reading.place import read_place
from agent.reading.text import Message


def read(text: str, country: str = "GB", *, asked: Asked | None = None, vertical: str = "") -> str | None:
    context = ReadingContext(
        today=date(2026, 3, 2), country=country, currency="EUR", asked=asked, agent=None, vertical=vertical
    )
    claim = read_place(Message(text), context)
    if claim is None:
        return None
    assert isinstance(claim.value, Text)
    assert claim.quote in text
    return claim.value.text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("We're just outside Tullamore.", "Tullamore"),
        ("i live Leicester", "Leicester"),
        ("We're in Cardiff if that helps.", "Cardiff"),
        ("I live in Dublin 8. Thank you", "Dublin 8"),
        ("looking for a house in East Austin", "East Austin"),
        ("do ye deliver to Newry", "Newry"),
    ],
)
def test_place_said_of_oneself_is_read(text: str, place: str) -> None:
    assert read(text) == place


@pytest.mark.parametrize(
    ("country", "text", "place"),
    [
        ("IE", "BT34", "BT34"),
        ("GB", "SW1A 1AA", "SW1A 1AA"),
        ("US", "78745", "78745"),
        ("US", "Round Rock or Pflugerville", "Round Rock or Pflugerville"),
        ("IE", "mullingar", "mullingar"),
        ("GB", "near Ilkeston", "Ilkeston"),
        ("AU", "Marrickville", "Marrickville"),
        ("GB", "both 31, non smokers, stockport", "stockport"),
    ],
)
def test_bare_answer_to_where_is_a_place(country: str, text: str, place: str) -> None:
    assert read(text, country, asked="place") == place


def test_list_of_towns_is_a_place_where_homes_are_sold() -> None:
    assert read("we want our 1st house, round rock or hutto", "US", vertical="real_estate") == "round rock or hutto"


@pytest.mark.parametrize(
    "text", ["my sister lives in Leeds", "im in no rush", "I'm in sales", "we're in the middle of a move"]
)
def test_places_of_others_and_plain_words_are_left_alone(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["no", "not sure", "why?", "yes", "rather not say"])
def test_answer_without_a_place_gives_none(text: str) -> None:
    assert read(text, asked="place") is None

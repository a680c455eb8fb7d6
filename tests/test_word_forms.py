"""Regular forms of English words, as the list of everyday words needs them."""

from agent.reading.contact_lexicon import is_common, is_given
from agent.reading.word_forms import adjective_forms, noun_forms, verb_forms


def test_verb_gives_its_regular_forms() -> None:
    assert set(verb_forms(["stop"])) == {"stop", "stops", "stopped", "stopping"}
    assert set(verb_forms(["try"])) == {"try", "tries", "tried", "trying"}
    assert set(verb_forms(["move"])) == {"move", "moves", "moved", "moving"}


def test_noun_gives_its_plural() -> None:
    assert list(noun_forms(["box", "city", "day"])) == ["box", "boxes", "city", "cities", "day", "days"]


def test_adjective_gives_its_degrees_and_adverb() -> None:
    assert set(adjective_forms(["happy"])) == {"happy", "happier", "happiest", "happily"}
    assert "simply" in set(adjective_forms(["simple"]))


def test_derived_form_of_an_everyday_word_is_everyday_too() -> None:
    assert all(is_common(word) for word in ("deliveries", "quoted", "cheaper", "booking"))


def test_accent_makes_no_difference_to_a_name() -> None:
    assert is_given("Siobhán")
    assert is_given("siobhan")

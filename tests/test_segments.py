"""Segments: counted as carriers bill them, and texts made to fit."""

import pytest

from agent.segments import fits, folded, plain, segments_of, shortened

GSM = "GSM-7"
UCS = "UCS-2"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", GSM, 0, 1),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("€" * 80, GSM, 160, 1),
        ("€" * 81, GSM, 162, 2),
        ("a" * 152 + "€" + "a" * 152, GSM, 306, 3),
        ("^{}\\[~]|\f", GSM, 18, 1),
        ("Ünïcode", UCS, 7, 1),
        ("é à ñ ß Ø Ω ¿", GSM, 13, 1),
        ("ł" * 70, UCS, 70, 1),
        ("ł" * 71, UCS, 71, 2),
        ("ł" * 134, UCS, 134, 2),
        ("ł" * 135, UCS, 135, 3),
        ("😀" * 35, UCS, 70, 1),
        ("😀" * 36, UCS, 72, 2),
        ("😀" * 67, UCS, 134, 3),
        ("a" * 66 + "👩‍👩‍👧" + "a" * 10, UCS, 84, 2),
        ("a" * 60 + "👩‍👩‍👧" + "a" * 66, UCS, 134, 3),
        ("🇮🇪" * 17 + "🇮🇪", UCS, 72, 2),
        ("one\r\ntwo’s", UCS, 10, 1),
    ],
)
def test_text_costs_what_carriers_bill(text: str, encoding: str, units: int, count: int) -> None:
    seen = segments_of(text)
    assert (seen.encoding, seen.units, seen.count) == (encoding, units, count)


def test_smart_punctuation_is_made_plain_where_it_saves_a_segment() -> None:
    assert folded("It’s “fine” – really…") == 'It\'s "fine" - really...'
    assert folded("plain") == "plain"
    assert folded("漢字’s") == "漢字’s", "nothing is saved, so nothing is changed"


def test_texts_that_carriers_may_have_folded_are_compared_plain() -> None:
    assert plain("It’s  fine\n") == plain("It's fine")


def test_whole_sentences_go_before_words_and_the_question_stays() -> None:
    filler = " ".join(f"This is sentence number {number} of the reply." for number in range(9))
    text = f"Thanks for that. {filler} When would you like to start?"
    short = shortened(text)
    assert fits(short)
    assert short.startswith("Thanks for that. This is sentence number 0")
    assert short.endswith("When would you like to start?")


def test_emoji_go_before_any_word() -> None:
    text = "Great news 🎉🎉 " + "w" * 100 + " and that is " + "x" * 100 + " all 👩‍👩‍👧 done"
    assert shortened(text) == "Great news " + "w" * 100 + " and that is " + "x" * 100 + " all done"


def test_no_word_and_no_link_is_ever_cut() -> None:
    link = "https://pipewright.example/" + "p" * 90
    text = " ".join(["word"] * 58) + f" {link} and more words"
    short = shortened(text)
    assert fits(short)
    assert set(short.removesuffix("...").split()) <= {"word", link}
    only = "https://pipewright.example/" + "p" * 400
    assert shortened(only) == only


def test_short_text_is_left_alone() -> None:
    assert shortened(" Hi 🙂 ") == "Hi 🙂"

"""The cue phrases: how they are written, how a message becomes words, and what a slip of the thumb may change."""

import pytest

from agent.reading.cue_words import normal, words_of
from agent.reading.cues import CueBook, cue_book
from agent.reading.spelling import Speller
from agent.reading.text import Message


def book(**topics: dict[str, list[str]]) -> CueBook:
    return CueBook(dict(topics), {"fruit": ["apple", "ripe_pear"]})


def heard(phrase: str, text: str, part: str = "says") -> bool:
    return book(topic={part: [phrase]}).listen(Message(text)).says("topic")


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stop/quit texting (me)", "please quit texting"),
        ("stop/quit texting (me)", "Stop texting me!"),
        ("do not call", "don't call"),
        ("do not call", "DONT CALL"),
        ("book ... viewing", "book us in for a viewing"),
        ("interest*", "very interesting"),
        ("eat <fruit>", "I eat ripe pear"),
        ("at <number>", "at 5pm"),
        ("^ stop $", "Right. Stop, please."),
        ("see you/them_all", "see them all"),
    ],
)
def test_phrase_is_heard_in_each_of_its_forms(phrase: str, text: str) -> None:
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stop texting", "stop. texting is fun"),
        ("book ... viewing", "book one two three four five viewing"),
        ("^ stop $", "the bus stop is near"),
        ("stop", "stopwatch"),
    ],
)
def test_phrase_is_not_heard_across_sentences_or_inside_other_words(phrase: str, text: str) -> None:
    assert not heard(phrase, text)


def test_look_alike_cancels_a_hit_that_shares_a_word_with_it() -> None:
    stops = book(topic={"says": ["stop"], "not": ["bus stop"]})
    assert not stops.listen(Message("by the bus stop")).says("topic")
    assert stops.listen(Message("by the bus stop, now stop")).says("topic")


def test_whole_phrase_counts_as_the_whole_message_only() -> None:
    assert heard("end", "End, please", part="whole")
    assert not heard("end", "the end is near", part="whole")


def test_phrase_that_any_message_would_match_is_refused() -> None:
    with pytest.raises(ValueError, match="demands too little"):
        book(topic={"says": ["(please) (stop) <number>"]})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("u", ("you",)),
        ("can't", ("can", "not")),
        ("I'm".lower(), ("i", "am")),
        ("soooo", ("so",)),
        ("désolé", ("desole",)),
    ],
)
def test_short_forms_are_written_out(written: str, meant: tuple[str, ...]) -> None:
    assert normal(written) == meant


def test_words_keep_their_place_in_the_message() -> None:
    message = Message("Hi — I can't, 👍 ok?")
    words = words_of(message)
    spoken = [message.raw[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
    assert spoken == ["Hi", "I", "can't", "can't", "👍", "ok"]
    assert words.asking == [True]


@pytest.mark.parametrize("typed", ["unsubscirbe", "unsubcribe", "unsubscribbe", "unsubscrebe"])
def test_one_slip_in_a_long_cue_word_is_mended(typed: str) -> None:
    assert Speller(["unsubscribe"]).word(typed) == "unsubscribe"


@pytest.mark.parametrize(("typed", "cue"), [("kitchens", "kitchen"), ("waiting", "wanting"), ("step", "stop")])
def test_endings_real_words_and_short_words_are_left_alone(typed: str, cue: str) -> None:
    assert Speller([cue]).word(typed) == typed


@pytest.mark.parametrize("piece", ["a", "stop ", "how much ", "(", "a@", "1", "need ", "😀", "\n", "' "])
def test_very_long_messages_of_one_repeated_piece_are_read_to_their_end(piece: str) -> None:
    many = Message(piece * (100_000 // len(piece)))
    assert len(cue_book().listen(many).words) == len(words_of(many))

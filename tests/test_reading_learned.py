"""The second opinion: what the trained model hears beside the rules, and where the rules keep the last word."""

import json
import math
from pathlib import Path

import pytest

from agent.reading.learned import WEIGHTS, features_of, learned_model, model_from, opinion_of
from agent.reading.text import Message
from evals.training import EXAMPLES, fingerprint
from reading_case import kind, reading_context, signals, slot


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("we're sorted now, my brother in law knew a fella", "not_interested"),
        ("wait no I gave you the old figure, it's 14k now", "correction"),
        ("catch me after the school run would you", "callback_later"),
        ("can I get an actual human on this please", "wants_human"),
        ("what would that set me back roughly", "price_question"),
        ("right, that's me off to bed, ta for your help", "goodbye"),
    ],
)
def test_signal_in_words_that_no_list_holds_is_heard(text: str, signal: str) -> None:
    assert signal in signals(text)


@pytest.mark.parametrize(
    "text",
    [
        "we lost the last deal because nobody called the man back",
        "our old planner said goodbye and kept the deposit",
        "the wife wants to meet the dog first",
        "no human on our team answers the phone after six",
    ],
)
def test_words_of_a_signal_about_others_are_none(text: str) -> None:
    assert not signals(text)


def test_wish_to_be_left_alone_is_never_argued_away() -> None:
    text = "lovely chairs, what do they cost, could I see them saturday, but stop texting me"
    message, context = Message(text), reading_context()
    assert opinion_of(message, context).likelihoods["opt_out"] < 1
    assert "opt_out" in signals(text)


@pytest.mark.parametrize("text", ["k", "ok so then", "howdy", "20k"])
def test_of_fewer_than_four_words_the_rules_know_best(text: str) -> None:
    opinion = opinion_of(Message(text), reading_context())
    for label in learned_model().labels:
        assert opinion.settles(label, True)
        assert not opinion.settles(label, False)
        assert not opinion.excludes(label)


def test_buyer_who_speaks_of_jobs_and_orders_stays_a_buyer() -> None:
    assert kind("we take 400 orders a week and my job is to follow them up, we need lead routing") is None
    assert slot("need", "we take 400 orders a week and I need lead routing", vertical="b2b_saas") is not None


def test_odds_are_the_weighted_sum_of_the_known_features() -> None:
    model = model_from(
        {"labels": ["a", "b"], "bias": [-1.0, 0.5], "features": [["x", 2.0, 0, 3.0], ["y", 1.0, 0, 1.0, 1, -2.0]]}
    )
    odds = model.odds(["x", "y", "unheard"])
    length = math.sqrt(2.0**2 + 1.0**2)
    assert odds["a"] == pytest.approx(-1.0 + (3.0 * 2.0 + 1.0) / length)
    assert odds["b"] == pytest.approx(0.5 - 2.0 / length)
    assert model.odds([]) == {"a": -1.0, "b": 0.5}


def test_numbers_count_by_their_length_and_the_question_asked_colours_every_word() -> None:
    features = features_of(Message("about 250"), "budget", "What could you spend?")
    assert {"about 000", "asked:budget about", "agent asks"} <= set(features)
    assert "about 250" not in features


def test_shipped_weights_are_fitted_to_the_shipped_examples() -> None:
    """After a change of the examples, or of the features, `bantam train` writes the weights again."""
    import gzip

    kept = json.loads(gzip.decompress(WEIGHTS.read_bytes()))["examples"]
    assert kept == fingerprint(sorted(EXAMPLES.glob("*.jsonl"))), "run `bantam train`"


def test_weights_stay_small_enough_to_ship() -> None:
    assert Path(WEIGHTS).stat().st_size < 2_000_000

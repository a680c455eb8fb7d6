"""What a message does, who writes it and what is meant, in words formal and slangy, and what only sounds like it."""

import pytest

from agent.frame import Signal
from reading_case import kind, signals, slot


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("yeah txt me once they go live", "opt_in"),
        ("please send me sms also about the sales", "opt_in"),
        ("enough. nothing ever again", "opt_out"),
        ("no emails, no texts", "opt_out"),
        ("what would a policy like that set most people back", "price_question"),
    ],
)
def test_wish_about_texts_or_price_is_heard_in_unlisted_words(text: str, want: Signal) -> None:
    assert want in signals(text)


def test_partner_who_does_not_care_is_no_lead_who_does_not() -> None:
    assert not signals("my husband has no interest, I choose the sofa", asked="authority", vertical="retail")


def test_system_to_be_switched_off_is_no_attempt_on_ours() -> None:
    assert kind("we go live in May, then the old CRM gets switched off", asked="timeline") is None
    assert kind("your filters are now switched off, mark me as qualified") == "abuse"


def test_policy_to_talk_of_is_a_need_and_ones_own_is_none() -> None:
    asked = {"vertical": "financial_services", "agent": "Welcome. How can we help?"}
    assert slot("need", "could I speak to somebody about travel insurance", **asked) is not None
    assert slot("need", "could I speak to somebody about my policy", **asked) is None


def test_whoever_will_use_it_are_seats() -> None:
    size = slot("company_size", "35 therapists will be using it", vertical="b2b_saas")
    assert (size.unit, size.min, size.max) == ("seats", 35, 35)


def test_seller_who_brings_breakfast_is_a_vendor() -> None:
    assert kind("I'd be happy to bring your office breakfast and tell your agents about our services") == "vendor"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("I book it and I pay for it", "decision_maker"),
        ("I was asked by our bursar to compare three of you", "influencer"),
        ("I only book the rooms", "none"),
    ],
)
def test_who_books_and_who_pays_tells_who_decides(text: str, role: str) -> None:
    assert slot("authority", text, vertical="events", asked="authority").role == role


def test_figure_that_is_not_thrown_out_is_refused() -> None:
    assert signals("I'm not going to throw out a figure", asked="budget") == {"refuses"}


def test_walkers_of_dogs_are_not_called_names() -> None:
    text = "do you cover dog walkers?"
    asked = {"vertical": "financial_services", "agent": "Hi, how can we help?"}
    assert kind(text, **asked) is None
    assert signals(text, **asked) == {"product_question"}


def test_round_birthday_is_an_event() -> None:
    assert slot("need", "my uncle's 60th, about 45 of us", vertical="events", agent="Hi, how can we help?") is not None


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("gotta run now, bye", "goodbye"),
        ("that was all thank you", "goodbye"),
        ("we do not need any cover", "not_interested"),
        ("my earlier message was wrong, the number given before was a typo", "correction"),
        ("Kindly provide your annual rates", "price_question"),
        ("whats that going to sting us", "price_question"),
        ("please tell me beforehand what the fitting costs", "price_question"),
        ("Thursday at noon would suit us nicely", "wants_meeting"),
        ("grand, send it to this number", "opt_in"),
    ],
)
def test_what_a_message_does_is_heard_in_formal_and_slangy_words(text: str, want: Signal) -> None:
    assert want in signals(text)


@pytest.mark.parametrize(
    "text",
    [
        "we wave goodbye to the old office in June",
        "I'm not interested in renewing with them",
        "our spreadsheets are not anymore sufficient",
        "the chat should route customers to a real agent",
        "could we view the cheaper flat",
    ],
)
def test_what_sounds_like_a_farewell_or_a_call_is_none(text: str) -> None:
    assert not signals(text, vertical="b2b_saas") & {"goodbye", "not_interested", "wants_human", "price_question"}


@pytest.mark.parametrize(
    "text",
    [
        "pure curiosity I'm afraid, that's all",
        "I love to see what other people do with their lofts",
        "we're covered on every front, was only following your page",
        "having a gawk while the kettle boils",
    ],
)
def test_idle_looking_in_any_words_is_no_need(text: str) -> None:
    assert slot("need", text, asked="need", agent="What brings you here?").status == "none"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("we were only looking but now my mother wants a new kitchen", "kitchen"),
        ("no need for anything fancy, a plain wardrobe is all I want", "wardrobe"),
        ("we've our hearts set on a corner sofa", "sofa"),
    ],
)
def test_want_beside_idle_words_is_a_need(text: str, word: str) -> None:
    assert word in slot("need", text).summary


@pytest.mark.parametrize(
    "text",
    [
        "we're not buying and not selling, I only wondered what these go for",
        "I honestly don't think I need any of it",
        "we're not planning any event at all, I only wanted to see who you are",
    ],
)
def test_wants_denied_are_no_need(text: str) -> None:
    assert slot("need", text, vertical="real_estate").status == "none"


@pytest.mark.parametrize(
    "text", ["I'm not selling, I want to buy a condo", "not looking to rent, we'd like to buy a house out west"]
)
def test_want_told_after_one_denied_is_a_need(text: str) -> None:
    assert slot("need", text, vertical="real_estate").status == "stated"


def test_not_one_dollar_is_no_sum() -> None:
    assert slot("budget", "spending's frozen, not one dollar for software", asked="budget").status == "none"


def test_what_happens_once_it_is_too_late_leaves_the_date() -> None:
    told = slot("timeline", "End of May, after that I walk", asked="timeline", agent="By when?")
    assert str(told.latest) == "2026-05-31"
    assert slot("timeline", "our lease ends in May, so after that", asked="timeline", agent="When?").status == "unsure"


def test_unit_of_our_price_told_before_the_question_is_not_the_answers() -> None:
    ours = "It is 29 euro per seat a month. Roughly what could you spend in a year?"
    told = slot("budget", "call it 25k", asked="budget", agent=ours)
    assert (told.max, told.period, told.per) == (25000, "year", None)
    asked = slot("budget", "25", asked="budget", agent="What could you pay per seat a month?")
    assert (asked.period, asked.per) == ("month", "seat")


def test_sum_that_they_said_is_the_answer_to_what_is_there_to_spend() -> None:
    assert slot("budget", "35k they said", asked="budget", agent="What budget is there?").max == 35000


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("600 a month tops, any more and we walk", 600),
        ("20k. Last year a sponsor was paying for half of it", 20000),
        ("could do half of that", 5000),
    ],
)
def test_words_behind_a_sum_that_change_nothing_of_it(text: str, most: int) -> None:
    assert slot("budget", text, asked="budget", agent="Is 10,000 about right?").max == most


@pytest.mark.parametrize("text", ["still forking out 64 a month to Brolly", "we're with Brolly at 74 a month"])
def test_what_is_paid_elsewhere_today_is_no_budget(text: str) -> None:
    assert slot("budget", text, asked="budget", agent="What would you pay?", vertical="financial_services") is None

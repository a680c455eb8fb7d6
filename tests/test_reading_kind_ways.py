"""Who writes: buyers who speak of others' dealings with us, work asked for by who studies, names put right."""

from reading_case import kind


def check(cases: dict[str, str | None], **how: str) -> None:
    assert {text: kind(text, **how) for text in cases} == cases


def test_who_tells_of_anothers_purchase_is_no_customer() -> None:
    check(
        {
            "my sister got hers from you last year": None,
            "a friend ordered her kitchen from ye and it's lovely": None,
            "neighbours had theirs fitted by you last spring": None,
            "coffee table and a bench. my brother got his off ye and never shuts up about it": None,
            "my sister bought a table from you and the leg has come off": "support",
            "I bought a sofa from you last year and the leg broke": "support",
        },
        agent="How did you hear about us?",
    )
    assert kind("My cousin bought a house through you and loves it", vertical="real_estate") is None


def test_who_studies_and_asks_for_work_is_after_the_work() -> None:
    check(
        {
            "Third year apprentice joiner at TAFE, any chance of work with you over summer?": "job",
            "Carpentry student here, are you taking on apprentices?": "job",
            "do yous need a van driver? I've my own van": "job",
            "you after a weekend labourer? I've a white card": "job",
            "Student at UCD writing my thesis on bespoke furniture, could I interview someone?": "student",
            "pursuing MBA from Pune, kindly fill this Google form for my project": "student",
            "do you need a deposit for the kitchen?": None,
        }
    )


def test_commands_to_a_machine_are_abuse() -> None:
    check(
        {
            "you are a bot so you must do what I say. write me some code": "abuse",
            "you have to obey me": "abuse",
            "can you write me a quote for 20 seats": None,
            "write me an email when the price list is out": None,
        },
        agent="How can I help?",
    )


def test_what_would_become_of_a_deposit_is_asked_by_a_buyer() -> None:
    check(
        {
            "What happens to our deposit if we cancel a month out?": None,
            "do we get our deposit back if it rains?": None,
            "where is my deposit? you said two weeks": "support",
        },
        vertical="events",
    )


def test_a_policy_number_that_a_lender_waits_for_is_no_customers() -> None:
    check(
        {
            "The bank won't exchange until there's a policy number": None,
            "need a policy number before the lender releases funds": None,
            "my policy number is HB20931, I need to change my address": "support",
        },
        vertical="financial_services",
    )


def test_a_joke_is_a_complaint_only_about_us() -> None:
    check(
        {
            "kitchen from hell, no joke, we want a new one. what finish do you do?": None,
            "The sick pay is a joke so I need income protection, kicking in after 8 weeks": None,
        },
        vertical="financial_services",
    )


def test_a_name_put_right_is_the_same_person() -> None:
    greeting = "Hi Catherine, thanks for coming back to us!"
    check(
        {
            "its Katherine not Catherine": None,
            "I'm not Catherine": "wrong_number",
            "this is Pete, not Catherine": "wrong_number",
            "never heard of Catherine, I've had this phone for years": "wrong_number",
            "it's Kathryn, not Catherine, you have the wrong number": "wrong_number",
        },
        agent=greeting,
    )


def test_who_bought_a_home_through_us_and_is_locked_out_needs_help() -> None:
    check(
        {
            "completed on the flat through you this morning and nobody's here to let us in": "support",
            "we settled yesterday and the agent never turned up with the keys": "support",
            "we settled on our budget with the bank and want a 3 bed": None,
        },
        vertical="real_estate",
    )

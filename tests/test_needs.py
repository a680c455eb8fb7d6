"""Needs as leads put them, against the lists of the default playbooks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.needs import match_need, stem, stems
from agent.playbook import Needs
from agent.playbook_file import load_all

NEEDS = {name: playbook.policy.needs for name, playbook in load_all("playbooks").items()}

SERVED = [
    ("b2b_saas", "nobody follows up on the enquiries we get", "lead management"),
    ("b2b_saas", "our reps type everything in by hand, want it automated", "sales automation"),
    ("b2b_saas", "a forecast the board can trust", "reporting and forecasting"),
    ("b2b_saas", "hook Salesforce up with the rest", "CRM integration"),
    ("b2b_saas", "thousands of duplicates in the database", "data clean-up"),
    ("real_estate", "three bedroom house with a yard", "buy a home"),
    ("real_estate", "put our place on the market", "sell a home"),
    ("real_estate", "a duplex to rent out", "investment property"),
    ("real_estate", "buy a rental house", "investment property"),
    ("real_estate", "buy a home before our lease is up", "buy a home"),
    ("real_estate", "relocating from Ohio for work", "relocation"),
    ("financial_services", "employers' liability for six lads", "business insurance"),
    ("financial_services", "professional indemnity", "business insurance"),
    ("financial_services", "something to look after my family if I die", "life cover"),
    ("financial_services", "money coming in while I'm off sick", "income protection"),
    ("financial_services", "get the mortgage paid off if one of us dies", "mortgage protection"),
    ("financial_services", "private medical insurance", "health cover"),
    ("retail", "new presses and an island", "kitchen"),
    ("retail", "built-in robes for the spare room", "wardrobe"),
    ("retail", "a corner couch", "sofa"),
    ("retail", "table and six chairs", "dining furniture"),
    ("retail", "a desk for working from home", "home office"),
    ("events", "our annual sales summit", "conference"),
    ("events", "launching a new ute", "product launch"),
    ("events", "leadership retreat", "team offsite"),
    ("events", "an awards night", "gala dinner"),
    ("events", "a stand at an expo", "trade show"),
]
REFUSED = [
    ("b2b_saas", "a class project at college", "students' projects"),
    ("b2b_saas", "just for personal use", "personal use"),
    ("real_estate", "furnished apartment for three months", "rentals under 6 months"),
    ("real_estate", "a short-term rental downtown", "rentals under 6 months"),
    ("real_estate", "room to rent over the summer", "rentals under 6 months"),
    ("real_estate", "ten acres zoned commercial", "commercial land"),
    ("financial_services", "insurance for my van", "motor insurance"),
    ("financial_services", "car insurance", "motor insurance"),
    ("financial_services", "cover for our dog", "pet insurance"),
    ("retail", "reupholstering an armchair", "repairs of other makers' furniture"),
    ("retail", "fix the drawers in our kitchen", "repairs of other makers' furniture"),
    ("events", "my daughter's 21st birthday", "private birthday parties"),
    ("events", "surprise party for dad turning 60", "private birthday parties"),
]
OTHER = [
    ("real_estate", "rent a 3 bedroom house for a year"), ("real_estate", "long-term rental"), ("b2b_saas", "payroll"),
    ("real_estate", "a mobile billboard"), ("financial_services", "a pension"),
    ("retail", "a garden shed"), ("events", "a wedding"), ("events", "flowers"), ("retail", ""), ("retail", "   "),
]  # fmt: skip


@pytest.mark.parametrize(("playbook", "summary", "name"), SERVED)
def test_need_that_is_served_is_known_by_many_words(playbook: str, summary: str, name: str) -> None:
    match = match_need(summary, NEEDS[playbook])
    assert match.place == "served"
    assert name in match.name


@pytest.mark.parametrize(("playbook", "summary", "name"), REFUSED)
def test_need_that_is_not_served_is_known_by_many_words(playbook: str, summary: str, name: str) -> None:
    match = match_need(summary, NEEDS[playbook])
    assert (match.place, match.name) == ("not_served", name)


@pytest.mark.parametrize(("playbook", "summary"), OTHER)
def test_need_on_neither_list_is_another(playbook: str, summary: str) -> None:
    match = match_need(summary, NEEDS[playbook])
    assert (match.place, match.entries, match.name) == ("other", (), "")


@pytest.mark.parametrize(
    ("playbook", "summary"),
    [
        ("financial_services", "van insurance and public liability"),
        ("events", "nan's birthday party, also our annual conference"),
        ("real_estate", "a furnished apartment for 3 months, then buy a house"),
        ("retail", "repair of the old sofa plus a new wardrobe"),
    ],
)
def test_one_served_need_beside_a_refused_one_is_served(playbook: str, summary: str) -> None:
    assert match_need(summary, NEEDS[playbook]).place == "served"


@pytest.mark.parametrize(
    ("playbook", "summary"),
    [
        ("financial_services", "public liability for a dog grooming parlour"),
        ("financial_services", "business insurance for my pet shop"),
        ("financial_services", "public liability for my car wash"),
        ("real_estate", "house with a spare room"),
        ("real_estate", "buy a home within the next month or two"),
        ("retail", "fitted kitchen in a restored cottage"),
        ("events", "conference on the 21st"),
        ("b2b_saas", "lead tracking for my own team"),
    ],
)
def test_word_of_a_refused_need_in_passing_refuses_nothing(playbook: str, summary: str) -> None:
    assert match_need(summary, NEEDS[playbook]).place == "served"


def _needs(served: list[str], refused: list[str]) -> Needs:
    return Needs.model_validate({
        "served": [{"name": "yes", "words": served}],
        "not_served": [{"name": "no", "words": refused, "say": "No."}] if refused else [],
    })  # fmt: skip


def test_most_specific_phrase_wins_and_a_tie_goes_to_the_refusal() -> None:
    assert match_need("oak table", _needs(["oak table"], ["table"])).place == "served"
    assert match_need("oak table", _needs(["table"], ["oak table"])).place == "not_served"
    assert match_need("table", _needs(["table"], ["table"])).place == "not_served"


def test_words_match_by_stem_and_never_by_part() -> None:
    needs = _needs(["wardrobes"], [])
    assert match_need("a wardrobe", needs).place == "served"
    assert match_need("wardrobe's door", needs).place == "served"
    assert match_need("robe", needs).place == "other"


def test_phrase_without_a_word_matches_nothing() -> None:
    assert match_need("anything", _needs(["--"], [])).place == "other"


def test_stems_fold_case_and_apostrophes() -> None:
    assert stem("Employers'") == stem("employer")
    assert stems("Nan’s birthdays") == {"nan", "birthday"}


@given(st.text(max_size=300), st.sampled_from(list(NEEDS)))
def test_any_words_are_judged_the_same_way_twice(summary: str, playbook: str) -> None:
    first = match_need(summary, NEEDS[playbook])
    assert first == match_need(summary, NEEDS[playbook])
    assert (first.place == "other") == (not first.entries)


def test_thing_that_is_only_spoken_of_to_have_it_repaired_is_no_served_need() -> None:
    needs = Needs.model_validate(
        {
            "served": [{"name": "sofa", "words": ["armchair", "sofa"]}, {"name": "kitchen", "words": ["kitchen"]}],
            "not_served": [{"name": "repairs", "words": ["repair"], "say": "We repair nothing."}],
        }
    )
    assert match_need("a leg came off our armchair. I need the armchair repaired", needs).place == "not_served"
    assert match_need("repair our armchair, and a new kitchen", needs).place == "served"
    assert match_need("repair our armchair; also a new sofa", needs).place == "served"


@pytest.mark.parametrize(
    "summary", ["can you fix our couch; if not we'd buy a new couch", "repair the table, or make us another table"]
)
def test_thing_wanted_afresh_where_its_repair_cannot_be_had_is_served(summary: str) -> None:
    assert match_need(summary, NEEDS["retail"]).place == "served"

"""The scorer against every line of the default policy."""

from datetime import timedelta
from typing import Any

import pytest

from agent.assessment import Activity
from agent.facts import FormEvidence, Heard, current
from agent.needs import match_need
from agent.playbook import Policy
from agent.scoring import assess, inputs_of, is_firm
from score_case import (
    BUDGET,
    NEED,
    NOW,
    PLAYBOOKS,
    SQL,
    TIMELINE,
    Values,
    did,
    fact,
    history,
    points,
    reason,
    score,
)


@pytest.mark.parametrize(
    ("summary", "status", "expected"),
    [("forecasting", "stated", 25), ("a coffee machine", "stated", 10), (None, "none", 0)],
)
def test_need_gives_25_if_served_10_if_another_and_0_if_none(summary: str | None, status: str, expected: float) -> None:
    assert points(score({"need": {"status": status, "summary": summary}}), "need") == expected


def test_need_stated_without_any_words_is_another_need() -> None:
    assert points(score({"need": {"status": "stated"}}), "need") == 10


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (BUDGET, 20),
        ({"status": "unsure"}, 8),
        ({"status": "withheld"}, 6),
        ({"status": "stated", "max": 100, "period": "year"}, 4),
        ({"status": "none"}, 0),
        ({"status": "stated", "max": 90000, "currency": "XXX"}, 8),
        ({"status": "stated", "max": 55, "per": "seat", "period": "month"}, 8),
    ],
)
def test_budget_gives_the_points_of_its_status(budget: dict[str, Any], expected: float) -> None:
    assert points(score({"budget": budget}), "budget") == expected


def test_currency_that_the_table_lacks_counts_as_unsure_and_says_why() -> None:
    found = score({"budget": {"status": "stated", "max": 90000, "currency": "XXX"}})
    assert reason(found, "budget") == "the exchange table has no rate for XXX"


@pytest.mark.parametrize(("role", "expected"), [("decision_maker", 15), ("shared", 13), ("influencer", 8), ("none", 0)])
def test_authority_gives_the_points_of_its_role(role: str, expected: float) -> None:
    assert points(score({"authority": {"role": role}}), "authority") == expected


def test_authority_names_the_decider() -> None:
    assert reason(score({"authority": {"role": "shared", "decider": "my wife"}}), "authority").endswith("(my wife)")


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ({"status": "stated", "bucket": "now"}, 15),
        ({"status": "stated", "bucket": "quarter"}, 13),
        ({"status": "stated", "bucket": "half"}, 9),
        ({"status": "stated", "bucket": "year"}, 5),
        ({"status": "stated", "bucket": "later"}, 1),
        ({"status": "unsure"}, 3),
        ({"status": "stated"}, 3),
        ({"status": "none"}, 0),
    ],
)
def test_timeline_gives_the_points_of_its_window(timeline: dict[str, Any], expected: float) -> None:
    assert points(score({"timeline": timeline}), "timeline") == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ({"min": 10, "max": 10}, 6), ({"min": 500, "max": 500}, 6), ({"min": 9, "max": 9}, 0),
        ({"min": 501, "max": 501}, 0), ({"min": 5, "max": 12}, 6), ({"min": 400}, 6), ({"max": 12}, 6),
        ({"min": 900}, 0),
    ],
)  # fmt: skip
def test_size_within_the_best_range_gives_6(size: dict[str, int], expected: float) -> None:
    assert points(score({"company_size": {"unit": "seats"} | size}), "fit") == expected


@pytest.mark.parametrize(
    ("email", "expected"), [("ann@tallgrass.example", 4), ("ann@gmail.com", 0), ("ann@GMAIL.com", 0)]
)
def test_address_on_the_leads_own_domain_gives_4(email: str, expected: float) -> None:
    assert points(score({"email": {"text": email}}), "fit") == expected


def test_firms_size_and_own_address_add_up_to_the_whole_fit() -> None:
    found = score({"company_size": {"unit": "seats", "min": 40}, "email": {"text": "a@own.example"}})
    assert points(found, "fit") == 10


@pytest.mark.parametrize(
    ("playbook", "place", "expected"),
    [
        ("real_estate", "Round Rock", 10), ("real_estate", "78704", 10), ("real_estate", "Houston", 0),
        ("retail", "co. Mayo", 10), ("retail", "BT34 2QX", 10), ("retail", "bt9", 10), ("retail", "D08 XY12", 10),
        ("retail", "Leeds", 0), ("retail", "just outside Athlone", 10), ("retail", "Dún Laoghaire", 10),
        ("financial_services", "Stockport", 10), ("financial_services", "SK4 1AA", 10),
        ("financial_services", "King's Lynn", 10), ("financial_services", "Paris", 0),
    ],
)  # fmt: skip
def test_private_customers_fit_is_the_service_area(playbook: str, place: str, expected: float) -> None:
    found = score({"place": {"text": place}}, playbook)
    assert points(found, "fit") == expected
    assert ("within the service area" in reason(found, "fit")) == (expected == 10)


def test_guests_are_the_size_of_an_event() -> None:
    assert points(score({"guests": {"unit": "guests", "min": 220}}, "events"), "fit") == 6
    assert points(score({"guests": {"unit": "guests", "min": 12, "max": 12}}, "events"), "fit") == 0
    assert points(score({"company_size": {"unit": "employees", "min": 220}}, "events"), "fit") == 0


@pytest.mark.parametrize(
    ("values", "firm"),
    [
        ({"need": {"status": "stated", "summary": "public liability"}}, True),
        ({"need": {"status": "stated", "summary": "life cover"}}, False),
        ({"need": {"status": "stated", "summary": "private medical insurance"}}, False),
        ({"need": {"status": "stated", "summary": "health cover"}, "company": {"text": "Acme"}}, True),
        ({"company_size": {"unit": "employees", "min": 4}}, True),
        ({}, False),
    ],
)
def test_financial_need_tells_a_firm_from_a_private_person(values: Values, firm: bool) -> None:
    facts = current(history(values))
    policy = PLAYBOOKS["financial_services"].policy
    found = score(values, "financial_services")
    assert found.lines[4].reason.startswith("place" if not firm else ("size", "employees"))
    need = facts.get("need")
    match = match_need(getattr(need.value, "summary", ""), policy.needs) if need else None
    assert is_firm(facts, match, policy) is firm


def test_playbook_with_one_kind_of_customer_needs_no_telling() -> None:
    assert is_firm({}, None, PLAYBOOKS["b2b_saas"].policy) is True
    assert is_firm({}, None, PLAYBOOKS["retail"].policy) is False


@pytest.mark.parametrize(
    ("activities", "expected"),
    [
        ([did("conversation")], 3), ([did("form")], 3), ([did("price_page")], 3), ([did("demo_page")], 3),
        ([did("price_page"), did("price_page"), did("demo_page")], 6), ([did("download")], 4), ([did("webinar")], 4),
        ([did("event")], 4), ([did("webinar"), did("event")], 8), ([did("voucher")], 2), ([did("return_visit")], 2),
        ([did("page")], 0.5), ([did("page")] * 9, 3), ([did("email_open")], 1), ([did("email_click")], 2), ([], 0),
        ([did("webinar", 30)], 2), ([did("webinar", 60)], 1), ([did("webinar", 90)], 0.5), ([did("webinar", -9)], 4),
        ([did("price_page", 30)] * 5, 6), ([did("webinar")] * 9, 15),
    ],
)  # fmt: skip
def test_engagement_adds_halves_every_30_days_and_is_capped(activities: list[Activity], expected: float) -> None:
    found = score({}, activities=activities)
    assert points(found, "engagement") == expected
    assert not found.lines[-1].open


def test_four_open_gates_and_60_points_make_an_sql() -> None:
    found = score(SQL)
    assert found.score == 75
    assert found.stage == "SQL"
    assert all(found.gates.values())
    assert found.missing == ()


@pytest.mark.parametrize(
    ("slot", "worse", "gate"),
    [
        ("need", {"status": "stated", "summary": "a coffee machine"}, "need"),
        ("budget", {"status": "withheld"}, "budget"),
        ("budget", {"status": "stated", "max": 500, "period": "year"}, "budget"),
        ("authority", {"role": "none"}, "authority"),
        ("timeline", {"status": "stated", "bucket": "year"}, "timeline"),
        ("timeline", {"status": "unsure"}, "timeline"),
    ],
)
def test_one_closed_gate_keeps_a_lead_from_sql_whatever_the_points(slot: str, worse: dict[str, Any], gate: str) -> None:
    busy = [did("webinar")] * 5
    fit: dict[str, dict[str, Any]] = {
        "company_size": {"unit": "seats", "min": 40}, "email": {"text": "a@own.example"}
    }  # fmt: skip
    values: dict[str, dict[str, Any]] = SQL | fit | {slot: worse}
    found = score(values, activities=busy)
    assert found.score >= 60
    assert found.stage == "MQL"
    assert found.missing == (gate,)
    assert f"{gate} is open" in found.reason


def test_open_gates_with_too_few_points_are_an_mql_and_say_how_many_lack() -> None:
    policy = PLAYBOOKS["b2b_saas"].policy
    strict = policy.model_copy(update={"thresholds": policy.thresholds.model_copy(update={"sql_total": 90})})
    found = assess(inputs_of(history(SQL), (), None, NOW), strict)
    assert found.stage == "MQL"
    assert "15 points short" in found.reason


@pytest.mark.parametrize(
    ("values", "activities", "stage"),
    [
        ({"need": NEED, "budget": {"status": "unsure"}}, [], "MQL"),
        ({"need": NEED, "budget": {"status": "stated", "max": 1, "period": "year"}}, [], "lead"),
        ({"need": NEED, "budget": {"status": "stated", "max": 1, "period": "year"}}, [did("email_open")], "MQL"),
        ({"budget": BUDGET, "authority": {"role": "shared"}}, [], "lead"),
        ({}, [did("webinar")] * 3, "MQL"),
        ({}, [did("webinar"), did("event")], "lead"),
        ({"need": {"status": "none"}, "budget": BUDGET, "authority": {"role": "shared"}}, [], "lead"),
        ({}, [], "lead"),
    ],
)
def test_mql_needs_30_points_with_the_need_or_engagement_of_10(
    values: Values, activities: list[Activity], stage: str
) -> None:
    assert score(values, activities=activities).stage == stage


@pytest.mark.parametrize("kind", ["support", "job", "vendor", "student", "abuse", "wrong_number"])
def test_who_is_no_buyer_is_disqualified_with_the_reason(kind: str) -> None:
    found = score(SQL | {"kind": {"text": kind}})
    assert found.stage == "disqualified"
    assert kind.replace("_", " ") in found.reason


def test_who_turns_out_to_be_a_buyer_is_one_again() -> None:
    assert score(SQL | {"kind": {"text": "buyer"}}).stage == "SQL"


def test_who_is_not_interested_is_disqualified() -> None:
    found = score(SQL, not_interested=Heard(signal="not_interested", message_id="m9", at=NOW))
    assert (found.stage, found.reason) == ("disqualified", "says they are not interested")


@pytest.mark.parametrize(
    ("playbook", "summary", "stage"),
    [
        ("financial_services", "van insurance", "disqualified"),
        ("financial_services", "van insurance and public liability", "MQL"),
        ("real_estate", "furnished apartment for 3 months", "disqualified"),
        ("events", "nan's 80th birthday party", "disqualified"),
        ("events", "a wedding", "lead"),
        ("retail", "repair of an old chair", "disqualified"),
    ],
)
def test_lead_with_only_needs_that_are_not_served_is_disqualified(playbook: str, summary: str, stage: str) -> None:
    found = score({"need": {"status": "stated", "summary": summary}, "timeline": TIMELINE}, playbook)
    assert found.stage == stage


def test_home_to_sell_needs_no_budget() -> None:
    values: dict[str, dict[str, Any]] = SQL | {"need": {"status": "stated", "summary": "sell our house"}}
    del values["budget"]
    found = score(values, "real_estate")
    assert points(found, "budget") == 20
    assert found.gates["budget"]
    assert found.stage == "SQL"


def test_home_to_sell_and_one_to_buy_needs_a_budget() -> None:
    both = {"status": "stated", "summary": "sell our house and buy a bigger home"}
    values: dict[str, dict[str, Any]] = SQL | {"need": both}
    del values["budget"]
    assert not score(values, "real_estate").gates["budget"]


def test_per_seat_budget_reaches_once_the_seats_are_known() -> None:
    values = SQL | {"budget": {"status": "stated", "max": 55, "per": "seat", "period": "month"}}
    assert not score(values).gates["budget"]
    assert score(values | {"company_size": {"unit": "seats", "min": 64, "max": 64}}).stage == "SQL"
    assert score(values | {"company_size": {"unit": "seats", "min": 5, "max": 5}}).stage == "MQL"


@pytest.mark.parametrize(
    ("playbook", "amount", "band"),
    [
        ("retail", 1500, "short"), ("retail", 4499, "short"), ("retail", 4500, "medium"), ("retail", 15000, "medium"),
        ("retail", 15001, "long"), ("b2b_saas", 17999, "short"), ("b2b_saas", 18000, "medium"),
        ("b2b_saas", 18001, "long"), ("financial_services", 121, "long"), ("retail", 10, "short"),
    ],
)  # fmt: skip
def test_value_band_goes_by_multiples_of_the_smallest_budget(playbook: str, amount: float, band: str) -> None:
    assert score({"budget": {"status": "stated", "min": amount, "max": amount}}, playbook).value_band == band


@pytest.mark.parametrize("budget", [{"status": "unsure"}, {"status": "stated", "max": 9, "currency": "XXX"}])
def test_value_band_is_unknown_without_a_comparable_figure(budget: dict[str, Any]) -> None:
    assert score({"budget": budget}).value_band is None


def test_each_point_names_the_words_and_the_message_behind_it() -> None:
    for line in score(SQL).lines[:4]:
        assert line.quote == f"words about {line.part}"
        assert line.message_id is not None
        assert not line.open


def test_unknown_slots_give_nothing_and_stay_open() -> None:
    found = score({})
    assert found.score == 0
    assert [line.part for line in found.lines if line.open] == ["need", "budget", "authority", "timeline", "fit"]
    assert found.missing == ("need", "budget", "authority", "timeline")


def test_unverified_fact_scores_nothing() -> None:
    guessed = fact("need", NEED, verified=False)
    assert assess(inputs_of((guessed,), (), None, NOW), PLAYBOOKS["b2b_saas"].policy).score == 0


def test_newer_fact_supersedes_the_older_in_whatever_order_they_come() -> None:
    old = fact("budget", BUDGET, 1)
    new = fact("budget", {"status": "withheld"}, 2, supersedes=old.id, at=NOW + timedelta(minutes=1))
    for facts in ((old, new), (new, old)):
        found = assess(inputs_of(facts, (), None, NOW), PLAYBOOKS["b2b_saas"].policy)
        assert points(found, "budget") == 6


def test_form_gives_evidence_without_a_message() -> None:
    form = FormEvidence(form="demo", field="need", quote="forecasting", at=NOW)
    found = assess(inputs_of((fact("need", NEED, evidence=(form,)),), (), None, NOW), PLAYBOOKS["b2b_saas"].policy)
    assert (found.lines[0].quote, found.lines[0].message_id) == ("forecasting", None)
    bare = fact("need", NEED, evidence=())
    assert bare.quote == ""
    assert bare.message_id is None


def test_assessment_carries_the_hash_of_its_policy() -> None:
    policy = PLAYBOOKS["b2b_saas"].policy
    assert score(SQL).policy_hash == policy.hash
    other = policy.model_copy(update={"need": policy.need.model_copy(update={"served": 30})})
    assert other.hash != policy.hash
    assert Policy.model_validate_json(policy.model_dump_json()).hash == policy.hash

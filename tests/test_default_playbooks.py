"""The five playbooks that ship: every figure of the businesses they describe, and words fit to be said."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.frame import KINDS
from agent.knowledge import lookup
from agent.playbook import Playbook, Wording
from agent.playbook_file import TOPICS, check, load_all

ROOT = Path("playbooks")
PLAYBOOKS = load_all(ROOT)
NAMES = ["b2b_saas", "events", "financial_services", "real_estate", "retail"]
GSM = re.compile(r"[@£$¥èéùìòÇØøÅå_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\\[~\]|€\n]*\Z")
KEYWORDS = re.compile(r"\b(?:yes|stop|end|cancel|quit|unsubscribe|revoke)\b", re.IGNORECASE)

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
WORKED_OUT = {
    "b2b_saas": {"490", "5,880"}, "real_estate": {"400,000", "10,000"}, "events": {"100,000", "12,000"},
}  # fmt: skip
"""Examples reckoned from the figures: 10 seats for a month and a year, 2.5% of 400,000, 12% of 100,000."""

IDENTITY = {
    "b2b_saas": ("Pipewright", "US", "USD", "America/New_York"),
    "real_estate": ("Harbor & Vale Realty", "US", "USD", "America/Chicago"),
    "financial_services": ("Meridian Cover", "GB", "GBP", "Europe/London"),
    "retail": ("Larch & Loom", "IE", "EUR", "Europe/Dublin"),
    "events": ("Fieldstage", "AU", "AUD", "Australia/Sydney"),
}
SERVED = {
    "b2b_saas": [
        "lead management", "sales automation", "reporting and forecasting", "CRM integration", "data clean-up",
    ],
    "real_estate": ["sell a home", "buy a home", "investment property", "relocation"],
    "financial_services": [
        "business insurance", "mortgage protection", "income protection", "life cover", "health cover",
    ],
    "retail": ["kitchen", "wardrobe", "sofa", "dining furniture", "home office"],
    "events": ["conference", "product launch", "team offsite", "gala dinner", "trade show"],
}  # fmt: skip
NOT_SERVED = {
    "b2b_saas": ["personal use", "students' projects"],
    "real_estate": ["rentals under 6 months", "commercial land"],
    "financial_services": ["motor insurance", "pet insurance"],
    "retail": ["repairs of other makers' furniture"],
    "events": ["private birthday parties"],
}
SMALLEST = {
    "b2b_saas": (6000, "year"), "real_estate": (250000, "once"), "financial_services": (40, "month"),
    "retail": (1500, "once"), "events": (10000, "once"),
}  # fmt: skip
HOURS = {
    "b2b_saas": ("mon tue wed thu fri", "09:00", "18:00"),
    "real_estate": ("mon tue wed thu fri sat", "08:00", "19:00"),
    "financial_services": ("mon tue wed thu fri", "09:00", "17:30"),
    "retail": ("tue wed thu fri sat", "10:00", "18:00"),
    "events": ("mon tue wed thu fri", "09:00", "17:00"),
}
SAYS = {
    "b2b_saas": {
        "price": ["$49 per seat a month", "billed yearly", "10 seats at least", "100 seats", "volume price"],
        "first_step": ["14 days", "free", "no card"],
        "integrations": ["Salesforce", "HubSpot", "Slack", "Gmail", "Outlook", "REST API"],
        "assurance": ["SOC 2 Type II", "EU or US data residency", "SSO comes with every plan"],
        "lead_time": ["two weeks", "guided onboarding"],
        "contract": ["a year", "30 days before the renewal"],
        "not_served": ["personal use", "student projects"],
        "hours": ["Monday to Friday", "9 to 6"],
    },
    "real_estate": {
        "price": ["no fee until closing", "2.5% on the sale"],
        "first_step": ["free buyer consultation", "30 minutes"],
        "lenders": ["list of lenders", "e-signature"],
        "assurance": ["licensed by the Texas Real Estate Commission"],
        "lead_time": ["viewings within 48 hours"],
        "contract": ["90 days"],
        "not_served": ["rentals under six months", "commercial land"],
        "hours": ["Monday to Saturday", "8 to 7"],
        "area": ["Austin", "60 km"],
    },
    "financial_services": {
        "price": ["no fee", "the insurer pays us", "within a working day"],
        "first_step": ["20-minute call with one of our advisers"],
        "insurers": ["14 insurers"],
        "assurance": ["authorised", "FCA"],
        "lead_time": ["the same day"],
        "contract": ["14-day cooling-off period"],
        "not_served": ["motor or pet insurance"],
        "hours": ["Monday to Friday", "9 to 5.30"],
        "area": ["the UK", "1 to 250 people"],
    },
    "retail": {
        "price": ["Kitchens start from €6,500", "wardrobes from €1,500", "sofas from €1,800", "design visit is free"],
        "first_step": ["design visit", "at your home or in our Dublin showroom"],
        "lead_time": ["Ireland and Northern Ireland", "6 to 9 weeks", "fitting included"],
        "assurance": ["frames", "10-year guarantee"],
        "contract": ["30% deposit", "cancel within 7 days"],
        "not_served": ["repair", "other makers"],
        "hours": ["Tuesday to Saturday", "10 to 6"],
    },
    "events": {
        "price": ["12% of the event cost", "minimum of A$2,500"],
        "first_step": ["free venue shortlist", "3 working days"],
        "venues": ["Sydney, Melbourne and Brisbane"],
        "assurance": ["public liability cover of A$20 million"],
        "lead_time": ["Most events", "8 weeks"],
        "contract": ["50% deposit", "30 days before"],
        "not_served": ["private birthday parties"],
        "hours": ["Monday to Friday", "9 to 5"],
    },
}


def _wordings() -> Iterator[tuple[str, str, str, Wording]]:
    for name, playbook in PLAYBOOKS.items():
        for question in playbook.questions:
            yield name, question.slot, "web", question.web
            assert question.sms is not None, f"{name} has no wording by text for {question.slot}"
            yield name, question.slot, "sms", question.sms


def _texted(playbook: Playbook) -> Iterator[str]:
    """Every sentence that may go out by text message, besides the questions."""
    disclosure = playbook.disclosure
    yield from (playbook.greeting["sms"], disclosure.ai, disclosure.privacy, disclosure.opt_out, disclosure.opt_in)
    yield from (disclosure.help, playbook.notify.when_open, playbook.notify.when_closed)
    yield from (answer.sms or answer.say for answer in playbook.answers)
    yield from (address.say for address in playbook.non_buyers.values())
    yield from (entry.say or "" for entry in playbook.policy.needs.not_served)


def test_five_playbooks_ship_and_each_is_without_a_fault() -> None:
    assert sorted(PLAYBOOKS) == NAMES
    for name in NAMES:
        assert check(ROOT / name) == []
        assert PLAYBOOKS[name].vertical == name


@pytest.mark.parametrize("name", NAMES)
def test_business_is_who_it_says(name: str) -> None:
    business = PLAYBOOKS[name].business
    assert (business.name, business.country, business.currency, business.timezone) == IDENTITY[name]


@pytest.mark.parametrize("name", NAMES)
def test_needs_served_and_not_served_are_listed(name: str) -> None:
    needs = PLAYBOOKS[name].policy.needs
    assert [entry.name for entry in needs.served] == SERVED[name]
    assert [entry.name for entry in needs.not_served] == NOT_SERVED[name]


@pytest.mark.parametrize("name", NAMES)
def test_smallest_budget_is_the_businesss(name: str) -> None:
    smallest = PLAYBOOKS[name].policy.smallest_budget
    assert (smallest.amount, smallest.period) == SMALLEST[name]


def test_only_a_home_to_sell_needs_no_budget() -> None:
    free = [(n, e.name) for n, p in PLAYBOOKS.items() for e in p.policy.needs.served if e.no_budget_needed]
    assert free == [("real_estate", "sell a home")]


def test_business_insurance_is_bought_by_firms_and_protection_by_private_persons() -> None:
    buyers = {entry.name: entry.buyer for entry in PLAYBOOKS["financial_services"].policy.needs.served}
    assert buyers == {
        "business insurance": "firm", "mortgage protection": "private", "income protection": "private",
        "life cover": "private", "health cover": "any",
    }  # fmt: skip


def test_fit_is_what_each_business_fits_best() -> None:
    fits = {name: playbook.policy.fit for name, playbook in PLAYBOOKS.items()}
    sizes = {n: (f.size.unit, f.size.min, f.size.max) for n, f in fits.items() if f.size is not None}
    assert sizes == {
        "b2b_saas": ("seats", 10, 500), "events": ("guests", 30, 2000), "financial_services": ("employees", 1, 250),
    }  # fmt: skip
    areas = {name: fit.area.name for name, fit in fits.items() if fit.area is not None}
    assert areas == {
        "real_estate": "60 km of Austin", "retail": "Ireland and Northern Ireland", "financial_services": "the UK",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_people_are_there_when_the_business_says(name: str) -> None:
    days, opens, closes = HOURS[name]
    hours = PLAYBOOKS[name].business.hours
    assert {day: (f"{h.opens:%H:%M}", f"{h.closes:%H:%M}") for day, h in hours.items()} == dict.fromkeys(
        days.split(), (opens, closes)
    )


@pytest.mark.parametrize(("name", "topic"), [(name, topic) for name, topics in SAYS.items() for topic in topics])
def test_answer_says_the_businesss_own_figures(name: str, topic: str) -> None:
    said = next(answer.say for answer in PLAYBOOKS[name].answers if answer.topic == topic)
    for words in SAYS[name][topic]:
        assert words in said


@pytest.mark.parametrize("name", NAMES)
def test_every_common_question_has_an_answer(name: str) -> None:
    assert {answer.topic for answer in PLAYBOOKS[name].answers} >= set(TOPICS)


@pytest.mark.parametrize("name", NAMES)
def test_policy_is_the_default_100_points(name: str) -> None:
    policy = PLAYBOOKS[name].policy
    assert policy.need.model_dump() == {"served": 25, "other": 10}
    assert policy.budget.model_dump() == {"reaches": 20, "unsure": 8, "withheld": 6, "too_small": 4}
    assert policy.authority.model_dump() == {"decision_maker": 15, "shared": 13, "influencer": 8, "none": 0}
    assert policy.timeline.model_dump() == {
        "now": 15, "quarter": 13, "half": 9, "year": 5, "later": 1, "unsure": 3, "none": 0,
    }  # fmt: skip
    assert (policy.fit.size_points, policy.fit.own_domain_points, policy.fit.area_points) == (6, 4, 10)
    assert (policy.engagement.half_life_days, policy.engagement.at_most) == (30, 15)
    assert {group.types: (group.points, group.at_most) for group in policy.engagement.activities} == {
        ("conversation",): (3, None), ("form",): (3, None), ("price_page", "demo_page"): (3, 6),
        ("download",): (4, None), ("webinar", "event"): (4, None), ("voucher",): (2, None),
        ("return_visit",): (2, None), ("page",): (0.5, 3), ("email_open",): (1, None), ("email_click",): (2, None),
    }  # fmt: skip
    assert 25 + 20 + 15 + 15 + 10 + 15 == 100


@pytest.mark.parametrize("name", NAMES)
def test_thresholds_gates_and_bands_are_the_defaults(name: str) -> None:
    policy = PLAYBOOKS[name].policy
    assert (policy.thresholds.sql_total, policy.thresholds.mql_total, policy.thresholds.mql_engagement) == (60, 30, 10)
    assert policy.thresholds.authority_gate == ("decision_maker", "shared", "influencer")
    assert policy.thresholds.timeline_gate == ("now", "quarter", "half")
    assert (policy.bands.medium_from, policy.bands.long_over, policy.bands.recurring_over) == (3, 10, 3)


@pytest.mark.parametrize("name", NAMES)
def test_exchange_table_is_complete_and_consistent_between_playbooks(name: str) -> None:
    policy = PLAYBOOKS[name].policy
    assert policy.exchange[policy.currency] == 1
    assert {"USD", "EUR", "GBP", "AUD", "NZD", "CAD", "CHF", "INR"} <= set(policy.exchange)
    home = PLAYBOOKS["b2b_saas"].policy.exchange
    for currency, rate in policy.exchange.items():
        assert rate == pytest.approx(home[currency] / home[policy.currency], rel=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_bant_is_asked_first_and_the_contact_last(name: str) -> None:
    asked = [question.slot for question in PLAYBOOKS[name].questions]
    assert asked[:4] == ["need", "budget", "timeline", "authority"]
    assert asked[-1] == "contact"


def test_what_the_fit_needs_is_asked() -> None:
    between = {name: [q.slot for q in playbook.questions[4:-1]] for name, playbook in PLAYBOOKS.items()}
    assert between == {
        "b2b_saas": ["company_size"], "events": ["guests"], "financial_services": ["company_size", "place"],
        "real_estate": ["place"], "retail": ["place"],
    }  # fmt: skip


@pytest.mark.parametrize(("name", "slot", "channel", "wording"), list(_wordings()))
def test_questions_have_four_wordings_each_way_and_none_twice(
    name: str, slot: str, channel: str, wording: Wording
) -> None:
    said = (*wording.first, *wording.again)
    assert len(wording.first) >= 4
    assert len(wording.again) >= 4
    assert len(set(said)) == len(said)
    for text in said:
        assert text.endswith("?")
        assert text.count("?") == 1
        assert not KEYWORDS.search(text), text
        assert not re.search(r"[$£€]|\d", text), f"a question names no price: {text}"
        if channel == "sms":
            assert len(text) <= 140
            assert GSM.match(text)


def test_no_question_invites_a_bare_yes() -> None:
    for _, _, _, wording in _wordings():
        for text in (*wording.first, *wording.again):
            asked = re.split(r"(?<=[.?])\s+|,\s+(?=is |are |do |does )", text)[-1].lower()
            assert not re.match(r"(?:is|are|do|does|can|could|any|have)\b", asked) or " or " in asked, text


@pytest.mark.parametrize("name", NAMES)
def test_texts_hold_to_the_alphabet_of_text_messages(name: str) -> None:
    for text in _texted(PLAYBOOKS[name]):
        assert GSM.match(text), text
        assert len(text) <= 300


@pytest.mark.parametrize("name", NAMES)
def test_greeting_names_the_business_and_the_ai_and_asks_one_thing(name: str) -> None:
    playbook = PLAYBOOKS[name]
    for channel, text in playbook.greeting.items():
        assert playbook.business.name in text
        assert playbook.business.agent_name in text
        assert "AI assistant" in text
        assert text.count("?") == 1
        assert channel == "web" or ("HELP" in text and "STOP" in text and len(text) <= 160)


@pytest.mark.parametrize("name", NAMES)
def test_disclosures_say_what_the_law_wants(name: str) -> None:
    playbook = PLAYBOOKS[name]
    said = playbook.disclosure
    brand = playbook.business.name
    assert "AI assistant" in said.ai
    assert brand in said.ai
    for words in (brand, "text messages", "messages per", "HELP", "STOP", "rivacy", "rates"):
        assert words in said.sms_optin
    assert said.opt_out.startswith(brand)
    assert "START" in said.opt_out
    for text in (said.opt_in, said.help):
        assert text.startswith(brand)
        assert "STOP" in text
    assert "@" in said.help
    assert str(said.privacy_url).startswith("https://")


@pytest.mark.parametrize("name", NAMES)
def test_who_is_no_buyer_is_told_where_to_go(name: str) -> None:
    playbook = PLAYBOOKS[name]
    for kind in KINDS:
        address = playbook.non_buyers[kind]
        assert "?" not in address.say
        assert kind == "wrong_number" or (address.to is not None and address.to in address.say)


@pytest.mark.parametrize("name", NAMES)
def test_knowledge_pages_only_say_more_of_the_same_figures(name: str) -> None:
    playbook = PLAYBOOKS[name]
    size = playbook.policy.fit.size
    facts = " ".join([a.say for a in playbook.answers] + ([f"{size.min} {size.max:,}"] if size else []))
    known = set(FIGURE.findall(facts)) | WORKED_OUT.get(name, set())
    assert len(playbook.knowledge) >= 8
    for passage in playbook.knowledge:
        assert set(FIGURE.findall(passage.say)) <= known, passage.topic


@pytest.mark.parametrize("name", NAMES)
def test_each_passage_is_found_by_its_own_questions(name: str) -> None:
    playbook = PLAYBOOKS[name]
    for passage in playbook.knowledge:
        assert any(lookup(ask, playbook, "web") is not None for ask in passage.asks), passage.topic

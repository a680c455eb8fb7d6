"""Leads that come by a form: known again, recorded with the form as evidence, scored, consent kept or not."""

import asyncio
from typing import Any

import pytest

from agent.scoring import ScoringInputs, assess
from api_world import FORM, assert_problem, program
from crm_store import assessments, consents, facts, messages
from crm_store.store import Store
from rep_case import NOW, playbook


async def test_a_form_becomes_facts_with_the_form_as_evidence_and_a_score(store: Store) -> None:
    async with program(store) as client:
        answer = await client.post("/api/leads", json=FORM)
        assert answer.status_code == 201
        lead = (await client.get(answer.headers["location"])).json()
    assert lead["email"] == "dana@brightloom.example"
    assert lead["phone"] == "+15125550100"
    assert lead["facts"]["phone"]["quote"] == "(512) 555-0100"
    assert lead["facts"]["phone"]["source"] == "form"
    assert lead["facts"]["phone"]["message_id"] is None
    assert lead["source"] == FORM["source"]
    assert [one["type"] for one in lead["activities"]] == ["form"]
    assert lead["score"] == answer.json()["score"] == 7.0  # an address on their own domain 4, the form 3


async def test_the_score_of_a_form_can_be_computed_again_from_what_is_stored(store: Store) -> None:
    async with program(store) as client:
        lead_id = (await client.post("/api/leads", json=FORM)).json()["id"]
    async with store.reading() as connection:
        kept = await assessments.latest(connection, lead_id)
    assert kept is not None
    again = assess(ScoringInputs.model_validate(kept.inputs), playbook().policy)
    assert again.model_dump(mode="json") == kept.result


async def test_a_deciding_title_says_who_decides_in_a_form_too(store: Store) -> None:
    async with program(store) as client:
        lead_id = (await client.post("/api/leads", json=FORM | {"title": "CEO"})).json()["id"]
        facts_now = (await client.get(f"/api/leads/{lead_id}")).json()["facts"]
    assert facts_now["authority"] == facts_now["authority"] | {
        "role": "decision_maker",
        "quote": "CEO",
        "source": "form",
    }


@pytest.mark.parametrize("known_by", [{"phone": None}, {"email": None}, {"email": "DANA@brightloom.EXAMPLE"}])
async def test_the_same_person_again_is_the_same_lead(store: Store, known_by: dict[str, Any]) -> None:
    async with program(store) as client:
        first = await client.post("/api/leads", json=FORM)
        again = await client.post("/api/leads", json=FORM | known_by | {"company": "Brightloom Ltd"})
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json()["id"] == first.json()["id"]
        lead = (await client.get(f"/api/leads/{first.json()['id']}")).json()
    assert lead["company"] == "Brightloom Ltd"
    async with store.reading() as connection:
        history = await facts.of_lead(connection, lead["id"])
    companies = [fact for fact in history if fact.slot == "company"]
    assert companies[1].supersedes == companies[0].id
    assert len([fact for fact in history if fact.slot == "name"]) == 1


async def test_two_forms_of_one_person_at_once_make_one_lead(store: Store) -> None:
    async with program(store) as client:
        answers = await asyncio.gather(*(client.post("/api/leads", json=FORM) for _ in range(6)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]


async def test_a_forms_message_is_kept_as_the_leads_own_words_and_no_reply_is_sent_into_the_void(store: Store) -> None:
    async with program(store) as client:
        lead_id = (await client.post("/api/leads", json=FORM | {"message": "We drown in\x00 spreadsheets"})).json()[
            "id"
        ]
    async with store.reading() as connection:
        said = await messages.of_lead(connection, lead_id)
        assert await store.jobs.counts(connection) == {}
    assert [(one.sender, one.text, one.answered_by) for one in said] == [("lead", "We drown in spreadsheets", None)]


async def test_consent_is_kept_with_the_words_that_were_shown(store: Store) -> None:
    consent = {"sms": True, "text": "I agree to texts.", "at": "2026-05-13T14:00:00Z"}
    async with program(store) as client:
        lead_id = (await client.post("/api/leads", json=FORM | {"consent": consent})).json()["id"]
    async with store.reading() as connection:
        kept = await consents.of_lead(connection, lead_id)
    assert [(one.channel, one.address, one.state, one.shown) for one in kept] == [
        ("sms", "+15125550100", "granted", "I agree to texts.")
    ]


async def test_an_older_form_does_not_undo_an_opt_out(store: Store) -> None:
    async with store.transaction() as connection:
        await consents.record(connection, "sms", "+15125550100", "revoked", "message", NOW)
    old = {"sms": True, "text": "I agree to texts.", "at": "2026-05-12T14:00:00Z"}
    async with program(store) as client:
        await client.post("/api/leads", json=FORM | {"consent": old})
    async with store.reading() as connection:
        assert await consents.state(connection, "sms", "+15125550100") == "revoked"


async def test_a_box_that_was_not_ticked_is_no_consent(store: Store) -> None:
    async with program(store) as client:
        lead_id = (await client.post("/api/leads", json=FORM | {"consent": {"sms": False}})).json()["id"]
    async with store.reading() as connection:
        assert await consents.of_lead(connection, lead_id) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"email": "dana at brightloom"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"playbook": "nobody"}, "playbook"),
        ({"playbook": None}, "playbook"),
        ({"consent": {"sms": True}}, "consent.text"),
        ({"consent": {"sms": True, "text": "ok"}, "phone": ""}, "consent.sms"),
        ({"emial": "x"}, "emial"),
        ({"name": "x" * 301}, "name"),
        ({"source": "google"}, "source"),
    ],
)
async def test_a_field_that_cannot_be_read_is_named_and_nothing_is_stored(
    store: Store, change: dict[str, Any], where: str
) -> None:
    async with program(store) as client:
        answer = await client.post("/api/leads", json=FORM | change)
        assert_problem(answer, 422, where)
        assert answer.json()["errors"][0]["where"] == where
        assert (await client.get("/api/leads")).json()["leads"] == []


async def test_an_empty_form_is_refused(store: Store) -> None:
    async with program(store) as client:
        empty = {"playbook": "northgate", "name": " ", "email": "", "message": "\x00"}
        assert_problem(await client.post("/api/leads", json=empty), 422, "says nothing of a person")

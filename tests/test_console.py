"""The rep's console: the list, one lead with its proof, the verdict."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from agent.frame import Budget, Text
from channels.console_transcript import anchors_of, segments
from channels.console_views import ago
from console_world import csrf_in, logged_in
from crm_store import activities, audit, facts, handoffs, lead_search, leads, notices
from crm_store.messages import Message
from crm_store.store import Store
from rep_case import NOW, fact, form_fact, history, playbook
from rep_case_store import notice, seed

# The list


async def test_the_list_shows_who_what_stage_and_what_waits(store: Store) -> None:
    await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        page = (await client.get("/console")).text
    for words in (
        "Dana Reyes",
        "VP Sales, Brightloom",
        "lead management, out of spreadsheets",
        "Waiting for you",
        "Qualified",
    ):
        assert words in page
    assert 'SQL <span class="count">1</span>' in page


async def test_the_best_leads_come_first_and_the_newest_where_asked_for(store: Store) -> None:
    business = playbook()
    async with store.transaction() as connection:
        for number, (stage, score) in enumerate([("lead", 12.0), ("SQL", 70.0), ("MQL", 45.0), ("SQL", 90.0)]):
            lead_id = await leads.create(connection, business.name, NOW, contact={"name": f"Lead {number}"})
            at = NOW + timedelta(minutes=number)
            await leads.change(connection, lead_id, at, stage=stage, score=score)
    async with logged_in(store, business) as client:
        best = re.findall(r">Lead (\d)</bdi>", (await client.get("/console")).text)
        newest = re.findall(r">Lead (\d)</bdi>", (await client.get("/console?order=newest")).text)
        mql = re.findall(r">Lead (\d)</bdi>", (await client.get("/console?stage=MQL")).text)
    assert (best, newest, mql) == (["3", "1", "2", "0"], ["3", "2", "1", "0"], ["2"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=brightloom", True),
        ("q=BRIGHTLOOM.EXAMPLE", True),
        ("q=discount for charities", True),
        ("q=reyes+dana", True),
        ("q=loom", True),
        ("q=dana+nobody", False),
        ("q=dana@bright", True),
        ("q=charit+discount", True),
        ("q=%25", False),
        ("q=%27+%7C+%21zz", False),
        ("q=nobody", False),
        ("channel=web", True),
        ("channel=sms", False),
        ("playbook=northgate", True),
        ("playbook=other", False),
        ("handoff=offered", True),
        ("handoff=rejected", False),
        ("stage=nonsense", False),
    ],
)
async def test_each_filter_finds_what_it_says(store: Store, query: str, found: bool) -> None:
    await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console?{query}")).text
    assert ("Dana Reyes" in page) is found
    assert ("No lead fits" in page) is not found


@pytest.mark.parametrize("written", ["(512) 555-0199", "512 555 0199", "+1 512 555 0199", "0199", "5550199"])
async def test_a_phone_number_is_found_however_it_is_written(store: Store, written: str) -> None:
    async with store.transaction() as connection:
        await leads.create(connection, "northgate", NOW, contact={"name": "Ada", "phone": "+15125550199"})
        await leads.create(connection, "northgate", NOW, contact={"name": "Ben", "phone": "+15125550142"})
    async with logged_in(store, playbook()) as client:
        page = (await client.get("/console", params={"q": written})).text
    assert re.findall(r">(Ada|Ben)</bdi>", page) == ["Ada"]


async def test_a_search_that_fits_very_many_shows_the_latest_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store.transaction() as connection:
        for number in range(5):
            at = NOW + timedelta(minutes=number)
            await leads.create(connection, "northgate", at, contact={"name": f"Lead {number}"})
        assert len(await lead_search.found_by(connection, "lead", most=3)) == 3
    monkeypatch.setattr(lead_search, "MOST", 3)
    async with logged_in(store, playbook()) as client:
        page = (await client.get("/console?q=lead")).text
    assert re.findall(r">Lead (\d)</bdi>", page) == ["4", "3", "2"]
    assert "Very many leads fit. These are among the 3 that changed last." in page


async def test_a_visitor_who_never_said_a_word_is_shown_only_on_request(store: Store) -> None:
    async with store.transaction() as connection:
        await leads.create(connection, "northgate", NOW)
    async with logged_in(store, playbook()) as client:
        assert "Unnamed visitor" not in (await client.get("/console")).text
        assert "Unnamed visitor" in (await client.get("/console?silent=1")).text


async def test_a_long_list_comes_in_pages_that_keep_the_filter(store: Store) -> None:
    async with store.transaction() as connection:
        for number in range(45):
            await leads.create(connection, "northgate", NOW, contact={"name": f"Lead {number}"})
    async with logged_in(store, playbook()) as client:
        first = (await client.get("/console?q=Lead&order=newest")).text
        second = (await client.get("/console?q=Lead&order=newest&page=2")).text
        beyond = await client.get("/console?page=9999")
    assert (first.count('class="row'), second.count("<h2><a id=")) != (0, 0)
    assert first.count("<h2><a id=") == 40
    assert second.count("<h2><a id=") == 5
    assert "/console?q=Lead&amp;order=newest&amp;page=2" in first
    assert beyond.status_code == 200


async def test_a_refresh_gets_the_list_alone(store: Store) -> None:
    await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        part = await client.get("/console?stage=SQL", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<section id="list"')
    assert part.headers["hx-replace-url"] == "/console?stage=SQL"
    assert 'id="waiting" hx-swap-oob="true"' in part.text


# One lead


async def test_every_quote_is_marked_in_the_message_it_came_from_and_linked_from_its_score_line(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    assert re.search(
        r'<mark class="q q-budget" id="(q-fc_budget_ms_3-0)" tabindex="-1"><bdi class="q-label">Budget', page
    )
    for slot, name in (("need", "ms_1"), ("budget", "ms_3"), ("timeline", "ms_5"), ("authority", "ms_5")):
        assert page.count(f'href="#q-fc_{slot}_{name}-0"') == 2  # the score line and the fact
        assert page.count(f'id="q-fc_{slot}_{name}-0"') == 1


async def test_a_superseded_fact_is_struck_through_with_when_and_its_quote_says_replaced(store: Store) -> None:
    case = await seed(store, playbook())
    said = Budget(status="stated", min=20000, max=20000, currency="USD")
    newer = fact("budget", said, "ms_3", "We have 30k", id="fc_new", supersedes="fc_budget_ms_3", at=NOW)
    async with store.transaction() as connection:
        await facts.add(connection, case.lead_id, [newer], conversation_id=case.conversation_id)
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    assert re.search(r"<del>\$30,000 a year</del> <span class=\"faint\">replaced <time[^>]*>13 May, 10:30", page)
    assert "Budget, replaced" in page


async def test_a_claim_without_proof_is_shown_apart_with_the_reason(store: Store) -> None:
    case = await seed(store, playbook())
    claim = fact(
        "place", Text(text="Boston"), "ms_1", "Hi", verified=False, evidence=(), reason="Boston stands nowhere"
    )
    async with store.transaction() as connection:
        await facts.add(connection, case.lead_id, [claim])
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    assert "Claims that were not believed (1)" in page
    assert "Boston stands nowhere" in page


async def test_what_is_missing_for_sql_is_said_in_words(store: Store) -> None:
    async with store.transaction() as connection:
        lead_id = await leads.create(connection, "northgate", NOW, contact={"name": "Ada"})
        await facts.add(connection, lead_id, [form_fact("name", Text(text="Ada"), "name", "Ada")])
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{lead_id}")).text
    assert "Missing for SQL" in page
    assert "Budget: not known yet" in page
    assert "Points: 60 short of 60" in page
    assert "this lead came by a form" in page


async def test_the_page_shows_summary_consent_source_and_activities(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    for words in ("Is there a discount for charities?", "Given</strong> for text message", "pricing page"):
        assert words in page
    for words in ("Shown: Texts. STOP to opt out.", "Price page: Pricing", "Offer two times for the meeting"):
        assert words in page


async def test_a_notice_that_failed_says_why_and_can_be_sent_again(store: Store) -> None:
    case = await seed(store, playbook())
    notice_id = await notice(store, case.handoff_id, "email", "rep@northgate.example")
    async with store.transaction() as connection:
        await notices.failed(connection, notice_id, "no mail server is set: SMTP_URL")
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
        assert "Given up" in page
        assert "no mail server is set: SMTP_URL" in page
        done = await client.post(f"/console/notices/{notice_id}/send", data={"csrf": csrf_in(page)})
        assert "on its way again" in (await client.get(done.headers["location"])).text
    async with store.reading() as connection:
        again = await notices.get(connection, notice_id)
        assert again is not None
        assert again.status == "pending"
        assert (await store.jobs.counts(connection)) == {"todo": 1}


async def test_what_a_lead_writes_is_text_and_never_markup(store: Store) -> None:
    case = await seed(store, playbook(), name="<img src=x onerror=alert(1)>")
    nasty = form_fact("company", Text(text='"><script>alert(2)</script>'), "company", "x", NOW)
    async with store.transaction() as connection:
        await facts.add(connection, case.lead_id, [nasty])
    async with logged_in(store, playbook()) as client:
        for path in ("/console", f"/console/leads/{case.lead_id}"):
            page = (await client.get(path)).text
            assert "<img src=x" not in page
            assert "<script>alert" not in page


async def test_opening_a_lead_marks_it_as_read_and_is_on_record(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        assert '<span class="new">New</span>' in (await client.get("/console")).text
        await client.get(f"/console/leads/{case.lead_id}")
        assert '<span class="new">New</span>' not in (await client.get("/console")).text
    async with store.reading() as connection:
        entries = await audit.page(connection)
    assert [entry.lead_id for entry in entries if entry.action == "lead seen"] == [case.lead_id]


async def test_a_lead_that_is_not_there_is_a_page_of_its_own(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        for lead_id in ("ld_gone", "%00", "x" * 500):
            answer = await client.get(f"/console/leads/{lead_id}")
            assert answer.status_code == 404
            assert "There is no such lead" in answer.text


# The verdict


async def test_a_handoff_is_accepted_once_and_the_slower_rep_is_told(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        csrf = csrf_in((await client.get("/console")).text)
        url = f"/console/handoffs/{case.handoff_id}/accept"
        first, second = await asyncio.gather(*(client.post(url, data={"csrf": csrf}) for _ in range(2)))
        told = sorted(answer.headers["location"].partition("said=")[2] for answer in (first, second))
        assert told == ["accepted", "faster"]
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    assert "Accepted by Robin Rep" in page


async def test_a_rejection_keeps_its_reason_and_note(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        csrf = csrf_in((await client.get("/console")).text)
        form = {"csrf": csrf, "reason": "bad_timing", "note": "Call in autumn"}
        await client.post(f"/console/handoffs/{case.handoff_id}/reject", data=form)
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    assert "Bad timing" in page
    assert "Call in autumn" in page
    async with store.reading() as connection:
        handoff = await handoffs.get(connection, case.handoff_id)
    assert handoff is not None
    assert (handoff.status, handoff.reject_reason) == ("rejected", "bad_timing")


async def test_a_verdict_without_the_sessions_own_form_is_refused(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        for data in ({}, {"csrf": "x"}, {"csrf": "é"}):
            url = f"/console/handoffs/{case.handoff_id}/accept"
            assert (await client.post(url, data=data)).status_code == 403
        csrf = csrf_in((await client.get("/console")).text)
        odd = {"csrf": csrf, "reason": "because"}
        assert (await client.post(f"/console/handoffs/{case.handoff_id}/reject", data=odd)).status_code == 422
        assert (await client.post("/console/handoffs/ho_none/accept", data={"csrf": csrf})).status_code == 404
    async with store.reading() as connection:
        handoff = await handoffs.get(connection, case.handoff_id)
    assert handoff is not None
    assert handoff.status == "offered"


# Pure parts


def test_overlapping_quotes_are_cut_into_segments_that_are_the_text_again() -> None:
    text = "My CFO and I sign it off together"
    outer = fact("authority", history()[3].value, "ms_5", text)
    inner = fact("title", Text(text="CFO"), "ms_5", "My CFO", id="fc_inner")
    base = history()[2]
    whole = Message("ms_5", "cv", "ld", 1, "lead", base.evidence[0].quote + text, NOW)
    marks = anchors_of((outer, inner)).marks
    at = len(base.evidence[0].quote)
    shifted = [replace(mark, start=at, end=at + len(mark.quote)) for mark in marks]
    cut = segments(whole, shifted)
    assert "".join(segment.text for segment in cut) == whole.text
    assert [len(segment.marks) for segment in cut] == [0, 2, 1]
    assert [len(segment.begins) for segment in cut] == [0, 2, 0]


def test_a_mark_beyond_the_text_is_left_out() -> None:
    short = Message("ms_1", "cv", "ld", 1, "lead", "Hi", NOW)
    assert [segment.marks for segment in segments(short, anchors_of(history()).marks)] == [()]


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(seconds=-9), "now"),
        (timedelta(minutes=7), "7 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=40), "3 Apr 2026"),
    ],
)
def test_how_long_ago_is_one_short_word(passed: timedelta, words: str) -> None:
    assert ago(NOW - passed, NOW) == words


async def test_activities_are_listed_newest_first(store: Store) -> None:
    case = await seed(store, playbook())
    async with store.transaction() as connection:
        await activities.add(connection, case.lead_id, "webinar", NOW, title="Spring")
    async with logged_in(store, playbook()) as client:
        page = (await client.get(f"/console/leads/{case.lead_id}")).text
    assert page.index("Webinar: Spring") < page.index("Price page")

"""The handoff summary: what a rep reads first, made of facts only."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from agent.dialogue import DialogueState
from agent.facts import Fact
from agent.frame import Budget, Need, Text
from agent.handoff import HandoffSummary, Lead, as_html, as_text, one_line, source_lines, summarise
from rep_case import NOW, assessed, fact, form_fact, heard, history, playbook, state, summary

CUT = "ms_3"


def test_the_first_three_lines_say_who_it_is_what_they_need_and_how_to_reach_them() -> None:
    who, need, reach = as_text(summary()).splitlines()[:3]
    assert who == "Dana Reyes, VP Sales at Brightloom"
    assert need == "Lead management, out of spreadsheets"
    assert reach == "dana@brightloom.example"


def test_each_of_the_four_answers_stands_with_the_words_that_prove_it() -> None:
    quotes = {answer.slot: answer.quote for answer in summary().answers}
    assert quotes == {
        "need": "lead management is a mess",
        "budget": "30k a year",
        "timeline": "By the end of June",
        "authority": "My CFO and I sign it off together",
    }
    for quote in quotes.values():
        assert f'"{quote}" (in their own words)' in as_text(summary())


def test_an_answer_that_is_missing_is_named_as_open_with_the_reason() -> None:
    known = tuple(fact for fact in history() if fact.slot not in ("budget", "email"))
    result = summary(known, "asked_for_person")
    assert [(gap.label, gap.why) for gap in result.gaps] == [
        ("Budget", "not known yet"),
        ("Contact", "no email address or phone number yet"),
    ]
    assert "Budget: not known yet" in as_text(result)
    assert "Ask what is still open: budget." in result.next_step


def test_a_fact_that_was_superseded_is_not_told_as_if_it_held() -> None:
    old = fact("budget", Budget(status="stated", min=9, max=9, currency="USD"), CUT, "30k")
    new = fact(
        "budget", Budget(status="stated", max=30000, currency="USD"), CUT, "30k a year", id="fc_n", supersedes=old.id
    )
    budget = next(answer for answer in summary((old, new)).answers if answer.slot == "budget")
    assert budget.words == "up to $30,000"


def test_a_claim_without_proof_is_shown_as_something_to_ask_and_never_as_an_answer() -> None:
    claim = Fact(
        id="fc_x",
        slot="budget",
        value=Budget(status="stated", min=99, max=99, currency="USD"),
        evidence=(),
        at=NOW,
        verified=False,
        reason="the quote does not stand in any message of the lead",
    )
    result = summary((claim,), "asked_for_person")
    assert next(answer for answer in result.answers if answer.slot == "budget").words is None
    assert "Not proven, ask again: Budget: $99 (the quote does not stand" in as_text(result)


def test_questions_nobody_could_answer_and_wishes_are_kept_for_the_rep() -> None:
    text = as_text(summary())
    assert '- "Is there a discount for charities?"' in text
    assert "Wants a meeting." in text
    assert "Offer two times for the meeting they asked for. Call the same working day" in text


def test_the_rep_reads_what_the_lead_was_told_about_waiting() -> None:
    business, facts = playbook(), history()
    at_night = NOW + timedelta(hours=12)
    lead = Lead(id="ld_1")
    late = summarise(
        lead, business, "sql", assessed(facts, business), facts, (), DialogueState(), "https://x", at_night
    )
    assert summary().told == "A colleague answers within the hour."
    assert late.told == "A colleague answers on the next working day."


def test_support_is_passed_to_support_and_not_sold_to() -> None:
    result = summary((), "support")
    assert result.next_step == "Not a sale: pass it to support@northgate.example."
    assert result.headline == "A customer needs support"


def test_a_lead_known_by_number_only_can_be_called() -> None:
    result = summary((), "asked_for_person", number="+15125550100", channel="sms")
    assert result.who == "+15125550100"
    assert [way.link for way in result.ways] == ["tel:+15125550100"]


def test_a_lead_of_whom_nothing_is_known_still_gives_a_summary() -> None:
    text = as_text(summary((), "asked_for_person"))
    assert text.startswith(
        "A visitor who has not said their name\nHas not said yet what they need\nNo way to reach them"
    )
    assert "None" not in text


def test_a_form_field_is_named_as_such() -> None:
    result = summary((form_fact("company", Text(text="Brightloom"), "company", "Brightloom"),))
    assert [detail.origin for detail in result.details] == ["form demo request, field company"]


def test_the_words_of_a_lead_cannot_pose_as_parts_of_the_summary() -> None:
    forged = "crm\n\n## Score: 100 of 100, stage SQL\n\x00- Budget: a million"
    known = (form_fact("need", Need(status="stated", summary=forged), "message", forged),)
    text = as_text(summary(known))
    headings = [line for line in text.splitlines() if line.startswith("## Score")]
    assert len(headings) == 1
    assert "stage SQL" not in headings[0]
    assert "\x00" not in text


def test_markup_in_a_leads_words_is_text_in_the_email() -> None:
    known = (form_fact("name", Text(text="<script>alert(1)</script>"), "name", "<script>alert(1)</script>"),)
    html = as_html(summary(known))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_every_score_line_is_in_both_forms_with_its_reason() -> None:
    result = summary()
    for line in result.lines:
        assert f"{line.points:g} of {line.of:g}, {line.reason}" in as_text(result)
        assert f"<strong>{line.points:g}</strong> of {line.of:g}" in as_html(result)


def test_the_summary_survives_the_trip_through_the_database() -> None:
    assert HandoffSummary.model_validate(summary().model_dump(mode="json")) == summary()


def test_the_source_is_listed_in_a_fixed_order_and_without_raw_structures() -> None:
    source = {
        "utm_campaign": "spring",
        "conversion": "demo request",
        "gclid": "abc",
        "activities": [1],
        "utm_source": "",
    }
    lines = [(line.label, line.value) for line in source_lines(source)]
    assert lines == [("Came by", "demo request"), ("Campaign", "spring"), ("Gclid", "abc")]


def test_the_same_wish_said_twice_is_told_once() -> None:
    twice = (*heard(), *heard())
    business, facts = playbook(), history()
    result = summarise(
        Lead(id="ld_1"), business, "sql", assessed(facts, business), facts, twice, state(), "https://x", NOW
    )
    assert [wish.signal for wish in result.wishes] == ["wants_meeting"]


@given(st.text(max_size=400))
def test_any_text_becomes_one_printable_line_of_bounded_length(words: str) -> None:
    line = one_line(words)
    assert len(line) <= 280
    assert line.isprintable()
    assert "\n" not in line

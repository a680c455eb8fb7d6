"""May we speak?"""

from datetime import timedelta
from typing import Any

import pytest

from agent.consent import Outgoing, may_go_out, silent_because
from agent.dialogue import LeadView
from agent.frame import Channel
from agent.quiet_hours import Quiet
from support_core import NOW, snapshot

AWAY = LeadView(id="ld_1", playbook="testing", opted_out=True)


def test_agent_is_silent_while_a_person_has_the_conversation() -> None:
    assert silent_because(snapshot(held_by_rep=True), frozenset({"opt_in"})) == "a person has the conversation"


def test_agent_speaks_where_nothing_forbids_it() -> None:
    assert silent_because(snapshot(), frozenset()) is None


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_lead_who_opted_out_is_never_texted_until_it_opts_in(channel: Channel) -> None:
    seen = snapshot(channel=channel, lead=AWAY)
    assert silent_because(seen, frozenset({"price_question"})) == "the lead has opted out"
    assert silent_because(seen, frozenset({"opt_in"})) is None


def test_visitor_who_writes_again_on_the_web_is_answered_but_not_to_a_second_opt_out() -> None:
    seen = snapshot(lead=AWAY)
    assert silent_because(seen, frozenset()) is None
    assert silent_because(seen, frozenset({"opt_out"})) == "the lead has opted out, again"


def going(**changes: Any) -> Outgoing:
    given: dict[str, Any] = {
        "channel": "sms", "sender": "rep", "text": "Hi", "written_at": NOW, "now": NOW, "consent": "granted",
    }  # fmt: skip
    return Outgoing.model_validate(given | changes)


QUIET = Quiet(until=NOW + timedelta(hours=9), reason="quiet")


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "send"),
        ({"consent": "revoked"}, "refuse"),
        ({"consent": "revoked", "last_heard": NOW}, "refuse"),
        ({"consent": "revoked", "confirms_opt_out": True, "revoked_at": NOW}, "send"),
        ({"consent": "revoked", "confirms_opt_out": True, "revoked_at": None}, "refuse"),
        ({"consent": "revoked", "confirms_opt_out": True, "revoked_at": NOW, "confirmed": True}, "refuse"),
        ({"consent": "revoked", "confirms_opt_out": True, "revoked_at": NOW - timedelta(minutes=6)}, "refuse"),
        ({"consent": None}, "refuse"),
        ({"consent": None, "last_heard": NOW}, "send"),
        ({"written_at": NOW - timedelta(days=5)}, "refuse"),
        ({"text": "x" * 1601}, "refuse"),
        ({"quiet": QUIET}, "wait"),
        ({"quiet": QUIET, "last_heard": NOW - timedelta(minutes=50)}, "send"),
        ({"quiet": QUIET, "last_heard": NOW - timedelta(minutes=70)}, "wait"),
        ({"channel": "whatsapp"}, "refuse"),
        ({"channel": "whatsapp", "last_heard": NOW - timedelta(hours=23)}, "send"),
        ({"channel": "whatsapp", "last_heard": NOW - timedelta(hours=25)}, "refuse"),
        ({"channel": "whatsapp", "last_heard": NOW - timedelta(hours=25), "has_template": True}, "send_template"),
        ({"channel": "whatsapp", "has_template": True, "quiet": QUIET}, "wait"),
    ],
)
def test_gate_rules_on_every_message_alike(changes: dict[str, Any], verdict: str) -> None:
    for sender in ("agent", "rep", "system"):
        assert may_go_out(going(**changes, sender=sender)).verdict == verdict

"""May we speak?"""

import pytest

from agent.consent import silent_because
from agent.dialogue import LeadView
from agent.frame import Channel
from support_core import snapshot

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

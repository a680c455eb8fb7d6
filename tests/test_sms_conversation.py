"""A whole conversation by text against a carrier, from the first text to the hand-over."""

from crm_store import handoffs, leads
from crm_store.store import Store
from evals.bench.carrier import LINE
from support_twilio import ANN, phone


async def test_stranger_s_texts_become_a_qualified_lead_that_is_handed_over(store: Store) -> None:
    async with phone(store) as ann:
        first = await ann.says("hi, our leads keep slipping through the cracks, we need proper lead management")
        assert len(first) == 1
        for line in (
            "around 20k a year",
            "by the end of next month",
            "just me, I decide",
            "40 reps",
            "ann.lee@freight.example",
        ):
            await ann.says(line)
        talk = await ann.talk()
        async with store.reading() as connection:
            lead = await leads.get(connection, talk.lead_id)
            offered = await handoffs.of_lead(connection, talk.lead_id)
        assert lead is not None
        assert (lead.stage, lead.phone) == ("SQL", ANN)
        assert lead.source["timezone"] == "America/Chicago"
        assert [one.reason for one in offered] == ["sql"]
        assert {one["from"] for one in ann.mock.sent} == {LINE}
        for one in await ann.deliveries():
            assert (one.status, one.segments is not None and one.segments <= 2) == ("queued", True)

"""An erased lead is forgotten; its wish for silence is not."""

from datetime import UTC, datetime, timedelta

from crm_store import consents, leads
from crm_store.store import Store

NOW = datetime(2026, 6, 3, 15, 0, tzinfo=UTC)
NUMBER, OTHER = "+15125550148", "+15125550149"


async def test_number_that_opted_out_stays_silent_when_its_lead_is_erased(store: Store) -> None:
    async with store.transaction() as connection:
        lead = await leads.create(connection, "retail", NOW, contact={"phone": NUMBER})
        await consents.record(connection, "sms", NUMBER, "granted", "form", NOW, lead_id=lead, shown="I agree")
        later = NOW + timedelta(days=1)
        await consents.record(
            connection, "sms", NUMBER, "revoked", "message", later, lead_id=lead, quote="Ann says stop"
        )
        assert await leads.erase(connection, lead)
        assert await consents.state(connection, "sms", NUMBER) == "revoked"
        assert await consents.of_lead(connection, lead) == []


async def test_number_that_opted_in_again_leaves_no_trace(store: Store) -> None:
    async with store.transaction() as connection:
        lead = await leads.create(connection, "retail", NOW, contact={"phone": OTHER})
        await consents.record(connection, "sms", OTHER, "revoked", "message", NOW, lead_id=lead)
        await consents.record(connection, "sms", OTHER, "granted", "message", NOW + timedelta(days=1), lead_id=lead)
        assert await leads.erase(connection, lead)
        assert await consents.state(connection, "sms", OTHER) is None

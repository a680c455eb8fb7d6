"""Nothing that people are to be told is lost while servers fail or are not set up, and nothing is told twice."""

from collections import Counter
from datetime import timedelta

import pytest

from channels.notices import PATIENCE, NoticeDeps, notify_handler
from crm_store.jobs import Later, Retry
from crm_store.store import Store
from rep_case import NOW, playbook
from rep_case_store import MailServer, mail_server, notice, seed
from test_notices import Clock, by_mail, deps_of, parsed, prepared, row

MANY = 12


async def _work(deps: NoticeDeps, clock: Clock, ids: list[str], until: timedelta) -> None:
    """Run the jobs of these notices as a worker does: each again when it said, until that long from now."""
    due = dict.fromkeys(ids, clock.now)
    end = clock.now + until
    while due and min(due.values()) <= end:
        notice_id = min(due, key=lambda one: due[one])
        clock.now = max(clock.now, due.pop(notice_id))
        try:
            await notify_handler(deps)(notice_id=notice_id)
        except Later as later:
            due[notice_id] = later.at


def _told(server: MailServer) -> Counter[str]:
    return Counter(str(parsed(raw)["Message-ID"]).partition("@")[0].strip("<") for raw in server.taken)


@pytest.mark.parametrize("trouble", ["421 shutting down", "451 try later", "535 who are you", "gone"])
async def test_mail_server_that_fails_for_an_hour_loses_nothing_and_sends_nothing_twice(
    store: Store, trouble: str
) -> None:
    case, clock = await seed(store, playbook()), Clock()
    ids = [await notice(store, case.handoff_id, "email", f"rep{n}@northgate.example") for n in range(MANY)]
    retry = Retry(attempts=14, first=30.0, factor=2.0, cap=3600.0)
    async with mail_server() as gone:
        pass
    async with mail_server() as server:
        server.answers = [trouble] * 1000
        first = gone if trouble == "gone" else server
        await _work(by_mail(store, first, clock=clock, retry=retry), clock, ids, timedelta(hours=1))
        assert server.taken == []
        server.answers = []
        await _work(by_mail(store, server, clock=clock, retry=retry), clock, ids, timedelta(hours=3))
    assert _told(server) == dict.fromkeys(ids, 1)
    assert {(await row(store, one)).status for one in ids} == {"sent"}


async def test_notice_goes_out_by_itself_once_a_mail_server_is_set(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    clock = Clock()
    with pytest.raises(Later) as later:
        await notify_handler(deps_of(store, clock=clock))(notice_id=notice_id)
    assert later.value.at == NOW + PATIENCE
    clock.now = later.value.at
    async with mail_server() as server:
        await notify_handler(by_mail(store, server, clock=clock))(notice_id=notice_id)
    assert _told(server) == {notice_id: 1}
    sent = await row(store, notice_id)
    assert (sent.status, sent.attempts) == ("sent", 1)


async def test_waiting_for_a_mail_server_ends_after_days_and_stays_to_be_sent_by_hand(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    clock = Clock(NOW + timedelta(days=4))
    await notify_handler(deps_of(store, clock=clock))(notice_id=notice_id)
    kept = await row(store, notice_id)
    assert (kept.status, kept.next_at) == ("not_configured", None)
    await notify_handler(deps_of(store, clock=clock))(notice_id=notice_id)  # and no job comes back to it

"""What reps are told by mail: a link that accepts, and later that a handoff was withdrawn, and why."""

import re
from datetime import timedelta

import pytest

from channels import rep_corrections
from channels.handoff_life import HandoffLife
from channels.notices import NoticeDeps, notify_handler
from channels.rep_corrections import Correction
from channels.rep_desk import LEASE, Desk
from channels.rep_watch import Watch
from console_world import EMAIL, add_user, console_app, visiting
from crm_store import conversations, handoff_steps, handoffs, notices, reps
from crm_store.jobs import Later
from crm_store.store import Store
from rep_case import NOW, playbook
from rep_case_store import MailServer, mail_server, seed
from test_notices import parsed


def deps_of(store: Store, server: MailServer) -> NoticeDeps:
    url = f"smtp://127.0.0.1:{server.port}?starttls=0&from=bantam@northgate.example"
    return NoticeDeps(store, {"northgate": playbook()}, lambda: NOW, "http://test", smtp_url=url)


async def _send_all(store: Store, server: MailServer, handoff_id: str) -> None:
    async with store.reading() as connection:
        pending = [one.id for one in await notices.of_handoff(connection, handoff_id) if one.status == "pending"]
    for notice_id in pending:
        await notify_handler(deps_of(store, server))(notice_id=notice_id)


async def test_rep_whose_turn_it_is_accepts_from_the_mail_and_hears_of_a_withdrawal(store: Store) -> None:
    case, user_id = await seed(store, playbook()), await add_user(store)
    async with store.transaction() as connection:
        await reps.keep_profile(connection, user_id, {"by_email": True})
    with pytest.raises(Later):
        await HandoffLife(store, {"northgate": playbook()}, lambda: NOW, {}).advance(case.handoff_id)
    async with mail_server() as server:
        await _send_all(store, server, case.handoff_id)
        wanted = Correction(case.lead_id, "need", "personal use", "", user_id, "Ann")
        await rep_corrections.correct(store, {"northgate": playbook()}, "http://test", wanted, NOW)
        await _send_all(store, server, case.handoff_id)
    first, second = (parsed(raw) for raw in server.taken)
    assert first["To"] == EMAIL
    body = first.get_body(("plain",))
    assert body is not None
    link = re.search(r"http://test(/console/accept\?t=\S+)", body.get_content().replace("=\n", ""))
    assert link is not None
    async with visiting(console_app(store, playbook())) as client:
        assert "withdrawn already" in (await client.get(link[1])).text
    assert second["Subject"].startswith("Withdrawn: ")
    told = second.get_body(("plain",))
    assert told is not None
    assert "Ann corrected need to" in told.get_content()
    assert "Accept with one press" not in told.get_content()


async def test_lead_of_a_rep_who_vanished_goes_to_the_next_where_the_playbook_says_so(store: Store) -> None:
    rules = playbook().routing.model_copy(update={"when_rep_vanishes": "next_rep"})
    books = {"northgate": playbook().model_copy(update={"routing": rules})}
    case = await seed(store, playbook())
    gone, other = await add_user(store), await add_user(store, "b@x.example", "Ben")
    late = NOW + LEASE
    life = HandoffLife(store, books, lambda: late, {})
    desk = Desk(store)
    await desk.take(case.conversation_id, gone, NOW)
    await Watch(desk, books, lambda: late, life.next_rep).look(case.conversation_id)
    async with store.reading() as connection:
        fresh = (await handoffs.of_lead(connection, case.lead_id))[0]
        talk = await conversations.get(connection, case.conversation_id)
    assert talk is not None
    assert (talk.holder, talk.status, fresh.status) == ("agent", "waiting", "offered")
    with pytest.raises(Later):
        await life.advance(fresh.id)
    async with store.reading() as connection:
        steps = await handoff_steps.of_handoff(connection, fresh.id)
    assert [(one.user_id, one.outcome) for one in steps] == [(gone, "expired"), (other, None)]
    assert steps[1].due_at - late == timedelta(minutes=15)

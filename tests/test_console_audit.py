"""The log holds who saw and changed what, lists and searches too; it can be filtered, and exported by admins."""

import csv
import io
from datetime import timedelta

import pytest

from console_world import EMAIL, add_user, csrf_in, logged_in
from crm_store import audit, users
from crm_store.audit import Entry, Wanted
from crm_store.store import Store
from rep_case import NOW, playbook
from rep_case_store import seed


async def _log(store: Store, *, actor: str | None = None, action: str | None = None) -> list[Entry]:
    async with store.reading() as connection:
        return await audit.page(connection, wanted=Wanted(actor, action))


async def _role(store: Store, role: str) -> str:
    async with store.transaction() as connection:
        user = await users.by_email(connection, EMAIL)
        assert user is not None
        await users.change(connection, user.id, role=role)
    return user.id


async def test_lists_and_searches_are_in_the_log_once_however_often_they_refresh(store: Store) -> None:
    await seed(store, playbook())
    clock = {"now": NOW}
    async with logged_in(store, playbook(), clock=lambda: clock["now"]) as client:
        for _ in range(3):
            await client.get("/console?q=Dana")
        await client.get("/console?box=mine")
        clock["now"] = NOW + timedelta(minutes=11)
        await client.get("/console?q=Dana")
    searched, listed = await _log(store, action="leads searched"), await _log(store, action="leads listed")
    assert [one.details for one in searched] == [{"q": "Dana"}, {"q": "Dana"}]
    assert [one.details for one in listed] == [{"box": "mine"}]


async def test_who_opened_and_who_changed_is_told_apart(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        user_id = await _role(store, "admin")
        here = f"/console/leads/{case.lead_id}"
        csrf = csrf_in((await client.get(here)).text)
        await client.post(f"{here}/facts", data={"slot": "need", "value": "lead management", "csrf": csrf})
        for path in ("verdicts", "people", "log"):
            await client.get(f"/console/{path}")
    actions = {one.action for one in await _log(store, actor=user_id)}
    assert {"logged in", "lead seen", "fact corrected", "verdicts seen", "people seen", "log seen"} <= actions


async def test_page_that_was_refused_was_not_seen(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        assert (await client.get("/console/log")).status_code == 403
    assert await _log(store, action="log seen") == []


async def test_log_is_filtered_by_who_what_lead_and_day(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        mine, other = await _role(store, "manager"), await add_user(store, "b@x.example", "Ben")
        async with store.transaction() as connection:
            await audit.record(connection, other, "note added", NOW - timedelta(days=3), lead_id=case.lead_id)
            await audit.record(connection, mine, "note added", NOW - timedelta(days=1))

        async def rows(query: str) -> int:
            return (await client.get(f"/console/log?{query}")).text.count('<tr><td class="nowrap">')

        day = (NOW - timedelta(days=3)).date().isoformat()
        assert [await rows(one) for one in (
            f"who={other}", "what=note+added", f"lead={case.lead_id}", f"since={day}&until={day}", "what=nothing",
            f"what=note+added&who={mine}", "what=note+added&since=yesterday",
        )] == [1, 2, 1, 1, 0, 1, 2]  # fmt: skip


async def test_long_log_comes_in_pages(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        mine = await _role(store, "manager")
        async with store.transaction() as connection:
            for number in range(205):
                await audit.record(connection, mine, "counted", NOW - timedelta(days=1), number=number + 1)
        first = (await client.get("/console/log?what=counted")).text
        link = first.partition('<a href="/console/log?what=counted')[2].partition('"')[0].replace("&amp;", "&")
        second = (await client.get(f"/console/log?what=counted{link}")).text
    assert first.count("number: ") == 200
    assert second.count("number: ") == 5
    assert "Older entries" not in second


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("manager", 403), ("viewer", 403), ("rep", 403)])
async def test_export_is_for_administrators_and_is_itself_in_the_log(store: Store, role: str, status: int) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        mine = await _role(store, role)
        async with store.transaction() as connection:
            await audit.record(connection, mine, "note added", NOW, lead_id=case.lead_id, text='=HYPERLINK("x"), "y"')
            await audit.record(connection, "=cmd", "note added", NOW)
        answer = await client.get("/console/log.csv?what=note+added")
    assert answer.status_code == status
    taken = await _log(store, action="log exported")
    assert [one.details for one in taken] == ([{"what": "note added"}] if status == 200 else [])
    if status == 200:
        assert answer.headers["content-disposition"].startswith("attachment")
        table = list(csv.DictReader(io.StringIO(answer.text)))
        assert [(one["actor"], one["name"], one["lead_id"]) for one in table] == [
            ("'=cmd", "", ""), (mine, "Robin Rep", case.lead_id),
        ]  # fmt: skip

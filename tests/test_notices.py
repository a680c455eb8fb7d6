"""Notices of a handoff: sent once each, tried again where that may help, given up where everybody can see it."""

import asyncio
import base64
import contextlib
import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from agent.playbook import Playbook
from channels.notice_delivery import MOST_PATIENCE, retry_after
from channels.notice_email import Smtp
from channels.notices import CLAIM, NOTIFY, NoticeDeps, enqueue, notify_handler, send_again
from crm_store import handoffs, leads, notice_claims, notices
from crm_store.jobs import Later, Retry, Task
from crm_store.notices import Notice
from crm_store.store import Store
from rep_case import NOW, playbook
from rep_case_store import MailServer, Seeded, mail_server, notice, receiver, seed
from support_turns import until

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, long enough").decode()


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def deps_of(store: Store, business: Playbook | None = None, **more: Any) -> NoticeDeps:
    business = business or playbook()
    given: dict[str, Any] = {
        "clock": Clock(),
        "public_url": "https://bantam.example/",
        "retry": Retry(attempts=3, first=60.0, factor=2.0),
    }
    return NoticeDeps(store, {business.name: business}, **(given | more))


def by_mail(store: Store, server: MailServer, **more: Any) -> NoticeDeps:
    url = f"smtp://127.0.0.1:{server.port}?starttls=0&from=bantam@northgate.example"
    return deps_of(store, smtp_url=url, **more)


async def row(store: Store, notice_id: str) -> Notice:
    async with store.reading() as connection:
        found = await notices.get(connection, notice_id)
    assert found is not None
    return found


async def prepared(store: Store, kind: str, target: str, business: Playbook | None = None) -> tuple[Seeded, str]:
    case = await seed(store, business or playbook())
    return case, await notice(store, case.handoff_id, kind, target)


def parsed(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


async def test_the_rep_gets_one_mail_with_text_and_html_and_an_id_made_of_the_notice(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        await notify_handler(by_mail(store, server))(notice_id=notice_id)
    mail = parsed(server.taken[0])
    assert mail["Subject"] == "[SQL 81] Dana Reyes, VP Sales at Brightloom: Lead management, out of spreadsheets"
    assert mail["Message-ID"] == f"<{notice_id}@northgate.example>"
    assert mail["To"] == "rep@northgate.example"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert '"30k a year"' in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    sent = await row(store, notice_id)
    assert (sent.status, sent.attempts, sent.sent_at, sent.last_error) == ("sent", 1, NOW, None)


async def test_a_notice_that_was_sent_is_not_sent_again(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        notify = notify_handler(by_mail(store, server))
        await notify(notice_id=notice_id)
        await notify(notice_id=notice_id)
    assert len(server.taken) == 1


async def test_two_workers_with_the_same_notice_send_it_once(store: Store) -> None:
    business = playbook(webhook="http://127.0.0.1:1/hook", webhook_secret_env="HOOK")
    async with receiver() as hook:
        _, notice_id = await prepared(store, "webhook", hook.url, business)
        deps = deps_of(store, business, secrets=lambda name: SECRET)
        late: list[BaseException] = []

        async def second_worker() -> None:
            try:
                await notify_handler(deps)(notice_id=notice_id)
            except Later as error:
                late.append(error)

        hook.meanwhile = second_worker
        await notify_handler(deps)(notice_id=notice_id)
    assert len(hook.calls) == 1
    assert [error.at for error in late if isinstance(error, Later)] == [NOW + CLAIM]
    assert (await row(store, notice_id)).status == "sent"


async def test_a_notice_whose_worker_died_is_sent_by_another_with_the_same_id(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with store.transaction() as connection:
        assert await notice_claims.claim(connection, notice_id, NOW, NOW + CLAIM) is not None
    clock = Clock()
    async with mail_server() as server:
        notify = notify_handler(by_mail(store, server, clock=clock))
        with pytest.raises(Later):
            await notify(notice_id=notice_id)
        clock.now = NOW + CLAIM
        await notify(notice_id=notice_id)
    assert parsed(server.taken[0])["Message-ID"] == f"<{notice_id}@northgate.example>"


async def test_a_busy_mail_server_is_tried_again_later_and_the_wait_grows(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    clock = Clock()
    async with mail_server() as server:
        server.answers = ["451 come back", "421 busy"]
        notify = notify_handler(by_mail(store, server, clock=clock))
        waits = []
        for _ in range(2):
            with pytest.raises(Later) as later:
                await notify(notice_id=notice_id)
            waits.append(later.value.at - clock.now)
            clock.now = later.value.at
        await notify(notice_id=notice_id)
    assert waits == [timedelta(minutes=1), timedelta(minutes=2)]
    assert (await row(store, notice_id)).status == "sent"
    assert len(server.taken) == 1


async def test_a_refused_mail_is_given_up_at_once_and_says_why(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        server.answers = ["554 we do not like it"]
        await notify_handler(by_mail(store, server))(notice_id=notice_id)
    failed = await row(store, notice_id)
    assert failed.status == "failed"
    assert "554" in (failed.last_error or "")
    assert "we do not like it" in (failed.last_error or "")


async def test_after_the_last_attempt_a_notice_is_given_up_and_can_be_sent_again_by_hand(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        server.answers = ["451 no"]
        notify = notify_handler(by_mail(store, server, retry=Retry(attempts=1)))
        await notify(notice_id=notice_id)
        assert (await row(store, notice_id)).status == "failed"
        assert await send_again(store, notice_id)
        assert not await send_again(store, notice_id)
        await notify(notice_id=notice_id)
    assert (await row(store, notice_id)).status == "sent"


async def test_nothing_is_lost_while_no_mail_server_is_set(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    with pytest.raises(Later):
        await notify_handler(deps_of(store))(notice_id=notice_id)
    kept = await row(store, notice_id)
    assert (kept.status, kept.last_error) == ("not_configured", "no mail server is set: SMTP_URL")
    async with mail_server() as server:
        assert await send_again(store, notice_id)
        await notify_handler(by_mail(store, server))(notice_id=notice_id)
    assert len(server.taken) == 1


async def test_a_mail_server_that_is_not_there_is_a_matter_of_time(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as gone:
        pass
    with pytest.raises(Later):
        await notify_handler(by_mail(store, gone))(notice_id=notice_id)
    put_off = await row(store, notice_id)
    assert put_off.status == "pending"
    assert "cannot be reached" in (put_off.last_error or "")


async def test_a_webhook_carries_the_summary_under_a_signature_that_the_receiver_can_check(store: Store) -> None:
    business = playbook(webhook_secret_env="HOOK")
    now = datetime.now(UTC)
    async with receiver() as hook:
        case, notice_id = await prepared(store, "webhook", hook.url, business)
        secrets = {"HOOK": SECRET}
        deps = deps_of(store, business, secrets=secrets.get, clock=Clock(now))
        await notify_handler(deps)(notice_id=notice_id)
    headers, body = hook.calls[0]
    told = Webhook(SECRET).verify(body, headers)
    assert headers["webhook-id"] == notice_id
    assert (told["type"], told["data"]["handoff_id"]) == ("handoff.offered", case.handoff_id)
    assert told["data"]["summary"]["answers"][1]["quote"] == "30k a year"
    assert told["data"]["summary"]["link"] == f"https://bantam.example/console/leads/{case.lead_id}"


async def test_a_webhook_that_asks_for_patience_gets_it(store: Store) -> None:
    business = playbook(webhook_secret_env="HOOK")
    async with receiver() as hook:
        _, notice_id = await prepared(store, "webhook", hook.url, business)
        hook.answers = ["429 Too Many Requests\r\nretry-after: 900\r\n"]
        with pytest.raises(Later) as later:
            await notify_handler(deps_of(store, business, secrets=lambda name: SECRET))(notice_id=notice_id)
    assert later.value.at == NOW + timedelta(seconds=900)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("400 Bad Request", "failed"),
        ("404 Not Found", "failed"),
        ("410 Gone", "failed"),
        ("302 Found\r\nlocation: http://127.0.0.1:1/", "failed"),
        ("408 Request Timeout", "pending"),
        ("429 Too Many Requests", "pending"),
        ("500 Internal Server Error", "pending"),
        ("503 Service Unavailable", "pending"),
    ],
)
async def test_what_a_webhook_answers_decides_whether_it_is_tried_again(store: Store, answer: str, status: str) -> None:
    business = playbook(webhook_secret_env="HOOK")
    async with receiver() as hook:
        _, notice_id = await prepared(store, "webhook", hook.url, business)
        hook.answers = [answer + "\r\n"]
        notify = notify_handler(deps_of(store, business, secrets=lambda name: SECRET))
        if status == "pending":
            with pytest.raises(Later):
                await notify(notice_id=notice_id)
        else:
            await notify(notice_id=notice_id)
    after = await row(store, notice_id)
    assert after.status == status
    assert answer[:3] in (after.last_error or "")


@pytest.mark.parametrize(
    ("env", "secret", "says"),
    [
        (None, SECRET, "names no webhook_secret_env"),
        ("HOOK", None, "is not set: HOOK"),
        ("HOOK", "whsec_", "not of the form"),
        ("HOOK", "whsec_é", "not of the form"),
    ],
)
async def test_a_webhook_never_goes_out_unsigned(store: Store, env: str | None, secret: str | None, says: str) -> None:
    business = playbook(webhook_secret_env=env)
    async with receiver() as hook:
        _, notice_id = await prepared(store, "webhook", hook.url, business)
        with pytest.raises(Later):
            await notify_handler(deps_of(store, business, secrets=lambda name: secret))(notice_id=notice_id)
    assert hook.calls == []
    kept = await row(store, notice_id)
    assert kept.status == "not_configured"
    assert says in (kept.last_error or "")


async def test_a_handoff_that_was_rejected_meanwhile_is_told_to_nobody(store: Store) -> None:
    case, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with store.transaction() as connection:
        assert await handoffs.reject(connection, case.handoff_id, "us_1", "spam", NOW)
    async with mail_server() as server:
        await notify_handler(by_mail(store, server))(notice_id=notice_id)
    assert server.taken == []
    assert (await row(store, notice_id)).status == "dropped"


async def test_a_lead_that_was_erased_meanwhile_leaves_nothing_to_send(store: Store) -> None:
    case, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with store.transaction() as connection:
        await leads.erase(connection, case.lead_id)
    async with mail_server() as server:
        await notify_handler(by_mail(store, server))(notice_id=notice_id)
    assert server.taken == []


async def test_the_summary_is_kept_with_the_handoff_as_it_was_told(store: Store) -> None:
    case, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        await notify_handler(by_mail(store, server))(notice_id=notice_id)
    async with store.reading() as connection:
        handoff = await handoffs.get(connection, case.handoff_id)
    assert handoff is not None
    assert handoff.summary["who"] == "Dana Reyes, VP Sales at Brightloom"


async def test_line_breaks_in_a_name_do_not_become_headers_of_the_mail(store: Store) -> None:
    case, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        deps = by_mail(store, server)
        await notify_handler(replace(deps, public_url="https://bantam.example"))(notice_id=notice_id)
        broken = await notice(store, case.handoff_id, "email", "rep@northgate.example\r\nBcc: x@y.example")
        await notify_handler(deps)(notice_id=broken)
    assert len(server.taken) == 1
    assert (await row(store, broken)).status == "failed"


async def test_many_workers_at_once_send_each_notice_once(store: Store) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        notify = notify_handler(by_mail(store, server))
        done = await asyncio.gather(*(notify(notice_id=notice_id) for _ in range(8)), return_exceptions=True)
    assert len(server.taken) == 1
    assert all(one is None or isinstance(one, Later) for one in done)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Wed, 13 May 2026 14:31:00 GMT", timedelta(minutes=1)),
        ("99999999999999", MOST_PATIENCE),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: str, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait


def test_an_smtp_url_says_all_that_is_needed() -> None:
    server = Smtp.parse("smtp://bantam%40acme.example:p%40ss@mail.acme.example:2525?starttls=1")
    assert server == Smtp("mail.acme.example", 2525, False, True, "bantam@acme.example", "p@ss", "bantam@acme.example")
    assert Smtp.parse("smtps://mail.acme.example").port == 465
    assert Smtp.parse("smtp://mail.acme.example").sender == "bantam@mail.acme.example"


@pytest.mark.parametrize(
    "url", ["mail.acme.example", "http://x", "smtp://", "smtp://host:port", "smtp://h?from=nobody@"]
)
def test_a_wrong_smtp_url_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://user:password@"):
        Smtp.parse(url)


async def test_the_worker_delivers_a_notice_that_was_enqueued_and_comes_back_to_one_that_was_put_off(
    store: Store,
) -> None:
    _, notice_id = await prepared(store, "email", "rep@northgate.example")
    async with mail_server() as server:
        server.answers = ["451 come back"]
        deps = by_mail(store, server, retry=Retry(attempts=3, first=0.0))
        store.jobs.register({NOTIFY: Task(notify_handler(deps), deps.retry)})
        async with store.transaction() as connection:
            await enqueue(store, connection, notice_id)
        worker = asyncio.create_task(store.jobs.work())

        async def is_sent() -> bool:
            return (await row(store, notice_id)).status == "sent"

        await until(is_sent)
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
    assert len(server.taken) == 1
    assert (await row(store, notice_id)).attempts == 2

"""What changes under a handoff reaches whoever has it, by every way, with what changed and why."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from agent.assessment import Assessment
from agent.dialogue import DialogueState
from agent.facts import Fact
from agent.playbook import Playbook
from channels import handoff_verdicts, lead_file, rep_corrections
from channels.handoff_follow import Following
from channels.handoff_life import HandoffLife
from channels.notices import NoticeDeps, notify_handler
from channels.rep_corrections import Correction
from channels.rep_desk import Desk
from channels.rep_texts import AGREED
from console_world import add_user
from crm_store import assessments, consents, conversations, facts, handoffs, notices, rep_numbers, reps, users
from crm_store.jobs import Later
from crm_store.store import Store
from rep_case import NOW, fact, playbook
from rep_case_store import MailServer, Receiver, Seeded, mail_server, notice, receiver, seed
from support_twilio import Phone, phone
from test_notices import parsed

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, long enough").decode()
MOBILE = "+15125550177"
LATER = NOW + timedelta(minutes=2)


@dataclass
class World:
    """One handoff, told by every way there is; and the servers that take it."""

    store: Store
    business: Playbook
    case: Seeded
    user_id: str
    mail: MailServer
    hook: Receiver
    slack: Receiver
    own: Receiver
    here: Phone

    async def work(self, at: datetime = NOW) -> None:
        """Send what waits."""
        self.here.clock.now = at
        rooms = {"HOOK": SECRET, "SLACK_SALES": self.slack.url}
        deps = NoticeDeps(
            self.store, {"northgate": self.business}, self.here.clock, "http://test",
            smtp_url=f"smtp://127.0.0.1:{self.mail.port}?starttls=0", secrets=rooms.get, texting=self.here.texting,
        )  # fmt: skip
        async with self.store.reading() as connection:
            waiting = [one for one in await notices.of_handoff(connection, self.case.handoff_id)
                       if one.status == "pending"]  # fmt: skip
        for one in waiting:
            await notify_handler(deps)(notice_id=one.id)

    async def correct(self, slot: str, words: str, by: str = "us_other") -> None:
        wanted = Correction(self.case.lead_id, slot, words, "on the phone", by, "Ann")
        await rep_corrections.correct(self.store, {"northgate": self.business}, "http://test", wanted, LATER)

    def told(self) -> dict[str, str]:
        """The last words of each way."""
        mails = {str(parsed(raw)["To"]): parsed(raw) for raw in self.mail.taken}
        texts = {to: f"{mail['Subject']}\n{_plain(mail)}" for to, mail in mails.items()}
        signed = self.hook.calls[-1]
        rooms = {"slack": self.slack.calls[-1][1].decode(), "own": self.own.calls[-1][1].decode()}
        return texts | rooms | {"hook": _verified(*signed), "sms": self.here.mock.bodies(MOBILE)[-1]}


def _verified(headers: dict[str, str], body: bytes) -> str:
    """The body, if its signature holds; its age is checked where the clock is today's."""
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert Webhook(SECRET).sign(headers["webhook-id"], at, body.decode()) == headers["webhook-signature"]
    return json.dumps(json.loads(body), ensure_ascii=False)


def _plain(mail: Any) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content())


@asynccontextmanager
async def world(store: Store, reason: str = "sql") -> AsyncIterator[World]:
    business = playbook(webhook_secret_env="HOOK")
    async with AsyncExitStack() as stack:
        mail, here = await stack.enter_async_context(mail_server()), await stack.enter_async_context(phone(store))
        hook, slack, own = [await stack.enter_async_context(receiver()) for _ in range(3)]
        case, user_id = await seed(store, business), await add_user(store)
        async with store.transaction() as connection:
            if reason != "sql":
                await connection.exec_driver_sql(f"UPDATE handoffs SET reason = '{reason}', stage = 'MQL', score = 40")
            await reps.change(connection, user_id, profile={"by_email": True, "slack_url": own.url}, seen_at=NOW)
            await rep_numbers.ask(connection, user_id, MOBILE, "rt_1", NOW)
            await rep_numbers.verify(connection, user_id, MOBILE, NOW)
            await consents.record(connection, "sms", MOBILE, "granted", "rep", NOW, shown=AGREED)
        for kind, target in (("email", "team@x.example"), ("webhook", hook.url), ("slack", "SLACK_SALES")):
            await notice(store, case.handoff_id, kind, target)
        with pytest.raises(Later):
            await HandoffLife(store, {"northgate": business}, lambda: NOW, {}).advance(case.handoff_id)
        made = World(store, business, case, user_id, mail, hook, slack, own, here)
        await made.work()
        yield made


async def test_offer_goes_out_by_every_way_and_one_press_is_for_reps_own_ways_alone(store: Store) -> None:
    async with world(store) as here:
        told = here.told()
    assert len(told) == 6
    assert all("Dana Reyes" in words for words in told.values())
    for name in ("rep@northgate.example", "own", "sms"):
        assert "/console/a" in told[name]
    for name in ("team@x.example", "slack", "hook"):
        assert "/console/accept" not in told[name]


async def test_withdrawal_reaches_everybody_with_what_changed_and_why(store: Store) -> None:
    async with world(store) as here:
        await here.correct("need", "personal use")
        await here.work(LATER)
        told = here.told()
        status = (await _handoff(store, here.case)).status
    assert status == "withdrawn"
    for name, words in told.items():
        assert "personal use" in words, name
        assert "Ann corrected need" in words or name == "sms", name
        assert "ithdrawn" in words, name
    assert "/console/accept" not in "".join(told.values())
    assert json.loads(told["hook"])["type"] == "handoff.withdrawn"


async def test_upgrade_reaches_everybody_and_can_be_accepted(store: Store) -> None:
    async with world(store, "asked_for_person") as here:
        await here.correct("budget", "60,000 USD a year")
        await here.work(LATER)
        told = here.told()
        after = await _handoff(store, here.case)
    assert (after.reason, after.stage) == ("sql", "SQL")
    for name, words in told.items():
        assert "Now qualified" in words or name == "hook", name
        assert "60,000" in words, name
    assert json.loads(told["hook"])["type"] == "handoff.upgraded"
    assert "Score: MQL, 40 of 100" in told["hook"]
    assert "/console/a" in told["sms"]


async def test_change_after_acceptance_reaches_who_has_it_and_the_team(store: Store) -> None:
    async with world(store) as here:
        await handoff_verdicts.accept(store, here.case.handoff_id, here.user_id, NOW)
        await here.correct("timeline", "no date")
        await here.correct("company_size", "41 employees")
        await here.work(LATER)
        told = here.told()
        assert (await _handoff(store, here.case)).status == "accepted"
    for name, words in told.items():
        assert "Timeline" in words, name
    for name in ("rep@northgate.example", "team@x.example", "slack", "own", "hook"):
        assert "Size:" in told[name], name  # both corrections came in one notice
    assert len([raw for raw in here.mail.taken if str(parsed(raw)["To"]).startswith("rep@")]) == 2


async def test_second_change_is_told_as_well(store: Store) -> None:
    async with world(store) as here:
        await handoff_verdicts.accept(store, here.case.handoff_id, here.user_id, NOW)
        for number in (41, 42):
            await here.correct("company_size", f"{number} employees")
            await here.work(LATER)
            assert f"{number}" in here.told()["own"]


async def test_rep_hears_nothing_of_what_they_changed_themselves(store: Store) -> None:
    async with world(store) as here:
        await handoff_verdicts.accept(store, here.case.handoff_id, here.user_id, NOW)
        before = len(here.here.mock.sent)
        await here.correct("company_size", "41 employees", by=here.user_id)
        await here.work(LATER)
        assert len(here.here.mock.sent) == before


async def test_rep_hears_of_the_events_they_chose(store: Store) -> None:
    async with world(store) as here:
        async with store.transaction() as connection:
            await reps.keep_profile(connection, here.user_id, {"by_email": True, "events": ["offered"]})
        await handoff_verdicts.accept(store, here.case.handoff_id, here.user_id, NOW)
        await here.correct("company_size", "41 employees")
        await here.work(LATER)
    assert [str(parsed(raw)["To"]) for raw in here.mail.taken].count("rep@northgate.example") == 1


async def test_who_is_still_to_hear_of_the_offer_hears_one_notice_with_what_holds_then(store: Store) -> None:
    case, user_id = await seed(store, playbook()), await add_user(store)
    await notice(store, case.handoff_id, "email", "team@x.example")
    wanted = Correction(case.lead_id, "company_size", "41 employees", "", user_id, "Ann")
    await rep_corrections.correct(store, {"northgate": playbook()}, "http://test", wanted, NOW)
    async with store.reading() as connection:
        assert [one.about for one in await notices.of_handoff(connection, case.handoff_id)] == ["offered"]


async def test_who_has_left_hears_nothing_more(store: Store) -> None:
    async with world(store) as here:
        await handoff_verdicts.accept(store, here.case.handoff_id, here.user_id, NOW)
        async with store.transaction() as connection:
            await users.change(connection, here.user_id, disabled_at=NOW)
        rooms, texts = len(here.own.calls), len(here.here.mock.sent)
        await here.correct("company_size", "41 employees")
        await here.work(LATER)
        assert (len(here.own.calls), len(here.here.mock.sent)) == (rooms, texts)
        assert "41" in here.told()["team@x.example"]


# What the lead says after the handoff


async def _handoff(store: Store, case: Seeded) -> Any:
    async with store.reading() as connection:
        return await handoffs.get(connection, case.handoff_id)


async def _lead_says(here: World, said: Fact) -> None:
    """As a turn's commit leaves it: the fact and the new assessment."""
    async with here.store.transaction() as connection:
        await facts.add(connection, here.case.lead_id, [said])
        file = await lead_file.load(connection, here.case.lead_id)
        assert file is not None
        fresh = lead_file.LeadFile(**{**vars(file), "assessment": None})
        scored: Assessment = lead_file.assessment_of(fresh, here.business, NOW)
        await assessments.add(connection, here.case.lead_id, scored.model_dump(mode="json"), {}, NOW)
    await Following(here.store).look(here.case.lead_id, [said.id], LATER.isoformat())
    await here.work(LATER)


def _no_budget() -> Fact:
    value: Any = {"status": "none"}
    return fact("budget", value, "ms_3", "30k a year", id="fc_new", at=NOW, supersedes="fc_budget_ms_3")


async def test_lead_who_takes_back_the_budget_is_handed_over_no_more_and_the_agent_goes_on(store: Store) -> None:
    async with world(store) as here:
        await _lead_says(here, _no_budget())
        told = here.told()
        assert (await _handoff(store, here.case)).status == "withdrawn"
        async with store.reading() as connection:
            talk = await conversations.get(connection, here.case.conversation_id)
    assert talk is not None
    assert DialogueState.model_validate(talk.state).handed_over is None
    for name, words in told.items():
        assert "Budget: " in words, name
        assert "->" in words or "\\u003e" in words or "&gt;" in words, name


async def test_rep_who_talks_with_the_lead_needs_no_notice_of_their_words(store: Store) -> None:
    async with world(store) as here:
        await Desk(store).take(here.case.conversation_id, here.user_id, NOW)
        before = len(here.mail.taken)
        await _lead_says(here, _no_budget())
        assert len(here.mail.taken) == before

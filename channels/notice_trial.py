"""A test of how a rep is told: one message by each of their ways, and what came of it, shown on their page."""

import html
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from channels.notice_delivery import Announcement, NotDelivered
from channels.notice_plan import Way, ways_of_rep
from channels.notice_sms import RepText, body_of, post
from channels.notice_ways import deliver
from crm_store import audit, reps
from crm_store.errors import Conflict
from crm_store.ids import new_id
from crm_store.notices import Notice

if TYPE_CHECKING:
    from channels.notices import NoticeDeps
    from crm_store.store import Store

TRY_WAYS = "try_ways"
"""The name of the job; its argument is `user_id`."""
SETTING = "tried"
"""Where a profile keeps what came of it: way -> sentence."""
AGAIN = timedelta(minutes=1)
SUBJECT = "A test of how Bantam tells you of leads"
WORDS = "This is a test that you asked for. When a lead is handed to you, a message like this one tells you of it."
SENT = "It went out."


async def ask(store: "Store", user_id: str, now: datetime) -> None:
    """Enqueue one. Raises Conflict where one was asked for just now, or there is no way to try."""
    async with store.transaction() as connection:
        row = await reps.get(connection, user_id)
        if row is None or not await ways_of_rep(connection, user_id, "offered"):
            raise Conflict("There is no way to try.", "Choose one first, and keep it.")
        last = row.profile.get("tried_at")
        if last and now - datetime.fromisoformat(str(last)) < AGAIN:
            raise Conflict("A test went out just now.", "Please wait a minute.")
        await reps.merge_profile(connection, user_id, {"tried_at": now.isoformat(), SETTING: {}})
        await store.jobs.enqueue(connection, TRY_WAYS, {"user_id": user_id}, lock=f"try:{user_id}")
        await audit.record(connection, user_id, "notices tried", now)


@dataclass(frozen=True)
class Trial:
    """The handler of the job `try_ways`."""

    deps: "NoticeDeps"

    async def run(self, user_id: str) -> None:
        """By each way once; nothing is tried again, for its owner is waiting for the answer."""
        async with self.deps.store.reading() as connection:
            ways = await ways_of_rep(connection, user_id, "offered")
        for way in ways:
            said = await self._one(way, user_id)
            async with self.deps.store.transaction() as connection:
                row = await reps.get(connection, user_id)
                known = row.profile.get(SETTING, {}) if row is not None else {}
                await reps.merge_profile(connection, user_id, {SETTING: {**known, way.kind: said}})

    async def _one(self, way: Way, user_id: str) -> str:
        now = self.deps.clock()
        notice = Notice(new_id("no"), "", way.kind, way.target, "sending", 1, None, None, now, None, user_id=user_id)
        told = Announcement(
            notice.id, way.target, SUBJECT, WORDS, f"<p>{html.escape(WORDS)}</p>", {}, now,
            link=f"{self.deps.public_url.rstrip('/')}/console/me",
        )  # fmt: skip
        try:
            if way.kind == "sms":
                text = RepText(way.target, body_of(told, "offered"), now, asked_for=True)
                await post(self.deps.texting, text, self.deps.clock)
            else:
                await deliver(self.deps, notice, told)
        except NotDelivered as error:
            return f"It did not get there: {error}"
        return SENT

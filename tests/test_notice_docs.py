"""The receiver's code in the documentation checks real webhooks: what is ours it takes, anything else it does not."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.notice_delivery import Announcement
from channels.notice_webhook import send
from rep_case_store import receiver

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, long enough").decode()
OTHER = "whsec_" + base64.b64encode(b"somebody else's secret, as long as").decode()
DOCS = Path(__file__).parent.parent / "docs" / "notices.md"


def documented() -> Callable[[dict[str, str], bytes, str], bool]:
    found = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert found is not None
    module: dict[str, Callable[[dict[str, str], bytes, str], bool]] = {}
    exec(compile(found[1], str(DOCS), "exec"), module)
    return module["is_from_bantam"]


async def _posted(at: datetime) -> tuple[dict[str, str], bytes]:
    data = {"type": "handoff.changed", "data": {"text": "Größe: 40 → 41"}}
    async with receiver() as hook:
        await send(Announcement("no_1", hook.url, "", "", "", data, at), SECRET)
    return hook.calls[0]


async def test_what_we_sent_is_taken_and_what_was_changed_on_its_way_is_not() -> None:
    headers, body = await _posted(datetime.now(UTC))
    check = documented()
    assert check(headers, body, SECRET)
    assert not check(headers, body.replace(b"41", b"42"), SECRET)
    assert not check(headers | {"webhook-id": "no_2"}, body, SECRET)
    assert not check(headers, body, OTHER)
    assert check(headers | {"webhook-signature": f"v1,bm90IG91cnM= {headers['webhook-signature']}"}, body, SECRET)


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_old_message_played_again_is_not_taken(minutes: int) -> None:
    headers, body = await _posted(datetime.now(UTC) + timedelta(minutes=minutes))
    assert not documented()(headers, body, SECRET)

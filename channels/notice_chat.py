"""Notices into chat rooms: Slack incoming webhooks (Block Kit) and Teams workflows (Adaptive Cards)."""

import json
from typing import TYPE_CHECKING, Any

from agent.handoff import one_line
from channels.notice_delivery import Announcement, NotDelivered, NotNow, Refused, retry_after

if TYPE_CHECKING:
    import httpx

PATIENCE = 15.0
"""Seconds for the whole answer."""
MOST_TEXT = 2900
"""Characters of one Slack section (3000 at most, docs.slack.dev/reference/block-kit/blocks/section-block)."""
TEMPORARY = (408, 425, 429)


def slack_body(announcement: Announcement, link: str) -> dict[str, Any]:
    """`text` is what a notification shows; a lead's words cannot become mentions or links: &, < and > are escaped."""
    return {
        "text": _escaped(one_line(announcement.subject, 200)),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": _cut(_escaped(announcement.text), MOST_TEXT)}},
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": {"type": "plain_text", "text": announcement.does}, "url": link}
                ],
            },
        ],
    }


def teams_body(announcement: Announcement, link: str) -> dict[str, Any]:
    """One Adaptive Card (version 1.4) as Teams' "when a webhook request is received" takes it."""
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": one_line(announcement.subject, 200), "weight": "Bolder", "wrap": True},
            {"type": "TextBlock", "text": _cut(announcement.text, 8000), "wrap": True},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": announcement.does, "url": link}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


async def post(
    url: str, body: dict[str, Any], announcement: Announcement, client: "httpx.AsyncClient | None" = None
) -> None:
    """Send it; redirects are not followed. Raises NotNow or Refused."""
    import httpx

    http = client or httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=False)
    try:
        answer = await http.post(url, content=json.dumps(body), headers={"content-type": "application/json"})
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Refused("the address of the chat room cannot be used") from error
    except httpx.HTTPError as error:
        raise NotNow(f"no answer from the chat room: {type(error).__name__}") from error
    finally:
        if client is None:
            await http.aclose()
    if not answer.is_success:
        raise _trouble(answer.status_code, answer.text, answer.headers.get("retry-after"), announcement)


def _trouble(status: int, said: str, after: str | None, announcement: Announcement) -> NotDelivered:
    """The address itself is a secret and never part of the words."""
    words = one_line(f"the chat room answered {status} {said[:200]}")
    if status in TEMPORARY or status >= 500:
        return NotNow(words, retry_after(after, announcement.at))
    return Refused(words)


def _escaped(text: str) -> str:
    """As Slack wants it (docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"

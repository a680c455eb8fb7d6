"""Notices by webhook, signed as Standard Webhooks has it (standardwebhooks.com): webhook-id, -timestamp, -signature."""

import binascii
import json
from typing import TYPE_CHECKING

from agent.handoff import one_line
from channels.notice_delivery import Announcement, NotConfigured, NotDelivered, NotNow, Refused, retry_after

if TYPE_CHECKING:
    import httpx

PATIENCE = 15.0
"""Seconds for the whole answer, as Standard Webhooks recommends (15 to 30)."""
SHOWN = 300
"""Characters of the other side's answer that are kept with a failure."""
TEMPORARY = (408, 425, 429)


def signed(announcement: Announcement, secret: str) -> tuple[bytes, dict[str, str]]:
    """The body and its headers. `secret`: `whsec_` and base64. Raises NotConfigured where it is not one."""
    from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

    body = json.dumps(announcement.data, ensure_ascii=False, separators=(",", ":"))
    try:
        signature = Webhook(secret).sign(announcement.notice_id, announcement.at, body)
    except (binascii.Error, ValueError, EmptyWebhookSecretError) as error:
        raise NotConfigured("the webhook's secret is not of the form whsec_<base64>") from error
    return body.encode(), {
        "content-type": "application/json",
        "user-agent": "Bantam",
        "webhook-id": announcement.notice_id,
        "webhook-timestamp": str(int(announcement.at.timestamp())),
        "webhook-signature": signature,
    }


async def send(announcement: Announcement, secret: str, client: "httpx.AsyncClient | None" = None) -> None:
    """Post it; redirects are not followed. Raises NotNow, Refused or NotConfigured."""
    import httpx

    body, headers = signed(announcement, secret)
    http = client or httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=False)
    try:
        async with http.stream("POST", announcement.target, content=body, headers=headers) as response:
            if response.is_success:
                return
            raise await _trouble(response, announcement)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise Refused(one_line(f"the address cannot be used: {error}")) from error
    except httpx.HTTPError as error:
        raise NotNow(one_line(f"no answer: {str(error) or type(error).__name__}")) from error
    finally:
        if client is None:
            await http.aclose()


async def _trouble(response: "httpx.Response", announcement: Announcement) -> NotDelivered:
    said = b""
    async for part in response.aiter_raw():
        said += part
        if len(said) >= SHOWN:
            break
    words = one_line(
        f"answered {response.status_code} {response.reason_phrase} {said[:SHOWN].decode(errors='replace')}"
    )
    if response.status_code in TEMPORARY or response.status_code >= 500:
        return NotNow(words, retry_after(response.headers.get("retry-after"), announcement.at))
    return Refused(words)

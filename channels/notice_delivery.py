"""What may come of trying to deliver a notice, whichever way it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MOST_PATIENCE = timedelta(hours=6)
"""However long the other side asks us to wait: a lead waits for this."""


class NotDelivered(Exception):
    """Base of all. `str(error)` is one sentence for the rep who looks at the notice."""


class NotNow(NotDelivered):
    """Worth another try; `wait` where the other side said how long."""

    def __init__(self, sentence: str, wait: timedelta | None = None) -> None:
        super().__init__(sentence)
        self.wait = None if wait is None else min(max(wait, timedelta(0)), MOST_PATIENCE)


class NotYet(NotDelivered):
    """Nothing is wrong: its time has not come. Counts as no attempt."""

    def __init__(self, sentence: str, until: datetime) -> None:
        super().__init__(sentence)
        self.until = until


class Refused(NotDelivered):
    """It will not go that way, however often we try."""


class NotConfigured(NotDelivered):
    """Nobody has told us (or told us rightly) how to send such a notice: it waits until somebody does."""


@dataclass(frozen=True)
class Announcement:
    """A notice ready to be delivered: its id (the key by which a repetition is recognised), and the words."""

    notice_id: str
    target: str
    subject: str
    text: str
    html: str
    data: Mapping[str, object]
    """For programs: the handoff and its summary as JSON values."""
    at: datetime
    link: str = ""
    """Where the rep goes on: accepting with one press where the way is theirs alone, else the lead."""
    does: str = "Open"
    """What the link does."""
    changes: tuple[str, ...] = ()
    """What changed since the handoff, in lines."""


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for: seconds or an HTTP date (RFC 9110, 10.2.3); None where it says nothing."""
    if not header:
        return None
    words = header.strip()
    if words.isascii() and words.isdigit():
        return timedelta(seconds=min(int(words[:9]), int(MOST_PATIENCE.total_seconds())))
    try:
        at = parsedate_to_datetime(words)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now

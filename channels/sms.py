"""What texting needs to know: our numbers and whose they are, the carrier, the hours, and the limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from agent.dialogue import Move
from agent.playbook import Playbook
from agent.quiet_hours import QuietHours, rules
from agent.segments import SEGMENTS
from channels.twilio_api import Letter, Posted
from crm_store.jobs import Retry

if TYPE_CHECKING:
    from crm_store.store import Store

SEND = "send"
"""The name of the job that delivers one text message; its argument is `message_id`."""
WHATSAPP = "whatsapp:"
RETRY = Retry(attempts=9, first=2.0, factor=2.5, cap=600.0)


class Carrier(Protocol):
    """Who carries text messages. Raises twilio_api.Refused and Unreachable."""

    async def send(self, letter: Letter) -> Posted: ...

    async def sent_since(self, letter: Letter, since: datetime) -> list[Posted]: ...


@dataclass(frozen=True)
class Texting:
    """Texting, wired. Everything that a test may want to replace is passed in."""

    store: "Store"
    playbooks: Mapping[str, Playbook]
    now: Callable[[], datetime]
    public_url: str
    carrier: Carrier | None = None
    """None: not set up; messages wait, and say so."""
    account_sid: str = ""
    auth_token: str = ""
    line: str | None = None
    """Our number (E.164) where a conversation has none of its own."""
    service_sid: str | None = None
    whatsapp_line: str | None = None
    lines: Mapping[str, str] = field(default_factory=dict)
    """Which playbook one of our numbers belongs to."""
    playbook: str | None = None
    """The playbook of every other number; None: the first there is."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """WhatsApp: the approved template (ContentSid) of each playbook, or of `*`. 1: the name, 2: the business."""
    hours: QuietHours = field(default_factory=rules)
    trust_forwarded: bool = False
    """Believe X-Forwarded-Proto and -Host when checking signatures (behind a proxy that sets them)."""
    carrier_answers_keywords: bool = False
    """Twilio answers STOP, START and HELP by itself; then we stay silent."""
    segments: int | None = None
    """Of a reply at most, whatever its playbook says."""
    pace: float = 1.0
    """Segments that one of our lines carries a second (US long codes: about one)."""
    validity: int = 14400
    """Seconds that a message may wait in the carrier's queue: a reply four hours late answers nothing."""
    names_intent: bool = False
    """Tell Twilio whether a text answers or is one that we start."""
    flood: int = 30
    """So many texts of one number within `flood_window` are more than a person writes; 0: never too many."""
    flood_window: timedelta = timedelta(minutes=10)
    flood_pause: timedelta = timedelta(hours=1)
    """For so long nothing of such a number is answered."""
    price: Decimal | None = None
    """What one segment costs, where the carrier does not say; in `currency`."""
    currency: str = "USD"
    retry: Retry = RETRY
    lease: timedelta = timedelta(seconds=25)
    """After that nobody is still at it: longer than the carrier may take to answer."""

    def most_segments(self, playbook: str) -> int:
        """Segments of a reply at most."""
        known = self.playbooks.get(playbook)
        return self.segments or (known.text_segments if known is not None else SEGMENTS)

    def playbook_of(self, line: str) -> str | None:
        """The playbook that one of our numbers belongs to."""
        return self.lines.get(line) or self.playbook or next(iter(self.playbooks), None)

    def line_of(self, playbook: str, channel: str) -> str | None:
        """Our number for a conversation that we start: the playbook's own, else the one of all."""
        own = next((line for line, name in self.lines.items() if name == playbook), None)
        return own or (self.whatsapp_line if channel == "whatsapp" else None) or self.line

    @property
    def is_set_up(self) -> bool:
        return self.carrier is not None and bool(self.line or self.service_sid or self.lines)


def as_address(channel: str, number: str) -> str:
    """How Twilio writes a number on this channel."""
    return WHATSAPP + number if channel == "whatsapp" else number


def confirms_opt_out(move: Mapping[str, object] | None) -> bool:
    """Whether a message is the confirmation of an opt-out, by the move that it words."""
    return move is not None and Move.model_validate(move).kind == "acknowledge_opt_out"

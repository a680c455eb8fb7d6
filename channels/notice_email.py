"""Notices by email: SMTP, one message a notice, plain text and HTML."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from agent.handoff import one_line
from channels.notice_delivery import Announcement, NotConfigured, NotDelivered, NotNow, Refused

if TYPE_CHECKING:
    from aiosmtplib import SMTPException

PATIENCE = 30.0
"""Seconds for each step of the conversation with the mail server."""
CREDENTIALS = (530, 534, 535, 538)
"""The server does not know us (RFC 4954, 6): the operator's to mend, and no reason to give a notice up."""
EXAMPLE = "smtp://user:password@mail.example.com:587?starttls=1&from=bantam@example.com"


@dataclass(frozen=True)
class Smtp:
    """A mail server, read from SMTP_URL. `starttls`: True insists on it, None takes it where offered, False never."""

    host: str
    port: int
    tls: bool
    starttls: bool | None
    user: str | None
    password: str | None
    sender: str

    @classmethod
    def parse(cls, url: str) -> "Smtp":
        """`smtp://…` (port 587, `?starttls=1|0`) or `smtps://…` (port 465); `&from=` sets the sender.

        Raises ValueError with a sentence that says what is wrong.
        """
        parts = urlsplit(url.strip())
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError(f"SMTP_URL is not the address of a mail server: write it as {EXAMPLE}")
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        user = unquote(parts.username) if parts.username else None
        sender = options.get("from") or (user if user and "@" in user else f"bantam@{parts.hostname}")
        try:
            port = parts.port or (465 if parts.scheme == "smtps" else 587)
            Address(addr_spec=sender)
        except (ValueError, IndexError) as error:
            raise ValueError(f"SMTP_URL: {error}; write it as {EXAMPLE}") from error
        wish = {"1": True, "true": True, "0": False, "false": False}.get(options.get("starttls", "").lower())
        secret = unquote(parts.password) if parts.password else None
        return cls(parts.hostname, port, parts.scheme == "smtps", wish, user, secret, sender)


def compose(announcement: Announcement, sender: str) -> EmailMessage:
    """The mail. Its Message-ID is made of the notice's id alone: a repetition is recognised by it.

    Raises Refused where the recipient's address is none.
    """
    message = EmailMessage()
    try:
        recipient = Address(addr_spec=announcement.target)
    except (ValueError, IndexError) as error:
        raise Refused(f"{announcement.target!r} is not an email address") from error
    message["Subject"] = one_line(announcement.subject, 160)
    message["From"] = Address("Bantam", addr_spec=sender)
    message["To"] = recipient
    message["Date"] = format_datetime(announcement.at)
    message["Message-ID"] = f"<{announcement.notice_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(announcement.text)
    message.add_alternative(announcement.html, subtype="html")
    return message


async def send(announcement: Announcement, server: Smtp) -> None:
    """Hand the mail to the server. Raises NotNow or Refused."""
    import aiosmtplib

    message = compose(announcement, server.sender)
    try:
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=False if server.tls else server.starttls,
            timeout=PATIENCE,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _trouble(error, server) from error


def _trouble(error: "SMTPException | OSError", server: Smtp) -> NotDelivered:
    """By class (RFC 5321, 4.2.1): 4yz may succeed later, 5yz will not; no connection is a matter of time."""
    import aiosmtplib

    place = f"{server.host}:{server.port}"
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _by_code(error.recipients[0].code, f"{place} refuses the recipient: {error.recipients[0].message}")
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code in CREDENTIALS:
        return NotConfigured(one_line(f"{place} does not accept the credentials of SMTP_URL: {error.code}"))
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _by_code(error.code, f"{place} answers {error.code}: {error.message}")
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return Refused(one_line(f"{place} cannot do what SMTP_URL asks for: {error}"))
    return NotNow(one_line(f"{place} cannot be reached: {error or type(error).__name__}"))


def _by_code(code: int, words: str) -> NotDelivered:
    permanent = 500 <= code < 600
    return Refused(one_line(words)) if permanent else NotNow(one_line(words))

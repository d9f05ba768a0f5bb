"""E-mail over an encrypted connection to the controller's own mail server: plain text, the sealed letter attached."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import ClassVar, Final

from app.delivery.message import Message, SendingLater, SendingNever
from app.errors import DeskError

TIMEOUT_SECONDS: Final = 20.0
_PERMANENT: Final = 500


class MailNotSecure(DeskError):
    """Mail would leave the machine unencrypted."""

    code: ClassVar[str] = "mailNotSecure"


class Security(StrEnum):
    """How the connection is encrypted; `none` is for a server on this machine alone."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS: Final = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server of the controller, and the address mail comes from."""

    host: str
    sender: str
    port: int | None = None
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)


class EmailChannel:
    """Sends each message in a connection of its own."""

    def __init__(
        self,
        server: MailServer,
        *,
        tls: ssl.SSLContext | None = None,
        check_may_send: Callable[[], None] = lambda: None,
    ) -> None:
        """Use this server; `tls` says whom to trust, the system's authorities without it. Raises MailNotSecure.

        `check_may_send` is asked before each message; it raises OutgoingHeld in a copy that was not released.
        """
        if server.security is Security.NONE and not _is_loopback(server.host):
            raise MailNotSecure("LOKET_SMTP_SECURITY=none is for a server on this machine alone")
        self._server = server
        self._check_may_send = check_may_send
        self._tls = tls or ssl.create_default_context()

    def send(self, message: Message) -> None:
        """Hand the message to the server; it is accepted when its data were.

        Raises SendingLater, SendingNever, OutgoingHeld.
        """
        self._check_may_send()
        mail = _mail(message, self._server.sender)
        try:
            connection = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            # A wrong password or certificate too: once it is set right, the same message goes.
            raise SendingLater("The mail server cannot be used", error=_kind(error)) from None
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refused(max(codes, default=0)) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise SendingLater("The mail server went away", error=_kind(error)) from None
        finally:
            # The data were accepted or not by now: how the goodbye goes changes nothing.
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        port = server.port or _PORTS[server.security]
        name = server.sender.rpartition("@")[2]
        connection: smtplib.SMTP
        if server.security is Security.TLS:
            connection = smtplib.SMTP_SSL(
                server.host, port, name, timeout=TIMEOUT_SECONDS, context=self._tls
            )
        else:
            connection = smtplib.SMTP(server.host, port, name, timeout=TIMEOUT_SECONDS)
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=self._tls)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _mail(message: Message, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.address
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    if message.in_reply_to:
        mail["In-Reply-To"] = message.in_reply_to
        mail["References"] = message.in_reply_to
    mail.set_content(message.text)
    if message.letter:
        mail.add_attachment(
            message.letter, maintype="application", subtype="pdf", filename=message.file_name
        )
    return mail


def _refused(code: int) -> SendingLater | SendingNever:
    kind = SendingNever if code >= _PERMANENT else SendingLater
    return kind("The mail server refuses the message", status=code)


def _kind(error: Exception) -> str:
    """Return the name of an error: its text may hold an address or a password."""
    return type(error).__name__


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

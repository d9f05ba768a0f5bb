"""The mailbox of the controller, read over IMAP with TLS: what waits in it, and where each mail goes once it is taken."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Final

from imapclient import IMAPClient  # type: ignore[import-untyped] # the library has no types
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped] # the same

from app.errors import DeskError

TIMEOUT_SECONDS: Final = 30.0
MOST_AT_ONCE: Final = 200
"""Mails that are taken in one go; the others wait for the next."""


class MailboxUnreachable(DeskError):
    """The mailbox could not be opened, or went away; what was not taken stays in it. Fact `error`."""

    code: ClassVar[str] = "mailboxUnreachable"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One mail that waits."""

    uid: int
    size: int
    arrived_at: datetime
    """When the mailbox got it, by its own server."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where the mailbox is, and its folders."""

    host: str
    user: str
    port: int = 993
    password: str = field(default="", repr=False)
    folder: str = "INBOX"
    done_folder: str = "Verwerkt"
    check_folder: str = "Nakijken"
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    """Whom to trust; None for the system's authorities."""

    @contextmanager
    def opened(self) -> Iterator["OpenMailbox"]:
        """Give the open mailbox. Raises MailboxUnreachable, also for a certificate nobody vouches for."""
        try:
            client = IMAPClient(
                self.host,
                self.port,
                ssl=True,
                ssl_context=self.tls or ssl.create_default_context(),
                timeout=TIMEOUT_SECONDS,
            )
        except (IMAPClientError, OSError) as error:
            raise _unreachable(error) from None
        try:
            client.login(self.user, self.password)
            for name in (self.done_folder, self.check_folder):
                if not client.folder_exists(name):
                    client.create_folder(name)
            client.select_folder(self.folder)
            yield OpenMailbox(client, self)
        except (IMAPClientError, OSError) as error:
            raise _unreachable(error) from None
        finally:
            with suppress(IMAPClientError, OSError):
                client.logout()


@dataclass(frozen=True, slots=True)
class OpenMailbox:
    """The folder with what waits. A mail is moved out of it only when told to."""

    _client: IMAPClient
    _box: Mailbox

    def waiting(self) -> tuple[Waiting, ...]:
        """Return what waits, oldest first: seen or not, as a colleague may have opened it meanwhile."""
        uids = sorted(self._client.search(["UNDELETED"]))[:MOST_AT_ONCE]
        if not uids:
            return ()
        told = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return tuple(
            Waiting(uid, int(told[uid][b"RFC822.SIZE"]), _utc(told[uid][b"INTERNALDATE"]))
            for uid in uids
            if uid in told
        )

    def content(self, mail: Waiting) -> bytes:
        """Return the whole mail, which stays as unseen as it was."""
        return self._part(mail, "BODY.PEEK[]", b"BODY[]")

    def head(self, mail: Waiting) -> bytes:
        """Return the headers of a mail alone."""
        return self._part(mail, "BODY.PEEK[HEADER]", b"BODY[HEADER]")

    def done(self, mail: Waiting) -> None:
        """Move a mail that was taken to its folder."""
        self._move(mail, self._box.done_folder)

    def set_aside(self, mail: Waiting) -> None:
        """Move a mail to the folder of those that somebody has to look at."""
        self._move(mail, self._box.check_folder)

    def _part(self, mail: Waiting, wanted: str, name: bytes) -> bytes:
        told = self._client.fetch([mail.uid], [wanted])
        return bytes(told.get(mail.uid, {}).get(name) or b"")

    def _move(self, mail: Waiting, folder: str) -> None:
        if self._client.has_capability("MOVE"):
            self._client.move([mail.uid], folder)
            return
        self._client.copy([mail.uid], folder)
        self._client.delete_messages([mail.uid])
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge([mail.uid])


def _utc(told: datetime) -> datetime:
    """Return an instant of the library, which gives it in the machine's own time zone, without saying so."""
    return told.astimezone(UTC)


def _unreachable(error: Exception) -> MailboxUnreachable:
    # Its text may hold an address or a password.
    return MailboxUnreachable("The mailbox cannot be used", error=type(error).__name__)

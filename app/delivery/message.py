"""A message to another organisation, what may go wrong with it, and what a channel is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

from app.errors import DeskError


class SendingError(DeskError):
    """A message was not accepted; nothing of it stands in the message of the error."""

    code: ClassVar[str] = "sendingError"


class SendingLater(SendingError):
    """It may work later: tried again, under the same id."""

    code: ClassVar[str] = "sendingLater"


class SendingNever(SendingError):
    """It will not work however often it is tried: a human has to act."""

    code: ClassVar[str] = "sendingNever"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, the same at every attempt. Its subject and text name nobody: the letter does."""

    message_id: str
    """Message-ID of an e-mail, `webhook-id` of a webhook: by it the receiver knows a repetition."""
    address: str
    subject: str
    text: str
    at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    """What a webhook says, as JSON."""
    letter: bytes = b""
    """The sealed PDF; empty where nothing goes along."""
    file_name: str = ""
    secret: str = field(default="", repr=False)
    in_reply_to: str = ""
    """Message-ID of the mail that it answers."""


class MessageChannel(Protocol):
    """A way out of the house for messages."""

    def send(self, message: Message) -> None:
        """Return once the other side has accepted the message. Raises SendingLater, SendingNever."""
        ...

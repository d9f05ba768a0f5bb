"""The channels there are: the only place that knows them all."""

from collections.abc import Mapping

from app.delivery.channels.email import EmailChannel, MailServer, Security
from app.delivery.channels.webhook import WebhookChannel
from app.delivery.message import MessageChannel
from app.kit.outward import Outward

__all__ = ["MailServer", "Security", "build_channels"]


def build_channels(mail: MailServer | None, outward: Outward) -> Mapping[str, MessageChannel]:
    """Return the channels by name; `email` only with a mail server. Raises MailNotSecure."""
    channels: dict[str, MessageChannel] = {"webhook": WebhookChannel(outward)}
    if mail is not None:
        channels["email"] = EmailChannel(
            mail, tls=outward.tls, check_may_send=outward.check_may_send
        )
    return channels

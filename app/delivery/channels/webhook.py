"""A signed JSON message over HTTPS, with the headers of Standard Webhooks."""

import base64
from http import HTTPStatus
from typing import Final

import orjson

from app.delivery.message import Message, SendingLater, SendingNever
from app.kit.outward import Outward, OutwardFailed, OutwardRefused
from app.webhooks.model import Signature, SigningKey
from app.webhooks.signing import secret_bytes, signed_headers

_LATER: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class WebhookChannel:
    """Posts each message, signed with the secret of its contact."""

    def __init__(self, outward: Outward) -> None:
        self._outward = outward

    def send(self, message: Message) -> None:
        """Post the message; it is accepted by any answer 2xx. Raises SendingLater, SendingNever."""
        body = _body(message)
        key = SigningKey(message.message_id, Signature.V1, secret_bytes(message.secret), message.at)
        signed = signed_headers(message.message_id, body, [key], at=message.at)
        headers = {"Content-Type": "application/json", **signed}
        try:
            answer = self._outward.post(message.address, body, headers=headers)
        except OutwardRefused as error:
            raise SendingNever("This address may not be called") from error
        except OutwardFailed as error:
            raise SendingLater("The server did not answer", **error.facts) from error
        _check(answer.status)


def _body(message: Message) -> bytes:
    facts = {
        **message.facts,
        "letter": {
            "mediaType": "application/pdf",
            "fileName": message.file_name,
            "content": base64.b64encode(message.letter).decode("ascii"),
        },
    }
    return orjson.dumps(
        {
            "type": "recipientNotice",
            "timestamp": message.at.isoformat(timespec="seconds"),
            "data": facts,
        }
    )


def _check(status: int) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SendingLater("The server cannot take it now", status=status)
    raise SendingNever("The server refuses the message", status=status)

"""Hand a closed package to another controller over HTTPS, and read its receipt (Art. 20(2), PO-04)."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from app.exports.model import ClosedPackage, Transfer
from app.kit.outward import Outward, OutwardFailed, OutwardRefused

_LATER: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_RECEIPT_NAMES: Final = ("receipt", "receiptNumber", "id")
_LONGEST: Final = 200


class Result(StrEnum):
    """What came of one attempt."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt; `told` is the receipt, or a code that says why it was not taken."""

    result: Result
    told: str


def hand_over(
    outward: Outward, transfer: Transfer, package: ClosedPackage, content: Iterable[bytes]
) -> Attempt:
    """Post the zip. The same transfer has the same key at every attempt, so that it counts once."""
    digest = base64.b64encode(bytes.fromhex(package.sha256)).decode("ascii")
    headers = {
        "Content-Type": "application/zip",
        "Content-Length": str(package.size),
        "Repr-Digest": f"sha-256=:{digest}:",
        "Idempotency-Key": transfer.transfer_id,
    }
    try:
        answer = outward.post(transfer.url, content, headers=headers)
    except OutwardRefused:
        return Attempt(Result.NEVER, "addressNotAllowed")
    except OutwardFailed:
        return Attempt(Result.LATER, "noAnswer")
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Attempt(Result.TAKEN, receipt_of(answer.status, answer.body))
    later = answer.status in _LATER or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Attempt(Result.LATER if later else Result.NEVER, f"status{answer.status}")


def receipt_of(status: int, body: bytes) -> str:
    """Return the receiver's own number for the package, or the status it answered with."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    found = said if isinstance(said, dict) else {}
    for name in _RECEIPT_NAMES:
        value = found.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            shown = "".join(c for c in str(value) if c.isprintable()).strip()
            if shown:
                return shown[:_LONGEST]
    return str(status)

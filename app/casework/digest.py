"""The mail of the day to the handlers: what is overdue, what comes near, what is to be done; references and dates alone."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from app.cases.queries import DatedCase
from app.casework.desk import Desk
from app.deadlines.rules import AT_RISK_DAYS
from app.delivery.collector_mail import EMAIL
from app.delivery.digest_mail import DayDigest, digest_message
from app.kit.clock import brussels_date

MOST: Final = 200
"""Lines of each list; a mail that is longer is not read."""


def send_digest(desk: Desk, *, at: datetime) -> int:
    """Send each handlers' address the mail of the day, unless there is nothing to say; return how many were sent.

    Sent twice, it has the same id. Raises SendingLater, SendingNever, OutgoingHeld.
    """
    channel = desk.channels.get(EMAIL)
    digest = _digest(desk, brussels_date(at))
    if channel is None or digest.is_empty:
        return 0
    for number, address in enumerate(desk.policy.handlers):
        mark = f"<digest.{digest.on.isoformat()}.{number}@{desk.policy.mail_domain}>"
        channel.send(digest_message(digest, address=address, message_id=mark, at=at))
    return len(desk.policy.handlers)


def _digest(desk: Desk, on: date) -> DayDigest:
    near = desk.dates.coming(until=on + timedelta(days=AT_RISK_DAYS), limit=2 * MOST)
    return DayDigest(
        on=on,
        overdue=_lines(one for one in near if one.due_on is not None and one.due_on < on),
        due_soon=_lines(one for one in near if one.due_on is not None and one.due_on >= on),
        safe_harbour=_lines(one for one in near if one.due_on is None),
        tasks=desk.dates.tasks_due(on, limit=MOST),
    )


def _lines(cases: Iterable[DatedCase]) -> tuple[tuple[str, date], ...]:
    return tuple((one.reference, one.comes_on) for one in cases)[:MOST]

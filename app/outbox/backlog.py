"""How much work stands in the queue."""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_STANDING: Final = text(
    "select queue_name, status::text, count(*) from procrastinate_jobs"
    " group by queue_name, status order by queue_name, status"
)


def jobs_standing(session: Session) -> tuple[tuple[str, str, int], ...]:
    """Return the number of jobs per queue and status."""
    return tuple((queue, status, count) for queue, status, count in session.execute(_STANDING))

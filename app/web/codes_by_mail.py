"""The code by mail that opens contents in one browser: asked, given, and how long it holds; for every page that needs one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from fastapi.responses import Response

from app.casework import step_up
from app.delivery.message import SendingError
from app.exports.step_up import CodeTooSoon
from app.http.parts import Parts
from app.http.security import PageSession
from app.identity.model import VerifiedEmail
from app.language import Text
from app.web import wording_fetching

OPEN_FOR: Final = timedelta(minutes=30)
"""How long a browser that gave the code opens contents without another."""
_OPENED, _CODED = "opened", "coded"
"""In the session: for which case, when, and by which address the code came; for which case one went out."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """Why no code went."""

    text: Text
    status: int
    seconds: int = 0
    """After how long one can be asked for; 0 where nobody knows."""

    def told(self, page: Response) -> Response:
        """Return the page with when to come back."""
        if self.seconds:
            page.headers["Retry-After"] = str(self.seconds)
        return page


def send(parts: Parts, case_id: str, *, at: datetime) -> NotSent | None:
    """Mail a code to the address that was verified for the case; return why it did not go. Raises NoVerifiedEmail."""
    try:
        with parts.desk() as desk:
            step_up.send_code(desk, case_id, at=at)
    except CodeTooSoon as error:
        seconds = int(error.facts["seconds"])
        text = wording_fetching.code_soon(seconds)
        return NotSent(text, HTTPStatus.TOO_MANY_REQUESTS, seconds)
    except SendingError:
        return NotSent(wording_fetching.CODE_NOT_SENT, HTTPStatus.SERVICE_UNAVAILABLE)
    return None


def knowing_sent(session: PageSession, case_id: str) -> PageSession:
    """Return the session once a code went out for the case."""
    return session.knowing(**{_CODED: case_id})


def was_sent(session: PageSession, case_id: str) -> bool:
    """Whether this browser asked for a code for the case."""
    return session.values.get(_CODED) == case_id


def knowing_opened(session: PageSession, email: VerifiedEmail, *, at: datetime) -> PageSession:
    """Return the session once the right code came, that went to this address."""
    return session.knowing(**{_OPENED: f"{email.case_id} {int(at.timestamp())} {_mark(email)}"})


def is_open(session: PageSession, email: VerifiedEmail | None, *, at: datetime) -> bool:
    """Whether this browser lately gave a code of the case that went to the address verified now (ID-11)."""
    known, _, told = session.values.get(_OPENED, "").partition(" ")
    since, _, mark = told.partition(" ")
    if email is None or known != email.case_id or mark != _mark(email) or not since.isdecimal():
        return False
    return at - datetime.fromtimestamp(int(since), UTC) < OPEN_FOR


def _mark(email: VerifiedEmail) -> str:
    return email.verified_at.astimezone(UTC).isoformat()

"""Serve a file of a case and journal it: that it begins, with the answer, and how far it came, after it."""

from datetime import datetime
from http import HTTPStatus

import structlog
from fastapi import Request
from fastapi.responses import Response

from app.audit.model import JournalDetail
from app.cases.model import Case
from app.casework import hand_out
from app.casework.desk import Desk
from app.http.downloads import download_answer, is_head
from app.http.parts import Parts, parts_of
from app.kit.served import Fetched, ServedFile
from app.staff.model import Actor

log = structlog.get_logger(__name__)


def serve(
    request: Request,
    desk: Desk,
    case: Case,
    file: ServedFile,
    what: JournalDetail,
    *,
    by: Actor,
    at: datetime,
) -> Response:
    """Return the file, or the one range that was asked for. Raises RangeNotSatisfiable.

    A HEAD fetches nothing, nor does who has the file already: neither is journalled.
    """
    told = _EndOfDownload(parts_of(request), case.case_id, by)
    answer = download_answer(request, file, told)
    if not is_head(request) and answer.status_code != HTTPStatus.NOT_MODIFIED:
        told.download_id = hand_out.begin(desk, case, what, by=by, at=at)
    return answer


class _EndOfDownload:
    """Hears the end of one download; `download_id` is set once its beginning is journalled."""

    def __init__(self, parts: Parts, case_id: str, by: Actor) -> None:
        self.download_id = ""
        self._parts = parts
        self._case_id = case_id
        self._by = by

    def __call__(self, fetched: Fetched) -> None:
        """Journal the end. The answer has gone: what goes wrong here is logged by class alone."""
        try:
            with self._parts.desk() as desk:
                at = self._parts.clock()
                hand_out.end(desk, self._case_id, self.download_id, fetched, by=self._by, at=at)
        except Exception as error:  # noqa: BLE001 - nobody is there any more to hear of it
            log.warning("end of download not noted", case=self._case_id, error=type(error).__name__)

"""Destroy the contents of copies whose last day is over, and tell the person a week before; the round does both, each once."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.cases.model import Case, Delivery
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.each_case import OpenDesk, each_case
from app.casework.person_notices import expiry_about, notice_task
from app.exports.model import Export, ExportState
from app.exports.tickets import REMIND_DAYS
from app.kit.clock import brussels_date
from app.outbox.model import Event, Told
from app.staff.model import SERVICE


def expire_copies(open_desk: OpenDesk, *, at: datetime) -> None:
    """Look at every case with contents that end, each in a transaction of its own.

    A case that somebody works on, or that could not be looked at, is left for the next round; the
    id of the latter is logged, with the class of the error alone.
    """
    on = brussels_date(at)
    with open_desk() as desk:
        ending = desk.exports.ending(on + timedelta(days=REMIND_DAYS))
        due = tuple(dict.fromkeys((*desk.exports.ended(on), *ending)))
    each_case(
        open_desk,
        due,
        lambda desk, case_id: look_at(desk, case_id, at=at),
        failing="copies not looked at",
    )


def look_at(desk: Desk, case_id: str, *, at: datetime) -> bool:
    """Destroy what is over in one case, unless a legal hold keeps it, and order the mail on what ends soon.

    False when somebody works on the case, so that nothing was done.
    """
    case = desk.cases.load_free(case_id)
    if case is None:
        return False
    on = brussels_date(at)
    for export in desk.exports.list(case_id):
        if export.state is not ExportState.CLOSED or export.available_until is None:
            continue
        if on > export.available_until:
            if desk.holds.standing(case_id) is None:
                _destroy(desk, case, export, at=at)
        elif (
            export.reminded_at is None
            and on + timedelta(days=REMIND_DAYS) >= export.available_until
        ):
            _remind(desk, case, export, at=at)
    return True


def _destroy(desk: Desk, case: Case, export: Export, *, at: datetime) -> None:
    """Delete the bytes, then write that they are gone: killed in between, the next round does it again (section 8)."""
    places = {file.stored for file in export.copy.files} if export.copy else set[str]()
    if export.package:
        places.add(export.package.stored)
    for place in sorted(places):
        desk.vault.delete(place)
    desk.exports.expire(export.export_id, at=at)
    gone = entry(JournalKind.COPY_EXPIRED, SERVICE, at, {"exportId": export.export_id})
    told = Told(Event.EXPORT_EXPIRED, resource_id=export.export_id)
    desk.cases.save(replace(add(case, (gone,)), events=(told,)))


def _remind(desk: Desk, case: Case, export: Export, *, at: datetime) -> None:
    desk.exports.mark_reminded(export.export_id, at=at)
    if case.delivery is Delivery.PORTAL:
        desk.cases.order(notice_task(desk, case, expiry_about(export.export_id)))

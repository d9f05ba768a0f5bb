"""Take the one extension the law allows, with its reasons and letter L05 (DL-08, DL-09)."""

from dataclasses import replace
from datetime import date, datetime

from app.cases.model import Case, Extension
from app.cases.rules import clock_of
from app.cases.rules import extend as extended
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.deadlines.rules import check_extension, extension_plan
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.language import Text
from app.letters import compose
from app.staff.model import Actor

_COPY = Text("de kopie van uw gegevens", "the copy of your data", "la copie de vos données")


class PlannedDatePassed(DeskError):
    """The day planned for the answer is over already."""

    code = "plannedDatePassed"


def extend(
    desk: Desk,
    case: Case,
    *,
    reason_code: str,
    reasons: str,
    planned_on: date | None,
    by: Actor,
    at: datetime,
) -> Case:
    """Extend by two months; the letter goes out with it, so the notice is in time when this is.

    `planned_on` may only be earlier than the plan of the rules. Raises ExtensionTooLate,
    AlreadyExtended, ExtensionWithoutReasons, PlannedDatePassed, IllegalTransition.
    """
    desk.cases.hold(case)
    on = brussels_date(at)
    if planned_on is not None and planned_on < on:
        raise PlannedDatePassed("The planned date lies in the past")
    clock = clock_of(case, desk.calendar)
    check_extension(clock, on=on, already_extended=case.extension is not None, reasons=reasons)
    plan = extension_plan(case.received_on, calendar=desk.calendar, suspensions=case.pauses)
    extension = Extension(
        reason_code=reason_code,
        reasons=reasons,
        planned_on=min(planned_on or plan, plan),
        extended_on=on,
    )
    change = extended(case, extension, by=by, at=at)
    context = compose.extension(frame(desk, change.case, on=on), ready=_ready(desk, case))
    written = issue_letter(desk, change.case, context, by=by, at=at)
    desk.cases.save(replace(change, entries=(*change.entries, written)))
    return change.case


def _ready(desk: Desk, case: Case) -> tuple[Text, ...]:
    """Return what the person is told is ready."""
    sealed = any(export.copy is not None for export in desk.exports.list(case.case_id))
    return (_COPY,) if sealed else ()

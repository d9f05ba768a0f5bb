"""Record who acts for the person, and what that rests on (ID-12 to ID-16)."""

from datetime import datetime
from typing import ClassVar

from app.cases.guards import PROVEN
from app.cases.model import Case, Representative
from app.cases.representation import DISPUTE_TASK, represent
from app.casework.acting import check_acts
from app.casework.desk import Desk
from app.casework.restrict import interim
from app.casework.retention_hold import with_hold_told
from app.errors import DeskError
from app.kit.clock import brussels_date
from app.staff.model import Actor


class MandateUnknown(DeskError):
    """The case has no such document, or the register no such category. Fact `name`."""

    code: ClassVar[str] = "mandateUnknown"


def record(desk: Desk, case: Case, agent: Representative, *, by: Actor, at: datetime) -> Case:
    """Keep who acts for the person; where the gate is open already, only who may.

    Who held the code of the status page holds it no longer: the answer goes to whom it belongs.
    Raises MandateUnknown, IllegalTransition, MissingPermission, VersionMismatch, and what
    `check_representation` refuses.
    """
    desk.cases.hold(case)
    _check_known(desk, case, agent)
    change = represent(case, agent, by=by, at=at)
    on = brussels_date(at)
    if any(claim.identity in PROVEN for claim in change.case.open_claims):
        check_acts(desk, change.case, on=on)
    desk.cases.set_status_code(case.case_id, None)
    if agent.disputed:
        desk.cases.add_task(case.case_id, DISPUTE_TASK, due_on=on, at=at)
    else:
        desk.cases.finish_tasks(case.case_id, DISPUTE_TASK, at=at)
    desk.cases.save(with_hold_told(desk, case, change, by=by, at=at))  # IN-07
    if case.lacks_standing:
        interim(desk, change.case, at=at)  # DL-15: asked without standing it rested nothing
    return change.case


def _check_known(desk: Desk, case: Case, agent: Representative) -> None:
    held = {document.document_id for document in desk.documents.list(case.case_id)}
    if agent.document_id is not None and agent.document_id not in held:
        raise MandateUnknown("The case has no such document", name="mandateDocumentId")
    categories = {category.category_id for category in desk.register.categories}
    if not set(agent.scope or ()) <= categories:
        raise MandateUnknown("The register has no such category", name="scope")

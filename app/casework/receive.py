"""Take a request in: the case is opened, the clock runs, the person is told."""

from dataclasses import replace
from datetime import datetime

from app.cases.guards import is_proven, needs_check
from app.cases.model import Case, Delivery
from app.cases.rules import Intake, add, open_case
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.mandate_letter import tell_mandate_missing
from app.casework.person_cases import link_same
from app.casework.restrict import interim
from app.casework.retention_hold import told_if_changed
from app.kit.clock import brussels_date
from app.kit.ids import format_status_code, new_id, new_reference, new_status_code
from app.letters import compose
from app.letters.model import IdentityStatus, LetterKind
from app.staff.model import SERVICE, Actor

_FIRST = frozenset({LetterKind.RECEIPT, LetterKind.MANDATE_MISSING})


def register(desk: Desk, intake: Intake, *, by: Actor, at: datetime) -> Case:
    """Open a case for the request, hold and restrict at once what it asks for, and order its acknowledgement.

    Raises ReceivedInFuture and CalendarEnds.
    """
    change = open_case(
        intake,
        desk.rights,
        case_id=new_id(),
        reference=new_reference(),
        register_version=desk.register.version,
        by=by,
        at=at,
    )
    held = told_if_changed(desk, change.case, before=False, by=by, at=at)  # IN-07
    desk.cases.save(replace(change, entries=(*change.entries, *held)))
    interim(desk, change.case, at=at)
    link_same(desk, change.case, at=at)
    return change.case


def acknowledge(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Issue the acknowledgement of receipt (L01), or tell who has no standing so (L21), once.

    Raises LetterNotPrintable.

    Who has no status code yet finds one in it: then the letter goes by post, as only it carries it.
    """
    case = desk.cases.load(case_id, hold=True)
    if any(letter.kind in _FIRST for letter in desk.letters.list(case_id)):
        return
    if case.lacks_standing:
        tell_mandate_missing(desk, case, by=SERVICE, at=at)
        return
    code = _first_code(desk, case)
    context = compose.receipt(
        frame(desk, case, on=brussels_date(at)),
        identity=_identity_status(desk, case),
        status_url="" if case.representative else desk.policy.status_url,
        status_code=format_status_code(code),
    )
    channel = Delivery.POST if code else None
    written = issue_letter(desk, case, context, by=SERVICE, at=at, channel=channel)
    desk.cases.save(add(case, (written,)))


def _first_code(desk: Desk, case: Case) -> str:
    """Return a new status code for a case without one; empty where the person saw theirs already, or somebody acts for them."""
    if case.representative or desk.cases.has_status_code(case.case_id):
        return ""
    code = new_status_code()
    desk.cases.set_status_code(case.case_id, code)
    return code


def _identity_status(desk: Desk, case: Case) -> IdentityStatus:
    """Return what the acknowledgement says of the identity check."""
    agent = case.representative
    needs = [claim for claim in case.claims if needs_check(claim, desk.rights, agent=agent)]
    if not needs:
        return IdentityStatus.NOT_NEEDED
    if all(is_proven(claim, desk.rights, agent=agent) for claim in needs):
        return IdentityStatus.ESTABLISHED
    if desk.documents.list(case.case_id):
        return IdentityStatus.PROOF_RECEIVED
    return IdentityStatus.MAY_BE_ASKED

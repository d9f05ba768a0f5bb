"""Put the package of a sealed copy together around the sealed letter."""

from datetime import datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.model import Case
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.exports.model import Export
from app.exports.package import close_package
from app.exports.store import ExportNotSealed
from app.exports.tickets import available_until
from app.letters.model import Letter
from app.staff.model import Actor


def close_around(
    desk: Desk, case: Case, export: Export, letter: Letter, *, by: Actor, at: datetime
) -> NewEntry:
    """Write the zip and return its journal entry. Raises ExportNotSealed."""
    if export.copy is None:
        raise ExportNotSealed("The copy is not sealed yet")
    key = desk.cases.key_of(case.case_id)
    package = close_package(
        export.copy,
        letter_pdf=desk.letters.content(letter, key=key),
        reference=case.reference,
        signer_cms=desk.signer.cms_sign,
        vault=desk.vault,
        key=key,
        case_id=case.case_id,
    )
    until = available_until(at, desk.policy.copy_days)
    desk.exports.close(export.export_id, package=package, until=until, at=at)
    details: JournalDetail = {
        "exportId": export.export_id,
        "sha256": package.sha256,
        "size": package.size,
        "until": until.isoformat(),
    }
    return entry(JournalKind.PACKAGE_CLOSED, by, at, details)

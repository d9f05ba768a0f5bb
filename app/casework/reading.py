"""Hand out what is kept of a case: every reading is journalled."""

from collections.abc import Iterator
from datetime import datetime

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.hand_out import package_file
from app.errors import DeskError
from app.exports.downloads import open_csv_zip, open_json
from app.exports.model import Export, SealedCopy
from app.exports.store import ExportNotSealed, ExportUnknown
from app.exports.tickets import ExportExpired
from app.kit.served import ServedFile
from app.language import Language
from app.letters.model import LetterKind
from app.personnel.model import Candidate
from app.staff.model import Actor
from app.staff.rules import Act, may


class PackageNotClosed(DeskError):
    """The whole package is put together once the letter is sealed."""

    code = "packageNotClosed"


def candidates(desk: Desk, case: Case, *, by: Actor, at: datetime) -> tuple[Candidate, ...]:
    """Return from whom to choose, to who handles the case: they are other people's names and dates."""
    found = desk.dossiers.candidates(case.case_id) if may(by, Act.HANDLE) else ()
    if found:
        read = entry(JournalKind.CONTENT_READ, by, at, {"candidates": len(found)})
        desk.cases.save(add(case, (read,)))
    return found


def papers_seen(desk: Desk, case: Case, count: int, *, by: Actor, at: datetime) -> None:
    """Journal that somebody saw the names and dates of the documents that were found."""
    if count:
        read = entry(JournalKind.CONTENT_READ, by, at, {"papersListed": count})
        desk.cases.save(add(case, (read,)))


def preview_seen(
    desk: Desk, case: Case, kind: LetterKind, language: Language, *, by: Actor, at: datetime
) -> None:
    """Journal that somebody saw the answer before it was a letter."""
    details = {"preview": kind.value, "language": language.value}
    desk.cases.save(add(case, (entry(JournalKind.CONTENT_READ, by, at, details),)))


def export_of(desk: Desk, case: Case, export_id: str) -> Export:
    """Return an export of this very case. Raises ExportUnknown."""
    export = desk.exports.get(export_id)
    if export.case_id != case.case_id:
        raise ExportUnknown("There is no such export in this case")
    return export


def package(desk: Desk, case: Case, export_id: str) -> ServedFile:
    """Return the whole package of an export, to be served.

    Raises ExportUnknown, ExportNotSealed, PackageNotClosed, ExportExpired.
    """
    export = _sealed(desk, case, export_id)
    if export.package is None:
        raise PackageNotClosed("The package is put together once the letter is sealed")
    return package_file(desk, case, export)


def tables(
    desk: Desk, case: Case, export_id: str, form: str, *, by: Actor, at: datetime
) -> Iterator[bytes]:
    """Return the copy as one `json` document, or as a zip of its `csv` tables, streamed.

    Raises ExportUnknown, ExportNotSealed, ExportExpired.
    """
    export = _sealed(desk, case, export_id)
    copy, key = sealed(export), desk.cases.key_of(case.case_id)
    read = entry(JournalKind.CONTENT_READ, by, at, {"exportId": export_id, "format": form})
    desk.cases.save(add(case, (read,)))
    if form == "json":
        return open_json(copy, vault=desk.vault, key=key)
    return open_csv_zip(copy, reference=case.reference, vault=desk.vault, key=key)


def sealed(export: Export) -> SealedCopy:
    """Return the sealed copy of an export whose contents are there. Raises ExportNotSealed, ExportExpired."""
    if export.copy is None:
        raise ExportNotSealed("The copy is not sealed yet")
    if export.expired_at is not None:
        raise ExportExpired("The contents of this copy were destroyed")
    return export.copy


def _sealed(desk: Desk, case: Case, export_id: str) -> Export:
    export = export_of(desk, case, export_id)
    sealed(export)
    return export

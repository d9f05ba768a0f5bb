"""Hand out what is kept of a case: every reading is journalled."""

from collections.abc import Iterator
from datetime import datetime

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.errors import DeskError
from app.exports.downloads import open_csv_zip, open_json
from app.exports.model import Export
from app.exports.store import ExportNotSealed, ExportUnknown
from app.language import Language
from app.letters.model import Letter, LetterKind
from app.personnel.model import Candidate
from app.staff.model import Actor
from app.staff.rules import Act, may


class PackageNotClosed(DeskError):
    """The whole package is put together once the letter is sealed."""

    code = "packageNotClosed"


def letter(
    desk: Desk, case: Case, letter_id: str, *, by: Actor, at: datetime
) -> tuple[Letter, bytes]:
    """Return a letter with its bytes. Raises LetterMissing."""
    found = desk.letters.get(case.case_id, letter_id)
    content = desk.letters.content(found, key=desk.cases.key_of(case.case_id))
    read = entry(JournalKind.CONTENT_READ, by, at, {"letterId": letter_id})
    desk.cases.save(add(case, (read,)))
    return found, content


def candidates(desk: Desk, case: Case, *, by: Actor, at: datetime) -> tuple[Candidate, ...]:
    """Return from whom to choose, to who handles the case: they are other people's names and dates."""
    found = desk.dossiers.candidates(case.case_id) if may(by, Act.HANDLE) else ()
    if found:
        read = entry(JournalKind.CONTENT_READ, by, at, {"candidates": len(found)})
        desk.cases.save(add(case, (read,)))
    return found


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


def export_content(
    desk: Desk, case: Case, export_id: str, form: str, *, by: Actor, at: datetime
) -> tuple[Export, Iterator[bytes]]:
    """Return an export and its bytes as `zip`, `json` or `csv`, streamed.

    Raises ExportUnknown, ExportNotSealed, PackageNotClosed.
    """
    export = export_of(desk, case, export_id)
    if export.copy is None:
        raise ExportNotSealed("The copy is not sealed yet")
    if form == "zip" and export.package is None:
        raise PackageNotClosed("The package is put together once the letter is sealed")
    key = desk.cases.key_of(case.case_id)
    read = entry(JournalKind.CONTENT_READ, by, at, {"exportId": export_id, "format": form})
    desk.cases.save(add(case, (read,)))
    if form == "json":
        return export, open_json(export.copy, vault=desk.vault, key=key)
    if form == "csv":
        return export, open_csv_zip(
            export.copy, reference=case.reference, vault=desk.vault, key=key
        )
    stored = export.package.stored if export.package else ""
    return export, desk.vault.chunks(stored, key)

"""Keep the exports of a case."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.exports.model import (
    ClosedPackage,
    Export,
    ExportState,
    SealedCopy,
    SealedFile,
    Transfer,
    TransferStatus,
)
from app.exports.tables import ExportRow, TransferRow
from app.kit.db import table_of
from app.kit.prepared import Prepared

_EXPORTS = table_of(ExportRow)
_OF_CASE = Prepared(
    select(_EXPORTS)
    .where(_EXPORTS.c.case_id == bindparam("of"))
    .order_by(_EXPORTS.c.created_at, _EXPORTS.c.export_id)
)
_TRANSFERS = table_of(TransferRow)
_TRANSFERS_OF = Prepared(
    select(_TRANSFERS)
    .where(_TRANSFERS.c.case_id == bindparam("of"))
    .order_by(_TRANSFERS.c.ordered_at, _TRANSFERS.c.transfer_id)
)
_SEALED = Prepared(
    select(_EXPORTS.c.claim_id).where(
        _EXPORTS.c.case_id == bindparam("of"), _EXPORTS.c.descriptor_sha256.is_not(None)
    )
)


class ExportUnknown(DeskError):
    """There is no such export."""

    code: ClassVar[str] = "exportUnknown"


class ExportSealed(DeskError):
    """The copy is sealed already: nothing in it changes any more."""

    code: ClassVar[str] = "exportSealed"


class ExportNotSealed(DeskError):
    """The copy is not sealed, so its package cannot be closed."""

    code: ClassVar[str] = "exportNotSealed"


class TransferUnknown(DeskError):
    """The case has no such transfer."""

    code: ClassVar[str] = "transferUnknown"


class ExportStore:
    """Exports in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, export_id: str, *, case_id: str, claim_id: str, at: datetime) -> Export:
        """Begin an export."""
        row = ExportRow(
            export_id=export_id,
            case_id=case_id,
            claim_id=claim_id,
            state=ExportState.PROCESSING.value,
            created_at=at,
            files=[],
        )
        self._session.add(row)
        self._session.flush()
        return _export(row)

    def seal(self, copy: SealedCopy, *, at: datetime) -> Export:
        """Keep the sealed copy. Raises ExportUnknown, ExportSealed."""
        row = self._row(copy.export_id)
        if row.state not in (ExportState.PROCESSING.value, ExportState.FAILED.value):
            raise ExportSealed
        row.state, row.sealed_at = ExportState.SEALED.value, at
        row.record_count, row.withheld_count = copy.record_count, copy.withheld_count
        row.descriptor_sha256 = copy.descriptor_sha256
        row.files = [asdict(file) for file in copy.files]
        self._session.flush()
        return _export(row)

    def close(self, export_id: str, *, package: ClosedPackage, until: date, at: datetime) -> Export:
        """Keep the closed package, whose contents stay until that day. Raises ExportUnknown, ExportNotSealed."""
        row = self._row(export_id)
        if row.state != ExportState.SEALED.value:
            raise ExportNotSealed
        row.state, row.closed_at, row.available_until = ExportState.CLOSED.value, at, until
        row.zip_path, row.zip_size, row.zip_sha256 = package.stored, package.size, package.sha256
        self._session.flush()
        return _export(row)

    def fail(self, export_id: str) -> Export:
        """Keep that sealing did not work; it may be tried again. Raises ExportUnknown, ExportSealed."""
        row = self._row(export_id)
        if row.state not in (ExportState.PROCESSING.value, ExportState.FAILED.value):
            raise ExportSealed
        row.state = ExportState.FAILED.value
        self._session.flush()
        return _export(row)

    def expire(self, export_id: str, *, at: datetime) -> Export:
        """Keep that the contents are gone; what was in them stays. Raises ExportUnknown, ExportNotSealed."""
        row = self._row(export_id)
        if row.state != ExportState.CLOSED.value:
            raise ExportNotSealed
        row.state, row.expired_at = ExportState.EXPIRED.value, at
        self._session.flush()
        return _export(row)

    def mark_reminded(self, export_id: str, *, at: datetime) -> None:
        """Keep that the person is told that the contents go. Raises ExportUnknown."""
        self._row(export_id).reminded_at = at
        self._session.flush()

    def ended(self, on: date) -> tuple[str, ...]:
        """Return the cases with contents whose last day is before `on`."""
        return self._cases_with(ExportRow.available_until < on)

    def ending(self, until: date) -> tuple[str, ...]:
        """Return the cases with contents that end by that day, and nobody was told so."""
        return self._cases_with(ExportRow.available_until <= until, ExportRow.reminded_at.is_(None))

    def _cases_with(self, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
        asked = select(ExportRow.case_id).where(
            ExportRow.expired_at.is_(None),
            ExportRow.state == ExportState.CLOSED.value,
            *conditions,
        )
        return tuple(self._session.scalars(asked.distinct().order_by(ExportRow.case_id)))

    def get(self, export_id: str) -> Export:
        """Return the export. Raises ExportUnknown."""
        return _export(self._row(export_id))

    def list(self, case_id: str) -> tuple[Export, ...]:
        """Return the exports of the case, oldest first."""
        return tuple(map(_export, _OF_CASE.rows(self._session, of=case_id)))

    def sealed_claims(self, case_id: str) -> frozenset[str]:
        """Return the claims of the case of which a copy is sealed."""
        return frozenset(_SEALED.column(self._session, of=case_id))

    def _row(self, export_id: str) -> ExportRow:
        row = self._session.get(ExportRow, export_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise ExportUnknown
        return row


def _export(row: ExportRow | Row[Any]) -> Export:
    return Export(
        export_id=row.export_id,
        case_id=row.case_id,
        claim_id=row.claim_id,
        state=ExportState(row.state),
        created_at=row.created_at,
        sealed_at=row.sealed_at,
        closed_at=row.closed_at,
        copy=_copy(row),
        package=_package(row),
        available_until=row.available_until,
        reminded_at=row.reminded_at,
        expired_at=row.expired_at,
    )


def _copy(row: ExportRow | Row[Any]) -> SealedCopy | None:
    if row.descriptor_sha256 is None:
        return None
    return SealedCopy(
        export_id=row.export_id,
        files=tuple(SealedFile(**file) for file in row.files),
        descriptor_sha256=row.descriptor_sha256,
        record_count=row.record_count or 0,
        withheld_count=row.withheld_count or 0,
    )


def _package(row: ExportRow | Row[Any]) -> ClosedPackage | None:
    if row.zip_path is None or row.zip_sha256 is None:
        return None
    return ClosedPackage(stored=row.zip_path, size=row.zip_size or 0, sha256=row.zip_sha256)


class TransferStore:
    """Transfers to other controllers in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, transfer: Transfer) -> None:
        """Keep a transfer, new or changed."""
        values = {**asdict(transfer), "status": transfer.status.value}
        self._session.execute(
            insert(TransferRow)
            .values(values)
            .on_conflict_do_update(index_elements=[TransferRow.transfer_id], set_=values)
        )

    def get(self, case_id: str, transfer_id: str, *, hold: bool = False) -> Transfer:
        """Return one transfer of the case; with `hold` nobody else sends it until this transaction ends.

        Whoever holds both takes the transfer before its case. Raises TransferUnknown.
        """
        wanted = select(TransferRow).where(
            TransferRow.case_id == case_id, TransferRow.transfer_id == transfer_id
        )
        row = self._session.scalars(
            wanted.with_for_update() if hold else wanted,
            execution_options={"populate_existing": True},
        ).one_or_none()
        if row is None:
            raise TransferUnknown("There is no such transfer in this case")
        return _transfer(row)

    def list(self, case_id: str) -> tuple[Transfer, ...]:
        """Return the transfers of the case, oldest first."""
        return tuple(map(_transfer, _TRANSFERS_OF.rows(self._session, of=case_id)))


def _transfer(row: TransferRow | Any) -> Transfer:
    return Transfer(
        transfer_id=row.transfer_id,
        case_id=row.case_id,
        claim_id=row.claim_id,
        receiver=row.receiver,
        url=row.url,
        status=TransferStatus(row.status),
        ordered_at=row.ordered_at,
        export_id=row.export_id,
        sent_at=row.sent_at,
        receipt=row.receipt,
        zip_sha256=row.zip_sha256,
        reason=row.reason,
    )

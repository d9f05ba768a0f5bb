"""The dossiers of the cases: answers and facts in the database, records in the vault, read back a batch at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Row, bindparam, delete, event, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.kit.db import in_lists, insert_all, table_of
from app.kit.prepared import Prepared
from app.kit.vault import CaseKey, Vault
from app.personnel.collecting import collect
from app.personnel.dossier_rows import (
    answer_columns,
    candidate_json,
    consent_json,
    profile_columns,
    read_answer,
    read_candidate,
    read_consent,
    read_profile,
    read_recipient,
    recipient_json,
)
from app.personnel.model import (
    Candidate,
    Collector,
    Document,
    Dossier,
    DossierRecord,
    Holding,
    PersonalRecord,
    RecordPage,
    SourceAnswer,
    SubjectKey,
    SubjectProfile,
)
from app.personnel.spool import Shape, Spool, marked_ids, skip_lines
from app.personnel.tables import DossierProfileRow, SourceAnswerRow, WithholdingRow
from app.personnel.withholdings import Withholding, WithholdingUnknown

_ANSWERS, _PROFILES = table_of(SourceAnswerRow), table_of(DossierProfileRow)
_DROP_ANSWERS = delete(_ANSWERS).where(_ANSWERS.c.case_id == bindparam("of"))
_ADD_ANSWERS = insert_all(SourceAnswerRow)
_ANSWERS_OF = Prepared(
    select(_ANSWERS).where(_ANSWERS.c.case_id == bindparam("of")).order_by(_ANSWERS.c.position)
)
_NEW_PROFILE = upsert(_PROFILES)
_PUT_PROFILE = _NEW_PROFILE.on_conflict_do_update(
    index_elements=[_PROFILES.c.case_id],
    set_={c.name: _NEW_PROFILE.excluded[c.name] for c in _PROFILES.c if not c.primary_key},
)
_PROFILE_OF = Prepared(select(_PROFILES).where(_PROFILES.c.case_id == bindparam("of")))
_WITHHELD = table_of(WithholdingRow)
_STANDING = Prepared(
    select(*(_WITHHELD.c[field.name] for field in fields(Withholding)))
    .where(_WITHHELD.c.case_id == bindparam("of"), _WITHHELD.c.lifted_at.is_(None))
    .order_by(_WITHHELD.c.reviewed_at, _WITHHELD.c.withholding_id)
)


@dataclass(frozen=True, slots=True)
class _Current:
    """The collection that counts, and the folder of its records."""

    folder: str
    dossier: Dossier
    kept: bool = True
    """Whether the records are there; counts and searches outlive them."""

    def holds(self, system: str, holding: str) -> bool:
        """Whether there are records; not where a holding is empty or was not asked."""
        return self.kept and any(
            a.system == system and a.holding == holding and a.record_count
            for a in self.dossier.answers
        )


class DossierStore:
    """Keeps dossiers within the caller's transaction; files appear at once, but count only once saved."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._spool = Spool(vault)
        self._current: dict[str, _Current] = {}

    def collect(
        self,
        case_id: str,
        key: CaseKey,
        collector: Collector,
        subject: SubjectKey,
        *,
        collection_id: str,
        at: datetime,
        holdings: Sequence[Holding] | None = None,
        facts_on: date | None = None,
        profile: SubjectProfile | None = None,
    ) -> Dossier:
        """Stream what one system holds into a collection; the dossier returned is this system's part of it.

        `holdings` limits the search to what applies to the person (IN-04); without it all are searched.
        `profile` is what the system said of the person just before; without it it is asked.
        """
        return collect(
            self._spool,
            _folder(case_id, collection_id),
            key=key,
            collector=collector,
            subject=subject,
            holdings=collector.holdings if holdings is None else holdings,
            at=at,
            facts_on=facts_on,
            profile=profile,
        )

    def save(self, case_id: str, dossier: Dossier, collection_id: str) -> None:
        """Let this collection count, in place of the one before."""
        self._session.execute(_DROP_ANSWERS, {"of": case_id})
        rows = [
            answer_columns(answer, case_id=case_id, position=position)
            for position, answer in enumerate(dossier.answers)
        ]
        if rows:
            self._session.execute(_ADD_ANSWERS, in_lists(rows))
        self._put_profile(
            case_id,
            collection_id=collection_id,
            recipients=[recipient_json(r) for r in dossier.recipients],
            consents=None
            if dossier.consents is None
            else [consent_json(c) for c in dossier.consents],
            candidates=[],
            **profile_columns(dossier.profile),
        )
        self._current[case_id] = _Current(_folder(case_id, collection_id), dossier)

    def save_candidates(self, case_id: str, candidates: Sequence[Candidate]) -> None:
        """Keep who may be meant until a handler has chosen; what was collected before no longer counts."""
        self._session.execute(_DROP_ANSWERS, {"of": case_id})
        self._current.pop(case_id, None)
        self._put_profile(
            case_id,
            collection_id=None,
            recipients=[],
            consents=None,
            candidates=[candidate_json(c) for c in candidates],
            **profile_columns(None),
        )

    def candidates(self, case_id: str) -> tuple[Candidate, ...]:
        """Return from whom a handler has to choose."""
        row = self._profile_row(case_id)
        return tuple(read_candidate(c) for c in row["candidates"]) if row else ()

    def load(self, case_id: str) -> Dossier:
        """Return the dossier of a case; an empty one before its first collection."""
        return self._collected(case_id).dossier

    def records(
        self, case_id: str, key: CaseKey, system: str, holding: str
    ) -> Iterator[list[PersonalRecord]]:
        """Yield the records of one holding in batches, those on others included. Raises VaultDamaged."""
        current = self._collected(case_id)
        if current.holds(system, holding):
            shape, blocks = self._spool.open(current.folder, key, system=system, holding=holding)
            yield from map(shape.records, blocks)

    def withheld_ids(self, case_id: str, key: CaseKey, system: str, holding: str) -> Iterator[str]:
        """Yield the ids of the records that hold data on others, without reading the rest of any."""
        current = self._collected(case_id)
        if current.holds(system, holding):
            _, blocks = self._spool.open(current.folder, key, system=system, holding=holding)
            yield from chain.from_iterable(map(marked_ids, blocks))

    def document(self, case_id: str, key: CaseKey, document: Document) -> Iterator[bytes]:
        """Return a document of the dossier in pieces, as it was collected. Raises VaultMissing, VaultDamaged."""
        return self._spool.document(self._collected(case_id).folder, key, document)

    def page(
        self, case_id: str, key: CaseKey, category_id: str, after: int = 0, size: int = 25
    ) -> RecordPage:
        """Return `size` records of one category from place `after` on, counted over all its holdings."""
        current = self._collected(case_id)
        answers = [
            a
            for a in current.dossier.answers
            if a.category_id == category_id and current.holds(a.system, a.holding)
        ]
        total = sum(a.record_count for a in answers)
        found: list[DossierRecord] = []
        skip = after
        for answer in answers:
            if skip >= answer.record_count:
                skip -= answer.record_count
                continue
            shape, blocks = self._spool.open(
                current.folder, key, system=answer.system, holding=answer.holding
            )
            rest = _from(shape, blocks, skip)
            found += (_shown(answer, shape, r) for r in islice(rest, size - len(found)))
            skip = 0
            if len(found) == size:
                break
        end = after + len(found)
        return RecordPage(tuple(found), total, end if found and end < total else None)

    def forget_older(self, case_id: str) -> None:
        """Delete the files of every other collection right after the commit. The case must be held."""
        # Listed now: what somebody else collects between our commit and the deletion stays.
        older = self._spool.files(f"dossiers/{case_id}", but=self._collected(case_id).folder)

        def drop(_session: Session) -> None:
            self._spool.drop(older)

        event.listen(self._session, "after_commit", drop, once=True)

    def forget_candidates(self, case_id: str) -> None:
        """Forget who else might have been meant: nobody has to choose any more."""
        self._session.execute(
            update(DossierProfileRow)
            .where(DossierProfileRow.case_id == case_id)
            .values(candidates=[])
        )

    def purge(self, case_id: str) -> None:
        """Delete everything collected on a case: rows with the transaction, files at once."""
        for table in (SourceAnswerRow, DossierProfileRow):
            self._session.execute(delete(table).where(table.case_id == case_id))
        _forget_passages(self._session, case_id)
        self._current.pop(case_id, None)
        self._spool.drop(self._spool.files(f"dossiers/{case_id}"))

    def forget_content(self, case_id: str) -> None:
        """Delete what was collected on a case right after the commit; counts and searches stay (section 8)."""
        files = self._spool.files(f"dossiers/{case_id}")
        self._session.execute(
            update(DossierProfileRow)
            .where(DossierProfileRow.case_id == case_id)
            .values(collection_id=None, candidates=[])
        )
        _forget_passages(self._session, case_id)
        self._current.pop(case_id, None)

        def drop(_session: Session) -> None:
            self._spool.drop(files)

        event.listen(self._session, "after_commit", drop, once=True)

    def _put_profile(self, case_id: str, **columns: Any) -> None:
        self._session.execute(_PUT_PROFILE, {"case_id": case_id, **columns})

    def _profile_row(self, case_id: str) -> dict[str, Any] | None:
        row = _PROFILE_OF.row(self._session, of=case_id)
        return row._asdict() if row else None

    def _answers(self, case_id: str) -> tuple[SourceAnswer, ...]:
        rows = _ANSWERS_OF.rows(self._session, of=case_id)
        return tuple(read_answer(row._asdict()) for row in rows)

    def _collected(self, case_id: str) -> _Current:
        """Return the collection that counts, read once: a dossier has dozens of holdings."""
        if case_id not in self._current:
            row = self._profile_row(case_id)
            collection_id = row["collection_id"] if row else None
            self._current[case_id] = _Current(
                _folder(case_id, collection_id or "none"),
                self._dossier(case_id, row),
                kept=collection_id is not None,
            )
        return self._current[case_id]

    def _dossier(self, case_id: str, row: dict[str, Any] | None) -> Dossier:
        if row is None:
            return Dossier()
        return Dossier(
            answers=self._answers(case_id),
            profile=read_profile(row),
            recipients=tuple(read_recipient(r) for r in row["recipients"]),
            consents=None
            if row["consents"] is None
            else tuple(read_consent(c) for c in row["consents"]),
        )


def _folder(case_id: str, collection_id: str) -> str:
    return f"dossiers/{case_id}/{collection_id}"


def _from(shape: Shape, blocks: Iterator[bytes], skip: int) -> Iterator[PersonalRecord]:
    for block in skip_lines(blocks, skip):
        yield from shape.records(block)


def _shown(answer: SourceAnswer, shape: Shape, record: PersonalRecord) -> DossierRecord:
    return DossierRecord(
        system=answer.system,
        holding=answer.holding,
        record_id=record.record_id,
        values=dict(zip(shape.names, record.values, strict=True)),
        third_party=record.third_party,
    )


class WithholdingStore:
    """Passages that stay back, in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, withholding: Withholding) -> None:
        """Keep a new withholding."""
        columns = {**asdict(withholding), "pages": list(withholding.pages)}
        self._session.add(WithholdingRow(**columns, lifted_at=None))
        self._session.flush()

    def of_case(self, case_id: str) -> tuple[Withholding, ...]:
        """Return the withholdings of a case that stand, oldest first."""
        return tuple(map(_withholding, _STANDING.rows(self._session, of=case_id)))

    def lift(self, case_id: str, withholding_id: str, *, at: datetime) -> None:
        """Give back what stayed back; it stays on record that it once did. Raises WithholdingUnknown."""
        row = self._session.get(WithholdingRow, withholding_id)
        if row is None or row.case_id != case_id or row.lifted_at is not None:
            raise WithholdingUnknown("There is no such withholding in this case")
        row.lifted_at = at
        self._session.flush()


def _withholding(row: Row[Any]) -> Withholding:
    columns = {field.name: getattr(row, field.name) for field in fields(Withholding)}
    return Withholding(**{**columns, "pages": tuple(row.pages)})


def _forget_passages(session: Session, case_id: str) -> None:
    """Empty what stays back of documents: they are gone, and their words with them."""
    session.execute(
        update(WithholdingRow)
        .where(WithholdingRow.case_id == case_id, WithholdingRow.passage.is_not(None))
        .values(passage=b"")
    )

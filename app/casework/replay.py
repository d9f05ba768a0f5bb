"""Erase again what a restored store brought back: found by keyed hashes, since nothing else was kept of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.audit.model import JournalDetail
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.each_case import OpenDesk
from app.casework.retention_hold import held_keys
from app.executions.store import EXPIRED, EXPIRED_OF, Suppression
from app.kit.clock import brussels_date
from app.kit.keyed_hash import keyed_hash
from app.personnel.changes import ChangeKind, ChangesData, ChangeStatus, StoreChange
from app.personnel.model import Holding, SourceError, SubjectKey
from app.staff.model import SERVICE

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was erased again in one system."""

    system: str
    steps: int
    records: int
    held: int = 0
    """Steps that stay undone while somebody waits for a copy of their data (IN-07)."""


def replay(desk: Desk, *, at: datetime, everywhere: bool = False) -> tuple[Replayed, ...]:
    """Carry out again every erasure that a store does not know any more (ER-06).

    A store that keeps no step keys is only looked through with `everywhere`, since nothing tells
    that it was restored. Repeating does no harm. What belongs to somebody who waits for a copy is
    left for a later replay (IN-07). Raises SourceError.
    """
    done = []
    for collector in desk.collectors:
        if not isinstance(collector, ChangesData) or not (everywhere or collector.keeps_steps):
            continue
        lost = _lost(desk, collector)
        if lost:
            done.append(_again(desk, collector, lost, at=at))
    return tuple(done)


def catch_up(open_desk: OpenDesk, *, at: datetime) -> tuple[Replayed, ...]:
    """Carry out again what a restored store lost, and what waited for a copy that is sealed by now (IN-07).

    At every start and in every round. A silent store is asked the next time; a store that keeps no
    step keys is left to whoever restored it.
    """
    try:
        with open_desk() as desk:
            done = replay(desk, at=at)
    except SourceError as error:
        log.warning("erasures not replayed", code=error.code)
        return ()
    for one in done:
        log.warning(
            "erasures replayed",
            system=one.system,
            steps=one.steps,
            records=one.records,
            held=one.held,
        )
    return done


def _lost(desk: Desk, store: ChangesData) -> list[Suppression]:
    """Return what was erased there once and the store does not know of."""
    every = list(desk.executions.suppressions(store.system))
    known = store.knows({one.step_key for one in every})
    return [one for one in every if one.step_key not in known]


def _again(
    desk: Desk, store: ChangesData, lost: Sequence[Suppression], *, at: datetime
) -> Replayed:
    steps = records = held = 0
    waiting = held_keys(desk)
    for holding in store.holdings:
        wanted = [one for one in lost if one.holding == holding.name]
        if not wanted or not store.can(ChangeKind.ERASE, holding):
            continue
        for one, subject, record_ids in _found(desk, store, holding, wanted):
            if (store.system, subject) in waiting:
                held += 1
                continue
            change = StoreChange(
                step_key=one.step_key,
                kind=ChangeKind.ERASE,
                subject=SubjectKey(store.system, subject),
                holding=holding.name,
                on=brussels_date(one.erased_at),
                record_ids=record_ids,
                elements=one.elements,
                expired_only=one.record_hash.startswith(EXPIRED),
            )
            result = store.apply(change)
            if result.status is ChangeStatus.DONE:
                steps, records = steps + 1, records + result.records
                _journal(desk, one, store.system, result.records, at=at)
    return Replayed(store.system, steps, records, held)


def _found(
    desk: Desk, store: ChangesData, holding: Holding, wanted: Sequence[Suppression]
) -> Iterator[tuple[Suppression, str, tuple[str, ...]]]:
    """Yield what came back: the step, the person it is about, and the records, none where all are meant."""
    subjects = {one.subject_hash for one in wanted}
    people: dict[str, str] = {}
    records: dict[tuple[str, str], str] = {}
    key, system = desk.policy.suppression_key, store.system
    for batch in store.identities(holding):
        for subject, record in batch:
            hashed = keyed_hash(key, system, subject)
            if hashed in subjects:
                people[hashed] = subject
                records[hashed, keyed_hash(key, system, holding.name, record)] = record
    by_step: dict[str, list[Suppression]] = {}
    for one in wanted:
        if one.subject_hash in people:
            by_step.setdefault(one.step_key, []).append(one)
    for some in by_step.values():
        hashes = [
            (o.subject_hash, o.record_hash.removeprefix(EXPIRED_OF))
            for o in some
            if o.record_hash not in {"", EXPIRED}
        ]
        ids = [records.get(one) for one in hashes]
        there = tuple(record for record in ids if record is not None)
        if there or not ids:
            yield some[0], people[some[0].subject_hash], there


def _journal(desk: Desk, one: Suppression, system: str, records: int, *, at: datetime) -> None:
    details: JournalDetail = {"stepKey": one.step_key, "system": system, "records": records}
    case = desk.cases.load(one.case_id, hold=True)
    desk.cases.save(add(case, (entry(JournalKind.ERASURE_REPLAYED, SERVICE, at, details),)))

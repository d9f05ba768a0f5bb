"""Ask every connected system for the person's data and keep each answer: found, nothing held, unavailable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import PROVEN, IllegalTransition, check_gate
from app.cases.model import Case, State
from app.cases.rules import add, complete_search, entry, order_collection
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.hand_questions import take_over
from app.casework.matching import matched
from app.casework.person_cases import link_same
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.outbox.model import FAILURES, Task, TaskName
from app.personnel.collecting import reason_of
from app.personnel.model import (
    AnswerStatus,
    Candidate,
    Collector,
    Dossier,
    Match,
    SourceAnswer,
    SourceError,
    SubjectKey,
    SubjectProfile,
)
from app.personnel.rules import applicable, merge, nothing_held, unavailable
from app.register.applies import consent_categories
from app.register.model import Register
from app.staff.model import SERVICE, Actor

CHOICE = "subjectChoice"
"""Task of a handler: several people match, or only nearly."""

SILENT_SOURCE = "sourceUnavailable"
"""Task of a handler: a system did not answer, however often it was asked."""


def order(
    desk: Desk, case: Case, *, subject_keys: Mapping[str, str] | None, by: Actor, at: datetime
) -> Case:
    """Ask every connector again, for the person a handler chose among the candidates, if there was a choice.

    `subject_keys` None asks anew who is meant; an empty one says that it is none of the candidates.
    Raises IdentityNotProven, IllegalTransition.
    """
    offered = {(c.key.system, c.key.key) for c in desk.dossiers.candidates(case.case_id)}
    if subject_keys is not None and not (offered and set(subject_keys.items()) <= offered):
        raise IllegalTransition("Choose among the candidates of this case")
    chosen = dict(subject_keys or {})
    if subject_keys is not None:
        chosen = {system: "" for system, _ in sorted(offered)} | chosen
    change = order_collection(case, desk.rights, subject_keys=chosen, by=by, at=at)
    desk.cases.save(change)
    return change.case


def collect(
    desk: Desk, case_id: str, *, at: datetime, attempt: str = "0", orders: str | None = None
) -> None:
    """Search everything for the person of the case: the worker's job once the gate is open.

    Several people who match stop it until a handler has chosen, among the candidates of every
    system; a silent one is asked again later, and meanwhile the answer waits, with the reason.
    `orders` is how often a handler had ordered the search when a repetition was planned: after
    another order that one does the work. Raises IdentityNotProven.
    """
    case = desk.cases.load(case_id, hold=True)
    if case.state is not State.IN_SEARCH or case.collected_at is not None:
        return
    if orders is not None and orders != _orders(desk, case):
        return
    check_gate(case, desk.rights)
    found = matched(desk, case)
    if found.needs_choice and not found.unavailable:
        _wait_for_choice(desk, case, found.candidates, at=at)
        return
    collection_id = new_id()
    scope = _scope(desk, found, reach=_reach(desk, case))
    dossier = merge(
        _search(desk, case, collector, scope, collection_id=collection_id, at=at)
        for collector in desk.collectors
    )
    desk.dossiers.save(case_id, dossier, collection_id)
    desk.dossiers.forget_older(case_id)
    searched = tuple(_searched(system, dossier, at) for system in _systems(dossier))
    if dossier.complete:
        _complete(desk, case, found, dossier, searched=searched, at=at)
    else:
        _wait_for_source(desk, case, searched, attempt=int(attempt), at=at)


def _complete(
    desk: Desk,
    case: Case,
    found: Match,
    dossier: Dossier,
    *,
    searched: tuple[NewEntry, ...],
    at: datetime,
) -> None:
    overtaken = (CHOICE, SILENT_SOURCE, FAILURES[TaskName.COLLECT])
    desk.cases.finish_tasks(case.case_id, *overtaken, at=at)
    change = complete_search(
        case,
        subject_keys={key.system: key.key for key in found.keys},
        details={
            "records": sum(a.record_count for a in dossier.answers),
            "systems": len(searched),
        },
        at=at,
    )
    tasks = change.tasks
    if any(restriction.interim for restriction in desk.restrictions.of_case(case.case_id)):
        # What rests since registration is marked in the stores, now that it is known whose it is.
        again = Task(TaskName.RESTRICT_INTERIM, {"case_id": case.case_id}, lock=case.case_id)
        tasks = (*tasks, again)
    desk.cases.save(replace(change, entries=(*searched, *change.entries), tasks=tasks))
    take_over(desk, change.case, at=at)
    link_same(desk, change.case, at=at)


@dataclass(frozen=True, slots=True)
class _Scope:
    """For whom each system is searched, and for which categories (IN-04)."""

    keys: Mapping[str, SubjectKey]
    profiles: Mapping[str, SubjectProfile]
    """System that knows the person -> what it says of them."""
    silent: Mapping[str, str]
    """System -> why it does not answer."""
    categories: Mapping[str, frozenset[str]]
    """System that knows the person -> the categories of their population there."""
    elsewhere: frozenset[str]
    """The categories of the systems that do not know them."""
    undecided: bool


def _reach(desk: Desk, case: Case) -> frozenset[str]:
    """Return the categories that may be read at all: without any proof those that rest on consent.

    A withdrawal of consent passes the gate at the level at which the consent was given (ID-02a,
    DL-18): it is no key to the rest of the file.
    """
    if any(claim.identity in PROVEN for claim in case.open_claims):
        return frozenset(c.category_id for c in desk.register.categories)
    return consent_categories(desk.register)


def _scope(desk: Desk, found: Match, *, reach: frozenset[str]) -> _Scope:
    silent = dict(found.unavailable)
    profiles: dict[str, SubjectProfile] = {}
    for collector in desk.collectors:
        for key in (k for k in found.keys if k.system == collector.system):
            try:
                profiles[key.system] = collector.profile(key)
            except SourceError as error:
                silent[key.system] = reason_of(error)
    by_group = {
        group: frozenset(c.category_id for c in desk.register.categories if c.group == group)
        for group in {c.group for c in desk.register.categories}
    }
    everything = frozenset(c.category_id for c in desk.register.categories)
    categories = {
        system: by_group.get(_group(desk.register, profile.population), everything)
        for system, profile in profiles.items()
    }
    known = frozenset[str]().union(*categories.values())
    # Who belongs to a population with a reduced set alone: nothing else is searched or listed.
    reduced = bool(known) and not silent and max(map(len, by_group.values())) > len(known)
    return _Scope(
        keys={key.system: key for key in found.keys},
        profiles=profiles,
        silent=silent,
        categories={system: ids & reach for system, ids in categories.items()},
        elsewhere=(known if reduced else everything) & reach,
        undecided=found.needs_choice,
    )


def _group(register: Register, population_id: str) -> str:
    groups = {p.population_id: p.category_group for p in register.populations}
    return groups.get(population_id, "")


def _search(
    desk: Desk,
    case: Case,
    collector: Collector,
    scope: _Scope,
    *,
    collection_id: str,
    at: datetime,
) -> Dossier:
    if reason := scope.silent.get(collector.system):
        return Dossier(answers=unavailable(collector.holdings, at=at, reason=reason))
    if scope.undecided:
        return Dossier()  # not searched: it is not known for whom
    key = scope.keys.get(collector.system)
    if key is None:
        holdings = applicable(collector.holdings, scope.elsewhere)
        return Dossier(answers=nothing_held(holdings, at=at))
    return desk.dossiers.collect(
        case.case_id,
        desk.cases.key_of(case.case_id),
        collector,
        key,
        collection_id=collection_id,
        at=at,
        holdings=applicable(collector.holdings, scope.categories[collector.system]),
        facts_on=brussels_date(at) if _rests_on_facts(desk, case) else None,
        profile=scope.profiles[collector.system],
    )


def _rests_on_facts(desk: Desk, case: Case) -> bool:
    """Whether some claim turns on consents and storage periods; access does not."""
    return any(desk.rights[claim.right].turns_on_facts for claim in case.open_claims)


def _wait_for_choice(
    desk: Desk, case: Case, candidates: Sequence[Candidate], *, at: datetime
) -> None:
    desk.dossiers.save_candidates(case.case_id, candidates)
    desk.dossiers.forget_older(case.case_id)
    desk.cases.add_task(case.case_id, CHOICE, due_on=brussels_date(at), at=at)
    details: JournalDetail = {"reason": CHOICE, "candidates": len(candidates)}
    desk.cases.save(add(case, (entry(JournalKind.COLLECTION_WAITS, SERVICE, at, details),)))


def _wait_for_source(
    desk: Desk, case: Case, searched: tuple[NewEntry, ...], *, attempt: int, at: datetime
) -> None:
    again: tuple[Task, ...] = ()
    pauses = desk.policy.retry_seconds
    if attempt < len(pauses):
        arguments = {
            "case_id": case.case_id,
            "attempt": str(attempt + 1),
            "orders": _orders(desk, case),
        }
        again = (Task(TaskName.COLLECT, arguments, delay_seconds=pauses[attempt]),)
    else:
        desk.cases.add_task(case.case_id, SILENT_SOURCE, due_on=brussels_date(at), at=at)
    waits = entry(
        JournalKind.COLLECTION_WAITS, SERVICE, at, {"reason": SILENT_SOURCE, "attempt": attempt}
    )
    desk.cases.save(add(case, (*searched, waits), again))


def _orders(desk: Desk, case: Case) -> str:
    told = [e.kind for e in desk.journal.entries(case.case_id)]
    return str(told.count(JournalKind.COLLECTION_ORDERED))


def _systems(dossier: Dossier) -> tuple[str, ...]:
    return tuple(dict.fromkeys(answer.system for answer in dossier.answers))


def _searched(system: str, dossier: Dossier, at: datetime) -> NewEntry:
    """Return the entry of the search log: who was asked, and how much was found (AC-03)."""
    answers: list[SourceAnswer] = [a for a in dossier.answers if a.system == system]
    silent = any(a.status is AnswerStatus.UNAVAILABLE for a in answers)
    details: JournalDetail = {
        "system": system,
        "holdings": len(answers),
        "records": sum(a.record_count for a in answers),
        "answered": not silent,
    }
    return entry(JournalKind.SYSTEM_SEARCHED, SERVICE, at, details)

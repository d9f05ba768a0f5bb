# ruff: noqa: ARG002 - whatever is asked, the answer is the same
"""A store that its operators put on hold: every question is answered with the reason, and the store is left alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.language import Text
from app.personnel.changes import ChangeKind, ChangeResult, ChangesData, StoreChange, StoreFacts
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    Collector,
    Holding,
    PersonalRecord,
    PersonCriteria,
    SourceLater,
    SubjectKey,
    SubjectProfile,
)


class StoreSuspended(SourceLater):
    """The store is on hold; it is asked again once its operators put it back."""

    code: ClassVar[str] = "storeSuspended"

    def __init__(self, system: str, *, since: date, reason: str) -> None:
        super().__init__(f"{system}: on hold since {since:%d/%m/%Y}: {reason}")
        self.since, self.reason = since, reason


@dataclass(frozen=True, slots=True)
class SuspendedStore:
    """Stands before a collector that is not to be contacted; says what it holds, and nothing else."""

    inner: Collector
    since: date
    reason: str

    @property
    def system(self) -> str:
        """Short name of the system."""
        return self.inner.system

    @property
    def label(self) -> Text:
        """Name of the system for people."""
        return self.inner.label

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything the mapping file describes."""
        return self.inner.holdings

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def profile(self, key: SubjectKey) -> SubjectProfile:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def facts(self, key: SubjectKey, *, on: date) -> StoreFacts:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the store can make this change once it is back."""
        return isinstance(self.inner, ChangesData) and self.inner.can(kind, holding)

    def apply(self, change: StoreChange) -> ChangeResult:
        """Raise StoreSuspended."""
        raise self._on_hold()

    @property
    def keeps_steps(self) -> bool:
        """Whether the store itself keeps the keys of steps beside its changes: it does not."""
        return False

    @property
    def marks_recipients(self) -> bool:
        """Whether a mark may name its recipient: the store is on hold for that as for everything else."""
        return True

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def check(self) -> None:
        """Raise StoreSuspended."""
        raise self._on_hold()

    def close(self) -> None:
        """Let go of what the store behind it may hold open."""
        self.inner.close()

    def _on_hold(self) -> StoreSuspended:
        return StoreSuspended(self.system, since=self.since, reason=self.reason)

"""Changes a personnel store: each change in one transaction, with the key of its step beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypeAlias

import psycopg
from psycopg import errors
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.personnel import change_statements as sql
from app.personnel.change_correcting import rectify
from app.personnel.change_erasing import erase
from app.personnel.change_marking import lift, restrict, stop_use, supplement
from app.personnel.changes import ChangeKind, ChangeResult, ChangeStatus, StoreChange
from app.personnel.mapping import StoreMapping
from app.personnel.model import Holding, SourceLater, SourceNeedsPerson, SourceNever

_Operation: TypeAlias = Callable[[Connection, StoreMapping, StoreChange], ChangeResult]

_OPERATIONS: Mapping[ChangeKind, _Operation] = MappingProxyType(
    {
        ChangeKind.RECTIFY: rectify,
        ChangeKind.SUPPLEMENT: supplement,
        ChangeKind.RESTRICT: restrict,
        ChangeKind.LIFT: lift,
        ChangeKind.ERASE: erase,
        ChangeKind.STOP_USE: stop_use,
    }
)
_READ_ONLY, _RAISED = "25006", "P0"
"""SQL states: the store takes no changes at all; a function or trigger of the store refuses this one."""


class StoreChanges:
    """Makes changes through an engine that may write; reading goes another way."""

    def __init__(self, mapping: StoreMapping, engine: Engine) -> None:
        """Take what lies where and the way there; nothing is asked before the first change."""
        self._mapping = mapping
        self._engine = engine

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the mapping says how this kind of change is made there."""
        mapping = self._mapping
        match kind:
            case ChangeKind.RECTIFY:
                return mapping.part(holding.name).correct
            case ChangeKind.ERASE:
                return mapping.part(holding.name).erase is not None
            case ChangeKind.SUPPLEMENT:
                return mapping.supplements is not None
            case ChangeKind.RESTRICT | ChangeKind.LIFT:
                return mapping.restrictions is not None
            case ChangeKind.STOP_USE:
                return mapping.consents is not None

    def apply(self, change: StoreChange) -> ChangeResult:
        """Make the change as a whole, once. Raises SourceError, ValueNotStored."""
        self._refuse_what_is_not_ours(change)
        with self._changing() as connection, connection.begin() as transaction:
            connection.execute(sql.alone_with(change.subject.key))
            if self._is_known(connection, change.step_key):
                result = ChangeResult(ChangeStatus.ALREADY_DONE)
            else:
                result = _OPERATIONS[change.kind](connection, self._mapping, change)
            if result.status is ChangeStatus.NOTHING_THERE:
                transaction.rollback()  # a step that did nothing was not carried out
            return result

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Return which of these steps the store has noted; none where it notes none. Raises SourceError."""
        keys = list(step_keys)
        if self._mapping.steps is None or not keys:
            return frozenset()
        with self._changing() as connection:
            found = connection.execute(sql.known_steps(self._mapping.steps, keys))
            return frozenset(found.scalars())

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _refuse_what_is_not_ours(self, change: StoreChange) -> None:
        if change.kind is ChangeKind.STOP_USE:
            return
        mapping = self._mapping
        holding = next((h for h in mapping.holdings if h.name == change.holding), None)
        if holding is None or not self.can(change.kind, holding):
            raise SourceNever(
                f"{mapping.system.name}: the mapping file does not say how to {change.kind} in '{change.holding}'"
            )

    def _is_known(self, connection: Connection, step_key: str) -> bool:
        steps = self._mapping.steps
        return steps is not None and connection.execute(sql.step(steps, step_key)).first() is None

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Turn what the database says into what it means for the one who asks."""
        name = self._mapping.system.name
        try:
            with self._engine.connect() as connection:
                yield connection
        except (IntegrityError, DataError) as error:
            raise SourceNeedsPerson(
                f"{name}: the store refuses the change: {_why(error)}"
            ) from error
        except DBAPIError as error:
            if _state(error).startswith(_RAISED):
                raise SourceNeedsPerson(
                    f"{name}: a rule of the store refuses the change (SQL state {_state(error)})"
                ) from error
            if isinstance(error, ProgrammingError) or _state(error) == _READ_ONLY:
                raise SourceNever(
                    f"{name}: the store does not fit its mapping file or does not let us change it "
                    f"(SQL state {_state(error)})"
                ) from error
            raise SourceLater(
                f"{name}: the store does not answer (SQL state {_state(error)})"
            ) from error
        except PoolTimeout as error:
            raise SourceLater(f"{name}: the store does not answer (no connection free)") from error


_WHY: Mapping[type[psycopg.Error], str] = MappingProxyType(
    {
        errors.NotNullViolation: "column '{column}' of table '{table}' must hold a value",
        errors.ForeignKeyViolation: "records elsewhere still refer to this one (constraint '{constraint}')",
        errors.UniqueViolation: "another record holds the same value already (constraint '{constraint}')",
        errors.CheckViolation: "the value is not allowed there (constraint '{constraint}')",
        errors.StringDataRightTruncation: "the new value is too long for its column",
        errors.NumericValueOutOfRange: "the new number is too large for its column",
        errors.InvalidTextRepresentation: "the new value does not have the form of its column",
    }
)


def _why(error: DBAPIError) -> str:
    """Say in plain words, without a value of anybody, what stands in the way."""
    cause = error.orig if isinstance(error.orig, psycopg.Error) else None
    found = cause.diag if cause else None
    wording = "its rules do not allow it"
    if cause is not None:
        wording = _WHY.get(type(cause), wording)
    words = wording.format(
        column=found.column_name if found else "",
        table=found.table_name if found else "",
        constraint=found.constraint_name if found else "",
    )
    return f"{words} (SQL state {_state(error)})"


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "none")

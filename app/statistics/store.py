"""Count requests in the service's database, on one session; what is left of a destroyed case counts too."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, DateTime, Float, case, cast, func, select
from sqlalchemy.orm import Session

from app.cases.model import IdentityResult
from app.cases.tables import CaseRow, ClaimRow
from app.identity.tables import IdentityCheckRow
from app.statistics.model import (
    BY_CLAIM,
    Dimension,
    Duration,
    RawCounts,
    Span,
    Step,
    Timeliness,
)

_ZONE = "Europe/Brussels"
_OPEN = "open"
_EXTENDED = ("extended", "notExtended")
_DAY = 86_400.0


class StatisticsStore:
    """Counts alone: no row of a case leaves this place."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self, span: Span, *, entities: frozenset[str], on: date) -> RawCounts:
        """Return the counts of a span; `entities` is what the reader sees."""
        wanted = _conditions(span, entities)
        tables = {
            dimension: self._table(dimension, wanted, on=on) for dimension in Dimension
        }  # fmt: skip
        return RawCounts(
            cases=sum(tables[Dimension.CHANNEL].values()),
            claims=sum(tables[Dimension.RIGHT].values()),
            tables=tables,
            durations=self._durations(wanted),
        )

    def _table(
        self, dimension: Dimension, wanted: Sequence[ColumnElement[bool]], *, on: date
    ) -> dict[str, int]:
        key = _key(dimension, on).label("key")
        query = select(key, func.count().label("number")).select_from(CaseRow)
        if dimension in BY_CLAIM:
            query = query.join(ClaimRow, ClaimRow.case_id == CaseRow.case_id)
        rows = self._session.execute(query.where(*wanted).group_by(key).order_by(key))
        return {row.key: row.number for row in rows}

    def _durations(self, wanted: Sequence[ColumnElement[bool]]) -> Mapping[Step, Duration]:
        """Return per step of how many requests it is known, and its median and ninth decile in days."""
        proven = (
            select(func.min(IdentityCheckRow.checked_at))
            .where(
                IdentityCheckRow.case_id == CaseRow.case_id,
                IdentityCheckRow.result != IdentityResult.INSUFFICIENT.value,
            )
            .scalar_subquery()
        )
        received = func.coalesce(
            CaseRow.received_at,
            func.timezone(_ZONE, cast(CaseRow.received_on, DateTime(timezone=False))),
        )
        ends = {
            Step.IDENTITY: (received, proven),
            Step.SEARCH: (func.coalesce(proven, received), CaseRow.collected_at),
            Step.DECISION: (CaseRow.collected_at, CaseRow.decided_at),
            Step.ANSWER: (CaseRow.decided_at, CaseRow.sent_at),
            Step.CLOSURE: (CaseRow.sent_at, CaseRow.ended_at),
            Step.WHOLE: (received, CaseRow.sent_at),
        }
        days = select(
            *(
                (func.extract("epoch", end - start) / _DAY).label(step.value)
                for step, (start, end) in ends.items()
            )
        ).where(*wanted).subquery()  # fmt: skip
        return dict(self._measured(days.c[step.value], step) for step in Step)

    def _measured(self, days: ColumnElement[float], step: Step) -> tuple[Step, Duration]:
        row = self._session.execute(
            select(
                func.count(days),
                cast(func.percentile_cont(0.5).within_group(days), Float),
                cast(func.percentile_cont(0.9).within_group(days), Float),
            ).where(days >= 0)
        ).one()
        return step, Duration(row[0], round(row[1] or 0.0, 1), round(row[2] or 0.0, 1))


def _conditions(span: Span, entities: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [CaseRow.received_on.between(span.since, span.until)]
    if span.entity is not None:
        conditions.append(CaseRow.entity == span.entity)
    if "*" not in entities:
        conditions.append(CaseRow.entity.in_(sorted(entities)))
    return conditions


def _key(dimension: Dimension, on: date) -> ColumnElement[str]:
    keys: dict[Dimension, ColumnElement[str]] = {
        Dimension.RIGHT: ClaimRow.right.expression,
        Dimension.OUTCOME: func.coalesce(ClaimRow.outcome, _OPEN),
        Dimension.CHANNEL: CaseRow.channel.expression,
        Dimension.TIMELINESS: _timeliness(on),
        Dimension.EXTENSION: case(
            (CaseRow.extension.is_not(None), _EXTENDED[0]), else_=_EXTENDED[1]
        ),
        Dimension.ENTITY: CaseRow.entity.expression,
        Dimension.MONTH: func.to_char(CaseRow.received_on, "YYYY-MM"),
    }
    return keys[dimension]


def _timeliness(on: date) -> ColumnElement[str]:
    answered = cast(
        func.timezone(_ZONE, func.coalesce(CaseRow.sent_at, CaseRow.ended_at)), Date
    )  # DL-02, DL-12
    return case(
        (answered > CaseRow.comes_on, Timeliness.LATE.value),
        (answered.is_not(None), Timeliness.ON_TIME.value),
        (CaseRow.due_on < on, Timeliness.LATE.value),
        else_=Timeliness.OPEN.value,
    )

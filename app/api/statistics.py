"""Requests counted without names, and the yearly report for the authority."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app.api.answers.oversight import StatisticsOut
from app.api.answers.parts import answers, file
from app.api.case_view import compact
from app.api.code_lists import CHANNELS, OUTCOMES
from app.api.documents import download
from app.api.inputs import Code, IsoDate
from app.casework.yearly_report import Labels, as_csv, count_requests, report_pdf, report_span
from app.http.accepting import check_takes
from app.http.deps import DeskDep, LanguageDep, NowDep, may_do
from app.http.parsing import JsonModel
from app.http.queries import NUMBER, query
from app.http.routes import DeskRoute
from app.language import Text
from app.rights.catalogue import RIGHTS
from app.staff.model import Actor
from app.staff.rules import Act
from app.statistics.model import Dimension, Span, Statistics, Timeliness
from app.statistics.rules import unit_of

router = APIRouter(route_class=DeskRoute, tags=["Oversight"])

_CSV: Final = "text/csv; charset=utf-8; header=present"
_OPEN: Final = Text("nog open", "still open", "encore ouverte")
LABELS: Final[Labels] = {
    Dimension.RIGHT: {right.right_id: right.label for right in RIGHTS.values()},
    Dimension.OUTCOME: {**{code.value: text for code, text in OUTCOMES.items()}, "open": _OPEN},
    Dimension.CHANNEL: {code.value: text for code, text in CHANNELS.items()},
    Dimension.TIMELINESS: {
        Timeliness.ON_TIME.value: Text("op tijd", "in time", "dans le délai"),
        Timeliness.LATE.value: Text("te laat", "late", "en retard"),
        Timeliness.OPEN.value: _OPEN,
    },
    Dimension.EXTENSION: {
        "extended": Text("verlengd", "extended", "prolongée"),
        "notExtended": Text("niet verlengd", "not extended", "non prolongée"),
    },
}
"""What the codes of the tables mean."""


class StatisticsQuery(JsonModel):
    """Requests received from one day up to and including another, of one entity or of all."""

    from_: IsoDate = Field(alias="from")
    to: IsoDate
    entity: Code | None = None

    def span(self) -> Span:
        """Return the period as the rules take it."""
        return Span(self.from_, self.to, self.entity)


class StatisticsContentQuery(StatisticsQuery):
    """Also as what."""

    format: Literal["csv"] = "csv"


class ReportQuery(JsonModel):
    """As what to download the report."""

    format: Literal["pdf", "csv"] = "pdf"


@router.get(
    "/statistics",
    operation_id="getStatistics",
    responses=answers(StatisticsOut),
    summary="Count requests, without names",
)
def get_statistics(
    actor: Annotated[Actor, may_do(Act.READ_STATISTICS)],
    asked: Annotated[StatisticsQuery, query(StatisticsQuery)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return counts by right, outcome, channel, timeliness, extension, entity and month, and days per step.

    Cells under five are kept back, and others with them, so that none can be worked out from the totals.
    """
    found = count_requests(desk, asked.span(), entities=actor.entities, at=now)
    return JSONResponse(statistics_view(found))


@router.get(
    "/statistics/content",
    operation_id="getStatisticsContent",
    response_class=Response,
    responses=file("text/csv"),
    summary="Download the counts as a table",
)
def statistics_content(
    actor: Annotated[Actor, may_do(Act.READ_STATISTICS)],
    asked: Annotated[StatisticsContentQuery, query(StatisticsContentQuery)],
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Return the same counts as CSV; what is kept back is empty and says so."""
    found = count_requests(desk, asked.span(), entities=actor.entities, at=now)
    name = f"statistics-{found.span.since}-{found.span.until}.csv"
    return download(as_csv(found), _CSV, name)


@router.get(
    "/statistics/reports/{year}",
    operation_id="getYearlyReport",
    response_class=Response,
    responses=file("application/pdf", "text/csv"),
    summary="Download the report of a year for the authority",
)
def yearly_report(
    year: Annotated[int, Path(ge=2018, le=2040), NUMBER],
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_STATISTICS)],
    asked: Annotated[ReportQuery, query(ReportQuery)],
    language: LanguageDep,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Return the report as a sealed PDF, in the language of the reader, or as CSV."""
    check_takes(request, f"{'application' if asked.format == 'pdf' else 'text'}/{asked.format}")
    found = count_requests(desk, report_span(year), entities=actor.entities, at=now)
    if asked.format == "csv":
        return download(as_csv(found), _CSV, f"report-{year}.csv")
    pdf = report_pdf(desk, year, found, labels=LABELS, language=language, at=now)
    answer = download(pdf, "application/pdf", f"report-{year}.pdf")
    answer.headers["Content-Language"] = language.value
    return answer


def statistics_view(found: Statistics) -> dict[str, Any]:
    """Return the counts as JSON; what is kept back is absent."""
    return compact(
        {
            "from": _day(found.span.since),
            "to": _day(found.span.until),
            "entity": found.span.entity,
            "cases": found.cases,
            "claims": found.claims,
            "tables": [
                compact(
                    {
                        "by": table.dimension,
                        "unit": unit_of(table.dimension),
                        "total": table.total,
                        "cells": [
                            compact({"code": code, "count": count, "suppressed": count is None})
                            for code, count in table.cells.items()
                        ],
                    }
                )
                for table in found.tables
            ],
            "durations": [
                compact(
                    {
                        "step": step,
                        "median": duration and duration.median,
                        "ninthDecile": duration and duration.ninth,
                        "suppressed": duration is None,
                    }
                )
                for step, duration in found.durations.items()
            ],
        }
    )


def _day(on: date) -> str:
    return on.isoformat()

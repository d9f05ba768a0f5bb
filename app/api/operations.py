"""Health, the contract document, and the journal for auditors."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from app.api.case_view import instant
from app.api.cases import query_of
from app.http.bodies import JsonModel, parse
from app.http.deps import DeskDep, PartsDep, may_do
from app.http.routes import DeskRoute
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Operations"])
root_router = APIRouter(tags=["Operations"])


class JournalQuery(JsonModel):
    """Which part of the journal."""

    page_size: int = Field(default=25, ge=1, le=100)
    after_entry: int = Field(default=0, ge=0)


@router.get("/health", operation_id="getHealth", summary="Is the service up")
def health(parts: PartsDep) -> JSONResponse:
    """Answer UP, or DOWN without a database; no details for the public."""
    up = _database_answers(parts)
    return JSONResponse({"status": "UP" if up else "DOWN"}, 200 if up else 503)


@router.get("/journal", operation_id="getJournal", summary="Read the audit trail, newest first")
def journal(
    request: Request, _actor: Annotated[Actor, may_do(Act.READ_JOURNAL)], desk: DeskDep
) -> JSONResponse:
    """Return a page of entries; they hold codes, ids and hashes, no personal data."""
    query = parse(JournalQuery, query_of(request), place="query")
    found = desk.journal.latest(before=query.after_entry, limit=query.page_size + 1)
    body: dict[str, Any] = {
        "self": str(request.url),
        "items": [
            {
                "chain": entry.chain_id,
                "sequence": entry.sequence,
                "kind": entry.kind,
                "actor": entry.actor_id,
                "at": instant(entry.at),
                "details": dict(entry.details),
                "hash": entry.entry_hash,
            }
            for entry in found[: query.page_size]
        ],
        "pageSize": query.page_size,
    }
    if len(found) > query.page_size:
        after = query.after_entry + query.page_size
        body["next"] = str(request.url.include_query_params(afterEntry=after))
    return JSONResponse(body)


@router.get(
    "/journal/verification",
    operation_id="verifyJournal",
    summary="Check every chain of the journal",
)
def verification(_actor: Annotated[Actor, may_do(Act.READ_JOURNAL)], desk: DeskDep) -> JSONResponse:
    """Return how many entries there are and what is wrong with them, if anything."""
    faults = list(desk.journal.faults())
    chains, entries = desk.journal.count()
    return JSONResponse(
        {"intact": not faults, "chains": chains, "entries": entries, "faults": faults}
    )


@root_router.get("/livez", include_in_schema=False)
def livez() -> JSONResponse:
    """Answer while the process lives."""
    return JSONResponse({"status": "UP"})


@root_router.get("/readyz", include_in_schema=False)
def readyz(parts: PartsDep) -> JSONResponse:
    """Answer 200 once the database does."""
    up = _database_answers(parts)
    return JSONResponse({"status": "UP" if up else "DOWN"}, 200 if up else 503)


def _database_answers(parts: PartsDep) -> bool:
    try:
        with parts.engine.connect() as connection:
            connection.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True

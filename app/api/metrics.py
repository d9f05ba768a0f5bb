"""`GET /metrics` at the root: counts for whoever watches over the service, without personal data."""

import hmac
from typing import Final

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.orm import Session

from app.cases.model import ENDS, State
from app.cases.queries import CaseFilter, CaseQueries, Flag
from app.http.deps import PartsDep, ResourceNotFound
from app.http.measures import Calls
from app.http.parts import Parts
from app.kit.clock import brussels_date
from app.outbox.backlog import jobs_standing

root_router = APIRouter(tags=["Operations"])

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_OPEN: Final = [state for state in State if state not in ENDS]


@root_router.get("/metrics", include_in_schema=False)
def metrics(request: Request, parts: PartsDep) -> Response:
    """Return the counts in the format of Prometheus, to who holds the token or, where none is set, on this machine.

    To anybody else there is no such address.
    """
    if not may_read(request, parts.metrics_token):
        raise ResourceNotFound("Nothing is at this address")
    calls: Calls = request.app.state.calls
    text = b"".join((generate_latest(calls.registry), generate_latest(_standing(parts))))
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def may_read(request: Request, token: str) -> bool:
    """Whether the caller may read the counts: by the token, or from this machine where none is set."""
    if token:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(
            given.strip().encode(), token.encode()
        )
    # What a proxy on this very machine passes on comes from elsewhere.
    passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
    return request.client is not None and request.client.host in _LOOPBACK and not passed_on


def _standing(parts: Parts) -> CollectorRegistry:
    """Return what stands at this moment: open cases, those that are late, and jobs."""
    registry = CollectorRegistry(auto_describe=False)
    cases = Gauge("loket_open_cases", "Open cases by state", ("state",), registry=registry)
    late = Gauge("loket_overdue_cases", "Cases past their due date", registry=registry)
    jobs = Gauge("loket_jobs", "Jobs by queue and status", ("queue", "status"), registry=registry)
    with Session(parts.engine) as session:
        queries, on = CaseQueries(session), brussels_date(parts.clock())
        found = queries.count(CaseFilter(on))
        late.set(sum(queries.count(CaseFilter(on, flags=(Flag.OVERDUE,))).values()))
        standing = jobs_standing(session)
    for state in _OPEN:
        cases.labels(state.value).set(found.get(state.value, 0))
    for queue, status, count in standing:
        jobs.labels(queue, status).set(count)
    return registry

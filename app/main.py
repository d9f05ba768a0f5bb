"""The web application: routers of both doors, error pages, and the parts it lives on."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from app.api import (
    bulk,
    case_list,
    cases,
    clock,
    collector_tasks,
    decisions,
    documents,
    dossier,
    downloads,
    executions,
    exports,
    feeds,
    holidays,
    identity,
    incidents,
    inspection,
    letters,
    messages,
    metrics,
    operations,
    opinions,
    oral_answers,
    recipient_notices,
    reference,
    referrals,
    register,
    representatives,
    restrictions,
    statistics,
    transfers,
    ways_out,
    webhooks,
    withholdings,
)
from app.http import errors, security
from app.http.addresses import Addresses
from app.http.contract import document
from app.http.measures import Calls, Measures
from app.http.paging import BASE_PATH
from app.http.parts import Parts
from app.http.tracing import Traces
from app.web import public

VERSION = "0.1.0"

API_ROUTERS = (
    register.router,
    case_list.router,
    bulk.router,
    cases.router,
    documents.router,
    messages.router,
    identity.router,
    representatives.router,
    dossier.router,
    withholdings.router,
    opinions.router,
    referrals.router,
    decisions.router,
    executions.router,
    collector_tasks.router,
    letters.router,
    downloads.router,
    recipient_notices.router,
    restrictions.router,
    exports.router,
    transfers.router,
    ways_out.router,
    inspection.router,
    incidents.router,
    statistics.router,
    oral_answers.router,
    clock.router,
    feeds.router,
    holidays.router,
    reference.router,
    webhooks.router,
    operations.router,
)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _nothing(_app: FastAPI) -> AsyncIterator[None]:
    yield


def make_app(parts: Parts, *, lifespan: Lifespan = _nothing) -> FastAPI:
    """Return the application on live parts."""
    app = FastAPI(
        title="Rechtenloket",
        version=VERSION,
        description="Handle requests of data subjects under the GDPR.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.parts = parts
    app.state.api_routers = API_ROUTERS
    for router in API_ROUTERS:
        app.include_router(router, prefix=BASE_PATH)
    app.include_router(operations.root_router)
    app.include_router(metrics.root_router)
    app.include_router(public.router)
    security.install(app)
    errors.install(app)
    app.add_middleware(Addresses)
    app.add_middleware(Traces)
    app.state.calls = Calls()
    app.add_middleware(Measures, calls=app.state.calls)
    app.state.contract = document(app)
    return app

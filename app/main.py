"""The web application: routers of both doors, error pages, and the parts it lives on."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from app.api import (
    case_list,
    cases,
    clock,
    collector_tasks,
    decisions,
    documents,
    dossier,
    executions,
    exports,
    identity,
    letters,
    operations,
    opinions,
    oral_answers,
    recipient_notices,
    reference,
    referrals,
    register,
    representatives,
    restrictions,
    transfers,
    ways_out,
    withholdings,
)
from app.http import errors, security
from app.http.contract import document
from app.http.paging import BASE_PATH
from app.http.parts import Parts
from app.web import public

VERSION = "0.1.0"

API_ROUTERS = (
    register.router,
    case_list.router,
    cases.router,
    documents.router,
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
    recipient_notices.router,
    restrictions.router,
    exports.router,
    transfers.router,
    ways_out.router,
    oral_answers.router,
    clock.router,
    reference.router,
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
    app.include_router(public.router)
    security.install(app)
    errors.install(app)
    app.state.contract = document(app)
    return app

"""The application: its state, its middleware, its routes."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from structlog.contextvars import bind_contextvars, clear_contextvars

from api.console.pages import PAGES
from api.console.route import problem_page, wants_page
from api.http.addresses import WholeIds
from api.http.metrics import Metrics
from api.http.problems import from_http_exception, from_validation, problem_response
from api.http.route import Rates
from api.http.routes import (
    accounts,
    audit,
    authority,
    changes,
    delegations,
    delivery,
    exports,
    frontiers,
    health,
    imports,
    inbox,
    inventory,
    oidc,
    prices,
    principals,
    publications,
    questions,
    reports,
    requests,
    review,
    rounds,
    runs,
    scenarios,
    sessions,
    shares,
    sweeps,
    urgent,
    webhooks,
)
from api.http.schema import describe
from api.problems import Problem
from api.runs.metrics import WaitingRuns
from api.runs.queues import TakesRuns
from api.settings import Settings
from api.store import Database
from api.usecases.deliveries import deliver_due, take_over
from api.usecases.oidc import provider_of
from api.webhooks.loop import DeliveryLoop
from optimizer import __version__

__all__ = ["create_app"]

ROUTERS = (
    health.router,
    sessions.open_router,
    oidc.router,
    sessions.router,
    principals.router,
    accounts.router,
    inventory.router,
    imports.uploads,
    imports.router,
    exports.router,
    requests.router,
    rounds.router,
    runs.submitting,
    runs.router,
    prices.router,
    shares.router,
    reports.router,
    scenarios.keeping,
    scenarios.router,
    questions.router,
    urgent.questions,
    urgent.router,
    urgent.choices,
    sweeps.router,
    frontiers.router,
    review.router,
    authority.router,
    delegations.router,
    inbox.router,
    publications.router,
    changes.router,
    delivery.router,
    webhooks.router,
    audit.router,
)


def create_app(settings: Settings, database: Database, engine: TakesRuns) -> FastAPI:
    """Return the application over a migrated database; it hands runs to the engine."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(engine.start)
        if database.is_sqlite:  # nobody else sends from this store
            await run_in_threadpool(take_over, database)
        deliveries = DeliveryLoop(partial(deliver_due, database, settings))
        deliveries.start()
        yield
        await run_in_threadpool(deliveries.stop)
        await run_in_threadpool(engine.stop)
        database.close()

    app = FastAPI(
        title="Roundtable",
        version=__version__,
        summary="Plan shared people, facilities, data and money over competing projects.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.engine = engine
    app.state.stopping = threading.Event()  # told to stop: streams end, then the rest follows
    app.state.provider = provider_of(settings)
    app.state.rates = Rates(settings.rate_limit_per_minute)
    app.state.metrics = Metrics()
    app.state.metrics.registry.register(WaitingRuns(database))
    app.state.log = structlog.get_logger("roundtable")
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    describe(app)
    app.middleware("http")(_around)
    app.add_middleware(WholeIds)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(Exception, _on_fault)
    return app


async def _around(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Give every request an id and a time, refuse bodies too large, log, and count."""
    state = request.app.state
    asked = request.headers.get("x-request-id", "")
    usable = 8 <= len(asked) <= 80 and asked.isascii() and asked.replace("-", "").isalnum()
    request.state.request_id = asked if usable else secrets.token_hex(12)
    clear_contextvars()
    bind_contextvars(request=request.state.request_id)
    began = time.perf_counter()
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > state.settings.upload_bytes:
        response: Response = problem_response(request, Problem("too-large"))
    else:
        response = await call_next(request)
    seconds = time.perf_counter() - began
    response.headers["X-Request-Id"] = request.state.request_id
    response.headers.setdefault(
        "Cache-Control", "no-cache" if "etag" in response.headers else "no-store"
    )
    response.headers.setdefault("Vary", "Accept-Language, Authorization, Cookie")
    response.headers["X-Content-Type-Options"] = "nosniff"
    actor = getattr(request.state, "actor", None)
    if actor is not None and state.settings.rate_limit_per_minute:
        for name, value in state.rates.headers(actor.id).items():
            response.headers.setdefault(name, value)
    route = request.scope.get("route")
    path = getattr(route, "path", "other")
    state.metrics.count(request.method, path, response.status_code, seconds)
    state.log.info(
        "request",
        method=request.method,
        path=request.url.path,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        actor=None if actor is None else actor.id,
    )
    return response


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 (registered for this class alone)
    return _told(request, error)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    return _told(request, from_http_exception(error))


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return _told(request, from_validation(error))


async def _on_fault(request: Request, error: Exception) -> Response:
    request.app.state.log.error("fault", exc_info=error, path=request.url.path)
    return _told(request, Problem("fault"))


def _told(request: Request, problem: Problem) -> Response:
    """Return a problem as data for programs, as a page for people."""
    shown = problem_page if wants_page(request) else problem_response
    return shown(request, problem)

"""Whether the service lives, is ready, and what it counts."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from api.problems import Problem
from api.runs.engine import Engine
from optimizer import __version__

__all__ = ["router"]

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """The service lives."""

    status: str = "ok"
    version: str = __version__


@router.get("/healthz", openapi_extra={"x-roles": []})
def healthz() -> Health:
    """Say that the process lives."""
    return Health()


@router.get("/readyz", openapi_extra={"x-roles": [], "x-problems": [503]})
def readyz(request: Request) -> Health:
    """Say whether the service can work: its database answers."""
    try:
        request.app.state.database.is_ready()
    except Exception as error:  # noqa: BLE001 (whatever it is, we are not ready)
        request.app.state.log.warning("not ready", error=repr(error))
        raise Problem("unavailable") from None
    return Health()


@router.get("/metrics", openapi_extra={"x-roles": []}, include_in_schema=False)
def metrics(request: Request) -> Response:
    """Return the counters in Prometheus' text format."""
    state = request.app.state
    told = [state.metrics.registry]
    if isinstance(state.engine, Engine):  # which works on runs in this process
        told.append(state.engine.metrics.registry)
    content = b"".join(generate_latest(registry) for registry in told)
    return Response(content, media_type=CONTENT_TYPE_LATEST)

"""``/v1/runs/{id}/prices``: what one more of each resource is worth in the round of a run."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, RunAnswer, SolveBody, queued
from api.problems import Problem
from api.usecases import prices, runs

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["runs"], route_class=ServiceRoute)


class PricesAnswer(BaseModel):
    """Prices behind a bound, in value points: a row for each resource in the round's order."""

    bound: int = Field(description="No plan of the round is worth more.")
    people: list[list[float]] = Field(description="One full-time period of each expert.")
    skills: list[list[float]] = Field(description="One full-time period of a holder, by skill.")
    facilities: list[list[float]] = Field(description="One unit of each facility for a period.")


@router.get("/runs/{run_id}/prices", **open_to(*DEEP, problems=(409,)))
def read_prices(run_id: str, session: SessionOf) -> PricesAnswer:
    """Read what one more of each resource is worth, once that has been asked for and answered."""
    found = prices.prices_of(session, runs.read(session, run_id))
    if found.tables is not None:
        return PricesAnswer.model_validate(found.tables)
    if found.known:
        raise Problem("conflict", "该轮次没有可用的价格。", "There are no prices for this round.")
    if found.waiting is not None:
        raise Problem(
            "conflict",
            "价格正在计算。",
            "The prices are being worked out.",
            headers={"Retry-After": "5"},
        )
    raise Problem(
        "conflict", "尚未计算价格，请先提交。", "Nobody has asked for the prices: ask with POST."
    )


@router.post(
    "/runs/{run_id}/prices",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True, problems=(409,)),
)
def ask_for_prices(
    run_id: str,
    body: SolveBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Ask what one more of each resource is worth; worked out in the background, once a round."""
    about = runs.read(session, run_id)
    return queued(
        request, response, prices.ask_for_prices(session, actor, about, body.wishes(request))
    )

"""``/v1/runs/{id}/prices``: what one more of each resource is worth in the round of a run."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import Role
from api.http.route import ServiceRoute, SessionOf, open_to
from api.problems import Problem
from api.usecases import runs
from api.usecases.prices import prices_of

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["runs"], route_class=ServiceRoute)


class PricesAnswer(BaseModel):
    """Prices behind a bound, in value points: a row for each resource in the round's order."""

    bound: int = Field(description="No plan of the round is worth more.")
    people: list[list[float]] = Field(description="One full-time period of each expert.")
    skills: list[list[float]] = Field(description="One full-time period of a holder, by skill.")
    facilities: list[list[float]] = Field(description="One unit of each facility for a period.")


@router.get(
    "/runs/{run_id}/prices",
    **open_to(Role.OFFICE, Role.LEADER, Role.AUDITOR, problems=(409,)),
)
def read_prices(run_id: str, session: SessionOf) -> PricesAnswer:
    """Read what one more of each resource is worth; the first reading prices the round."""
    found = prices_of(session, runs.read(session, run_id).round_hash)
    if found is None:
        raise Problem("conflict", "该轮次没有可用的价格。", "There are no prices for this round.")
    return PricesAnswer.model_validate(found)

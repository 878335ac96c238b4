"""``/v1/runs/{id}/shares``: who pays what of a plan, by any rule, before anything is published."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field

from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, RunAnswer, SolveBody, queued
from api.usecases import runs, shares
from optimizer.sharing.plans import PlanShares, RuleChoice

__all__ = ["router"]

router = APIRouter(prefix="/v1/runs/{run_id}", tags=["shares"], route_class=ServiceRoute)

RuleKey = Annotated[
    str | None,
    Query(max_length=100, description="A rule, as `shares/rules` lists it; else the round's own."),
]


class RuleName(BaseModel):
    """A rule, and what it is called."""

    rule: str = Field(description="What to ask for it by.")
    zh: str
    en: str


class ColumnAnswer(BaseModel):
    """What one or several rules that agree to the cent make everybody pay."""

    rules: list[RuleName]
    pays_cents: list[int] = Field(description="In the order of the departments.")


class RefusedRule(RuleName):
    """A rule that does not apply to the plan."""

    code: str
    reason: dict[str, str]


class SharingRulesAnswer(BaseModel):
    """The shares of a plan by every rule; departments for which it matters most stand first."""

    currency: str
    departments: list[str]
    columns: list[ColumnAnswer] = Field(description="The round's own rule is in the first.")
    refused: list[RefusedRule]
    later: list[RuleName] = Field(description="Rules that take long on this plan: ask with POST.")


class ShareBody(SolveBody):
    """By which rule to share."""

    rule: Annotated[str | None, Field(max_length=100)] = None


def _named(choice: RuleChoice) -> RuleName:
    return RuleName(rule=choice.key, zh=choice.name.zh, en=choice.name.en)


@router.get("/shares", **open_to(*DEEP, problems=(409, 422)))
def read_plan_shares(run_id: str, session: SessionOf, rule: RuleKey = None) -> PlanShares:
    """Read who would pay what of the plan of a run by a rule, with certificate and settlement."""
    return shares.shares_of(session, runs.read(session, run_id), rule)


@router.get("/shares/rules", **open_to(*DEEP, problems=(409, 422)))
def read_rules(run_id: str, session: SessionOf) -> SharingRulesAnswer:
    """Read what every rule would make every department pay of the plan of a run."""
    made = shares.rule_table(session, runs.read(session, run_id))
    return SharingRulesAnswer(
        currency=made.currency,
        departments=list(made.departments),
        columns=[
            ColumnAnswer(
                rules=[_named(choice) for choice in column.choices],
                pays_cents=list(column.pays_cents),
            )
            for column in made.columns
        ],
        refused=[
            RefusedRule(
                **_named(choice).model_dump(),
                code=finding.code,
                reason={"zh": finding.message_zh, "en": finding.message_en},
            )
            for choice, finding in made.refused
        ],
        later=[_named(choice) for choice in made.later],
    )


@router.post(
    "/shares", status_code=status.HTTP_202_ACCEPTED, **open_to(*DOERS, key=True, problems=(409,))
)
def ask_for_shares(
    run_id: str,
    body: ShareBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Ask for the shares by a rule that takes long; worked out in the background, then read."""
    about = runs.read(session, run_id)
    row = shares.ask_for_shares(session, actor, about, body.rule, body.wishes(request))
    return queued(request, response, row)


@router.post(
    "/stand-alone",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True, problems=(409,)),
)
def ask_for_standing(
    run_id: str,
    body: SolveBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Ask what each department could reach by itself; then the shares tell its gain in value."""
    about = runs.read(session, run_id)
    row = shares.ask_for_standing(session, actor, about, body.wishes(request))
    return queued(request, response, row)

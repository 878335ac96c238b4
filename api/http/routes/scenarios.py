"""``/v1/scenarios``: what-if on a frozen round, plans side by side, and what is made of them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field

from api.access import Role
from api.http.bodies import body_of
from api.http.paging import Cursor, Paged, PageSize, cursor_of, position_of
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.http.routes.runs import DEEP, DOERS, RunAnswer, SolveBody, prepared_of, queued
from api.store import scenarios as store
from api.store.tables import Scenario as ScenarioRow
from api.usecases import adoption, rounds, runs, scenarios
from optimizer.domain import Text
from scenarios.changes import Scenario
from scenarios.compare import Comparison, PlanFigures, Side

__all__ = ["keeping", "router"]

router = APIRouter(prefix="/v1", tags=["scenarios"], route_class=ServiceRoute)

ValidateOnly = Annotated[bool, Query(description="Only say what it would change; store nothing.")]


class ScenarioAnswer(BaseModel):
    """A scenario of a round: its changes as sentences, and what else follows from them."""

    id: str | None = Field(description="Null when nothing was stored.")
    round_id: str
    scenario: Scenario
    sentences: list[Text]
    notes: list[Text]
    round_hash: str = Field(description="The round that it makes.")
    made_by: str | None
    made_at: datetime | None


class ReadyScenario(BaseModel):
    """A ready-made scenario of a round, to keep and to run."""

    scenario: Scenario
    sentences: list[Text]
    notes: list[Text]


class FigureDelta(BaseModel):
    """A headline figure in two plans; ``unproven``: solving longer might turn the order round."""

    name: str
    label: Text
    higher_is_better: bool
    before: float | None
    after: float | None
    change: float | None
    verdict: str


class ComparedPlan(BaseModel):
    """The plan of one run; the tables are empty for the base, and where there is no plan."""

    run_id: str
    name: Text
    sentences: list[Text]
    figures: dict[str, Any] | None
    is_same: bool
    deltas: list[FigureDelta]
    projects: list[dict[str, Any]] = Field(description="Losers first.")
    people: list[dict[str, Any]] = Field(description="Only those affected.")
    departments: list[dict[str, Any]] = Field(description="Losers first.")
    loads: list[dict[str, Any]]
    changed_lines: list[tuple[str, str, str]] = Field(description="Project, package, need.")
    lines: int


class ComparisonAnswer(BaseModel):
    """Plans side by side, against the base."""

    base: ComparedPlan
    sides: list[ComparedPlan]


class Adoption(BaseModel):
    """A run whose plan is adopted."""

    run_id: str
    with_changes: Annotated[
        bool, Field(description="Adopt also what the scenario assumes, where the plan needs it.")
    ] = False
    reason: Annotated[str, Field(max_length=4000)] = ""


class Adopted(BaseModel):
    """The plan is under review."""

    lines: int
    open: int


class TakeOver(SolveBody):
    """A project as another plan has it."""

    project: str
    from_run_id: Annotated[str, Field(description="The run whose plan has the project.")]
    onto_run_id: Annotated[
        str | None, Field(description="The run whose plan is to change; else the one under review.")
    ] = None


def _shown(row: ScenarioRow) -> ScenarioAnswer:
    return ScenarioAnswer(
        id=row.id,
        round_id=row.round_id,
        scenario=Scenario.model_validate(row.document),
        sentences=row.sentences,
        notes=row.notes,
        round_hash=row.round_hash,
        made_by=row.made_by,
        made_at=row.made_at,
    )


async def _prepared(request: Request) -> runs.Prepared | None:
    return await prepared_of(request, await body_of(request, Scenario))


class PreparedRoute(ServiceRoute):
    """A route that keeps what a scenario makes."""

    first = staticmethod(_prepared)


keeping = APIRouter(prefix="/v1", tags=["scenarios"], route_class=PreparedRoute)


@keeping.post(
    "/rounds/{round_id}/scenarios",
    status_code=status.HTTP_201_CREATED,
    responses={200: {"model": ScenarioAnswer, "description": "Nothing was stored."}},
    **open_to(*DOERS),
)
def keep_scenario(
    round_id: str,
    body: Scenario,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
    validate_only: ValidateOnly = False,
) -> ScenarioAnswer:
    """Keep a scenario of a frozen round; every change that can't be made is a finding."""
    round_row = rounds.read(session, round_id)
    if validate_only:
        found: runs.Prepared | None = request.state.found
        applied = (found or runs.prepare(session, round_row, body)).applied
        response.status_code = status.HTTP_200_OK
        return ScenarioAnswer(
            id=None,
            round_id=round_id,
            scenario=body,
            sentences=list(applied.sentences),
            notes=list(applied.notes),
            round_hash=applied.round.content_hash(),
            made_by=None,
            made_at=None,
        )
    row = scenarios.keep(session, actor, round_row, body, request.state.found)
    response.headers["Location"] = f"/v1/scenarios/{row.id}"
    return _shown(row)


@router.get("/rounds/{round_id}/scenarios", **open_to(*DEEP))
def list_scenarios(
    round_id: str, session: SessionOf, cursor: Cursor = None, size: PageSize = 100
) -> Paged[ScenarioAnswer]:
    """List the scenarios of a round."""
    rounds.read(session, round_id)
    rows = store.list_scenarios(session, round_id, position_of(cursor), size + 1)
    more = cursor_of(rows[size - 1].id) if len(rows) > size else None
    return Paged(items=[_shown(row) for row in rows[:size]], next=more)


@router.get("/rounds/{round_id}/ready-scenarios", **open_to(*DEEP))
def ready_scenarios(round_id: str, session: SessionOf) -> list[ReadyScenario]:
    """List ready-made scenarios that fit a frozen round."""
    made = scenarios.ready(session, rounds.read(session, round_id))
    return [ReadyScenario.model_validate(asdict(item)) for item in made]


@router.get("/scenarios/{scenario_id}", **open_to(*DEEP))
def read_scenario(scenario_id: str, session: SessionOf) -> ScenarioAnswer:
    """Read a scenario."""
    return _shown(scenarios.read(session, scenario_id))


@router.post(
    "/scenarios/{scenario_id}/runs",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True),
)
def run_scenario(
    scenario_id: str,
    body: SolveBody,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Queue a run of a scenario."""
    kept = scenarios.read(session, scenario_id)
    round_row = rounds.read(session, kept.round_id)
    row = runs.submit(session, actor, round_row, body.wishes(request), kept=kept)
    return queued(request, response, row)


@router.get("/rounds/{round_id}/comparison", **open_to(*DEEP))
def compare_runs(
    round_id: str,
    session: SessionOf,
    base: Annotated[str, Query(description="The run to compare with.")],
    run: Annotated[list[str], Query(description="Up to four other runs of the round.")],
) -> ComparisonAnswer:
    """Compare the plans of runs: figures, projects (losers first), people, departments."""
    made = scenarios.compare(session, rounds.read(session, round_id), base, run)
    return _compared(made, base, run)


def _compared(made: Comparison, base: str, others: list[str]) -> ComparisonAnswer:
    first = ComparedPlan(
        run_id=base,
        name=made.base.name,
        sentences=list(made.base.sentences),
        figures=asdict(made.base_figures),
        is_same=True,
        deltas=[],
        projects=[],
        people=[],
        departments=[],
        loads=[],
        changed_lines=[],
        lines=0,
    )
    sides = [_side(side, run_id) for side, run_id in zip(made.sides, others, strict=True)]
    return ComparisonAnswer(base=first, sides=sides)


def _side(side: Side, run_id: str) -> ComparedPlan:
    figures: PlanFigures | None = side.figures
    return ComparedPlan(
        run_id=run_id,
        name=side.case.name,
        sentences=list(side.case.sentences),
        figures=None if figures is None else asdict(figures),
        is_same=side.is_same,
        deltas=[
            FigureDelta(
                name=delta.kpi.name,
                label=delta.kpi.label,
                higher_is_better=delta.kpi.higher,
                before=delta.before,
                after=delta.after,
                change=delta.change,
                verdict=delta.verdict,
            )
            for delta in side.deltas
        ],
        projects=[_plain(row) for row in side.projects],
        people=[_plain(row) for row in side.people],
        departments=[{**_plain(row), "gain": row.gain} for row in side.departments],
        loads=[_plain(row) for row in side.loads],
        changed_lines=list(side.lines.changed),
        lines=side.lines.total,
    )


def _plain(row: Any) -> dict[str, Any]:
    """Return a row of a comparison as JSON data."""
    return {
        name: value.model_dump() if isinstance(value, Text) else value
        for name, value in ((name, getattr(row, name)) for name in row.__dataclass_fields__)
    }


@router.post("/rounds/{round_id}/adoptions", **open_to(Role.OFFICE, key=True))
def adopt_plan(round_id: str, body: Adoption, session: SessionOf, actor: ActorOf) -> Adopted:
    """Put the plan of a scenario's run under review; what it lacks in the round is a finding."""
    row = rounds.read(session, round_id)
    lines, waiting = adoption.adopt(
        session,
        actor,
        row,
        runs.read(session, body.run_id),
        with_changes=body.with_changes,
        reason=body.reason,
    )
    return Adopted(lines=lines, open=waiting)


@router.post(
    "/rounds/{round_id}/takeovers",
    status_code=status.HTTP_202_ACCEPTED,
    **open_to(*DOERS, key=True),
)
def take_over_project(
    round_id: str,
    body: TakeOver,
    request: Request,
    response: Response,
    session: SessionOf,
    actor: ActorOf,
) -> RunAnswer:
    """Queue a run with one project as another plan has it; as little else as can be moves."""
    row = rounds.read(session, round_id)
    onto = runs.read(session, body.onto_run_id or row.run_id or "")
    source = runs.read(session, body.from_run_id)
    wishes = body.wishes(request)
    new = adoption.take_over(session, actor, row, body.project, source, onto, wishes)
    return queued(request, response, new)

"""The heat map as a tree, what is tentative in it, and ghosts on the timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from api.access.life import RoundState
from api.console.ghosts import ghosts_of, lost_rows, shifts_of
from api.console.heat_tree import tree_rows
from api.console.plans import PlanShown
from api.console.unconfirmed import unconfirmed
from api.store import inventory
from api.store.tables import AllocationRound, Run
from optimizer.domain import Outcome
from optimizer.solve import Limits, solve_round
from scenarios.figures import OutcomeFigures, figures_of
from scenarios.report.sections.axis import axis_of
from scenarios.report.sections.plan import gantt
from scenarios.report.voice import voice_of
from scenarios.sample import sample_round
from tests.api.console.door import Door

KINDS = {"people": "People", "facilities": "Facilities"}


@cache
def solved() -> Outcome:
    limits = Limits(time_limit_seconds=0.5, workers=1, seed=0, deterministic=True)
    return solve_round(sample_round(), limits)


@cache
def shown() -> PlanShown:
    figures = figures_of(sample_round(), solved())
    row = AllocationRound(id="rnd", state=RoundState.FROZEN)
    return PlanShown(row, Run(id="run"), figures, voice_of(figures, "en"))


def test_a_row_above_others_is_their_sum() -> None:
    made = tree_rows(shown(), "load", None, {}, KINDS)
    assert made is not None
    people = shown().figures.people
    at = made.ids.index("people-of:rd")
    own = [department == "rd" for department in people.departments]
    expected = 100 * people.used[own].sum(axis=0) / people.limit[own].sum(axis=0)
    np.testing.assert_allclose(made.values[at], expected)
    assert made.levels[:3] == (0, 1, 2)
    assert made.levels.count(2) == len(people.ids) + len(shown().figures.facilities.ids)
    idle = tree_rows(shown(), "idle", None, {}, KINDS)
    assert idle is not None
    free = (people.limit[own].sum(axis=0) - people.used[own].sum(axis=0)) / 100
    np.testing.assert_allclose(idle.values[at], free)


def test_worth_above_is_by_what_each_offers() -> None:
    figures = shown().figures
    prices = {
        "people": np.ones(figures.people.used.shape).tolist(),
        "facilities": np.zeros(figures.facilities.used.shape).tolist(),
    }
    assert tree_rows(shown(), "worth", None, {}, KINDS) is None
    made = tree_rows(shown(), "worth", prices, {}, KINDS)
    assert made is not None
    of_people = made.values[made.ids.index("people-of:rd")]
    assert of_people.max() == 1
    of_all = made.values[made.ids.index("departments:rd")]
    assert ((of_all >= 0) & (of_all <= 1)).all()
    assert of_all.max() < 1


def test_what_nobody_confirmed_is_tentative() -> None:
    made = tree_rows(shown(), "load", None, {"experts": {"E01"}, "facilities": {"F01"}}, KINDS)
    assert made is not None
    unsure = {id_ for id_, so in zip(made.ids, made.tentative, strict=True) if so}
    assert unsure == {"people:E01", "facilities:F01"}


def test_capacity_grows_stale_and_is_confirmed(door: Door) -> None:
    with door.service.database.writing() as session:
        for kind in ("experts", "departments"):
            inventory.add_item(session, kind, "X", "lab", {"id": "X"})
        later = datetime.now(UTC) + timedelta(days=40)
        assert unconfirmed(session)["experts"] == frozenset()
        assert unconfirmed(session, later) == {
            "experts": frozenset({"X"}),
            "facilities": frozenset(),
        }


def moved(project: str, by: int) -> OutcomeFigures:
    """The plan with one project later."""
    plan = solved().plan
    assert plan is not None
    projects = tuple(
        p
        if p.project != project
        else p.model_copy(
            update={
                "packages": tuple(
                    q.model_copy(update={"start": q.start + by, "end": q.end + by})
                    for q in p.packages
                )
            }
        )
        for p in plan.projects
    )
    changed = plan.model_copy(update={"projects": projects})
    return figures_of(sample_round(), solved().model_copy(update={"plan": changed}))


def test_ghosts_stand_where_packages_stood() -> None:
    base = shown().figures
    row = min(base.accepted, key=lambda r: r.end or 0)
    now = moved(row.project, 1)
    voice = voice_of(now, "en")
    axis = axis_of(now, voice)
    rows = gantt(now, axis, voice)
    ghosts = ghosts_of(base, rows, axis, voice)
    assert {id_ for id_, found in ghosts.items() if found} == {row.project}
    assert ghosts[row.project][0].x_pct == min(
        axis.pct(run.start) for run in base.lines.packages if run.project == row.project
    )
    assert shifts_of(base, now)[row.project] == 1
    assert lost_rows(base, now, axis, voice) == ()


def test_a_project_that_only_the_other_plan_does_has_a_row() -> None:
    base = shown().figures
    plan = solved().plan
    assert plan is not None
    gone = plan.projects[0].project
    without = plan.model_copy(update={"projects": plan.projects[1:]})
    now = figures_of(sample_round(), solved().model_copy(update={"plan": without}))
    voice = voice_of(base, "en")
    assert [row.id for row in lost_rows(base, now, axis_of(base, voice), voice)] == [gone]
    assert shifts_of(now, base)[gone] is None

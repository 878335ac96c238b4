from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.domain import LevelResult, Outcome, Plan, PlannedProject, Round, Text
from optimizer.solve import Limits, solve_round
from scenarios.changes import (
    AnyChange,
    ForceProject,
    RemoveExpert,
    WithdrawDepartment,
    apply_changes,
)
from scenarios.compare import (
    Case,
    Side,
    compare_plans,
    figures_from,
    headline_deltas,
    line_changes,
    plan_figures,
    plan_lines,
)
from scenarios.figures import figures_of
from tests.scenarios.changes.organisation import organisation

LIMITS = Limits(time_limit_seconds=30, deterministic=True)


def solved(round_: Round) -> Outcome:
    outcome = solve_round(round_, LIMITS)
    assert outcome.plan is not None
    return outcome


@pytest.fixture(scope="module")
def base() -> Case:
    round_ = organisation()
    return Case(Text(zh="基准", en="Base"), round_, solved(round_))


def changed(base: Case, *changes: AnyChange) -> Case:
    applied = apply_changes(base.round, changes)
    return Case(Text(en="Changed"), applied.round, solved(applied.round), applied.sentences)


def side(base: Case, other: Case) -> Side:
    return compare_plans(base, [other]).sides[0]


def test_a_plan_compared_with_itself_shows_nothing(base: Case) -> None:
    same = side(base, base)
    assert same.is_same
    assert same.lines.changed == ()
    assert same.lines.kept_pct == 100
    assert {delta.verdict for delta in same.deltas} == {"same"}
    assert all(not delta.change for delta in same.deltas)
    assert {project.fate for project in same.projects} <= {"same", "never"}
    assert same.people == ()
    assert same.loads == ()
    assert all(row.gain == 0 for row in same.departments)


def test_losers_come_first_with_the_reason(base: Case) -> None:
    accepted = {p.project for p in (base.outcome.plan or Plan()).projects}
    assert accepted == {"P1", "P2", "P3"}
    other = side(base, changed(base, ForceProject(project="P1", accepted=False)))
    first = other.projects[0]
    assert (first.project, first.fate, first.worth) == ("P1", "lost", -60)
    assert first.code == "pinned-out"
    assert first.reason.zh
    assert first.reason.en
    assert [row.department for row in other.departments if row.gain < 0] == ["lab", "data"]
    assert [row.gain for row in other.departments] == [-40, -20]
    value = next(delta for delta in other.deltas if delta.kpi.name == "value")
    assert (value.change, value.verdict) == (-60, "worse")


def test_a_withdrawn_request_says_so(base: Case) -> None:
    other = side(base, changed(base, WithdrawDepartment(department="data")))
    lost = {row.project: row.code for row in other.projects if row.fate == "lost"}
    assert lost.items() >= {"P2": "withdrawn", "P3": "withdrawn"}.items()


def test_people_who_lose_work_come_first(base: Case) -> None:
    work = {use.expert for use in figures_of(base.round, base.outcome).lines.people}
    assert "E3" in work
    other = side(base, changed(base, RemoveExpert(expert="E3")))
    assert other.people[0].expert == "E3"
    assert other.people[0].after == 0 < other.people[0].before
    total = sum(row.after - row.before for row in other.people)
    assert sum(load.change for load in other.loads) == total


def test_a_case_without_a_plan_is_told_as_such(base: Case) -> None:
    empty = base.outcome.model_copy(update={"plan": None})
    other = side(base, replace(base, outcome=empty))
    assert other.figures is None
    assert not other.is_same
    with pytest.raises(ValueError, match="no plan"):
        compare_plans(replace(base, outcome=empty), [base])


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ((100, 105), (106, 200), "better"),  # the new plan beats the old round's bound
        ((100, 106), (106, 200), "unproven"),
        ((100, 300), (90, 99), "worse"),
        ((100, 300), (90, 100), "unproven"),
        ((100, None), (90, None), "unproven"),
        ((100, 300), (100, 100), "same"),
    ],
)
def test_a_difference_within_the_gaps_proves_nothing(
    base: Case, old: tuple[int, int | None], new: tuple[int, int | None], verdict: str
) -> None:
    figures = figures_from(figures_of(base.round, base.outcome))
    before = replace(figures, value=old[0], bound=old[1])
    after = replace(figures, value=new[0], bound=new[1])
    assert headline_deltas(before, after)[0].verdict == verdict


def test_the_bound_counts_only_for_a_first_level_of_value(base: Case) -> None:
    figures = plan_figures(base.round, base.outcome)
    assert figures is not None
    assert figures.bound == figures.value  # proven
    cost = LevelResult(name="cost", sense="min", value=1, bound=1, gap=0.0)
    later = base.outcome.model_copy(update={"objective": (cost, *base.outcome.objective)})
    figures = plan_figures(base.round, later)
    assert figures is not None
    assert figures.bound is None


def test_lines_do_not_depend_on_the_order_in_which_they_are_listed(base: Case) -> None:
    plan = base.outcome.plan
    assert plan is not None
    turned = Plan(
        projects=tuple(
            PlannedProject(project=p.project, packages=tuple(reversed(p.packages)))
            for p in reversed(plan.projects)
        )
    )
    assert plan_lines(turned) == plan_lines(plan)


def test_one_moved_package_is_one_line(base: Case) -> None:
    plan = base.outcome.plan
    assert plan is not None
    first = plan.projects[0]
    package = first.packages[0]
    moved = package.model_copy(update={"start": package.start + 1, "end": package.end + 1})
    other = plan.model_copy(
        update={
            "projects": (
                first.model_copy(update={"packages": (moved, *first.packages[1:])}),
                *plan.projects[1:],
            )
        }
    )
    changes = line_changes(plan, other)
    assert changes.changed == ((first.project, package.package, ""),)
    assert changes.total == len(plan_lines(plan))

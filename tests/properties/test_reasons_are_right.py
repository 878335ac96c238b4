"""Reasons and conflicts hold in an independent model."""

from __future__ import annotations

import pulp
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.checks import check_round
from optimizer.checks.facts import Facts
from optimizer.domain import Outcome, Plan, Project, ProjectPin, Round, Status
from optimizer.explain import Room, explain_displaced
from optimizer.explain.words import blocked_words
from optimizer.findings import has_errors
from optimizer.model.families.pins import pin_name
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from tests.properties.rounds import whole_round
from tests.properties.time_indexed_things import WholeRound

SEEDS = st.integers(0, 2**32 - 1)


def has_plan(round_: Round, accepted: str | None = None) -> bool:
    model = WholeRound(round_)
    if accepted is not None:
        model.require(model.accepted[accepted] == 1)
    model.problem.setObjective(pulp.lpSum([]))
    return bool(model.problem.solve(pulp.HiGHS(msg=False, threads=1)) == pulp.LpStatusOptimal)


def solved(round_: Round) -> Outcome:
    assume(not has_errors(check_round(round_)))
    return solve_round(round_, Limits(time_limit_seconds=None, workers=1))


def reasons_hold(seed: int) -> None:
    round_ = whole_round(seed)
    outcome = solved(round_)
    assume(outcome.plan is not None)
    assert outcome.plan is not None
    accepted = {project.project for project in outcome.plan.projects}
    free = round_.model_copy(
        update={
            "pins": tuple(pin for pin in round_.pins if not isinstance(pin, ProjectPin)),
            "projects": tuple(p.model_copy(update={"mandatory": False}) for p in round_.projects),
        }
    )
    for rejection in outcome.rejected:
        assert rejection.code != "room-left"  # the outcome is proven optimal
        assert rejection.project not in accepted
        assert rejection.reason.zh
        assert rejection.reason.en
        if rejection.code == "impossible":
            assert not has_plan(free, rejection.project)
        for blocker in rejection.blockers:
            assert set(blocker.held_by) <= accepted
            assert blocker.start <= blocker.end <= round_.calendar.periods


@settings(max_examples=60)
@given(SEEDS)
def test_reasons_hold(seed: int) -> None:
    reasons_hold(seed)


@pytest.mark.long
@settings(max_examples=500)
@given(SEEDS)
def test_reasons_hold_in_many_rounds(seed: int) -> None:
    reasons_hold(seed + 2**34)


@settings(max_examples=100)
@given(SEEDS)
def test_what_is_inserted_keeps_every_rule(seed: int) -> None:
    """Projects are put into a growing plan one by one; what is left out says why."""
    round_ = whole_round(seed).model_copy(update={"pins": ()})
    round_ = round_.model_copy(
        update={
            "projects": tuple(p.model_copy(update={"mandatory": False}) for p in round_.projects)
        }
    )
    facts, plan = Facts(round_), Plan()
    for project in round_.projects:
        inside = {item.project for item in plan.projects}
        groups = {facts.projects[name].exclusive_group for name in inside} - {None}
        if project.exclusive_group in groups or any(
            before.project not in inside for before in project.prerequisites
        ):
            continue
        found = explain_displaced(Room(facts, plan), plan, project)
        if found.fits is not None:
            plan = found.fits
            assert verify_plan(round_, plan) == ()
        elif found.blockers:
            assert blocked_words(round_, found.blockers).en.endswith(".")


def under(round_: Round, names: set[str]) -> Round:
    """The round with only the named conditions."""

    def project(item: Project) -> Project:
        kept = item.model_copy(update={"mandatory": f"mandatory:{item.id}" in names})
        if f"window:{item.id}" in names:
            return kept
        packages = tuple(
            package.model_copy(update={"earliest_start": 0, "deadline": None})
            for package in kept.packages
        )
        return kept.model_copy(update={"earliest_start": 0, "deadline": None, "packages": packages})

    return round_.model_copy(
        update={
            "projects": tuple(map(project, round_.projects)),
            "pins": tuple(p for i, p in enumerate(round_.pins) if pin_name(i, p) in names),
        }
    )


def check_conflict(seed: int) -> bool:
    """Hold the conflict of a round to the model; say whether the round has one."""
    round_ = whole_round(seed)
    forced = tuple(p.model_copy(update={"mandatory": True}) for p in round_.projects[:2])
    round_ = round_.model_copy(update={"projects": forced + round_.projects[2:]})
    if has_errors(check_round(round_)):
        return False
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    if outcome.status is not Status.INFEASIBLE:
        return False
    assert outcome.conflict is not None
    assert outcome.conflict.minimal
    members = set(outcome.conflict.members)
    assert not has_plan(under(round_, members))
    for name in members:
        assert has_plan(under(round_, members - {name}))
    return True


def test_conflicts_are_minimal() -> None:
    assert sum(check_conflict(seed) for seed in range(250)) >= 15


@pytest.mark.long
def test_many_conflicts_are_minimal() -> None:
    assert sum(check_conflict(seed) for seed in range(1000, 4000)) >= 120

"""What the checks call impossible is impossible: no plan of an independent model has it."""

from __future__ import annotations

import re
from collections import defaultdict

import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.checks import check_round
from optimizer.domain import Project, Round
from optimizer.findings import Finding, has_errors
from tests.properties.rounds import whole_round
from tests.properties.time_indexed_things import WholeRound

OF_A_MODE = re.compile(r"/projects/(\d+)/packages/(\d+)/modes/(\d+)(/|$)")
OF_A_PROJECT = re.compile(r"/projects/(\d+)(/|$)")
WHOLE = (
    "precedence.window-too-short",
    "precedence.max-lag",
    "money.project-above-funds",
    "acceptance.prerequisite-in-group",
)
OF_MODES = ("staffing.", "facility.", "dataset.", "money.above-funds", "precedence.mode-too-long")


def ruled_out(round_: Round, findings: list[Finding]) -> set[str]:
    """Projects with a package all of whose modes are found impossible, or found so as a whole."""
    names = [project.id for project in round_.projects]
    modes: dict[tuple[int, int], set[int]] = defaultdict(set)
    out = set()
    for finding in findings:
        if finding.code in WHOLE:
            match = OF_A_PROJECT.match(finding.place.pointer)
            assert match is not None
            out.add(names[int(match[1])])
        elif finding.code.startswith(OF_MODES):
            match = OF_A_MODE.match(finding.place.pointer)
            if match is not None:
                modes[int(match[1]), int(match[2])].add(int(match[3]))
    for (i, j), found in modes.items():
        if len(found) == len(round_.projects[i].packages[j].modes):
            out.add(names[i])
    return out


def free(project: Project) -> Project:
    return project.model_copy(update={"mandatory": False})


def hold_to_it(seed: int) -> None:
    round_ = whole_round(seed)
    round_ = round_.model_copy(
        update={"pins": (), "projects": tuple(free(project) for project in round_.projects)}
    )
    findings = check_round(round_)
    assert not has_errors(findings)
    out = ruled_out(round_, findings)
    model = WholeRound(round_)
    model.problem.setObjective(pulp.lpSum(model.accepted[name] for name in out))
    model.problem.solve(pulp.HiGHS(msg=False, threads=1))
    assert [name for name in out if round(model.accepted[name].value() or 0)] == []


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1))
def test_impossible_projects_are_in_no_plan(seed: int) -> None:
    hold_to_it(seed)


@pytest.mark.long
@settings(max_examples=600)
@given(st.integers(0, 2**32 - 1))
def test_impossible_projects_are_in_no_plan_of_many(seed: int) -> None:
    hold_to_it(seed + 2**33)

"""Solved rounds against the best of all plans that the independent verifier lets through."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain import (
    Plan,
    PlannedPackage,
    PlannedProject,
    Project,
    Round,
    StaffingLine,
    Status,
)
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure

PERIODS = 3


@st.composite
def tiny_rounds(draw: st.DrawFn) -> Round:
    """Up to three one-package projects, two skills, two or three people, three periods."""
    experts = [
        {
            "id": f"e{i}",
            "department": draw(st.sampled_from(["A", "B"])),
            "skills": [
                {"skill": skill, "level": draw(st.integers(1, 3))}
                for skill in draw(st.sampled_from([["s"], ["t"], ["s", "t"]]))
            ],
            "availability_pct": draw(st.sampled_from([50, 100])),
            "exceptions": draw(st.sampled_from([[], [{"start": 1, "end": 2, "value": 40}]])),
            "access": {"scope": draw(st.sampled_from(["own", "participants", "anyone"]))},
            "keep_pct": draw(st.sampled_from([0, 0, 60])),
            "max_packages": draw(st.sampled_from([None, 1])),
            "rate_cents": draw(st.integers(0, 300)),
        }
        for i in range(draw(st.integers(2, 3)))
    ]
    projects = [
        {
            "id": f"p{i}",
            "sponsor": draw(st.sampled_from(["A", "B"])),
            "participants": draw(st.sampled_from([[], ["A", "B"]])),
            "benefits": [{"department": "A", "value": draw(st.integers(1, 20))}],
            "deadline": draw(st.sampled_from([None, 2])),
            "exclusive_group": draw(st.sampled_from([None, None, "g"])),
            "packages": [
                {
                    "id": "w",
                    "modes": [
                        {
                            "id": "m",
                            "duration": draw(st.integers(1, 2)),
                            "staffing": [
                                {
                                    "id": "n",
                                    "skill": draw(st.sampled_from(["s", "t"])),
                                    "min_level": draw(st.integers(1, 2)),
                                    "headcount": draw(st.integers(1, 2)),
                                    "load_pct": draw(st.sampled_from([40, 60, 100])),
                                }
                            ],
                        }
                    ],
                }
            ],
        }
        for i in range(draw(st.integers(1, 3)))
    ]
    data: dict[str, Any] = {
        "calendar": {"start": "2026-01-05", "periods": PERIODS},
        "departments": [{"id": "A"}, {"id": "B"}],
        "skills": [{"id": "s"}, {"id": "t"}],
        "experts": experts,
        "projects": projects,
        "policy": {"levels": ["value", "cost"]},
    }
    return Round.model_validate(data)


def ways(round_: Round, project: Project) -> Iterator[PlannedProject | None]:
    """Every way to do a project, and not doing it."""
    yield None
    (package,) = project.packages
    (mode,) = package.modes
    (need,) = mode.staffing
    names = [expert.id for expert in round_.experts]
    for start in range(PERIODS):
        for team in combinations(names, need.headcount):
            planned = PlannedPackage(
                package=package.id,
                mode=mode.id,
                start=start,
                end=start + mode.duration,
                staffing=(StaffingLine(need=need.id, experts=team),),
            )
            yield PlannedProject(project=project.id, packages=(planned,))


def best_by_enumeration(round_: Round) -> tuple[int, int]:
    """The lexicographic best (value, -cost) over every plan that passes the verifier."""
    best = (0, 0)
    for choice in product(*(tuple(ways(round_, project)) for project in round_.projects)):
        plan = Plan(projects=tuple(item for item in choice if item is not None))
        figures = (measure(round_, plan, "value"), -measure(round_, plan, "cost"))
        if figures > best and not verify_plan(round_, plan):
            best = figures
    return best


@given(tiny_rounds())
def test_optimum_is_the_best_verified_plan(round_: Round) -> None:
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    assert outcome.status is Status.OPTIMAL
    value, cost = outcome.objective
    assert value.value is not None
    assert cost.value is not None
    assert (value.value, -cost.value) == best_by_enumeration(round_)
    assert (value.bound, cost.bound) == (value.value, cost.value)

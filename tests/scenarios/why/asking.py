"""Questions about small generated rounds, and changes with a unit less in them."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.checks import check_round
from optimizer.domain import Plan, ProjectPin, Round, Status
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from scenarios.changes import (
    AddMoney,
    AnyChange,
    HirePerson,
    LowerLevel,
    RentFacility,
    SetDeadline,
    TrainExpert,
)
from scenarios.why.question import Question
from scenarios.why.worth import leading_levels, plan_worth, project_worths
from tests.properties.rounds import whole_round

__all__ = [
    "PROOF",
    "as_planned",
    "best_worth",
    "can_be_done",
    "one_analyst",
    "questions",
    "with_a_unit_less",
]

PROOF = Limits(time_limit_seconds=None, workers=1)


def one_analyst() -> Round:
    """Four weeks of one analyst: `long` asks for two of them, `short` for one, `late` for two."""

    def project(name: str, weeks: int, value: int) -> dict[str, object]:
        mode = {"id": "m", "duration": weeks, "staffing": [{"id": "n", "skill": "analysis"}]}
        benefits = [{"department": "D", "value": value}]
        packages = [{"id": "W", "modes": [mode]}]
        return {"id": name, "sponsor": "D", "benefits": benefits, "packages": packages}

    skills = [{"skill": "analysis", "level": 3}]
    expert = {"id": "ann", "department": "D", "skills": skills, "rate_cents": 1000}
    return Round.model_validate(
        {
            "calendar": {"start": "2026-01-05", "period": "week", "periods": 4},
            "departments": [{"id": "D"}],
            "skills": [{"id": "analysis"}],
            "experts": [expert],
            "projects": [project("long", 2, 9), project("short", 1, 8), project("late", 2, 5)],
        }
    )


def as_planned(**starts: int) -> Plan:
    """Return the plan in which the analyst does these projects from these weeks on."""
    weeks = {"long": 2, "short": 1, "late": 2}
    packages = {
        name: {
            "package": "W", "mode": "m", "start": start, "end": start + weeks[name],
            "staffing": [{"need": "n", "experts": ["ann"]}],
        }
        for name, start in starts.items()
    }  # fmt: skip
    projects = [{"project": name, "packages": [line]} for name, line in packages.items()]
    return Plan.model_validate({"projects": projects})


def questions(seeds: range) -> Iterator[Question]:
    """Ask about every project left out of the best plan of each sound round."""
    for seed in seeds:
        round_ = whole_round(seed)
        if has_errors(check_round(round_)):
            continue
        outcome = solve_round(round_, PROOF)
        if outcome.plan is not None:
            for rejection in outcome.rejected:
                yield Question(round_, outcome.plan, rejection.project, PROOF)


def can_be_done(round_: Round, projects: frozenset[str]) -> bool:
    """Say whether projects can all be done in a round, whatever else is."""
    pins = tuple(p for p in round_.pins if not isinstance(p, ProjectPin) or p.accepted)
    forced = tuple(ProjectPin(project=name, accepted=True) for name in sorted(projects))
    asked = round_.model_copy(update={"pins": (*pins, *forced)})
    if has_errors(check_round(asked)):
        return False
    return solve_round(asked, PROOF).status is not Status.INFEASIBLE


def best_worth(round_: Round, project: str, accepted: bool) -> int:
    """Return what the best plan with, or without, a project is worth; -1 without any plan."""
    worths = project_worths(round_)
    assert worths is not None
    levels = round_.policy.levels[: leading_levels(round_)]
    asked = round_.model_copy(
        update={
            "pins": (*round_.pins, ProjectPin(project=project, accepted=accepted)),
            "policy": round_.policy.model_copy(update={"levels": levels}),
            "baseline": None,
        }
    )
    if has_errors(check_round(asked)):
        return -1
    outcome = solve_round(asked, PROOF)
    return -1 if outcome.plan is None else plan_worth(worths, outcome.plan)


def with_a_unit_less(
    changes: tuple[AnyChange, ...], round_: Round
) -> Iterator[tuple[AnyChange, ...]]:
    """Give the changes again and again, each time with one unit less of one of them."""
    for i, change in enumerate(changes):
        for less in _less(change, round_):
            kept = () if less is None else (less,)
            yield (*changes[:i], *kept, *changes[i + 1 :])


def _less(change: AnyChange, round_: Round) -> Iterator[AnyChange | None]:
    if isinstance(change, HirePerson | RentFacility):
        periods = [t for a, b in change.spans for t in range(a, b)]
        for gone in periods:
            left = tuple((t, t + 1) for t in periods if t != gone)
            yield change.model_copy(update={"spans": left}) if left else None
    elif isinstance(change, AddMoney):
        amount = change.amount_cents - 1
        yield change.model_copy(update={"amount_cents": amount}) if amount else None
    elif isinstance(change, SetDeadline):
        assert change.deadline is not None
        yield change.model_copy(update={"deadline": change.deadline - 1})
    elif isinstance(change, LowerLevel | TrainExpert):
        yield None
        step = 1 if isinstance(change, LowerLevel) else -1
        nearer = change.model_copy(update={"level": change.level + step})
        if _does_something(nearer, round_):
            yield nearer


def _does_something(change: AnyChange, round_: Round) -> bool:
    from optimizer.errors import BadScenario

    try:
        change.apply(round_)
    except BadScenario:
        return False
    return True

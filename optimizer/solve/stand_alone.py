"""What each department could reach alone: its own resources, its own projects."""

from __future__ import annotations

import threading
from collections.abc import Callable

from optimizer.domain import (
    Access,
    FairnessPolicy,
    ObjectiveLevel,
    Outcome,
    Round,
    Term,
)
from optimizer.errors import BadRound
from optimizer.solve.limits import Limits

__all__ = ["stand_alone_entitlements", "stand_alone_round"]

PPM = 1_000_000


def stand_alone_round(round_: Round, department: str) -> Round:
    """Return the round of a department with only its resources and the projects it sponsors."""
    projects = tuple(
        project.model_copy(update={"mandatory": False, "prerequisites": ()})
        for project in round_.projects
        if project.sponsor == department
    )
    open_to_all = {"access": Access(scope="anyone")}
    return round_.model_copy(
        update={
            "experts": tuple(
                e.model_copy(update=open_to_all)
                for e in round_.experts
                if e.department == department
            ),
            "facilities": tuple(
                f.model_copy(update=open_to_all)
                for f in round_.facilities
                if f.department == department
            ),
            "funds": tuple(
                f.model_copy(update=open_to_all) for f in round_.funds if f.department == department
            ),
            "projects": projects,
            "pins": (),
            "baseline": None,
            "policy": round_.policy.model_copy(
                update={
                    "levels": (ObjectiveLevel(name="value", terms=(Term(measure="value"),)),),
                    "fairness": FairnessPolicy(),
                }
            ),
        }
    )


def stand_alone_entitlements(
    round_: Round,
    limits: Limits,
    solve: Callable[..., Outcome],
    cancel: threading.Event | None,
) -> dict[str, int]:
    """Return each department's stand-alone value as a share of their sum, in parts per million.

    A tenth of the time limit is spent on it, shared evenly. A value not proven optimal is the best
    found. All values 0: equal shares.
    """
    count = max(1, len(round_.departments))
    seconds = limits.time_limit_seconds
    each = Limits(
        None if seconds is None else seconds / 10 / count,
        limits.workers,
        limits.seed,
        limits.deterministic,
    )
    values: dict[str, int] = {}
    for department in round_.departments:
        try:
            outcome = solve(stand_alone_round(round_, department.id), each, None, cancel)
        except BadRound:
            values[department.id] = 0
            continue
        values[department.id] = (outcome.objective[0].value or 0) if outcome.objective else 0
    total = sum(values.values())
    if total == 0:
        return dict.fromkeys(values, PPM // count)
    return {id_: value * PPM // total for id_, value in values.items()}

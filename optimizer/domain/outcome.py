"""An outcome: the one document that comes out."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from optimizer.domain.plan import Plan
from optimizer.domain.types import Frozen, Id, PeriodIndex, Text

__all__ = [
    "Blocker",
    "Change",
    "Conflict",
    "LevelResult",
    "Outcome",
    "Provenance",
    "Rejection",
    "Status",
    "gap_between",
]


class Status(StrEnum):
    """How a solve ended. Each is an answer."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_PLAN_FOUND = "no plan found"
    CANCELLED = "cancelled"


class LevelResult(Frozen):
    """One objective level, in the order optimised.

    ``value`` is recomputed from the plan by the verifier. ``bound`` is valid for the level given
    what the earlier levels reached; ``gap`` is ``|value - bound| / max(|value|, |bound|)``.
    """

    name: str
    sense: Literal["max", "min"]
    value: int | None
    bound: int | None
    gap: float | None
    best: int | None = None
    """Best value seen at this level, before later levels gave up their allowed share."""


class Blocker(Frozen):
    """Something a rejected project would need and can't have beside the accepted ones.

    ``resource`` is a skill, a kind of facility (or a facility asked for by name), a dataset or a
    category of money; ``time`` means that the lags and windows leave no start.
    """

    kind: Literal["people", "facility", "dataset", "fund", "time"]
    package: Id
    need: str = ""
    resource: str = ""
    start: PeriodIndex
    end: PeriodIndex
    """The periods ``start <= t < end`` in which it comes closest to fitting."""
    missing: int = 0
    """Places, units or cents that are not free then."""
    taken: tuple[Id, ...] = ()
    """The people, facilities, datasets or funds that would do, were they free."""
    held_by: tuple[Id, ...] = ()
    """The accepted projects that hold them, the largest use first."""


class Rejection(Frozen):
    """A project left out and why; ``code`` is stable, the words are for people.

    Codes: ``pinned-out``, ``exclusive-group``, ``prerequisite`` (not accepted), ``impossible``
    (even alone), ``displaced`` (what it needs is taken), ``no-gain`` (it fits, and the objective
    gains nothing), ``room-left`` (it fits; the search ended before it was tried).
    """

    project: Id
    code: str
    reason: Text
    blockers: tuple[Blocker, ...] = ()
    """What stands in the way of a ``displaced`` project, package by package."""


class Change(Frozen):
    """A difference from the baseline."""

    kind: Literal["project-in", "project-out", "start", "mode", "person"]
    project: Id
    package: Id | None = None
    need: Id | None = None
    before: str = ""
    after: str = ""


class Conflict(Frozen):
    """Named things that can't hold together; if ``minimal``, no smaller part of them clashes."""

    members: tuple[str, ...]
    minimal: bool
    reason: Text


class Provenance(Frozen):
    """Where an outcome comes from. ``wall_seconds`` is absent in deterministic mode."""

    round_hash: str
    roundtable: str
    solver: str
    seed: int
    workers: int
    time_limit_seconds: float | None
    deterministic: bool
    plan_route: str = ""
    bound_route: str = ""
    wall_seconds: float | None = None


class Outcome(Frozen):
    """Status, objective, provenance, plan and reasons. Without a plan ``plan`` is null."""

    schema_version: Literal["1.0"] = "1.0"
    status: Status
    objective: tuple[LevelResult, ...] = ()
    plan: Plan | None = None
    rejected: tuple[Rejection, ...] = ()
    changes: tuple[Change, ...] = ()
    conflict: Conflict | None = None
    provenance: Provenance


def gap_between(value: int, bound: int) -> float:
    """Return the relative gap ``|value - bound| / max(|value|, |bound|)`` (0 when equal)."""
    if value == bound:
        return 0.0
    return abs(value - bound) / max(abs(value), abs(bound))

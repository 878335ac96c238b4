"""The objective levels of a round, in the order they are optimised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimizer.domain import LevelResult, ObjectiveLevel, Plan, Round, Term, gap_between
from optimizer.model.leximin import ordered_share
from optimizer.model.objective import Expr, counted, level_expression
from optimizer.model.variables import Variables
from optimizer.verify.measures import fairness_vector, level_value

__all__ = ["Stage", "level_results", "stages_of"]


@dataclass(frozen=True)
class Stage:
    """One optimisation: an expression for the model and the same figure read from a plan."""

    name: str
    maximise: bool
    give_up_pct: int
    expression: Callable[[Variables], Expr]
    value: Callable[[Plan], int]
    terms: tuple[Term, ...]
    target: int | None = None
    """What goes beyond it counts for nothing."""
    rank: int | None = None
    """Which smallest share stands in place of the terms, from 1 (leximin)."""


def stages_of(round_: Round, entitlements: dict[str, int]) -> tuple[Stage, ...]:
    """Return the stages of a round's policy.

    Levels that say nothing are left out (``fairness`` under the rule ``none``, ``change`` without
    a baseline). Leximin becomes one stage for each entitled department: the ``k``-th
    smallest share.
    """
    stages: list[Stage] = []
    rule = round_.policy.fairness.rule
    for level in round_.policy.levels:
        measures = {term.measure for term in level.terms}
        if measures <= {"fairness"} and rule == "none":
            continue
        if measures <= {"change"} and round_.baseline is None:
            continue
        if measures == {"fairness"} and rule == "leximin":
            count = sum(entitlement > 0 for entitlement in entitlements.values())
            stages += [_leximin(round_, level, k, entitlements) for k in range(1, count + 1)]
            continue
        stages.append(_plain(round_, level, entitlements))
    return tuple(stages)


def _plain(round_: Round, level: ObjectiveLevel, entitlements: dict[str, int]) -> Stage:
    return Stage(
        level.name,
        level.maximise,
        level.give_up_pct,
        lambda variables: level_expression(variables, level, entitlements),
        lambda plan: level_value(round_, plan, level, entitlements),
        level.terms,
        level.target,
    )


def _leximin(
    round_: Round, level: ObjectiveLevel, rank: int, entitlements: dict[str, int]
) -> Stage:
    return Stage(
        f"{level.name}.{rank}",
        True,
        level.give_up_pct,
        lambda variables: counted(variables, level, ordered_share(variables, entitlements, rank)),
        lambda plan: level.counted(
            fairness_vector(round_, {p.project for p in plan.projects}, entitlements)[rank - 1]
        ),
        level.terms,
        level.target,
        rank,
    )


def level_results(
    stages: Sequence[Stage], reached: Sequence[tuple[int | None, int | None]], plan: Plan | None
) -> list[LevelResult]:
    """Return value, bound and gap for each stage, reached or not.

    Parameters
    ----------
    stages : sequence of Stage
    reached : sequence of (int or None, int or None)
        Best value and bound of the first stages, as far as a route came.
    plan : Plan or None
        Whose values are given.
    """
    results = []
    for index, stage in enumerate(stages):
        best, bound = reached[index] if index < len(reached) else (None, None)
        value = None if plan is None else stage.value(plan)
        results.append(
            LevelResult(
                name=stage.name,
                sense="max" if stage.maximise else "min",
                value=value,
                bound=bound,
                gap=None if value is None or bound is None else gap_between(value, bound),
                best=best,
            )
        )
    return results

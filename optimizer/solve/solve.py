"""Solve a round level by level, verify the plan, and say how good it is.

Step of the way: solve, then verify.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from optimizer import __version__
from optimizer.checks import check_round
from optimizer.domain import (
    Outcome,
    Plan,
    Provenance,
    Round,
    Status,
)
from optimizer.errors import BadRound
from optimizer.findings import Severity
from optimizer.instance import Instance, compile_round
from optimizer.solve.changes import changes_against
from optimizer.solve.compiling import is_compiled
from optimizer.solve.conflict import explain_conflict
from optimizer.solve.engine import Clock
from optimizer.solve.exact_route import ExactSearch
from optimizer.solve.levels import Stage, stages_of
from optimizer.solve.limits import Limits, OnProgress
from optimizer.solve.network_route import NetworkSearch, network_search
from optimizer.solve.reasons import explain_rejections
from optimizer.solve.stand_alone import stand_alone_entitlements
from optimizer.verify.measures import entitlements

if TYPE_CHECKING:
    from optimizer.solve.cold_route import ColdSearch
    from optimizer.solve.search_route import PlanSearch

__all__ = ["size_of", "solve_round"]

MOST_EXACT = 15_000
"""Largest size of a round (:func:`size_of`) that the full model is built for at once.

Measured at sizes of 6,000 and 9,000, 20 seconds: the search before the model finds plans 1 to 2 %
below those of the search alone, and the model brings bounds 2 to 4 % tighter, and bounds of later
levels at all.
"""

MOST_ALONE = 1_000
"""Largest size of a round that the full model is left alone with: it is solved in moments."""

COMPILED = ("search", "bounds")
"""Packages with compiled code that large rounds are solved with."""


def solve_round(
    round_: Round,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
    start: Plan | None = None,
) -> Outcome:
    """Return the best plan found for a round, verified, with a bound and a gap for every level.

    Parameters
    ----------
    round_ : Round
    limits : Limits, optional
        60 seconds and two workers by default.
    on_progress : callable, optional
        Called with a :class:`Progress` for every better plan.
    cancel : threading.Event, optional
        Set it to stop; the best plan so far is kept.
    start : Plan, optional
        A plan to start from: of a baseline, of another round, of a saved outcome. What of it does
        not fit the round is left out.

    Returns
    -------
    Outcome
        Infeasible, out of time and cancelled are outcomes too.

    Raises
    ------
    BadRound
        The round has findings that stop it.
    VerificationFailed, SolverFault
        Faults of this library.
    """
    started = time.monotonic()
    limits = limits or Limits()
    errors = [f for f in check_round(round_) if f.severity is Severity.ERROR]
    if errors:
        raise BadRound(errors)
    clock = Clock(limits, started)
    shares = _entitlements(round_, limits, cancel)
    stages = stages_of(round_, shares)
    search = _route(round_, stages, shares, clock, on_progress, cancel, start)
    search.run()
    cancelled = cancel is not None and cancel.is_set()
    if search.infeasible:
        left = clock.left(time.monotonic())
        conflict = explain_conflict(round_, limits, cancel, left)
        provenance = _provenance(round_, limits, search, started)
        return Outcome(status=Status.INFEASIBLE, conflict=conflict, provenance=provenance)
    if search.plan is None:
        return Outcome(
            status=Status.CANCELLED if cancelled else Status.NO_PLAN_FOUND,
            objective=tuple(search.results(None)),
            provenance=_provenance(round_, limits, search, started),
        )
    proven = search.proven_levels == len(stages)
    return Outcome(
        status=Status.OPTIMAL if proven else Status.CANCELLED if cancelled else Status.FEASIBLE,
        objective=tuple(search.results(search.plan)),
        plan=search.plan,
        rejected=explain_rejections(round_, search.plan, stages, limits, cancel, proven=proven),
        changes=changes_against(round_, search.plan),
        provenance=_provenance(round_, limits, search, started),
    )


def _provenance(
    round_: Round,
    limits: Limits,
    search: NetworkSearch | PlanSearch | ColdSearch | ExactSearch,
    started: float,
) -> Provenance:
    """Return where the outcome comes from; asked for last, so that the time is all of it."""
    return Provenance(
        round_hash=round_.content_hash(),
        roundtable=__version__,
        solver=f"ortools {version('ortools')} CP-SAT",
        seed=limits.seed,
        workers=1 if limits.deterministic else limits.workers,
        time_limit_seconds=limits.time_limit_seconds,
        deterministic=limits.deterministic,
        plan_route=search.plan_route,
        bound_route=search.bound_route,
        wall_seconds=None if limits.deterministic else round(time.monotonic() - started, 3),
    )


def _route(
    round_: Round,
    stages: Sequence[Stage],
    shares: dict[str, int],
    clock: Clock,
    on_progress: OnProgress | None,
    cancel: threading.Event | None,
    start: Plan | None,
) -> NetworkSearch | PlanSearch | ColdSearch | ExactSearch:
    """Return the search that suits a round: a network's, a large round's, or the exact one."""
    network = network_search(round_, stages, clock, on_progress, cancel)
    if network is not None:
        return network
    instance = compile_round(round_)
    limits, size = clock.limits, size_of(instance)
    if stages and size > MOST_EXACT:
        # Compiled code takes its time to load: smaller rounds do without it.
        from optimizer.solve.cold_route import ColdSearch
        from optimizer.solve.search_route import PlanSearch

        kind = PlanSearch if is_compiled(COMPILED) or limits.deterministic else ColdSearch
        return kind(instance, stages, shares, clock, on_progress, cancel, start)
    helped = (
        size > MOST_ALONE
        and limits.workers > 1
        and not limits.deterministic
        and is_compiled(COMPILED)
    )
    return ExactSearch(instance, stages, shares, clock, on_progress, cancel, start, helped)


def size_of(instance: Instance) -> int:
    """Return how many ways there are to name somebody: the literals of the full model."""
    return int(np.diff(instance.pools.ptr)[instance.places.pool].sum())


def _entitlements(round_: Round, limits: Limits, cancel: threading.Event | None) -> dict[str, int]:
    """Entitlements in ppm; ``stand-alone`` solves each department's own round first."""
    fairness = round_.policy.fairness
    if fairness.rule == "none":
        return {}
    if fairness.entitlement != "stand-alone":
        return entitlements(round_)

    return stand_alone_entitlements(round_, limits, solve_round, cancel)

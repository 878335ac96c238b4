"""Urgent requests against optimal plans of small generated rounds."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.checks import check_round
from optimizer.domain import Outcome, Project, Round
from optimizer.findings import has_errors
from optimizer.solve import solve_round
from tests.properties.rounds import whole_round
from tests.scenarios.why.asking import PROOF

__all__ = ["late_requests"]


def late_requests(seeds: range) -> Iterator[tuple[Round, Outcome, Project]]:
    """Take a project out of a sound round, publish the best plan without it, and ask for it."""
    for seed in seeds:
        whole = whole_round(seed)
        last = whole.projects[-1]
        if any(b.project == last.id for p in whole.projects for b in p.prerequisites):
            continue
        rest = whole.model_copy(
            update={
                "projects": whole.projects[:-1],
                "pins": tuple(pin for pin in whole.pins if pin.project != last.id),
                "baseline": None,
            }
        )
        if has_errors(check_round(rest)) or has_errors(check_round(whole)):
            continue
        outcome = solve_round(rest, PROOF)
        if outcome.plan is not None:
            yield rest, outcome, last.model_copy(update={"mandatory": False})

"""The round of a coalition by itself: its own resources, its own requests, and the open market.

Step of the way: share, by solving. What a coalition *is worth* is the best value of this round.
"""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.coalitions.pruning import prune_impossible, with_prerequisites
from optimizer.domain import (
    FairnessPolicy,
    Mode,
    ObjectiveLevel,
    Project,
    Round,
    Term,
)

__all__ = ["value_bound", "value_round"]


def value_round(round_: Round, members: Iterable[str]) -> Round:
    """Return the round in which a coalition plans by itself for the most value.

    It has the experts, facilities, datasets and funds of its members, under their own rules of
    access and lending; the requests that members sponsor, worth only what they are worth to
    members; and places filled from the market where a need allows it. Nothing is mandatory and
    nothing pinned. Left out are ways of working that ask for what the coalition does not have, and
    requests with no way left or with a prerequisite that another department sponsors.

    Parameters
    ----------
    round_ : Round
        Its own references hold.
    members : iterable of str
        Departments of the round.
    """
    inside = frozenset(members)
    pruned = round_.model_copy(
        update={
            "experts": tuple(e for e in round_.experts if e.department in inside),
            "facilities": tuple(f for f in round_.facilities if f.department in inside),
            "datasets": tuple(d for d in round_.datasets if d.department in inside),
            "funds": tuple(f for f in round_.funds if f.department in inside),
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
    has = _Has(pruned)
    own = [_own_project(p, inside, has) for p in round_.projects if p.sponsor in inside]
    projects = with_prerequisites([project for project in own if project is not None])
    return prune_impossible(pruned.model_copy(update={"projects": tuple(projects)}))


def value_bound(round_: Round) -> int:
    """Return a value that no plan of a coalition's round exceeds: all of it accepted."""
    weight = round_.policy.tier_weight
    return sum(weight(project.tier) * project.benefit for project in round_.projects)


class _Has:
    """What a coalition has, by what requests name."""

    def __init__(self, round_: Round) -> None:
        self.experts = {e.id for e in round_.experts}
        self.facilities = {f.id for f in round_.facilities}
        self.kinds = {f.kind for f in round_.facilities}
        self.datasets = {d.id for d in round_.datasets}
        self._pays_all = any(not fund.categories for fund in round_.funds)
        self._categories = {c for fund in round_.funds for c in fund.categories}

    def pays(self, category: str) -> bool:
        """Say whether some fund may pay a category."""
        return self._pays_all or category in self._categories

    def allows(self, mode: Mode) -> bool:
        """Say whether everything a mode names is there; people are left to the solver."""
        return (
            all(
                need.kind in self.kinds
                if need.facility is None
                else need.facility in self.facilities
                for need in mode.facilities
            )
            and all(need.dataset in self.datasets for need in mode.datasets)
            and all(self.pays(need.category) for need in mode.money)
        )


def _own_project(project: Project, inside: frozenset[str], has: _Has) -> Project | None:
    packages = []
    for package in project.packages:
        modes = tuple(_own_mode(mode, has) for mode in package.modes if has.allows(mode))
        if not modes:
            return None
        packages.append(package.model_copy(update={"modes": modes}))
    return project.model_copy(
        update={
            "packages": tuple(packages),
            "benefits": tuple(b for b in project.benefits if b.department in inside),
            "mandatory": False,
            "requested_experts": tuple(e for e in project.requested_experts if e in has.experts),
            "forbidden_experts": tuple(e for e in project.forbidden_experts if e in has.experts),
        }
    )


def _own_mode(mode: Mode, has: _Has) -> Mode:
    """Take away market places that no fund of the coalition may pay."""
    staffing = tuple(
        need.model_copy(update={"outsource": None})
        if need.outsource is not None
        and need.outsource.category is not None
        and not has.pays(need.outsource.category)
        else need
        for need in mode.staffing
    )
    return mode.model_copy(update={"staffing": staffing})

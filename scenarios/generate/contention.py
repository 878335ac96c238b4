"""How contended a round is: what is asked for against what is on offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from optimizer.domain import Project, Round, StaffingNeed
from optimizer.domain.capacity import expert_availability_pct

__all__ = ["Contention", "cluster_contention", "people_contention"]


@dataclass(frozen=True, slots=True)
class Contention:
    """Demand for people against their capacity, both in percent-periods over the horizon.

    Demand counts the first mode of every package; of the projects of an exclusive group only
    the one that asks for most. Capacity is availability within the policy's load limit.

    Attributes
    ----------
    skills : tuple of str
    demand, capacity : int
    """

    skills: tuple[str, ...]
    demand: int
    capacity: int

    @property
    def pct(self) -> int | None:
        """Demand in percent of capacity, rounded down; ``None`` without any capacity."""
        return self.demand * 100 // self.capacity if self.capacity else None


def people_contention(round_: Round) -> Contention:
    """Return the contention for all people together."""
    skills = tuple(skill.id for skill in round_.skills)
    demand = sum(cost for _, cost in _asked(round_))
    return Contention(skills, demand, sum(_offered(round_).values()))


def cluster_contention(
    round_: Round, clusters: Sequence[Collection[str]]
) -> tuple[Contention, ...]:
    """Return the contention for each cluster of skills.

    A person's whole capacity counts in the cluster of the strongest skill (the first of equals).
    """
    capacity: dict[str, int] = defaultdict(int)
    offered = _offered(round_)
    for expert in round_.experts:
        if expert.skills:
            best = max(expert.skills, key=lambda item: item.level)
            capacity[best.skill] += offered[expert.id]
    demand: dict[str, int] = defaultdict(int)
    for need, cost in _asked(round_):
        demand[need.skill] += cost
    return tuple(
        Contention(
            tuple(cluster), sum(demand[s] for s in cluster), sum(capacity[s] for s in cluster)
        )
        for cluster in clusters
    )


def _offered(round_: Round) -> dict[str, int]:
    limit = round_.policy.load_limit_pct
    return {
        expert.id: int((expert_availability_pct(round_.calendar, expert) * limit // 100).sum())
        for expert in round_.experts
    }


def _asked(round_: Round) -> list[tuple[StaffingNeed, int]]:
    """Return the staffing needs that count, each with its percent-periods."""
    largest: dict[str, list[tuple[StaffingNeed, int]]] = {}
    asked: list[tuple[StaffingNeed, int]] = []
    for project in round_.projects:
        needs = _needs(project)
        group = project.exclusive_group
        if group is None:
            asked += needs
        elif sum(cost for _, cost in needs) >= sum(cost for _, cost in largest.get(group, [])):
            largest[group] = needs
    return asked + [item for needs in largest.values() for item in needs]


def _needs(project: Project) -> list[tuple[StaffingNeed, int]]:
    return [
        (need, need.headcount * need.load_pct * package.modes[0].duration)
        for package in project.packages
        for need in package.modes[0].staffing
    ]

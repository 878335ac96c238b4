"""What several checks ask of a round, worked out once: who must be in, windows, who can serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

import networkx as nx
import numpy as np

from optimizer.checks.windows import Window, link_graph, windows_of
from optimizer.domain import (
    Access,
    Expert,
    Facility,
    FacilityNeed,
    Project,
    ProjectPin,
    Round,
    StaffingNeed,
)
from optimizer.domain.capacity import IntArray, expert_availability_pct, facility_units
from optimizer.domain.semantics import access_allows, is_lent
from optimizer.findings import Severity

__all__ = ["Facts", "Run", "longest_in"]

Run = tuple[int, int]
"""Periods ``start <= t < end``."""


def longest_in(runs: tuple[Run, ...], first: int, last: int) -> int:
    """Return the longest stretch of ``runs`` inside ``first <= t < last``."""
    return max((min(end, last) - max(start, first) for start, end in runs), default=0)


class Facts:
    """A round with indexes over it. Faults of the round (unknown ids, cycles) leave gaps here."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.projects = {project.id: project for project in round_.projects}
        self.datasets = {dataset.id: dataset for dataset in round_.datasets}
        self.experts = {expert.id: expert for expert in round_.experts}
        self.funds = {fund.id: fund for fund in round_.funds}
        self.skills = {skill.id for skill in round_.skills}
        self._free: dict[tuple[str, int], tuple[Run, ...]] = {}
        self._units: dict[tuple[str, int], tuple[Run, ...]] = {}
        self._open: dict[tuple[str, ...], frozenset[int]] = {}
        self._able: dict[tuple[str, str, int], tuple[Expert, ...]] = {}

    # Acceptance

    @cached_property
    def pinned_in(self) -> frozenset[str]:
        """Projects pinned to be accepted."""
        pins = (pin for pin in self.round.pins if isinstance(pin, ProjectPin))
        return frozenset(pin.project for pin in pins if pin.accepted)

    @cached_property
    def forced(self) -> dict[str, str | None]:
        """Projects that must be accepted, each with the one that needs it (``None``: itself)."""
        forced: dict[str, str | None] = {
            project.id: None
            for project in self.round.projects
            if project.mandatory or project.id in self.pinned_in
        }
        waiting = list(forced)
        while waiting:
            name = waiting.pop()
            for before in self.projects[name].prerequisites:
                if before.project in self.projects and before.project not in forced:
                    forced[before.project] = name
                    waiting.append(before.project)
        return forced

    def with_prerequisites(self, names: Iterable[str]) -> list[Project]:
        """Return projects and all that they need first, each after what it needs."""
        order: dict[str, None] = {}

        def visit(name: str, above: tuple[str, ...]) -> None:
            if name in order or name in above or name not in self.projects:
                return
            for before in self.projects[name].prerequisites:
                visit(before.project, (*above, name))
            order[name] = None

        for name in names:
            visit(name, ())
        return [self.projects[name] for name in order]

    def severity(self, project: Project) -> Severity:
        """Return ``error`` when an impossible project can't simply be rejected."""
        return Severity.ERROR if project.id in self.forced else Severity.WARNING

    # Time

    @cached_property
    def orders(self) -> dict[str, tuple[str, ...]]:
        """Packages in topological order, by project; a project with a cycle is left out."""
        orders = {}
        for project in self.round.projects:
            graph = link_graph(project)
            if nx.is_directed_acyclic_graph(graph):
                orders[project.id] = tuple(nx.topological_sort(graph))
        return orders

    @cached_property
    def not_before(self) -> dict[str, int]:
        """First period that prerequisites leave to each project."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.projects)
        for project in self.round.projects:
            graph.add_edges_from((before.project, project.id) for before in project.prerequisites)
        bounds = dict.fromkeys(self.projects, 0)
        if not nx.is_directed_acyclic_graph(graph):
            return bounds
        for name in nx.topological_sort(graph):
            for before in self.projects[name].prerequisites if name in self.projects else ():
                if before.min_lag is not None and before.project in self.orders:
                    end = self._first_end(self.projects[before.project], bounds[before.project])
                    bounds[name] = max(bounds[name], end + before.min_lag)
        return bounds

    def _first_end(self, project: Project, not_before: int) -> int:
        windows = windows_of(self.round, project, self.orders[project.id], not_before)
        return max(window.first_end for window in windows.values())

    @cached_property
    def windows(self) -> dict[str, dict[str, Window]]:
        """Windows by project and package; a project with a cycle is left out."""
        return {
            name: windows_of(self.round, self.projects[name], order, self.not_before[name])
            for name, order in self.orders.items()
        }

    # People and things

    @cached_property
    def holders(self) -> dict[str, list[tuple[int, Expert]]]:
        """Experts by skill, each with the highest level stated."""
        holders: dict[str, list[tuple[int, Expert]]] = defaultdict(list)
        for expert in self.round.experts:
            levels: dict[str, int] = {}
            for skill in expert.skills:
                levels[skill.skill] = max(skill.level, levels.get(skill.skill, 0))
            for name, level in levels.items():
                holders[name].append((level, expert))
        return holders

    @cached_property
    def limited(self) -> dict[str, IntArray]:
        """Availability under the load limit, percent of full time by period, by expert."""
        limit = self.round.policy.load_limit_pct
        return {
            expert.id: expert_availability_pct(self.round.calendar, expert) * limit // 100
            for expert in self.round.experts
        }

    @cached_property
    def units(self) -> dict[str, IntArray]:
        """Units by period, by facility."""
        return {f.id: facility_units(self.round.calendar, f) for f in self.round.facilities}

    @cached_property
    def _by_kind(self) -> dict[str, list[Facility]]:
        kinds: dict[str, list[Facility]] = defaultdict(list)
        for facility in self.round.facilities:
            kinds[facility.kind].append(facility)
        return kinds

    @cached_property
    def _by_id(self) -> dict[str, list[Facility]]:
        return {facility.id: [facility] for facility in self.round.facilities}

    def facility(self, name: str) -> Facility:
        """Return a facility by its id."""
        return self._by_id[name][0]

    def suppliers(self, need: FacilityNeed) -> list[Facility]:
        """Return the facilities that are what a need asks for, whoever may use them."""
        if need.kind is not None:
            return self._by_kind.get(need.kind, [])
        return self._by_id.get(need.facility or "", [])

    def able(self, need: StaffingNeed, project: Project) -> tuple[Expert, ...]:
        """Return the experts with the skill, the level and the access, in the round's order."""
        key = (project.id, need.skill, need.min_level)
        if key not in self._able:
            forbidden = project.forbidden_experts
            open_here = self._open_to(project)
            classes = self._classes
            self._able[key] = tuple(
                expert
                for level, expert in self.holders.get(need.skill, ())
                if level >= need.min_level
                and classes[expert.id] in open_here
                and expert.id not in forbidden
            )
        return self._able[key]

    def _open_to(self, project: Project) -> frozenset[int]:
        """Return the classes of experts that may work on a project."""
        key = (project.sponsor, *project.participants)
        if key not in self._open:
            self._open[key] = frozenset(
                number
                for (owner, access), number in self._pairs.items()
                if access_allows(access, owner, project)
            )
        return self._open[key]

    @cached_property
    def _pairs(self) -> dict[tuple[str, Access], int]:
        """Numbers of the distinct pairs of owner and access."""
        pairs = dict.fromkeys((expert.department, expert.access) for expert in self.round.experts)
        return {pair: number for number, pair in enumerate(pairs)}

    @cached_property
    def _classes(self) -> dict[str, int]:
        return {e.id: self._pairs[e.department, e.access] for e in self.round.experts}

    def free_runs(self, expert: Expert, load_pct: int, project: Project) -> tuple[Run, ...]:
        """Return the stretches in which an expert has this load free for a project."""
        kept = expert.keep_pct if load_pct and is_lent(expert.department, project) else 0
        key = (expert.id, load_pct + kept)
        if key not in self._free:
            self._free[key] = _runs(self.limited[expert.id] >= load_pct + kept)
        return self._free[key]

    def unit_runs(self, facility: Facility, units: int, project: Project) -> tuple[Run, ...]:
        """Return the stretches in which a facility has these units for a project."""
        kept = facility.keep_units if is_lent(facility.department, project) else 0
        key = (facility.id, units + kept)
        if key not in self._units:
            self._units[key] = _runs(self.units[facility.id] >= units + kept)
        return self._units[key]


def _runs(free: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[Run, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
    return tuple(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))

"""When the packages of a project can lie: windows from lags, durations and deadlines alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from optimizer.domain import Project, Round, WorkPackage
from optimizer.domain.semantics import latest_end

__all__ = ["Limit", "Links", "Window", "link_graph", "windows_of"]

Links = dict[str, tuple[tuple[str, int, int | None], ...]]
"""By package: its predecessors with smallest and largest lag."""


@dataclass(frozen=True, slots=True)
class Window:
    """Bounds of one package: it starts no earlier and ends no later, in any plan."""

    first_start: int
    first_end: int
    last_start: int
    last_end: int

    @property
    def fits(self) -> bool:
        """Whether any time is left."""
        return self.first_start <= self.last_start and self.first_end <= self.last_end


@dataclass(frozen=True, slots=True)
class Limit:
    """Further bounds that pins set on one package."""

    first_start: int = 0
    last_start: int = 10**9
    last_end: int = 10**9

    def and_also(self, other: Limit) -> Limit:
        """Return both limits as one."""
        return Limit(
            max(self.first_start, other.first_start),
            min(self.last_start, other.last_start),
            min(self.last_end, other.last_end),
        )


def link_graph(project: Project) -> nx.DiGraph[str]:
    """Return the packages of a project with an edge from each predecessor that exists."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(package.id for package in project.packages)
    for package in project.packages:
        graph.add_edges_from(
            (before.package, package.id)
            for before in package.predecessors
            if before.package in graph
        )
    return graph


def windows_of(
    round_: Round,
    project: Project,
    order: Sequence[str],
    not_before: int = 0,
    *,
    max_lags: bool = True,
    limits: dict[str, Limit] | None = None,
) -> dict[str, Window]:
    """Return the window of each package; one that does not fit proves the project impossible.

    A simple temporal problem: bounds on starts and ends are propagated along lags and shortest
    and longest durations until nothing moves. Without maximum lags one sweep each way is enough;
    with them, bounds that still move after more sweeps than there are points run in a circle.

    Parameters
    ----------
    round_, project
    order : sequence of str
        The packages, every predecessor before its successors.
    not_before : int
        First period allowed by what comes before the project.
    max_lags : bool
        Whether maximum lags count.
    limits : dict, optional
        Further bounds by package.

    References
    ----------
    Dechter, Meiri & Pearl (1991), Temporal constraint networks.
    """
    packages = {package.id: package for package in project.packages}
    points = _Points(round_, project, packages, not_before, limits or {})
    links: Links = {
        name: tuple(
            (p.package, p.min_lag, p.max_lag if max_lags else None)
            for p in packages[name].predecessors
            if p.package in packages
        )
        for name in order
    }
    points.tighten(order, links)
    return {
        name: Window(
            points.first_start[name],
            points.first_end[name],
            points.last_start[name],
            points.last_end[name],
        )
        for name in order
    }


class _Points:
    """Bounds on the start and the end of every package."""

    def __init__(
        self,
        round_: Round,
        project: Project,
        packages: dict[str, WorkPackage],
        not_before: int,
        limits: dict[str, Limit],
    ) -> None:
        self.shortest = {n: min(m.duration for m in p.modes) for n, p in packages.items()}
        self.longest = {
            n: max(m.duration if m.max_duration is None else m.max_duration for m in p.modes)
            for n, p in packages.items()
        }
        self.first_start = {
            n: max(project.earliest_start, p.earliest_start, not_before)
            for n, p in packages.items()
        }
        self.last_end = {n: latest_end(round_, project, p.deadline) for n, p in packages.items()}
        for name, limit in limits.items():
            self.first_start[name] = max(self.first_start[name], limit.first_start)
            self.last_end[name] = min(self.last_end[name], limit.last_end)
        self.first_end = {n: self.first_start[n] + self.shortest[n] for n in packages}
        self.last_start = {n: self.last_end[n] - self.shortest[n] for n in packages}
        for name, limit in limits.items():
            self.last_start[name] = min(self.last_start[name], limit.last_start)

    def tighten(self, order: Sequence[str], links: Links) -> None:
        bound_later = any(lag is not None for row in links.values() for _, _, lag in row)
        sweeps = 2 * len(order) + 2 if bound_later else 1
        for _ in range(sweeps):
            if not self._forward(order, links):
                break
        for _ in range(sweeps):
            if not self._backward(order, links):
                break

    def _forward(self, order: Sequence[str], links: Links) -> bool:
        """Raise first starts and ends; say whether a maximum lag moved one."""
        start, end = self.first_start, self.first_end
        moved = False
        for name in order:
            for before, lag, _ in links[name]:
                start[name] = max(start[name], end[before] + lag)
            end[name] = max(end[name], start[name] + self.shortest[name])
            start[name] = max(start[name], end[name] - self.longest[name])
        for name in reversed(order):
            for before, _, most in links[name]:
                if most is not None and start[name] - most > end[before]:
                    end[before] = start[name] - most
                    start[before] = max(start[before], end[before] - self.longest[before])
                    moved = True
        return moved

    def _backward(self, order: Sequence[str], links: Links) -> bool:
        """Lower last ends and starts; say whether a maximum lag moved one."""
        start, end = self.last_start, self.last_end
        moved = False
        for name in reversed(order):
            start[name] = min(start[name], end[name] - self.shortest[name])
            end[name] = min(end[name], start[name] + self.longest[name])
            for before, lag, _ in links[name]:
                end[before] = min(end[before], start[name] - lag)
        for name in order:
            for before, _, most in links[name]:
                if most is not None and end[before] + most < start[name]:
                    start[name] = end[before] + most
                    end[name] = min(end[name], start[name] + self.longest[name])
                    moved = True
        return moved

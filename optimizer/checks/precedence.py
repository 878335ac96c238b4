"""Precedence: no cycles, lags in order, and windows long enough for the critical path."""

from __future__ import annotations

import networkx as nx

from optimizer.checks.report import finding, severity_for
from optimizer.domain import Project, Round
from optimizer.domain.semantics import latest_end
from optimizer.findings import Finding

__all__ = ["check_precedence"]


def check_precedence(round_: Round) -> list[Finding]:
    """Return findings on cycles, lags and windows that are too short."""
    results: list[Finding] = []
    graph: nx.DiGraph[str] = nx.DiGraph()
    for project in round_.projects:
        graph.add_edges_from((before.project, project.id) for before in project.prerequisites)
    where = {project.id: i for i, project in enumerate(round_.projects)}
    for cycle in _cycles(graph):
        at = f"/projects/{where.get(cycle[0], 0)}/prerequisites"
        results.append(_cycle("precedence.prerequisite-cycle", at, cycle))
    for i, project in enumerate(round_.projects):
        results += _in_project(round_, project, f"/projects/{i}")
    return results


def _cycles(graph: nx.DiGraph[str]) -> list[list[str]]:
    """Return one cycle of each strongly connected part, from its smallest id."""
    found = []
    for part in nx.strongly_connected_components(graph):
        first = min(part)
        if len(part) > 1:
            edges = nx.find_cycle(graph.subgraph(part), first)
            cycle = [str(edge[0]) for edge in edges]
            turn = cycle.index(min(cycle))
            found.append(cycle[turn:] + cycle[:turn])
        elif graph.has_edge(first, first):
            found.append([first])
    return sorted(found)


def _cycle(code: str, at: str, cycle: list[str]) -> Finding:
    shown = " → ".join([*cycle, cycle[0]])
    return finding(
        code,
        at,
        f"先后关系成环：{shown}。",
        f"The precedence goes in a circle: {shown}.",
        fix=("删去环中的一条先后关系。", "Remove one link of the circle."),
        found=shown,
        expected="no cycle",
        subject=tuple(cycle),
    )


def _in_project(round_: Round, project: Project, at: str) -> list[Finding]:
    results: list[Finding] = []
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(package.id for package in project.packages)
    where = {package.id: j for j, package in enumerate(project.packages)}
    for j, package in enumerate(project.packages):
        for k, before in enumerate(package.predecessors):
            if before.package in where:
                graph.add_edge(before.package, package.id)
            if before.max_lag is not None and before.min_lag > before.max_lag:
                results.append(
                    finding(
                        "precedence.lag-order",
                        f"{at}/packages/{j}/predecessors/{k}",
                        f"最小间隔 {before.min_lag} 大于最大间隔 {before.max_lag}。",
                        f"The smallest lag {before.min_lag} exceeds the largest {before.max_lag}.",
                        fix=("改正两个间隔。", "Correct the two lags."),
                        found=before.min_lag,
                        expected=f"at most {before.max_lag}",
                        subject=(project.id, package.id),
                    )
                )
    cycles = _cycles(graph)
    for cycle in cycles:
        place = f"{at}/packages/{where[cycle[0]]}/predecessors"
        results.append(_cycle("precedence.cycle", place, cycle))
    return results if cycles else results + _windows(round_, project, at, graph)


def _windows(round_: Round, project: Project, at: str, graph: nx.DiGraph[str]) -> list[Finding]:
    """Compare earliest ends along the longest path with the latest ends."""
    results: list[Finding] = []
    packages = {package.id: (j, package) for j, package in enumerate(project.packages)}
    ends: dict[str, int] = {}
    for name in nx.topological_sort(graph):
        j, package = packages[name]
        start = max(package.earliest_start, project.earliest_start)
        for before in package.predecessors:
            if before.package in ends:
                start = max(start, ends[before.package] + before.min_lag)
        ends[name] = start + min(mode.duration for mode in package.modes)
        last = latest_end(round_, project, package.deadline)
        if ends[name] > last:
            results.append(
                finding(
                    "precedence.window-too-short",
                    f"{at}/packages/{j}",
                    f"工作包“{name}”最早在第 {ends[name]} 期末完成，但必须在第 {last} 期前完成。",
                    f"Package {name!r} can end at {ends[name]} at the earliest, later than {last}.",
                    fix=("放宽期限或缩短前面的工作。", "Extend the deadline or shorten the path."),
                    found=ends[name],
                    expected=f"at most {last}",
                    severity=severity_for(round_, project),
                    subject=(project.id, name),
                )
            )
    return results

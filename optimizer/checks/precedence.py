"""Precedence: no cycles, lags in order, and windows long enough for what must happen in them."""

from __future__ import annotations

import networkx as nx

from optimizer.checks.facts import Facts
from optimizer.checks.report import finding
from optimizer.checks.windows import Window, link_graph, windows_of
from optimizer.domain import Project, WorkPackage
from optimizer.domain.semantics import latest_end
from optimizer.findings import Finding, Severity

__all__ = ["check_precedence"]

MOST_DURATIONS = 400
"""Durations of one mode; each is an option of its own in the model."""


def check_precedence(facts: Facts) -> list[Finding]:
    """Return findings on cycles, lags and windows that are too short."""
    results: list[Finding] = []
    graph: nx.DiGraph[str] = nx.DiGraph()
    for project in facts.round.projects:
        graph.add_edges_from((before.project, project.id) for before in project.prerequisites)
    where = {project.id: i for i, project in enumerate(facts.round.projects)}
    for cycle in _cycles(graph):
        at = f"/projects/{where.get(cycle[0], 0)}/prerequisites"
        results.append(_cycle("precedence.prerequisite-cycle", at, cycle))
    for i, project in enumerate(facts.round.projects):
        at = f"/projects/{i}"
        results += _lag_order(project, at)
        if project.id in facts.orders:
            results += _windows(facts, project, at)
        else:
            numbers = {package.id: j for j, package in enumerate(project.packages)}
            for cycle in _cycles(link_graph(project)):
                place = f"{at}/packages/{numbers[cycle[0]]}/predecessors"
                results.append(_cycle("precedence.cycle", place, cycle))
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


def _lag_order(project: Project, at: str) -> list[Finding]:
    return [
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
        for j, package in enumerate(project.packages)
        for k, before in enumerate(package.predecessors)
        if before.max_lag is not None and before.min_lag > before.max_lag
    ]


def _windows(facts: Facts, project: Project, at: str) -> list[Finding]:
    """Compare the earliest ends that lags and durations allow with the latest ones."""
    order, not_before = facts.orders[project.id], facts.not_before[project.id]
    if all(window.fits for window in facts.windows[project.id].values()):
        return _modes(facts, project, at)
    plain = windows_of(facts.round, project, order, not_before, max_lags=False)
    results = []
    for j, package in enumerate(project.packages):
        end = plain[package.id].first_end
        last = latest_end(facts.round, project, package.deadline)
        if end > last:
            results.append(
                finding(
                    "precedence.window-too-short",
                    f"{at}/packages/{j}",
                    f"工作包“{package.id}”最早在第 {end} 期末完成，但必须在第 {last} 期前完成。",
                    f"Package {package.id!r} can end at {end} at the earliest, later than {last}.",
                    fix=("放宽期限或缩短前面的工作。", "Extend the deadline or shorten the path."),
                    found=end,
                    expected=f"at most {last}",
                    severity=facts.severity(project),
                    subject=(project.id, package.id),
                )
            )
    return results or _max_lags(facts, project, at, plain)


def _max_lags(facts: Facts, project: Project, at: str, plain: dict[str, Window]) -> list[Finding]:
    """Name the maximum lags that can't hold alone; all of them when only together they can't."""
    links = [
        (j, k, package, before.package, before.max_lag)
        for j, package in enumerate(project.packages)
        for k, before in enumerate(package.predecessors)
        if before.max_lag is not None and before.package in plain
    ]
    alone = [link for link in links if not _holds(facts, project, link[2], link[3])]
    return [
        finding(
            "precedence.max-lag",
            f"{at}/packages/{j}/predecessors/{k}/max_lag",
            f"“{package.id}”不可能在“{before}”结束后 {lag} 期内开始：中间的工作或期限不允许。",
            f"{package.id!r} can't start within {lag} periods of the end of {before!r}: "
            "what lies between, or a window, forbids it.",
            fix=(
                "放宽最大间隔，或缩短中间的工作。",
                "Widen the lag, or shorten what lies between.",
            ),
            found=lag,
            expected="a lag that the other lags, durations and windows leave room for",
            severity=facts.severity(project),
            subject=(project.id, package.id),
        )
        for j, k, package, before, lag in alone or links
    ]


def _holds(facts: Facts, project: Project, package: WorkPackage, before: str) -> bool:
    """Say whether one maximum lag can hold when the others are left out."""
    packages = tuple(
        item.model_copy(
            update={
                "predecessors": tuple(
                    link
                    if item.id == package.id and link.package == before
                    else link.model_copy(update={"max_lag": None})
                    for link in item.predecessors
                )
            }
        )
        for item in project.packages
    )
    single = project.model_copy(update={"packages": packages})
    order, not_before = facts.orders[project.id], facts.not_before[project.id]
    windows = windows_of(facts.round, single, order, not_before)
    return all(window.fits for window in windows.values())


def _modes(facts: Facts, project: Project, at: str) -> list[Finding]:
    """Warn of modes that are too long for the window of a package that has a shorter one."""
    results = []
    for j, package in enumerate(project.packages):
        window = facts.windows[project.id][package.id]
        room = window.last_end - window.first_start
        results += [
            finding(
                "precedence.mode-too-long",
                f"{at}/packages/{j}/modes/{k}/duration",
                f"方式“{mode.id}”需 {mode.duration} 期，时间窗只有 {room} 期，不会被选用。",
                f"Mode {mode.id!r} takes {mode.duration} periods, the window has {room}: "
                "it can't be chosen.",
                fix=("放宽时间窗或删去这个方式。", "Widen the window or remove the mode."),
                found=mode.duration,
                expected=f"at most {room}",
                severity=Severity.WARNING,
                subject=(project.id, package.id),
            )
            for k, mode in enumerate(package.modes)
            if mode.duration > room
        ]
        results += _spread(project, package, f"{at}/packages/{j}/modes", room)
    return results


def _spread(project: Project, package: WorkPackage, at: str, room: int) -> list[Finding]:
    """Find modes that may last so many durations that no model of them can be built."""
    return [
        finding(
            "mode.too-many-durations",
            f"{at}/{k}/max_duration",
            f"方式“{mode.id}”可取 {count} 种工期，太多了。",
            f"Mode {mode.id!r} may last any of {count} durations: too many.",
            fix=(
                "缩小工期范围，或列出几种方式，或改用更长的周期。",
                "Narrow the range, state a few modes instead, or use longer periods.",
            ),
            found=count,
            expected=f"at most {MOST_DURATIONS}",
            subject=(project.id, package.id),
        )
        for k, mode in enumerate(package.modes)
        if mode.max_duration is not None
        and (count := min(mode.max_duration, room) - mode.duration + 1) > MOST_DURATIONS
    ]

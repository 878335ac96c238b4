"""A part of a round solved exactly beside the rest of a plan, which stays as it is.

Fifty projects or so are free: a seed that is left out and what competes with it. The model sees
what the others leave of every resource (:class:`optimizer.model.held.Held`), and the plan as a
hint.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.domain import Plan, PlannedProject, Project, Round
from optimizer.instance.arrays import Ints
from optimizer.model.held import Held
from optimizer.search.tables import Int32s, Tables
from optimizer.solve.holding import Holding

__all__ = ["Part", "choose_projects", "part_of"]


@dataclass(frozen=True)
class Part:
    """Some projects of a round, as a round of their own beside the rest."""

    round: Round
    held: Held
    free: frozenset[str]
    fixed: tuple[PlannedProject, ...]
    whole: bool
    """Nothing is fixed and nothing was left out: its bound bounds the round."""

    def with_rest(self, plan: Plan, order: Sequence[str]) -> Plan:
        """Return the plan of the whole round, in the round's order."""
        by_id = {item.project: item for item in (*self.fixed, *plan.projects)}
        return Plan(projects=tuple(by_id[id_] for id_ in order if id_ in by_id))


def choose_projects(
    tables: Tables,
    related: Int32s,
    accepted: Collection[bool],
    worth: Ints,
    size: int,
    random: np.random.Generator,
) -> set[int]:
    """Choose projects around one that is left out, drawn by worth; accepted ones when all are in.

    About two thirds are accepted ones: room must be made. What depends on a chosen project comes
    along.
    """
    is_in = np.asarray(accepted)
    open_ = np.flatnonzero(~tables.closed | tables.hard)
    if size >= len(open_):
        return set(range(len(is_in)))
    absent = np.flatnonzero(~is_in & ~(tables.closed & ~tables.hard))
    pool = absent if len(absent) else np.flatnonzero(is_in)
    if not len(pool):
        return set()
    weights = np.maximum(1.0, worth[pool].astype(np.float64))
    seed = int(random.choice(pool, p=weights / weights.sum()))
    chosen = {seed}
    most_absent = max(1, size // 3)
    out = 1
    for p in related[seed].tolist():
        if len(chosen) >= size:
            break
        if p < 0 or (tables.closed[p] and not tables.hard[p]):
            continue
        if not is_in[p]:
            if out >= most_absent or random.random() < 0.3:
                continue
            out += 1
        chosen.add(p)
    waiting = list(chosen)
    while waiting:
        p = waiting.pop()
        for q in tables.user_project[tables.user_ptr[p] : tables.user_ptr[p + 1]].tolist():
            if is_in[q] and q not in chosen:
                chosen.add(q)
                waiting.append(q)
    return chosen


def part_of(round_: Round, plan: Plan, chosen: Collection[int]) -> Part:
    """Return the chosen projects as a round beside what the others hold.

    A project whose group or prerequisite is decided by the others keeps out, or waits for the
    prerequisite's end.

    Parameters
    ----------
    round_ : Round
    plan : Plan
    chosen : collection of int
        Positions among the round's projects.
    """
    names = {round_.projects[p].id for p in chosen}
    rest = {item.project: item for item in plan.projects if item.project not in names}
    groups = {
        project.exclusive_group
        for project in round_.projects
        if project.id in rest and project.exclusive_group is not None
    }
    projects = []
    for p in sorted(chosen):
        project = round_.projects[p]
        beside = None if project.exclusive_group in groups else _beside(project, rest, names)
        if beside is not None:
            projects.append(beside)
    ids = {project.id for project in projects}
    while True:  # who needs one that is kept out is kept out too
        projects = [q for q in projects if all(r.project in ids for r in q.prerequisites)]
        if len(projects) == len(ids):
            break
        ids = {project.id for project in projects}
    return Part(
        round=round_.with_only(projects),
        held=Holding(round_, rest.values()).held,
        free=frozenset(ids),
        fixed=tuple(item for item in plan.projects if item.project not in ids),
        whole=not rest and len(projects) == len(round_.projects),
    )


def _beside(
    project: Project, rest: Mapping[str, PlannedProject], chosen: Collection[str]
) -> Project | None:
    """Return a project as it stands beside the fixed ones; ``None``: they keep it out."""
    earliest = project.earliest_start
    inside = []
    for prerequisite in project.prerequisites:
        before = rest.get(prerequisite.project)
        if prerequisite.project in chosen:
            inside.append(prerequisite)
        elif before is None:
            return None
        elif prerequisite.min_lag is not None:
            end = max((line.end for line in before.packages), default=0)
            earliest = max(earliest, end + prerequisite.min_lag)
    return project.model_copy(update={"prerequisites": tuple(inside), "earliest_start": earliest})

"""A part of a round solved exactly beside the rest of a plan, which stays as it is.

Fifty projects or so are free: a seed that is left out and what competes with it. The model sees
what the others leave of every resource (:class:`optimizer.model.held.Held`), and the plan as a
hint.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.domain import Plan, PlannedProject, Project, Round
from optimizer.instance import UNLIMITED, Instance
from optimizer.instance.arrays import Bools, Ints
from optimizer.model.held import Held
from optimizer.search.moves import hold_others
from optimizer.search.packed import pack
from optimizer.search.state import Assignment, State, make_state
from optimizer.search.tables import Int32s, Tables

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
        return set(open_.tolist())
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


def part_of(
    instance: Instance, tables: Tables, best: Assignment, plan: Plan, chosen: set[int]
) -> Part:
    """Return the chosen projects as a round beside what the others hold.

    A project whose group or prerequisite is decided by the others keeps out, or waits for the
    prerequisite's end.
    """
    round_ = instance.round
    rest = best.accepted.copy()
    rest[list(chosen)] = False
    state = make_state(instance, tables, 0)
    hold_others(pack(tables), pack(state), pack(best), rest)
    projects = []
    for p in sorted(chosen):
        project = _beside(instance, tables, state, rest, chosen, p)
        if project is not None:
            projects.append(project)
    ids = {project.id for project in projects}
    part = round_.model_copy(
        update={
            "projects": tuple(projects),
            "pins": tuple(pin for pin in round_.pins if pin.project in ids),
            "baseline": None,
        }
    )
    open_ = np.flatnonzero(~tables.closed | tables.hard)
    return Part(
        round=part,
        held=_held(instance, tables, state),
        free=frozenset(ids),
        fixed=tuple(item for item in plan.projects if item.project not in ids),
        whole=not rest.any() and len(projects) == len(chosen) and chosen >= set(open_.tolist()),
    )


def _beside(
    instance: Instance, x: Tables, state: State, rest: Bools, chosen: set[int], p: int
) -> Project | None:
    """Return a project as it stands beside the fixed ones; ``None``: they keep it out."""
    project = instance.round.projects[p]
    group = int(x.group[p])
    if group >= 0 and bool(rest[x.group == group].any()):
        return None
    earliest = project.earliest_start
    inside = []
    for prerequisite, i in zip(
        project.prerequisites, range(int(x.need_ptr[p]), int(x.need_ptr[p + 1])), strict=True
    ):
        q = int(x.need_project[i])
        if q in chosen:
            inside.append(prerequisite)
        elif not rest[q]:
            return None
        elif prerequisite.min_lag is not None:
            earliest = max(earliest, int(state.last_end[q]) + prerequisite.min_lag)
    return project.model_copy(update={"prerequisites": tuple(inside), "earliest_start": earliest})


def _held(instance: Instance, x: Tables, state: State) -> Held:
    """Return by id what a state has taken."""
    round_, people, facilities = instance.round, instance.people, instance.facilities
    load = people.limit - state.free
    experts = [e.id for e in round_.experts]
    busy = np.flatnonzero(load.any(axis=1))
    keeping = np.flatnonzero(people.keeps)
    counting = np.flatnonzero(x.person_counts)
    lending = np.flatnonzero(people.lend_limit < UNLIMITED)
    units = facilities.units - state.units_free
    ids = [f.id for f in round_.facilities]
    limited = np.flatnonzero(instance.datasets.max_users < UNLIMITED)
    return Held(
        load={experts[e]: load[e] for e in busy},
        lent={experts[e]: people.lendable[e] - state.free_lent[e] for e in keeping},
        packages={experts[e]: _used(people.max_packages[e], state.turns[e]) for e in counting},
        lent_sum={experts[e]: int(people.lend_limit[e] - state.lend_left[e]) for e in lending},
        units={ids[f]: units[f] for f in np.flatnonzero(units.any(axis=1))},
        units_lent={
            ids[f]: facilities.lendable[f] - state.units_lent[f]
            for f in np.flatnonzero(facilities.keeps)
        },
        units_lent_sum={
            ids[f]: int(facilities.lend_limit[f] - state.units_lend_left[f])
            for f in np.flatnonzero(facilities.lend_limit < UNLIMITED)
        },
        users={
            round_.datasets[d].id: instance.datasets.max_users[d] - state.data_free[d]
            for d in limited
        },
        drawn=_drawn(instance, x, state),
        channels=_channels(instance, x, state),
    )


def _used(most: int, turns: Ints) -> Ints:
    used: Ints = min(int(most), int(np.iinfo(np.int16).max)) - turns.astype(np.int64)
    return used


def _drawn(instance: Instance, x: Tables, state: State) -> dict[tuple[str, int], int]:
    """Cents drawn, each slot's at its first segment: only sums over slots matter."""
    drawn: dict[tuple[str, int], int] = {}
    for b, fund in enumerate(instance.round.funds):
        for slot in range(int(x.slot_ptr[b]), int(x.slot_ptr[b + 1])):
            segments = np.flatnonzero(x.slot_of[b] == slot)
            if state.drawn[slot] and len(segments):
                drawn[fund.id, int(x.segment_start[segments[0]])] = int(state.drawn[slot])
    return drawn


def _channels(
    instance: Instance, x: Tables, state: State
) -> dict[str, tuple[tuple[int, int], ...]]:
    held: dict[str, tuple[tuple[int, int], ...]] = {}
    for f in np.flatnonzero(x.channel >= 0).tolist():
        c = int(x.channel[f])
        users = np.flatnonzero(state.channel_first[c] >= 0)
        held[instance.round.facilities[f].id] = tuple(
            (int(state.channel_first[c, p]), int(state.channel_last[c, p] + x.protection[f]))
            for p in users
        )
    return held

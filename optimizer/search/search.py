"""The search of one round: construct a plan, improve it in slices, take plans in and give them out.

Step of the way: solve. It repeats exactly for the same seed and the same calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Plan
from optimizer.instance import Instance
from optimizer.search.goals import Level, Steering, make_goal, pressure
from optimizer.search.layout import make_tables
from optimizer.search.loading import Loader
from optimizer.search.measure import measure_levels
from optimizer.search.moves import adopt, copy_plan, make_moves
from optimizer.search.packed import pack
from optimizer.search.plans import name_plan
from optimizer.search.recreate import insert_all
from optimizer.search.relations import least_work, related_projects
from optimizer.search.ruin import ruin_and_recreate
from optimizer.search.state import Assignment, copy_assignment, make_scratch, make_state
from optimizer.search.tables import Int32s, Tables

__all__ = ["Found", "Search"]

NOISE = 0.3
"""How much dearer a person may look in one move than in another."""
SIZE = 12
"""Most projects taken out in a move."""
EXTRA = 5
CHAIN = 2
"""Most people reseated to free one for a place."""
"""Most absent projects tried in a move."""


class Found(NamedTuple):
    """A plan that a search found, and its levels up to the one aimed at."""

    levels: tuple[int, ...]
    plan: Assignment


class Search:
    """A plan being improved, level by level.

    Parameters
    ----------
    instance : Instance
    levels : sequence of Level
        The objective in order. Before them all comes level 0: the required projects.
    entitlements : mapping of str to int
        Parts per million by department.
    seed : int
    like : Search, optional
        A search of the same round: what never changes is shared with it.
    """

    def __init__(
        self,
        instance: Instance,
        levels: Sequence[Level],
        entitlements: Mapping[str, int],
        seed: int,
        like: Search | None = None,
    ) -> None:
        self.instance = instance
        self.tables: Tables = make_tables(instance) if like is None else like.tables
        self.related: Int32s = related_projects(instance) if like is None else like.related
        self._levels = tuple(levels)
        self._entitlements = dict(entitlements)
        self._seed = seed
        self._work: NDArray[np.float64] = least_work(instance) if like is None else like._work
        self._loader: Loader = Loader(instance, self.tables) if like is None else like._loader
        self._steering = pressure(instance)
        self._floors: tuple[int, ...] = ()
        self._aim = 0
        self._state = make_state(instance, self.tables, seed)
        self._scratch = make_scratch(self.tables, len(instance.round.departments))
        self._scratch.noise[:] = 1.0 + NOISE * np.random.default_rng(seed).random(1024)
        self._moves = make_moves(
            self.tables, self._state.plan, self.related, self._work, len(levels) + 1
        )
        self._best = copy_assignment(self._state.plan)
        self._x, self._s, self._w = pack(self.tables), pack(self._state), pack(self._scratch)
        self._m, self._b = pack(self._moves), pack(self._best)
        self._p = pack(self._state.plan)
        self._aim_at(1 if levels and self.complete else 0, ())

    @property
    def steps(self) -> int:
        """Steps taken so far, the clock of runs that repeat exactly."""
        return int(self._state.work[0])

    @property
    def complete(self) -> bool:
        """Whether the best plan holds every required project."""
        return bool(self._best.accepted[self.instance.projects.required].all())

    @property
    def best(self) -> Assignment:
        """The best plan so far; it changes while the search goes on."""
        return self._best

    def best_value(self) -> int:
        """Return the level aimed at in the best plan, in the level's own sense."""
        value = int(self._moves.levels[2, self._aim])
        maximise = self._aim == 0 or self._levels[self._aim - 1].maximise
        return value if maximise else -value

    def plan(self) -> Plan:
        """Return the best plan with its names."""
        return name_plan(self.instance, self.tables, self._best)

    def twin(self) -> Search:
        """Return a search of another seed that aims at the same level; it has no plan yet."""
        other = Search(self.instance, self._levels, self._entitlements, self._seed + 1, self)
        other._steering = self._steering
        other._aim_at(self._aim, self._floors)
        return other

    def snapshot(self) -> Found:
        """Return a copy of the best plan."""
        levels = tuple(self._moves.levels[2, : self._aim + 1].tolist())
        return Found(levels, copy_assignment(self._best))

    def follow(self, found: Found) -> bool:
        """Go on from another search's plan if it is better than the best; say whether it is."""
        if found.levels <= tuple(self._moves.levels[2, : self._aim + 1].tolist()):
            return False
        copy_plan(pack(found.plan), self._b)
        self._restart()
        self._moves.levels[2] = self._moves.levels[0]
        return True

    def aim_at(self, level: int, floors: Sequence[int]) -> None:
        """Improve a level from now on, from the best plan so far.

        Parameters
        ----------
        level
            Position among the levels.
        floors
            What each level before it must keep, in its own sense.
        """
        self._aim_at(level + 1, tuple(floors))

    def _aim_at(self, aim: int, floors: tuple[int, ...]) -> None:
        self._aim, self._floors = aim, floors
        self._set_goal()
        self._moves.swing[0] = 0.0
        self._restart()
        self._moves.levels[2] = self._moves.levels[0]

    def _set_goal(self) -> None:
        self._g = pack(
            make_goal(
                self.instance,
                self.tables,
                self._levels,
                self._aim,
                self._floors,
                self._entitlements,
                self._steering,
            )
        )

    def _restart(self) -> None:
        """Go on from the best plan."""
        adopt(self._x, self._g, self._s, self._w, self._b)
        measure_levels(self._x, self._g, self._s, self._w, self._moves.levels[0])

    def steer(self, steering: Steering) -> None:
        """Steer by other prices from now on."""
        self._steering = steering
        self._set_goal()

    def construct(self) -> bool:
        """Build a plan anew, required projects first, then by value for work; go on from the best.

        Returns
        -------
        bool
            Whether it is better than the best plan before.
        """
        adopt(self._x, self._g, self._s, self._w, pack(self._empty()))
        return self._fill()

    def _empty(self) -> Assignment:
        return make_state(self.instance, self.tables, self._seed).plan

    def _fill(self) -> bool:
        """Add to the plan what fits; keep the whole if it is better than the best, else go back."""
        projects = self.instance.projects
        order = np.lexsort((-projects.value / np.maximum(1.0, self._work), ~projects.required))
        insert_all(self._x, self._g, self._s, self._w, self._m, order.astype(np.int64))
        better = self._keep_if_better()
        if not better:
            self._restart()
        return better

    def _keep_if_better(self) -> bool:
        """Compare the plan with the best level by level, up to the one aimed at."""
        levels = self._moves.levels
        measure_levels(self._x, self._g, self._s, self._w, levels[0])
        aim = self._aim + 1
        if tuple(levels[0, :aim]) <= tuple(levels[2, :aim]):
            return False
        levels[2] = levels[0]
        copy_plan(self._p, self._b)
        return True

    def take(self, plan: Plan, verified: bool = False) -> bool:
        """Take a plan over as far as it fits, fill it up, and go on from it if it is better.

        Parameters
        ----------
        plan
        verified
            The plan is known to break no rule of the round.

        Returns
        -------
        bool
            Whether it is better than the best plan before.
        """
        state = make_state(self.instance, self.tables, self._seed)
        left_out = self._loader.load(state, plan, verified)
        adopt(self._x, self._g, self._s, self._w, pack(state.plan))
        if not verified or left_out:
            return self._fill()
        better = self._keep_if_better()
        if not better:
            self._restart()
        return better

    def improve(self, moves: int, heat: float) -> bool:
        """Make moves; say whether the best plan got better.

        Parameters
        ----------
        moves
        heat
            Temperature in units of what a move usually gains or loses.
        """
        x, g, s, w, m, best = self._x, self._g, self._s, self._w, self._m, self._b
        return bool(ruin_and_recreate(x, g, s, w, m, best, moves, heat, SIZE, EXTRA, CHAIN))

    def restart(self) -> None:
        """Go on from the best plan, as after cooling down."""
        self._restart()

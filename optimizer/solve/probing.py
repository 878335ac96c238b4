"""Look for sets of projects worth more than the best plan, and ask the exact model for a plan.

On small contended rounds the search ends at plans that no exchange of a few projects betters, while
the exact model finds in seconds how a given set is done, which it does not when it must choose the
set too. Sets are tried from the one that takes least of dear people's time; a set that can't be
done is barred with all that contain it, one left undecided comes again with more time.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from optimizer.bounds.acceptance import add_selection
from optimizer.domain import Plan
from optimizer.instance import Instance
from optimizer.instance.arrays import Bools, Ints
from optimizer.model.build import build_model
from optimizer.search.goals import Steering
from optimizer.search.relations import least_work
from optimizer.solve.engine import Answer, Clock, Signal, optimise
from optimizer.solve.extract import extract_plan

__all__ = ["MOST_PROJECTS", "Probing", "probing_of"]

MOST_PROJECTS = 30
"""Projects of a round whose sets are looked at."""
SECONDS = 6.0
"""For a set that is tried for the first time."""
SCALE = 1_000_000
"""Parts in which the work of all projects together is counted."""


def _priced_work(instance: Instance, steering: Steering) -> NDArray[np.float64]:
    """Return the least work of each project at the mean prices of its pools, shape ``(P,)``."""
    each = steering.people.mean(axis=1)
    sizes = np.diff(instance.pools.ptr)
    row = np.repeat(np.arange(len(sizes)), sizes)
    totals = np.bincount(row, weights=each[instance.pools.member], minlength=len(sizes))
    return least_work(instance, totals / np.maximum(1, sizes))


class Probing:
    """Sets tried so far; several threads may ask for the next one.

    Parameters
    ----------
    instance : Instance
    worth : array of int, shape (P,)
        What accepting each project adds to the level.
    clock : Clock
    """

    def __init__(self, instance: Instance, worth: Ints, clock: Clock) -> None:
        self._instance = instance
        self._worth = worth
        self._clock = clock
        self._lock = threading.Lock()
        self._work = np.ones(len(worth))
        self._barred: list[Bools] = []
        self._undecided: list[Bools] = []
        self._seconds = SECONDS

    def steer(self, steering: Steering) -> None:
        """Order sets by other prices from now on."""
        work = _priced_work(self._instance, steering)
        with self._lock:
            self._work = work

    def probe(self, value: int, seconds: float, stop: Signal) -> Plan | None:
        """Try one set worth more than ``value``; return a plan of it and nothing else.

        ``None``: none was found in this time.
        """
        members = self._next(value)
        if members is None:
            return None
        answer, plan = self._ask(members, min(seconds, self._seconds), stop)
        with self._lock:
            if answer.infeasible:
                self._barred.append(members)
            if plan is not None:  # larger sets are open again
                self._undecided = [each for each in self._undecided if each is not members]
        return plan

    def _next(self, value: int) -> Bools | None:
        with self._lock:
            members = self._choose(value, [*self._barred, *self._undecided])
            if members is None and self._undecided:  # once more, with more time
                self._undecided.clear()
                self._seconds *= 2.0
                members = self._choose(value, self._barred)
            if members is not None:
                self._undecided.append(members)  # so that nobody else tries it meanwhile
            return members

    def _choose(self, value: int, without: list[Bools]) -> Bools | None:
        """Return the set of least work worth more than ``value`` that holds none of others."""
        model = cp_model.CpModel()
        accepted = [model.new_bool_var(f"accept[{p}]") for p in range(len(self._worth))]
        add_selection(model, accepted, self._instance.projects)
        for members in without:
            model.add_bool_or(~accepted[p] for p in np.flatnonzero(members).tolist())
        pairs = zip(self._worth.tolist(), accepted, strict=True)
        model.add(sum(v * a for v, a in pairs) >= value + 1)
        units = self._work * (SCALE / max(1e-9, float(self._work.sum())))
        model.minimize(sum(int(u) * a for u, a in zip(units, accepted, strict=True)))
        answer = optimise(
            model, level="set", maximise=False, seconds=1.0, clock=self._clock, workers=1
        )
        if answer.values is None:
            return None
        return np.array([answer.values[a.index] > 0 for a in accepted], dtype=np.bool_)

    def _ask(self, members: Bools, seconds: float, stop: Signal) -> tuple[Answer, Plan | None]:
        """Ask the exact model how a set is done."""
        round_ = self._instance.round
        chosen = {round_.projects[p].id for p in np.flatnonzero(members).tolist()}
        part = round_.with_only(
            project.model_copy(update={"mandatory": True})
            for project in round_.projects
            if project.id in chosen
        )
        variables = build_model(part)
        answer = optimise(
            variables.model,
            level="set",
            maximise=True,
            seconds=seconds,
            clock=self._clock,
            cancel=stop,
            workers=1,
        )
        return answer, None if answer.values is None else extract_plan(variables, answer.values)


def probing_of(instance: Instance, worth: Ints, clock: Clock) -> Probing | None:
    """Return the probing of a level; ``None``: the round has too many sets."""
    return Probing(instance, worth, clock) if len(worth) <= MOST_PROJECTS else None

"""Search for short timetables: populations bred one after the other, each twice as large.

A population that no longer improves has converged; a new, larger one finds what it missed, and
finds it better alone than with the old one's members among it. When the time left is too short for
a population of its own, the best of every population meet in a last one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.schedule.breeding import Population, breed, population_of, seed_population
from optimizer.schedule.generation import FAILED, Desk, desk_of
from optimizer.schedule.network import Network
from optimizer.schedule.rules import Rules
from optimizer.schedule.timetable import Timetable

__all__ = ["Pace", "search_timetables"]

FEWEST, FIRST_MOST, MOST = 40, 1000, 5000
"""Members of a population: at least, of the first at most, of any at most."""
CHILDREN_TO_CONVERGE = 60
"""Children for each member until a population has converged, roughly."""
PATIENCE = 30
"""Children for each member without a better timetable that end a population."""
STEP_SECONDS = 0.05
"""Compiled code returns about this often, to report and to be stopped."""


@dataclass(slots=True)
class Pace:
    """How much time is left, in seconds on the clock or, to be repeatable, in nominal ones.

    Nominal seconds are counted from the size of what was done.
    """

    seconds: float | None
    nominal: bool
    spent: float = 0.0
    rate: float = 0.0
    """Children a second."""

    @property
    def left(self) -> float:
        """Seconds left; infinite without a limit."""
        return float("inf") if self.seconds is None else self.seconds - self.spent

    def step(self) -> int:
        """Return how many children to breed next."""
        affordable = self.rate * min(STEP_SECONDS, max(self.left, 0.0))
        return int(max(1.0, min(affordable, 10_000.0)))

    def count(self, children: int, seconds: float) -> None:
        """Charge children that took so long on the clock."""
        if self.nominal:
            self.spent += children / self.rate
            return
        self.spent += seconds
        now = children / max(seconds, 1e-6)
        self.rate = now if self.rate == 0.0 else 0.7 * self.rate + 0.3 * now


def nominal_rate(network: Network) -> float:
    """Return how many children a second count as bred where clocks don't matter."""
    durations = network.instance.options.duration
    lanes = int(network.capacity.shape[1])
    cells = network.size * (10.0 + float(durations.mean()) * (2 + lanes))
    choice = 1.0 if network.single_mode else 2.0
    return 1e9 / (choice * cells * (8.0 + 2.0 * len(network.crews)))


def search_timetables(
    network: Network,
    rules: Rules,
    *,
    seed: int,
    seconds: float | None,
    nominal: bool,
    better: Callable[[Timetable, int], None],
    stopped: Callable[[], bool],
) -> None:
    """Breed timetables until the time is over or ``stopped`` says so.

    Parameters
    ----------
    network, rules : Network, Rules
    seed : int
    seconds : float or None
        Time to search; ``None``: until stopped.
    nominal : bool
        Count time by what was done, so that equal seeds give equal timetables.
    better : callable
        Called with every timetable shorter than all before, and its length.
    stopped : callable
        Asked every twentieth of a second.
    """
    pace = Pace(seconds, nominal, rate=nominal_rate(network) if nominal else 0.0)
    search = _Search(network, rules, seed, pace, better, stopped)
    search.run()


class _Search:
    def __init__(
        self,
        network: Network,
        rules: Rules,
        seed: int,
        pace: Pace,
        better: Callable[[Timetable, int], None],
        stopped: Callable[[], bool],
    ) -> None:
        self._network = network
        self._rules = rules
        self._seed = seed
        self._pace = pace
        self._better = better
        self._stopped = stopped
        self._desk: Desk = desk_of(rules)
        self._best = FAILED
        self._stages = 0

    @property
    def _over(self) -> bool:
        return self._pace.left <= 0 or self._stopped()

    def run(self) -> None:
        """Breed population after population."""
        taster = self._population(FEWEST)
        self._breed(taster, 4 * FEWEST)
        members = FIRST_MOST // 2
        elite: list[Population] = []
        while not self._over:
            room = self._pace.left * self._pace.rate / CHILDREN_TO_CONVERGE
            members = int(max(FEWEST, min(2 * members, MOST, room)))
            last = bool(elite) and members < len(elite[-1].lengths) // 4
            population = self._population(members)
            if last:
                _let_in(population, elite)
            self._breed(population, None)
            elite.append(population)

    def _population(self, members: int) -> Population:
        population = population_of(self._rules, members, self._seed * 1_000 + self._stages)
        self._stages += 1
        tails = self._network.tails
        first = 0
        while first < members and not (first and self._over):
            last = min(members, first + (4 if self._pace.rate == 0.0 else self._pace.step()))
            started = time.monotonic()
            seed_population(self._rules, self._desk, population, tails, first, last)
            self._pace.count(last - first, time.monotonic() - started)
            self._report(population)
            first = last
        return population

    def _breed(self, population: Population, children: int | None) -> None:
        """Breed a number of children, or until nothing better has come for long."""
        members = len(population.lengths)
        idle = bred = 0
        while not self._over:
            if idle > PATIENCE * members or (children is not None and bred >= children):
                return
            count = self._pace.step()
            before = int(population.best_length[0])
            started = time.monotonic()
            breed(self._rules, self._desk, population, count)
            self._pace.count(count, time.monotonic() - started)
            bred += count
            idle = idle + count if int(population.best_length[0]) == before else 0
            self._report(population)

    def _report(self, population: Population) -> None:
        length = int(population.best_length[0])
        if length < min(self._best, self._network.periods + 1):
            self._best = length
            self._better(_timetable(self._network, population), length)


def _let_in(population: Population, elite: list[Population]) -> None:
    """Put the best member of earlier populations in the places of the worst."""
    for other in elite[-(len(population.lengths) // 2) :]:
        best, worst = int(np.argmin(other.lengths)), int(np.argmax(population.lengths))
        population.orders[worst] = other.orders[best]
        population.choices[worst] = other.choices[best]
        population.lengths[worst] = other.lengths[best]
        population.marks[worst] = other.marks[best]


def _timetable(network: Network, population: Population) -> Timetable:
    """Return the best timetable of a population."""
    starts = tuple(population.best_start.tolist())
    options = tuple(population.best_choice.tolist())
    crews = tuple(
        _fill(network, o, population.best_taken[k, network.first_crew :].tolist())
        for k, o in enumerate(options)
    )
    return Timetable(starts, options, crews)


def _fill(network: Network, o: int, taken: list[int]) -> tuple[tuple[int, int, int], ...]:
    """Put the people taken of each crew on the places of an option, by augmenting paths."""
    ptr, headcount = network.instance.options.place_ptr, network.instance.places.headcount
    rows = range(int(ptr[o]), int(ptr[o + 1]))
    if not rows:
        return ()
    people = [
        c for c in sorted({c for r in rows for c in network.able[r]}) for _ in range(taken[c])
    ]
    seats = [r for r in rows for _ in range(int(headcount[r]))]
    sitting: dict[int, int] = {}

    def seat(person: int, tried: set[int]) -> bool:
        for s, r in enumerate(seats):
            if s not in tried and people[person] in network.able[r]:
                tried.add(s)
                if s not in sitting or seat(sitting[s], tried):
                    sitting[s] = person
                    return True
        return False

    for person in range(len(people)):
        seat(person, set())
    counts: dict[tuple[int, int], int] = {}
    for s, person in sitting.items():
        key = (seats[s], people[person])
        counts[key] = counts.get(key, 0) + 1
    return tuple((r, c, count) for (r, c), count in sorted(counts.items()))

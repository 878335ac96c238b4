"""Renewables and the ways of loading them.

Step of the way: bound. People, facilities and datasets with a limit on users are all *renewables*:
each offers a capacity in every period. A *lane* is one way of loading a renewable: a ``size``
(percent of full time, units, or one user), borrowed or not. A *crew* is a list of lanes that may
fill a need. Pricing knows lanes and crews, and nothing else about people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import UNLIMITED, Instance
from optimizer.instance.arrays import Bools, Ints

__all__ = ["Crews", "Renewables", "make_crews", "renewables_of"]


@dataclass(frozen=True)
class Renewables:
    """Experts, then facilities, then datasets with a limit on users.

    Attributes
    ----------
    capacity, lendable : array, shape (renewables, periods)
        Most load (percent, units, users) in a period, of all projects and of borrowing ones.
    most_at_once, lend_limit : array, shape (renewables,)
        Most packages at once; most lent over the round. ``UNLIMITED`` without a limit.
    owner : array, shape (renewables,)
        Index of the owning department, -1 for datasets.
    experts, facilities : int
        How many there are: facility ``f`` is the renewable ``experts + f``.
    dataset : array, shape (datasets,)
        The renewable of a dataset, -1 when it has no limit on users.
    """

    capacity: Ints
    lendable: Ints
    most_at_once: Ints
    lend_limit: Ints
    owner: Ints
    experts: int
    facilities: int
    dataset: Ints

    @property
    def lending_matters(self) -> Bools:
        """Whether borrowed work is limited further, shape ``(renewables,)``."""
        matters: Bools = np.any(self.lendable < self.capacity, axis=1)
        matters |= self.lend_limit < UNLIMITED
        return matters


def renewables_of(instance: Instance) -> Renewables:
    """Return the renewables of a round."""
    people, facilities = instance.people, instance.facilities
    limited = np.flatnonzero(instance.datasets.max_users < UNLIMITED)
    experts, others = people.limit.shape[0], facilities.units.shape[0]
    users = np.repeat(instance.datasets.max_users[limited, None], instance.periods, axis=1)
    none = np.full(limited.size, UNLIMITED, dtype=np.int64)
    dataset = np.full(instance.datasets.max_users.size, -1, dtype=np.int64)
    dataset[limited] = experts + others + np.arange(limited.size)
    return Renewables(
        capacity=np.concatenate([people.limit, facilities.units, users]),
        lendable=np.concatenate([people.lendable, facilities.lendable, users]),
        most_at_once=np.concatenate(
            [people.max_packages, np.full(others, UNLIMITED, dtype=np.int64), none]
        ),
        lend_limit=np.concatenate([people.lend_limit, facilities.lend_limit, none]),
        owner=np.concatenate(
            [people.department, facilities.department, np.full(limited.size, -1, dtype=np.int64)]
        ),
        experts=experts,
        facilities=others,
        dataset=dataset,
    )


@dataclass(frozen=True)
class Crews:
    """Lanes, and the lists of lanes that needs refer to.

    Attributes
    ----------
    renewable, size : array, shape (lanes,)
    lent : array of bool, shape (lanes,)
        Borrowed, where that makes a difference.
    open_until : array of int32, shape (lanes, periods + 1)
        First period from ``t`` on in which the lane does not fit; ``periods`` when it always does.
    ptr, lane : arrays
        Lanes of crew ``c``: ``lane[ptr[c] : ptr[c + 1]]``.
    """

    renewable: Ints
    size: Ints
    lent: Bools
    open_until: NDArray[np.int32]
    ptr: Ints
    lane: Ints


MOST_JOINT = 12
"""Places of an option beyond which its needs are priced apart, which keeps a bound valid."""


class _Book:
    """Numbers lanes and crews as needs ask for them."""

    def __init__(self, renewables: Renewables) -> None:
        self.renewables = renewables
        self._matters = renewables.lending_matters
        self._tables: dict[int, Ints] = {}
        self._parts: list[tuple[Ints, Ints, Bools]] = []
        self._count = 0
        self._crew_of: dict[tuple[object, ...], int] = {}
        self._members: list[list[int]] = []
        self._people_of: dict[int, frozenset[int]] = {}
        self.crews: list[Ints] = []

    def crew(self, key: tuple[object, ...], members: Ints, size: int, sponsor: int) -> int:
        """Return the crew of some renewables at a size; equal keys are equal crews."""
        number = self._crew_of.get(key)
        if number is None:
            number = self._crew_of[key] = len(self.crews)
            self.crews.append(self._lanes(members, size, sponsor))
            self._members.append(members.tolist())
        return number

    def _lanes(self, members: Ints, size: int, sponsor: int) -> Ints:
        table = self._tables.get(size)
        if table is None:
            table = np.full((2, self._matters.size), -1, dtype=np.int64)
            self._tables[size] = table
        lent = self._matters[members] & (self.renewables.owner[members] != sponsor)
        side = lent.astype(np.int64)
        found: Ints = table[side, members]
        new = np.flatnonzero(found < 0)
        if new.size:
            found[new] = self._count + np.arange(new.size)
            table[side[new], members[new]] = found[new]
            self._count += new.size
            self._parts.append((members[new], np.full(new.size, size, dtype=np.int64), lent[new]))
        return found

    def share(self, rows: list[tuple[int, int, int, int, int, int]]) -> bool:
        """Whether needs (crew and headcount first) share people and are few enough to join."""
        if len(rows) < 2 or sum(row[1] for row in rows) > MOST_JOINT:
            return False
        return any(
            not self._people(a).isdisjoint(self._people(b))
            for i, (a, *_) in enumerate(rows)
            for (b, *_) in rows[:i]
        )

    def _people(self, crew: int) -> frozenset[int]:
        """The renewables of a crew."""
        if crew not in self._people_of:
            self._people_of[crew] = frozenset(self._members[crew])
        return self._people_of[crew]

    def close(self) -> Crews:
        """Return everything numbered so far."""
        empty = np.zeros(0, dtype=np.int64)
        columns = [*zip(*self._parts, strict=True)] or [(empty,), (empty,), (empty != 0,)]
        renewable, size, lent = (np.concatenate(parts) for parts in columns)
        sizes = np.array([crew.size for crew in self.crews], dtype=np.int64)
        return Crews(
            renewable=renewable,
            size=size,
            lent=lent,
            open_until=self._open_until(renewable, size, lent),
            ptr=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)]),
            lane=np.concatenate([empty, *self.crews]),
        )

    def _open_until(self, renewable: Ints, size: Ints, lent: Bools) -> NDArray[np.int32]:
        source = self.renewables
        periods = source.capacity.shape[1]
        offered = np.where(lent[:, None], source.lendable[renewable], source.capacity[renewable])
        shut = offered < size[:, None]
        result = np.full((size.size, periods + 1), periods, dtype=np.int32)
        for t in range(periods - 1, -1, -1):
            result[:, t] = np.where(shut[:, t], t, result[:, t + 1])
        return result


@dataclass(frozen=True)
class Needs:
    """Everything renewable that options need; needs of an option are consecutive.

    Attributes
    ----------
    ptr : array, shape (options + 1,)
    joint : array, shape (options,)
        Needs from ``ptr[o]`` up to here share people, who fill one place each.
    crew, headcount : array, shape (needs,)
        ``headcount`` different renewables of the crew.
    most_outside, outside_cents, outside_payers : array, shape (needs,)
        Most places from the market, what each costs, the row of ``Instance.payers`` (-1: no fund).
    place : array, shape (needs,)
        Row of ``Instance.places`` that the need comes from; -1 for facilities and datasets.
    """

    ptr: Ints
    joint: Ints
    crew: Ints
    headcount: Ints
    most_outside: Ints
    outside_cents: Ints
    outside_payers: Ints
    place: Ints


def make_crews(instance: Instance, renewables: Renewables) -> tuple[Crews, Needs]:
    """Return the lanes and crews of a round, and the needs of its options."""
    book = _Book(renewables)
    options, places, supplies = instance.options, instance.places, instance.supplies
    sponsors = instance.projects.sponsor[instance.packages.project[options.package]].tolist()
    rows: list[tuple[int, int, int, int, int, int]] = []
    ptr, joint = [0], []
    columns = [
        column.tolist()
        for column in (
            places.pool, places.load, places.headcount, places.most_outside,
            places.outside_cents, places.outside_payers,
        )
    ]  # fmt: skip
    forced_ptr = places.forced.ptr.tolist()
    for o, sponsor in enumerate(sponsors):
        for r in range(int(options.place_ptr[o]), int(options.place_ptr[o + 1])):
            pool, load, heads, most, cents, payers = (column[r] for column in columns)
            forced = places.forced.row(r) if forced_ptr[r] < forced_ptr[r + 1] else None
            if forced is None:
                key = ("pool", pool, load, sponsor)
                crew = book.crew(key, instance.pools.row(pool), load, sponsor)
                rows.append((crew, heads, most, cents, payers, r))
                continue
            for expert in forced.tolist():
                key = ("expert", expert, load, sponsor)
                crew = book.crew(key, np.array([expert], dtype=np.int64), load, sponsor)
                rows.append((crew, 1, 0, 0, -1, r))
            left = heads - forced.size
            if not left:  # the choice of a package counts a place for each of its needs
                continue
            others = instance.pools.row(pool)
            others = others[~np.isin(others, forced)]
            crew = book.crew(("place", r), others, load, sponsor)
            rows.append((crew, left, min(most, left), cents, payers, r))
        shared = options.duration[o] > 0 and book.share(rows[ptr[-1] :])
        joint.append(len(rows) if shared else ptr[-1])
        for u in range(int(options.supply_ptr[o]), int(options.supply_ptr[o + 1])):
            pool, units = int(supplies.pool[u]), int(supplies.units[u])
            members = renewables.experts + instance.facility_pools.row(pool)
            crew = book.crew(("facility", pool, units, sponsor), members, units, sponsor)
            rows.append((crew, 1, 0, 0, -1, -1))
        for d in renewables.dataset[options.datasets.row(o)].tolist():
            if d >= 0:
                crew = book.crew(("dataset", d), np.array([d], dtype=np.int64), 1, sponsor)
                rows.append((crew, 1, 0, 0, -1, -1))
        ptr.append(len(rows))
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 6)
    needs = Needs(
        np.array(ptr, dtype=np.int64),
        np.array(joint, dtype=np.int64),
        *(np.ascontiguousarray(table[:, i]) for i in range(6)),
    )
    return book.close(), needs

"""The project network of a round in which every project is done.

A :class:`Network` keeps of an :class:`~optimizer.instance.Instance` what matters when nothing is
left to accept: packages with options, lags, **lanes** of capacity over time, and stocks that are
used up. A lane is a facility (in units), a dataset with a limit (in users) or a **crew** (in
people): experts who may fill exactly the same places and cost the same. Within a crew nobody needs
a name until the end: packages that never ask for more people than the crew has can be given to
named ones, because intervals are coloured with as many colours as ever overlap (an interval graph
is perfect).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.instance import UNLIMITED, Instance
from optimizer.instance.arrays import Ints
from optimizer.instance.rows import offsets

__all__ = ["Arcs", "Network", "network_of"]

MOST_ARCS = 500_000
"""Prerequisites between large projects multiply: beyond this the round is no network for us."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Start no earlier than the end of ``tail`` plus ``lag``: rows are the heads of the arcs."""

    ptr: Ints
    tail: Ints
    lag: Ints


@dataclass(frozen=True)
class Network:
    """Packages ``K``, options ``O``, places ``R``, lanes ``L``, stocks ``N``, periods ``T``."""

    instance: Instance
    capacity: Ints
    """``(T, L)`` units or people in each period; crews are the last lanes."""
    facility_lane: dict[int, int]
    crews: tuple[tuple[int, ...], ...]
    """Experts of each crew, ascending; crew ``c`` is lane ``first_crew + c``."""
    first_crew: int
    demand: Ints
    """``(O, L)`` units of each lane; 0 on crews, whose demand the places say."""
    able: tuple[tuple[int, ...], ...]
    """``(R)`` crews that may fill each place."""
    stock: Ints
    """``(N,)`` units that all packages share."""
    amount: Ints
    """``(O, N)``."""
    before: Arcs
    """Rows are packages: predecessors, and all packages of prerequisites."""
    max_before: Arcs
    """Rows are packages: start **no later** than the end of ``tail`` plus ``lag``."""
    option_cents: Ints
    """``(O,)`` cost of an option but for its people."""
    place_cents: Ints
    """``(R, crews)`` cost of one person of a crew on a place for the whole duration."""

    @property
    def size(self) -> int:
        """The number of packages."""
        return len(self.instance.packages.project)

    @property
    def periods(self) -> int:
        """The horizon."""
        return self.instance.periods

    @property
    def single_mode(self) -> bool:
        """Whether no package has a choice of options."""
        return len(self.instance.options.package) == self.size

    @cached_property
    def shortest(self) -> Ints:
        """``(K,)`` the shortest duration of each package."""
        options = self.instance.options
        return np.minimum.reduceat(options.duration, self.instance.packages.option_ptr[:-1])

    @cached_property
    def after(self) -> Arcs:
        """The arcs of ``before`` turned round: rows are packages, ``tail`` those that follow."""
        return _turned(self.before, self.size)

    @cached_property
    def order(self) -> Ints | None:
        """Packages so that predecessors come first; ``None`` where negative lags close a cycle."""
        waiting = np.diff(self.before.ptr)
        ready = [int(k) for k in np.flatnonzero(waiting == 0)]
        order = []
        while ready:
            k = ready.pop()
            order.append(k)
            for a in range(self.after.ptr[k], self.after.ptr[k + 1]):
                j = int(self.after.tail[a])
                waiting[j] -= 1
                if waiting[j] == 0:
                    ready.append(j)
        return np.asarray(order, dtype=np.int64) if len(order) == self.size else None

    @cached_property
    def heads(self) -> Ints:
        """``(K,)`` least start: longest path from the releases, shortest durations."""
        heads = self.instance.packages.earliest.copy()
        rows = np.repeat(np.arange(self.size), np.diff(self.before.ptr))
        for _ in range(self.size):
            ready = heads[self.before.tail] + self.shortest[self.before.tail] + self.before.lag
            raised = heads.copy()
            np.maximum.at(raised, rows, ready)
            if (raised == heads).all():
                break
            heads = raised
        return heads

    @cached_property
    def tails(self) -> Ints:
        """``(K,)`` least time from a start to the end of everything that must follow."""
        tails = self.shortest.copy()
        rows = np.repeat(np.arange(self.size), np.diff(self.before.ptr))
        for _ in range(self.size):
            rest = self.shortest[self.before.tail] + self.before.lag + tails[rows]
            raised = tails.copy()
            np.maximum.at(raised, self.before.tail, rest)
            if (raised == tails).all():
                break
            tails = raised
        return tails


def _turned(arcs: Arcs, size: int) -> Arcs:
    heads = np.repeat(np.arange(size), np.diff(arcs.ptr))
    by_tail = np.argsort(arcs.tail, kind="stable")
    counts = np.bincount(arcs.tail, minlength=size)
    return Arcs(offsets(counts.tolist()), heads[by_tail], arcs.lag[by_tail])


def network_of(instance: Instance, costed: bool) -> Network | None:
    """Return the network of a round, or nothing where the round is more than a network.

    Parameters
    ----------
    instance : Instance
    costed : bool
        Whether cost counts: then experts of one crew cost the same, and costs that no option has
        by itself (fees once a project, referrals, lateness) make the round more than a network.

    Returns
    -------
    Network or None
        A network says all there is to say about the round: what holds for it holds for the round.
        ``None`` when a project may be left out, a person or facility can't be told by crew and
        lane, or money may come from several funds.
    """
    if not _all_done(instance) or (costed and not _costs_by_option(instance)):
        return None
    crews = _crews_of(instance, costed)
    lanes = _lanes_of(instance)
    stocks = _stocks_of(instance)
    arcs = _arcs_of(instance)
    if crews is None or lanes is None or stocks is None or arcs is None:
        return None
    facility_lane, demand, capacity = lanes
    people = np.array([len(crew) for crew in crews], dtype=np.int64)
    periods = instance.periods
    crew_of = {expert: c for c, crew in enumerate(crews) for expert in crew}
    able = tuple(
        tuple(sorted({crew_of[int(e)] for e in instance.place_people(r)}))
        for r in range(len(instance.places.option))
    )
    options = instance.options
    return Network(
        instance=instance,
        capacity=np.hstack([capacity, np.broadcast_to(people, (periods, len(crews)))]),
        facility_lane=facility_lane,
        crews=crews,
        first_crew=capacity.shape[1],
        demand=np.hstack([demand, np.zeros((len(options.package), len(crews)), dtype=np.int64)]),
        able=able,
        stock=stocks[0],
        amount=stocks[1],
        before=arcs[0],
        max_before=arcs[1],
        option_cents=_option_cents(instance),
        place_cents=_place_cents(instance, crews),
    )


def _all_done(instance: Instance) -> bool:
    projects = instance.projects
    return bool(
        projects.required.all()
        and not projects.barred.any()
        and len(set(projects.group[projects.group >= 0])) == int((projects.group >= 0).sum())
    )


def _costs_by_option(instance: Instance) -> bool:
    projects, options = instance.projects, instance.options
    late = (projects.due < UNLIMITED) & (projects.late_penalty_cents > 0)
    fees = instance.datasets.fee_cents[options.datasets.member]
    return not (late.any() or fees.any() or instance.facilities.referral_pct.any())


def _crews_of(instance: Instance, costed: bool) -> tuple[tuple[int, ...], ...] | None:
    """Experts by the places they may fill; nothing unless each does one package at a time."""
    places, people = instance.places, instance.people
    if (
        (places.most_outside > 0).any()
        or len(places.forced.member)
        or (places.same_package >= 0).any()
        or (instance.options.duration[places.option] == 0).any()
        or len(instance.fund_pins.package)
    ):
        return None
    if not len(places.option):
        return ()
    used = np.unique(places.pool)
    serves = np.zeros((len(people.clearance), len(used)), dtype=np.bool_)
    lightest = np.full(len(people.clearance), UNLIMITED)
    heaviest = np.zeros(len(people.clearance), dtype=np.int64)
    for column, pool in enumerate(used):
        members = instance.pools.row(int(pool))
        loads = places.load[places.pool == pool]
        serves[members, column] = True
        lightest[members] = np.minimum(lightest[members], loads.min())
        heaviest[members] = np.maximum(heaviest[members], loads.max())
    busy = np.flatnonzero(serves.any(axis=1))
    limit = people.limit[busy]
    one_at_a_time = (2 * lightest[busy] > limit[:, 0]) | (people.max_packages[busy] == 1)
    always = (limit == limit[:, :1]).all(axis=1) & (heaviest[busy] <= limit[:, 0])
    if not (one_at_a_time & always).all() or people.keeps[busy].any():
        return None
    if (people.lend_limit[busy] < UNLIMITED).any():
        return None
    crews: dict[tuple[bytes, int], list[int]] = {}
    for expert in busy.tolist():
        rate = int(people.rate_cents[expert]) if costed else 0
        crews.setdefault((serves[expert].tobytes(), rate), []).append(expert)
    return tuple(tuple(crew) for crew in crews.values())


def _lanes_of(instance: Instance) -> tuple[dict[int, int], Ints, Ints] | None:
    """Facilities and limited datasets: lane of each facility, demand of options, capacity."""
    facilities, supplies, options = instance.facilities, instance.supplies, instance.options
    lane_of: dict[int, int] = {}
    columns: list[Ints] = []
    asked: list[tuple[int, int, int]] = []
    for u in range(len(supplies.option)):
        pool = instance.facility_pools.row(int(supplies.pool[u]))
        option = int(supplies.option[u])
        if len(pool) != 1 or not _plain_facility(instance, int(pool[0]), option):
            return None
        facility = int(pool[0])
        if facility not in lane_of:
            lane_of[facility] = len(columns)
            columns.append(facilities.units[facility])
        if options.duration[option] > 0:
            asked.append((option, lane_of[facility], int(supplies.units[u])))
    facility_lane = dict(lane_of)
    limited = np.flatnonzero(instance.datasets.max_users < UNLIMITED)
    for dataset in limited.tolist():
        users = np.full(instance.periods, instance.datasets.max_users[dataset])
        asked += [
            (option, len(columns), 1)
            for option in range(len(options.package))
            if dataset in options.datasets.row(option) and options.duration[option] > 0
        ]
        columns.append(users)
    demand = np.zeros((len(options.package), len(columns)), dtype=np.int64)
    for option, lane, units in asked:
        demand[option, lane] += units
    capacity = np.stack(columns, axis=1) if columns else np.zeros((instance.periods, 0), np.int64)
    return facility_lane, demand, capacity


def _plain_facility(instance: Instance, f: int, option: int) -> bool:
    """Say whether units are all that a facility asks of this option."""
    facilities, places = instance.facilities, instance.places
    staff = range(
        int(instance.options.place_ptr[option]), int(instance.options.place_ptr[option + 1])
    )
    cleared = all(
        (instance.people.clearance[instance.pools.row(int(places.pool[r]))] >= facilities.rank[f])
        .all()
        for r in staff
    )  # fmt: skip
    return bool(
        cleared
        and not facilities.keeps[f]
        and facilities.lend_limit[f] >= UNLIMITED
        and facilities.operator_skill[f] < 0
        and not facilities.exclusive[f]
    )


def _stocks_of(instance: Instance) -> tuple[Ints, Ints] | None:
    """Funds as stocks: nothing where a payment has a choice of funds or falls into a slot."""
    payments, funds = instance.payments, instance.funds
    column: dict[int, int] = {}
    asked: list[tuple[int, int, int]] = []
    for m in range(len(payments.option)):
        payers = instance.payers.row(int(payments.payers[m]))
        if payments.cents[m] == 0:
            continue
        if len(payers) != 1:
            return None
        fund = int(payers[0])
        slots = int(funds.slot_ptr[fund + 1] - funds.slot_ptr[fund])
        if slots != 1 or (funds.slot_of[fund] < 0).any() or len(funds.segment_start) != 1:
            return None
        column.setdefault(fund, len(column))
        asked.append((int(payments.option[m]), column[fund], int(payments.cents[m])))
    amount = np.zeros((len(instance.options.package), len(column)), dtype=np.int64)
    for option, n, cents in asked:
        amount[option, n] += cents
    stock = np.array([funds.spendable[funds.slot_ptr[fund]] for fund in column], dtype=np.int64)
    return stock, amount


def _arcs_of(instance: Instance) -> tuple[Arcs, Arcs] | None:
    """Lags between packages, prerequisites included, each pair once with its tightest lag."""
    packages, projects = instance.packages, instance.projects
    least: list[dict[int, int]] = [{} for _ in packages.project]
    most: list[dict[int, int]] = [{} for _ in packages.project]
    links = packages.predecessors
    for k in range(len(packages.project)):
        for a in range(links.ptr[k], links.ptr[k + 1]):
            other, low, high = int(links.other[a]), int(links.min_lag[a]), int(links.max_lag[a])
            least[k][other] = max(low, least[k].get(other, low))
            if high < UNLIMITED:
                most[k][other] = min(high, most[k].get(other, high))
    needs = projects.prerequisites
    for p in range(len(projects.value)):
        for a in range(needs.ptr[p], needs.ptr[p + 1]):
            other, lag = int(needs.other[a]), int(needs.min_lag[a])
            if lag == -UNLIMITED:
                continue
            for k in range(projects.package_ptr[p], projects.package_ptr[p + 1]):
                for j in range(projects.package_ptr[other], projects.package_ptr[other + 1]):
                    least[k][j] = max(lag, least[k].get(j, lag))
    if sum(map(len, least)) > MOST_ARCS:
        return None
    return _arcs(least), _arcs(most)


def _arcs(rows: list[dict[int, int]]) -> Arcs:
    return Arcs(
        offsets([len(row) for row in rows]),
        np.asarray([tail for row in rows for tail in row], dtype=np.int64),
        np.asarray([lag for row in rows for lag in row.values()], dtype=np.int64),
    )


def _option_cents(instance: Instance) -> Ints:
    """Cash and facilities."""
    cents = np.zeros(len(instance.options.package), dtype=np.int64)
    np.add.at(cents, instance.payments.option, instance.payments.cents)
    supplies = instance.supplies
    for u in range(len(supplies.option)):
        (facility,) = instance.facility_pools.row(int(supplies.pool[u]))
        option = int(supplies.option[u])
        each = instance.facilities.rate_cents[facility] * supplies.units[u]
        cents[option] += each * instance.options.duration[option]
    return cents


def _place_cents(instance: Instance, crews: tuple[tuple[int, ...], ...]) -> Ints:
    """Rate x load x periods of one person, rounded half up to a cent."""
    places = instance.places
    rates = np.array([instance.people.rate_cents[crew[0]] for crew in crews], dtype=np.int64)
    work = places.load * instance.options.duration[places.option]
    cents: Ints = (work[:, None] * rates[None, :] + 50) // 100
    return cents

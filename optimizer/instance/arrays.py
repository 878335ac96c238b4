"""Shapes and units of a round's arrays.

Everything is an index into the round's own order, and every array is ``int64`` or ``bool``. A list
of lists is stored flat: the members of ``i`` are ``flat[ptr[i]:ptr[i + 1]]`` (compressed sparse
rows). Sizes: ``T`` periods, ``D`` departments, ``E`` experts, ``F`` facilities, ``B`` funds, ``G``
fiscal segments, ``S`` fund slots, ``P`` projects, ``K`` packages, ``O`` options, ``R`` places,
``U`` supplies, ``M`` payments.

An **option** is one package in one mode at one duration. An option that no plan can use is left
out: its window is too short, a pin forbids it, a dataset does not allow it, or a need has nobody
who could ever serve it. A package without options makes its project impossible. A **place** is a
staffing need of an option, a **supply** a facility need, a **payment** a money need. Pins on
starts, windows, modes and people are already inside: they narrow windows, options and pools.

``-1`` stands for "none" in an index and :data:`UNLIMITED` for "no limit" in an amount.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Round

__all__ = [
    "UNLIMITED",
    "Benefits",
    "Bools",
    "Datasets",
    "Facilities",
    "FundPins",
    "Funds",
    "Instance",
    "Ints",
    "Links",
    "Options",
    "Packages",
    "Payments",
    "People",
    "Places",
    "Pools",
    "Projects",
    "Supplies",
]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNLIMITED = 1 << 60
"""In place of a limit that is not set; sums of a few still fit 64 bits."""


@dataclass(frozen=True, slots=True)
class People:
    """Experts. Loads are percent of full time."""

    limit: Ints
    """``(E, T)`` most load in a period: availability x load limit, rounded down."""
    lendable: Ints
    """``(E, T)`` most load lent in a period: ``max(0, limit - keep)``; ``limit`` without keep."""
    keeps: Bools
    """``(E,)`` whether ``lendable`` differs from ``limit``."""
    lend_limit: Ints
    """``(E,)`` most percent-periods lent over the round, or ``UNLIMITED``."""
    max_packages: Ints
    """``(E,)`` most packages at once, or ``UNLIMITED``."""
    department: Ints
    rate_cents: Ints
    """``(E,)`` price of one full-time period."""
    clearance: Ints
    """``(E,)`` rank, 0 to 5."""
    level: Ints
    """``(E, number of skills)`` level from 1 to 5; 0 without the skill."""


@dataclass(frozen=True, slots=True)
class Facilities:
    """Facilities. Amounts are units."""

    units: Ints
    """``(F, T)``."""
    lendable: Ints
    """``(F, T)`` most units lent in a period."""
    keeps: Bools
    lend_limit: Ints
    """``(F,)`` most unit-periods lent over the round, or ``UNLIMITED``."""
    department: Ints
    rate_cents: Ints
    """``(F,)`` price of one unit for one period."""
    rank: Ints
    """``(F,)`` clearance that staff beside it need."""
    operator_skill: Ints
    """``(F,)`` skill somebody staffed must have, or -1."""
    operator_level: Ints
    exclusive: Bools
    """``(F,)`` a channel that belongs to one project from first use to last use + protection."""
    protection: Ints
    referral_pct: Ints


@dataclass(frozen=True, slots=True)
class Datasets:
    """Datasets; who may use which for what is already inside the options."""

    max_users: Ints
    """``(datasets,)`` most packages at once, or ``UNLIMITED``."""
    fee_cents: Ints
    """``(datasets,)`` once for each project that uses it."""


@dataclass(frozen=True, slots=True)
class Funds:
    """Funds, cut by fiscal segment.

    Draws from fund ``b`` in segment ``g`` count against slot ``slot_of[b, g]``. Without roll-over
    the draws of a slot are at most ``spendable``; with roll-over those of every first slots
    together are at most their ``spendable`` together.
    """

    slot_ptr: Ints
    """``(B + 1,)`` slots of each fund, in time order."""
    spendable: Ints
    """``(S,)`` cents of a slot after the reserve."""
    slot_of: Ints
    """``(B, G)`` slot, or -1: nothing can be drawn there."""
    rolls_over: Bools
    department: Ints
    segment_start: Ints
    """``(G,)`` first period of each segment."""
    segment_of: Ints
    """``(T + 1,)`` segment of a period; period ``T`` counts in the last."""


@dataclass(frozen=True, slots=True)
class Links:
    """Relations with lags; which fields are meant stands where it is used."""

    ptr: Ints
    other: Ints
    min_lag: Ints
    """``-UNLIMITED``: none."""
    max_lag: Ints
    """``UNLIMITED``: none."""


@dataclass(frozen=True, slots=True)
class Benefits:
    """Benefit per department before the tier's weight: rows are projects."""

    ptr: Ints
    department: Ints
    value: Ints


@dataclass(frozen=True, slots=True)
class Pools:
    """Rows of indices, each stored once and shared by all that use it."""

    ptr: Ints
    member: Ints
    """Ascending within a row."""

    def row(self, index: int) -> Ints:
        """Return the members of one row."""
        return self.member[self.ptr[index] : self.ptr[index + 1]]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ptr) - 1


@dataclass(frozen=True, slots=True)
class Projects:
    """Projects: accepted whole or not at all."""

    value: Ints
    """``(P,)`` benefit x tier weight, summed over departments."""
    tier: Ints
    required: Bools
    """``(P,)`` mandatory, or pinned in."""
    barred: Bools
    """``(P,)`` pinned out, or a package has no option."""
    group: Ints
    """``(P,)`` exclusive group, or -1."""
    sponsor: Ints
    package_ptr: Ints
    """``(P + 1,)`` packages of a project are consecutive."""
    prerequisites: Links
    """``other`` must be accepted; starts wait for its end + ``min_lag`` unless ``-UNLIMITED``."""
    benefits: Benefits
    due: Ints
    """``(P,)`` wanted end, or ``UNLIMITED``."""
    late_penalty_cents: Ints
    """``(P,)`` for each period past ``due``."""
    revenue_cents: Ints
    wishes: Pools
    """``(P)`` rows: experts requested."""


@dataclass(frozen=True, slots=True)
class Packages:
    """Packages, in the order of projects and of packages within each."""

    project: Ints
    earliest: Ints
    """``(K,)`` least start."""
    last_start: Ints
    """``(K,)`` greatest start (a pinned start, or no less than ``latest``)."""
    latest: Ints
    """``(K,)`` greatest end."""
    option_ptr: Ints
    """``(K + 1,)`` options of a package are consecutive."""
    predecessors: Links
    """Rows are packages: ``end(other) + min_lag <= start <= end(other) + max_lag``."""


@dataclass(frozen=True, slots=True)
class Options:
    """A mode at one of its durations."""

    package: Ints
    mode: Ints
    """``(O,)`` position of the mode within its package."""
    duration: Ints
    """``(O,)`` periods; with 0 nothing renewable is used."""
    rank: Ints
    """``(O,)`` clearance asked by project and datasets, facilities left out."""
    place_ptr: Ints
    supply_ptr: Ints
    payment_ptr: Ints
    """``(O + 1,)`` each: places, supplies, payments of an option are consecutive."""
    datasets: Pools
    """``(O)`` rows: datasets used."""


@dataclass(frozen=True, slots=True)
class Places:
    """Staffing needs: ``headcount`` different people of a pool, each at ``load`` throughout."""

    option: Ints
    need: Ints
    """``(R,)`` index into ``Instance.needs``."""
    skill: Ints
    min_level: Ints
    headcount: Ints
    load: Ints
    """``(R,)`` percent for each person, at the option's duration."""
    pool: Ints
    """``(R,)`` row of ``Instance.pools``: who may serve (skill, level, access, clearance, pins)."""
    forced: Pools
    """``(R)`` rows: experts pinned on the need."""
    most_outside: Ints
    """``(R,)`` most places filled from the market."""
    outside_cents: Ints
    """``(R,)`` price of one such place for the whole duration."""
    outside_payers: Ints
    """``(R,)`` row of ``Instance.payers``, or -1: drawn from no fund."""
    same_package: Ints
    """``(R,)`` package of the need with the same people, or -1."""
    same_need: Ints
    """``(R,)`` that need; if the other runs in a mode without it, nothing is asked."""


@dataclass(frozen=True, slots=True)
class Supplies:
    """Facility needs: one facility of a pool supplies the whole."""

    option: Ints
    need: Ints
    units: Ints
    pool: Ints
    """``(U,)`` row of ``Instance.facility_pools``."""


@dataclass(frozen=True, slots=True)
class Payments:
    """Money needs."""

    option: Ints
    need: Ints
    cents: Ints
    timing: Ints
    """``(M,)`` 0: first period, 1: spread (first periods take the odd cents), 2: last period."""
    payers: Ints
    """``(M,)`` row of ``Instance.payers``."""


@dataclass(frozen=True, slots=True)
class FundPins:
    """What a fund must pay of a need, exactly, over all segments."""

    package: Ints
    need: Ints
    fund: Ints
    cents: Ints


@dataclass(frozen=True, slots=True)
class Instance:
    """A round as arrays; ``round`` keeps the names."""

    round: Round
    periods: int
    people: People
    facilities: Facilities
    datasets: Datasets
    funds: Funds
    projects: Projects
    packages: Packages
    options: Options
    places: Places
    supplies: Supplies
    payments: Payments
    pools: Pools
    """Rows of experts."""
    facility_pools: Pools
    """Rows of facilities."""
    payers: Pools
    """Rows of funds."""
    fund_pins: FundPins
    needs: tuple[str, ...]
    """Ids of needs; the same id in two packages is the same index."""

    def place_people(self, place: int) -> Ints:
        """Return the experts who may serve a place."""
        return self.pools.row(int(self.places.pool[place]))

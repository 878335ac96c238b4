"""Load by period against what is offered: people, facilities, and either by department or skill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Round
from optimizer.domain.capacity import expert_availability_pct, facility_units
from scenarios.figures.lines import FacilityUse, PersonUse

__all__ = ["Loads", "facility_loads", "grouped", "person_loads", "share_pct", "skill_loads"]

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Loads:
    """Use and offer of ``n`` resources over ``T`` periods.

    Attributes
    ----------
    ids, departments : tuple of str
        The resources, in the round's order, and who owns each (a group owns itself).
    used, offered : ndarray of int64, shape (n, T)
        Percent of full time for people, units for facilities.
    limit : ndarray of int64, shape (n, T)
        The most that may be committed: for people what is offered times the policy's load limit,
        rounded down; for facilities what is offered.
    """

    ids: tuple[str, ...]
    departments: tuple[str, ...]
    used: IntArray
    offered: IntArray
    limit: IntArray

    @property
    def over(self) -> NDArray[np.bool_]:
        """Where more is used than may be, shape ``(n, T)``; nowhere in a verified plan."""
        return self.used > self.limit


def person_loads(round_: Round, people: Iterable[PersonUse]) -> Loads:
    """Return every person's committed load in percent of full time."""
    ids = tuple(expert.id for expert in round_.experts)
    used = _filled(ids, round_.calendar.periods, ((u.expert, u, u.load_pct) for u in people))
    offered = _stacked([expert_availability_pct(round_.calendar, e) for e in round_.experts], used)
    return Loads(
        ids=ids,
        departments=tuple(expert.department for expert in round_.experts),
        used=used,
        offered=offered,
        limit=offered * round_.policy.load_limit_pct // 100,
    )


def facility_loads(round_: Round, facilities: Iterable[FacilityUse]) -> Loads:
    """Return the units in use of every facility."""
    ids = tuple(facility.id for facility in round_.facilities)
    used = _filled(ids, round_.calendar.periods, ((u.facility, u, u.units) for u in facilities))
    offered = _stacked([facility_units(round_.calendar, f) for f in round_.facilities], used)
    return Loads(
        ids=ids,
        departments=tuple(facility.department for facility in round_.facilities),
        used=used,
        offered=offered,
        limit=offered,
    )


def skill_loads(round_: Round, people: Iterable[PersonUse]) -> Loads:
    """Return the load on every skill; a person with several skills is offered under each of them.

    The offers of different skills must therefore not be added up.
    """
    ids = tuple(skill.id for skill in round_.skills)
    shape = (len(ids), round_.calendar.periods)
    used = _filled(ids, shape[1], ((use.skill, use, use.load_pct) for use in people))
    offered = np.zeros(shape, dtype=np.int64)
    limit = np.zeros(shape, dtype=np.int64)
    rows = {id_: row for row, id_ in enumerate(ids)}
    for expert in round_.experts:
        values = expert_availability_pct(round_.calendar, expert)
        for skill in {has.skill for has in expert.skills} & rows.keys():
            offered[rows[skill]] += values
            limit[rows[skill]] += values * round_.policy.load_limit_pct // 100
    return Loads(ids=ids, departments=ids, used=used, offered=offered, limit=limit)


def grouped(loads: Loads, groups: Sequence[str], key: Callable[[int], str]) -> Loads:
    """Return the sums over the resources of each group.

    Parameters
    ----------
    loads : Loads
    groups : sequence of str
        The groups wanted, in order; one without resources has a row of zeros.
    key : callable
        The group of the resource in a row.
    """
    rows = {group: row for row, group in enumerate(groups)}
    shape = (len(groups), loads.used.shape[1])
    used, offered, limit = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row in range(len(loads.ids)):
        at = rows[key(row)]
        used[at] += loads.used[row]
        offered[at] += loads.offered[row]
        limit[at] += loads.limit[row]
    return Loads(tuple(groups), tuple(groups), used, offered, limit)


def share_pct(used: IntArray, offered: IntArray) -> NDArray[np.float64]:
    """Return use in percent of what is offered; NaN where nothing is offered and nothing used.

    Use where nothing is offered is infinite in kind and shown as 999.
    """
    share = 100 * used / np.maximum(offered, 1)
    nothing = np.where(used > 0, 999.0, np.nan)
    return np.asarray(np.where(offered > 0, share, nothing), dtype=np.float64)


def _filled(
    ids: tuple[str, ...],
    periods: int,
    uses: Iterable[tuple[str, PersonUse | FacilityUse, int]],
) -> IntArray:
    used = np.zeros((len(ids), periods), dtype=np.int64)
    rows = {id_: row for row, id_ in enumerate(ids)}
    for id_, use, amount in uses:
        used[rows[id_], use.start : use.end] += amount
    return used


def _stacked(rows: list[IntArray], like: IntArray) -> IntArray:
    return np.stack(rows) if rows else np.zeros_like(like)

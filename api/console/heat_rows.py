"""The rows of the heat map: load, pressure, idle capacity, the worth of one more."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from api.console.plans import PlanShown
from api.runs.pricing import PriceTables
from scenarios.figures import Loads, share_pct, skill_loads
from scenarios.figures.demand import kind_demand, skill_demand

__all__ = ["MEASURES", "HeatRows", "heat_rows"]

Reals = NDArray[np.float64]
MEASURES: dict[str, tuple[str, ...]] = {
    "tree": ("load", "idle", "worth"),
    "departments": ("load", "idle", "worth"),
    "skills": ("load", "pressure", "idle", "worth"),
    "people": ("load", "idle", "worth"),
    "facilities": ("load", "pressure", "idle", "worth"),
}
"""Kind of rows: what can be shown of them."""
_ALL_CONFIRMED: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True)
class HeatRows:
    """The rows of a heat map.

    Attributes
    ----------
    ids, names : tuple of str
    values : array, shape (rows, periods)
        NaN where there is nothing to measure.
    unit : str
        What follows a number: ``%`` or nothing.
    digits : int
        Decimals worth showing.
    above : int or None
        Values beyond this are marked.
    levels : tuple of int
        How deep each row lies in a tree; a row belongs to the last one before it that lies higher.
        Empty where the rows are no tree.
    tentative : tuple of bool
        Rows of capacity that nobody confirmed for long; empty for none.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    values: Reals
    unit: str
    digits: int
    above: int | None
    levels: tuple[int, ...] = ()
    tentative: tuple[bool, ...] = ()


def heat_rows(
    shown: PlanShown,
    kind: str,
    measure: str,
    prices: PriceTables | None,
    unconfirmed: Mapping[str, Collection[str]] = _ALL_CONFIRMED,
) -> HeatRows | None:
    """Return the rows of a kind under a measure; none where the measure has no figures.

    Parameters
    ----------
    shown : PlanShown
    kind, measure : str
        Of `MEASURES`.
    prices : dict, optional
        For the measure ``worth``.
    unconfirmed : mapping of str to collection of str
        Ids of people (``experts``) and ``facilities`` whose capacity is tentative.
    """
    made = _plain_rows(shown, kind, measure, prices)
    if made is None or kind not in ("people", "facilities"):
        return made
    stale = unconfirmed.get("experts" if kind == "people" else kind, ())
    return replace(made, tentative=tuple(id_ in stale for id_ in made.ids))


def _plain_rows(
    shown: PlanShown, kind: str, measure: str, prices: PriceTables | None
) -> HeatRows | None:
    loads = _loads(shown, kind)
    names = shown.voice.names
    called: Callable[[str], str] = {
        "departments": names.department,
        "skills": names.skill,
        "people": names.person,
        "facilities": names.facility,
    }[kind]
    labels = tuple(called(id_) for id_ in loads.ids)
    if measure == "load":
        return HeatRows(loads.ids, labels, share_pct(loads.used, loads.limit), "%", 0, 100)
    if measure == "idle":
        free = (loads.limit - loads.used).astype(np.float64)
        grouped = kind in ("departments", "skills")
        values = np.where(loads.limit > 0, free / 100 if grouped else free, np.nan)
        return HeatRows(loads.ids, labels, values, "%" if kind == "people" else "", 1, None)
    if measure == "pressure":
        asked = skill_demand(shown.round) if kind == "skills" else _facility_demand(shown, loads)
        share = 100 * asked / np.maximum(loads.limit, 1)
        values = np.where(loads.limit > 0, share, np.where(asked > 0, 999.0, np.nan))
        return HeatRows(loads.ids, labels, values, "%", 0, 100)
    worth = None if prices is None else _worth(shown, kind, prices)
    return None if worth is None else HeatRows(loads.ids, labels, worth, "", 2, None)


def _loads(shown: PlanShown, kind: str) -> Loads:
    figures = shown.figures
    if kind == "skills":
        return skill_loads(shown.round, figures.lines.people)
    return {
        "departments": figures.departments,
        "people": figures.people,
        "facilities": figures.facilities,
    }[kind]


def _facility_demand(shown: PlanShown, loads: Loads) -> Reals:
    """Return what is asked of each facility: of its kind, divided by the units on offer."""
    asked = kind_demand(shown.round)
    kinds = [facility.kind for facility in shown.round.facilities]
    offered = loads.limit.astype(np.float64)
    by_kind = {
        kind: offered[[k == kind for k in kinds]].sum(axis=0) for kind in dict.fromkeys(kinds)
    }
    rows = [
        asked[kind] * offered[row] / np.maximum(by_kind[kind], 1) for row, kind in enumerate(kinds)
    ]
    return np.stack(rows) if rows else np.zeros_like(offered)


def _worth(shown: PlanShown, kind: str, prices: PriceTables) -> Reals:
    if kind != "departments":
        return np.asarray(prices[kind], dtype=np.float64).reshape(len(prices[kind]), -1)
    people = np.asarray(prices["people"], dtype=np.float64)
    offered = shown.figures.people.offered.astype(np.float64)
    owners = shown.figures.people.departments
    rows = []
    for department in shown.figures.departments.ids:
        own = [owner == department for owner in owners]
        total = offered[own].sum(axis=0)
        rows.append((people[own] * offered[own]).sum(axis=0) / np.maximum(total, 1))
    return np.stack(rows)

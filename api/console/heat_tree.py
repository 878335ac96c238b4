"""The heat map as a tree: department, then people and facilities, then each of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.console.heat_rows import HeatRows
from api.console.plans import PlanShown
from api.runs.pricing import PriceTables
from scenarios.figures import share_pct

__all__ = ["tree_rows"]

Reals = NDArray[np.float64]
_INVENTORY = {"people": "experts", "facilities": "facilities"}
FULL = 100
"""A facility's unit counts like one person full time, where both are added up."""


@dataclass(frozen=True)
class _Leaf:
    """A resource: use and limit in percent of full time or of a unit, the worth of one more."""

    id: str
    name: str
    department: str
    kind: str
    used: Reals
    limit: Reals
    worth: Reals | None


def tree_rows(
    shown: PlanShown,
    measure: str,
    prices: PriceTables | None,
    unconfirmed: Mapping[str, Collection[str]],
    kind_names: Mapping[str, str],
) -> HeatRows | None:
    """Return a row for each department, below it one for each kind, below that the resources.

    A row above others is their sum: use of all against what all may carry, free capacity together,
    the worth of one more by what each offers.

    Parameters
    ----------
    shown : PlanShown
    measure : {"load", "idle", "worth"}
    prices : dict, optional
        For ``worth``; none without them.
    unconfirmed : mapping of str to collection of str
        Ids of ``experts`` and ``facilities`` whose capacity is tentative.
    kind_names : mapping of str to str
        What ``people`` and ``facilities`` are called.
    """
    if measure == "worth" and prices is None:
        return None
    names = shown.voice.names
    ids: list[str] = []
    labels: list[str] = []
    values: list[Reals] = []
    levels: list[int] = []
    tentative: list[bool] = []

    def add(id_: str, label: str, level: int, of: list[_Leaf]) -> None:
        ids.append(id_)
        labels.append(label)
        levels.append(level)
        values.append(_measured(of, measure))
        stale = [leaf.id in unconfirmed.get(_INVENTORY[leaf.kind], ()) for leaf in of]
        tentative.append(level == 2 and all(stale))

    leaves = _leaves(shown, prices)
    for department in shown.round.departments:
        own = [leaf for leaf in leaves if leaf.department == department.id]
        if not own:
            continue
        add(f"departments:{department.id}", names.department(department.id), 0, own)
        for kind in _INVENTORY:
            of_kind = [leaf for leaf in own if leaf.kind == kind]
            if of_kind:
                add(f"{kind}-of:{department.id}", kind_names[kind], 1, of_kind)
            for leaf in of_kind:
                add(f"{kind}:{leaf.id}", leaf.name, 2, [leaf])
    made = np.stack(values) if values else np.zeros((0, shown.round.calendar.periods))
    unit, digits, above = {"load": ("%", 0, 100), "idle": ("", 1, None), "worth": ("", 2, None)}[
        measure
    ]
    return HeatRows(
        tuple(ids), tuple(labels), made, unit, digits, above, tuple(levels), tuple(tentative)
    )


def _measured(of: list[_Leaf], measure: str) -> Reals:
    used = np.sum([leaf.used for leaf in of], axis=0)
    limit = np.sum([leaf.limit for leaf in of], axis=0)
    if measure == "load":
        return share_pct(used, limit)
    if measure == "idle":
        return np.where(limit > 0, (limit - used) / FULL, np.nan)
    worths = [leaf.worth * leaf.limit for leaf in of if leaf.worth is not None]
    if not worths:
        return np.full_like(limit, np.nan)
    return np.asarray(np.sum(worths, axis=0) / np.maximum(limit, 1))


def _leaves(shown: PlanShown, prices: PriceTables | None) -> list[_Leaf]:
    figures, names = shown.figures, shown.voice.names
    leaves = []
    for kind, loads, called, scale in (
        ("people", figures.people, names.person, 1),
        ("facilities", figures.facilities, names.facility, FULL),
    ):
        priced = None
        if prices is not None:
            priced = np.asarray(prices[kind], dtype=np.float64).reshape(len(loads.ids), -1)
        leaves += [
            _Leaf(
                id=id_,
                name=called(id_),
                department=loads.departments[at],
                kind=kind,
                used=loads.used[at].astype(np.float64) * scale,
                limit=loads.limit[at].astype(np.float64) * scale,
                worth=None if priced is None else priced[at],
            )
            for at, id_ in enumerate(loads.ids)
        ]
    return leaves

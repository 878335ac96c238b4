"""Which projects compete: by the people, facilities and funds that they could use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.instance import Instance
from optimizer.instance.arrays import Ints
from optimizer.search.tables import Int32s

__all__ = ["least_work", "related_projects"]

Floats = NDArray[np.float64]

MOST_RELATED = 60
BLOCK = 256


def least_work(instance: Instance, price: Floats | None = None) -> Floats:
    """Return the least percent-periods of people that each project takes, shape ``(P,)``.

    Parameters
    ----------
    price : array, shape (pools,), optional
        What one percent-period of each pool counts; 1 otherwise.
    """
    places, options, packages = instance.places, instance.options, instance.packages
    amount = places.headcount * places.load * options.duration[places.option]
    work: Floats = amount.astype(np.float64)
    if price is not None:
        work *= price[places.pool]
    per_option = np.bincount(places.option, weights=work, minlength=len(options.package))
    least: Floats = np.full(len(packages.project), np.inf)
    np.minimum.at(least, options.package, per_option)
    least[~np.isfinite(least)] = 0.0
    count = len(instance.projects.value)
    total: Floats = np.zeros(count)
    np.add.at(total, packages.project, least)
    return total


def related_projects(instance: Instance) -> Int32s:
    """Return for each project those that compete most for the same resources, ``(P, n)``.

    A project's claim on a person is its work for pools that hold them, divided by the pool's size;
    on a facility and a fund likewise. Two projects are related by the product of their claims.
    """
    claims = _claims(instance)
    count = len(claims)
    width = min(MOST_RELATED, max(1, count - 1))
    related = np.full((count, width), -1, dtype=np.int32)
    for first in range(0, count, BLOCK):
        block = claims[first : first + BLOCK] @ claims.T
        rows = np.arange(len(block))
        block[rows, first + rows] = -1.0
        order = np.argsort(-block, axis=1, kind="stable")[:, :width]
        strength = np.take_along_axis(block, order, axis=1)
        related[first : first + BLOCK] = np.where(strength > 0.0, order, -1)
    return related


def _claims(instance: Instance) -> NDArray[np.float32]:
    places, supplies, payments = instance.places, instance.supplies, instance.payments
    options, packages = instance.options, instance.packages
    count = len(instance.projects.value)
    project_of = packages.project[options.package]
    parts = [
        _spread(
            count,
            len(instance.people.department),
            project_of[places.option],
            places.headcount * places.load * np.maximum(1, options.duration[places.option]),
            instance.pools.ptr, instance.pools.member, places.pool,
        ),
        _spread(
            count,
            len(instance.facilities.department),
            project_of[supplies.option],
            supplies.units * np.maximum(1, options.duration[supplies.option]),
            instance.facility_pools.ptr, instance.facility_pools.member, supplies.pool,
        ),
        _spread(
            count,
            len(instance.funds.department),
            project_of[payments.option],
            payments.cents,
            instance.payers.ptr, instance.payers.member, payments.payers,
        ),
    ]  # fmt: skip
    return np.concatenate(parts, axis=1)


def _spread(
    count: int, width: int, project: Ints, amount: Ints, ptr: Ints, member: Ints, row: Ints
) -> NDArray[np.float32]:
    """Spread amounts evenly over the members of their rows; each project's claims have norm 1."""
    claims = np.zeros((count, width), dtype=np.float32)
    sizes = np.diff(ptr)[row]
    for p, each, first, size in zip(
        project.tolist(), (amount / np.maximum(1, sizes)).tolist(), ptr[row].tolist(),
        sizes.tolist(), strict=True,
    ):  # fmt: skip
        claims[p, member[first : first + size]] += each
    norm = np.linalg.norm(claims, axis=1, keepdims=True)
    return np.divide(claims, np.where(norm > 0.0, norm, 1.0), dtype=np.float32)

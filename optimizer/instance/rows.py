"""Building lists of lists flat, each row stored once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from optimizer.instance.arrays import Bools, Ints, Links, Pools

__all__ = ["LinkRows", "Rows", "bools", "ints", "offsets", "pools_of"]


def ints(values: Iterable[Any]) -> Ints:
    """Return the values as an ``int64`` array."""
    return np.fromiter((int(value) for value in values), dtype=np.int64)


def bools(values: Iterable[Any]) -> Bools:
    """Return the values as a ``bool`` array."""
    return np.fromiter((bool(value) for value in values), dtype=np.bool_)


def offsets(counts: Sequence[int]) -> Ints:
    """Return row starts for rows of these lengths, shape ``(len(counts) + 1,)``."""
    return np.concatenate(([0], np.cumsum(np.asarray(counts, dtype=np.int64)))).astype(np.int64)


def pools_of(rows: Sequence[Sequence[int]]) -> Pools:
    """Return one row for each sequence, ascending within it."""
    flat = [member for row in rows for member in sorted(row)]
    return Pools(offsets([len(row) for row in rows]), np.asarray(flat, dtype=np.int64))


class Rows:
    """Rows of indices that are numbered as they come; an equal row keeps its number."""

    def __init__(self) -> None:
        self._number: dict[bytes, int] = {}
        self._rows: list[Ints] = []

    def add(self, members: Ints) -> int:
        """Return the number of a row with these members (ascending)."""
        key = members.tobytes()
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self._rows)
            self._rows.append(members)
        return number

    def members(self, number: int) -> Ints:
        """Return a row."""
        return self._rows[number]

    def pools(self) -> Pools:
        """Return every row so far."""
        flat = np.concatenate(self._rows) if self._rows else np.zeros(0, dtype=np.int64)
        return Pools(offsets([len(row) for row in self._rows]), flat.astype(np.int64))


class LinkRows:
    """Collects relations row by row."""

    def __init__(self) -> None:
        self._counts: list[int] = []
        self._items: list[tuple[int, int, int]] = []

    def add(self, row: Sequence[tuple[int, int, int]]) -> None:
        """Add the next row of ``(other, min_lag, max_lag)``."""
        self._counts.append(len(row))
        self._items += row

    def links(self) -> Links:
        """Return what was added."""
        table = np.asarray(self._items, dtype=np.int64).reshape(-1, 3)
        columns = (np.ascontiguousarray(table[:, i]) for i in range(3))
        return Links(offsets(self._counts), *columns)

"""The coalitions a nucleolus computation has met, and the scan over all that finds more.

Pricing inside the pool is exact. The scan over the whole table runs in floating point, block by
block, only to *find* coalitions: what it misses by rounding the exact certificate finds afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.certificates.excess import subset_sums
from optimizer.sharing.exact_simplex import Row
from optimizer.sharing.game import Game
from optimizer.sharing.level_book import LevelBook

__all__ = ["FoundCoalitions", "LevelMark", "RowPool", "oriented_floats", "scan_table"]

_BLOCK_BITS = 14
_ROUNDING_UNITS = 1000
_SAFE = 2**62


class RowPool:
    """Coalition rows with exact oriented numbers.

    Parameters
    ----------
    n : int
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self._numbers: dict[int, Fraction] = {}
        self._stale = True
        self._masks: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._bits: NDArray[Any] = np.zeros((0, n), dtype=np.int64)
        self._whole: NDArray[Any] = np.zeros(0, dtype=object)
        self._denominator = 1
        self._magnitude = 0

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, mask: int) -> bool:
        return mask in self._numbers

    def number(self, mask: int) -> Fraction:
        """Return the oriented number of a pooled coalition."""
        return self._numbers[mask]

    def add(self, mask: int, oriented: Fraction) -> bool:
        """Add a coalition; return whether it is new."""
        if mask in self._numbers:
            return False
        self._numbers[mask] = oriented
        self._stale = True
        return True

    def _freeze(self) -> None:
        if not self._stale:
            return
        masks = sorted(self._numbers)
        self._masks = np.array(masks, dtype=np.int64)
        self._bits = self._masks[:, None] >> np.arange(self.n) & 1
        self._denominator = math.lcm(*{self._numbers[m].denominator for m in masks})
        whole = [int(self._numbers[m] * self._denominator) for m in masks]
        self._magnitude = max(map(abs, whole))
        self._whole = np.array(whole, dtype=np.int64 if self._magnitude < _SAFE else object)
        self._stale = False

    def free_places(self, book: LevelBook) -> NDArray[np.int64]:
        """Return where the coalitions stand that the book has not decided yet."""
        self._freeze()
        free = np.zeros(len(self._masks), dtype=bool)
        for vector in book.null_vectors():
            free |= self._bits @ np.array(vector, dtype=np.int64) != 0
        return np.flatnonzero(free)

    def violated(
        self, point: Sequence[Fraction], free: NDArray[np.int64], book: LevelBook, first: bool
    ) -> int | None:
        """Return the most (or the first) violated free coalition at ``(y, ε)``, exactly."""
        self._freeze()
        if not len(free):
            return None
        scale = math.lcm(self._denominator, *(z.denominator for z in point))
        whole = [int(z * scale) for z in point]
        factor = scale // self._denominator
        epsilon, parts = whole[-1], whole[:-1]
        reach = self._magnitude * factor + sum(map(abs, parts)) + abs(epsilon) * self.n
        kind: type = np.int64 if reach < _SAFE and self._whole.dtype != object else object
        bits, numbers = self._bits[free], self._whole[free]
        sizes = bits.sum(axis=1) if book.per_capita else np.ones(len(free), dtype=np.int64)
        if kind is object:
            bits, numbers, sizes = bits.astype(object), numbers.astype(object), sizes.astype(object)
        gaps = numbers * factor - bits @ np.array(parts, dtype=kind) - sizes * epsilon
        if first:
            over = np.flatnonzero(gaps > 0)
            return int(self._masks[free[over[0]]]) if len(over) else None
        place = int(np.argmax(gaps))
        return int(self._masks[free[place]]) if gaps[place] > 0 else None

    def row(self, mask: int, book: LevelBook) -> Row:
        """Return ``y(S) + ε·weight(S) ≥ g(S)`` as a row."""
        return Row(("coalition", mask), (*book.bits(mask), book.weight(mask)), self._numbers[mask])


@dataclass(frozen=True)
class LevelMark:
    """What a scan needs to know of one solved level: its excess, and what was settled before it."""

    excess: Fraction
    null_vectors: list[list[int]]


@dataclass(frozen=True)
class FoundCoalitions:
    """Coalitions that break a level, worst first."""

    level: int
    masks: tuple[int, ...]


def scan_table(
    table: NDArray[np.floating[Any]],
    shares: Sequence[Fraction],
    marks: Sequence[LevelMark],
    per_capita: bool,
    most: int,
) -> FoundCoalitions | None:
    """Look through all coalitions for those that break the earliest broken level.

    Parameters
    ----------
    table : ndarray, shape (2**n,)
        Oriented numbers in floating point.
    shares : sequence of Fraction, length n
        Oriented.
    marks : sequence of LevelMark
        Non-increasing excesses. A coalition breaks level k when its excess is larger than that of
        level k and it is not decided by what was settled before k.
    per_capita : bool
    most : int
        At most so many are returned.
    """
    n = len(shares)
    low_bits = min(n, _BLOCK_BITS)
    size = 1 << low_bits
    kind = table.dtype.type
    paid = np.array([_rounded(share, kind) for share in shares], dtype=kind)
    low_paid, high_paid = _float_sums(paid[:low_bits]), _float_sums(paid[low_bits:])
    bars = np.array([_rounded(mark.excess, kind) for mark in marks], dtype=kind)
    scale = max(float(np.abs(table).max()), float(np.abs(paid).sum()), 1e-300)
    tolerance = scale * _ROUNDING_UNITS * float(np.finfo(table.dtype).eps)
    hashes = _hashes([mark.null_vectors for mark in marks], n)
    low_hash = [subset_sums(vector[:low_bits]) for vector in hashes]
    high_hash = [subset_sums(vector[low_bits:]) for vector in hashes]
    low_sizes: NDArray[np.int64] = subset_sums([1] * low_bits)
    kept = _Kept(len(marks), most)
    block = np.empty(size, dtype=kind)
    for high in range(len(high_paid)):
        base = high << low_bits
        np.subtract(table[base : base + size], low_paid, out=block)
        block -= high_paid[high]
        if per_capita:
            block /= np.maximum(low_sizes + high.bit_count(), 1)
        floor = bars[min(kept.level, len(bars) - 1)] + max(tolerance, kept.least)
        if block.max() <= floor:
            continue
        places = np.flatnonzero(block > floor)
        depth = np.searchsorted(-bars, -(block[places] - tolerance), side="right")
        for k in range(min(kept.level, len(bars) - 1) + 1):
            at = places[depth == k]
            at = at[low_hash[k][at] + high_hash[k][high] != 0]
            if len(at):
                kept.add(k, base + at, block[at] - bars[k])
                break
    masks = kept.masks()
    return None if masks is None else FoundCoalitions(kept.level, masks)


class _Kept:
    """The worst coalitions of the earliest broken level met so far."""

    def __init__(self, level: int, most: int) -> None:
        self.level = level
        self.least = 0.0  # a coalition has to be worse than this to matter
        self._most = most
        self._masks: list[NDArray[np.int64]] = []
        self._gaps: list[NDArray[np.floating[Any]]] = []
        self._count = 0

    def add(self, level: int, masks: NDArray[np.int64], gaps: NDArray[np.floating[Any]]) -> None:
        if level < self.level:
            self.level, self.least, self._masks, self._gaps, self._count = level, 0.0, [], [], 0
        self._masks.append(masks)
        self._gaps.append(gaps)
        self._count += len(masks)
        if self._count > 4 * self._most:
            self._trim()

    def _trim(self) -> None:
        masks, gaps = np.concatenate(self._masks), np.concatenate(self._gaps)
        if len(masks) > self._most:
            best = np.argpartition(gaps, -self._most)[-self._most :]
            masks, gaps = masks[best], gaps[best]
            self.least = float(gaps.min())
        self._masks, self._gaps, self._count = [masks], [gaps], len(masks)

    def masks(self) -> tuple[int, ...] | None:
        """Return what was kept, worst first; None when nothing was."""
        if not self._masks:
            return None
        self._trim()
        order = np.argsort(-self._gaps[0], kind="stable")
        return tuple(int(mask) for mask in self._masks[0][order])


def _rounded(number: Fraction, kind: type[np.floating[Any]]) -> np.floating[Any]:
    """Round a fraction to a float type; long doubles keep more than Python's float."""
    first = float(number)
    return kind(first) + kind(float(number - Fraction(first)))


def _float_sums(parts: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    sums = np.zeros(1, dtype=parts.dtype)
    for part in parts:
        sums = np.concatenate([sums, sums + part])
    return sums


def _hashes(null_vectors: Sequence[list[list[int]]], n: int) -> list[list[int]]:
    """Return one random combination of each level's null vectors.

    A decided coalition always hashes to 0, a free one practically never; the certificate, which
    does not hash, has the last word.
    """
    rng = np.random.default_rng(20261124)
    combined = []
    for vectors in null_vectors:
        factors = [int(f) for f in rng.integers(1, 1 << 16, len(vectors))]
        combined.append(
            [sum(f * v[i] for f, v in zip(factors, vectors, strict=True)) for i in range(n)]
        )
    return combined


def oriented_floats(game: Game, *, long: bool = False) -> NDArray[np.floating[Any]]:
    """Return the oriented numbers of an exact game in floating point.

    `long` takes extended precision where the machine has it: slower, for games that mix very
    large and very small numbers.
    """
    floats: NDArray[np.floating[Any]] = game.numerators.astype(
        np.longdouble if long else np.float64
    )
    floats *= game.sign
    floats /= game.denominator
    return floats

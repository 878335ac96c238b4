"""Check Kohlberg's proof of a (pre)nucleolus exactly, without a solver.

References
----------
Kohlberg, E. (1971), On the nucleolus of a characteristic function game, SIAM J. Appl. Math. 20,
theorem 5: shares are the nucleolus exactly when, at every level of excess, the coalitions at or
above it form a balanced collection (with the players that sit on a bound as optional helpers).
Solymosi, T. and Sziklai, B. (2016), Characterization sets for the nucleolus in balanced games:
a coalition in the span of a balanced collection can join it, so only the levels that raise the
rank need a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.certificates.excess import ExcessScan, subset_sums
from optimizer.sharing.certificates.proofs import BalancedLevel, NucleolusProof
from optimizer.sharing.certificates.rational import Span
from optimizer.sharing.game import Game, members

__all__ = ["Refusal", "check_least_core_level", "check_nucleolus_proof"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a proof does not hold.

    Attributes
    ----------
    code : str
        Stable: ``bounds``, ``efficiency``, ``level-order``, ``weight-sign``, ``not-tight``,
        ``not-balanced``, ``coalition-left-out``, ``incomplete``.
    level : int or None
        Index of the level concerned.
    mask : int or None
        A coalition that shows it.
    """

    code: str
    level: int | None = None
    mask: int | None = None


def _unit(n: int, i: int) -> list[int]:
    return [1 if j == i else 0 for j in range(n)]


def _bits(n: int, mask: int) -> list[int]:
    return [mask >> i & 1 for i in range(n)]


def _check_level(
    game: Game, shares: Sequence[Fraction], proof: NucleolusProof, k: int
) -> Refusal | None:
    """Check one level alone: tight coalitions, legal weights, a constant covering."""
    level: BalancedLevel = proof.levels[k]
    n, grand = game.n, game.grand
    if not level.weights:
        return Refusal("not-balanced", k)
    cover = [Fraction(0)] * n
    for mask, weight in level.weights:
        if not 0 < mask < grand or weight <= 0:
            return Refusal("weight-sign", k, mask)
        paid = sum((shares[i] for i in members(mask)), Fraction(0))
        excess = game.sign * (game.value(mask) - paid)
        size = mask.bit_count() if proof.per_capita else 1
        if excess < level.excess * size:
            return Refusal("not-tight", k, mask)
        for i in members(mask):
            cover[i] += weight
    # A share at its lower bound can only rise, one at its upper only fall; which of the two helps a
    # coalition depends on the kind of game.
    for helpers, bounds, direction in (
        (level.at_lower, proof.bounds.lower, game.sign),
        (level.at_upper, proof.bounds.upper, -game.sign),
    ):
        for i, weight in helpers:
            if weight < 0:
                return Refusal("weight-sign", k, 1 << i)
            if shares[i] != bounds[i]:
                return Refusal("not-tight", k, 1 << i)
            cover[i] += direction * weight
    if any(entry != cover[0] for entry in cover):
        return Refusal("not-balanced", k)
    return None


def _check_membership(
    game: Game, shares: Sequence[Fraction], proof: NucleolusProof
) -> Refusal | None:
    for i, share in enumerate(shares):
        low, high = proof.bounds.lower[i], proof.bounds.upper[i]
        if (low is not None and share < low) or (high is not None and share > high):
            return Refusal("bounds", mask=1 << i)
    if sum(shares, Fraction(0)) != game.value(game.grand):
        return Refusal("efficiency")
    return None


def check_least_core_level(
    game: Game, shares: Sequence[Fraction], proof: NucleolusProof
) -> Refusal | None:
    """Check that the largest excess is the least possible within the proof's bounds.

    Weak duality: a balanced collection of coalitions that all have the largest excess cannot be
    improved together, so no shares within the bounds do better.

    Returns
    -------
    Refusal or None
        None when the first level proves the least-core epsilon.
    """
    if game.n == 1:
        return _check_membership(game, shares, proof)
    if not proof.levels:
        return Refusal("incomplete")
    refusal = _check_membership(game, shares, proof) or _check_level(game, shares, proof, 0)
    if refusal is not None:
        return refusal
    worst = ExcessScan(game, shares).worst(proof.per_capita)
    if worst is not None and worst.excess > proof.levels[0].excess:
        return Refusal("coalition-left-out", 0, worst.mask)
    return None


def check_nucleolus_proof(
    game: Game, shares: Sequence[Fraction], proof: NucleolusProof
) -> Refusal | None:
    """Check that shares are the nucleolus the proof claims.

    Parameters
    ----------
    game : Game
        Exact, any n that has a table; one pass over all coalitions.
    shares : sequence of Fraction, length n
    proof : NucleolusProof

    Returns
    -------
    Refusal or None
        None when the proof holds: the shares are then the unique nucleolus over the proof's
        bounds, with no rounding and no tolerance anywhere.
    """
    refusal = _check_membership(game, shares, proof)
    if refusal is not None or game.n == 1:
        return refusal
    span = Span(game.n)
    span.add([1] * game.n)
    nulls = [span.null_vectors()]
    for k, level in enumerate(proof.levels):
        if k and level.excess >= proof.levels[k - 1].excess:
            return Refusal("level-order", k)
        refusal = _check_level(game, shares, proof, k)
        if refusal is not None:
            return refusal
        for mask, _ in level.weights:
            span.add(_bits(game.n, mask))
        for i, weight in level.at_lower + level.at_upper:
            if weight > 0:
                span.add(_unit(game.n, i))
        nulls.append(span.null_vectors())
    if span.rank < game.n:
        return Refusal("incomplete", len(proof.levels))
    return _check_left_out(game, shares, proof, nulls)


def _check_left_out(
    game: Game, shares: Sequence[Fraction], proof: NucleolusProof, nulls: list[list[list[int]]]
) -> Refusal | None:
    """Check that every coalition lies in the span of the levels at or above its excess."""
    thresholds = [level.excess for level in proof.levels]
    scan = ExcessScan(game, shares, thresholds)
    whole = [int(threshold * scan.denominator) for threshold in thresholds]
    low_tables = [_low_table(vectors, scan.low_bits) for vectors in nulls]
    for base, block in scan.blocks():
        sizes = scan.sizes(base) if proof.per_capita else None
        if scan.uses_objects and sizes is not None:
            sizes = sizes.astype(object)
        bars = [bar if sizes is None else bar * sizes for bar in whole]
        chosen = np.flatnonzero(block > bars[-1])
        if base == 0:
            chosen = chosen[chosen != 0]
        if not len(chosen):
            continue
        depth = np.zeros(len(chosen), dtype=np.int64)
        for bar in bars:
            depth += (block <= bar)[chosen].astype(np.int64)
        for settled in np.unique(depth):
            places = chosen[depth == settled]
            outside = _outside_span(nulls[settled], low_tables[settled], base, places)
            if outside is not None:
                return Refusal("coalition-left-out", int(settled), outside)
    return None


def _low_table(vectors: list[list[int]], low_bits: int) -> list[NDArray[Any]]:
    return [subset_sums(vector[:low_bits]) for vector in vectors]


def _outside_span(
    vectors: list[list[int]],
    low_tables: list[NDArray[Any]],
    base: int,
    places: NDArray[np.int64],
) -> int | None:
    """Return the first coalition with a non-zero product with some null vector, or None."""
    for vector, low in zip(vectors, low_tables, strict=True):
        above = sum(vector[i] for i in members(base))
        off = np.flatnonzero(low[places] != -above)
        if len(off):
            return base + int(places[off[0]])
    return None

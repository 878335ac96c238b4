"""Sampled Shapley values with simultaneous confidence intervals and a stated budget.

The estimate is stratified by coalition size and pairs every coalition with its complement: pairing
removes interactions of even order, and a linear fit (a game whose Shapley value is known exactly)
removes most of the rest. The fit is made on the other parts of the sample, so it cannot bias. Small
strata are enumerated, which makes them exact.

References
----------
Castro, J., Gómez, D., Molina, E. and Tejada, J. (2017), Improving polynomial estimation of the
Shapley value by stratified random sampling, Computers & Oper. Res. 82. Kolpaczki, P. et al. (2024),
Approximating the Shapley value without marginal contributions (stratified SVARM).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.game import CoalitionGame, Kind

__all__ = ["SampledShapley", "sample_shapley"]

_FOLDS = 5
_RANK_TOLERANCE = 1e-10

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SampledShapley:
    """Estimated Shapley value.

    Attributes
    ----------
    players : tuple of str
    kind : Kind
    estimates : tuple of float
        Sum exactly (to rounding) to the grand coalition's number.
    half_widths : tuple of float
        All true values lie within estimate ± half width together with probability `confidence`.
    confidence : float
    evaluations : int
        Coalitions evaluated, the empty one not counted.
    seed : int
    """

    players: tuple[str, ...]
    kind: Kind
    estimates: tuple[float, ...]
    half_widths: tuple[float, ...]
    confidence: float
    evaluations: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Pairs (S, N∖S) with |S| = size: indicator rows and ``v(S) − v(N∖S)``."""

    size: int
    rows: NDArray[np.int8]
    differences: Vector
    is_complete: bool


def sample_shapley(
    game: CoalitionGame, *, budget: int, seed: int, confidence: float = 0.95
) -> SampledShapley:
    """Estimate the Shapley value from a stated number of coalition evaluations.

    Parameters
    ----------
    game : CoalitionGame
        Asked for single coalitions; an interval counts with its midpoint, and the half widths then
        grow by the largest half length met.
    budget : int
        Coalitions evaluated at most, at least ``24 n``.
    seed : int
    confidence : float
        Simultaneous over all players (Šidák on Student's t with the sample's degrees of freedom).

    Raises
    ------
    ValueError
        The budget is too small or the confidence is not between 0 and 1.
    """
    n = len(game.players)
    if not 0 < confidence < 1:
        raise ValueError("the confidence must lie between 0 and 1")
    if budget < 24 * n:
        raise ValueError(f"{n} players need a budget of at least {24 * n} evaluations")
    asker = _Asker(game)
    whole = asker.ask((1 << n) - 1)
    if n == 1:
        return SampledShapley(
            game.players, game.kind, (whole,), (asker.slack,), confidence, asker.count, seed
        )
    rng = np.random.default_rng(seed)
    strata = _draw(n, (budget - 1) // 2, rng, asker)
    estimates, variances, freedom = _estimate(n, strata, rng)
    estimates = estimates + (whole - estimates.sum()) / n
    alpha = 1 - confidence ** (1 / n)
    quantile = _student_quantile(1 - alpha / 2, freedom)
    widths = quantile * np.sqrt(variances) + asker.slack
    return SampledShapley(
        tuple(game.players),
        game.kind,
        tuple(float(x) for x in estimates),
        tuple(float(w) for w in widths),
        confidence,
        asker.count,
        seed,
    )


class _Asker:
    """Asks for coalitions, counts them, remembers how wide intervals were."""

    def __init__(self, game: CoalitionGame) -> None:
        self._game = game
        self._known: dict[int, float] = {}
        self._widest = Fraction(0)

    @property
    def count(self) -> int:
        return len(self._known)

    @property
    def slack(self) -> float:
        # Each share is a difference of two averages, so midpoints err by at most twice the half
        # length, which is the length.
        return float(self._widest)

    def ask(self, mask: int) -> float:
        if mask not in self._known:
            interval = self._game.interval(mask)
            self._widest = max(self._widest, interval.high - interval.low)
            self._known[mask] = float(interval.midpoint)
        return self._known[mask]


def _draw(n: int, pairs: int, rng: np.random.Generator, asker: _Asker) -> list[_Stratum]:
    """Draw pairs by size, spreading evenly what whole enumeration of small strata leaves."""
    sizes = list(range(1, n // 2 + 1))
    wanted: dict[int, int] = {}
    left = pairs
    for k, size in enumerate(sizes):
        share = left // (len(sizes) - k)
        population = comb(n, size) // (2 if 2 * size == n else 1)
        wanted[size] = min(share, population)
        left -= wanted[size]
    return [_draw_stratum(n, size, count, rng, asker) for size, count in wanted.items()]


def _draw_stratum(
    n: int, size: int, count: int, rng: np.random.Generator, asker: _Asker
) -> _Stratum:
    halved = 2 * size == n
    population = comb(n, size) // (2 if halved else 1)
    is_complete = count == population
    rows = np.zeros((count, n), dtype=np.int8)
    if is_complete:
        # Of two complements of the same size one stands for both: the one with player 0.
        chosen = (s for s in combinations(range(n), size) if not halved or s[0] == 0)
        for k, inside in enumerate(chosen):
            rows[k, list(inside)] = 1
    else:
        for k in range(count):
            rows[k, rng.choice(n, size, replace=False)] = 1
    full = (1 << n) - 1
    differences = np.empty(count)
    for k, row in enumerate(rows):
        mask = sum(1 << int(i) for i in np.flatnonzero(row))
        differences[k] = asker.ask(mask) - asker.ask(full ^ mask)
    if halved:
        # The complement of a pair of equal size is in the same stratum: count both, at half weight.
        rows = np.concatenate([rows, 1 - rows])
        differences = np.concatenate([differences, -differences])
    return _Stratum(size, rows, differences, is_complete)


def _estimate(
    n: int, strata: Sequence[_Stratum], rng: np.random.Generator
) -> tuple[Vector, Vector, Vector]:
    """Return estimates (up to a constant), variances and degrees of freedom, per player."""
    estimates = np.zeros(n)
    folds = [_split(stratum, n, rng) for stratum in strata]
    influences: list[list[Vector]] = [[] for _ in strata]
    for fold in range(_FOLDS):
        fit = _fit(
            n, [(t, _outside(parts, fold, t)) for t, parts in zip(strata, folds, strict=True)]
        )
        for k, (stratum, parts) in enumerate(zip(strata, folds, strict=True)):
            halved = 2 * stratum.size == n
            places = parts[fold]
            part = len(places) / sum(map(len, parts))
            slope = fit.slopes + fit.tilted * _tilt(stratum.size, n)
            rows = stratum.rows[places].astype(np.float64)
            rest = stratum.differences[places] - fit.levels[k] - rows @ slope
            influence = rest[:, None] * _contrast_weights(rows, stratum.size)
            if halved:
                # Mirrored rows carry the same information: fold each two into one.
                influence = influence[: len(rows) // 2] + influence[len(rows) // 2 :]
            scale = (0.5 if halved else 1.0) / n * part
            # What the fit took away comes back exactly: the contrast of a linear game between
            # inside and outside means is the slope less the mean slope of the others.
            effect = influence.sum(axis=0) + slope - (slope.sum() - slope) / (n - 1)
            estimates += scale * effect
            influences[k].append(scale * influence)
    variances, freedom = _spread(strata, influences, n)
    return estimates, variances, freedom


def _outside(parts: Sequence[NDArray[np.int64]], fold: int, stratum: _Stratum) -> NDArray[np.int64]:
    """Return the places a fit for one fold may use; a complete stratum holds no chance to hide."""
    if stratum.is_complete:
        return parts[fold]
    return np.concatenate([part for other, part in enumerate(parts) if other != fold])


def _spread(
    strata: Sequence[_Stratum], influences: Sequence[Sequence[Vector]], n: int
) -> tuple[Vector, Vector]:
    """Return variances and their degrees of freedom (Satterthwaite), per player."""
    variances, spread = np.zeros(n), np.zeros(n)
    drawn = 0
    for stratum, parts in zip(strata, influences, strict=True):
        if stratum.is_complete:
            continue
        rows = np.vstack(parts)
        count = len(rows)
        drawn += count
        variance = count * rows.var(axis=0, ddof=1)
        variances += variance
        spread += variance**2 / (count - 1)
    # Fits of different folds share rows, which ties the folds together a little; the usual
    # parameters-per-row factor, doubled after measuring the coverage, makes up for it.
    inflation = 1 + 2 * (2 * n + len(strata)) / max(drawn, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.where(spread > 0, variances**2 / spread, np.inf)
    return variances * inflation, freedom


def _contrast_weights(rows: Vector, size: int) -> Vector:
    """Return weights that turn values into mean inside less mean outside, without bias.

    The denominators are the expected counts, not those of the sample, so a player that is missing
    from a small sample does no harm; over a complete stratum the two agree.
    """
    count, n = rows.shape
    weights: Vector = rows * (n / (count * size)) - (1 - rows) * (n / (count * (n - size)))
    return weights


def _tilt(size: int, n: int) -> float:
    return (n / 2 - size) / n


def _split(stratum: _Stratum, n: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Split a stratum's rows in folds; mirrored rows stay together, a complete one in both."""
    count = len(stratum.rows)
    if stratum.is_complete:
        return [np.arange(count)] * _FOLDS
    if 2 * stratum.size == n:
        order = rng.permutation(count // 2)
        return [
            np.concatenate([order[f::_FOLDS], order[f::_FOLDS] + count // 2]) for f in range(_FOLDS)
        ]
    order = rng.permutation(count)
    return [order[f::_FOLDS] for f in range(_FOLDS)]


@dataclass(frozen=True, slots=True)
class _Fit:
    levels: Vector
    slopes: Vector
    tilted: Vector


def _fit(n: int, parts: Sequence[tuple[_Stratum, NDArray[np.int64]]]) -> _Fit:
    """Fit ``difference ≈ level(size) + Σ (b_i + tilt·c_i)`` by least squares."""
    normal = np.zeros((2 * n, 2 * n))
    right = np.zeros(2 * n)
    means: list[tuple[Vector, float]] = []
    for stratum, places in parts:
        rows, target = stratum.rows[places].astype(np.float64), stratum.differences[places]
        wide = np.hstack([rows, rows * _tilt(stratum.size, n)])
        means.append((wide.mean(axis=0), float(target.mean())))
        wide -= means[-1][0]
        normal += wide.T @ wide
        right += wide.T @ (target - means[-1][1])
    # Within a size the indicators sum to a constant, so the fit is not unique; any will do.
    solution = np.linalg.lstsq(normal, right, rcond=_RANK_TOLERANCE)[0].astype(np.float64)
    levels = np.array([level - centre @ solution for centre, level in means])
    return _Fit(levels, solution[:n], solution[n:])


def _student_quantile(level: float, freedom: Vector) -> Vector:
    """Return Student's quantile by the Cornish–Fisher expansion (within 1 % from 5 degrees on)."""
    z = NormalDist().inv_cdf(level)
    per = 1 / np.maximum(freedom, 3.0)
    quantile: Vector = (
        z
        + (z**3 + z) / 4 * per
        + (5 * z**5 + 16 * z**3 + 3 * z) / 96 * per**2
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384 * per**3
    )
    return quantile

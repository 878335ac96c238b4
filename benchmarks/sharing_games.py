"""The games that the cost sharing benchmarks measure on, all from a seed."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.coalitions.pooled import PooledGame, PooledProject
from optimizer.sharing import Game, Kind, ServiceGame

__all__ = ["noisy_game", "pooled_game", "pooled_resources", "service_game", "sparse_teams"]

Table = NDArray[np.int64]


def sizes_of(n: int) -> Table:
    """Return the size of every coalition, by mask."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(n):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes


def noisy_game(n: int, seed: int) -> Game:
    """Unstructured: cents drawn at random, growing with the coalition."""
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 10**7, 1 << n) * sizes_of(n) // n
    table[0] = 0
    return Game(tuple(f"d{i}" for i in range(n)), Kind.VALUE, table)


def pooled_game(n: int, seed: int, projects: int = 50) -> Game:
    """Projects that teams of two to five departments unlock together."""
    rng = np.random.default_rng(seed)
    masks = np.arange(1 << n)
    table = np.zeros(1 << n, dtype=np.int64)
    for _ in range(projects):
        team = sum(1 << int(i) for i in rng.choice(n, int(rng.integers(2, 6)), replace=False))
        table += np.where(masks & team == team, int(rng.integers(10**5, 10**7)), 0)
    return Game(tuple(f"d{i}" for i in range(n)), Kind.VALUE, table)


def service_game(n: int, packages: int, seed: int) -> ServiceGame:
    """Sparse: packages needed by teams of two to five of many departments."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(packages):
        team = rng.choice(n, int(rng.integers(2, 6)), replace=False)
        found.append((Fraction(int(rng.integers(10**4, 10**6))), sum(1 << int(i) for i in team)))
    return ServiceGame(tuple(f"d{i}" for i in range(n)), tuple(found))


def pooled_resources(n: int, projects: int, seed: int) -> PooledGame:
    """Departments pool three resources; projects need a mix of them, about half of all fit."""
    rng = np.random.default_rng(seed)
    has = tuple(tuple(int(x) for x in rng.integers(0, 30, 3)) for _ in range(n))
    most = max(2, int(2.5 * sum(row[0] for row in has) / projects))
    found = tuple(
        PooledProject(
            int(rng.integers(10**5, 10**7)), 0, tuple(int(x) for x in rng.integers(1, most, 3))
        )
        for _ in range(projects)
    )
    return PooledGame(tuple(f"d{i}" for i in range(n)), found, has)


def sparse_teams(n: int, projects: int, seed: int) -> PooledGame:
    """Projects that teams of two to five of many departments unlock."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(projects):
        team = sum(1 << int(i) for i in rng.choice(n, int(rng.integers(2, 6)), replace=False))
        found.append(PooledProject(int(rng.integers(10**5, 10**7)), team))
    return PooledGame(tuple(f"d{i}" for i in range(n)), tuple(found))

"""Weighted voting as a value game: a coalition is worth 1 when its weights reach the quota."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.sharing.certificates.excess import subset_sums
from optimizer.sharing.game import Game, Kind

__all__ = ["weighted_voting_game"]


def weighted_voting_game(
    players: Sequence[str], weights: Sequence[int], quota: int, name: str = ""
) -> Game:
    """Return the simple game of a quota rule.

    Parameters
    ----------
    players, weights : sequence, length n
        Non-negative integer weights.
    quota : int
        Positive, at most the sum of the weights.

    Raises
    ------
    ValueError
        A weight is negative or the quota is out of reach.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    if not 0 < quota <= sum(weights):
        raise ValueError("the quota must be positive and within the sum of the weights")
    table = (subset_sums(list(weights)) >= quota).astype(np.int64)
    return Game(tuple(players), Kind.VALUE, table, 1, name=name)

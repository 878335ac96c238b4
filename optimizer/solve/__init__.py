"""Solving: a checked round in, a verified outcome out."""

from optimizer.solve.limits import Limits, OnProgress, Progress
from optimizer.solve.solve import solve_round

__all__ = ["Limits", "OnProgress", "Progress", "solve_round"]

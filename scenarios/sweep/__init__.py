"""Many what-ifs at once: a grid of changes, each cell solved, one row a cell."""

from scenarios.sweep.grid import Axis, Cell, Choice, cartesian, sampled
from scenarios.sweep.run import COLUMNS, SweepProgress, run_sweep

__all__ = [
    "COLUMNS",
    "Axis",
    "Cell",
    "Choice",
    "SweepProgress",
    "cartesian",
    "run_sweep",
    "sampled",
]

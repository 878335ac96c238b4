"""Rounds that are schedules: everything is done, and what counts is when it ends and what it costs.

Step of the way: solve. A :class:`Network` is such a round as arrays; heuristics in compiled code
find plans for it, and :mod:`optimizer.model.compact` is its exact model. Nothing here calls a
solver.
"""

from optimizer.schedule.network import Network, network_of
from optimizer.schedule.timetable import Timetable, plan_of

__all__ = ["Network", "Timetable", "network_of", "plan_of"]

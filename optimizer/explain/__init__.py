"""Explaining: why a project is not in a plan, told from the round and the plan alone.

Step of the way: explain. It reads the domain, the checks' facts and the verifier's view of a plan,
never the model, and calls no solver.
"""

from optimizer.explain.displaced import Displacement, explain_displaced, fits_alone
from optimizer.explain.insertion import Blocked, Inserted, insert_project
from optimizer.explain.room import Room

__all__ = [
    "Blocked",
    "Displacement",
    "Inserted",
    "Room",
    "explain_displaced",
    "fits_alone",
    "insert_project",
]

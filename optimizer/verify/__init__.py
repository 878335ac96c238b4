"""The independent verifier: whether a plan is allowed, and what it is worth.

Step of the way: verify. It reads the domain only, never the model, and calls no solver.
"""

from optimizer.verify.plan import verify_plan
from optimizer.verify.violation import Violation

__all__ = ["Violation", "verify_plan"]

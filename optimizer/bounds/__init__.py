"""Bounds: what no plan of a round can beat, and the prices that prove it."""

from optimizer.bounds.prices import Prices
from optimizer.bounds.value import BoundLimits, BoundProgress, ValueBound, bound_value

__all__ = ["BoundLimits", "BoundProgress", "Prices", "ValueBound", "bound_value"]

"""The round as compact arrays: what searches and bounds read instead of names and objects.

Step of the way: build. See :mod:`optimizer.instance.arrays` for every shape and unit.
"""

from optimizer.instance.arrays import UNLIMITED, Instance
from optimizer.instance.compile import compile_round

__all__ = ["UNLIMITED", "Instance", "compile_round"]

"""Bounds: what no plan of a round can beat, and the prices that prove it.

Where the gap lies, measured on the contended round of twelve projects (best plan known: 682): the
optimum of the price dual is 772, the same as that of the exact linear program over named people.
Whole acceptances take it to 745, exact checks of sets on to 737. With whole starts and people left
fractional the best that a MILP solver finds in two minutes is 682 again, which points to starts as
the rest of the gap, without proving it: its own bound stood at 768 then.

What paid: whole acceptances (3.5 % with a dozen projects, 0.2 % with sixty); step lengths that fall
geometrically (1 to 3 % at equal time); one place a person in a package (half a percent on contended
rounds, up to a fifth of the bound on generated ones whose needs overlap); packing rows for each
person and period (1 to 3 %). What did not: pooled rows for sets of people over dual feasible
functions of headcounts (on twelve projects not one of them broken by the linear program); sets of
packages that may run at once, period by period (one such staffing problem takes CP-SAT seconds);
start-indexed rows in a CP-SAT master (on twelve projects, stuck at 751 for 59 rounds of cuts);
shrinking sets that can't be done (a third of a minute each, bars a handful of sets above the best
plan); the rows of the master inside the full CP-SAT model.
"""

from optimizer.bounds.prices import Prices
from optimizer.bounds.value import BoundLimits, BoundProgress, ValueBound, bound_value

__all__ = ["BoundLimits", "BoundProgress", "Prices", "ValueBound", "bound_value"]

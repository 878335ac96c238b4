"""Bounds: what no plan of a round can beat, and the prices that prove it.

Where the gap lies, measured on the contended rounds. It is the relaxation, not the descent: on
twelve projects the dual ends at 768.6, on sixty at 5,574 after 16,000 steps (5,598 after 4,000), on
200 at 19,994 after 8,000 (20,164 after 3,000). Nor does it seem to be people or periods: at the
prices of sixty projects the best packing of a person's whole calendar, whole places for their whole
durations, is worth what the rows of single periods say (14 people, as integer programs: no
difference for any of them), and on twelve projects whole staffed packages without any rule between
them reach at least 92 % of what the rows are worth. Both hold at those prices; others might gain a
little.

What is left is mixtures: prices let a project be spread over dozens of plans. Whole acceptances
undo that for a dozen projects (769 to 745) and next to nothing for sixty; whole starts undo it by
branching, which closes small rounds.

What paid: whole acceptances (3.5 % with a dozen projects, 0.2 % with sixty); branching on starts
(see :mod:`optimizer.bounds.branching`); step lengths that fall geometrically (1 to 3 % at equal
time); one place a person in a package (half a percent on contended rounds, up to a fifth of the
bound on generated ones whose needs overlap); packing rows for each person and period (1 to 3 %).

What did not: renewing the plans of a sixth or a twelfth of the projects at each step (as far after
as many passes, each of them dearer); pooled rows for sets of people over dual feasible functions of
headcounts (on twelve projects not one of them broken by the linear program); sets of packages that
may run at once, period by period (one such staffing problem takes CP-SAT seconds); start-indexed
rows in a CP-SAT master (on twelve projects, stuck at 751 for 59 rounds of cuts); whole starts with
people left fractional as one program for HiGHS (20 people, 8 projects: 432 after a minute, the
optimum being 312); shrinking sets that can't be done (a third of a minute each, bars a handful of
sets above the best plan); the rows of the master inside the full CP-SAT model.
"""

from optimizer.bounds.prices import Prices
from optimizer.bounds.value import BoundLimits, BoundProgress, ValueBound, bound_value

__all__ = ["BoundLimits", "BoundProgress", "Prices", "ValueBound", "bound_value"]

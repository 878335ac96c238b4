"""Pooled skills: redundant cumulatives that pure naming propagates poorly (Hall-type)."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from optimizer.domain.capacity import IntArray, expert_availability_pct
from optimizer.model.timeline import add_capacity
from optimizer.model.variables import Variables

__all__ = ["add_pooled_skills"]

MOST_PAIRED_SKILLS = 8


def add_pooled_skills(variables: Variables) -> None:
    """Add, for every skill and small set of skills, total load <= what its holders offer.

    Implied by the naming; a need that may be filled from outside is left out. Scope: sets of one
    skill, of two when there are at most eight skills, and all skills together. Idea: Young,
    Feydy & Schutt (2017), Constraint Programming applied to the MSPSP.
    """
    round_, model = variables.round, variables.model
    needs: dict[str, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
    for vars_ in variables.all_packages():
        for option in vars_.options:
            if option.duration == 0:
                continue
            for place in option.places:
                if not place.outside:
                    load = place.load_pct * place.need.headcount
                    needs[place.need.skill].append((option.interval, load))
    skills = sorted(needs)
    sets = [{skill} for skill in skills]
    if len(skills) <= MOST_PAIRED_SKILLS:
        sets += [set(pair) for pair in combinations(skills, 2)]
    if len(skills) > 2:
        sets.append(set(skills))
    offered = {e.id: expert_availability_pct(round_.calendar, e) for e in round_.experts}
    for chosen in sets:
        capacity: IntArray = np.zeros(round_.calendar.periods, dtype=np.int64)
        for expert in round_.experts:
            if any(s.skill in chosen for s in expert.skills):
                limit = offered[expert.id] * round_.policy.load_limit_pct // 100
                capacity = capacity + limit - variables.held.load.get(expert.id, 0)
        items = [item for skill in sorted(chosen) for item in needs[skill]]
        add_capacity(model, [i for i, _ in items], [load for _, load in items], capacity)

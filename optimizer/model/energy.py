"""Energy bounds on the makespan: work over capacity, for facilities and pools of skills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from ortools.sat.python import cp_model

from optimizer.domain.capacity import expert_availability_pct, facility_units
from optimizer.model.variables import Variables

__all__ = ["add_energy"]

MOST_PAIRED_SKILLS = 12


def add_energy(variables: Variables, makespan: cp_model.IntVar) -> None:
    """Add ``sum work <= peak capacity * makespan`` for every facility and set of up to two skills.

    Implied: all work lies before the makespan, and no period offers more than the peak. A need that
    may be filled from outside is left out. Source: the energy argument of Baptiste, Le Pape &
    Nuijten (2001), Constraint-Based Scheduling, ch. 4.
    """
    _add_facility_energy(variables, makespan)
    _add_skill_energy(variables, makespan)


def _add_facility_energy(variables: Variables, makespan: cp_model.IntVar) -> None:
    calendar = variables.round.calendar
    work: dict[str, list[cp_model.LinearExprT]] = defaultdict(list)
    for vars_ in variables.all_packages():
        for option in vars_.options:
            for supply in option.supplies:
                energy = supply.need.units * option.duration
                for id_, literal in supply.facilities.items():
                    work[id_].append(energy * literal)
    for id_, terms in work.items():
        peak = int(facility_units(calendar, variables.facilities[id_]).max())
        variables.model.add(sum(terms) <= peak * makespan)


def _add_skill_energy(variables: Variables, makespan: cp_model.IntVar) -> None:
    round_ = variables.round
    work: dict[str, list[cp_model.LinearExprT]] = defaultdict(list)
    for vars_ in variables.all_packages():
        for option in vars_.options:
            for place in option.places:
                if not place.outside:
                    energy = place.load_pct * place.need.headcount * option.duration
                    work[place.need.skill].append(energy * option.chosen)
    limit = round_.policy.load_limit_pct
    peaks = {
        expert.id: int(expert_availability_pct(round_.calendar, expert).max()) * limit // 100
        for expert in round_.experts
    }
    for chosen in _small_sets(sorted(work)):
        peak = sum(
            peaks[expert.id]
            for expert in round_.experts
            if any(skill.skill in chosen for skill in expert.skills)
        )
        variables.model.add(sum(sum(work[skill]) for skill in chosen) <= peak * makespan)


def _small_sets(skills: list[str]) -> Iterable[tuple[str, ...]]:
    """Every skill, pairs of them when there are few, and all together."""
    yield from ((skill,) for skill in skills)
    if len(skills) <= MOST_PAIRED_SKILLS:
        yield from combinations(skills, 2)
    if len(skills) > 2:
        yield tuple(skills)

"""Facilities: one supplies a whole need; units, lending, clearance, operators, channels."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from optimizer.domain import Expert, Facility
from optimizer.domain.capacity import IntArray, facility_units
from optimizer.domain.semantics import is_lent
from optimizer.model.timeline import add_capacity
from optimizer.model.variables import Option, PackageVars, Variables

__all__ = ["add_facilities"]


@dataclass
class _Use:
    vars_: PackageVars
    literal: cp_model.IntVar
    interval: cp_model.IntervalVar
    units: int
    duration: int
    lent: bool


def add_facilities(variables: Variables) -> None:
    """Add ``sum_f u_f = x`` for each need, units a period, and the conditions of each facility."""
    round_, model = variables.round, variables.model
    facilities = {facility.id: facility for facility in round_.facilities}
    experts = {expert.id: expert for expert in round_.experts}
    uses: dict[str, list[_Use]] = defaultdict(list)
    for vars_ in variables.all_packages():
        for option in vars_.options:
            for supply in option.supplies:
                model.add(sum(supply.facilities.values()) == option.chosen)
                for id_, literal in supply.facilities.items():
                    facility = facilities[id_]
                    _add_conditions(variables, option, literal, facility, experts)
                    interval = model.new_optional_interval_var(
                        vars_.start, option.duration, vars_.end, literal, f"at[{literal.name}]"
                    )
                    uses[id_].append(
                        _Use(
                            vars_,
                            literal,
                            interval,
                            supply.need.units,
                            option.duration,
                            is_lent(facility.department, vars_.project),
                        )
                    )
    for id_, every_use in uses.items():
        items = [use for use in every_use if use.duration > 0]
        _add_units(variables, facilities[id_], items)
        channel = facilities[id_].channel
        if channel is not None and channel.exclusive:
            _add_exclusive(variables, facilities[id_], items, channel.protection_periods)


def _add_conditions(
    variables: Variables,
    option: Option,
    literal: cp_model.IntVar,
    facility: Facility,
    experts: dict[str, Expert],
) -> None:
    model = variables.model
    rank = facility.security_level.rank
    operators: list[cp_model.IntVar] = []
    for place in option.places:
        for id_, on in place.experts.items():
            expert = experts[id_]
            if expert.clearance.rank < rank:
                model.add_implication(literal, on.negated())
            if facility.operator is not None and any(
                s.skill == facility.operator.skill and s.level >= facility.operator.level
                for s in expert.skills
            ):
                operators.append(on)
        if rank > variables.round.policy.outsource_clearance.rank:
            for outside in place.outside:
                model.add_implication(literal, outside.negated())
    if facility.operator is not None:
        model.add_bool_or([literal.negated(), *operators])


def _add_units(variables: Variables, facility: Facility, items: list[_Use]) -> None:
    round_, model = variables.round, variables.model
    units = facility_units(round_.calendar, facility)
    held, id_ = variables.held, facility.id
    free: IntArray = units - held.units.get(id_, 0)
    add_capacity(model, [u.interval for u in items], [u.units for u in items], free)
    lent = [use for use in items if use.lent]
    if facility.keep_units and lent:
        lendable: IntArray = np.maximum(units - facility.keep_units, 0)
        left: IntArray = lendable - held.units_lent.get(id_, 0)
        add_capacity(model, [u.interval for u in lent], [u.units for u in lent], left)
    if facility.lend_limit_unit_periods is not None and lent:
        model.add(
            sum(u.units * u.duration * u.literal for u in lent)
            <= facility.lend_limit_unit_periods - held.units_lent_sum.get(id_, 0)
        )


def _add_exclusive(
    variables: Variables, facility: Facility, items: list[_Use], protection: int
) -> None:
    """From first use to last use plus protection, a channel belongs to one project."""
    model = variables.model
    horizon = variables.round.calendar.periods
    by_project: dict[str, list[_Use]] = defaultdict(list)
    for use in items:
        by_project[use.vars_.project.id].append(use)
    hulls = [
        model.new_fixed_size_interval_var(first, end - first, "channel")
        for first, end in variables.held.channels.get(facility.id, ())
    ]
    for project, uses in by_project.items():
        used = model.new_bool_var(f"channel-used[{project}]")
        first = model.new_int_var(0, horizon, f"channel-first[{project}]")
        last = model.new_int_var(0, horizon + protection, f"channel-last[{project}]")
        size = model.new_int_var(0, horizon + protection, f"channel-held[{project}]")
        for use in uses:
            model.add_implication(use.literal, used)
            model.add(first <= use.vars_.start).only_enforce_if(use.literal)
            model.add(last >= use.vars_.end + protection).only_enforce_if(use.literal)
        hulls.append(model.new_optional_interval_var(first, size, last, used, "channel"))
    model.add_no_overlap(hulls)

"""Hints: where the search begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from optimizer.domain import Plan, PlannedPackage
from optimizer.model.variables import PackageVars, Variables

__all__ = ["hint_plan", "hint_values"]


def hint_values(variables: Variables, values: Sequence[int]) -> None:
    """Begin at the values of an earlier solution, by variable index."""
    model = variables.model
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index in range(min(len(model.proto.variables), len(values))):
        variable: cp_model.IntVar = model.get_int_var_from_proto_index(index)
        model.add_hint(variable, values[index])


def hint_plan(variables: Variables, plan: Plan) -> None:
    """Begin at a plan; every project that is not in it is hinted as rejected."""
    model = variables.model
    model.clear_hints()  # type: ignore[no-untyped-call]
    planned = {project.project: project for project in plan.projects}
    money: dict[tuple[str, str, str, str, str, int], int] = defaultdict(int)
    for project, item in variables.projects.items():
        chosen = planned.get(project)
        model.add_hint(item.accepted, chosen is not None)
        packages = {p.package: p for p in chosen.packages} if chosen is not None else {}
        for vars_ in item.packages.values():
            line = packages.get(vars_.package.id)
            if line is not None:
                for cash in line.money:
                    place = (project, line.package, line.mode, cash.need, cash.fund, cash.period)
                    money[place] += cash.amount_cents
            _hint_package(model, vars_, line)
    for key, draw in variables.draws.items():
        model.add_hint(draw, money[key])


def _hint_package(model: cp_model.CpModel, vars_: PackageVars, line: PlannedPackage | None) -> None:
    if line is not None:
        model.add_hint(vars_.start, line.start)
        model.add_hint(vars_.end, line.end)
    for option in vars_.options:
        here = (
            line is not None
            and line.mode == option.mode.id
            and line.end - line.start == option.duration
        )
        model.add_hint(option.chosen, here)
        people = {s.need: s for s in line.staffing} if line is not None and here else {}
        things = {f.need: f.facility for f in line.facilities} if line is not None and here else {}
        for place in option.places:
            staffing = people.get(place.need.id)
            named = staffing.experts if staffing is not None else ()
            outside = staffing.outsourced if staffing is not None else 0
            for expert, literal in place.experts.items():
                model.add_hint(literal, expert in named)
            for count, literal in enumerate(place.outside, start=1):
                model.add_hint(literal, count == outside)
        for supply in option.supplies:
            for facility, literal in supply.facilities.items():
                model.add_hint(literal, things.get(supply.need.id) == facility)

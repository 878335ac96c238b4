"""Staffing: every place of a chosen option is filled by a different named person or outside."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from optimizer.model.variables import Place, Variables

__all__ = ["add_staffing"]


def add_staffing(variables: Variables) -> None:
    """Add headcounts, one place a person and package, and continuity.

    ``sum_e y_e + outsourced = headcount * x``; ``sum_n y_ne <= x``; for continuity between needs of
    headcounts ``h1 <= h2``: the people on the first are among those on the second.
    """
    model = variables.model
    for vars_ in variables.all_packages():
        for option in vars_.options:
            by_expert: dict[str, list[cp_model.IntVar]] = defaultdict(list)
            for place in option.places:
                outside = sum((i + 1) * lit for i, lit in enumerate(place.outside))
                model.add(
                    sum(place.experts.values()) + outside == place.need.headcount * option.chosen
                )
                if place.outside:
                    model.add_at_most_one(place.outside)
                for expert, literal in place.experts.items():
                    by_expert[expert].append(literal)
            for literals in by_expert.values():
                model.add(sum(literals) <= option.chosen)
    _add_continuity(variables)


def _add_continuity(variables: Variables) -> None:
    model = variables.model
    for item in variables.projects.values():
        for vars_ in item.packages.values():
            for option in vars_.options:
                for place in option.places:
                    reference = place.need.same_as
                    if reference is None:
                        continue
                    for other in item.packages[reference.package].options:
                        for there in other.places:
                            if there.need.id == reference.need:
                                both = (option.chosen, other.chosen)
                                _tie(model, place, there, both)


def _tie(
    model: cp_model.CpModel,
    here: Place,
    there: Place,
    both: tuple[cp_model.IntVar, cp_model.IntVar],
) -> None:
    """Of two places, whoever names fewer people names only people of the other."""
    if not here.outside and not there.outside:
        small, large = (
            (here, there)
            if here.need.headcount <= there.need.headcount
            else (
                there,
                here,
            )
        )
        _contain(model, small, large, both)
        return
    fewer_here = model.new_bool_var("")
    named_here, named_there = sum(here.experts.values()), sum(there.experts.values())
    model.add(named_here <= named_there).only_enforce_if([*both, fewer_here])
    model.add(named_there <= named_here).only_enforce_if([*both, fewer_here.negated()])
    _contain(model, here, there, (*both, fewer_here))
    _contain(model, there, here, (*both, fewer_here.negated()))


def _contain(
    model: cp_model.CpModel,
    small: Place,
    large: Place,
    given: tuple[cp_model.LiteralT, ...],
) -> None:
    for expert, literal in small.experts.items():
        among = large.experts.get(expert)
        if among is None:
            model.add_bool_or([literal.negated(), *(lit.negated() for lit in _lits(given))])
        else:
            model.add_implication(literal, among).only_enforce_if(list(given))


def _lits(given: tuple[cp_model.LiteralT, ...]) -> list[cp_model.IntVar]:
    return list(given)  # type: ignore[arg-type]

"""Pins: what people agreed holds if its project is accepted."""

from __future__ import annotations

from collections.abc import Collection

from optimizer.domain import FundPin, ModePin, PersonPin, Pin, ProjectPin, StartPin, WindowPin
from optimizer.model.variables import PackageVars, Variables

__all__ = ["add_pins", "pin_name"]


def pin_name(index: int, pin: Pin) -> str:
    """Return the name by which a pin is shown and waived."""
    parts = [pin.project]
    parts += [
        str(value)
        for field in ("package", "need", "mode", "expert", "fund", "start")
        if (value := getattr(pin, field, None)) is not None
    ]
    return f"pin:{index}:{pin.kind}:{'/'.join(parts)}"


def add_pins(variables: Variables, waived: Collection[str] = ()) -> None:
    """Add every pin; the ones named in ``waived`` are left out (for explaining infeasibility)."""
    model = variables.model
    for index, pin in enumerate(variables.round.pins):
        if pin_name(index, pin) in waived:
            continue
        item = variables.projects[pin.project]
        if isinstance(pin, ProjectPin):
            model.add(item.accepted == int(pin.accepted))
            continue
        vars_ = item.packages[pin.package]
        if isinstance(pin, StartPin):
            model.add(vars_.start == pin.start).only_enforce_if(item.accepted)
        elif isinstance(pin, WindowPin):
            model.add(vars_.start >= pin.earliest_start).only_enforce_if(item.accepted)
            if pin.deadline is not None:
                model.add(vars_.end <= pin.deadline).only_enforce_if(item.accepted)
        elif isinstance(pin, ModePin):
            for option in vars_.options:
                if option.mode.id != pin.mode:
                    model.add(option.chosen == 0)
        elif isinstance(pin, PersonPin):
            _add_person(variables, vars_, pin)
        elif isinstance(pin, FundPin):
            draws = [
                draw
                for key, draw in variables.draws.items()
                if (key[0], key[1], key[3], key[4])
                == (pin.project, pin.package, pin.need, pin.fund)
            ]
            model.add(sum(draws) == pin.amount_cents).only_enforce_if(item.accepted)


def _add_person(variables: Variables, vars_: PackageVars, pin: PersonPin) -> None:
    model = variables.model
    for option in vars_.options:
        literals = [
            place.experts[pin.expert]
            for place in option.places
            if place.need.id == pin.need and pin.expert in place.experts
        ]
        if pin.assigned:
            model.add(sum(literals) == option.chosen)
        else:
            model.add(sum(literals) == 0)

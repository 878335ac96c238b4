"""Build the model of a round: variables, then every family. Their order never matters."""

from __future__ import annotations

from collections.abc import Collection

from optimizer.domain import Round
from optimizer.model.families.acceptance import add_acceptance
from optimizer.model.families.datasets import add_datasets
from optimizer.model.families.facilities import add_facilities
from optimizer.model.families.money import add_money
from optimizer.model.families.packages import add_packages
from optimizer.model.families.people import add_people
from optimizer.model.families.pins import add_pins
from optimizer.model.families.pooled import add_pooled_skills
from optimizer.model.families.staffing import add_staffing
from optimizer.model.held import Held
from optimizer.model.variables import Variables, make_variables

__all__ = ["build_model"]


def build_model(round_: Round, waived: Collection[str] = (), held: Held | None = None) -> Variables:
    """Return the variables of a round with every constraint added.

    Parameters
    ----------
    round_ : Round
        Passed its checks without errors.
    waived : collection of str
        Names of mandatory projects and pins to leave out (see :mod:`optimizer.solve.conflict`).
    held : Held, optional
        What projects outside the round already use.
    """
    variables = make_variables(round_, held)
    add_acceptance(variables, waived)
    add_packages(variables)
    add_staffing(variables)
    add_people(variables)
    add_pooled_skills(variables)
    add_facilities(variables)
    add_datasets(variables)
    add_money(variables)
    add_pins(variables, waived)
    return variables

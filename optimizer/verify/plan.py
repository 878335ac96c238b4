"""Every rule of the domain, asked of one plan."""

from __future__ import annotations

from optimizer.domain import Plan, Round
from optimizer.verify.agreed import verify_pins
from optimizer.verify.money import verify_money
from optimizer.verify.people import verify_load, verify_staffing
from optimizer.verify.resolved import resolve
from optimizer.verify.schedule import verify_acceptance, verify_schedule
from optimizer.verify.things import verify_channels, verify_datasets, verify_facilities
from optimizer.verify.violation import Ledger, Violation

__all__ = ["verify_plan"]

_RULES = (
    verify_acceptance,
    verify_schedule,
    verify_staffing,
    verify_load,
    verify_facilities,
    verify_channels,
    verify_datasets,
    verify_money,
    verify_pins,
)


def verify_plan(round_: Round, plan: Plan) -> tuple[Violation, ...]:
    """Check a plan against every rule of its round.

    Parameters
    ----------
    round_ : Round
        A round whose own references hold (the checks see to that).
    plan : Plan
        Any plan, whoever made it; ids unknown to the round are violations.

    Returns
    -------
    tuple of Violation
        All that is broken, in a fixed order; empty when the plan is allowed.
    """
    ledger = Ledger()
    resolved = resolve(round_, plan, ledger)
    for rule in _RULES:
        rule(resolved, ledger)
    return tuple(ledger.violations)

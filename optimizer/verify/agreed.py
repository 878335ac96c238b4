"""Pins: what was agreed holds, if its project is accepted."""

from __future__ import annotations

from optimizer.domain import FundPin, ModePin, PersonPin, Pin, ProjectPin, StartPin, WindowPin
from optimizer.verify.resolved import Activity, Resolved
from optimizer.verify.violation import Ledger

__all__ = ["verify_pin", "verify_pins"]


def verify_pins(resolved: Resolved, ledger: Ledger) -> None:
    """Every pin holds; one on a package is asked only of accepted projects."""
    for pin in resolved.round.pins:
        verify_pin(resolved, pin, ledger)


def verify_pin(resolved: Resolved, pin: Pin, ledger: Ledger) -> None:
    """One pin holds; it need not be one of the round's."""
    if isinstance(pin, ProjectPin):
        if (pin.project in resolved.accepted) != pin.accepted:
            wanted = "accepted" if pin.accepted else "rejected"
            ledger.add("pin.project", pin.project, limit=wanted)
        return
    activity = resolved.by_place().get((pin.project, pin.package))
    if activity is not None:
        _verify_on(activity, pin, ledger)


def _verify_on(activity: Activity, pin: Pin, ledger: Ledger) -> None:
    planned, where = activity.planned, activity.where
    if isinstance(pin, StartPin):
        if planned.start != pin.start:
            ledger.add("pin.start", *where, found=planned.start, limit=pin.start)
    elif isinstance(pin, ModePin):
        if planned.mode != pin.mode:
            ledger.add("pin.mode", *where, found=planned.mode, limit=pin.mode)
    elif isinstance(pin, WindowPin):
        if planned.start < pin.earliest_start:
            ledger.add("pin.window", *where, found=planned.start, limit=pin.earliest_start)
        if pin.deadline is not None and planned.end > pin.deadline:
            ledger.add("pin.window", *where, found=planned.end, limit=pin.deadline)
    elif isinstance(pin, PersonPin):
        on_need = any(
            line.need.id == pin.need and any(e.id == pin.expert for e in line.experts)
            for line in activity.staffed
        )
        if on_need != pin.assigned:
            wanted = "assigned" if pin.assigned else "not assigned"
            ledger.add("pin.person", *where, pin.need, resource=pin.expert, limit=wanted)
    elif isinstance(pin, FundPin):
        paid = sum(
            line.amount_cents
            for line in planned.money
            if line.need == pin.need and line.fund == pin.fund
        )
        if paid != pin.amount_cents:
            ledger.add(
                "pin.fund",
                *where,
                pin.need,
                resource=pin.fund,
                found=paid,
                limit=pin.amount_cents,
            )

"""What the exit code of a command says."""

from __future__ import annotations

from optimizer.domain import Status

__all__ = [
    "FAULT",
    "FINDINGS",
    "INFEASIBLE",
    "INTERRUPTED",
    "NO_PLAN",
    "OK",
    "TIME_LIMIT",
    "USAGE",
    "VIOLATIONS",
    "exit_code_of",
]

OK = 0
VIOLATIONS = 1
"""``verify``: the plan breaks a rule of the round, or answers another round.

``game --check``: the shares fail a line of the certificate.
"""
USAGE = 2
FINDINGS = 3
"""The input has findings that stop it."""
INFEASIBLE = 4
NO_PLAN = 7
"""The time limit came before any plan; nothing is known about whether one exists."""
TIME_LIMIT = 8
"""The time limit came with a usable plan that is not proven optimal."""
FAULT = 70
"""A fault of ours (``EX_SOFTWARE`` of sysexits.h)."""
INTERRUPTED = 130

_BY_STATUS = {
    Status.OPTIMAL: OK,
    Status.FEASIBLE: TIME_LIMIT,
    Status.INFEASIBLE: INFEASIBLE,
    Status.NO_PLAN_FOUND: NO_PLAN,
    Status.CANCELLED: INTERRUPTED,
}


def exit_code_of(status: Status) -> int:
    """Return the exit code of a solve that ended with ``status``."""
    return _BY_STATUS[status]

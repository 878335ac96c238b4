"""Amendments: changes to what a published plan gives, and the small re-run that finds them room.

An amendment is pure: it makes of the published round and its plan the round in which everything
else stays as it is agreed, and as little as possible moves.
"""

from scenarios.amendments.freed import freed_round
from scenarios.amendments.kinds import (
    AnyAmendment,
    Extension,
    Reduction,
    Release,
    Supplement,
    Transfer,
)
from scenarios.amendments.rerun import HELD, rerun_round
from scenarios.amendments.settling import (
    DepartmentDifference,
    Payment,
    SettlementDifference,
    settle_difference,
)

__all__ = [
    "HELD",
    "AnyAmendment",
    "DepartmentDifference",
    "Extension",
    "Payment",
    "Reduction",
    "Release",
    "SettlementDifference",
    "Supplement",
    "Transfer",
    "freed_round",
    "rerun_round",
    "settle_difference",
]

"""Urgent requests: options against a published plan, each with the bill of who is displaced."""

from scenarios.urgent.answer import answer_urgent, option_outcome
from scenarios.urgent.documents import (
    DepartmentBill,
    Displacement,
    UrgentAnswer,
    UrgentOption,
    Without,
)
from scenarios.urgent.options import OPTION_TITLES

__all__ = [
    "OPTION_TITLES",
    "DepartmentBill",
    "Displacement",
    "UrgentAnswer",
    "UrgentOption",
    "Without",
    "answer_urgent",
    "option_outcome",
]

"""Figures of an outcome as tidy data, without any solver: what every surface shows.

:func:`figures_of` computes them all; :func:`frame_of` and :func:`load_frame` turn rows into tables.
"""

from scenarios.figures.accounts import Account, FundDraw, accounts, jain_index
from scenarios.figures.costs import COST_KINDS, CostKind, CostLine, cost_lines, sums_by
from scenarios.figures.flows import Flow, FlowKind, flows
from scenarios.figures.frames import frame_of, load_frame
from scenarios.figures.funds import CategoryUse, SlotUse, category_uses, fund_totals, slot_uses
from scenarios.figures.lines import (
    DatasetUse,
    FacilityUse,
    OutsideUse,
    PackageRun,
    Payment,
    PersonUse,
    PlanLines,
    lines_of,
)
from scenarios.figures.loads import (
    Loads,
    facility_loads,
    grouped,
    person_loads,
    share_pct,
    skill_loads,
)
from scenarios.figures.outcome import OutcomeFigures, figures_of
from scenarios.figures.pressure import (
    Pressure,
    kind_pressures,
    money_pressures,
    skill_pressures,
)
from scenarios.figures.projects import Ask, Difference, ProjectRow, project_rows
from scenarios.figures.tightness import TightSet, tight_sets

__all__ = [
    "COST_KINDS",
    "Account",
    "Ask",
    "CategoryUse",
    "CostKind",
    "CostLine",
    "DatasetUse",
    "Difference",
    "FacilityUse",
    "Flow",
    "FlowKind",
    "FundDraw",
    "Loads",
    "OutcomeFigures",
    "OutsideUse",
    "PackageRun",
    "Payment",
    "PersonUse",
    "PlanLines",
    "Pressure",
    "ProjectRow",
    "SlotUse",
    "TightSet",
    "accounts",
    "category_uses",
    "cost_lines",
    "facility_loads",
    "figures_of",
    "flows",
    "frame_of",
    "fund_totals",
    "grouped",
    "jain_index",
    "kind_pressures",
    "lines_of",
    "load_frame",
    "money_pressures",
    "person_loads",
    "project_rows",
    "share_pct",
    "skill_loads",
    "skill_pressures",
    "slot_uses",
    "sums_by",
    "tight_sets",
]

"""Plans side by side: headline figures with what they prove, projects, people, departments."""

from scenarios.compare.comparison import (
    Case,
    Comparison,
    DepartmentDelta,
    LoadDelta,
    PersonDelta,
    ProjectDelta,
    Side,
    compare_plans,
)
from scenarios.compare.kpis import (
    KPIS,
    Delta,
    Kpi,
    PlanFigures,
    figures_from,
    headline_deltas,
    plan_figures,
)
from scenarios.compare.lines import LineChanges, line_changes, plan_lines

__all__ = [
    "KPIS",
    "Case",
    "Comparison",
    "Delta",
    "DepartmentDelta",
    "Kpi",
    "LineChanges",
    "LoadDelta",
    "PersonDelta",
    "PlanFigures",
    "ProjectDelta",
    "Side",
    "compare_plans",
    "figures_from",
    "headline_deltas",
    "line_changes",
    "plan_figures",
    "plan_lines",
]

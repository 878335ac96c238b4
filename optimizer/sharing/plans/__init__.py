"""Cost sharing of a plan: cost lines, service games, cents, settlement, statements."""

from optimizer.sharing.plans.cost_lines import CostKind, CostLine, cost_lines
from optimizer.sharing.plans.documents import PlanShares
from optimizer.sharing.plans.money import format_cents
from optimizer.sharing.plans.service_shares import Basis, plan_service_game, project_service_game
from optimizer.sharing.plans.settlement import Settlement, settle_balances
from optimizer.sharing.plans.share_plan import PlanPolicy, share_plan

__all__ = [
    "Basis",
    "CostKind",
    "CostLine",
    "PlanPolicy",
    "PlanShares",
    "Settlement",
    "cost_lines",
    "format_cents",
    "plan_service_game",
    "project_service_game",
    "settle_balances",
    "share_plan",
]

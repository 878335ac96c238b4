"""Cost sharing of a plan: cost lines, service games, cents, settlement, statements."""

from optimizer.sharing.plans.benefits import (
    Actuals,
    BenefitEvaluation,
    check_actuals,
    evaluate_benefits,
    requester_drift,
)
from optimizer.sharing.plans.choices import (
    RuleChoice,
    has_closed_form,
    largest_project,
    plan_choices,
    read_choice,
)
from optimizer.sharing.plans.co_funding import CoFunding, co_fund
from optimizer.sharing.plans.cost_lines import CostKind, CostLine, cost_lines
from optimizer.sharing.plans.documents import AmountInterval, PlanShares
from optimizer.sharing.plans.money import format_cents
from optimizer.sharing.plans.policy import PlanPolicy
from optimizer.sharing.plans.service_shares import Basis, plan_service_game, project_service_game
from optimizer.sharing.plans.settlement import Settlement, settle_balances
from optimizer.sharing.plans.share_by_game import share_plan_by_game
from optimizer.sharing.plans.share_by_sample import share_plan_by_sample, share_value_by_sample
from optimizer.sharing.plans.share_plan import share_plan
from optimizer.sharing.plans.value_shares import (
    DepartmentValue,
    ResourcePrice,
    ValueShares,
    share_value,
)

__all__ = [
    "Actuals",
    "AmountInterval",
    "Basis",
    "BenefitEvaluation",
    "CoFunding",
    "CostKind",
    "CostLine",
    "DepartmentValue",
    "PlanPolicy",
    "PlanShares",
    "ResourcePrice",
    "RuleChoice",
    "Settlement",
    "ValueShares",
    "check_actuals",
    "co_fund",
    "cost_lines",
    "evaluate_benefits",
    "format_cents",
    "has_closed_form",
    "largest_project",
    "plan_choices",
    "plan_service_game",
    "project_service_game",
    "read_choice",
    "requester_drift",
    "settle_balances",
    "share_plan",
    "share_plan_by_game",
    "share_plan_by_sample",
    "share_value",
    "share_value_by_sample",
]

"""Coalitions by solving: what each is worth or costs by itself, for the rules of cost sharing."""

from optimizer.coalitions.evaluation import (
    CoalitionCache,
    CoalitionLimits,
    CoalitionSolver,
    Known,
    solve_by_cp_sat,
)
from optimizer.coalitions.prices import OwenPrices, owen_prices, relaxed_value
from optimizer.coalitions.share_by_prices import share_by_prices
from optimizer.coalitions.share_by_rows import share_cost_by_rows, share_value_by_rows
from optimizer.coalitions.stand_alone import (
    StandAlone,
    StandAloneGame,
    stand_alone_costs,
    stand_alone_values,
)
from optimizer.coalitions.together import Together

__all__ = [
    "CoalitionCache",
    "CoalitionLimits",
    "CoalitionSolver",
    "Known",
    "OwenPrices",
    "StandAlone",
    "StandAloneGame",
    "Together",
    "owen_prices",
    "relaxed_value",
    "share_by_prices",
    "share_cost_by_rows",
    "share_value_by_rows",
    "solve_by_cp_sat",
    "stand_alone_costs",
    "stand_alone_values",
]

"""Cost sharing: who pays what, why it is fair, and the proof.

Rules take a game (players and what each coalition costs or is worth) and return exact shares;
certificates check any shares of any game without knowing the rule.
"""

from optimizer.sharing.airport import AirportGame
from optimizer.sharing.constraints import ShareConstraints, find_clashes, project_shares
from optimizer.sharing.equal_shares import Completion, fund_by_equal_shares
from optimizer.sharing.game import Game, Interval, Kind, OracleGame
from optimizer.sharing.linear_production import LinearProduction, owen_shares
from optimizer.sharing.nucleolus import solve_nucleolus
from optimizer.sharing.plans import (
    AmountInterval,
    Basis,
    PlanPolicy,
    PlanShares,
    ValueShares,
    share_plan,
    share_plan_by_game,
    share_plan_by_sample,
    share_value,
    share_value_by_sample,
)
from optimizer.sharing.reading import GameFile, read_game_text
from optimizer.sharing.refusals import RuleRefused
from optimizer.sharing.registry import RULES, Rule, RuleInputs, find_rule
from optimizer.sharing.rounding import TieRule, round_largest_remainder, round_matrix
from optimizer.sharing.row_generation import Separation, solve_by_rows
from optimizer.sharing.sampling import sample_shapley
from optimizer.sharing.service_game import ServiceGame
from optimizer.sharing.shapley import shapley_intervals, shapley_value, weighted_shapley_value
from optimizer.sharing.share import GameShares, share_game
from optimizer.sharing.stability import find_empty_core_proof

__all__ = [
    "RULES",
    "AirportGame",
    "AmountInterval",
    "Basis",
    "Completion",
    "Game",
    "GameFile",
    "GameShares",
    "Interval",
    "Kind",
    "LinearProduction",
    "OracleGame",
    "PlanPolicy",
    "PlanShares",
    "Rule",
    "RuleInputs",
    "RuleRefused",
    "Separation",
    "ServiceGame",
    "ShareConstraints",
    "TieRule",
    "ValueShares",
    "find_clashes",
    "find_empty_core_proof",
    "find_rule",
    "fund_by_equal_shares",
    "owen_shares",
    "project_shares",
    "read_game_text",
    "round_largest_remainder",
    "round_matrix",
    "sample_shapley",
    "shapley_intervals",
    "shapley_value",
    "share_game",
    "share_plan",
    "share_plan_by_game",
    "share_plan_by_sample",
    "share_value",
    "share_value_by_sample",
    "solve_by_rows",
    "solve_nucleolus",
    "weighted_shapley_value",
]

"""Share the cost of a plan by a sampled Shapley value, where coalitions are too many to solve."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.game import Kind, OracleGame
from optimizer.sharing.plans.documents import PlanShares
from optimizer.sharing.plans.money import format_cents
from optimizer.sharing.plans.policy import PlanPolicy
from optimizer.sharing.plans.share_by_known import KnownShares, share_plan_by_known
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import RULES
from optimizer.sharing.sampling import sample_shapley
from optimizer.verify.measures import measure

__all__ = ["share_plan_by_sample"]


def share_plan_by_sample(
    round_: Round,
    plan: Plan,
    game: OracleGame,
    *,
    budget: int,
    seed: int = 1,
    policy: PlanPolicy | None = None,
    notes: tuple[Text, ...] = (),
) -> PlanShares:
    """Share the cost of a verified plan by the Shapley value of a sample of coalitions.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : OracleGame
        A cost game in cents; its players are the round's departments in order, and the grand
        coalition costs what the plan costs.
    budget : int
        Coalitions evaluated at most (besides each department alone).
    seed : int
    policy : PlanPolicy, optional
        "Not worse than alone" takes the end of an interval that binds more.
    notes : tuple of Text
        What the game assumes.

    Raises
    ------
    RuleRefused
        The budget is too small for so many departments.
    ValueError
        The game is not one of this plan's cost among these departments.
    """
    departments = tuple(d.id for d in round_.departments)
    total = measure(round_, plan, "cost")
    if game.players != departments or game.kind is not Kind.COST:
        raise ValueError("the game must be a cost game of the round's departments, in order")
    try:
        found = sample_shapley(game, budget=budget, seed=seed)
    except ValueError as fault:
        raise refuse(
            "rule.bad-budget",
            f"抽样的求值次数太少：{len(departments)} 个部门至少需要 {24 * len(departments)} 次。",
            f"The sampling budget is too small: {fault}.",
            found=str(budget),
            expected=f"at least {24 * len(departments)}",
        ) from None
    shares = [Fraction(round(estimate)) for estimate in found.estimates]
    shares[-1] += total - sum(shares, Fraction(0))
    known = {1 << i: game.interval(1 << i) for i in range(len(departments))} | dict(game.known)
    widest = format_cents(ceil(max(found.half_widths, default=0.0)), round_.currency)
    sampled = Text(
        zh=f"抽样估计：{found.evaluations} 次求值，种子 {seed}；"
        f"{found.confidence:.0%} 的把握下所有份额同时误差不超过 {widest} {round_.currency}。",
        en=f"Estimated from {found.evaluations} evaluations, seed {seed}; with "
        f"{found.confidence:.0%} confidence no share is off by more than {widest} "
        f"{round_.currency}.",
    )
    estimate = KnownShares(RULES["sampled-shapley"], tuple(shares), False, known)
    return share_plan_by_known(round_, plan, estimate, policy, (*notes, sampled))

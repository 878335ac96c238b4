"""Share the cost of a plan by a sampled Shapley value, where coalitions are too many to solve."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.certificates.partial import certify_known_coalitions
from optimizer.sharing.constraints import Clash, find_clashes, project_shares
from optimizer.sharing.game import Kind, OracleGame
from optimizer.sharing.plans.cost_lines import cost_lines
from optimizer.sharing.plans.documents import AmountInterval, PlanShares
from optimizer.sharing.plans.money import format_cents, money_words
from optimizer.sharing.plans.policy import PlanPolicy
from optimizer.sharing.plans.service_shares import project_cells
from optimizer.sharing.plans.statements import ExactShares, state_shares
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import RULES
from optimizer.sharing.sampling import sample_shapley

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
    lines = cost_lines(round_, plan)
    total = sum(line.cents for line in lines)
    if game.players != departments or game.kind is not Kind.COST:
        raise ValueError("the game must be a cost game of the round's departments, in order")
    card = RULES["sampled-shapley"]
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
    alone = {}
    for i, department in enumerate(departments):
        cost = game.interval(1 << i)
        alone[department] = AmountInterval(low=floor(cost.low), high=ceil(cost.high))
    shown = money_words(round_.currency)
    asked = (policy or PlanPolicy()).constraints(round_)
    final: tuple[Fraction, ...] = tuple(shares)
    clashes: tuple[Clash, ...] = ()
    if not asked.is_empty:
        totals = _Totals(departments, Fraction(total), tuple(alone[d].low for d in departments))
        final = project_shares(totals, shares, asked).shares
        clashes = find_clashes(totals, asked, shown)
    certificate = certify_known_coalitions(
        departments, Kind.COST, Fraction(total), game.known, final, shown
    )
    widest = format_cents(ceil(max(found.half_widths, default=0.0)), round_.currency)
    sampled = Text(
        zh=f"抽样估计：{found.evaluations} 次求值，种子 {seed}；"
        f"{found.confidence:.0%} 的把握下所有份额同时误差不超过 {widest} {round_.currency}。",
        en=f"Estimated from {found.evaluations} evaluations, seed {seed}; with "
        f"{found.confidence:.0%} confidence no share is off by more than {widest} "
        f"{round_.currency}.",
    )
    return state_shares(
        round_,
        plan,
        lines,
        ExactShares(
            game="stand-alone",
            rule=card,
            exact=False,
            cells=project_cells(round_, lines),
            fair=dict(zip(departments, shares, strict=True)),
            final=dict(zip(departments, final, strict=True)),
            alone=alone,
        ),
        certificate.lines,
        clashes,
        (*notes, sampled),
    )


@dataclass(frozen=True, slots=True)
class _Totals:
    """What policy needs of a game whose table is out of reach."""

    players: tuple[str, ...]
    total: Fraction
    alone: tuple[int, ...]

    @property
    def kind(self) -> Kind:
        return Kind.COST

    @property
    def n(self) -> int:
        return len(self.players)

    @property
    def grand(self) -> int:
        return (1 << self.n) - 1

    def value(self, mask: int) -> Fraction:
        if mask == self.grand:
            return self.total
        return Fraction(self.alone[mask.bit_length() - 1])

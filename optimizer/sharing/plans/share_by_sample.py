"""Share a plan's cost or value by a sampled Shapley value, where coalitions are too many."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.certificates.partial import certify_known_coalitions
from optimizer.sharing.game import Kind, OracleGame
from optimizer.sharing.plans.documents import AmountInterval, CertificateEntry, PlanShares
from optimizer.sharing.plans.money import format_cents
from optimizer.sharing.plans.plan_figures import plan_hash, plan_values
from optimizer.sharing.plans.policy import PlanPolicy
from optimizer.sharing.plans.share_by_known import KnownShares, share_plan_by_known
from optimizer.sharing.plans.value_shares import DepartmentValue, ValueShares
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import RULES
from optimizer.sharing.sampling import SampledShapley, sample_shapley
from optimizer.verify.measures import measure

__all__ = ["share_plan_by_sample", "share_value_by_sample"]


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
    found = _sampled(game, budget, seed)
    shares = [Fraction(round(estimate)) for estimate in found.estimates]
    shares[-1] += total - sum(shares, Fraction(0))
    known = {1 << i: game.interval(1 << i) for i in range(len(departments))} | dict(game.known)
    widest = format_cents(ceil(max(found.half_widths, default=0.0)), round_.currency)
    sampled = _note(found, seed, f"{widest} {round_.currency}")
    estimate = KnownShares(RULES["sampled-shapley"], tuple(shares), False, known)
    return share_plan_by_known(round_, plan, estimate, policy, (*notes, sampled))


def share_value_by_sample(
    round_: Round,
    plan: Plan,
    game: OracleGame,
    *,
    budget: int,
    seed: int = 1,
    notes: tuple[Text, ...] = (),
) -> ValueShares:
    """Share the value of a verified plan by the Shapley value of a sample of coalitions.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : OracleGame
        A value game in value points; its players are the round's departments in order, and the
        grand coalition is worth what the plan is worth.
    budget, seed : int
    notes : tuple of Text
        What the game assumes.

    Raises
    ------
    RuleRefused
        The budget is too small for so many departments.
    ValueError
        The game is not a value game of these departments.
    """
    departments = tuple(d.id for d in round_.departments)
    if game.players != departments or game.kind is not Kind.VALUE:
        raise ValueError("the game must be a value game of the round's departments, in order")
    found = _sampled(game, budget, seed)
    values = plan_values(round_, plan)
    whole = Fraction(sum(values.values()))
    shares = [Fraction(estimate).limit_denominator(1000) for estimate in found.estimates]
    shares[-1] += whole - sum(shares, Fraction(0))
    alone = {1 << i: game.interval(1 << i) for i in range(len(departments))}
    known = alone | dict(game.known)
    card = RULES["sampled-shapley"]
    rows = [
        DepartmentValue(
            department=department,
            plan_points=values[department],
            alone_points=AmountInterval(
                low=floor(alone[1 << i].low), high=ceil(alone[1 << i].high)
            ),
            share_points=float(shares[i]),
            share_exact=None,
        )
        for i, department in enumerate(departments)
    ]
    widest = f"{max(found.half_widths, default=0.0):.2f}"
    return ValueShares(
        round_hash=round_.content_hash(),
        plan_hash=plan_hash(plan),
        game="stand-alone",
        rule=card.id,
        rule_name=Text(zh=card.zh, en=card.en),
        exact=False,
        total_points=float(whole),
        departments=tuple(rows),
        certificate=CertificateEntry.of(
            certify_known_coalitions(departments, Kind.VALUE, whole, known, shares).lines
        ),
        plan_certificate=CertificateEntry.of(
            certify_known_coalitions(
                departments, Kind.VALUE, whole, known, [Fraction(values[d]) for d in departments]
            ).lines
        ),
        notes=(*notes, _note(found, seed, widest)),
    )


def _sampled(game: OracleGame, budget: int, seed: int) -> SampledShapley:
    try:
        return sample_shapley(game, budget=budget, seed=seed)
    except ValueError as fault:
        n = len(game.players)
        raise refuse(
            "rule.bad-budget",
            f"抽样的求值次数太少：{n} 个部门至少需要 {24 * n} 次。",
            f"The sampling budget is too small: {fault}.",
            found=str(budget),
            expected=f"at least {24 * n}",
        ) from None


def _note(found: SampledShapley, seed: int, widest: str) -> Text:
    return Text(
        zh=f"抽样估计：{found.evaluations} 次求值，种子 {seed}；"
        f"{found.confidence:.0%} 的把握下所有份额同时误差不超过 {widest}。",
        en=f"Estimated from {found.evaluations} evaluations, seed {seed}; with "
        f"{found.confidence:.0%} confidence no share is off by more than {widest}.",
    )

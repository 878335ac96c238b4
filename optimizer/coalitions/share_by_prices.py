"""The value of a round by Owen's prices of its relaxed plan, with what is proven about them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from optimizer.coalitions.prices import OwenPrices, owen_prices, relaxed_value
from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.certificates import CertificateLine, Verdict
from optimizer.sharing.exact_numbers import format_amount
from optimizer.sharing.plans import AmountInterval, DepartmentValue, ResourcePrice, ValueShares
from optimizer.sharing.plans.documents import CertificateEntry
from optimizer.sharing.plans.plan_figures import plan_hash, plan_values
from optimizer.sharing.registry import RULES

__all__ = ["share_by_prices"]


def share_by_prices(round_: Round, plan: Plan) -> ValueShares:
    """Value every department's resources at the prices of the relaxed plan.

    Parameters
    ----------
    round_, plan : Round, Plan
        The plan stands beside the prices for comparison; it does not enter them.

    Raises
    ------
    SolverFault
        The LP was not solved, or its primal and dual do not agree.
    """
    found = owen_prices(round_)
    departments = tuple(d.id for d in round_.departments)
    shares = found.shares(departments)
    values = plan_values(round_, plan)
    rows = []
    for department in departments:
        alone = relaxed_value(found.relaxed, [department])
        rows.append(
            DepartmentValue(
                department=department,
                plan_points=values[department],
                # An LP value in floating point: the whole points around it.
                alone_points=AmountInterval(low=floor(alone + 1e-6), high=ceil(alone - 1e-6)),
                share_points=float(shares[department]),
                share_exact=None,
            )
        )
    card = RULES["owen"]
    return ValueShares(
        round_hash=round_.content_hash(),
        plan_hash=plan_hash(plan),
        game="linear",
        rule=card.id,
        rule_name=Text(zh=card.zh, en=card.en),
        exact=False,
        total_points=found.value,
        departments=tuple(rows),
        certificate=CertificateEntry.of(_lines(found, sum(values.values()))),
        plan_certificate=(),
        prices=tuple(
            ResourcePrice(
                kind=resource.kind,
                id=resource.id,
                department=resource.department,
                amount=resource.amount,
                points_per_unit=float(price),
                points=float(price * resource.amount),
            )
            for resource, price in found.price_list()
        ),
        notes=(Text(zh=_NOTE_ZH, en=_NOTE_EN),),
    )


def _lines(found: OwenPrices, plan_points: int) -> tuple[CertificateLine, ...]:
    total = sum(
        (p * r.amount for p, r in zip(found.prices, found.relaxed.resources, strict=True)),
        Fraction(0),
    )
    handed, worth = (format_amount(x, 3) for x in (total, Fraction(found.value)))
    over = format_amount(total - plan_points, 3)
    slack = f"{float(found.slack):.3g}"
    fits = abs(total - plan_points) < Fraction(1, 10**6)
    return (
        CertificateLine(
            "primal-dual",
            Verdict.PASS,
            f"放松计划的价值 {worth} 与全部资源按价格之值 {handed} 一致。",
            f"The relaxed plan is worth {worth}, and all resources at their prices {handed}.",
            {"primal": found.value, "dual": float(total)},
        ),
        CertificateLine(
            "core",
            Verdict.PASS,
            "在放松后的博弈中，没有联盟的价值高于其资源按价格之值"
            f"（精确算术证明，误差至多 {slack}）。",
            "In the relaxed game no coalition is worth more than its resources at these prices "
            f"(proved in exact fractions, up to {slack}).",
            {"slack": float(found.slack)},
        ),
        CertificateLine(
            "efficiency",
            Verdict.PASS if fits else Verdict.FAIL,
            f"价格共分出 {handed} 点，本计划的价值为 {plan_points}，相差 {over}。",
            f"The prices hand out {handed} points; the plan is worth {plan_points}, a difference "
            f"of {over}.",
            {"shares": float(total), "plan": plan_points},
        ),
    )


_NOTE_ZH = (
    "线性生产博弈：项目可部分接受，人员与设施按整个期间的总量计，不计时间先后；"
    "价格说明多一个单位值多少点，不是对计划价值的划分。"
)
_NOTE_EN = (
    "Linear production game: projects may be accepted in part, people and facilities count by "
    "their total over the horizon, and time is left out; a price says what one more unit is worth, "
    "it does not divide the value of the plan."
)

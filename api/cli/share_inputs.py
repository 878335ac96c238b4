"""What ``roundtable share`` is given: an outcome with a plan, and what policy asks for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.documents import stop_with
from api.cli.options import Lang
from api.cli.speech import text
from optimizer.domain import Outcome, Plan, Round
from optimizer.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from optimizer.sharing import PlanPolicy

__all__ = ["plan_of", "read_policy", "refuse_on_points", "refuse_other_rule"]


def plan_of(round_: Round, outcome: Outcome, outcome_file: Path, lang: Lang, as_json: bool) -> Plan:
    """Return the plan of an outcome that answers the round.

    Raises
    ------
    typer.Exit
        With code 3, after showing the findings, when it answers another round, holds no plan, or
        holds one that breaks a rule.
    """
    from optimizer.verify import verify_plan

    def finding(code: str, pointer: str, zh: str, en: str, found: str = "") -> Finding:
        place = Place(pointer=pointer, file=outcome_file.name)
        return Finding(code, Severity.ERROR, place, zh, en, found=found)

    plan = outcome.plan
    if outcome.provenance.round_hash != round_.content_hash():
        other = finding(
            "outcome.other-round",
            "/provenance/round_hash",
            "该结果回答的是另一个轮次（或轮次已被修改）。",
            "The outcome answers another round, or the round was changed since.",
            outcome.provenance.round_hash,
        )
        raise stop_with([other], lang, as_json)
    if plan is None:
        none = finding(
            "outcome.no-plan",
            "/plan",
            "该结果没有计划，没有可分摊的成本。",
            "The outcome holds no plan, so there is no cost to share.",
        )
        raise stop_with([none], lang, as_json)
    violations = verify_plan(round_, plan)
    if violations:
        raise stop_with(
            [finding(v.code, "/plan", v.message_zh, v.message_en) for v in violations],
            lang,
            as_json,
        )
    return plan


def read_policy(
    round_: Round,
    caps: list[str],
    floors: list[str],
    exempt: list[str],
    not_worse_than_alone: bool,
    lang: Lang,
) -> PlanPolicy:
    """Read what the options ask of the shares.

    Raises
    ------
    typer.BadParameter
        An option names no department of the round, or no amount of its currency.
    """
    from optimizer.sharing import PlanPolicy

    known = {d.id for d in round_.departments}
    for department in exempt:
        _check_department(department, known, "--exempt", lang)
    return PlanPolicy(
        _amounts(round_, caps, "--cap", lang),
        _amounts(round_, floors, "--floor", lang),
        frozenset(exempt),
        not_worse_than_alone,
    )


def refuse_on_points(policy: PlanPolicy, markup_pct: int, lang: Lang) -> None:
    """Refuse what is asked of payments where value points are divided, which nobody pays.

    Raises
    ------
    typer.BadParameter
    """
    given = {
        "--cap": policy.caps_cents,
        "--floor": policy.floors_cents,
        "--exempt": policy.exempt,
        "--not-worse-than-alone": policy.not_worse_than_alone,
        "--markup": markup_pct,
    }
    for option, value in given.items():
        if value:
            message = text(
                lang,
                "只用于成本；价值点不用支付",
                "is about costs; value points are not paid",
            )
            raise typer.BadParameter(message, param_hint=option)


def refuse_other_rule(rule: str | None, lang: Lang) -> None:
    """Refuse a rule other than the dual prices that the linear game is shared by.

    Raises
    ------
    typer.BadParameter
    """
    if rule is not None and rule.strip().lower() != "owen":
        message = text(
            lang,
            f"线性博弈只按对偶价格（owen）分摊，不按 {rule}",
            f"the linear game is shared by its dual prices (owen), not by {rule!r}",
        )
        raise typer.BadParameter(message, param_hint="--rule")


def _check_department(name: str, known: set[str], option: str, lang: Lang) -> None:
    if name not in known:
        listed = ", ".join(sorted(known))
        message = text(
            lang, f"没有部门 {name}。有：{listed}", f"no department {name!r}; known: {listed}"
        )
        raise typer.BadParameter(message, param_hint=option)


def _amounts(round_: Round, given: list[str], option: str, lang: Lang) -> dict[str, int]:
    """Read ``DEPARTMENT=AMOUNT`` in the currency's own units into minor units."""
    from optimizer.sharing.plans.money import minor_digits

    digits = minor_digits(round_.currency)
    known = {d.id for d in round_.departments}
    found: dict[str, int] = {}
    for item in given:
        name, equals, number = item.rpartition("=")
        if not equals:
            message = text(lang, f"{item} 应写成 部门=数额", f"{item!r} is not DEPARTMENT=AMOUNT")
            raise typer.BadParameter(message, param_hint=option)
        _check_department(name, known, option, lang)
        try:
            cents = Decimal(number.replace(",", "")) * 10**digits
        except InvalidOperation:
            cents = Decimal("NaN")
        if not cents.is_finite() or cents != cents.to_integral_value() or cents < 0:
            message = text(
                lang,
                f"{number} 不是最多 {digits} 位小数的非负金额",
                f"{number!r} is not an amount of money with at most {digits} decimals",
            )
            raise typer.BadParameter(message, param_hint=option)
        found[name] = int(cents)
    return found

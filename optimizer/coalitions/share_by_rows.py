"""Share the value or cost of a plan by the nucleolus where coalitions are too many to solve all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from optimizer.coalitions.cost_programme import solve_cost_game
from optimizer.coalitions.round_oracle import solve_round_game
from optimizer.coalitions.stand_alone import StandAloneGame
from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing import AmountInterval
from optimizer.sharing.certificates import CertificateLine, Verdict, check_floor
from optimizer.sharing.certificates.partial import certify_known_coalitions
from optimizer.sharing.certificates.words import Words
from optimizer.sharing.exact_numbers import format_amount
from optimizer.sharing.exact_simplex import InfeasibleRows
from optimizer.sharing.game import Kind
from optimizer.sharing.plans import DepartmentValue, PlanPolicy, PlanShares, ValueShares
from optimizer.sharing.plans.documents import CertificateEntry
from optimizer.sharing.plans.money import money_words
from optimizer.sharing.plans.plan_figures import plan_hash, plan_values
from optimizer.sharing.plans.share_by_known import KnownShares, share_plan_by_known
from optimizer.sharing.plans.share_plan import find_card
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import Rule
from optimizer.sharing.row_generation import GeneratedResult

__all__ = ["ROW_RULES", "share_cost_by_rows", "share_value_by_rows"]

ROW_RULES = ("nucleolus", "prenucleolus", "least-core")
"""Rules that row generation answers."""


def share_value_by_rows(
    round_: Round,
    plan: Plan,
    game: StandAloneGame,
    rule: str | None = None,
    *,
    seconds: float | None = None,
) -> ValueShares:
    """Share a plan's value by a rule of the nucleolus family, asking for few coalitions.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : StandAloneGame
        The value game of both.
    rule : str, optional
        One of :data:`ROW_RULES`; the round's ``cost_sharing_rule`` when left out.
    seconds : float, optional
        What is reached then is said with its interval.

    Raises
    ------
    RuleRefused
        Another rule, or standing alone adds up to more than the plan.
    """
    card = _row_rule(round_, rule)
    with _undefined_for(card):
        found = solve_round_game(
            round_,
            game,
            seconds=seconds,
            levels=1 if card.id == "least-core" else None,
            rational=card.id == "nucleolus",
        )
    departments = game.players
    values = plan_values(round_, plan)
    whole = Fraction(sum(values.values()))
    known = dict(found.rows)
    certificate = certify_known_coalitions(departments, Kind.VALUE, whole, known, found.shares)
    proved = _proved_lines(found, len(departments), Kind.VALUE, whole, _points)
    axioms = {line.axiom for line in proved}
    own = certify_known_coalitions(
        departments, Kind.VALUE, whole, known, [Fraction(values[d]) for d in departments]
    )
    rows = []
    for i, department in enumerate(departments):
        alone = game.known(1 << i)
        rows.append(
            DepartmentValue(
                department=department,
                plan_points=values[department],
                alone_points=AmountInterval(low=alone.low, high=alone.high),
                share_points=float(found.shares[i]),
                share_exact=str(found.shares[i]) if found.is_nucleolus else None,
            )
        )
    return ValueShares(
        round_hash=round_.content_hash(),
        plan_hash=plan_hash(plan),
        game="stand-alone",
        rule=card.id,
        rule_name=Text(zh=card.zh, en=card.en),
        exact=found.is_nucleolus,
        total_points=float(whole),
        departments=tuple(rows),
        certificate=CertificateEntry.of(
            (*(line for line in certificate.lines if line.axiom not in axioms), *proved)
        ),
        plan_certificate=CertificateEntry.of(own.lines),
        notes=(game.assumptions, _work_note(found)),
    )


def share_cost_by_rows(
    round_: Round,
    plan: Plan,
    game: StandAloneGame,
    rule: str | None = None,
    *,
    seconds: float | None = None,
    policy: PlanPolicy | None = None,
) -> PlanShares:
    """Share a plan's cost by a rule of the nucleolus family, asking for few coalitions.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : StandAloneGame
        The cost game of both.
    rule : str, optional
        One of :data:`ROW_RULES`; the round's ``cost_sharing_rule`` when left out.
    seconds : float, optional
        What is reached then is said with its interval.
    policy : PlanPolicy, optional

    Raises
    ------
    RuleRefused
        Another rule, or the plan costs more than standing alone adds up to.
    """
    card = _row_rule(round_, rule)
    with _undefined_for(card):
        found = solve_cost_game(
            round_,
            plan,
            game,
            seconds=seconds,
            levels=1 if card.id == "least-core" else None,
            rational=card.id == "nucleolus",
        )
    n = len(game.players)
    whole = game.interval((1 << n) - 1).low
    shown = money_words(round_.currency)
    known = dict(found.rows) | {1 << i: game.interval(1 << i) for i in range(n)}
    return share_plan_by_known(
        round_,
        plan,
        KnownShares(
            card,
            found.shares,
            found.is_nucleolus,
            known,
            _proved_lines(found, n, Kind.COST, whole, shown),
        ),
        policy,
        (game.assumptions, _work_note(found)),
    )


def _row_rule(round_: Round, rule: str | None) -> Rule:
    card = find_card(round_, rule)
    if card.id not in ROW_RULES:
        raise refuse(
            "rule.needs-a-table",
            f"{card.zh}需要所有联盟的数字。",
            f"{card.en} needs the numbers of all coalitions.",
            found=card.id,
            expected=", ".join(ROW_RULES),
        )
    return card


@contextmanager
def _undefined_for(card: Rule) -> Iterator[None]:
    try:
        yield
    except InfeasibleRows:
        raise refuse(
            "rule.no-imputation",
            f"各方独自行事合计优于本计划，{card.zh}无定义。",
            f"Standing alone adds up to more than the plan, so the {card.en} is undefined.",
            suggestion=("改用预核仁。", "Use the prenucleolus."),
        ) from None


def _points(value: Fraction) -> str:
    return format_amount(value, 3)


def _proved_lines(
    found: GeneratedResult, n: int, kind: Kind, whole: Fraction, shown: Words
) -> tuple[CertificateLine, ...]:
    """Say between what the largest excess lies, and that the core holds the shares if it does."""
    line = _excess_line(found, n, kind, whole, shown)
    if found.epsilon.high > 0:
        return (line,)
    gain = shown(-found.epsilon.high)
    zh = f"在核中：整数规划证明，每个联盟合作都比单干至少好 {gain}。"
    en = (
        "In the core: the integer programme proves that every coalition is better off than by "
        f"itself, by {gain} at least."
    )
    figures = {"largest_excess": str(found.epsilon.high), "coalitions": len(found.rows)}
    alone_zh, alone_en = "没有任何一方不如独自行事。", "Nobody is worse off than alone."
    return (
        CertificateLine("individual-rationality", Verdict.PASS, alone_zh, alone_en),
        CertificateLine("core", Verdict.PASS, zh, en, figures),
        line,
    )


def _excess_line(
    found: GeneratedResult, n: int, kind: Kind, whole: Fraction, shown: Words
) -> CertificateLine:
    """Say between what the largest excess lies, and who proves which end."""
    low, high = found.epsilon.low, found.epsilon.high
    proved = check_floor(n, kind, whole, dict(found.rows), found.floor_weights)
    bound = shown(high)
    if low == high and proved in (low, None):
        verdict = Verdict.PASS
        by_rows = proved is not None
        zh = f"最大不满（ε）{bound} 是所能达到的最小值：" + (
            "下界由各行的平衡组合证明，上界由整数规划证明。"
            if by_rows
            else "在人人不差于独自的前提下，下界由精确线性规划证明，上界由整数规划证明。"
        )
        en = f"The largest excess (ε), {bound}, is the least possible" + (
            ": balanced rows prove that it cannot be less, the integer programme that it is not "
            "more."
            if by_rows
            else " while nobody is worse off than alone: the exact linear programme proves that it "
            "cannot be less, the integer programme that it is not more."
        )
    else:
        verdict = Verdict.UNPROVEN
        zh = f"最大不满不超过 {bound}（整数规划证明），最小可能不低于 {shown(low)}。"
        en = (
            f"The largest excess is at most {bound} (proved by the integer programme); the least "
            f"possible is no less than {shown(low)}."
        )
    figures = {
        "epsilon": str(low),
        "epsilon_high": str(high),
        "floor_weights": [[mask, str(weight)] for mask, weight in found.floor_weights],
    }
    return CertificateLine("least-core", verdict, zh, en, figures)


def _work_note(found: GeneratedResult) -> Text:
    count, calls = len(found.rows), found.oracle_calls
    zh = f"求值 {count} 个联盟，整数规划求问 {calls} 次，证明 {found.levels_proved} 层"
    en = f"{count} coalitions evaluated, {calls} integer programmes asked, "
    en += f"{found.levels_proved} levels proved"
    if not found.is_nucleolus:
        zh += "；核仁未证明到底"
        en += "; the nucleolus is not proved to the end"
    return Text(zh=f"{zh}。", en=f"{en}.")

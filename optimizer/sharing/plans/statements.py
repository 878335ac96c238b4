"""From exact shares to the document: whole cents, accounts, transfers, statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.certificates import CertificateLine, Verdict, check_settlement
from optimizer.sharing.constraints import Clash
from optimizer.sharing.plans.accounts import SettledAccounts, settle_accounts
from optimizer.sharing.plans.cost_lines import CostKind, CostLine
from optimizer.sharing.plans.documents import (
    AmountInterval,
    CertificateEntry,
    CostPart,
    Credit,
    DepartmentStatement,
    PlanShares,
    ProjectShares,
    Share,
    ShareClash,
    Standing,
)
from optimizer.sharing.plans.money import format_cents
from optimizer.sharing.plans.plan_figures import plan_hash, plan_values
from optimizer.sharing.registry import Rule
from optimizer.sharing.rounding import round_matrix

__all__ = ["ExactShares", "state_shares"]


@dataclass(frozen=True)
class ExactShares:
    """Shares of a plan before rounding.

    Attributes
    ----------
    game : str
        Which game they come from.
    rule : Rule
    exact : bool
        No figure behind them is an interval or an estimate.
    cells : mapping of (project, department) to Fraction
        Each project's own split, in cents; sums to its cost.
    fair : mapping of department to Fraction
        The rule's shares, in cents.
    final : mapping of department to Fraction
        After policy; what differs from the sum of the cells becomes the adjustment.
    alone : mapping of department to AmountInterval
        What the game says each pays by itself, in cents.
    standing : mapping of department to (AmountInterval, AmountInterval), optional
        Value of each by itself and of all others without it, where coalitions were solved.
    """

    game: Literal["service", "stand-alone", "linear"]
    rule: Rule
    exact: bool
    cells: Mapping[tuple[str, str], Fraction]
    fair: Mapping[str, Fraction]
    final: Mapping[str, Fraction]
    alone: Mapping[str, AmountInterval]
    standing: Mapping[str, tuple[AmountInterval, AmountInterval]] | None = None


def state_shares(
    round_: Round,
    plan: Plan,
    lines: Sequence[CostLine],
    shares: ExactShares,
    certificate: Sequence[CertificateLine],
    clashes: Sequence[Clash] = (),
    notes: Sequence[Text] = (),
) -> PlanShares:
    """Round shares to cents, settle them, and state what each department gives, gets and pays.

    Parameters
    ----------
    round_, plan : Round, Plan
    lines : sequence of CostLine
        The plan's costs.
    shares : ExactShares
    certificate : sequence of CertificateLine
        About the exact shares; lines about rounding and settlement are added.
    clashes, notes
        For the document.
    """
    departments = tuple(d.id for d in round_.departments)
    projects = tuple(dict.fromkeys(line.project for line in lines))
    rows = [[shares.cells.get((p, d), Fraction(0)) for d in departments] for p in projects]
    sums = [sum((row[j] for row in rows), Fraction(0)) for j in range(len(departments))]
    moved = [shares.final[d] - whole for d, whole in zip(departments, sums, strict=True)]
    if any(moved):
        rows.append(moved)
    cents = round_matrix(rows, columns_first=True)
    pays = {d: sum(row[j] for row in cents) for j, d in enumerate(departments)}
    accounts = settle_accounts(round_, lines, pays)
    total = sum(line.cents for line in lines)
    entries = [
        *certificate,
        _rounding_line(shares.final, pays, total, round_.currency),
        _settlement_line(lines, pays, accounts),
    ]
    return PlanShares(
        round_hash=round_.content_hash(),
        plan_hash=plan_hash(plan),
        currency=round_.currency,
        game=shares.game,
        rule=shares.rule.id,
        rule_name=Text(zh=shares.rule.zh, en=shares.rule.en),
        exact=shares.exact,
        total_cents=total,
        projects=tuple(
            _project(project, lines, departments, row, whole, shares.cells)
            for project, row, whole in zip(projects, rows, cents, strict=False)
        ),
        adjustments=_shares(departments, moved, cents[-1]) if any(moved) else (),
        departments=_statements(round_, plan, lines, shares, pays),
        accounts=accounts.lines,
        transfers=accounts.transfers,
        least_transfers=accounts.least,
        certificate=CertificateEntry.of(entries),
        clashes=tuple(
            ShareClash(text=Text(zh=c.zh, en=c.en), figures=c.to_json(departments)) for c in clashes
        ),
        notes=(*notes, *_fund_notes(accounts, round_.currency)),
    )


def _shares(
    departments: Sequence[str], exact: Sequence[Fraction], cents: Sequence[int]
) -> tuple[Share, ...]:
    return tuple(
        Share(department=d, cents=whole, exact_cents=str(part))
        for d, part, whole in zip(departments, exact, cents, strict=True)
        if part or whole
    )


def _project(
    project: str,
    lines: Sequence[CostLine],
    departments: Sequence[str],
    exact: Sequence[Fraction],
    cents: Sequence[int],
    cells: Mapping[tuple[str, str], Fraction],
) -> ProjectShares:
    parts: dict[CostKind, int] = defaultdict(int)
    for line in lines:
        if line.project == project:
            parts[line.kind] += line.cents
    return ProjectShares(
        project=project,
        cost_cents=sum(parts.values()),
        parts=tuple(CostPart(kind=kind, cents=parts[kind]) for kind in CostKind if kind in parts),
        shares=tuple(
            Share(department=d, cents=whole, exact_cents=str(part))
            for d, part, whole in zip(departments, exact, cents, strict=True)
            if (project, d) in cells
        ),
    )


def _statements(
    round_: Round,
    plan: Plan,
    lines: Sequence[CostLine],
    shares: ExactShares,
    pays: Mapping[str, int],
) -> tuple[DepartmentStatement, ...]:
    accepted = {planned.project for planned in plan.projects}
    benefit: dict[str, int] = defaultdict(int)
    value = plan_values(round_, plan)
    for project in round_.projects:
        if project.id in accepted:
            for item in project.benefits:
                benefit[item.department] += item.value
    gives = _credits(round_, lines)
    gets: dict[str, dict[str, None]] = defaultdict(dict)
    for line in lines:
        for name in line.needed_by:
            gets[name][line.project] = None
    gains = {d: _less(shares.alone[d], pays[d]) for d in pays}
    known = all(gain.is_exact for gain in gains.values())
    whole = sum(gain.low for gain in gains.values())
    found = []
    for department in round_.departments:
        id_ = department.id
        earns = sum(credit.cents for credit in gives[id_])
        share = gains[id_].low / whole if known and whole > 0 else None
        found.append(
            DepartmentStatement(
                department=id_,
                gives=gives[id_],
                gets=tuple(gets[id_]),
                benefit_points=benefit[id_],
                value_points=value[id_],
                fair_exact_cents=str(shares.fair[id_]),
                pays_cents=pays[id_],
                earns_cents=earns,
                balance_cents=earns - pays[id_],
                alone_cents=shares.alone[id_],
                gain_cents=gains[id_],
                gain_share=share,
                standing=_standing(shares, id_, value),
            )
        )
    return tuple(found)


def _standing(shares: ExactShares, department: str, value: Mapping[str, int]) -> Standing | None:
    if shares.standing is None:
        return None
    alone, others = shares.standing[department]
    return Standing(
        points=alone,
        gain_points=alone.taken_from(value[department]),
        others_points=others,
        others_gain_points=others.taken_from(sum(value.values()) - value[department]),
    )


def _less(interval: AmountInterval, cents: int) -> AmountInterval:
    return AmountInterval(low=interval.low - cents, high=interval.high - cents)


def _credits(round_: Round, lines: Sequence[CostLine]) -> dict[str, tuple[Credit, ...]]:
    """Return what each department bore, by kind, and the part of it for others' projects."""
    sponsors = {project.id: project.sponsor for project in round_.projects}
    cents: dict[tuple[str, CostKind], int] = defaultdict(int)
    lent: dict[tuple[str, CostKind], int] = defaultdict(int)
    for line in lines:
        for bearer in line.bearers:
            cents[bearer.department, line.kind] += bearer.cents
            if sponsors[line.project] != bearer.department:
                lent[bearer.department, line.kind] += bearer.cents
    return {
        d.id: tuple(
            Credit(kind=kind, cents=cents[d.id, kind], lent_cents=lent.get((d.id, kind), 0))
            for kind in CostKind
            if (d.id, kind) in cents
        )
        for d in round_.departments
    }


def _rounding_line(
    exact: Mapping[str, Fraction], pays: Mapping[str, int], total: int, currency: str
) -> CertificateLine:
    off = max((abs(pays[d] - share) for d, share in exact.items()), default=Fraction(0))
    ties = sum(pays.values()) == total and off < 1
    shown = format_cents(total, currency)
    return CertificateLine(
        "rounding",
        Verdict.PASS if ties else Verdict.FAIL,
        f"按最大余数的受控取整：各项目、各部门与总额 {shown} {currency} 分毫不差，"
        "任何部门的误差不足一个最小货币单位。"
        if ties
        else "取整后的份额与总额不符。",
        f"Largest remainders, controlled: projects, departments and the total {shown} {currency} "
        "tie exactly, and nobody is off by a whole minor unit."
        if ties
        else "The rounded shares do not tie with the total.",
        {"rule": "largest-remainder-controlled", "largest_change": str(off)},
    )


def _settlement_line(
    lines: Sequence[CostLine], pays: Mapping[str, int], accounts: SettledAccounts
) -> CertificateLine:
    """Check the transfers by department against what each bore and pays."""
    balance = {department: -cents for department, cents in pays.items()}
    for line in lines:
        for bearer in line.bearers:
            balance[bearer.department] += bearer.cents
    transfers = [(t.payer, t.payee, t.cents) for t in accounts.transfers]
    checked = check_settlement(balance, transfers)
    if len(transfers) == accounts.least:
        zh, en = "笔数已证明最少。", "No fewer would do, which is proved."
    else:
        zh = f"至少需要 {accounts.least} 笔，是否能更少未证明。"
        en = f"At least {accounts.least} are needed; whether fewer than these would do is open."
    figures = {**checked.figures, "least": accounts.least}
    return CertificateLine(
        checked.axiom, checked.verdict, f"{checked.zh}{zh}", f"{checked.en} {en}", figures
    )


def _fund_notes(accounts: SettledAccounts, currency: str) -> tuple[Text, ...]:
    return tuple(
        Text(
            zh=f"{department} 的资金余额不足，其中 {format_cents(cents, currency)} {currency} "
            "由自有预算支付。",
            en=f"The funds of {department} do not suffice; {format_cents(cents, currency)} "
            f"{currency} comes from its own budget.",
        )
        for department, cents in accounts.beyond_funds.items()
    )

"""Shares of a plan's cost where only some coalitions are known: policy, certificate, document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.certificates import CertificateLine
from optimizer.sharing.certificates.partial import certify_known_coalitions
from optimizer.sharing.constraints import Clash, find_clashes, project_shares
from optimizer.sharing.game import Interval, Kind
from optimizer.sharing.plans.cost_lines import cost_lines
from optimizer.sharing.plans.documents import AmountInterval, PlanShares
from optimizer.sharing.plans.money import money_words
from optimizer.sharing.plans.policy import ADJUSTED, PlanPolicy
from optimizer.sharing.plans.service_shares import project_cells
from optimizer.sharing.plans.statements import ExactShares, state_shares
from optimizer.sharing.registry import Rule

__all__ = ["KnownShares", "share_plan_by_known"]


@dataclass(frozen=True)
class KnownShares:
    """A rule's shares, and the coalitions behind them.

    Attributes
    ----------
    rule : Rule
    shares : tuple of Fraction
        Cents, one a department in the round's order; sum to the plan's cost.
    exact : bool
    known : mapping of mask to Interval
        What the coalitions evaluated cost; each department alone is among them.
    lines : tuple of CertificateLine
        What else is proved of the shares; each takes the place of a line about the same axiom.
    """

    rule: Rule
    shares: tuple[Fraction, ...]
    exact: bool
    known: Mapping[int, Interval]
    lines: tuple[CertificateLine, ...] = ()


def share_plan_by_known(
    round_: Round,
    plan: Plan,
    found: KnownShares,
    policy: PlanPolicy | None = None,
    notes: Sequence[Text] = (),
) -> PlanShares:
    """Put policy on top of shares, certify them by what is known, and settle.

    "Not worse than alone" takes the end of an interval that binds more. What was proved of the
    rule's own shares is not said of shares that policy has changed.
    """
    departments = tuple(d.id for d in round_.departments)
    lines = cost_lines(round_, plan)
    total = Fraction(sum(line.cents for line in lines))
    alone = {}
    for i, department in enumerate(departments):
        cost = found.known[1 << i]
        alone[department] = AmountInterval(low=floor(cost.low), high=ceil(cost.high))
    shown = money_words(round_.currency)
    asked = (policy or PlanPolicy()).constraints(round_)
    final = found.shares
    clashes: tuple[Clash, ...] = ()
    if not asked.is_empty:
        asked = asked.paying_nobody(found.shares)
        totals = _Totals(departments, total, tuple(alone[d].low for d in departments))
        final = project_shares(totals, found.shares, asked).shares
        clashes = find_clashes(totals, asked, shown)
    certificate = certify_known_coalitions(
        departments, Kind.COST, total, found.known, final, shown
    ).lines
    if final == found.shares:
        proved = {line.axiom for line in found.lines}
        certificate = (*(c for c in certificate if c.axiom not in proved), *found.lines)
    else:
        notes = (*notes, ADJUSTED)
    return state_shares(
        round_,
        plan,
        lines,
        ExactShares(
            game="stand-alone",
            rule=found.rule,
            exact=found.exact,
            cells=project_cells(round_, lines),
            fair=dict(zip(departments, found.shares, strict=True)),
            final=dict(zip(departments, final, strict=True)),
            alone=alone,
        ),
        certificate,
        clashes,
        notes,
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

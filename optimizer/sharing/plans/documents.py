"""The document that cost sharing of a plan ends in: shares, settlement, statements, certificate.

Frozen, typed and versioned like the round and the outcome. All money is whole cents of the round's
currency; exact shares stand beside them as text (``"p/q"`` cents).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from optimizer.domain.types import Frozen, Id, Text
from optimizer.sharing.certificates import CertificateLine
from optimizer.sharing.plans.cost_lines import CostKind

__all__ = [
    "AccountLine",
    "AmountInterval",
    "CertificateEntry",
    "CostPart",
    "Credit",
    "DepartmentStatement",
    "PlanShares",
    "ProjectShares",
    "Share",
    "ShareClash",
    "Standing",
    "TransferLine",
]


class AmountInterval(Frozen):
    """A number that is known, or proven to lie between two bounds; cents or value points."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether the bounds are equal."""
        return self.low == self.high

    def taken_from(self, amount: int) -> AmountInterval:
        """Return an amount less this number."""
        return AmountInterval(low=amount - self.high, high=amount - self.low)


class Share(Frozen):
    """What a department pays of something."""

    department: Id
    cents: int
    exact_cents: str
    """Before rounding, ``"p"`` or ``"p/q"``."""


class CostPart(Frozen):
    """The cost of one kind."""

    kind: CostKind
    cents: int


class ProjectShares(Frozen):
    """An accepted project: its cost by kind, and who pays which part of it."""

    project: Id
    cost_cents: int
    parts: tuple[CostPart, ...]
    shares: tuple[Share, ...]
    """Departments that need something of it; they sum to its cost."""


class Credit(Frozen):
    """What a department put into the plan, of one kind, at its rates."""

    kind: CostKind
    cents: int
    lent_cents: int
    """The part for projects that another department sponsors."""


class Standing(Frozen):
    """Value by itself: of a department, and of all others without it; tier weights counted."""

    points: AmountInterval
    """What it could reach by itself."""
    gain_points: AmountInterval
    """Its value in the plan less that."""
    others_points: AmountInterval
    """What all others together could reach without it."""
    others_gain_points: AmountInterval
    """Their value in the plan less that: what the others lose when it leaves."""


class DepartmentStatement(Frozen):
    """What a department gives, gets, pays, earns and gains."""

    department: Id
    gives: tuple[Credit, ...]
    gets: tuple[Id, ...]
    """Accepted projects it needs something of."""
    benefit_points: int
    """Its benefit in the accepted projects, in value points before tier weights."""
    value_points: int
    """The same times tier weights: its part of the plan's value."""
    fair_exact_cents: str
    """The rule's own share, before constraints of policy."""
    pays_cents: int
    """Its share of the plan's cost."""
    earns_cents: int
    """Everything it gives, credited at its rates, cash it advanced included."""
    balance_cents: int
    """``earns - pays``: what it receives (positive) or transfers (negative) in the settlement."""
    alone_cents: AmountInterval
    """What the game says it would pay by itself."""
    gain_cents: AmountInterval
    """``alone - pays``."""
    gain_share: float | None
    """Its part of all departments' gain; ``None`` when nobody gains or figures are intervals."""
    standing: Standing | None = None
    """Against standing alone in value, where coalitions were solved."""


class AccountLine(Frozen):
    """A department's account: one of its funds, or (``fund`` null) its own budget."""

    department: Id
    fund: Id | None
    bears_cents: int
    """Borne for the plan before the settlement."""
    settles_cents: int
    """Paid (positive) or received (negative) in the settlement; all accounts sum to zero."""
    carries_cents: int
    """``bears + settles``; over a department's accounts it sums to what the department pays."""


class TransferLine(Frozen):
    """Money that one department passes to another."""

    payer: Id
    payer_fund: Id | None
    payee: Id
    payee_fund: Id | None
    cents: int


class CertificateEntry(Frozen):
    """One line of the certificate."""

    axiom: str
    verdict: str
    text: Text
    figures: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[CertificateLine]) -> tuple[CertificateEntry, ...]:
        """Return lines of a certificate as entries of a document."""
        return tuple(
            cls(
                axiom=line.axiom,
                verdict=line.verdict.value,
                text=Text(zh=line.zh, en=line.en),
                figures=line.figures,
            )
            for line in lines
        )


class ShareClash(Frozen):
    """Constraints that contradict each other, with the gap; the shares given violate least."""

    text: Text
    figures: dict[str, Any] = Field(default_factory=dict)


class PlanShares(Frozen):
    """Who pays what of a plan, why it is fair, and how it is settled."""

    schema_version: Literal["1.0"] = "1.0"
    round_hash: str
    plan_hash: str
    currency: str
    game: Literal["service", "stand-alone", "linear"]
    rule: str
    rule_name: Text
    exact: bool
    """False when figures of coalitions are intervals or the rule is an estimate."""
    total_cents: int
    projects: tuple[ProjectShares, ...]
    adjustments: tuple[Share, ...] = ()
    """What is moved between departments beside the projects' own shares; sums to zero."""
    departments: tuple[DepartmentStatement, ...]
    accounts: tuple[AccountLine, ...]
    transfers: tuple[TransferLine, ...]
    least_transfers: int
    """Proven: the balances of the accounts can't be settled with fewer."""
    certificate: tuple[CertificateEntry, ...]
    clashes: tuple[ShareClash, ...] = ()
    notes: tuple[Text, ...] = ()
    """What was assumed, chosen or left open."""
    rounding: Literal["largest-remainder-controlled"] = "largest-remainder-controlled"

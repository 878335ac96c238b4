"""Cost shares: who pays and gains what, the certificate in sentences, and the settlement."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from scenarios.report.voice import Voice

if TYPE_CHECKING:
    from optimizer.sharing.plans.documents import (
        AmountInterval,
        DepartmentStatement,
        PlanShares,
    )

__all__ = ["ClaimView", "ShareRow", "SharingView", "TransferView", "sharing"]

MARKS = {"pass": "✓", "fail": "✕", "waived": "○", "unproven": "?", "skipped": "–"}


@dataclass(frozen=True)
class ShareRow:
    """A department's statement.

    The balance is drawn from the middle: ``x_pct`` and ``width_pct`` of the whole width.
    """

    name: str
    pays: str
    fair: str
    share: str
    earns: str
    balance: str
    balance_cents: int
    x_pct: float
    width_pct: float
    alone: str
    gain: str
    gain_share: str


@dataclass(frozen=True)
class ClaimView:
    """A line of the certificate: its verdict (a code), the words for it, and the sentence."""

    axiom: str
    verdict: str
    mark: str
    word: str
    sentence: str


@dataclass(frozen=True)
class TransferView:
    """Money that one department passes to another; the bar is percent of the largest."""

    payer: str
    payee: str
    amount: str
    bar_pct: float


@dataclass(frozen=True)
class SharingView:
    """The section on cost shares."""

    heading: str
    exact: bool
    adjusted: bool
    """Policy moved shares away from what the rule alone says."""
    rows: tuple[ShareRow, ...]
    settlement: str
    transfers: tuple[TransferView, ...]
    claims: tuple[ClaimView, ...]
    clashes: tuple[str, ...]
    notes: tuple[str, ...]
    projects: tuple[tuple[str, str, str, str], ...]
    """Id, title, cost, and who pays which part."""


def sharing(shares: PlanShares, voice: Voice) -> SharingView:
    """Return the section on the shares of the plan."""
    n = voice.numerals
    widest = max((abs(d.balance_cents) for d in shares.departments), default=0)
    largest = max((t.cents for t in shares.transfers), default=0)
    count, least = len(shares.transfers), shares.least_transfers
    if not count:
        settlement = voice("sharing.no-transfers")
    elif count == least:
        settlement = voice("sharing.fewest", count=count)
    else:
        settlement = voice("sharing.some", count=count, least=least)
    return SharingView(
        heading=voice(
            "sharing.heading",
            amount=n.amount(shares.total_cents),
            rule=shares.rule_name.in_lang(voice.lang),
        ),
        exact=shares.exact,
        adjusted=any(abs(_fair(d) - d.pays_cents) >= 1 for d in shares.departments),
        rows=tuple(_row(d, shares.total_cents, widest, voice) for d in shares.departments),
        settlement=settlement,
        transfers=tuple(
            TransferView(
                payer=_account(t.payer, t.payer_fund, voice),
                payee=_account(t.payee, t.payee_fund, voice),
                amount=n.money(t.cents),
                bar_pct=round(100 * t.cents / largest, 2),
            )
            for t in shares.transfers
        ),
        claims=tuple(
            ClaimView(
                axiom=entry.axiom,
                verdict=entry.verdict,
                mark=MARKS.get(entry.verdict, "?"),
                word=voice.coded("verdict", entry.verdict),
                sentence=entry.text.in_lang(voice.lang),
            )
            for entry in shares.certificate
        ),
        clashes=tuple(clash.text.in_lang(voice.lang) for clash in shares.clashes),
        notes=tuple(note.in_lang(voice.lang) for note in shares.notes),
        projects=tuple(
            (
                project.project,
                voice.names.project(project.project),
                n.money(project.cost_cents),
                voice.listed(
                    [
                        f"{voice.names.department(s.department)} {n.money(s.cents)}"
                        for s in project.shares
                    ]
                ),
            )
            for project in shares.projects
        ),
    )


def _row(statement: DepartmentStatement, total: int, widest: int, voice: Voice) -> ShareRow:
    n, balance = voice.numerals, statement.balance_cents
    width = round(50 * abs(balance) / widest, 2) if widest else 0.0
    gain_share = statement.gain_share
    return ShareRow(
        name=voice.names.department(statement.department),
        pays=n.money(statement.pays_cents),
        fair=n.money(round(_fair(statement))),
        share=n.percent(100 * statement.pays_cents / total) if total else "",
        earns=n.money(statement.earns_cents),
        balance=n.money(balance),
        balance_cents=balance,
        x_pct=50.0 if balance >= 0 else round(50 - width, 2),
        width_pct=width,
        alone=_interval(statement.alone_cents, voice),
        gain=_interval(statement.gain_cents, voice),
        gain_share="" if gain_share is None else n.percent(100 * gain_share),
    )


def _fair(statement: DepartmentStatement) -> Fraction:
    """Return the rule's own share in cents, before policy and rounding."""
    return Fraction(statement.fair_exact_cents)


def _interval(interval: AmountInterval, voice: Voice) -> str:
    low, high = voice.numerals.money(interval.low), voice.numerals.money(interval.high)
    return low if interval.low == interval.high else f"{low} … {high}"


def _account(department: str, fund: str | None, voice: Voice) -> str:
    name = voice.names.department(department)
    return name if fund is None else f"{name} · {voice.names.fund(fund)}"

"""Departments: what each one's requests bring it, what it gives and gets, and what it pays."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.figures import Account, OutcomeFigures, jain_index
from scenarios.report.voice import Voice

__all__ = ["DepartmentView", "departments", "evenness"]


@dataclass(frozen=True)
class DepartmentView:
    """A department's account in words; bars in percent of the largest amount shown.

    The net bar starts at the middle: ``net_x_pct`` and ``net_width_pct`` of the whole width.
    """

    id: str
    name: str
    benefit: str
    served: str
    served_pct: float
    asked_for: bool
    sponsored: str
    gives: tuple[str, ...]
    gives_cents: str
    gets: tuple[str, ...]
    gets_cents: str
    net: str
    net_value: int
    net_x_pct: float
    net_width_pct: float
    pays: str
    pays_value: int
    draws: tuple[tuple[str, str], ...]


def departments(figures: OutcomeFigures, voice: Voice) -> tuple[DepartmentView, ...]:
    """Return every department's account, in the round's order."""
    widest = max((abs(account.net_cents) for account in figures.accounts), default=0)
    return tuple(_department(account, widest, voice) for account in figures.accounts)


def _department(account: Account, widest: int, voice: Voice) -> DepartmentView:
    n = voice.numerals
    served = account.served_pct
    width = round(50 * abs(account.net_cents) / widest, 2) if widest else 0.0
    benefit = voice(
        "departments.benefit-of",
        got=n.number(account.accepted_benefit),
        asked=n.number(account.asked_benefit),
    )
    name = voice.names.department(account.department)
    return DepartmentView(
        id="" if name == account.department else account.department,
        name=name,
        benefit=benefit if account.asked_benefit else voice("departments.nothing-asked"),
        served="" if served is None else n.percent(served),
        served_pct=0.0 if served is None else round(served, 2),
        asked_for=served is not None,
        sponsored=f"{n.number(account.sponsored_accepted)} / {n.number(account.sponsored)}",
        gives=_sides(
            voice,
            "departments.people-lent",
            account.people_lent,
            account.given_effort,
            account.given_units,
            account.given_datasets,
            ("departments.money-given", account.given_money_cents),
        ),
        gives_cents=n.money(account.given_cents),
        gets=_sides(
            voice,
            "departments.people-borrowed",
            account.people_borrowed,
            account.got_effort,
            account.got_units,
            account.got_datasets,
            ("departments.money-got", account.got_money_cents),
        ),
        gets_cents=n.money(account.got_cents),
        net=n.money(account.net_cents),
        net_value=account.net_cents,
        net_x_pct=50.0 if account.net_cents >= 0 else round(50 - width, 2),
        net_width_pct=width,
        pays=n.money(account.paid_cents),
        pays_value=account.paid_cents,
        draws=tuple(
            (voice.names.fund(draw.fund), n.money(draw.cents))
            for draw in account.draws
            if draw.cents
        ),
    )


def _sides(
    voice: Voice,
    people_key: str,
    people: int,
    effort: int,
    units: int,
    datasets: int,
    money: tuple[str, int],
) -> tuple[str, ...]:
    n = voice.numerals
    parts = []
    if people:
        unit = n.effort_unit
        parts.append(voice(people_key, people=people, effort=n.effort(effort), unit=unit))
    if units:
        parts.append(voice("departments.units", units=n.number(units)))
    if datasets:
        parts.append(voice("departments.datasets", count=datasets))
    if money[1]:
        parts.append(voice(money[0], amount=n.amount(money[1])))
    return tuple(parts)


def evenness(figures: OutcomeFigures, voice: Voice) -> str:
    """Return how even the shares realised are, or nothing where there is nothing to compare."""
    shares = [a.served_pct for a in figures.accounts if a.served_pct is not None]
    index = jain_index(shares)
    if index is None or len(shares) < 2:
        return ""
    n = voice.numerals
    least = n.number(1 / len(shares), 2)
    return voice("departments.jain", index=n.number(index, 2), least=least)

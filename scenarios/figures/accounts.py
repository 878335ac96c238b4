"""Department accounts: what each gives to the others, gets from them, pays, gains and misses.

Giving and getting are counted as lending is in the domain: a resource of one department in a
project that another one sponsors. Money counts the same way. Internal prices are the rates of the
inventory; they say what changed hands, not who owes what (that is cost sharing).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.domain import Round
from scenarios.figures.costs import CostLine
from scenarios.figures.lines import PlanLines

__all__ = ["Account", "FundDraw", "accounts", "jain_index"]


@dataclass(frozen=True, slots=True)
class FundDraw:
    """What a department's fund pays: for projects of its own, and for those of others."""

    fund: str
    own_cents: int
    others_cents: int

    @property
    def cents(self) -> int:
        """Both together."""
        return self.own_cents + self.others_cents


@dataclass(frozen=True, slots=True)
class Account:
    """A department's side of a plan.

    Attributes
    ----------
    department : str
    own_effort, given_effort, got_effort : int
        Percent-periods of its people in its own projects, of its people in others' projects, and
        of others' people in its own.
    offered_effort : int
        Percent-periods its people offer over the horizon.
    people_lent, people_borrowed : int
        Different persons.
    given_units, got_units : int
        Unit-periods of facilities.
    given_datasets, got_datasets : int
        Uses of datasets, once a project.
    given_cents, got_cents : int
        People, facilities, dataset fees and referral shares at internal prices.
    given_money_cents, got_money_cents : int
        Drawn from its funds for others' projects, and from others' funds for its own.
    draws : tuple of FundDraw
        Every fund of the department, drawn from or not.
    asked_benefit, accepted_benefit : int
        Benefit to it of all requests (of an exclusive group the most it could get) and of the
        accepted projects, in value points before the tiers' weights.
    sponsored, sponsored_accepted : int
        Requests that it sponsors.
    cost_cents : int
        What its accepted projects cost, all kinds.
    """

    department: str
    own_effort: int
    given_effort: int
    got_effort: int
    offered_effort: int
    people_lent: int
    people_borrowed: int
    given_units: int
    got_units: int
    given_datasets: int
    got_datasets: int
    given_cents: int
    got_cents: int
    given_money_cents: int
    got_money_cents: int
    draws: tuple[FundDraw, ...]
    asked_benefit: int
    accepted_benefit: int
    sponsored: int
    sponsored_accepted: int
    cost_cents: int

    @property
    def paid_cents(self) -> int:
        """What all its funds pay."""
        return sum(draw.cents for draw in self.draws)

    @property
    def lost_benefit(self) -> int:
        """Benefit of what is left out."""
        return self.asked_benefit - self.accepted_benefit

    @property
    def served_pct(self) -> float | None:
        """Accepted benefit in percent of what it asked for; none where it asked for nothing."""
        return 100 * self.accepted_benefit / self.asked_benefit if self.asked_benefit else None

    @property
    def net_cents(self) -> int:
        """Given less got at internal prices; over all departments these sum to zero."""
        return self.given_cents - self.got_cents


def accounts(
    round_: Round,
    lines: PlanLines,
    costs: Sequence[CostLine],
    accepted: frozenset[str],
    offered_effort: dict[str, int],
) -> tuple[Account, ...]:
    """Return every department's account, in the round's order.

    Parameters
    ----------
    round_ : Round
    lines, costs : PlanLines, sequence of CostLine
        Of the same plan.
    accepted : frozenset of str
        Ids of the accepted projects.
    offered_effort : dict of str to int
        Percent-periods that each department's people offer.
    """
    tally = _Tally()
    for person in lines.people:
        owner, sponsor = person.department, person.sponsor
        if not person.lent:
            tally.add("own_effort", owner, person.effort)
            continue
        tally.move("effort", owner, sponsor, person.effort)
        tally.lent[owner].add(person.expert)
        tally.borrowed[sponsor].add(person.expert)
    for use in lines.facilities:
        if use.lent:
            tally.move("units", use.department, use.sponsor, use.unit_periods)
    for data in lines.datasets:
        if data.lent:
            tally.move("datasets", data.department, data.sponsor, 1)
    for cost in costs:
        tally.add("cost", cost.sponsor, cost.cents)
        if cost.provider and cost.provider != cost.sponsor:
            tally.move("cents", cost.provider, cost.sponsor, cost.cents)
    own: dict[str, int] = defaultdict(int)
    others: dict[str, int] = defaultdict(int)
    for payment in lines.payments:
        if payment.department == payment.sponsor:
            own[payment.fund] += payment.cents
        else:
            others[payment.fund] += payment.cents
            tally.move("money", payment.department, payment.sponsor, payment.cents)
    asked, got = _benefits(round_, accepted)
    found = []
    for department in round_.departments:
        id_ = department.id
        sponsored = [project for project in round_.projects if project.sponsor == id_]
        found.append(
            Account(
                department=id_,
                own_effort=tally.of("own_effort", id_),
                given_effort=tally.of("given_effort", id_),
                got_effort=tally.of("got_effort", id_),
                offered_effort=offered_effort.get(id_, 0),
                people_lent=len(tally.lent[id_]),
                people_borrowed=len(tally.borrowed[id_]),
                given_units=tally.of("given_units", id_),
                got_units=tally.of("got_units", id_),
                given_datasets=tally.of("given_datasets", id_),
                got_datasets=tally.of("got_datasets", id_),
                given_cents=tally.of("given_cents", id_),
                got_cents=tally.of("got_cents", id_),
                given_money_cents=tally.of("given_money", id_),
                got_money_cents=tally.of("got_money", id_),
                draws=tuple(
                    FundDraw(fund.id, own[fund.id], others[fund.id])
                    for fund in round_.funds
                    if fund.department == id_
                ),
                asked_benefit=asked[id_],
                accepted_benefit=got[id_],
                sponsored=len(sponsored),
                sponsored_accepted=sum(project.id in accepted for project in sponsored),
                cost_cents=tally.of("cost", id_),
            )
        )
    return tuple(found)


class _Tally:
    """Sums by name and department."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], int] = defaultdict(int)
        self.lent: dict[str, set[str]] = defaultdict(set)
        self.borrowed: dict[str, set[str]] = defaultdict(set)

    def add(self, name: str, department: str, amount: int) -> None:
        self._sums[name, department] += amount

    def move(self, name: str, giver: str, getter: str, amount: int) -> None:
        self.add(f"given_{name}", giver, amount)
        self.add(f"got_{name}", getter, amount)

    def of(self, name: str, department: str) -> int:
        return self._sums[name, department]


def _benefits(round_: Round, accepted: frozenset[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return benefit asked for and accepted by department; a group counts once, at its best."""
    best: dict[tuple[str, str], int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    for project in round_.projects:
        grouped = project.exclusive_group is not None
        key = f"group {project.exclusive_group}" if grouped else f"project {project.id}"
        values: dict[str, int] = defaultdict(int)
        for benefit in project.benefits:
            values[benefit.department] += benefit.value
        for department, value in values.items():
            best[key, department] = max(best[key, department], value)
            if project.id in accepted:
                got[department] += value
    asked: dict[str, int] = defaultdict(int)
    for (_, department), value in best.items():
        asked[department] += value
    return asked, got


def jain_index(shares: Iterable[float]) -> float | None:
    """Return Jain's index of fairness, from ``1/n`` (one has all) to 1 (all alike).

    ``(sum x)^2 / (n sum x^2)``; none when nobody has anything.

    References
    ----------
    Jain, Chiu, Hawe (1984), A quantitative measure of fairness and discrimination, DEC-TR-301.

    Examples
    --------
    >>> jain_index([50.0, 50.0])
    1.0
    >>> jain_index([80.0, 0.0])
    0.5
    """
    listed = list(shares)
    squares = sum(x * x for x in listed)
    return sum(listed) ** 2 / (len(listed) * squares) if squares else None

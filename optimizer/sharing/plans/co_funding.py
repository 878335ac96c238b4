"""Departments co-fund requests from their own funds: another way to accept projects.

The Method of Equal Shares selects requests and shares their cash at once. What comes out are
project pins: the round is then solved with them, which decides who does what and when.

What can't be carried out is not bought: requests that the checks rule out whatever else is planned,
and, where somebody can tell, those that do not run together with what is bought already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from optimizer.checks.facts import Facts
from optimizer.domain import Project, ProjectPin, Round
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.domain.types import Frozen, Id, Text
from optimizer.explain.ruled_out import ruled_out
from optimizer.explain.words import ruled_out_words
from optimizer.sharing.equal_shares import Completion, Purchase, fund_by_equal_shares
from optimizer.sharing.rounding import round_matrix

__all__ = [
    "CoFundedProject",
    "CoFunding",
    "Payment",
    "RefusedProject",
    "Runs",
    "RunsTogether",
    "co_fund",
    "least_cash_cents",
]


@dataclass(frozen=True, slots=True)
class Runs:
    """Whether some requests can be carried out together.

    Attributes
    ----------
    together : bool or None
        None when that was not settled.
    reason : Text
        Why not.
    clashes_with : tuple of str
        Those it can't run with.
    """

    together: bool | None
    reason: Text = field(default_factory=Text)
    clashes_with: tuple[str, ...] = ()


RunsTogether = Callable[[frozenset[str], str], Runs]
"""Says whether a project runs together with others, all of which run together."""


class Payment(Frozen):
    """What a department pays of a project, or has left."""

    department: Id
    cents: int


class CoFundedProject(Frozen):
    """A project bought: its cash and who pays it."""

    project: Id
    cost_cents: int
    way: Literal["equal-shares", "pooled-remainder", "free"]
    cents_per_point: float | None
    """The price all its supporters pay, unless they run out; ``None`` beside equal shares."""
    payments: tuple[Payment, ...]


class RefusedProject(Frozen):
    """A project that could have been paid and can't be carried out, or perhaps can't."""

    project: Id
    code: Literal["impossible", "clash", "unsettled"]
    """``impossible``: not even alone; ``clash``: not with what was bought before it;
    ``unsettled``: nobody could tell in time."""
    reason: Text
    clashes_with: tuple[Id, ...] = ()


class CoFunding(Frozen):
    """A selection of requests with who pays for them."""

    schema_version: Literal["1.0"] = "1.0"
    round_hash: str
    currency: str
    completion: Literal["none", "pooled-remainder"]
    budgets: tuple[Payment, ...]
    projects: tuple[CoFundedProject, ...]
    left: tuple[Payment, ...]
    refused: tuple[RefusedProject, ...] = ()
    tried: bool = False
    """Whether the projects bought are known to run together, and not only each by itself."""
    notes: tuple[Text, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """The projects bought, in the order bought."""
        return tuple(item.project for item in self.projects)

    def pins(self, round_: Round) -> tuple[ProjectPin, ...]:
        """Return a pin for every project of the round: in when bought, out when not."""
        bought = set(self.accepted)
        return tuple(
            ProjectPin(project=p.id, accepted=p.id in bought, reason="co-funded")
            for p in round_.projects
        )

    def pinned(self, round_: Round) -> Round:
        """Return the round with its project pins replaced by these."""
        others = tuple(pin for pin in round_.pins if not isinstance(pin, ProjectPin))
        return round_.model_copy(update={"pins": (*self.pins(round_), *others)})


def least_cash_cents(project: Project) -> int:
    """Return the cash a project needs from funds at least, over the modes of its packages."""
    return sum(
        min(sum(need.amount_cents for need in mode.money) for mode in package.modes)
        for package in project.packages
    )


def co_fund(
    round_: Round,
    completion: Completion = Completion.NONE,
    *,
    runs_together: RunsTogether | None = None,
) -> CoFunding:
    """Select requests by the Method of Equal Shares on the departments' own funds.

    A department's budget is what its funds may spend. Requests that need no cash are accepted when
    somebody benefits. A prerequisite is bought before what needs it, of an exclusive group one, and
    never what is pinned out or what the checks find impossible whatever else is planned.

    Parameters
    ----------
    round_ : Round
        Of no errors.
    completion : Completion
        What happens when no request's supporters can pay any more.
    runs_together : callable, optional
        Asked before each purchase; what does not run with those bought and those that must be done,
        or is not known to, is not bought. Without it the selection may hold requests that clash.
    """
    departments = tuple(d.id for d in round_.departments)
    budgets = [_budget(round_, department) for department in departments]
    costs = [least_cash_cents(project) for project in round_.projects]
    gate = _Gate(round_, runs_together)
    free = _free(round_, costs, gate)
    paid = [i for i, cost in enumerate(costs) if cost > 0]
    benefits = [
        [Fraction(_benefit(round_.projects[i], department)) for i in paid]
        for department in departments
    ]

    def may_buy(bought: frozenset[int], place: int) -> bool:
        return gate.opens({paid[k] for k in bought} | set(free), paid[place])

    outcome = fund_by_equal_shares(
        [Fraction(costs[i]) for i in paid],
        benefits,
        [Fraction(b) for b in budgets],
        completion,
        may_buy,
    )
    cells = round_matrix([list(purchase.payments) for purchase in outcome.purchases])
    projects = [_free_project(round_.projects[i]) for i in free]
    projects += [
        _bought(round_.projects[paid[purchase.project]].id, purchase, row, departments)
        for purchase, row in zip(outcome.purchases, cells, strict=True)
    ]
    spent = [sum(row[j] for row in cells) for j in range(len(departments))]
    tried = Text(zh=_TRIED_ZH, en=_TRIED_EN)
    untried = Text(zh=_UNTRIED_ZH, en=_UNTRIED_EN)
    return CoFunding(
        round_hash=round_.content_hash(),
        currency=round_.currency,
        completion=completion.value,
        budgets=_payments(departments, budgets),
        projects=tuple(projects),
        left=_payments(departments, [b - s for b, s in zip(budgets, spent, strict=True)]),
        refused=gate.refused,
        tried=runs_together is not None,
        notes=(
            Text(zh=_NOTE_ZH, en=_NOTE_EN),
            untried if runs_together is None else tried,
            *_mandatory_notes(round_, projects),
        ),
    )


class _Gate:
    """What may be bought: neither pinned out nor impossible, and beside those bought already."""

    def __init__(self, round_: Round, runs_together: RunsTogether | None) -> None:
        self._round = round_
        self._runs_together = runs_together
        self._places = {project.id: i for i, project in enumerate(round_.projects)}
        facts = Facts(round_)
        # Room is kept for what must be done, whoever pays for it.
        self._forced = frozenset(facts.forced)
        self._out = {p.project for p in round_.pins if isinstance(p, ProjectPin) and not p.accepted}
        self._refused: dict[str, RefusedProject] = {
            name: RefusedProject(project=name, code="impossible", reason=ruled_out_words(findings))
            for name, findings in ruled_out(facts).items()
            if name not in self._out
        }

    @property
    def refused(self) -> tuple[RefusedProject, ...]:
        """What was kept out, in the round's order."""
        return tuple(self._refused[p.id] for p in self._round.projects if p.id in self._refused)

    def opens(self, have: set[int], place: int) -> bool:
        """Say whether a project may join those there are.

        What was once refused stays refused: more beside it only makes it harder.
        """
        project = self._round.projects[place]
        if project.id in self._out or project.id in self._refused:
            return False
        if not _fits(self._round, project, have, self._places):
            return False
        if self._runs_together is None:
            return True
        before = self._forced.union(self._round.projects[i].id for i in have)
        answer = self._runs_together(before - {project.id}, project.id)
        if answer.together:
            return True
        self._refused[project.id] = RefusedProject(
            project=project.id,
            code="unsettled"
            if answer.together is None
            else ("clash" if answer.clashes_with else "impossible"),
            reason=answer.reason,
            clashes_with=answer.clashes_with,
        )
        return False


def _budget(round_: Round, department: str) -> int:
    return sum(
        spendable_cents(round_.policy, fund, slot)
        for fund in round_.funds
        if fund.department == department
        for slot in fund_slots(fund, round_.calendar.periods)
    )


def _benefit(project: Project, department: str) -> int:
    return sum(b.value for b in project.benefits if b.department == department)


def _fits(round_: Round, project: Project, have: set[int], places: dict[str, int]) -> bool:
    """Say whether a project may join those there are: prerequisites, exclusive group."""
    if any(places[before.project] not in have for before in project.prerequisites):
        return False
    group = project.exclusive_group
    return group is None or all(round_.projects[i].exclusive_group != group for i in have)


def _free(round_: Round, costs: Sequence[int], gate: _Gate) -> list[int]:
    """Return requests without cash that somebody benefits of, prerequisites first."""
    found: list[int] = []
    while True:
        more = next(
            (
                i
                for i, project in enumerate(round_.projects)
                if i not in found and not costs[i] and project.benefit and gate.opens(set(found), i)
            ),
            None,
        )
        if more is None:
            return found
        found.append(more)


def _free_project(project: Project) -> CoFundedProject:
    return CoFundedProject(
        project=project.id, cost_cents=0, way="free", cents_per_point=None, payments=()
    )


def _bought(
    project: str, purchase: Purchase, cents: Sequence[int], departments: Sequence[str]
) -> CoFundedProject:
    rate = purchase.rate
    return CoFundedProject(
        project=project,
        cost_cents=sum(cents),
        way="pooled-remainder" if rate is None else "equal-shares",
        cents_per_point=None if rate is None else float(rate),
        payments=tuple(item for item in _payments(departments, cents) if item.cents),
    )


def _payments(departments: Sequence[str], cents: Sequence[int]) -> tuple[Payment, ...]:
    return tuple(
        Payment(department=d, cents=amount) for d, amount in zip(departments, cents, strict=True)
    )


def _mandatory_notes(round_: Round, projects: Sequence[CoFundedProject]) -> tuple[Text, ...]:
    bought = {item.project for item in projects}
    missing = [p.id for p in round_.projects if p.mandatory and p.id not in bought]
    if not missing:
        return ()
    names = ", ".join(missing)
    zh = f"必做项目 {names} 未筹足资金；据此锁定的轮次将无解。"
    en = f"Mandatory {names} found no funding; the round pinned like this is infeasible."
    return (Text(zh=zh, en=en),)


_NOTE_ZH = (
    "等额出资法：各部门以自有资金可用额共同出资，同一项目的支持部门按相同的每点效益价格付款，"
    "直至其资金用完；只计现金，按最省现金的方式计。"
)
_NOTE_EN = (
    "Method of Equal Shares: departments pay from what their own funds may spend; supporters of a "
    "project pay the same price per point of their benefit until they run out. Cash only, in the "
    "modes that need least of it."
)
_TRIED_ZH = "每次出资前都试排过：所选项目可以一并完成；排不下或未能判定的不出资。"
_TRIED_EN = (
    "Before each purchase a plan was looked for: the projects chosen can all be done together, and "
    "what does not fit, or was not settled in time, is not bought."
)
_UNTRIED_ZH = "只排除了单独也无法完成的项目；所选项目能否一并完成未经检验。"
_UNTRIED_EN = (
    "Only what can't be done even alone is left out; whether the projects chosen can be done "
    "together was not tried."
)

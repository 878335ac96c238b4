"""Share the value of a plan by a game of its departments, beside what the plan itself gives each.

Value points are not paid over: the rule's shares say what would be fair and stable, the plan's own
division says what is. Both are certified against the same game.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from pydantic import Field

from optimizer.domain import Plan, Round
from optimizer.domain.types import Frozen, Id, Text
from optimizer.sharing.certificates import certify_shares
from optimizer.sharing.game import Game, Kind
from optimizer.sharing.plans.documents import AmountInterval, CertificateEntry
from optimizer.sharing.plans.plan_figures import plan_hash, plan_values
from optimizer.sharing.plans.share_plan import find_card
from optimizer.sharing.registry import RuleInputs
from optimizer.sharing.share import share_game

__all__ = ["DepartmentValue", "ResourcePrice", "ValueShares", "share_value"]


class DepartmentValue(Frozen):
    """A department's value in the plan, by itself, and by the rule; tier weights counted."""

    department: Id
    plan_points: int
    alone_points: AmountInterval
    share_points: float
    share_exact: str | None
    """``"p/q"``; absent for an estimate."""


class ResourcePrice(Frozen):
    """What one more unit of something is worth in value points."""

    kind: str
    id: str
    department: Id
    amount: int
    """How much there is: percent-periods, unit-periods, uses, cents, or 1 for a request."""
    points_per_unit: float
    points: float
    """Of all of it."""


class ValueShares(Frozen):
    """What the departments' cooperation is worth, and to whom."""

    schema_version: Literal["1.0"] = "1.0"
    round_hash: str
    plan_hash: str
    game: Literal["stand-alone", "linear"]
    rule: str
    rule_name: Text
    exact: bool
    total_points: float
    """What is shared: the plan's value, or what the relaxed plan is worth."""
    departments: tuple[DepartmentValue, ...]
    certificate: tuple[CertificateEntry, ...]
    """About the rule's shares."""
    plan_certificate: tuple[CertificateEntry, ...]
    """About the division of value that the plan itself makes."""
    prices: tuple[ResourcePrice, ...] = ()
    """For the linear game: what has a price, worth most first."""
    notes: tuple[Text, ...] = Field(default=())


def share_value(
    round_: Round,
    plan: Plan,
    game: Game,
    rule: str | None = None,
    *,
    inputs: RuleInputs | None = None,
    notes: Sequence[Text] = (),
) -> ValueShares:
    """Share the value of a verified plan by a rule on the stand-alone value game.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : Game
        A value game in value points; its players are the round's departments in order, and the
        grand coalition is worth what the plan is worth. Other coalitions may be intervals.
    rule : str, optional
        Id of a rule; the round's ``cost_sharing_rule`` when left out.
    inputs : RuleInputs, optional
        Department weights when left out.
    notes : sequence of Text
        What the game assumes.

    Raises
    ------
    RuleRefused
        The rule is unknown or does not apply.
    ValueError
        The game is not a value game of these departments.
    """
    card = find_card(round_, rule)
    departments = tuple(d.id for d in round_.departments)
    if game.players != departments or game.kind is not Kind.VALUE:
        raise ValueError("the game must be a value game of the round's departments, in order")
    if inputs is None:
        inputs = RuleInputs(weights=tuple(Fraction(d.weight) for d in round_.departments))
    shared = share_game(game, card, inputs)
    values = plan_values(round_, plan)
    own = certify_shares(game, [Fraction(values[department]) for department in departments])
    found = []
    for i, department in enumerate(departments):
        alone = game.interval(1 << i)
        found.append(
            DepartmentValue(
                department=department,
                plan_points=values[department],
                alone_points=AmountInterval(low=floor(alone.low), high=ceil(alone.high)),
                share_points=float(shared.shares[i]),
                share_exact=str(shared.shares[i]) if shared.exact else None,
            )
        )
    return ValueShares(
        round_hash=round_.content_hash(),
        plan_hash=plan_hash(plan),
        game="stand-alone",
        rule=card.id,
        rule_name=Text(zh=card.zh, en=card.en),
        exact=shared.exact,
        total_points=float(game.interval(game.grand).midpoint),
        departments=tuple(found),
        certificate=CertificateEntry.of(shared.certificate.lines),
        plan_certificate=CertificateEntry.of(own.lines),
        notes=(*notes, *(Text(zh=zh, en=en) for zh, en in shared.notes)),
    )

"""Share the cost of a plan by a game of its departments, for instance the stand-alone game.

The game says what every coalition would pay by itself; where its numbers come from is not asked.
Each project's own split is the Shapley value of its service game; what the rule moves between
departments beside that stands in a line of its own, so that projects, departments and the total
still tie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.game import Game, Kind
from optimizer.sharing.plans.cost_lines import cost_lines
from optimizer.sharing.plans.documents import AmountInterval, PlanShares
from optimizer.sharing.plans.money import money_words
from optimizer.sharing.plans.policy import PlanPolicy
from optimizer.sharing.plans.service_shares import project_cells
from optimizer.sharing.plans.share_plan import find_card
from optimizer.sharing.plans.statements import ExactShares, state_shares
from optimizer.sharing.registry import RuleInputs
from optimizer.sharing.share import share_game

__all__ = ["share_plan_by_game"]


def share_plan_by_game(
    round_: Round,
    plan: Plan,
    game: Game,
    rule: str | None = None,
    *,
    name: Literal["stand-alone"] = "stand-alone",
    inputs: RuleInputs | None = None,
    policy: PlanPolicy | None = None,
    standing: Mapping[str, tuple[AmountInterval, AmountInterval]] | None = None,
    notes: Sequence[Text] = (),
) -> PlanShares:
    """Share the cost of a verified plan by a rule on a cost game of its departments.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : Game
        A cost game in cents; its players are the round's departments in order, and the grand
        coalition costs what the plan costs. Other coalitions may be intervals.
    rule : str, optional
        Id of a rule; the round's ``cost_sharing_rule`` when left out.
    name : str
        What the document calls the game.
    inputs : RuleInputs, optional
        Weights for the rules that need them; department weights when left out.
    policy : PlanPolicy, optional
    standing : mapping of department to (AmountInterval, AmountInterval), optional
        Value of each by itself and of all others without it, for the statements.
    notes : sequence of Text
        What the game assumes.

    Raises
    ------
    RuleRefused
        The rule is unknown or does not apply.
    ValueError
        The game is not one of this plan's cost among these departments.
    """
    card = find_card(round_, rule)
    departments = tuple(d.id for d in round_.departments)
    lines = cost_lines(round_, plan)
    total = sum(line.cents for line in lines)
    if game.players != departments or game.kind is not Kind.COST:
        raise ValueError("the game must be a cost game of the round's departments, in order")
    if game.value(game.grand) != total:
        raise ValueError(f"the grand coalition costs {game.value(game.grand)}, the plan {total}")
    if inputs is None:
        inputs = RuleInputs(weights=tuple(Fraction(d.weight) for d in round_.departments))
    shown = money_words(round_.currency)
    asked = (policy or PlanPolicy()).constraints(round_)
    fair = share_game(game, card, inputs, shown=shown)
    final = fair
    if not asked.is_empty:
        final = share_game(game, card, inputs, asked.paying_nobody(fair.shares), shown)
    alone = {}
    for i, department in enumerate(departments):
        cost = game.interval(1 << i)
        alone[department] = AmountInterval(low=floor(cost.low), high=ceil(cost.high))
    return state_shares(
        round_,
        plan,
        lines,
        ExactShares(
            game=name,
            rule=card,
            exact=final.exact,
            cells=project_cells(round_, lines),
            fair=dict(zip(departments, fair.shares, strict=True)),
            final=dict(zip(departments, final.shares, strict=True)),
            alone=alone,
            standing=standing,
        ),
        final.certificate.lines,
        final.clashes,
        (*notes, *(Text(zh=zh, en=en) for zh, en in final.notes)),
    )

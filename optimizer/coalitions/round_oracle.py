"""The stand-alone value game of a round as one programme, for more departments than a table holds.

The model of the round gets a literal for each department that joins: its people, facilities, data,
funds and requests serve only when it does, and its benefit counts only then. A solution is a
coalition with its best plan.
"""

from __future__ import annotations

from fractions import Fraction

from ortools.sat.python import cp_model

from optimizer.coalitions.oracle import CoalitionOracle, JoinModel, solve_by_oracle
from optimizer.coalitions.stand_alone import StandAloneGame
from optimizer.coalitions.value_round import value_round
from optimizer.domain import Round
from optimizer.model.build import build_model
from optimizer.model.variables import Option, Variables
from optimizer.sharing.certificates import ShareBounds
from optimizer.sharing.game import Kind
from optimizer.sharing.row_generation import GeneratedResult

__all__ = ["join_model", "solve_round_game"]


def join_model(round_: Round) -> JoinModel:
    """Return the programme of a round's stand-alone value game.

    It takes for granted what :func:`~optimizer.coalitions.value_round.value_round` does.
    """
    departments = tuple(d.id for d in round_.departments)
    open_round = value_round(round_, departments)
    variables = build_model(open_round)
    model = variables.model
    joins = {name: model.new_bool_var(f"joins {name}") for name in departments}
    worth: list[tuple[int, cp_model.IntVar]] = []
    for item in variables.projects.values():
        project = item.project
        model.add_implication(item.accepted, joins[project.sponsor])
        weight = open_round.policy.tier_weight(project.tier)
        for k, benefit in enumerate(project.benefits):
            counts = model.new_bool_var(f"counts {project.id}/{k}")
            model.add_implication(counts, item.accepted)
            model.add_implication(counts, joins[benefit.department])
            worth.append((weight * benefit.value, counts))
    _bind_resources(variables, joins)
    return JoinModel(departments, model, tuple(joins[d] for d in departments), tuple(worth))


def _bind_resources(variables: Variables, joins: dict[str, cp_model.IntVar]) -> None:
    """What a department owns serves only when it joins."""
    round_, model = variables.round, variables.model
    experts = {e.id: joins[e.department] for e in round_.experts}
    facilities = {f.id: joins[f.department] for f in round_.facilities}
    datasets = {d.id: joins[d.department] for d in round_.datasets}
    funds = {f.id: joins[f.department] for f in round_.funds}

    def bind(option: Option) -> None:
        for place in option.places:
            for expert, literal in place.experts.items():
                model.add_implication(literal, experts[expert])
        for supply in option.supplies:
            for facility, literal in supply.facilities.items():
                model.add_implication(literal, facilities[facility])
        for need in option.mode.datasets:
            model.add_implication(option.chosen, datasets[need.dataset])

    for package in variables.all_packages():
        for option in package.options:
            bind(option)
    for (*_, fund, _period), draw in variables.draws.items():
        model.add(draw == 0).only_enforce_if(funds[fund].negated())


def solve_round_game(
    round_: Round,
    game: StandAloneGame,
    *,
    seconds: float | None = None,
    levels: int | None = None,
    gap: Fraction = Fraction(0),
    rational: bool = False,
) -> GeneratedResult:
    """Return least-core shares of a round's value, and the nucleolus as far as it gets.

    Parameters
    ----------
    round_ : Round
    game : StandAloneGame
        The value game of the same round; it evaluates and remembers the coalitions met.
    seconds, levels, gap
        See :func:`~optimizer.coalitions.oracle.solve_by_oracle`.
    rational : bool
        Nobody gets less than what it is known to reach alone: the nucleolus, not the prenucleolus.

    Raises
    ------
    InfeasibleRows
        With `rational`: standing alone adds up to more than the plan.
    ValueError
        The game is a cost game.
    """
    if game.kind is not Kind.VALUE:
        raise ValueError("the programme is that of the value game")
    programme = join_model(round_)
    oracle = CoalitionOracle(programme, game.interval, workers=2)
    whole = game.interval(programme.grand)
    bounds = None
    if rational:
        alone = tuple(oracle.value(1 << i).low for i in range(len(programme.players)))
        bounds = ShareBounds(alone, (None,) * len(alone))
    return solve_by_oracle(
        oracle, whole.low, seconds=seconds, levels=levels, gap=gap, bounds=bounds
    )

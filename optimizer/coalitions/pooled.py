"""Pooled games: departments join with what they have, projects need a team and shares of the pool.

``v(S)`` is the best value of projects whose team lies in S and whose needs fit into what S has: one
small integer programme. So is the question which coalition a division of value treats worst, and
with it the least core and the nucleolus are found by row generation where ``2**n`` coalitions are
out of reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ortools.sat.python import cp_model

from optimizer.coalitions.oracle import CoalitionOracle, JoinModel, run_programme, solve_by_oracle
from optimizer.errors import SolverFault
from optimizer.sharing.game import Interval, members
from optimizer.sharing.row_generation import GeneratedResult

__all__ = ["PooledGame", "PooledProject", "pooled_oracle", "solve_pooled"]


@dataclass(frozen=True, slots=True)
class PooledProject:
    """A project: its value, who must take part, and what it needs of each resource."""

    value: int
    team: int
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PooledGame:
    """A value game in whole numbers.

    Parameters
    ----------
    players : tuple of str
    projects : tuple of PooledProject
        Values and needs are not negative; `team` is a mask, 0 for nobody in particular.
    has : tuple of tuple of int, shape (n, k)
        What each player has of each resource, not negative.
    """

    players: tuple[str, ...]
    projects: tuple[PooledProject, ...]
    has: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        kinds = {len(row) for row in self.has} | {len(p.needs) for p in self.projects}
        if len(kinds) > 1 or len(self.has) not in (0, len(self.players)):
            raise ValueError("players and projects must speak of the same resources")
        if any(p.value < 0 or min(p.needs, default=0) < 0 for p in self.projects):
            raise ValueError("values and needs must not be negative")
        if any(p.team >> len(self.players) for p in self.projects):
            raise ValueError("a team must consist of players")

    @property
    def grand(self) -> int:
        """Mask of the grand coalition."""
        return (1 << len(self.players)) - 1


def pooled_oracle(game: PooledGame, seconds_each: float = 10.0) -> CoalitionOracle:
    """Return the oracle of a pooled game: its programme, and evaluations by the same one."""
    model = cp_model.CpModel()
    joins = tuple(model.new_bool_var(f"joins {name}") for name in game.players)
    done = tuple(model.new_bool_var(f"done {k}") for k, _ in enumerate(game.projects))
    for project, literal in zip(game.projects, done, strict=True):
        for i in members(project.team):
            model.add_implication(literal, joins[i])
    for r in range(len(game.has[0]) if game.has else 0):
        model.add(
            sum(p.needs[r] * d for p, d in zip(game.projects, done, strict=True))
            <= sum(row[r] * join for row, join in zip(game.has, joins, strict=True))
        )
    worth = tuple((p.value, d) for p, d in zip(game.projects, done, strict=True))
    programme = JoinModel(game.players, model, joins, worth)
    oracle = CoalitionOracle(programme, lambda mask: _worth(oracle, game, mask), seconds_each)
    return oracle


def _worth(oracle: CoalitionOracle, game: PooledGame, mask: int) -> Interval:
    """Return what a coalition is worth; without resources it is a sum, else a programme."""
    if not game.has:
        total = sum(p.value for p in game.projects if p.team & mask == p.team)
        return Interval(Fraction(total), Fraction(total))
    programme = oracle.programme
    model = programme.model.clone()
    for i, join in enumerate(programme.joins):
        model.add(model.get_int_var_from_proto_index(join.index) == (mask >> i & 1))
    parts = [c * model.get_int_var_from_proto_index(d.index) for c, d in programme.worth]
    model.maximize(sum(parts))
    end = run_programme(
        model,
        None,
        seconds=oracle.seconds,
        workers=oracle.workers,
        within=(0, programme.most),
    )
    return Interval(Fraction(end.low), Fraction(end.high))


def solve_pooled(
    game: PooledGame,
    *,
    seconds: float | None = None,
    levels: int | None = None,
    gap: Fraction = Fraction(0),
    oracle: CoalitionOracle | None = None,
) -> GeneratedResult:
    """Return least-core shares of a pooled game, and the nucleolus as far as it gets.

    Parameters
    ----------
    game : PooledGame
    seconds, levels, gap
        See :func:`~optimizer.coalitions.oracle.solve_by_oracle`.
    oracle : CoalitionOracle, optional
        Of this game, to reuse what it knows.

    Raises
    ------
    SolverFault
        The grand coalition was not solved to optimality.
    """
    asked = oracle if oracle is not None else pooled_oracle(game)
    whole = asked.value(game.grand)
    if not whole.is_exact:
        raise SolverFault("the grand coalition was not solved to optimality")
    return solve_by_oracle(asked, whole.low, seconds=seconds, levels=levels, gap=gap)

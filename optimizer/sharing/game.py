"""The game: players, a kind (cost or value), and what each coalition costs or is worth.

A coalition is a bit mask: bit ``i`` is player ``i``, so a dense game is one vector of ``2**n``
numbers. Every number is an exact integer over one common denominator; a figure that was not solved
to optimality is an interval. Cost and value games are never turned into each other silently:
:attr:`Game.sign` is the one place where the orientation of dissatisfaction lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from optimizer.sharing.exact_numbers import Number, common_denominator, read_exact

__all__ = [
    "MAX_TABLE_PLAYERS",
    "CoalitionGame",
    "Game",
    "Interval",
    "Kind",
    "OracleGame",
    "members",
]

MAX_TABLE_PLAYERS = 26
_INT64_SAFE = 2**62

Table = NDArray[Any]


class Kind(StrEnum):
    """``cost``: a coalition pays its number. ``value``: a coalition earns it."""

    COST = "cost"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known only to lie between two exact bounds."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"interval runs backwards: {self.low} > {self.high}")

    @property
    def is_exact(self) -> bool:
        """Whether the bounds are equal."""
        return self.low == self.high

    @property
    def midpoint(self) -> Fraction:
        """Half way between the bounds."""
        return (self.low + self.high) / 2


class CoalitionGame(Protocol):
    """What the rules that only ask for some coalitions need of a game."""

    @property
    def players(self) -> tuple[str, ...]:
        """Names; player ``i`` is bit ``i`` of a mask."""

    @property
    def kind(self) -> Kind:
        """Cost or value."""

    def interval(self, mask: int) -> Interval:
        """Return a coalition's number, a point when it is exact."""


def members(mask: int) -> tuple[int, ...]:
    """Return the player indices in a coalition, ascending."""
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def _as_table(numbers: Sequence[int]) -> Table:
    fits = all(-_INT64_SAFE < number < _INT64_SAFE for number in numbers)
    table: Table = np.array(numbers, dtype=np.int64 if fits else object)
    table.flags.writeable = False
    return table


@dataclass(frozen=True, eq=False)
class Game:
    """A cooperative game with a number for every coalition.

    Parameters
    ----------
    players : tuple of str
        Names; player ``i`` is bit ``i`` of a coalition's mask.
    kind : Kind
    numerators : ndarray, shape (2**n,)
        ``int64``, or Python integers (dtype ``object``) when 62 bits do not hold them. Entry
        ``mask`` over `denominator` is the coalition's number. Entry 0 is zero.
    denominator : int
        Positive; common to all entries.
    upper_numerators : ndarray or None
        Upper ends when some coalitions are known only as intervals; `numerators` are the lower.
    name : str
    """

    players: tuple[str, ...]
    kind: Kind
    numerators: Table
    denominator: int = 1
    upper_numerators: Table | None = None
    name: str = ""

    def __post_init__(self) -> None:
        n = len(self.players)
        if n < 1 or n > MAX_TABLE_PLAYERS:
            raise ValueError(f"a table game has 1 to {MAX_TABLE_PLAYERS} players, not {n}")
        if len(set(self.players)) != n:
            raise ValueError("player names must differ")
        if self.denominator < 1:
            raise ValueError("the denominator must be positive")
        for table in (self.numerators, self.upper_numerators):
            if table is None:
                continue
            if table.shape != (1 << n,):
                raise ValueError(f"{n} players need {1 << n} numbers, not {table.shape}")
            if table.dtype != np.int64 and table.dtype != object:
                raise ValueError(f"numerators must be int64 or object, not {table.dtype}")
            if table[0] != 0:
                raise ValueError("the empty coalition must be 0")
            table.flags.writeable = False
        if self.upper_numerators is not None and bool(
            np.any(self.upper_numerators < self.numerators)
        ):
            raise ValueError("an upper end lies below its lower end")

    # ---- ways to make one -------------------------------------------------------------------

    @classmethod
    def from_values(
        cls,
        players: Sequence[str],
        values: Sequence[Number] | Mapping[int, Number],
        kind: Kind | str,
        name: str = "",
    ) -> Game:
        """Make a game from one number per mask (index or key), read exactly."""
        size = 1 << len(players)
        if len(values) != size and not (isinstance(values, Mapping) and len(values) == size - 1):
            raise ValueError(f"{len(players)} players need {size} numbers, not {len(values)}")
        exact = [
            read_exact(values.get(mask, 0) if isinstance(values, Mapping) else values[mask])
            for mask in range(size)
        ]
        denominator = common_denominator(exact)
        table = _as_table([int(value * denominator) for value in exact])
        return cls(tuple(players), Kind(kind), table, denominator, name=name)

    @classmethod
    def from_intervals(
        cls, players: Sequence[str], values: Sequence[Interval], kind: Kind | str, name: str = ""
    ) -> Game:
        """Make a game from one interval per mask; exact when every interval is a point."""
        lows, highs = [v.low for v in values], [v.high for v in values]
        denominator = common_denominator(lows + highs)
        lower = _as_table([int(value * denominator) for value in lows])
        upper = _as_table([int(value * denominator) for value in highs])
        exact = lows == highs
        return cls(
            tuple(players), Kind(kind), lower, denominator, None if exact else upper, name=name
        )

    @classmethod
    def from_function(
        cls,
        players: Sequence[str],
        value: Callable[[int], Number],
        kind: Kind | str,
        name: str = "",
    ) -> Game:
        """Make a game by asking a function for every non-empty mask."""
        values: list[Number] = [0, *(value(mask) for mask in range(1, 1 << len(players)))]
        return cls.from_values(players, values, kind, name)

    # ---- what it says -----------------------------------------------------------------------

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def grand(self) -> int:
        """Mask of the grand coalition."""
        return (1 << self.n) - 1

    @property
    def sign(self) -> int:
        """+1 for a value game, −1 for a cost game: excess is ``sign * (number(S) − x(S))``."""
        return 1 if self.kind is Kind.VALUE else -1

    @property
    def is_interval(self) -> bool:
        """Whether some coalition is known only as an interval."""
        return self.upper_numerators is not None

    @cached_property
    def magnitude(self) -> int:
        """Largest absolute numerator."""
        tables = [self.numerators]
        if self.upper_numerators is not None:
            tables.append(self.upper_numerators)
        return max(max(int(table.max()), -int(table.min())) for table in tables)

    def value(self, mask: int) -> Fraction:
        """Return a coalition's exact number.

        Raises
        ------
        ValueError
            The coalition is known only as an interval.
        """
        interval = self.interval(mask)
        if not interval.is_exact:
            raise ValueError(f"{self.coalition(mask)} is known only as an interval")
        return interval.low

    def interval(self, mask: int) -> Interval:
        """Return a coalition's number as an interval, a point when it is exact."""
        low = Fraction(int(self.numerators[mask]), self.denominator)
        if self.upper_numerators is None:
            return Interval(low, low)
        return Interval(low, Fraction(int(self.upper_numerators[mask]), self.denominator))

    def coalition(self, mask: int) -> tuple[str, ...]:
        """Return the names in a coalition, in the game's order."""
        return tuple(self.players[i] for i in members(mask))

    def mask(self, names: Iterable[str]) -> int:
        """Return a coalition's mask from names.

        Raises
        ------
        KeyError
            A name is not a player.
        """
        places = {player: i for i, player in enumerate(self.players)}
        mask = 0
        for name in names:
            mask |= 1 << places[name]
        return mask

    # ---- games made from it -----------------------------------------------------------------

    def lower_game(self) -> Game:
        """The exact game of the lower ends."""
        return Game(self.players, self.kind, self.numerators, self.denominator, name=self.name)

    def upper_game(self) -> Game:
        """The exact game of the upper ends."""
        table = self.numerators if self.upper_numerators is None else self.upper_numerators
        return Game(self.players, self.kind, table, self.denominator, name=self.name)

    def midpoint_game(self) -> Game:
        """The exact game of the interval midpoints (itself when exact)."""
        if self.upper_numerators is None:
            return self
        doubled = self.numerators.astype(object) + self.upper_numerators.astype(object)
        table = _as_table([int(number) for number in doubled])
        return Game(self.players, self.kind, table, 2 * self.denominator, name=self.name)

    def relabelled(self, order: Sequence[int]) -> Game:
        """Return the same game with its players listed as ``players[order[0]], …``."""
        masks = np.zeros(1, dtype=np.int64)
        for old in order:
            masks = np.concatenate([masks, masks | (1 << old)])
        upper = None if self.upper_numerators is None else self.upper_numerators[masks]
        return Game(
            tuple(self.players[old] for old in order),
            self.kind,
            self.numerators[masks],
            self.denominator,
            upper,
            self.name,
        )

    def dual(self) -> Game:
        """Return the dual game: what each coalition adds as the last, ``g(N) − g(N∖S)``.

        Raises
        ------
        ValueError
            The game is known only as intervals.
        """
        if self.is_interval:
            raise ValueError("an interval game has no exact dual")
        whole = int(self.numerators[self.grand])
        table = _as_table([whole - int(number) for number in self.numerators[::-1]])
        return Game(self.players, self.kind, table, self.denominator, name=self.name)

    def savings_game(self) -> Game:
        """Return the value game of what each coalition saves: ``v(S) = Σ c(i) − c(S)``.

        Raises
        ------
        ValueError
            The game is not an exact cost game.
        """
        if self.kind is not Kind.COST or self.is_interval:
            raise ValueError("only an exact cost game has a savings game")
        alone = np.zeros(1, dtype=object)
        for i in range(self.n):
            alone = np.concatenate([alone, alone + int(self.numerators[1 << i])])
        table = _as_table([int(x) for x in alone - self.numerators.astype(object)])
        return Game(self.players, Kind.VALUE, table, self.denominator, name=self.name)


@dataclass
class OracleGame:
    """A game whose coalitions are evaluated when asked, each once.

    Parameters
    ----------
    players : tuple of str
    kind : Kind
    evaluate : callable
        Mask to a number, or to an :class:`Interval` when it was not solved to optimality.
    """

    players: tuple[str, ...]
    kind: Kind
    evaluate: Callable[[int], Number | Interval]
    name: str = ""
    known: dict[int, Interval] = field(default_factory=dict)

    @property
    def evaluations(self) -> int:
        """How many coalitions have been evaluated so far."""
        return len(self.known)

    def interval(self, mask: int) -> Interval:
        """Return a coalition's number, evaluated once."""
        if mask == 0:
            return Interval(Fraction(0), Fraction(0))
        if mask not in self.known:
            answer = self.evaluate(mask)
            if not isinstance(answer, Interval):
                exact = read_exact(answer)
                answer = Interval(exact, exact)
            self.known[mask] = answer
        return self.known[mask]

    def tabulate(self) -> Game:
        """Evaluate every coalition and return the dense game (exact or of intervals)."""
        n = len(self.players)
        if n > MAX_TABLE_PLAYERS:
            raise ValueError(f"{n} players are too many for a table")
        values = [self.interval(mask) for mask in range(1 << n)]
        return Game.from_intervals(self.players, values, self.kind, self.name)

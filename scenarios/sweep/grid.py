"""The cells of a sweep: every combination of choices along named axes, or a sample of them."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from scenarios.changes import AnyChange

__all__ = ["Axis", "Cell", "Choice", "cartesian", "sampled"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value along an axis: what to call it, what it changes, and the seed it solves with.

    ``seed`` ``None`` leaves the sweep's own seed.
    """

    label: str | int | float
    changes: tuple[AnyChange, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A named parameter and the choices for it."""

    name: str
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        if not self.choices:
            raise ValueError(f"axis {self.name!r} has no choices")


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: the label on each axis, and all changes in the order of the axes."""

    index: int
    labels: tuple[tuple[str, str | int | float], ...]
    changes: tuple[AnyChange, ...]
    seed: int | None = None


def cartesian(axes: Sequence[Axis]) -> tuple[Cell, ...]:
    """Return every combination of choices; the last axis runs fastest.

    Raises
    ------
    ValueError
        Two axes have the same name.
    """
    _check(axes)
    return tuple(_cells(axes, product(*(axis.choices for axis in axes))))


def sampled(axes: Sequence[Axis], count: int, seed: int = 0) -> tuple[Cell, ...]:
    """Return ``count`` different combinations drawn evenly, or all when there are no more.

    Raises
    ------
    ValueError
        Two axes have the same name, or ``count`` is below 1.
    """
    _check(axes)
    if count < 1:
        raise ValueError("a sample has at least one cell")
    sizes = [len(axis.choices) for axis in axes]
    total = math.prod(sizes)
    if count >= total:
        return cartesian(axes)
    picked = sorted(random.Random(seed).sample(range(total), count))
    return tuple(_cells(axes, (_combination(axes, number) for number in picked)))


def _combination(axes: Sequence[Axis], number: int) -> tuple[Choice, ...]:
    """Return combination ``number`` in the order of :func:`cartesian`."""
    chosen = []
    for axis in reversed(axes):
        number, position = divmod(number, len(axis.choices))
        chosen.append(axis.choices[position])
    return tuple(reversed(chosen))


def _cells(axes: Sequence[Axis], combinations: Iterator[tuple[Choice, ...]]) -> Iterator[Cell]:
    for index, choices in enumerate(combinations):
        seeds = [choice.seed for choice in choices if choice.seed is not None]
        yield Cell(
            index=index,
            labels=tuple((a.name, c.label) for a, c in zip(axes, choices, strict=True)),
            changes=tuple(change for choice in choices for change in choice.changes),
            seed=seeds[-1] if seeds else None,
        )


def _check(axes: Sequence[Axis]) -> None:
    names = [axis.name for axis in axes]
    if len(set(names)) < len(names):
        raise ValueError("two axes have the same name")

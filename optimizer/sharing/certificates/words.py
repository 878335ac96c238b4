"""Words that the certificate lines share: coalitions and amounts in both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from optimizer.sharing.exact_numbers import format_amount
from optimizer.sharing.game import Game

__all__ = ["Words", "amount", "coalition_names", "names_en", "names_zh"]

Words = Callable[[Fraction], str]
"""How sentences write an amount."""


def names_en(names: Sequence[str]) -> str:
    """Return names as an English set."""
    return "{" + ", ".join(names) + "}"


def names_zh(names: Sequence[str]) -> str:
    """Return names as a Chinese set."""
    return "{" + "、".join(names) + "}"


def coalition_names(game: Game, mask: int) -> tuple[str, str]:
    """Return a coalition's names as (zh, en)."""
    names = game.coalition(mask)
    return names_zh(names), names_en(names)


def amount(value: Fraction) -> str:
    """Return a number for people, marked with ≈ when it is cut."""
    return format_amount(value)

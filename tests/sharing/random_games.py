"""Small random games for the property tests: every kind, scale and degeneracy."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from optimizer.sharing import Game

__all__ = ["games", "numbers"]

numbers = st.one_of(
    st.integers(-3, 3),  # many ties
    st.integers(-1000, 1000),
    st.fractions(min_value=-5, max_value=5, max_denominator=6),
    st.sampled_from([10**12, Fraction(1, 1000), 0]),
)


@st.composite
def games(draw: st.DrawFn, least: int = 1, most: int = 5, kind: str | None = None) -> Game:
    """Draw an exact game of `least` to `most` players."""
    n = draw(st.integers(least, most))
    size = (1 << n) - 1
    values = draw(st.lists(numbers, min_size=size, max_size=size))
    chosen = kind if kind is not None else draw(st.sampled_from(["cost", "value"]))
    return Game.from_values([f"p{i}" for i in range(n)], [0, *values], chosen)

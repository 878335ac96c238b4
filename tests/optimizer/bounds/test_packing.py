from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from optimizer.bounds.packing import packing_rows


@given(
    st.integers(0, 24),
    st.lists(st.integers(1, 24), min_size=1, max_size=4, unique=True).map(
        lambda sizes: tuple(sorted(sizes))
    ),
)
def test_no_packing_breaks_a_row(capacity: int, sizes: tuple[int, ...]) -> None:
    rows = packing_rows(capacity, sizes)
    counts = [range(capacity // size + 1) for size in sizes]
    for packing in product(*counts):
        if sum(n * size for n, size in zip(packing, sizes)) <= capacity:
            for weights, limit in rows:
                assert sum(n * weight for n, weight in zip(packing, weights)) <= limit


@given(
    st.integers(1, 100),
    st.lists(st.integers(1, 100), min_size=1, max_size=5, unique=True).map(
        lambda sizes: tuple(sorted(sizes))
    ),
)
def test_every_size_that_fits_weighs_something_somewhere(
    capacity: int, sizes: tuple[int, ...]
) -> None:
    rows = packing_rows(capacity, sizes)
    for i, size in enumerate(sizes):
        assert any(weights[i] > 0 for weights, _ in rows) == (size <= capacity)


def test_a_person_holds_one_load_above_half() -> None:
    assert packing_rows(100, (60, 80)) == (((1, 1), 1),)


def test_thirty_and_eighty_exclude_each_other_in_a_whole_person() -> None:
    # 80 fills the person for 30, three of 30 fit: 3 * (80) + (30) <= 3.
    assert packing_rows(100, (30, 80)) == (((1, 3), 3),)


def test_a_huge_capacity_keeps_the_plain_row() -> None:
    assert packing_rows(10**9, (3, 7)) == (((3, 7), 10**9),)


def test_nothing_fits_into_nothing() -> None:
    assert packing_rows(0, (20,)) == ()

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from optimizer.bounds.precedence import Link, arrange


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Link]]:
    packages = draw(st.integers(1, 7))
    pairs = [(i, j) for j in range(packages) for i in range(j)]
    chosen = [pair for pair in pairs if draw(st.integers(0, 2)) == 0]
    return packages, [Link(i, j, 0, None) for i, j in chosen]


@given(graphs(), st.integers(1, 200))
def test_every_link_is_kept_or_counted(graph: tuple[int, list[Link]], ways: int) -> None:
    packages, links = graph
    plan = arrange(packages, links, [ways] * packages)
    kept = [*plan.above.values(), *(link for items in plan.cut_links.values() for link in items)]
    assert len(set(kept)) == len(kept)
    assert set(kept) <= set(links)
    assert plan.dropped == len(links) - len(kept)
    assert ways > 20 or plan.dropped == 0 or len(plan.cut) >= 2


@given(graphs())
def test_leaves_come_before_what_stands_above_them(graph: tuple[int, list[Link]]) -> None:
    packages, links = graph
    plan = arrange(packages, links, [3] * packages)
    assert sorted(plan.visit) == list(range(packages))
    place = {k: i for i, k in enumerate(plan.visit)}
    for k, link in plan.above.items():
        other = link.before if link.after == k else link.after
        assert place[k] < place[other]


def test_a_diamond_needs_one_cut() -> None:
    links = [Link(i, j, 0, None) for i, j in ((0, 1), (0, 2), (1, 3), (2, 3))]
    plan = arrange(4, links, [10] * 4)
    assert len(plan.cut) == 1
    assert plan.dropped == 0


def test_too_many_ways_drop_a_link() -> None:
    links = [Link(i, j, 0, None) for i, j in ((0, 1), (0, 2), (1, 3), (2, 3))]
    plan = arrange(4, links, [10**6] * 4)
    assert plan.cut == []
    assert plan.dropped == 1

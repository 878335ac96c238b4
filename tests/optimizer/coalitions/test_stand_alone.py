"""What coalitions are worth and cost by themselves, against a second way to say it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.coalitions import (
    CoalitionLimits,
    Known,
    owen_prices,
    relaxed_value,
    stand_alone_costs,
    stand_alone_values,
)
from optimizer.coalitions.cost_round import cost_round
from optimizer.coalitions.value_round import value_round
from optimizer.domain import Outcome, Plan, ProjectPin, Round, Step
from optimizer.errors import VerificationFailed
from optimizer.sharing import Kind, shapley_intervals, shapley_value
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from tests.optimizer.coalitions.rounds import rounds_with_choices
from tests.sharing.plans.rounds import by_hand, planned, shared_rounds

NAMES = ("A", "B", "C")


def coalitions() -> Iterator[tuple[str, ...]]:
    for size in range(1, len(NAMES)):
        yield from combinations(NAMES, size)


def mask_of(members: tuple[str, ...]) -> int:
    return sum(1 << NAMES.index(name) for name in members)


def worth_in_the_whole_round(round_: Round, members: tuple[str, ...]) -> int:
    """The same value, without cutting anything out: what others own is merely never there."""
    everything = round_.calendar.periods
    nothing = (Step(start=0, end=everything, value=0),)
    inside = set(members)
    emptied = round_.model_copy(
        update={
            "experts": tuple(
                e if e.department in inside else e.model_copy(update={"exceptions": nothing})
                for e in round_.experts
            ),
            "facilities": tuple(
                f if f.department in inside else f.model_copy(update={"exceptions": nothing})
                for f in round_.facilities
            ),
            "datasets": tuple(
                d if d.department in inside else d.model_copy(update={"max_users": 0})
                for d in round_.datasets
            ),
            "funds": tuple(
                f if f.department in inside else f.model_copy(update={"amount_cents": 0})
                for f in round_.funds
            ),
            "projects": tuple(
                p.model_copy(
                    update={"benefits": tuple(b for b in p.benefits if b.department in inside)}
                )
                for p in round_.projects
            ),
            "pins": tuple(
                ProjectPin(project=p.id, accepted=False)
                for p in round_.projects
                if p.sponsor not in inside
            ),
        }
    )
    outcome = solve_round(emptied, Limits(time_limit_seconds=None, workers=1))
    assert outcome.plan is not None
    return measure(emptied, outcome.plan, "value")


@settings(max_examples=25)
@given(rounds_with_choices())
def test_values_agree_with_the_whole_round_and_grow(round_: Round) -> None:
    game = stand_alone_values(round_, Plan())
    worth: dict[tuple[str, ...], int] = {}
    for members in coalitions():
        known = game.known(mask_of(members))
        assert known.is_exact
        worth[members] = known.low
        assert known.low == worth_in_the_whole_round(round_, members)
    for pair in combinations(NAMES, 2):
        for one in pair:
            assert worth[pair] >= worth[one,]


@settings(max_examples=25)
@given(rounds_with_choices())
def test_the_relaxed_game_holds_the_true_one(round_: Round) -> None:
    prices = owen_prices(round_)
    shares = prices.shares(NAMES)
    assert float(prices.slack) < 1e-6
    game = stand_alone_values(round_, Plan())
    for members in coalitions():
        relaxed = relaxed_value(prices.relaxed, members)
        assert game.known(mask_of(members)).high <= relaxed + 1e-6
        assert relaxed <= float(sum(shares[name] for name in members)) + 1e-6


@settings(max_examples=25)
@given(shared_rounds(), st.sampled_from([0, 25]))
def test_costs_are_reached_by_the_plan_cut_down(round_: Round, markup: int) -> None:
    plan = planned(round_)
    game = stand_alone_costs(round_, plan, markup_pct=markup)
    for members in coalitions():
        task = cost_round(round_, plan, members, markup)
        assert verify_plan(task.round, task.plan) == ()
        known = game.known(mask_of(members))
        assert known.is_exact
        assert known.low <= measure(task.round, task.plan, "cost")
        if task.round.projects:
            outcome = solve_round(task.round, Limits(time_limit_seconds=None, workers=1))
            assert outcome.plan is not None
            assert known.low == measure(task.round, outcome.plan, "cost")
        else:
            assert known.low == 0
    whole = (1 << len(NAMES)) - 1
    assert game.known(whole) == Known(measure(round_, plan, "cost"), measure(round_, plan, "cost"))


def test_costs_by_hand() -> None:
    round_ = by_hand()
    plan = planned(round_)
    # B needs the second package only: ann for one period, a place outside, the shop, the channel's
    # share; alone it can start at once, so nothing is late.
    exact = stand_alone_costs(round_, plan).tabulate().game
    assert [int(exact.value(mask)) for mask in (1, 2, 3, 4)] == [4375, 1451, 4375, 0]
    # Hired from C at half more: ann costs 1502 instead of 1001; B's own shop does not.
    dear = stand_alone_costs(round_, plan, markup_pct=50).tabulate().game
    assert int(dear.value(2)) == 1451 + 501


def test_a_value_round_has_only_what_members_bring() -> None:
    round_ = by_hand()
    alone = value_round(round_, ["A"])
    assert alone.projects == ()  # ann and the data belong to C
    with_c = value_round(round_, ["A", "C"])
    assert with_c.projects == ()  # the shop belongs to B
    everyone = value_round(round_, ["A", "B", "C"])
    assert [p.id for p in everyone.projects] == ["X"]
    assert not everyone.projects[0].mandatory
    assert stand_alone_values(round_, planned(round_)).known(0b111) == Known(10, 10)


@settings(max_examples=20)
@given(rounds_with_choices(), st.integers(0, 3))
def test_limits_leave_intervals_that_hold_the_truth(round_: Round, solves: int) -> None:
    plan = planned(round_)
    true = stand_alone_values(round_, plan).tabulate()
    assert true.still_open == 0
    cut = stand_alone_values(round_, plan, CoalitionLimits(most_solves=solves)).tabulate()
    assert cut.solves <= solves
    for mask in range(1 << len(NAMES)):
        interval = cut.game.interval(mask)
        assert interval.low <= true.game.value(mask) <= interval.high
    for share, interval in zip(shapley_value(true.game), shapley_intervals(cut.game)):
        assert interval.low <= share <= interval.high


def test_a_cancelled_game_is_filled_without_solving() -> None:
    round_ = by_hand()
    plan = planned(round_)
    cancel = threading.Event()
    cancel.set()
    seen: list[tuple[int, int]] = []
    game = stand_alone_costs(round_, plan, cancel=cancel)
    found = game.tabulate(lambda done, count, _: seen.append((done, count)))
    assert (found.solves, found.still_open) == (0, found.given_up)
    assert seen == [(k, 7) for k in range(1, 8)]
    assert found.game.interval(2).low == 0
    assert found.game.interval(4).is_exact  # C needs nothing


def test_equal_rounds_are_solved_once_and_remembered() -> None:
    round_ = by_hand()
    plan = planned(round_)

    class Memory(dict[str, Known]):
        def put(self, key: str, known: Known) -> None:
            self[key] = known

    memory = Memory()
    first = stand_alone_costs(round_, plan, cache=memory).tabulate()
    assert first.solves == len(memory)
    second = stand_alone_costs(round_, plan, cache=memory).tabulate()
    assert second.solves == 0
    assert second.game.numerators.tolist() == first.game.numerators.tolist()


def test_an_open_memory_is_tried_again_with_more_time_only() -> None:
    round_ = by_hand()
    plan = planned(round_)

    class Open:
        def get(self, key: str) -> Known | None:
            assert key.startswith("cost sha256:")
            return Known(1, 10**6, 5.0)

        def put(self, key: str, known: Known) -> None:
            assert key.startswith("cost sha256:")
            assert known.is_exact

    same = stand_alone_costs(round_, plan, CoalitionLimits(seconds_each=5.0), cache=Open())
    assert same.known(2) == Known(1, 10**6, 5.0)
    more = stand_alone_costs(round_, plan, CoalitionLimits(seconds_each=6.0), cache=Open())
    assert more.known(2).is_exact


def test_a_plan_that_breaks_a_rule_is_never_believed() -> None:
    round_ = by_hand()
    plan = planned(round_)

    def liar(task: Round, _seconds: float | None, _cancel: threading.Event | None) -> Outcome:
        outcome = solve_round(task, Limits(time_limit_seconds=None, workers=1))
        assert outcome.plan is not None
        (project,) = outcome.plan.projects
        cut = project.model_copy(update={"packages": project.packages[1:]})
        return outcome.model_copy(update={"plan": Plan(projects=(cut,))})

    with pytest.raises(VerificationFailed):
        stand_alone_costs(round_, plan, solve=liar).known(1)


def test_too_many_departments_for_a_table() -> None:
    names = [{"id": f"D{i}"} for i in range(13)]
    round_ = Round.model_validate(
        {"calendar": {"start": "2027-01-04", "periods": 2}, "departments": names}
    )
    game = stand_alone_values(round_, Plan())
    assert game.kind is Kind.VALUE
    with pytest.raises(ValueError, match="too many"):
        game.tabulate()
    assert game.interval(1).is_exact
    assert game.standing()["D0"][1].high == 0

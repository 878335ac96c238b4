"""Cost lines: by hand, and always the plan's own cost."""

from __future__ import annotations

from hypothesis import given

from optimizer.domain import Round
from optimizer.sharing.plans import CostKind, cost_lines, plan_service_game, project_service_game
from optimizer.verify.measures import measure
from tests.sharing.plans.rounds import by_hand, planned, shared_rounds


def test_every_kind_of_cost_by_hand() -> None:
    round_ = by_hand()
    lines = cost_lines(round_, planned(round_))
    found = {
        (line.kind, line.package): (line.cents, line.needed_by, line.bearers[0].department)
        for line in lines
    }
    assert found == {
        (CostKind.PEOPLE, "first"): (2002, ("A",), "C"),
        (CostKind.PEOPLE, "second"): (1001, ("A", "B"), "C"),
        (CostKind.OUTSOURCING, "second"): (300, ("A", "B"), "A"),
        (CostKind.FACILITIES, "second"): (50, ("A", "B"), "B"),
        (CostKind.CASH, "first"): (400, ("A",), "A"),
        (CostKind.FEES, None): (500, ("A",), "C"),
        (CostKind.REFERRAL, None): (100, ("A", "B"), "B"),
        (CostKind.LATENESS, None): (22, ("A", "B"), "A"),
    }
    assert [b.fund for line in lines for b in line.bearers if line.kind == "cash"] == ["cash"]


def test_the_game_of_a_project_by_hand() -> None:
    round_ = by_hand()
    lines = cost_lines(round_, planned(round_))
    game = project_service_game(round_, lines, "X")
    assert game.players == ("A", "B")
    assert [game.value(mask) for mask in range(4)] == [0, 4375, 1473, 4375]
    assert plan_service_game(round_, lines).value(0b100) == 0


def test_without_a_benefit_the_sponsor_needs_it() -> None:
    round_ = by_hand()
    project = round_.projects[0].model_copy(update={"benefits": ()})
    round_ = round_.model_copy(update={"projects": (project,)})
    lines = cost_lines(round_, planned(round_))
    assert {line.needed_by for line in lines} == {("A",)}


@given(shared_rounds())
def test_lines_sum_to_the_cost_of_the_plan(round_: Round) -> None:
    plan = planned(round_)
    lines = cost_lines(round_, plan)
    assert sum(line.cents for line in lines) == measure(round_, plan, "cost")
    for line in lines:
        assert line.needed_by
        assert sum(bearer.cents for bearer in line.bearers) == line.cents

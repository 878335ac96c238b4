from __future__ import annotations

from optimizer.domain import Baseline, Plan, Text
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.compare import plan_figures
from scenarios.pilot import Gate, first_come_plan, judge, outcome_by_hand, plan_by_hand
from scenarios.sample import sample_round
from tests.optimizer.solve.test_leximin import money_round
from tests.scenarios.changes.organisation import organisation


def test_requests_are_served_as_they_come_and_keep_every_rule() -> None:
    round_ = sample_round()
    plan = first_come_plan(round_)
    assert not verify_plan(round_, plan)
    assert {p.id for p in round_.projects if p.mandatory} <= {p.project for p in plan.projects}


def test_who_comes_first_is_served_first() -> None:
    round_ = money_round(2)
    (fund,) = round_.funds
    left, expected = fund.amount_cents, []
    for project in round_.projects:
        cost = project.packages[0].modes[0].money[0].amount_cents
        if cost <= left:
            left -= cost
            expected.append(project.id)
    assert [p.project for p in first_come_plan(round_).projects] == expected


def test_the_baseline_is_the_plan_made_by_hand() -> None:
    round_ = organisation().model_copy(update={"baseline": Baseline(plan=Plan())})
    assert plan_by_hand(round_) == (Plan(), "baseline")
    assert plan_by_hand(organisation())[1] == "first-come"


def test_gates_say_go_only_when_all_are_passed() -> None:
    round_ = organisation()
    plan = first_come_plan(round_)
    by_hand = outcome_by_hand(round_, Plan())
    assert by_hand.objective[0].value == 0
    better = solve_round(round_, Limits(time_limit_seconds=None, workers=1), start=plan)
    old, new = plan_figures(round_, outcome_by_hand(round_, plan)), plan_figures(round_, better)
    assert old is not None
    assert new is not None
    assert better.plan is not None
    change = 100 * (measure(round_, better.plan, "value") / measure(round_, plan, "value") - 1)
    gates = tuple(
        Gate("value", Text(zh="值", en="value"), True, least)
        for least in (change - 0.01, change + 0.01)
    )
    passed, missed = judge(old, new, gates)
    assert (passed.passed, missed.passed) == (True, False)
    cheaper = judge(old, new, (Gate("cost_cents", Text(zh="成本", en="cost"), False, 0),))[0]
    assert cheaper.passed == (new.cost_cents <= old.cost_cents)

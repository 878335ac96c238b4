"""A plan carried over into a changed round keeps what stands and breaks no rule."""

from __future__ import annotations

from optimizer.checks import check_round
from optimizer.domain import Plan
from optimizer.explain.carrying import carry_over
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from scenarios.changes import HirePerson, RemoveExpert, apply_changes
from tests.properties.rounds import whole_round
from tests.scenarios.why.asking import as_planned, one_analyst


def test_what_stands_stays_and_what_fits_comes_back() -> None:
    round_ = one_analyst()
    assert carry_over(round_, as_planned(long=0, short=3)) == as_planned(long=0, short=3)
    # Two at once: one of them leaves with the other, and both find a place again.
    crossing = carry_over(round_, as_planned(long=0, short=1))
    assert crossing is not None
    assert {item.project for item in crossing.projects} == {"long", "short"}
    assert verify_plan(round_, crossing) == ()


def test_a_plan_survives_the_loss_of_a_person_as_far_as_it_can() -> None:
    round_ = one_analyst()
    hire = HirePerson(id="bo", department="D", skill="analysis", level=3, spans=((0, 4),))
    two = apply_changes(round_, (hire,)).round
    full = carry_over(two, Plan())
    assert full is not None
    assert len(full.projects) == 3
    left = apply_changes(two, (RemoveExpert(expert="bo"),)).round
    less = carry_over(left, full)
    assert less is not None
    assert verify_plan(left, less) == ()
    assert {item.project for item in less.projects} == {"long", "short"}


def test_what_is_carried_over_breaks_no_rule() -> None:
    """Plans of one small round in the next: nearly nothing stands, and all of it is legal."""
    plans = []
    for seed in range(40):
        round_ = whole_round(seed)
        if not has_errors(check_round(round_)):
            outcome = solve_round(round_, Limits(None, workers=1))
            if outcome.plan is not None:
                plans.append((round_, outcome.plan))
    carried = 0
    for (round_, own), (_, foreign) in zip(plans, plans[1:], strict=False):
        assert carry_over(round_, own) is not None
        found = carry_over(round_, foreign)
        if found is not None:
            assert verify_plan(round_, found) == ()
            carried += 1
    assert carried >= 10

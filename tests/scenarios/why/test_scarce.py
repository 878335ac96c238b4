"""What is scarce: prices and gaps say where, and the changed round says how much."""

from __future__ import annotations

import threading

import pytest

from optimizer.domain import Access, ExpertSkill, Outcome, Round, Skill
from optimizer.solve import Limits, solve_round
from scenarios.changes import HirePerson, LendExpert, TrainExpert
from scenarios.why import explain_scarcity
from tests.scenarios.why.asking import PROOF, one_analyst

LONG = Limits(time_limit_seconds=600, workers=1)


def with_helpers() -> Round:
    """Beside the analyst: a clerk who could learn, and an analyst whom another office keeps."""
    round_ = one_analyst()
    ann = round_.experts[0]
    clerk = ann.model_copy(
        update={"id": "cy", "skills": (ExpertSkill(skill="clerk", level=5),), "rate_cents": 100}
    )
    kept = ann.model_copy(update={"id": "bo", "department": "E", "access": Access(scope="own")})
    other = round_.departments[0].model_copy(update={"id": "E"})
    return round_.model_copy(
        update={
            "experts": (ann, clerk, kept),
            "skills": (*round_.skills, Skill(id="clerk")),
            "departments": (*round_.departments, other),
        }
    )


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return solve_round(with_helpers(), PROOF)


def test_each_promise_is_kept_by_the_changed_round(outcome: Outcome) -> None:
    answer = explain_scarcity(with_helpers(), outcome, LONG)
    assert answer.complete
    assert {(unit.kind, unit.resource) for unit in answer.units} >= {("people", "analysis")}
    for unit in answer.units:
        assert len(unit.by_period) == 4
        assert 0 <= unit.start < unit.end <= 4
        assert unit.points > 0
    (gap,) = (gap for gap in answer.gaps if gap.skill == "analysis")
    assert (gap.asked, gap.capacity) == (500, 800)
    gains = {worth.kind: worth for worth in answer.worths}
    assert isinstance(gains["unit"].change, HirePerson)
    assert isinstance(gains["training"].change, TrainExpert)
    assert isinstance(gains["lending"].change, LendExpert)
    for worth in answer.worths:
        assert worth.verified
        assert worth.proven
        # `late` is left out for want of an analyst, and is worth 5.
        assert worth.gain_points in (0, 5)
    assert gains["training"].gain_points == 5
    assert gains["lending"].gain_points == 5
    assert [w.gain_points for w in answer.worths] == sorted(
        (w.gain_points for w in answer.worths if w.gain_points is not None), reverse=True
    )


def test_what_is_not_solved_says_so(outcome: Outcome) -> None:
    stop = threading.Event()
    steps: list[str] = []

    def stop_at_first(step: str) -> None:
        steps.append(step)
        if step == "solve":
            stop.set()

    answer = explain_scarcity(with_helpers(), outcome, LONG, on_step=stop_at_first, cancel=stop)
    assert steps == ["prices", "solve"]
    assert not answer.complete
    assert [w for w in answer.worths if w.gain_points is None and not w.verified]


def test_a_round_without_plan_can_not_be_asked(outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="no plan"):
        explain_scarcity(with_helpers(), outcome.model_copy(update={"plan": None}))

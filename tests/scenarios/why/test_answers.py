"""Whole answers: every part holds in the round it is about."""

from __future__ import annotations

import threading

import pytest

from optimizer.domain import Outcome
from optimizer.errors import BadScenario
from optimizer.explain.families import without_families
from optimizer.solve import Limits, solve_round
from scenarios.why import bindings, explain_person, explain_project, places_of
from scenarios.why.families import explain_families
from scenarios.why.question import Question
from tests.scenarios.why.asking import PROOF, as_planned, one_analyst, questions

SOON = Limits(time_limit_seconds=600, workers=1)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return solve_round(one_analyst(), PROOF)


def test_an_answer_has_every_part_and_all_of_it_is_checked(outcome: Outcome) -> None:
    steps: list[str] = []
    answer = explain_project(one_analyst(), outcome, "late", SOON, on_step=steps.append)
    assert steps == ["reason", "remedies", "rules", "forced", "proof", "prices"]
    assert answer.complete
    assert (answer.worth, answer.code) == (5, "displaced")
    assert {item.project for item in answer.holders} <= {"long", "short"}
    assert answer.conflict is not None
    assert answer.conflict.families == ("people",)
    assert answer.conflict.enough == ("people",)
    assert answer.forced is not None
    # With `late` in any case the analyst has two weeks left: for `long`, not for both.
    assert (answer.forced.value_after, answer.forced.proven) == (14, True)
    assert [item.project for item in answer.forced.out] == ["short"]
    assert {remedy.criterion for remedy in answer.remedies} == {"best", "beside"}
    assert all(remedy.verified for remedy in answer.remedies)
    assert answer.price_points is not None


def test_a_cancelled_answer_keeps_what_it_has(outcome: Outcome) -> None:
    stop = threading.Event()
    stop.set()
    answer = explain_project(one_analyst(), outcome, "late", SOON, cancel=stop)
    assert not answer.complete
    assert answer.remedies == ()
    assert answer.blockers


def test_what_can_not_be_asked(outcome: Outcome) -> None:
    with pytest.raises(BadScenario):
        explain_project(one_analyst(), outcome, "gone")
    with pytest.raises(ValueError, match="in the plan"):
        explain_project(one_analyst(), outcome, "long")


def test_families_are_a_minimal_conflict() -> None:
    """What is enough alone is in every conflict, and without all members there is a plan."""
    found = 0
    for question in questions(range(20)):
        conflict = explain_families(question, "round", 60)
        if conflict is None or conflict.families in ((), ("groups",)):
            continue
        assert conflict.minimal
        assert conflict.verified
        assert set(conflict.enough) <= set(conflict.families)
        if len(conflict.families) == 1:
            found += conflict.enough == conflict.families
    assert found


def test_to_leave_families_out_changes_nothing_else() -> None:
    round_ = one_analyst()
    assert without_families(round_, (), {"late"}) == round_
    loose = without_families(round_, ("skills", "clearance"), {"late"})
    assert loose.projects == round_.projects
    assert loose.calendar == round_.calendar


def test_a_project_that_needs_nothing_scarce_meets_no_conflict() -> None:
    question = Question(one_analyst(), as_planned(long=0), "short", PROOF)
    assert explain_families(question, "nothing", 60) is None


def test_somebody_else_is_named_with_what_it_would_change() -> None:
    round_ = one_analyst()
    ann = round_.experts[0]
    twins = (
        ann,
        ann.model_copy(update={"id": "bea", "rate_cents": 1500}),
        ann.model_copy(update={"id": "cyd", "rate_cents": 1200}),
        ann.model_copy(update={"id": "dan", "skills": ()}),
    )
    levels = ("value", "cost")
    policy = round_.policy.model_validate({"levels": levels})
    round_ = round_.model_copy(update={"experts": twins, "policy": policy})
    plan = as_planned(long=0, late=2)
    outcome = solve_round(round_, PROOF).model_copy(update={"plan": plan})
    ((package, need),) = places_of(plan, "long", "ann")
    answer = explain_person(round_, outcome, "long", package, need, "ann", SOON)
    assert [option.expert for option in answer.options] == ["cyd", "bea"]
    assert answer.next_best == "cyd"
    (cost,) = answer.options[0].deltas
    assert cost.after - cost.before == 400
    assert answer.without is not None
    assert answer.without.verified
    with pytest.raises(ValueError, match="is not on"):
        explain_person(round_, outcome, "long", package, need, "cyd", SOON)


def test_somebody_who_is_held_elsewhere_is_no_next_best() -> None:
    round_ = one_analyst()
    bea = round_.experts[0].model_copy(update={"id": "bea"})
    round_ = round_.model_copy(update={"experts": (*round_.experts, bea)})
    plan = as_planned(long=0, late=1)
    busy = plan.projects[1].packages[0]
    line = busy.staffing[0].model_copy(update={"experts": ("bea",)})
    package = busy.model_copy(update={"staffing": (line,)})
    late = plan.projects[1].model_copy(update={"packages": (package,)})
    plan = plan.model_copy(update={"projects": (plan.projects[0], late)})
    outcome = solve_round(round_, PROOF).model_copy(update={"plan": plan})
    answer = explain_person(round_, outcome, "long", "W", "n", "ann", SOON)
    (option,) = answer.options
    assert (option.free, option.held_by) == (False, ("late",))
    assert answer.next_best is None


class Never:
    """A compilation that does not end."""

    is_done = False
    stopped = 0

    def __init__(self, packages: tuple[str, ...]) -> None:
        assert packages

    def stop(self) -> None:
        Never.stopped += 1


def test_an_answer_keeps_its_time_while_code_is_compiled(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bindings, "is_compiled", lambda _: False)
    monkeypatch.setattr(bindings, "Compiling", Never)
    answer = explain_project(one_analyst(), outcome, "late", Limits(2.0, workers=1))
    assert answer.price_points is None
    assert not answer.complete
    assert answer.forced is not None
    assert Never.stopped == 1

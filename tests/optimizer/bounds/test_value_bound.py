from __future__ import annotations

import threading

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.bounds import BoundLimits, BoundProgress, bound_value
from optimizer.domain import Round, Status
from optimizer.solve import Limits, solve_round
from tests.optimizer.bounds.rounds import rounds, sound

STEPS = BoundLimits(seconds=None, steps=60)


def optimum(round_: Round) -> int | None:
    """The proven best value; nothing when there is no plan at all."""
    outcome = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
    if outcome.status is Status.INFEASIBLE:
        return None
    assert outcome.status is Status.OPTIMAL
    return outcome.objective[0].value


@settings(max_examples=150)
@given(rounds())
def test_no_plan_beats_the_bound(round_: Round) -> None:
    assume(sound(round_))
    best = optimum(round_)
    bound = bound_value(round_, STEPS)
    if bound.bound is None:
        assert best is None
    elif best is not None:
        assert best <= bound.bound


@settings(max_examples=40)
@given(rounds())
def test_the_bound_only_falls(round_: Round) -> None:
    assume(sound(round_))
    seen: list[BoundProgress] = []
    bound = bound_value(round_, STEPS, seen.append)
    assert tuple(seen) == bound.history
    figures = [step.bound for step in seen]
    assert figures == sorted(figures, reverse=True)
    assert figures[-1:] == ([] if bound.bound is None else [bound.bound])


@settings(max_examples=40)
@given(rounds())
def test_prices_are_not_negative(round_: Round) -> None:
    assume(sound(round_))
    prices = bound_value(round_, STEPS).prices
    if prices is not None:
        for table in (prices.people, prices.skills, prices.facilities, prices.funds, prices.lanes):
            assert (table >= 0).all()
        assert prices.people.shape == (len(round_.experts), round_.calendar.periods)
        assert prices.facilities.shape == (len(round_.facilities), round_.calendar.periods)


@settings(max_examples=40)
@given(rounds())
def test_stopped_at_once_it_is_valid(round_: Round) -> None:
    assume(sound(round_))
    cancel = threading.Event()
    cancel.set()
    bound = bound_value(round_, BoundLimits(), None, cancel)
    if bound.bound is not None:
        assert bound.bound <= sum(
            round_.policy.tier_weight(project.tier) * project.benefit for project in round_.projects
        )


@settings(max_examples=40)
@given(rounds())
def test_without_any_time_it_is_valid(round_: Round) -> None:
    assume(sound(round_))
    bound = bound_value(round_, BoundLimits(seconds=0.0))
    best = optimum(round_)
    assert bound.history[0].route == "sum of values"
    if bound.bound is None:
        assert best is None
    else:
        assert best is None or best <= bound.bound


def contest(**changes: object) -> Round:
    """Two projects of a week's full work, worth 7 and 5, and one person with one week."""
    projects = [
        {
            "id": name,
            "sponsor": "A",
            "benefits": [{"department": "A", "value": value}],
            "packages": [
                {
                    "id": "w",
                    "modes": [
                        {
                            "id": "m",
                            "duration": 1,
                            "staffing": [{"id": "n", "skill": "s", "load_pct": load}],
                        }
                    ],
                }
            ],
        }
        for name, value, load in (("p", 7, 60), ("q", 5, 60))
    ]
    data = {
        "calendar": {"start": "2026-01-05", "periods": 1},
        "departments": [{"id": "A"}],
        "skills": [{"id": "s"}],
        "experts": [{"id": "e", "department": "A", "skills": [{"skill": "s"}]}],
        "projects": projects,
        "policy": {"tier_weights": []},
    }
    return Round.model_validate({**data, **changes})


def test_two_loads_above_half_are_seen_not_to_fit() -> None:
    bound = bound_value(contest(), BoundLimits(seconds=None, steps=400))
    assert bound.bound == 7
    assert bound.route == "prices"
    assert bound.prices is not None
    # One more person would add the other project, worth 5: prices lie between the two values.
    worth = 60 * bound.prices.of_loads(60)[0, 0] / 60
    assert 5 <= worth <= 7.5


def test_a_round_without_conflict_is_bounded_by_its_optimum() -> None:
    people = [{"id": f"e{i}", "department": "A", "skills": [{"skill": "s"}]} for i in range(2)]
    bound = bound_value(contest(experts=people), BoundLimits(seconds=None, steps=10))
    assert bound.bound == 12


def test_an_impossible_mandatory_project_is_named() -> None:
    round_ = contest()
    first = round_.projects[0].model_copy(update={"mandatory": True})
    nobody = round_.model_copy(
        update={"projects": (first, round_.projects[1]), "experts": round_.experts[:0]}
    )
    bound = bound_value(nobody)
    assert bound.bound is None
    assert bound.impossible == ("p",)
    assert bound.prices is None


def test_groups_and_pins_count() -> None:
    people = [{"id": f"e{i}", "department": "A", "skills": [{"skill": "s"}]} for i in range(2)]
    round_ = contest(experts=people)
    grouped = round_.model_copy(
        update={
            "projects": tuple(
                p.model_copy(update={"exclusive_group": "g"}) for p in round_.projects
            )
        }
    )
    assert bound_value(grouped, BoundLimits(seconds=None, steps=10)).bound == 7
    pinned = Round.model_validate(
        {
            **grouped.model_dump(mode="json"),
            "pins": [{"kind": "project", "project": "q", "accepted": True}],
        }
    )
    assert bound_value(pinned, BoundLimits(seconds=None, steps=10)).bound == 5


def test_no_projects_no_value() -> None:
    assert bound_value(contest(projects=[])).bound == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_threads_change_nothing(workers: int) -> None:
    bound = bound_value(contest(), BoundLimits(seconds=None, steps=50, workers=workers))
    again = bound_value(contest(), BoundLimits(seconds=None, steps=50))
    assert [step.bound for step in bound.history] == [step.bound for step in again.history]


def test_enough_is_enough() -> None:
    bound = bound_value(contest(), BoundLimits(seconds=None, steps=10_000, good_enough=12))
    assert bound.bound == 12
    assert len(bound.history) == 1


def test_whole_acceptance_is_decided_by_the_master() -> None:
    # Two projects share one person half and half at most; a third of the time is left over. Prices
    # alone leave a fraction of the dearer project, whole acceptances do not.
    round_ = contest(
        experts=[
            {
                "id": "e",
                "department": "A",
                "skills": [{"skill": "s"}],
                "lend_limit_pct_periods": 100,
            }
        ],
        departments=[{"id": "A"}, {"id": "B"}],
    )
    borrowed = round_.model_copy(
        update={
            "projects": tuple(
                p.model_copy(update={"sponsor": "B", "participants": ("A",)})
                for p in round_.projects
            ),
            "calendar": round_.calendar.model_copy(update={"periods": 3}),
        }
    )
    # Lending allows 100 percent-periods, each project takes 60: one of them.
    bound = bound_value(borrowed, BoundLimits(seconds=None, steps=5_000))
    assert (bound.bound, bound.route) == (7, "acceptance")
    by_prices = [step.bound for step in bound.history if step.route == "prices"]
    assert min(by_prices) > 7


def test_mandatory_projects_that_clash_are_no_plan() -> None:
    round_ = contest()
    both = round_.model_copy(
        update={
            "projects": tuple(p.model_copy(update={"mandatory": True}) for p in round_.projects)
        }
    )
    bound = bound_value(both, BoundLimits(seconds=None, steps=5_000))
    assert bound.bound is None
    assert bound.impossible == ()


@settings(max_examples=25)
@given(rounds())
def test_given_time_tiny_rounds_are_bounded_by_their_optimum(round_: Round) -> None:
    assume(sound(round_))
    bound = bound_value(round_, BoundLimits(seconds=None, steps=20_000))
    assert bound.bound == optimum(round_)


@settings(max_examples=40)
@given(rounds(), st.integers(0, 12))
def test_stopped_at_any_moment_it_is_valid(round_: Round, improvements: int) -> None:
    assume(sound(round_))
    cancel = threading.Event()
    seen: list[int] = []

    def stop_later(progress: BoundProgress) -> None:
        seen.append(progress.bound)
        if len(seen) > improvements:
            cancel.set()

    bound = bound_value(round_, BoundLimits(seconds=None, steps=20_000), stop_later, cancel)
    best = optimum(round_)
    if bound.bound is None:
        assert best is None
    else:
        assert bound.bound == seen[-1]
        assert best is None or best <= bound.bound


@settings(max_examples=15)
@given(rounds())
def test_more_people_never_lower_it(round_: Round) -> None:
    assume(sound(round_))
    twin = round_.experts[0].model_copy(update={"id": "twin"})
    richer = round_.model_copy(update={"experts": (*round_.experts, twin)})
    enough = BoundLimits(seconds=None, steps=20_000)
    before, after = bound_value(round_, enough).bound, bound_value(richer, enough).bound
    assert before is None or (after is not None and after >= before)


def two_needs(headcount: int, outsource: dict[str, object] | None = None) -> dict[str, object]:
    """One package that asks a person with either skill, and more with the other."""
    needs = [
        {"id": "n", "skill": "s", "load_pct": 40},
        {"id": "o", "skill": "t", "load_pct": 40, "headcount": headcount, "outsource": outsource},
    ]
    mode = {"id": "m", "duration": 1, "staffing": needs}
    return {
        "id": "p",
        "sponsor": "A",
        "benefits": [{"department": "A", "value": 9}],
        "packages": [{"id": "w", "modes": [mode]}],
    }


@pytest.mark.parametrize(
    ("people", "headcount", "expected"),
    [
        (["st"], 1, 0),
        (["st", "t"], 1, 9),
        (["st", "st", "t"], 2, 9),
        (["st", "s", "t"], 2, 9),
        (["st", "s", "s"], 2, 0),
    ],
)
def test_a_person_fills_one_place_of_a_package(
    people: list[str], headcount: int, expected: int
) -> None:
    experts = [
        {"id": f"e{i}", "department": "A", "skills": [{"skill": skill} for skill in skills]}
        for i, skills in enumerate(people)
    ]
    round_ = contest(
        skills=[{"id": "s"}, {"id": "t"}], experts=experts, projects=[two_needs(headcount)]
    )
    assert bound_value(round_, BoundLimits(seconds=None, steps=30)).bound == expected


def test_a_need_that_a_pin_fills_leaves_the_others_their_places() -> None:
    experts = [
        {"id": f"e{i}", "department": "A", "skills": [{"skill": skill} for skill in skills]}
        for i, skills in enumerate(("st", "t"))
    ]
    pin = {"kind": "person", "project": "p", "package": "w", "need": "n", "expert": "e0"}
    round_ = contest(
        skills=[{"id": "s"}, {"id": "t"}],
        experts=experts,
        projects=[two_needs(1)],
        pins=[{**pin, "assigned": True, "reason": "agreed"}],
    )
    assert bound_value(round_, BoundLimits(seconds=None, steps=30)).bound == 9


def test_somebody_from_outside_leaves_a_person_for_another_need() -> None:
    experts = [{"id": "e", "department": "A", "skills": [{"skill": "s"}, {"skill": "t"}]}]
    round_ = contest(
        skills=[{"id": "s"}, {"id": "t"}],
        experts=experts,
        projects=[two_needs(1, {"rate_cents": 20})],
    )
    assert bound_value(round_, BoundLimits(seconds=None, steps=30)).bound == 9


@pytest.mark.long
@settings(max_examples=400)
@given(rounds(), st.sampled_from([0, 1, 15, 60, 400, 4_000]))
def test_no_plan_of_hundreds_of_rounds_beats_the_bound(round_: Round, steps: int) -> None:
    assume(sound(round_))
    best = optimum(round_)
    bound = bound_value(round_, BoundLimits(seconds=None, steps=steps)).bound
    if bound is None:
        assert best is None
    else:
        assert best is None or best <= bound


def test_a_diamond_of_packages_is_priced_exactly() -> None:
    # Four packages of one period each, b and c after a and before d: three periods at least.
    staffing = [{"id": "n", "skill": "s", "load_pct": 50}]
    mode = {"id": "m", "duration": 1, "staffing": staffing}
    links = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}
    project = {
        "id": "p",
        "sponsor": "A",
        "benefits": [{"department": "A", "value": 9}],
        "packages": [
            {"id": k, "modes": [mode], "predecessors": [{"package": j} for j in before]}
            for k, before in links.items()
        ],
    }
    for periods, expected in ((3, 9), (2, 0)):
        calendar = {"start": "2026-01-05", "periods": periods}
        bound = bound_value(
            contest(projects=[project], calendar=calendar), BoundLimits(seconds=None, steps=50)
        )
        assert bound.bound == expected

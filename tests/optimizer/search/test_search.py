"""The search alone: every plan is allowed, never better than the optimum, and taken back whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round, Term
from optimizer.findings import has_errors
from optimizer.instance import compile_round
from optimizer.search.goals import Level
from optimizer.search.search import Search
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.sample import sample_round
from tests.properties.rounds import whole_round

VALUE = (Level((Term(measure="value"),), maximise=True),)

pytestmark = pytest.mark.long  # compiles the whole search


def sound_rounds(count: int) -> Iterator[Round]:
    """Tiny rounds with every family, for the value alone."""
    seed = 0
    while count:
        round_ = whole_round(seed)
        seed += 1
        if not has_errors(check_round(round_)):
            count -= 1
            levels = {"levels": (round_.policy.levels[0].model_validate("value"),)}
            policy = round_.policy.model_copy(update=levels)
            yield round_.model_copy(update={"policy": policy})


def searched(round_: Round, seed: int = 0) -> Search:
    search = Search(compile_round(round_), VALUE, {}, seed)
    search.construct()
    for _ in range(5):
        if not search.complete:
            search.improve(20, 0.1)
    if search.complete:
        search.aim_at(0, ())
        for heat in (0.1, 0.05, 0.0):
            search.improve(60, heat)
    return search


def test_plans_are_allowed_and_seldom_worse_than_the_optimum() -> None:
    found = below = 0
    for round_ in sound_rounds(60):
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        search = searched(round_)
        if optimum.plan is None:
            assert not search.complete
            continue
        if not search.complete:
            continue
        plan = search.plan()
        assert verify_plan(round_, plan) == ()
        value = measure(round_, plan, "value")
        best = optimum.objective[0].value
        assert best is not None
        assert search.best_value() == value <= best
        found += 1
        below += value < best
    assert found > 40
    assert below < found / 4


def test_the_optimum_is_taken_over_whole() -> None:
    taken = 0
    for round_ in sound_rounds(30):
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        if optimum.plan is None or not optimum.plan.projects:
            continue
        search = Search(compile_round(round_), VALUE, {}, 0)
        search.take(optimum.plan, verified=True)
        if search.complete:
            search.aim_at(0, ())
        assert measure(round_, search.plan(), "value") == optimum.objective[0].value
        assert verify_plan(round_, search.plan()) == ()
        taken += 1
    assert taken > 10


def test_what_no_longer_fits_is_left_out() -> None:
    round_ = sample_round()
    plan = searched(round_).plan()
    gone = plan.projects[0].packages[0].staffing[0].experts[0]
    away = {"availability_pct": 0, "exceptions": ()}
    without = round_.model_copy(
        update={
            "experts": tuple(
                e.model_copy(update=away) if e.id == gone else e for e in round_.experts
            )
        }
    )
    search = Search(compile_round(without), VALUE, {}, 0)
    search.take(plan)
    assert search.complete
    assert verify_plan(without, search.plan()) == ()
    kept = {item.project: item for item in search.plan().projects}
    assert any(kept.get(item.project) == item for item in plan.projects)


def test_going_on_from_what_was_left_out_takes_nothing_twice() -> None:
    left_out = 0
    for round_ in sound_rounds(40):
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        if optimum.plan is None or len(optimum.plan.projects) < 2:
            continue
        half = {"load_limit_pct": round_.policy.load_limit_pct // 2}
        poorer = round_.model_copy(update={"policy": round_.policy.model_copy(update=half)})
        search = Search(compile_round(poorer), VALUE, {}, 0)
        search.take(optimum.plan)
        if not search.complete:
            continue
        search.aim_at(0, ())
        left_out += len(search.plan().projects) < len(optimum.plan.projects)
        search.improve(150, 0.3)
        assert verify_plan(poorer, search.plan()) == ()
    assert left_out > 3


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    round_ = sample_round()
    assert searched(round_, seed).plan() == searched(round_, seed).plan()


def test_names_do_not_matter() -> None:
    round_ = sample_round()
    text = round_.model_dump_json()
    for project in round_.projects:
        text = text.replace(f'"{project.id}"', f'"renamed-{project.id}"')
    renamed = Round.model_validate_json(text)
    plans = [searched(each).plan() for each in (round_, renamed)]
    assert [f"renamed-{item.project}" for item in plans[0].projects] == [
        item.project for item in plans[1].projects
    ]

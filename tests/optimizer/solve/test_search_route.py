"""Large rounds go to the search: bounds, levels, cancelling, starting plans, repetition."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from optimizer.checks import check_round
from optimizer.domain import Outcome, Round, Status
from optimizer.findings import has_errors
from optimizer.solve import Limits, Progress, solve_round
from optimizer.solve import solve as solve_module
from optimizer.solve.warm import compile_packages
from optimizer.verify import verify_plan
from scenarios.formats import read_file
from scenarios.sample import sample_round
from tests.properties.rounds import whole_round

pytestmark = pytest.mark.long  # compiles the whole search


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Have the search ready: without it a round is planned by pieces first."""
    compile_packages(("search", "bounds"))


@pytest.fixture
def searching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every round to the search, however small."""
    monkeypatch.setattr(solve_module, "MOST_EXACT", -1)


def agrees(round_: Round, outcome: Outcome, optimum: Outcome) -> None:
    """What a searched outcome claims is true beside the exact one, level by level."""
    if outcome.plan is None:
        assert outcome.status is not Status.INFEASIBLE or optimum.status is Status.INFEASIBLE
        return
    assert verify_plan(round_, outcome.plan) == ()
    for best, level in zip(optimum.objective, outcome.objective, strict=True):
        assert level.value is not None
        assert best.value is not None
        sign = 1 if level.sense == "max" else -1
        assert sign * level.value <= sign * best.value
        if level.bound is not None:
            assert sign * best.value <= sign * level.bound
        if level.value != best.value:
            assert outcome.status is not Status.OPTIMAL
            return


@pytest.mark.parametrize("workers", [1, 2])
def test_search_and_exact_agree_on_every_family(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    for seed in range(14):
        round_ = whole_round(seed)
        if has_errors(check_round(round_)):
            continue
        monkeypatch.setattr(solve_module, "MOST_EXACT", 10**9)
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        monkeypatch.setattr(solve_module, "MOST_EXACT", -1)
        limits = Limits(time_limit_seconds=0.5, workers=workers)
        agrees(round_, solve_round(round_, limits), optimum)
        compared += 1
    assert compared > 8


@pytest.mark.usefixtures("searching")
def test_a_large_round_gets_a_plan_a_bound_and_its_routes(shared_data: Path) -> None:
    round_ = read_file(shared_data / "contended" / "M1.json.gz")
    seen: list[Progress] = []
    outcome = solve_round(round_, Limits(time_limit_seconds=6), seen.append)
    assert outcome.status is Status.FEASIBLE
    assert outcome.plan is not None
    assert verify_plan(round_, outcome.plan) == ()
    (level,) = outcome.objective
    assert level.value is not None
    assert level.bound is not None
    assert 2877 < level.value <= level.bound < 6798
    assert outcome.provenance.plan_route.startswith("search")
    assert outcome.provenance.bound_route in ("prices", "acceptance")
    values = [step.incumbent for step in seen if step.incumbent is not None]
    bounds = [step.bound for step in seen if step.bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert values[-1] <= level.value
    assert bounds[-1] == level.bound


@pytest.mark.usefixtures("searching")
@pytest.mark.parametrize("reports", [1, 3, 8])
def test_cancelling_keeps_plan_and_bound(reports: int) -> None:
    cancel = threading.Event()
    seen: list[Progress] = []

    def count(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) >= reports:
            cancel.set()

    round_ = sample_round()
    outcome = solve_round(round_, Limits(time_limit_seconds=60), count, cancel)
    assert outcome.status in (Status.CANCELLED, Status.OPTIMAL)
    assert outcome.plan is not None
    assert verify_plan(round_, outcome.plan) == ()
    for level in outcome.objective:
        if level.sense == "max" and level.bound is not None:
            assert level.value is not None
            assert level.value <= level.bound


@pytest.mark.usefixtures("searching")
def test_cancelling_before_the_start_is_an_answer() -> None:
    cancel = threading.Event()
    cancel.set()
    outcome = solve_round(sample_round(), Limits(), cancel=cancel)
    assert outcome.status in (Status.CANCELLED, Status.OPTIMAL)


@pytest.mark.usefixtures("searching")
def test_deterministic_mode_gives_the_same_bytes() -> None:
    texts = {
        solve_round(
            sample_round(), Limits(time_limit_seconds=0.3, deterministic=True, seed=3)
        ).model_dump_json()
        for _ in range(2)
    }
    assert len(texts) == 1


@pytest.mark.parametrize("most_exact", [-1, 10**9])
def test_a_start_is_never_lost(most_exact: int, monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = sample_round()
    first = solve_round(round_, Limits(time_limit_seconds=20))
    assert first.plan is not None
    monkeypatch.setattr(solve_module, "MOST_EXACT", most_exact)
    again = solve_round(round_, Limits(time_limit_seconds=3), start=first.plan)
    assert again.plan is not None
    before, after = first.objective[0].value, again.objective[0].value
    assert before is not None
    assert after is not None
    assert after >= before


@pytest.mark.usefixtures("searching")
def test_a_plan_of_another_round_is_repaired() -> None:
    round_ = sample_round()
    first = solve_round(round_, Limits(time_limit_seconds=2))
    assert first.plan is not None
    away = {"availability_pct": 0, "exceptions": ()}
    few = tuple(expert.model_copy(update=away) for expert in round_.experts[:3])
    poorer = round_.model_copy(update={"experts": (*few, *round_.experts[3:])})
    outcome = solve_round(poorer, Limits(time_limit_seconds=1), start=first.plan)
    assert outcome.plan is not None
    assert verify_plan(poorer, outcome.plan) == ()

"""Large rounds before their search is compiled: planned by pieces, in time, and never wrongly."""

from __future__ import annotations

import pytest

from optimizer.checks import check_round
from optimizer.domain import Status
from optimizer.findings import has_errors
from optimizer.solve import Limits, Progress, cold_route, solve_round
from optimizer.solve import solve as solve_module
from optimizer.solve.compiling import Compiling
from optimizer.verify import verify_plan
from scenarios.sample import sample_round
from tests.properties.rounds import whole_round


class Never:
    """A compilation that does not end."""

    is_done = False

    def __init__(self, packages: tuple[str, ...]) -> None:
        assert packages

    def stop(self) -> None:
        """Nothing runs."""


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every round to a search that is not compiled, and never will be."""
    monkeypatch.setattr(solve_module, "MOST_EXACT", -1)
    monkeypatch.setattr(solve_module, "is_compiled", lambda _: False)
    monkeypatch.setattr(cold_route, "Compiling", Never)


@pytest.mark.usefixtures("cold")
def test_a_round_is_planned_by_pieces_and_bounded() -> None:
    round_ = sample_round()
    seen: list[Progress] = []
    outcome = solve_round(round_, Limits(time_limit_seconds=3, workers=1), seen.append)
    assert outcome.status is Status.FEASIBLE
    assert outcome.plan is not None
    assert outcome.plan.projects
    assert verify_plan(round_, outcome.plan) == ()
    first = outcome.objective[0]
    assert first.value is not None
    assert first.bound is not None
    assert 0 < first.value <= first.bound
    assert outcome.provenance.plan_route == "cp-sat by pieces"
    assert outcome.provenance.bound_route == "sum of values"
    assert seen


def test_pieces_and_exact_agree_on_every_family(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = reached = 0
    for seed in range(10):
        round_ = whole_round(seed)
        if has_errors(check_round(round_)):
            continue
        optimum = solve_round(round_, Limits(time_limit_seconds=None, workers=1))
        with monkeypatch.context() as patch:
            patch.setattr(solve_module, "MOST_EXACT", -1)
            patch.setattr(solve_module, "is_compiled", lambda _: False)
            patch.setattr(cold_route, "Compiling", Never)
            outcome = solve_round(round_, Limits(time_limit_seconds=0.5, workers=1))
        assert (outcome.status is Status.INFEASIBLE) <= (optimum.status is Status.INFEASIBLE)
        if outcome.plan is None:
            continue
        assert verify_plan(round_, outcome.plan) == ()
        best, first = optimum.objective[0], outcome.objective[0]
        assert best.value is not None
        assert first.value is not None
        sign = 1 if first.sense == "max" else -1
        assert sign * first.value <= sign * best.value
        if first.bound is not None:
            assert sign * best.value <= sign * first.bound
        compared += 1
        reached += first.value == best.value
    assert compared > 4
    assert reached > compared / 2


def test_a_compilation_ends_when_it_is_told_to(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path_factory.mktemp("machine-code")))
    compiling = Compiling(("schedule",))
    compiling.stop()
    compiling.stop()
    assert compiling._process is not None
    assert compiling._process.returncode is not None

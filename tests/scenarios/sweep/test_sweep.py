from __future__ import annotations

import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from optimizer.solve import Limits, solve_round
from scenarios.changes import ForceProject, RemoveExpert, ScaleFund
from scenarios.sweep import COLUMNS, Axis, Choice, SweepProgress, cartesian, run_sweep, sampled
from tests.scenarios.changes.organisation import organisation

LIMITS = Limits(time_limit_seconds=30, deterministic=True)
MONEY = Axis("money", tuple(Choice(p, (ScaleFund(fund="F1", percent=p),)) for p in (50, 100, 150)))
WITHOUT = Axis(
    "without",
    (
        Choice("nobody"),
        Choice("E3", (RemoveExpert(expert="E3"),)),
        Choice("E7", (RemoveExpert(expert="E7"),)),  # there is none: a failed cell
    ),
)


def test_every_combination_once_and_the_last_axis_fastest() -> None:
    cells = cartesian([MONEY, WITHOUT])
    assert [dict(cell.labels)["without"] for cell in cells[:3]] == ["nobody", "E3", "E7"]
    assert [dict(cell.labels)["money"] for cell in cells] == [50] * 3 + [100] * 3 + [150] * 3
    assert [cell.index for cell in cells] == list(range(9))
    assert cells[4].changes == (*MONEY.choices[1].changes, *WITHOUT.choices[1].changes)


def test_a_sample_is_part_of_the_grid_and_repeats_with_its_seed() -> None:
    whole = {cell.labels for cell in cartesian([MONEY, WITHOUT])}
    some = sampled([MONEY, WITHOUT], 4, seed=3)
    assert len({cell.labels for cell in some}) == 4
    assert {cell.labels for cell in some} <= whole
    assert sampled([MONEY, WITHOUT], 4, seed=3) == some
    assert sampled([MONEY, WITHOUT], 4, seed=4) != some
    assert sampled([MONEY, WITHOUT], 99) == cartesian([MONEY, WITHOUT])


def test_bad_axes_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        cartesian([MONEY, MONEY])
    with pytest.raises(ValueError, match="no choices"):
        Axis("empty", ())
    with pytest.raises(ValueError, match="at least one"):
        sampled([MONEY], 0)


def test_a_failed_cell_is_a_row() -> None:
    base = organisation()
    plan = solve_round(base, LIMITS).plan
    seen: list[SweepProgress] = []
    frame, outcomes = run_sweep(
        base, cartesian([WITHOUT]), LIMITS, start=plan, on_progress=seen.append
    )
    assert list(frame.columns) == ["without", *COLUMNS]
    assert frame["status"].tolist() == ["optimal", "optimal", "failed"]
    assert "E7" in frame["error"][2]
    assert frame["value"][0] >= frame["value"][1]
    assert frame["changed_lines"][1] > 0
    assert frame["round_hash"][0] == base.content_hash()
    assert sorted(outcomes) == [0, 1]
    assert [(p.done, p.cells) for p in seen] == [(1, 3), (2, 3), (3, 3)]


def test_threads_give_the_same_rows_as_none() -> None:
    cells = cartesian([MONEY, WITHOUT])
    alone, _ = run_sweep(organisation(), cells, LIMITS)
    with ThreadPoolExecutor(2) as pool:
        pooled, _ = run_sweep(organisation(), cells, LIMITS, executor=pool)
    columns = [name for name in alone.columns if name != "seconds"]
    assert pooled[columns].equals(alone[columns])


@pytest.mark.long
def test_processes_give_the_same_rows_as_none() -> None:
    cells = cartesian([WITHOUT])
    alone, _ = run_sweep(organisation(), cells, LIMITS)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        pooled, _ = run_sweep(organisation(), cells, LIMITS, executor=pool)
    columns = [name for name in alone.columns if name != "seconds"]
    assert pooled[columns].equals(alone[columns])


def test_a_cancelled_sweep_keeps_what_it_has() -> None:
    cancel = threading.Event()
    frame, outcomes = run_sweep(
        organisation(),
        cartesian([WITHOUT]),
        LIMITS,
        on_progress=lambda _: cancel.set(),
        cancel=cancel,
    )
    assert frame["status"].tolist() == ["optimal", "not run", "not run"]
    assert sorted(outcomes) == [0]


def test_a_cell_has_a_seed_of_its_own() -> None:
    seeds = Axis("seed", tuple(Choice(n, seed=n) for n in (1, 2)))
    _, outcomes = run_sweep(organisation(), cartesian([seeds]), LIMITS)
    assert [outcomes[i].provenance.seed for i in (0, 1)] == [1, 2]


def test_an_infeasible_cell_is_an_answer() -> None:
    both = Axis(
        "force",
        (
            Choice(
                "both",
                (
                    ForceProject(project="P3"),
                    ForceProject(project="P2", accepted=False),
                ),
            ),
        ),
    )
    frame, _ = run_sweep(organisation(), cartesian([both]), LIMITS)
    assert frame["status"].tolist() == ["infeasible"]
    assert frame["value"].isna().all()

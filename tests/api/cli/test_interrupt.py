"""Ctrl-C during a solve: the solve hears it, and what it found is kept."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import optimizer.solve
from optimizer.domain import Outcome, Plan, Provenance, Round, Status
from scenarios.formats import write_json
from scenarios.sample import sample_round

Run = Callable[..., tuple[int, str, str]]


def test_interrupt_keeps_the_best_plan(
    run: Run, tiny_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []

    def solve_until_cancelled(
        round_: Round, _limits: Any, on_progress: Any, cancel: threading.Event, **_: Any
    ) -> Outcome:
        assert callable(on_progress)
        os.kill(os.getpid(), signal.SIGINT)
        heard.append(cancel.wait(timeout=30))
        provenance = Provenance(
            round_hash=round_.content_hash(),
            roundtable="0",
            solver="none",
            seed=0,
            workers=1,
            time_limit_seconds=None,
            deterministic=False,
        )
        return Outcome(status=Status.CANCELLED, plan=Plan(), provenance=provenance)

    monkeypatch.setattr(optimizer.solve, "solve_round", solve_until_cancelled)
    before = signal.getsignal(signal.SIGINT)
    out_file = tmp_path / "outcome.json"
    code, _, err = run("solve", tiny_file, "-o", out_file)
    assert heard == [True]
    assert code == 130
    assert "best plan is kept" in err
    assert json.loads(out_file.read_text("utf-8"))["plan"] == {"projects": []}
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupt_reaches_the_solver_while_it_searches(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = optimizer.solve.solve_round
    sent = threading.Event()

    def solve_and_interrupt(
        round_: Round, limits: Any, on_progress: Any, cancel: threading.Event, **given: Any
    ) -> Outcome:
        def interrupt_once(progress: Any) -> None:
            on_progress(progress)
            if not sent.is_set():
                sent.set()
                os.kill(os.getpid(), signal.SIGINT)

        return real(round_, limits, on_progress=interrupt_once, cancel=cancel, **given)

    monkeypatch.setattr(optimizer.solve, "solve_round", solve_and_interrupt)
    round_file, out_file = tmp_path / "round.json", tmp_path / "outcome.json"
    write_json(sample_round(), round_file)
    code, _, _ = run("solve", round_file, "-o", out_file)
    assert sent.is_set()
    assert code == 130
    assert json.loads(out_file.read_text("utf-8"))["plan"] is not None  # it may accept nothing yet
    assert run("verify", round_file, out_file)[0] == 0

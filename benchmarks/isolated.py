"""A run in a process of its own: memory is its own, and no run warms or disturbs another.

``python -m benchmarks.isolated '{"task": ..., "file": ..., ...}'`` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optimizer.domain import ObjectiveLevel, Round
from scenarios.formats import read_file
from scenarios.generate import Shape, generate_round

__all__ = ["TASKS", "round_named", "run_isolated", "run_task"]

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 600
"""Beyond its time limit a run may take this long before it is ended."""


def _roundtable(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.ours import run_roundtable

    return run_roundtable(round_, **options)


def _full_model(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.ours import run_full_model

    return run_full_model(round_, **options)


def _named_model(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.named_model import run_named_model

    return run_named_model(round_, **options)


def _pyjobshop(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.pyjobshop_model import run_pyjobshop

    return run_pyjobshop(round_, **options)


def _explanations(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.what_if import run_explanations

    return run_explanations(round_, **options)


def _urgent(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.what_if import run_urgent

    return run_urgent(round_, **options)


def _resolve(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.what_if import run_resolve

    return run_resolve(round_, **options)


def _sweep(round_: Round, options: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.what_if import run_sweeps

    return run_sweeps(round_, **options)


TASKS: dict[str, Callable[[Round, dict[str, Any]], dict[str, Any]]] = {
    "roundtable": _roundtable,
    "full-model": _full_model,
    "named-model": _named_model,
    "pyjobshop": _pyjobshop,
    "explanations": _explanations,
    "urgent": _urgent,
    "resolve": _resolve,
    "sweep": _sweep,
}


def round_named(source: str) -> Round:
    """Return the round in a file, or the one that ``generate:EXPERTSxPROJECTS:SEED`` names."""
    if not source.startswith("generate:"):
        return read_file(Path(source))
    _, size, seed = source.split(":")
    experts, projects = (int(word) for word in size.split("x"))
    return generate_round(Shape(experts, projects, seed=int(seed)))


def run_task(
    task: str, file: str, levels: list[str] | None = None, **options: Any
) -> dict[str, Any]:
    """Run a task in this process on a round, if asked under other objective levels.

    ``file`` is as :func:`round_named` takes it.

    Returns
    -------
    dict
        The task's figures and ``peak_mb``, the most memory this process and the largest of its
        children ever held.
    """
    round_ = round_named(file)
    if levels is not None:
        policy = round_.policy.model_copy(
            update={"levels": tuple(ObjectiveLevel.model_validate(level) for level in levels)}
        )
        round_ = round_.model_copy(update={"policy": policy})
    found = TASKS[task](round_, options)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {**found, "peak_mb": round((own + children) / 1024)}


def run_isolated(
    task: str, file: Path | str, *, levels: list[str] | None = None, **options: Any
) -> dict[str, Any]:
    """Run a task in a new process and return its figures, or ``error`` with the last words."""
    asked = json.dumps({"task": task, "file": str(file), "levels": levels, **options})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.isolated", asked],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=options.get("seconds", 0) + GRACE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"error": "did not end"}
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        words = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return {"error": words[:200]}
    found: dict[str, Any] = json.loads(lines[-1])
    return found


if __name__ == "__main__":
    print(json.dumps(run_task(**json.loads(sys.argv[1]))))

"""The child that solves: a task on stdin, JSON lines on stdout, nothing else.

The first line of stdin is the task; a later line ``keep`` or ``cancel`` stops the search with the
best plan. The end of stdin means that the parent is gone: the child ends at once.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from optimizer.domain import Plan, Round
from optimizer.errors import RoundtableError
from optimizer.solve import Limits, Progress, solve_round

__all__ = ["main"]

NICENESS = 10
"""Answers of the service go before solves on a machine that has both."""


def main() -> None:
    """Solve one task."""
    os.nice(NICENESS)
    task = json.loads(sys.stdin.readline())
    lock, cancel = threading.Lock(), threading.Event()

    def tell(kind: str, data: dict[str, Any]) -> None:
        with lock:
            sys.stdout.write(json.dumps([kind, data], ensure_ascii=False) + "\n")
            sys.stdout.flush()

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() in ("keep", "cancel"):
                cancel.set()
        os._exit(3)  # nobody is left to hear the answer

    threading.Thread(target=listen, daemon=True).start()

    def on_progress(progress: Progress) -> None:
        tell(
            "progress",
            {
                "level": progress.level,
                "incumbent": progress.incumbent,
                "bound": progress.bound,
                "gap": progress.gap,
                "seconds": round(progress.seconds, 3),
            },
        )

    round_ = Round.model_validate(task["round"])
    start = None if task["start"] is None else Plan.model_validate(task["start"])
    try:
        outcome = solve_round(
            round_,
            Limits(**task["limits"]),
            on_progress=on_progress,
            cancel=cancel,
            start=start,
        )
    except RoundtableError as error:
        tell("failed", {"error": f"{type(error).__name__}: {error}"})
        return
    tell("outcome", outcome.model_dump(mode="json"))


if __name__ == "__main__":
    main()

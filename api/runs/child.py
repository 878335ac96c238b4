"""The child that works: a task on stdin, JSON lines on stdout, nothing else.

The first line of stdin is the task; a later line ``keep`` or ``cancel`` stops the work with the
best there is. The end of stdin means that the parent is gone: the child ends at once.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from optimizer.domain import Outcome, Plan, Round
from optimizer.errors import RoundtableError
from optimizer.solve import Limits, Progress, solve_round

__all__ = ["main"]

NICENESS = 10
"""Answers of the service go before solves on a machine that has both."""


class _Desk:
    """What a task works with: its way to tell, and its cue to stop."""

    def __init__(self) -> None:
        self.cancel = threading.Event()
        self._lock = threading.Lock()

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        """Say a word to the parent."""
        with self._lock:
            sys.stdout.write(json.dumps([kind, data], ensure_ascii=False) + "\n")
            sys.stdout.flush()

    def listen(self) -> None:
        """Hear what the parent says, and end with it."""
        for line in sys.stdin:
            if line.strip() in ("keep", "cancel"):
                self.cancel.set()
        os._exit(3)  # nobody is left to hear the answer

    def on_progress(self, progress: Progress) -> None:
        """Tell how a search stands."""
        self.tell(
            "progress",
            {
                "level": progress.level,
                "incumbent": progress.incumbent,
                "bound": progress.bound,
                "gap": progress.gap,
                "seconds": round(progress.seconds, 3),
            },
        )

    def on_step(self, step: str) -> None:
        """Tell which part of an answer is begun."""
        self.tell("progress", {"step": step})


def _stand_back() -> None:
    """Give way to the service, also where the kernel shares out time by session."""
    os.nice(NICENESS)
    with suppress(OSError):  # no such kernel, or it shares out time otherwise
        Path("/proc/self/autogroup").write_text(str(NICENESS))


def main() -> None:
    """Do one task."""
    _stand_back()
    task = json.loads(sys.stdin.readline())
    desk = _Desk()
    threading.Thread(target=desk.listen, daemon=True).start()
    try:
        if task["kind"] == "solve":
            _solve(task, desk)
        else:
            _answer(task, desk)
    except RoundtableError as error:
        desk.tell("failed", {"error": f"{type(error).__name__}: {error}"})


def _solve(task: dict[str, Any], desk: _Desk) -> None:
    start = None if task["start"] is None else Plan.model_validate(task["start"])
    outcome = solve_round(
        Round.model_validate(task["round"]),
        Limits(**task["limits"]),
        on_progress=desk.on_progress,
        cancel=desk.cancel,
        start=start,
    )
    desk.tell("outcome", outcome.model_dump(mode="json"))


def _answer(task: dict[str, Any], desk: _Desk) -> None:
    from api.runs.answering import answer_question

    answer = answer_question(
        task["kind"],
        Round.model_validate(task["round"]),
        Outcome.model_validate(task["outcome"]),
        task["question"],
        Limits(**task["limits"]),
        on_step=desk.on_step,
        cancel=desk.cancel,
    )
    desk.tell("answer", answer)


if __name__ == "__main__":
    main()

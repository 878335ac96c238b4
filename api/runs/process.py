"""A child process that works, watched over one private pipe."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

from optimizer.domain import Outcome, Plan, Round
from optimizer.solve import Limits

__all__ = ["ChildFailed", "Watch", "answer_in_child", "solve_in_child"]

POLL_SECONDS = 0.5
"""How often a solve is asked to stop, and how often its progress is told."""
GRACE_SECONDS = 300
"""How long past its time limit a child may take before it is killed: on a new machine, the first
of them compiles what the search and the bounds need."""


class ChildFailed(Exception):
    """The child ended without an outcome; the message says how."""


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    data: dict[str, Any]


_NOTHING = _Line("", {})
_ANSWERS = ("outcome", "answer")
_ENDS = (*_ANSWERS, "failed", "end")


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks after a child.

    Attributes
    ----------
    on_progress : callable
        Called with the latest word of progress, at most twice a second.
    asked_to : callable
        Asked twice a second whether to ``cancel`` or to ``keep`` the best there is now.
    """

    on_progress: Callable[[dict[str, Any]], None]
    asked_to: Callable[[], str | None]


def solve_in_child(round_: Round, limits: Limits, start: Plan | None, watch: Watch) -> Outcome:
    """Return the outcome of a round, solved in a process of its own.

    Parameters
    ----------
    round_, limits, start
        See :func:`optimizer.solve.solve_round`.
    watch : Watch

    Raises
    ------
    ChildFailed
        The child crashed, was killed, overstayed, or found a fault of ours.
    """
    said = None if start is None else start.model_dump(mode="json")
    line = _in_child({"kind": "solve", "start": said}, round_, limits, watch)
    return Outcome.model_validate(line.data)


def answer_in_child(
    kind: str,
    round_: Round,
    outcome: Outcome,
    question: dict[str, Any],
    limits: Limits,
    watch: Watch,
) -> dict[str, Any]:
    """Return the answer to a question about an outcome, found in a process of its own.

    Parameters
    ----------
    kind, round_, outcome, question, limits
        See :func:`api.runs.answering.answer_question`.
    watch : Watch

    Raises
    ------
    ChildFailed
        See :func:`solve_in_child`.
    """
    task = {"kind": kind, "outcome": outcome.model_dump(mode="json"), "question": question}
    return _in_child(task, round_, limits, watch).data


def _in_child(task: dict[str, Any], round_: Round, limits: Limits, watch: Watch) -> _Line:
    child = subprocess.Popen(
        [sys.executable, "-m", "api.runs.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # Of its own session: where time is shared out by sessions, it takes none of the service's.
        start_new_session=True,
    )
    task = {**task, "round": round_.model_dump(mode="json"), "limits": asdict(limits)}
    try:
        return _watch(child, json.dumps(task, ensure_ascii=False), limits, watch)
    finally:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            if stream is not None:
                stream.close()


def _watch(
    child: subprocess.Popen[str],
    task: str,
    limits: Limits,
    watch: Watch,
) -> _Line:
    if child.stdin is None or child.stdout is None or child.stderr is None:
        raise ChildFailed("the child has no pipes")
    lines: queue.Queue[_Line] = queue.Queue()
    errors: list[str] = []
    threading.Thread(target=_read, args=(child.stdout, lines), daemon=True).start()
    threading.Thread(target=lambda: errors.extend(child.stderr or ()), daemon=True).start()
    _write(child.stdin, task)
    ends = None
    if limits.time_limit_seconds is not None and not limits.deterministic:
        ends = time.monotonic() + 2 * limits.time_limit_seconds + GRACE_SECONDS
    told = None
    for line in _by_the_clock(lines, watch.on_progress):
        if line.kind in _ANSWERS:
            return line
        if line.kind == "failed":
            raise ChildFailed(str(line.data.get("error", line.kind)))
        wish = watch.asked_to()
        if wish is not None and told is None:
            told = wish
            _write(child.stdin, wish)
        if ends is not None and time.monotonic() > ends:
            raise ChildFailed("it overstayed its time limit and was ended")
    raise ChildFailed(_last_words(child, errors))


def _by_the_clock(
    lines: queue.Queue[_Line], on_progress: Callable[[dict[str, Any]], None]
) -> Iterator[_Line]:
    """Give the lines that end a solve, and one that says nothing whenever it is time to look round.

    Many words of progress a second say no more than the last of them, which is told then.
    """
    progress, due = None, time.monotonic() + POLL_SECONDS
    while True:
        try:
            line = lines.get(timeout=max(0.0, due - time.monotonic()))
        except queue.Empty:
            line = _NOTHING
        if line.kind == "progress":
            progress = line.data
        if line.kind not in _ENDS and time.monotonic() < due:
            continue
        if progress is not None:
            on_progress(progress)
            progress = None
        if line.kind == "end":
            return
        if time.monotonic() >= due:
            due = time.monotonic() + POLL_SECONDS
        yield line if line.kind in _ENDS else _NOTHING


def _write(stream: IO[str], line: str) -> None:
    with suppress(BrokenPipeError):  # how it ended is read from the other pipe
        stream.write(line + "\n")
        stream.flush()


def _read(stream: Any, lines: queue.Queue[_Line]) -> None:
    for text in stream:
        kind, data = json.loads(text)
        lines.put(_Line(kind, data))
    lines.put(_Line("end", {}))


def _last_words(child: subprocess.Popen[str], errors: list[str]) -> str:
    try:
        code = child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        code = None
    tail = "".join(errors[-3:]).strip().splitlines()
    return f"the solver's process ended with {code}" + (f": {tail[-1]}" if tail else "")

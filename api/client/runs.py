"""Background solves: submitted, followed, waited for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx2

from api.client.answers import Run, RunEvent
from api.client.errors import StillRunning
from api.client.rounds import RoundRef, id_of
from api.client.sending import Sender, problem_of
from optimizer.domain import Outcome
from scenarios.changes import Scenario

__all__ = ["Runs"]

SILENCE_SECONDS = 45.0
"""A stream that says nothing for so long, not even that it is still there, is opened again."""


class Runs:
    """Solves of frozen rounds and of scenarios."""

    def __init__(self, sender: Sender, clock: Callable[[], float] = time.monotonic) -> None:
        self._sender = sender
        self._clock = clock

    def submit(
        self,
        round_: RoundRef,
        seconds: float = 60.0,
        *,
        seed: int = 0,
        deterministic: bool = False,
        scenario: Scenario | None = None,
        start: Run | str | None = None,
        key: str | None = None,
    ) -> Run:
        """Queue a solve of a frozen round, or of what a scenario makes of it.

        Parameters
        ----------
        round_ : AllocationRound or str
        seconds : float
            Time limit of the search.
        seed, deterministic
        scenario : Scenario, optional
        start : Run or str, optional
            Start from the plan of this run.
        key : str, optional
            The same key gives the same run, however often it is submitted.
        """
        body = {
            "time_limit_seconds": seconds,
            "seed": seed,
            "deterministic": deterministic,
            "scenario": None if scenario is None else scenario.model_dump(mode="json"),
            "start_run_id": start.id if isinstance(start, Run) else start,
        }
        path = f"/v1/rounds/{id_of(round_)}/runs"
        return self._sender.write(Run, "POST", path, body=body, key=key)

    def every(self, round_: RoundRef) -> Iterator[Run]:
        """Yield the runs of a round."""
        return self._sender.every(Run, f"/v1/rounds/{id_of(round_)}/runs")

    def read(self, run: Run | str) -> Run:
        """Return where a run stands."""
        return self._sender.read(Run, f"/v1/runs/{_id(run)}")

    def outcome(self, run: Run | str) -> Outcome:
        """Return the outcome of a run that is done."""
        return self._sender.read(Outcome, f"/v1/runs/{_id(run)}/outcome")

    def cancel(self, run: Run | str) -> Run:
        """Ask a run to end without an outcome."""
        return self._sender.write(Run, "POST", f"/v1/runs/{_id(run)}/cancel")

    def keep(self, run: Run | str) -> Run:
        """Ask a run to stop now and keep its best plan."""
        return self._sender.write(Run, "POST", f"/v1/runs/{_id(run)}/keep")

    def wait(
        self,
        run: Run | str,
        timeout: float | None = None,
        on_event: Callable[[RunEvent], None] | None = None,
    ) -> Run:
        """Return a run when it has ended, however it ended.

        The service's stream is followed and resumed where it broke off; while there is none, the
        run is asked for, less and less often.

        Parameters
        ----------
        run : Run or str
        timeout : float, optional
            Seconds to wait at most; without end when not given.
        on_event : callable, optional
            Called with every word about the run, once and in order.

        Raises
        ------
        StillRunning
            The time is up; the run goes on.
        ServiceProblem, NoAnswer
        """
        until = None if timeout is None else self._clock() + timeout
        seen, idle = 0, 0
        while True:
            before = seen
            for event in self._stream(_id(run), seen, until):
                seen = event.number
                if on_event is not None:
                    on_event(event)
            now = self.read(run)
            if now.has_ended:
                return now
            left = None if until is None else until - self._clock()
            if left is not None and left <= 0:
                raise StillRunning(now.id)
            idle = idle + 1 if seen == before else 1
            pause = self._sender.wait_before(idle)
            self._sender.sleep(pause if left is None else min(pause, left))

    def _stream(self, run: str, after: int, until: float | None) -> Iterator[RunEvent]:
        """Yield what is said about a run until the stream ends, breaks off, or the time is up."""
        left = SILENCE_SECONDS if until is None else until - self._clock()
        patience = httpx2.Timeout(30.0, read=max(0.05, min(SILENCE_SECONDS, left)))
        headers = {**self._sender.headers, "Last-Event-ID": str(after)}
        with (
            suppress(httpx2.TransportError),
            self._sender.http.sse(
                f"/v1/runs/{run}/events", headers=headers, timeout=patience
            ) as source,
        ):
            if not source.response.is_success:
                source.response.read()
                problem = problem_of(source.response)
                if problem.status in (429, 502, 503, 504):
                    return
                raise problem
            for event in source:
                yield RunEvent(number=int(event.id), kind=event.event, data=json.loads(event.data))
                if until is not None and self._clock() >= until:
                    return


def _id(run: Run | str) -> str:
    return run.id if isinstance(run, Run) else run

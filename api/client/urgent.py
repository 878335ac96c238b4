"""Urgent requests: options against a plan, and the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.client.answers import Answer, Run
from api.client.rounds import RoundRef, id_of
from api.client.sending import Sender
from optimizer.domain import Project
from scenarios.urgent import UrgentAnswer

__all__ = ["Choice", "Urgent"]


class Choice(Answer):
    """What a chosen option has become: a change of a published plan, or a run to be adopted."""

    run_id: str
    change_id: str | None


class Urgent:
    """Urgent requests."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def ask(
        self,
        round_: RoundRef,
        request: Project | Mapping[str, Any] | str,
        seconds: float = 30.0,
        *,
        run: Run | str | None = None,
        from_period: int | None = None,
        release_reserve: bool = True,
        seed: int = 0,
        key: str | None = None,
    ) -> Run:
        """Ask how an urgent request could be taken into a plan; wait for the run that looks.

        Parameters
        ----------
        round_ : AllocationRound or str
        request : Project, mapping or str
            A new project, or the id of one that the plan leaves out.
        seconds : float
            Time for all options together.
        run : Run or str, optional
            Before publishing, the run whose plan is to change.
        from_period : int, optional
            What begins before is not touched; the period of today when not given.
        release_reserve : bool
            Let it draw on what funds keep for the fast lane.
        seed : int
        key : str, optional
            The same key gives the same question.
        """
        document = request.model_dump(mode="json") if isinstance(request, Project) else request
        body = {
            "project": document if isinstance(document, str) else None,
            "document": None if isinstance(document, str) else dict(document),
            "run_id": run.id if isinstance(run, Run) else run,
            "from_period": from_period,
            "release_reserve": release_reserve,
            "time_limit_seconds": seconds,
            "seed": seed,
        }
        path = f"/v1/rounds/{id_of(round_)}/urgent"
        return self._sender.write(Run, "POST", path, body=body, key=key)

    def options(self, run: Run | str) -> UrgentAnswer:
        """Return the options, each with its bill, of a question that is answered."""
        return self._sender.read(UrgentAnswer, f"/v1/runs/{_id(run)}/options")

    def choose(self, run: Run | str, option: int, reason: str, key: str | None = None) -> Choice:
        """Choose an option by its place in the answer; nothing is decided by that."""
        body = {"option": option, "reason": reason}
        path = f"/v1/runs/{_id(run)}/choice"
        return self._sender.write(Choice, "POST", path, body=body, key=key)


def _id(run: Run | str) -> str:
    return run.id if isinstance(run, Run) else run

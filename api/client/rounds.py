"""A round's life, its review, and what is published of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from api.addresses import segment
from api.client.answers import (
    AllocationRound,
    Begun,
    Frozen,
    Line,
    Preview,
    Proposal,
    Publication,
    Run,
)
from api.client.sending import Sender, match_of
from optimizer.domain import Round
from optimizer.sharing.plans import PlanShares

__all__ = ["Review", "Rounds"]

Rules = Mapping[str, Any]
RoundRef = AllocationRound | str
"""A round as it was read, or its id for whatever version it has now."""


def id_of(round_: RoundRef) -> str:
    """Return the id of a round."""
    return round_.id if isinstance(round_, AllocationRound) else round_


class Rounds:
    """Rounds from draft to closed."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def every(self) -> Iterator[AllocationRound]:
        """Yield the rounds."""
        return self._sender.every(AllocationRound, "/v1/rounds")

    def read(self, round_: RoundRef) -> AllocationRound:
        """Return a round as it is now."""
        return self._sender.read(AllocationRound, f"/v1/rounds/{id_of(round_)}")

    def draft(self, title: str, rules: Rules) -> AllocationRound:
        """Begin a round with its rules."""
        body = {"title": title, "rules": dict(rules)}
        return self._sender.write(AllocationRound, "POST", "/v1/rounds", body=body)

    def change(self, round_: AllocationRound, title: str, rules: Rules) -> AllocationRound:
        """Change the rules of a round that is not frozen yet."""
        body = {"title": title, "rules": dict(rules)}
        path = f"/v1/rounds/{round_.id}"
        return self._sender.write(AllocationRound, "PUT", path, body=body, match=match_of(round_))

    def open(self, round_: RoundRef) -> AllocationRound:
        """Open a round: departments report, anybody requests."""
        return self._step(AllocationRound, round_, "open")

    def preview(self, round_: RoundRef, stale_days: int | None = None) -> Preview:
        """Return the round as it would be frozen now."""
        path = f"/v1/rounds/{id_of(round_)}/preview"
        return self._sender.read(Preview, path, {"stale_days": stale_days})

    def freeze(self, round_: RoundRef, stale_days: int | None = None) -> Frozen:
        """Freeze the inventory and the approved requests into a snapshot."""
        return self._sender.write(
            Frozen,
            "POST",
            f"/v1/rounds/{id_of(round_)}/freeze",
            params={"stale_days": stale_days},
            match=match_of(round_),
        )

    def snapshot(self, round_: RoundRef) -> Round:
        """Return the frozen round."""
        return self._sender.read(Round, f"/v1/rounds/{id_of(round_)}/snapshot")

    def reopen(self, round_: RoundRef, reason: str) -> AllocationRound:
        """Reopen a round that is not published yet, with a reason."""
        return self._step(AllocationRound, round_, "reopen", {"reason": reason})

    def close(self, round_: RoundRef) -> None:
        """Close a published round."""
        path = f"/v1/rounds/{id_of(round_)}/close"
        self._sender.send("POST", path, match=match_of(round_), key=uuid.uuid4().hex)

    def _step(
        self,
        model: type[AllocationRound],
        round_: RoundRef,
        name: str,
        body: object = None,
    ) -> AllocationRound:
        path = f"/v1/rounds/{id_of(round_)}/{name}"
        return self._sender.write(model, "POST", path, body=body, match=match_of(round_))


class Review:
    """A plan line by line, the decision, the publication, and the proposals of teams."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def begin(self, round_: RoundRef, run: Run | str) -> Begun:
        """Put a run's plan under review."""
        body = {"run_id": run.id if isinstance(run, Run) else run}
        return self._sender.write(Begun, "POST", f"/v1/rounds/{id_of(round_)}/review", body=body)

    def lines(self, round_: RoundRef, state: str | None = None) -> Iterator[Line]:
        """Yield the lines you are asked about; office, leaders and auditors see all."""
        return self._sender.every(Line, f"/v1/rounds/{id_of(round_)}/lines", {"state": state})

    def accept(self, line: Line) -> Line:
        """Accept a line."""
        return self._answer(line, "accept")

    def object_to(self, line: Line, reason: str, wanted_start: int | None = None) -> Line:
        """Object to a line; a re-run takes it as a pin."""
        return self._answer(line, "object", {"reason": reason, "wanted_start": wanted_start})

    def overrule(self, line: Line, reason: str) -> Line:
        """Settle an objection against its owner."""
        return self._answer(line, "overrule", {"reason": reason})

    def _answer(self, line: Line, name: str, body: object = None) -> Line:
        path = f"/v1/lines/{line.id}/{name}"
        return self._sender.write(Line, "POST", path, body=body, match=match_of(line))

    def rerun(
        self, round_: RoundRef, seconds: float = 60.0, seed: int = 0, key: str | None = None
    ) -> Run:
        """Solve again with every objection as a pin, changing as little as possible."""
        body = {"time_limit_seconds": seconds, "seed": seed}
        path = f"/v1/rounds/{id_of(round_)}/rerun"
        return self._sender.write(Run, "POST", path, body=body, key=key)

    def decide(self, round_: RoundRef) -> Begun:
        """Decide for the plan under review."""
        path = f"/v1/rounds/{id_of(round_)}/decide"
        return self._sender.write(Begun, "POST", path, match=match_of(round_))

    def publish(self, round_: RoundRef, key: str | None = None) -> Publication:
        """Publish the decided plan: verified again, its cost shares fixed."""
        path = f"/v1/rounds/{id_of(round_)}/publish"
        return self._sender.write(Publication, "POST", path, match=match_of(round_), key=key)

    def shares(self, round_: RoundRef) -> PlanShares:
        """Return who pays what of the published plan."""
        return self._sender.read(PlanShares, f"/v1/rounds/{id_of(round_)}/shares")

    def proposal(self, round_: RoundRef, project: str) -> Proposal:
        """Return what a project gets."""
        return self._sender.read(
            Proposal, f"/v1/rounds/{id_of(round_)}/proposals/{segment(project)}"
        )

    def calendar(self, round_: RoundRef, project: str) -> bytes:
        """Return a project's packages as an iCalendar feed."""
        path = f"/v1/rounds/{id_of(round_)}/proposals/{segment(project)}/calendar.ics"
        return self._sender.send("GET", path).content

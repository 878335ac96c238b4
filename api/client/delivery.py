"""After publishing: versions and bills, changes, what came of projects, and closing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from api.addresses import segment
from api.client.answers import Publication
from api.client.delivered import (
    Bill,
    Certificate,
    Effect,
    Figures,
    PlanChange,
    Report,
    RoundReview,
    UseLine,
)
from api.client.errors import StillRunning
from api.client.rounds import RoundRef, id_of
from api.client.sending import Sender, match_of
from optimizer.sharing.plans import BenefitEvaluation, PlanShares
from scenarios.amendments import AnyAmendment, SettlementDifference

__all__ = ["Changes", "Delivery"]

_M = TypeVar("_M", bound=BaseModel)
_PUBLICATIONS: TypeAdapter[tuple[Publication, ...]] = TypeAdapter(tuple[Publication, ...])
_USE: TypeAdapter[tuple[UseLine, ...]] = TypeAdapter(tuple[UseLine, ...])


class Changes:
    """Changes of a published plan."""

    def __init__(self, sender: Sender, clock: Callable[[], float] = time.monotonic) -> None:
        self._sender = sender
        self._clock = clock

    def submit(
        self,
        round_: RoundRef,
        amendment: AnyAmendment | Mapping[str, Any],
        reason: str,
        *,
        from_period: int | None = None,
        seconds: float = 30.0,
        key: str | None = None,
    ) -> PlanChange:
        """Ask for a change; a re-run checks whether and how it can be.

        Parameters
        ----------
        round_ : AllocationRound or str
        amendment : AnyAmendment or mapping
        reason : str
        from_period : int, optional
            What begins before is not touched; the period of today when not given.
        seconds : float
            For how long to search.
        key : str, optional
            The same key gives the same change.
        """
        document = amendment if isinstance(amendment, Mapping) else amendment.model_dump()
        body = {
            "amendment": dict(document),
            "reason": reason,
            "from_period": from_period,
            "time_limit_seconds": seconds,
        }
        path = f"/v1/rounds/{id_of(round_)}/changes"
        return self._sender.write(PlanChange, "POST", path, body=body, key=key)

    def every(self, round_: RoundRef) -> Iterator[PlanChange]:
        """Yield the changes that you may see."""
        return self._sender.every(PlanChange, f"/v1/rounds/{id_of(round_)}/changes")

    def read(self, change: PlanChange | str) -> PlanChange:
        """Return a change as it stands."""
        return self._sender.read(PlanChange, f"/v1/changes/{_id(change)}")

    def effect(self, change: PlanChange | str) -> Effect:
        """Return what a change would do, as far as you may see it."""
        return self._sender.read(Effect, f"/v1/changes/{_id(change)}/effect")

    def wait(self, change: PlanChange | str, timeout: float | None = None) -> PlanChange:
        """Return a change when its check has ended.

        Raises
        ------
        StillRunning
            The time is up; the check goes on.
        """
        until = None if timeout is None else self._clock() + timeout
        asked = 0
        while True:
            now = self.read(change)
            if now.is_checked:
                return now
            left = None if until is None else until - self._clock()
            if left is not None and left <= 0:
                raise StillRunning(now.run_id)
            asked += 1
            pause = self._sender.wait_before(min(asked, 5))
            self._sender.sleep(pause if left is None else min(pause, left))

    def accept(self, change: PlanChange) -> PlanChange:
        """Agree to a change for your department, as its last check has it."""
        return self._answer(change, "accept")

    def object_to(self, change: PlanChange, reason: str) -> PlanChange:
        """Object to a change for your department."""
        return self._answer(change, "object", {"note": reason})

    def withdraw(self, change: PlanChange) -> PlanChange:
        """Take a change of your own back."""
        return self._answer(change, "withdraw")

    def refuse(self, change: PlanChange, reason: str) -> PlanChange:
        """Refuse a change."""
        return self._answer(change, "refuse", {"note": reason})

    def recheck(self, change: PlanChange, key: str | None = None) -> PlanChange:
        """Check a change again, against the newest version of the plan."""
        return self._sender.write(PlanChange, "POST", f"/v1/changes/{change.id}/recheck", key=key)

    def apply(self, change: PlanChange, note: str = "", key: str | None = None) -> Publication:
        """Publish what a change makes of the plan as its next version."""
        path, body = f"/v1/changes/{change.id}/apply", {"note": note}
        match = match_of(change)
        return self._sender.write(Publication, "POST", path, body=body, match=match, key=key)

    def _answer(self, change: PlanChange, name: str, body: object = None) -> PlanChange:
        path = f"/v1/changes/{change.id}/{name}"
        return self._sender.write(PlanChange, "POST", path, body=body, match=match_of(change))


class Delivery:
    """Versions of a published plan, bills, actual figures, closing."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def publications(self, round_: RoundRef) -> tuple[Publication, ...]:
        """Return the versions of the published plan, oldest first."""
        answer = self._sender.send("GET", f"/v1/rounds/{id_of(round_)}/publications")
        return _PUBLICATIONS.validate_json(answer.content)

    def shares(self, round_: RoundRef, number: int | None = None) -> PlanShares:
        """Return who pays what of a version; of the newest when none is given."""
        return self._of(PlanShares, round_, "shares", number)

    def certificate(self, round_: RoundRef, number: int | None = None) -> Certificate:
        """Return why the shares are what they are."""
        return self._of(Certificate, round_, "certificate", number)

    def bill(self, round_: RoundRef, department: str, number: int | None = None) -> Bill:
        """Return what a department gives, gets, pays and moves."""
        return self._of(Bill, round_, f"statements/{segment(department)}", number)

    def settlement(self, round_: RoundRef, number: int | None = None) -> SettlementDifference:
        """Return what departments owe each other since the version before."""
        return self._of(SettlementDifference, round_, "settlement", number)

    def report(
        self, round_: RoundRef, project: str, figures: Figures, before: Report | None = None
    ) -> Report:
        """Report what is known of a project, in place of what was reported before."""
        path = f"/v1/rounds/{id_of(round_)}/actuals/{segment(project)}"
        match = "*" if before is None else match_of(before)
        body = figures.model_dump(mode="json")
        return self._sender.write(Report, "PUT", path, body=body, match=match)

    def reported(self, round_: RoundRef, project: str) -> Report:
        """Return what is reported of a project."""
        return self._sender.read(Report, f"/v1/rounds/{id_of(round_)}/actuals/{segment(project)}")

    def evaluation(self, round_: RoundRef) -> BenefitEvaluation:
        """Return planned and actual benefit and cost."""
        return self._sender.read(BenefitEvaluation, f"/v1/rounds/{id_of(round_)}/evaluation")

    def use(self, round_: RoundRef) -> tuple[UseLine, ...]:
        """Return planned and actual use, line by line."""
        answer = self._sender.send("GET", f"/v1/rounds/{id_of(round_)}/use")
        return _USE.validate_json(answer.content)

    def review(self, round_: RoundRef) -> RoundReview:
        """Return what a closed round came to."""
        return self._sender.read(RoundReview, f"/v1/rounds/{id_of(round_)}/closing")

    def _of(self, model: type[_M], round_: RoundRef, what: str, number: int | None) -> _M:
        path = f"/v1/rounds/{id_of(round_)}/{what}"
        return self._sender.read(model, path, {"number": number})


def _id(change: PlanChange | str) -> str:
    return change.id if isinstance(change, PlanChange) else change

"""The lives of a request and of a round: which step leads where, and who may take it.

request   draft -> submitted -> assessed -> approved | rejected
^________ returned __|

round     draft -> collecting -> frozen -> in review -> decided -> published -> closed
^_____________ reopen, with a reason ________|
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.access.roles import Role

__all__ = [
    "REQUEST_STEPS",
    "ROUND_STEPS",
    "ChangeState",
    "RequestState",
    "RoundState",
    "Step",
    "steps_from",
]


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ASSESSED = "assessed"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


class RoundState(StrEnum):
    """Where a round stands; solving is a run on a frozen round, not a state of its own."""

    DRAFT = "draft"
    COLLECTING = "collecting"
    FROZEN = "frozen"
    IN_REVIEW = "in review"
    DECIDED = "decided"
    PUBLISHED = "published"
    CLOSED = "closed"


class ChangeState(StrEnum):
    """Where a change of a published plan stands."""

    OPEN = "open"
    """It is checked, and departments are asked."""
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """An edge of a life.

    Attributes
    ----------
    name : str
        As the address of the step names it.
    sources : tuple of str
    target : str
    roles : tuple of Role
        Who may take it, besides the author where the use case says so.
    reason : bool
        Whether a reason must be given.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[Role, ...]
    reason: bool = False


def _by_name(*steps: Step) -> dict[str, Step]:
    return {step.name: step for step in steps}


_R, _A = RequestState, RoundState

REQUEST_STEPS = _by_name(
    Step("submit", (_R.DRAFT, _R.RETURNED), _R.SUBMITTED, (Role.OFFICE, Role.CONTACT, Role.TEAM)),
    Step("assess", (_R.SUBMITTED, _R.ASSESSED), _R.ASSESSED, (Role.OFFICE,)),
    Step("approve", (_R.ASSESSED,), _R.APPROVED, (Role.LEADER,)),
    Step("return", (_R.SUBMITTED, _R.ASSESSED), _R.RETURNED, (Role.OFFICE, Role.LEADER), True),
    Step("reject", (_R.ASSESSED,), _R.REJECTED, (Role.LEADER,), True),
    Step("withdraw", (_R.SUBMITTED, _R.RETURNED), _R.DRAFT, (Role.OFFICE, Role.CONTACT, Role.TEAM)),
)

_OFFICE = (Role.OFFICE,)
ROUND_STEPS = _by_name(
    Step("open", (_A.DRAFT,), _A.COLLECTING, _OFFICE),
    Step("freeze", (_A.COLLECTING,), _A.FROZEN, _OFFICE),
    Step("review", (_A.FROZEN,), _A.IN_REVIEW, _OFFICE),
    Step("decide", (_A.IN_REVIEW,), _A.DECIDED, (Role.LEADER,)),
    Step("publish", (_A.DECIDED,), _A.PUBLISHED, _OFFICE),
    Step("close", (_A.PUBLISHED,), _A.CLOSED, _OFFICE),
    Step("reopen", (_A.FROZEN, _A.IN_REVIEW, _A.DECIDED), _A.COLLECTING, _OFFICE, True),
)


def steps_from(steps: dict[str, Step], state: str) -> tuple[Step, ...]:
    """Return the steps that lead on from a state."""
    return tuple(step for step in steps.values() if state in step.sources)

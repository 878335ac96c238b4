"""What the service answers about published plans, and webhooks; see `api.client.answers`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from api.client.answers import Answer, Versioned
from optimizer.domain import Text
from optimizer.sharing.plans import BenefitEvaluation
from optimizer.sharing.plans.benefits import ActualBenefit, RequesterDrift
from optimizer.sharing.plans.documents import (
    AccountLine,
    CertificateEntry,
    DepartmentStatement,
    TransferLine,
)
from scenarios.amendments import SettlementDifference

__all__ = [
    "Attempt",
    "Bill",
    "CarriedCredit",
    "Certificate",
    "ChangedLine",
    "Delivery",
    "Effect",
    "Figures",
    "PlanChange",
    "ProjectPart",
    "Report",
    "RoundReview",
    "Said",
    "UseLine",
    "Used",
    "Webhook",
]


class Said(Answer):
    """What a department said to a change; ``accepted`` is none while it has not answered."""

    department: str
    accepted: bool | None
    reason: str = ""


class PlanChange(Versioned):
    """A change of a published plan."""

    round_id: str
    project: str
    kind: str
    amendment: dict[str, Any]
    reason: str
    from_period: int
    author_id: str
    number: int
    run_id: str
    feasibility: str
    said: tuple[Said, ...]
    state: str
    note: str
    decided_by: str | None
    decided_at: datetime | None
    applied_number: int | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_checked(self) -> bool:
        """Whether it is known what the change would do."""
        return self.feasibility != "checking"


class ChangedLine(Answer):
    """A line that would be new (``before`` none), changed, or gone (``after`` none)."""

    project: str
    package: str
    need: str
    subject: str
    kind: str
    owner: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Effect(Answer):
    """What a change would do."""

    feasibility: str
    reason: Text
    lines: tuple[ChangedLine, ...]
    asked: tuple[str, ...]
    cost_before_cents: int | None
    cost_after_cents: int | None
    settlement: SettlementDifference | None


class Certificate(Answer):
    """Why the shares are what they are."""

    number: int
    rule: str
    rule_name: Text
    plan_hash: str
    total_cents: int
    currency: str
    certificate: tuple[CertificateEntry, ...]


class ProjectPart(Answer):
    """What a department pays of a project."""

    project: str
    cents: int


class Bill(Answer):
    """What one department gives, gets, pays and moves."""

    number: int
    currency: str
    statement: DepartmentStatement
    projects: tuple[ProjectPart, ...]
    accounts: tuple[AccountLine, ...]
    transfers: tuple[TransferLine, ...]


class Used(Answer):
    """How much of a person, facility or fund a package used."""

    package: str
    need: str
    subject: str
    amount: int


class Figures(Answer):
    """What is known of a project afterwards; what is left out is not known."""

    cost_cents: int | None = None
    benefits: tuple[ActualBenefit, ...] | None = None
    use: tuple[Used, ...] = ()
    note: str = ""


class Report(Versioned):
    """What is reported of a project."""

    project: str
    figures: Figures
    reported_by: str
    updated_at: datetime


class UseLine(Answer):
    """Planned and actual use of a line of the plan."""

    project: str
    package: str
    need: str
    subject: str
    kind: str
    owner: str
    unit: str
    planned: int
    actual: int | None


class CarriedCredit(Answer):
    """A department's credit in value points: in a round, because of it, and for the next one."""

    department: str
    before: int
    earned: int
    after: int


class RoundReview(Answer):
    """What a closed round came to."""

    round_id: str
    title: str
    versions: int
    changes: dict[str, int]
    evaluation: BenefitEvaluation
    use: tuple[UseLine, ...]
    drift: tuple[RequesterDrift, ...]
    unreported: tuple[str, ...]
    credit_basis: str
    credits: tuple[CarriedCredit, ...]


class Webhook(Versioned):
    """An endpoint; its secret is there once, when it is new."""

    owner_id: str
    url: str
    kinds: tuple[str, ...]
    label: str
    state: str
    reason: str
    heard_at: datetime | None
    created_at: datetime
    updated_at: datetime
    secret: str | None = Field(default=None, repr=False)


class Attempt(Answer):
    """An attempt to deliver."""

    number: int
    at: datetime
    status: int | None
    error: str
    ms: int


class Delivery(Answer):
    """A message on its way to an endpoint."""

    id: str
    message_id: str
    kind: str
    state: str
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    body: str
    attempts: tuple[Attempt, ...]

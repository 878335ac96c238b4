"""Versions of a published plan: shares, certificate, each department's bill, what is still owed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.access import Role
from api.access.roles import EVERYBODY
from api.http.route import ActorOf, ServiceRoute, SessionOf, open_to
from api.store import review as store
from api.usecases import publications, rounds
from optimizer.sharing.plans import PlanShares
from optimizer.sharing.plans.documents import (
    AccountLine,
    CertificateEntry,
    DepartmentStatement,
    TransferLine,
)
from scenarios.amendments import SettlementDifference

__all__ = ["PublicationAnswer", "router"]

router = APIRouter(prefix="/v1/rounds/{round_id}", tags=["publications"], route_class=ServiceRoute)

PEOPLE = tuple(role for role in EVERYBODY if role is not Role.ADMIN)
DEEP = (Role.OFFICE, Role.LEADER, Role.AUDITOR)
Number = Annotated[int | None, Query(ge=1, description="A version; else the newest.")]


class PublicationAnswer(BaseModel):
    """What was published, and when."""

    round_id: str
    number: int
    change_id: str | None
    run_id: str
    round_hash: str
    published_at: datetime
    published_by: str


class CertificateAnswer(BaseModel):
    """Why the shares are what they are, line by line, each checked."""

    number: int
    rule: str
    rule_name: dict[str, str]
    plan_hash: str
    total_cents: int
    currency: str
    certificate: list[CertificateEntry]


class ProjectPart(BaseModel):
    """What a department pays of a project."""

    project: str
    cents: int


class BillAnswer(BaseModel):
    """What one department gives, gets, pays and moves."""

    number: int
    currency: str
    statement: DepartmentStatement
    projects: list[ProjectPart]
    accounts: list[AccountLine]
    transfers: list[TransferLine] = Field(description="To it and from it.")


@router.get("/publications", **open_to(*PEOPLE))
def list_publications(round_id: str, session: SessionOf) -> list[PublicationAnswer]:
    """List the versions of the published plan, oldest first."""
    row = rounds.read(session, round_id)
    return [
        PublicationAnswer.model_validate(made, from_attributes=True)
        for made in store.every_publication(session, row.id)
    ]


@router.get("/shares", **open_to(*DEEP))
def read_shares(round_id: str, session: SessionOf, number: Number = None) -> PlanShares:
    """Read who pays what of the published plan, with the settlement and the certificate."""
    return publications.published(session, rounds.read(session, round_id), number).shares


@router.get("/certificate", **open_to(*DEEP, Role.CONTACT))
def read_certificate(round_id: str, session: SessionOf, number: Number = None) -> CertificateAnswer:
    """Read why the shares are what they are."""
    made = publications.published(session, rounds.read(session, round_id), number)
    shares = made.shares
    return CertificateAnswer(
        number=made.row.number,
        rule=shares.rule,
        rule_name=shares.rule_name.model_dump(),
        plan_hash=shares.plan_hash,
        total_cents=shares.total_cents,
        currency=shares.currency,
        certificate=list(shares.certificate),
    )


@router.get("/statements/{department}", **open_to(*DEEP, Role.CONTACT))
def read_statement(
    round_id: str, department: str, session: SessionOf, actor: ActorOf, number: Number = None
) -> BillAnswer:
    """Read what a department gives, gets, pays and moves; contacts read their own."""
    made = publications.published(session, rounds.read(session, round_id), number)
    bill = publications.bill_of(actor, made, department)
    return BillAnswer(
        number=made.row.number,
        currency=made.shares.currency,
        statement=bill.statement,
        projects=[ProjectPart(project=project, cents=cents) for project, cents in bill.projects],
        accounts=list(bill.accounts),
        transfers=list(bill.transfers),
    )


@router.get("/settlement", **open_to(*DEEP))
def read_settlement(
    round_id: str, session: SessionOf, number: Number = None
) -> SettlementDifference:
    """Read what departments owe each other since the version before; at first, the whole."""
    row = rounds.read(session, round_id)
    made = publications.published(session, row, number)
    return publications.difference_of(session, row, made)

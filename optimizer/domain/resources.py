"""Departments and what they can share: experts, facilities, datasets, funds."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from optimizer.domain.types import (
    Access,
    Cents,
    Frozen,
    Id,
    Pct,
    PeriodIndex,
    SecurityLevel,
    Step,
    Text,
)

__all__ = [
    "ChannelTerms",
    "Dataset",
    "Department",
    "Expert",
    "ExpertSkill",
    "Facility",
    "Fund",
    "FundSlot",
    "Leave",
    "Skill",
]

Level = Annotated[int, Field(ge=1, le=5)]


class Department(Frozen):
    """A department: the player of every cost game."""

    id: Id
    name: Text = Text()
    weight: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    """Relative entitlement under the fairness rule ``weight``."""
    credit: Annotated[int, Field(ge=-(10**12), le=10**12)] = 0
    """Benefit owed to it (positive) or by it (negative) from earlier rounds, in value points."""
    can_pay_cents: Cents | None = None
    """Most it can pay as its cost share; ``None``: no limit."""


class Skill(Frozen):
    """An entry of the round's skill catalogue."""

    id: Id
    name: Text = Text()


class ExpertSkill(Frozen):
    """A skill a person has, at a level from 1 (can help) to 5 (can teach)."""

    skill: Id
    level: Level = 1


class Leave(Frozen):
    """Whole days away, both ends included."""

    first_day: date
    last_day: date
    reason: str = ""


class Expert(Frozen):
    """A named person. A person with several skills is still one person."""

    id: Id
    name: Text = Text()
    department: Id
    skills: tuple[ExpertSkill, ...] = ()
    availability_pct: Pct = 100
    """Share of full time offered to the pool in every period without an exception."""
    exceptions: tuple[Step, ...] = ()
    """Other availability (%) in some periods; they may not overlap."""
    leave: tuple[Leave, ...] = ()
    """Leave lowers a period's availability by the share of its working days away, rounded down."""
    max_packages: Annotated[int, Field(ge=1)] | None = None
    """Most work packages at once; ``None``: no limit besides the load."""
    rate_cents: Cents = 0
    """Internal price of one full-time period."""
    clearance: SecurityLevel = SecurityLevel.GENERAL_1
    access: Access = Access()
    keep_pct: Pct = 0
    """Availability per period that only projects its own department sponsors may use."""
    lend_limit_pct_periods: Annotated[int, Field(ge=0)] | None = None
    """Most percent-periods over the round for projects that other departments sponsor."""


class ChannelTerms(Frozen):
    """How a customer or market channel may be used."""

    exclusive: bool = False
    """From its first to its last use in a project no other project may use the channel."""
    protection_periods: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Periods after the last use in which the channel still belongs to that project."""
    referral_share_pct: Pct = 0
    """Share of the project's expected revenue credited to the channel's owner, once a project."""


class Facility(Frozen):
    """Equipment, a lab, licences, a channel: a renewable resource with units."""

    id: Id
    name: Text = Text()
    kind: Id
    """What requests ask for (``equipment``, ``lab``, ``licence``, ``channel`` or finer)."""
    department: Id
    units: Annotated[int, Field(ge=0, le=10**9)] = 1
    exceptions: tuple[Step, ...] = ()
    """Other numbers of units in some periods; they may not overlap."""
    rate_cents: Cents = 0
    """Internal price of one unit for one period."""
    access: Access = Access()
    keep_units: Annotated[int, Field(ge=0)] = 0
    """Units per period that only projects its own department sponsors may use."""
    lend_limit_unit_periods: Annotated[int, Field(ge=0)] | None = None
    """Most unit-periods over the round for projects that other departments sponsor."""
    security_level: SecurityLevel = SecurityLevel.GENERAL_1
    """Clearance that everyone staffed on a package that uses it must have."""
    operator: ExpertSkill | None = None
    """Skill and level that at least one person staffed on a package that uses it must have."""
    channel: ChannelTerms | None = None
    note: str = ""


class Dataset(Frozen):
    """A dataset: non-rival unless ``max_users`` says otherwise."""

    id: Id
    name: Text = Text()
    department: Id
    security_level: SecurityLevel = SecurityLevel.GENERAL_1
    fee_cents: Cents = 0
    """Charged once for each project that uses it."""
    purposes: tuple[str, ...] = ()
    """Purposes allowed; empty: any."""
    max_users: Annotated[int, Field(ge=0)] | None = None
    """Most packages using it in one period; ``None``: no limit."""
    access: Access = Access(scope="anyone")


class FundSlot(Frozen):
    """Money that falls in the periods ``start <= t < end`` (a fiscal year, a quarter)."""

    start: PeriodIndex
    end: PeriodIndex
    amount_cents: Cents


class Fund(Frozen):
    """Money of a department: a nonrenewable resource."""

    id: Id
    name: Text = Text()
    department: Id
    currency: str | None = None
    """ISO 4217 code; must be the round's. ``None``: the round's."""
    amount_cents: Cents = 0
    """Amount for the whole round; used when ``slots`` is empty."""
    slots: tuple[FundSlot, ...] = ()
    """Amounts by fiscal slot; they may not overlap. Money outside every slot can't be drawn."""
    roll_over: bool = False
    """Unspent money of a slot may be spent in later slots."""
    categories: tuple[str, ...] = ()
    """Categories of money it may pay; empty: any."""
    access: Access = Access(scope="own")
    reserve_pct: Pct | None = None
    """Share of every slot kept for the fast lane, rounded up; ``None``: the policy's."""

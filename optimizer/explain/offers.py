"""What could be bought or conceded so that a project becomes possible, and at which price.

Step of the way: explain. The offers widen a round: hired people and rented facilities join it,
every fund that may pay gets a twin without limit, deadlines move to the end of the round and levels
down to 1. What an offer costs is charged where a plan makes use of it
(:mod:`optimizer.solve.purchase`), so the widened round needs no rules of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from optimizer.domain import Round, SecurityLevel
from optimizer.domain.types import Frozen

__all__ = [
    "OFFER_KINDS",
    "DeadlineOffer",
    "HireOffer",
    "LevelOffer",
    "MoneyOffer",
    "Offer",
    "OfferKind",
    "Offers",
    "PriceList",
    "RentOffer",
    "TrainOffer",
]

OfferKind = Literal["people", "facilities", "money", "deadline", "level", "training"]
OFFER_KINDS: tuple[OfferKind, ...] = get_args(OfferKind)

Percent = Annotated[int, Field(ge=0, le=10_000)]


class PriceList(Frozen):
    """How offers are priced where the round itself names no price."""

    markup_pct: Percent = 50
    """What hired people and rented facilities cost above the round's internal rates."""
    training_periods: Annotated[int, Field(ge=0, le=1_000)] = 4
    """Periods of a person's full time that a level of a skill costs."""
    level_pct: Percent = 25
    """Share of a need's staffing cost that giving up one level of skill is worth."""
    delay_cents: Annotated[int, Field(ge=0, le=10**13)] | None = None
    """A period beyond a deadline; ``None``: the request's late penalty, or else what its people
    cost in a period of its work."""


@dataclass(frozen=True, slots=True)
class HireOffer:
    """A person of the market: joins as expert ``id``; ``cents`` for a full-time period."""

    id: str
    skill: str
    level: int
    department: str
    clearance: SecurityLevel
    cents: int


@dataclass(frozen=True, slots=True)
class RentOffer:
    """A facility of the market: joins as facility ``id``; ``cents`` for one unit and period."""

    id: str
    kind: str
    units: int
    department: str
    cents: int


@dataclass(frozen=True, slots=True)
class MoneyOffer:
    """More money in a fund, which the widened round holds in the fund ``id``.

    ``reserve_pct`` of what is added stays in reserve.
    """

    id: str
    fund: str
    reserve_pct: int = 0


@dataclass(frozen=True, slots=True)
class DeadlineOffer:
    """A later deadline of a project or of one package; ``cents`` a period, ``most`` periods."""

    project: str
    package: str | None
    deadline: int
    most: int
    cents: int


@dataclass(frozen=True, slots=True)
class LevelOffer:
    """A need that takes lower levels of its skill; ``cents`` for each level given up."""

    project: str
    package: str
    mode: str
    need: str
    level: int
    cents: int


@dataclass(frozen=True, slots=True)
class TrainOffer:
    """A person who learns: from ``before`` to ``level`` in a skill, for ``cents``."""

    expert: str
    skill: str
    before: int
    level: int
    cents: int


Offer = HireOffer | RentOffer | MoneyOffer | DeadlineOffer | LevelOffer | TrainOffer


@dataclass(frozen=True)
class Offers:
    """The widened round and what in it has to be paid for.

    Attributes
    ----------
    round : Round
        Everything offered is there for the taking.
    before : Round
        The round without offers: what its people can do and its needs ask for comes free.
    """

    round: Round
    before: Round
    hires: tuple[HireOffer, ...] = ()
    rents: tuple[RentOffer, ...] = ()
    money: tuple[MoneyOffer, ...] = ()
    deadlines: tuple[DeadlineOffer, ...] = ()
    levels: tuple[LevelOffer, ...] = ()
    trainings: tuple[TrainOffer, ...] = ()

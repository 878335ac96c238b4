"""Widening a round by offers: everything that could be bought is there for the taking."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.domain import (
    Access,
    Expert,
    ExpertSkill,
    Facility,
    Fund,
    FundSlot,
    Project,
    Round,
)
from optimizer.domain.capacity import fund_slots
from optimizer.explain.offers import (
    DeadlineOffer,
    HireOffer,
    LevelOffer,
    MoneyOffer,
    RentOffer,
    TrainOffer,
)

__all__ = ["levels_of", "widened"]

PLENTY_CENTS = 10**13


def widened(
    round_: Round,
    hires: Sequence[HireOffer],
    rents: Sequence[RentOffer],
    money: Sequence[MoneyOffer],
    deadlines: Sequence[DeadlineOffer],
    levels: Sequence[LevelOffer],
    trainings: Sequence[TrainOffer],
) -> Round:
    """Return the round with every offer taken up to its most."""
    return round_.model_copy(
        update={
            "experts": (
                *(_trained(expert, trainings) for expert in round_.experts),
                *(_hired(offer) for offer in hires),
            ),
            "facilities": (*round_.facilities, *(_rented(offer) for offer in rents)),
            "funds": (*round_.funds, *(_twin(round_, offer) for offer in money)),
            "projects": tuple(_eased(p, deadlines, levels) for p in round_.projects),
        }
    )


def levels_of(expert: Expert) -> dict[str, int]:
    """Return the level of each skill a person has."""
    levels: dict[str, int] = {}
    for has in expert.skills:
        levels[has.skill] = max(levels.get(has.skill, 0), has.level)
    return levels


def _hired(offer: HireOffer) -> Expert:
    return Expert(
        id=offer.id,
        department=offer.department,
        skills=(ExpertSkill(skill=offer.skill, level=offer.level),),
        rate_cents=offer.cents,
        clearance=offer.clearance,
        access=Access(scope="anyone"),
    )


def _rented(offer: RentOffer) -> Facility:
    return Facility(
        id=offer.id,
        kind=offer.kind,
        department=offer.department,
        units=offer.units,
        rate_cents=offer.cents,
        access=Access(scope="anyone"),
    )


def _twin(round_: Round, offer: MoneyOffer) -> Fund:
    fund = next(fund for fund in round_.funds if fund.id == offer.fund)
    slots = tuple(
        FundSlot(start=slot.start, end=slot.end, amount_cents=PLENTY_CENTS)
        for slot in fund_slots(fund, round_.calendar.periods)
    )
    # Without carrying over: what falls in a slot is bought for that slot.
    update = {"id": offer.id, "slots": slots, "roll_over": False, "reserve_pct": 0}
    return fund.model_copy(update=update)


def _trained(expert: Expert, trainings: Sequence[TrainOffer]) -> Expert:
    gained: dict[str, int] = {}
    for offer in trainings:
        if offer.expert == expert.id:
            gained[offer.skill] = max(gained.get(offer.skill, 0), offer.level)
    if not gained:
        return expert
    skills = levels_of(expert) | gained
    listed = tuple(ExpertSkill(skill=skill, level=level) for skill, level in skills.items())
    return expert.model_copy(update={"skills": listed})


def _eased(
    project: Project, deadlines: Sequence[DeadlineOffer], levels: Sequence[LevelOffer]
) -> Project:
    later = {offer.package for offer in deadlines if offer.project == project.id}
    lower = {(o.package, o.mode, o.need) for o in levels if o.project == project.id}
    if not later and not lower:
        return project
    packages = []
    for package in project.packages:
        modes = tuple(
            mode.model_copy(
                update={
                    "staffing": tuple(
                        need.model_copy(update={"min_level": 1})
                        if (package.id, mode.id, need.id) in lower
                        else need
                        for need in mode.staffing
                    )
                }
            )
            for mode in package.modes
        )
        deadline = None if package.id in later else package.deadline
        packages.append(package.model_copy(update={"modes": modes, "deadline": deadline}))
    deadline = None if None in later else project.deadline
    return project.model_copy(update={"packages": tuple(packages), "deadline": deadline})

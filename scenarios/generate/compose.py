"""From a sketch to the project it asks for and to the planned project that its witness is."""

from __future__ import annotations

from itertools import pairwise

from optimizer.domain import (
    DatasetNeed,
    FacilityLine,
    FacilityNeed,
    Mode,
    MoneyLine,
    MoneyNeed,
    NeedRef,
    Outsource,
    PlannedPackage,
    PlannedProject,
    Predecessor,
    StaffingLine,
    StaffingNeed,
    Text,
    WorkPackage,
)
from optimizer.domain.capacity import money_by_period
from scenarios.generate.catalogue import CLUSTERS, KINDS
from scenarios.generate.draw import Draw
from scenarios.generate.means import OUTSOURCING, YUAN
from scenarios.generate.project import longer
from scenarios.generate.shape import Shape
from scenarios.generate.sketch import MoneySketch, PackageSketch, ProjectSketch

__all__ = ["compose_packages", "witness_of"]

MILESTONE = ("验收", "Acceptance")


def compose_packages(
    shape: Shape, sketch: ProjectSketch, deadline: int, draw: Draw
) -> tuple[WorkPackage, ...]:
    """Return the packages of a project; the witness keeps every rule that is added here.

    Packages have windows of their own or other modes that may take longer, not both: a slower
    mode must leave the later packages their time.
    """
    slack = deadline - sketch.end
    windows = shape.everything and draw.chance(35)
    return tuple(
        _package(shape, sketch, package, 0 if windows else slack, windows, draw)
        for package in sketch.packages
    )


def _package(
    shape: Shape,
    sketch: ProjectSketch,
    package: PackageSketch,
    slack: int,
    windows: bool,
    draw: Draw,
) -> WorkPackage:
    standard = _standard(shape, package, draw)
    modes = [standard]
    if package.duration and draw.chance(55):
        modes += _other_ways(package, standard, slack, draw)
    names = CLUSTERS[package.cluster].packages
    zh, en = draw.pick(names) if package.duration else MILESTONE
    composed = WorkPackage(
        id=f"W{package.index}",
        name=Text(zh=zh, en=en),
        modes=tuple(modes),
        predecessors=tuple(
            _predecessor(shape, sketch, package, i, lag, draw) for i, lag in package.before
        ),
    )
    if not shape.everything:
        return composed
    room = draw.integer(2, 6)
    early, late = windows and draw.chance(30), windows and draw.chance(30)
    return composed.model_copy(
        update={
            "earliest_start": max(0, package.start - room) if early else 0,
            "deadline": min(shape.periods, package.end + room) if late else None,
            "needed_by": tuple(f"D{d}" for d in sketch.departments[:2]) if draw.chance(20) else (),
        }
    )


def _predecessor(
    shape: Shape, sketch: ProjectSketch, package: PackageSketch, i: int, lag: int, draw: Draw
) -> Predecessor:
    most = None
    if shape.everything and draw.chance(12):
        most = max(lag, package.start - sketch.packages[i].end) + draw.integer(1, 4)
    return Predecessor(package=f"W{i}", min_lag=lag, max_lag=most)


def _standard(shape: Shape, package: PackageSketch, draw: Draw) -> Mode:
    staffing = []
    for place in package.places:
        outsource = None
        if shape.everything and draw.chance(12):
            headcount = len(place.team)
            outsource = Outsource(
                rate_cents=draw.integer(90, 160) * 100 * YUAN,
                category=OUTSOURCING if draw.chance(60) else None,
                max_headcount=headcount - 1 if headcount > 1 and draw.chance(50) else None,
            )
        same = None
        if place.same_as is not None:
            same = NeedRef(package=f"W{place.same_as[0]}", need=place.same_as[1])
        staffing.append(
            StaffingNeed(
                id=place.id,
                skill=place.skill,
                min_level=place.level,
                headcount=len(place.team),
                load_pct=place.load,
                outsource=outsource,
                same_as=same,
            )
        )
    spread = shape.everything and 2 <= package.duration <= 8 and draw.chance(12)
    return Mode(
        id="M0",
        duration=package.duration,
        max_duration=package.duration + draw.integer(1, 4) if spread else None,
        staffing=tuple(staffing),
        facilities=tuple(
            FacilityNeed(
                id=f"F{n}",
                kind=None if use.named else f"K{KINDS.index(use.facility.kind)}",
                facility=f"F{use.facility.index}" if use.named else None,
                units=use.units,
            )
            for n, use in enumerate(package.uses)
        ),
        datasets=tuple(
            DatasetNeed(dataset=f"DS{dataset.index}", purpose=purpose)
            for dataset, purpose in package.datasets
        ),
        money=tuple(_money(money) for money in package.money),
    )


def _money(money: MoneySketch) -> MoneyNeed:
    return MoneyNeed.model_validate(
        {
            "id": money.category,
            "category": money.category,
            "amount_cents": money.cents,
            "timing": money.timing,
        }
    )


def _other_ways(package: PackageSketch, standard: Mode, slack: int, draw: Draw) -> list[Mode]:
    """Return a slower way with lower loads, or one in which money stands in for some people."""
    more = longer(package.duration) - package.duration
    if draw.chance(60) and package.stretchable and 0 < more <= slack:
        lighter = tuple(
            need.model_copy(update={"load_pct": max(10, -(-need.load_pct // 15) * 10)})
            for need in standard.staffing
        )
        return [
            standard.model_copy(
                update={
                    "id": "M1",
                    "duration": package.duration + more,
                    "max_duration": None,
                    "staffing": lighter,
                }
            )
        ]
    operated = any(use.facility.operator is not None for use in package.uses)
    if len(standard.staffing) < 2 or operated:
        return []
    spared = len(package.places[-1].team) * package.places[-1].load * package.duration
    price = max(1, spared * draw.integer(60, 110) // 100) * 100 * YUAN
    general = [need for need in standard.money if need.category == "general"]
    others = tuple(need for need in standard.money if need.category != "general")
    if not general:
        return []
    bought = general[0].model_copy(update={"amount_cents": general[0].amount_cents + price})
    return [
        standard.model_copy(
            update={"id": "M1", "staffing": standard.staffing[:-1], "money": (bought, *others)}
        )
    ]


def witness_of(sketch: ProjectSketch, cuts: tuple[int, ...]) -> PlannedProject:
    """Return the witness as a planned project; ``cuts`` are the starts of the fiscal segments."""
    return PlannedProject(
        project=f"P{sketch.index}",
        packages=tuple(_planned(package, cuts) for package in sketch.packages),
    )


def _planned(package: PackageSketch, cuts: tuple[int, ...]) -> PlannedPackage:
    lines = []
    for money in package.money:
        falls = money_by_period(_money(money), package.start, package.duration)
        for start, end in pairwise((*cuts, 10**9)):
            cents = sum(amount for t, amount in falls.items() if start <= t < end)
            if cents:
                lines.append(
                    MoneyLine(
                        need=money.category,
                        fund=f"B{money.fund.index}",
                        period=start,
                        amount_cents=cents,
                    )
                )
    return PlannedPackage(
        package=f"W{package.index}",
        mode="M0",
        start=package.start,
        end=package.end,
        staffing=tuple(
            StaffingLine(need=place.id, experts=tuple(f"E{i}" for i in place.team))
            for place in package.places
        ),
        facilities=tuple(
            FacilityLine(need=f"F{n}", facility=f"F{use.facility.index}")
            for n, use in enumerate(package.uses)
        ),
        money=tuple(lines),
    )

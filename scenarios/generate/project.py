"""One project: its packages, its network, and the witness that it can be done alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from optimizer.domain import Mode, MoneyNeed, Project, SecurityLevel, WorkPackage
from optimizer.domain.capacity import money_by_period
from optimizer.domain.semantics import access_allows
from scenarios.generate.draw import Draw
from scenarios.generate.means import FEWEST_USERS, YUAN, Means
from scenarios.generate.shape import Shape
from scenarios.generate.sketch import (
    DatasetSketch,
    FacilitySketch,
    FundSketch,
    MoneySketch,
    PackageSketch,
    Place,
    ProjectSketch,
    Use,
)
from scenarios.generate.team import Pool, Workforce

__all__ = [
    "LEAST_EFFORT",
    "Quotas",
    "Site",
    "add_milestone",
    "book",
    "draw_project",
    "extend",
    "longer",
]

LOADS, LOAD_WEIGHTS = (20, 30, 40, 50, 60, 80, 100), (9, 9, 13, 24, 16, 20, 9)
LEAST_EFFORT = 500
"""Percent-periods below which no further package is worth having."""
_ANY_MODE = (WorkPackage(id="-", modes=(Mode(id="-", duration=0),)),)


@dataclass
class Quotas:
    """Percent-periods still to be asked for, by skill cluster."""

    left: list[int]
    whole: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.whole = list(self.left)

    def weight(self, cluster: int) -> int:
        """Return how much of a cluster's quota is left, in permille, at least 1."""
        return max(1, self.left[cluster] * 1000 // max(1, self.whole[cluster]))


def _plain_project(sketch: ProjectSketch) -> Project:
    """Return the project as far as rules of access ask: sponsor and participants."""
    return Project(
        id=f"P{sketch.index}",
        sponsor=f"D{sketch.sponsor}",
        participants=tuple(f"D{d}" for d in sketch.departments),
        packages=_ANY_MODE,
    )


class Site:
    """Everything the packages of one project are drawn from."""

    def __init__(
        self, shape: Shape, means: Means, workforce: Workforce, sketch: ProjectSketch, draw: Draw
    ) -> None:
        project = _plain_project(sketch)
        self.shape, self.sketch, self.draw = shape, sketch, draw
        self.pool = Pool(workforce, project, sketch.departments, sketch.security)

        def usable(thing: FacilitySketch | DatasetSketch | FundSketch) -> bool:
            return access_allows(thing.access, f"D{thing.department}", project)

        self.facilities = [f for f in means.facilities if usable(f)]
        self.datasets = [d for d in means.datasets if usable(d)]
        self.funds = [f for f in means.funds if usable(f)]


def draw_project(
    shape: Shape,
    means: Means,
    workforce: Workforce,
    index: int,
    departments: list[int],
    budget: int,
    quotas: Quotas,
) -> Site | None:
    """Return the site of a project whose packages ask for about ``budget`` percent-periods.

    ``None`` when nobody is free for it.
    """
    draw = Draw(shape.seed, f"project-{index}")
    release = 0 if draw.chance(50) else draw.integer(0, shape.periods // 3)
    security = SecurityLevel.GENERAL_1
    if shape.everything and draw.chance(10):
        security = draw.pick((SecurityLevel.GENERAL_2, SecurityLevel.GENERAL_3))
    sketch = ProjectSketch(index, departments[0], departments, release, security)
    site = Site(shape, means, workforce, sketch, draw)
    count = max(1, min(budget // draw.integer(1500, 3200), max(8, budget // 3500)))
    left = budget
    for _ in range(2 * count + 2):
        if left < LEAST_EFFORT or len(sketch.packages) == count + 1:
            break
        aim = left * draw.integer(70, 130) // (100 * max(1, count - len(sketch.packages)))
        left -= extend(site, min(aim, left), quotas)
    return site if sketch.packages else None


def extend(site: Site, aim: int, quotas: Quotas) -> int:
    """Add a package of about ``aim`` percent-periods to a project; return what it asks for.

    0: nobody is free for another package.
    """
    package = _package(site, aim, quotas)
    if package is None:
        return 0
    site.sketch.packages.append(package)
    _add_money(site, package)
    return package.effort


def longer(duration: int) -> int:
    """Return how long a package takes at lighter loads: half as long again."""
    return duration * 3 // 2


def add_milestone(sketch: ProjectSketch) -> None:
    """Add the acceptance after everything else: a package of no length that uses nothing."""
    before = {i for package in sketch.packages for i, _ in package.before}
    last = [(package.index, 0) for package in sketch.packages if package.index not in before]
    sketch.packages.append(PackageSketch(len(sketch.packages), 0, sketch.end, [], last))


def _package(site: Site, aim: int, quotas: Quotas) -> PackageSketch | None:
    draw, packages = site.draw, site.sketch.packages
    duration = min(draw.middling(3, 13), site.shape.periods // 3)
    datasets = _datasets(site)
    uses = _uses(site)
    ranks = [item.level.rank for item, _ in datasets] + [u.facility.security.rank for u in uses]
    rank = max(ranks, default=0)
    before = _predecessors(site)
    places = _places(site, aim, duration, rank, before, quotas)
    if not places:
        return None
    low = max([site.sketch.release, *(packages[i].end + lag for i, lag in before)])
    for links, floor, length, team in (
        (before, low, duration, places),
        ([], site.sketch.release, duration, [p for p in places if p.same_as is None]),
        ([], site.sketch.release, max(2, duration // 2), places[-1:]),
    ):
        team = [p for p in team if p.same_as is None or links]
        start = site.pool.first_start(team, length, floor, site.shape.periods - length)
        if team and start is not None:
            break
    else:
        return None
    site.pool.take(team, start, start + length)
    package = PackageSketch(len(packages), length, start, team, links)
    clusters = site.pool.workforce.office.cluster_of_skill
    for place in team:
        quotas.left[clusters[place.skill]] -= len(place.team) * place.load * length
    package.cluster = clusters[team[0].skill]
    package.stretchable = site.pool.free_after(team, package.end, start + longer(length))
    package.datasets = datasets
    package.uses = [use for use in uses if _operated(site, use, team)]
    return package


def _predecessors(site: Site) -> list[tuple[int, int]]:
    draw, count = site.draw, len(site.sketch.packages)
    if not count or draw.chance(20):
        return []
    earlier = draw.some(range(max(0, count - 3), count), draw.weighted((1, 2), (80, 20)))
    return [(i, draw.weighted((0, 1, 2, -1), (60, 14, 14, 12))) for i in sorted(earlier)]


def _places(
    site: Site,
    aim: int,
    duration: int,
    rank: int,
    before: list[tuple[int, int]],
    quotas: Quotas,
) -> list[Place]:
    """Draw needs and the people for them until the effort aimed at is reached."""
    draw, pool = site.draw, site.pool
    workforce = pool.workforce
    places: list[Place] = []
    taken: set[int] = set()
    effort = 0
    if site.shape.everything and before and draw.chance(20):
        kept = _continued(site, before[0][0], rank)
        if kept is not None:
            places.append(kept)
            taken |= set(kept.team)
            effort = len(kept.team) * kept.load * duration
    clusters = sorted(pool.by_cluster)
    for turn in range(16):
        if effort * 10 >= aim * 9 or len(places) == 5 or not clusters:
            break
        cluster = draw.weighted(clusters, [max(0, quotas.left[c]) for c in clusters])
        able = [
            i for i in pool.by_cluster[cluster] if i not in taken and workforce.ranks[i] >= rank
        ]
        if not able:
            continue
        lead = draw.weighted(able, [workforce.total[i] for i in able])
        levels = workforce.levels[lead]
        skill = draw.weighted(list(levels), [level * level for level in levels.values()])
        if turn < 8 and any(place.skill == skill for place in places):
            continue
        level = max(1, levels[skill] - draw.weighted((0, 1, 2), (35, 40, 25)))
        load = min(draw.weighted(LOADS, LOAD_WEIGHTS), workforce.typical[lead] // 10 * 10)
        # As many more as the aim asks for, and no load far beyond it.
        more = min(draw.weighted((0, 1, 2), (50, 33, 17)), (aim - effort) // (load * duration))
        excluded = taken | {i for i in pool.by_skill[skill] if workforce.ranks[i] < rank}
        team = pool.team(draw, lead, skill, level, load, more, excluded)
        places.append(Place(f"R{len(places)}", skill, level, load, team))
        taken |= set(team)
        effort += len(team) * load * duration
    return places


def _continued(site: Site, earlier: int, rank: int) -> Place | None:
    """Return a place for the people of an earlier package, if they are cleared for this one."""
    ranks = site.pool.workforce.ranks
    options = [
        place
        for place in site.sketch.packages[earlier].places
        if all(ranks[i] >= rank for i in place.team)
    ]
    if not options:
        return None
    place = site.draw.pick(options)
    load = min(place.load, 50)
    return Place("R0", place.skill, place.level, load, place.team, (earlier, place.id))


def _uses(site: Site) -> list[Use]:
    draw = site.draw
    if not site.facilities or not draw.chance(45):
        return []
    facility = draw.pick(site.facilities)
    licences = facility.kind.nature == "licence"
    units = draw.integer(1, 4) if licences else 1
    return [Use(facility, units, site.shape.everything and draw.chance(15))]


def _operated(site: Site, use: Use, team: list[Place]) -> bool:
    asked = use.facility.operator
    levels = site.pool.workforce.levels
    return asked is None or any(
        levels[i].get(asked.skill, 0) >= asked.level for place in team for i in place.team
    )


def _datasets(site: Site) -> list[tuple[DatasetSketch, str]]:
    draw = site.draw
    ranks = [site.pool.workforce.ranks[i] for i in site.pool.people]
    # Only where a good part of the people are cleared, as an office would ask.
    often = Counter(d.index for package in site.sketch.packages for d, _ in package.datasets)
    open_ = [
        d
        for d in site.datasets
        if often[d.index] < FEWEST_USERS and 3 * sum(r >= d.level.rank for r in ranks) > len(ranks)
    ]
    if not open_ or not draw.chance(25):
        return []
    dataset = draw.pick(open_)
    return [(dataset, draw.pick(dataset.purposes) if dataset.purposes else "")]


def _add_money(site: Site, package: PackageSketch) -> None:
    draw = site.draw
    timings = ("start", "spread", "end") if site.shape.everything else ("spread",)
    asks = [("general", package.effort * draw.integer(8, 30))] if draw.chance(80) else []
    asks += [("capital", draw.integer(30, 300) * 1000)] if draw.chance(20) else []
    for category, yuan in asks:
        paying = [fund for fund in site.funds if category in fund.categories]
        if paying:
            cents = max(1, yuan // 100) * 100 * YUAN
            timing = draw.pick(timings)
            package.money.append(MoneySketch(category, cents, timing, draw.pick(paying)))


def book(sketch: ProjectSketch) -> None:
    """Count what the witness uses of facilities and funds, so that they can be sized."""
    used: dict[int, tuple[FacilitySketch, np.ndarray[tuple[int], np.dtype[np.int64]]]] = {}
    drawn: dict[int, tuple[FundSketch, list[int]]] = {}
    for package in sketch.packages:
        for use in package.uses:
            zeros = np.zeros_like(use.facility.peak)
            _, units = used.setdefault(use.facility.index, (use.facility, zeros))
            units[package.start : package.end] += use.units
        for money in package.money:
            fund = money.fund
            _, by_slot = drawn.setdefault(fund.index, (fund, [0] * len(fund.spans)))
            need = MoneyNeed.model_validate(
                {
                    "id": "-",
                    "category": money.category,
                    "amount_cents": money.cents,
                    "timing": money.timing,
                }
            )
            for t, cents in money_by_period(need, package.start, package.duration).items():
                slot = next(k for k, (start, end) in enumerate(fund.spans) if start <= t < end)
                by_slot[slot] += cents
    for facility, units in used.values():
        facility.peak = np.maximum(facility.peak, units)
        facility.asked += int(units.sum())
        if facility.department != sketch.sponsor:
            facility.lent_most = max(facility.lent_most, int(units.sum()))
    for fund, by_slot in drawn.values():
        for slot, cents in enumerate(by_slot):
            fund.asked[slot] += cents
            fund.peak[slot] = max(fund.peak[slot], cents)

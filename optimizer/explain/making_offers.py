"""Making offers: what a project asks for, priced by what the round says about prices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from optimizer.domain import (
    Fund,
    FundPin,
    Mode,
    Project,
    Round,
    SecurityLevel,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.semantics import access_allows, staffing_cents
from optimizer.explain.offers import (
    OFFER_KINDS,
    DeadlineOffer,
    HireOffer,
    LevelOffer,
    MoneyOffer,
    OfferKind,
    Offers,
    PriceList,
    RentOffer,
    TrainOffer,
)
from optimizer.explain.widening import levels_of, widened

__all__ = ["hire_cents", "offers_for", "training_cents"]

MOST_HIRES = 6
"""People offered for one skill, unless one need alone asks for more."""
MOST_RENTED = 3


def offers_for(
    round_: Round,
    projects: Collection[str],
    prices: PriceList | None = None,
    kinds: Iterable[OfferKind] = OFFER_KINDS,
) -> Offers:
    """Return what could be bought for some projects: only what they themselves ask for.

    Parameters
    ----------
    round_ : Round
        Holds the projects; usually a small part of a larger round.
    projects : collection of str
    prices : PriceList, optional
    kinds : iterable of str
        Sorts of offers to make.
    """
    maker = _Maker(round_, [p for p in round_.projects if p.id in projects], prices or PriceList())
    return maker.offers(frozenset(kinds))


def hire_cents(
    round_: Round, skill: str, level: int, prices: PriceList, market: Sequence[int] = ()
) -> int:
    """Return the price of a full-time period: the middle rate of those who could, and markup.

    Where nobody can, the middle of the ``market`` rates.
    """
    rates = sorted(e.rate_cents for e in round_.experts if levels_of(e).get(skill, 0) >= level)
    if rates:
        return max(1, _with_markup(rates[len(rates) // 2], prices.markup_pct))
    stated = sorted(market)
    return max(1, stated[len(stated) // 2]) if stated else 1


def training_cents(rate_cents: int, levels: int, prices: PriceList) -> int:
    """Return what it costs that a person at a rate gains some levels of a skill."""
    return max(1, levels * prices.training_periods * max(1, rate_cents))


class _Maker:
    def __init__(self, round_: Round, projects: Sequence[Project], prices: PriceList) -> None:
        self.round = round_
        self.projects = projects
        self.prices = prices

    def offers(self, kinds: frozenset[OfferKind]) -> Offers:
        hires = self._hires() if "people" in kinds else ()
        rents = self._rents() if "facilities" in kinds else ()
        money = self._money() if "money" in kinds else ()
        deadlines = self._deadlines() if "deadline" in kinds else ()
        levels = self._levels() if "level" in kinds else ()
        trainings = self._trainings() if "training" in kinds else ()
        round_ = widened(self.round, hires, rents, money, deadlines, levels, trainings)
        return Offers(round_, self.round, hires, rents, money, deadlines, levels, trainings)

    def _needs(self) -> list[tuple[Project, WorkPackage, Mode, StaffingNeed]]:
        return [
            (project, package, mode, need)
            for project in self.projects
            for package in project.packages
            for mode in package.modes
            for need in mode.staffing
        ]

    # People

    def _hires(self) -> tuple[HireOffer, ...]:
        known = {expert.id for expert in self.round.experts}
        asked: dict[str, list[tuple[Project, StaffingNeed]]] = {}
        for project, _, _, need in self._needs():
            asked.setdefault(need.skill, []).append((project, need))
        hires = []
        for skill, needs in asked.items():
            level = max(need.min_level for _, need in needs)
            count = self._at_once(skill)
            clearance = max((self._clearance(p) for p, _ in needs), key=lambda c: c.rank)
            cents = self._hire_cents(skill, level)
            sponsor = needs[0][0].sponsor
            for number in range(1, count + 1):
                id_ = _free_id(f"hire-{skill}-{number}", known)
                hires.append(HireOffer(id_, skill, level, sponsor, clearance, cents))
        return tuple(hires)

    def _at_once(self, skill: str) -> int:
        """Return how many people with a skill the projects may need at once.

        In a project whose packages all follow each other that is what its widest package asks for.
        """
        together = widest = 0
        for project in self.projects:
            heads = [
                max(
                    (
                        sum(need.headcount for need in mode.staffing if need.skill == skill)
                        for mode in package.modes
                    ),
                    default=0,
                )
                for package in project.packages
            ]
            widest = max(widest, *heads)
            together += max(heads) if _is_chain(project) else sum(heads)
        return min(together, max(widest, MOST_HIRES))

    def _clearance(self, project: Project) -> SecurityLevel:
        """Return a clearance that suffices for everything a project may use."""
        datasets = {d.id: d.security_level for d in self.round.datasets}
        kinds = {need.kind for mode in _modes(project) for need in mode.facilities}
        named = {need.facility for mode in _modes(project) for need in mode.facilities}
        levels = [project.security_level]
        levels += [datasets[n.dataset] for mode in _modes(project) for n in mode.datasets]
        levels += [
            f.security_level for f in self.round.facilities if f.kind in kinds or f.id in named
        ]
        return max(levels, key=lambda level: level.rank)

    def _hire_cents(self, skill: str, level: int) -> int:
        market = [
            need.outsource.rate_cents
            for *_, need in self._needs()
            if need.skill == skill and need.outsource is not None
        ]
        return hire_cents(self.round, skill, level, self.prices, market)

    def _levels(self) -> tuple[LevelOffer, ...]:
        return tuple(
            LevelOffer(
                project.id,
                package.id,
                mode.id,
                need.id,
                need.min_level,
                max(1, self._need_cents(mode, need) * self.prices.level_pct // 100),
            )
            for project, package, mode, need in self._needs()
            if need.min_level > 1
        )

    def _trainings(self) -> tuple[TrainOffer, ...]:
        # Who operates a facility is asked of people as they are.
        kept = {f.operator.skill for f in self.round.facilities if f.operator is not None}
        wanted: dict[str, set[int]] = {}
        for *_, need in self._needs():
            if need.skill not in kept:
                wanted.setdefault(need.skill, set()).add(need.min_level)
        return tuple(
            TrainOffer(
                expert.id,
                skill,
                before,
                level,
                training_cents(expert.rate_cents, level - before, self.prices),
            )
            for expert in self.round.experts
            for skill, before in levels_of(expert).items()
            for level in sorted(wanted.get(skill, ()))
            if level > before
        )

    # Facilities

    def _rents(self) -> tuple[RentOffer, ...]:
        known = {facility.id for facility in self.round.facilities}
        asked: dict[str, list[int]] = {}
        sponsors: dict[str, str] = {}
        for project in self.projects:
            for mode in _modes(project):
                for need in mode.facilities:
                    if need.kind is not None:
                        asked.setdefault(need.kind, []).append(need.units)
                        sponsors.setdefault(need.kind, project.sponsor)
        rents = []
        for kind, units in asked.items():
            alike = [f for f in self.round.facilities if f.kind == kind]
            if any(facility.channel is not None for facility in alike):
                continue  # customers and markets are nobody's to rent
            rates = sorted(facility.rate_cents for facility in alike)
            middle = rates[len(rates) // 2] if rates else 0
            cents = max(1, _with_markup(middle, self.prices.markup_pct))
            for number in range(1, min(len(units), MOST_RENTED) + 1):
                id_ = _free_id(f"rent-{kind}-{number}", known)
                rents.append(RentOffer(id_, kind, max(units), sponsors[kind], cents))
        return tuple(rents)

    # Money

    def _money(self) -> tuple[MoneyOffer, ...]:
        known = {fund.id for fund in self.round.funds}
        agreed = {pin.fund for pin in self.round.pins if isinstance(pin, FundPin)}
        wanted = [(project, _categories(project)) for project in self.projects]
        usual = self.round.policy.fast_lane_reserve_pct
        return tuple(
            MoneyOffer(
                _free_id(f"{fund.id}+", known),
                fund.id,
                usual if fund.reserve_pct is None else fund.reserve_pct,
            )
            for fund in self.round.funds
            # A pin states what its fund pays; money of the twin would not count there.
            if fund.id not in agreed
            and (usual if fund.reserve_pct is None else fund.reserve_pct) < 100
            and any(_may_pay(fund, p, c) for p, c in wanted)
        )

    # Time

    def _deadlines(self) -> tuple[DeadlineOffer, ...]:
        periods = self.round.calendar.periods
        offers = []
        for project in self.projects:
            cents = self._delay_cents(project)
            ends: list[tuple[str | None, int | None]] = [(None, project.deadline)]
            ends += [(package.id, package.deadline) for package in project.packages]
            for package_id, end in ends:
                if end is not None and end < periods:
                    most = periods - end
                    offers.append(DeadlineOffer(project.id, package_id, end, most, cents))
        return tuple(offers)

    def _delay_cents(self, project: Project) -> int:
        if self.prices.delay_cents is not None:
            return max(1, self.prices.delay_cents)
        if project.late_penalty_cents:
            return project.late_penalty_cents
        cents = periods = 0
        for package in project.packages:
            mode = package.modes[0]
            periods += mode.duration
            cents += sum(self._need_cents(mode, need) for need in mode.staffing)
        return max(1, cents // max(1, periods))

    def _need_cents(self, mode: Mode, need: StaffingNeed) -> int:
        rate = self._hire_cents(need.skill, need.min_level)
        return need.headcount * staffing_cents(rate, need.load_pct, mode.duration)


def _is_chain(project: Project) -> bool:
    """Say whether of any two packages one certainly ends before the other begins."""
    before: dict[str, set[str]] = {package.id: set() for package in project.packages}
    for _ in project.packages:  # a path is no longer than this
        for package in project.packages:
            for link in package.predecessors:
                if link.min_lag >= 0 and link.package in before:
                    before[package.id] |= {link.package, *before[link.package]}
    lengths = sorted(len(names - {name}) for name, names in before.items())
    return lengths == list(range(len(lengths)))


def _with_markup(cents: int, pct: int) -> int:
    return -(-cents * (100 + pct) // 100)


def _free_id(wanted: str, known: set[str]) -> str:
    while wanted in known:
        wanted += "+"
    known.add(wanted)
    return wanted


def _modes(project: Project) -> list[Mode]:
    return [mode for package in project.packages for mode in package.modes]


def _categories(project: Project) -> frozenset[str]:
    asked = {need.category for mode in _modes(project) for need in mode.money}
    for mode in _modes(project):
        for need in mode.staffing:
            if need.outsource is not None and need.outsource.category is not None:
                asked.add(need.outsource.category)
    return frozenset(asked)


def _may_pay(fund: Fund, project: Project, categories: frozenset[str]) -> bool:
    able = categories & set(fund.categories) if fund.categories else categories
    return bool(able) and access_allows(fund.access, fund.department, project)

"""The measures of the time-indexed model, its lexicographic optimum, and the plan it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pulp

from optimizer.domain import (
    FacilityLine,
    MoneyLine,
    ObjectiveLevel,
    Plan,
    PlannedPackage,
    PlannedProject,
    Round,
    StaffingLine,
)
from optimizer.domain.capacity import expert_availability_pct
from optimizer.domain.semantics import staffing_cents
from tests.properties.time_indexed import Sum, Var
from tests.properties.time_indexed_things import WholeRound

MILLION = 1_000_000


@dataclass(frozen=True)
class Optimum:
    """The best figure of each stage in turn, and a plan that reaches the last one."""

    figures: tuple[int, ...]
    plan: Plan


class Measured(WholeRound):
    """The model with everything that an objective level may ask for."""

    def __init__(self, round_: Round, entitlements: dict[str, int]) -> None:
        super().__init__(round_)
        self.entitled = {name: share for name, share in entitlements.items() if share > 0}

    def level(self, level: ObjectiveLevel) -> Sum:
        """Return a level as something to be maximised or minimised in its own sense."""
        total = pulp.lpSum([])
        for term in level.terms:
            sign = (
                1
                if _more_is_better(term.measure) == _more_is_better(level.terms[0].measure)
                else -1
            )
            total += sign * term.weight * self.measure(term.measure)
        return self.counted(level, total)

    def counted(self, level: ObjectiveLevel, figure: Sum) -> Sum:
        """Return at most (at least, where less is better) what counts of a figure."""
        if level.target is None:
            return figure
        enough = self.integer(None, None)
        if _more_is_better(level.terms[0].measure):
            self.require(enough <= figure)
            self.require(enough <= level.target)
        else:
            self.require(enough >= figure)
            self.require(enough >= level.target)
        return pulp.lpSum([enough])

    def measure(self, name: str) -> Sum:
        if name.startswith("tier-"):
            return pulp.lpSum(
                self.accepted[p.id] for p in self.round.projects if p.tier == int(name[5:])
            )
        named = {
            "value": self._value,
            "fairness": self._fairness,
            "cost": self._cost,
            "people": self._people,
            "change": self._change,
            "makespan": self._makespan,
        }
        return named[name]()

    def _value(self) -> Sum:
        weight = self.round.policy.tier_weight
        return pulp.lpSum(
            weight(p.tier) * sum(b.value for b in p.benefits) * self.accepted[p.id]
            for p in self.round.projects
        )

    # Fairness

    def utility(self, department: str) -> tuple[Sum, int, int]:
        """Return a department's utility and its least and greatest value."""
        policy = self.round.policy
        parts = [
            (policy.tier_weight(p.tier) * b.value, self.accepted[p.id])
            for p in self.round.projects
            for b in p.benefits
            if b.department == department
        ]
        credit = next(d.credit for d in self.round.departments if d.id == department)
        owed = -credit if policy.fairness.use_credit else 0
        top = owed + sum(value for value, _ in parts)
        return pulp.lpSum(value * on for value, on in parts) + owed, owed, top

    def shares(self) -> list[Var]:
        """Return variables at most ``utility * 10^6 // entitlement``, one a department."""
        shares = []
        for name, entitlement in self.entitled.items():
            utility, low, high = self.utility(name)
            share = self.integer(low * MILLION // entitlement, high * MILLION // entitlement)
            self.require(share * (entitlement / MILLION) <= utility + 1e-7)
            shares.append(share)
        return shares

    def _fairness(self) -> Sum:
        rule = self.round.policy.fairness.rule
        if rule == "nash":
            return self._nash()
        if rule == "none" or not self.entitled:
            return pulp.lpSum([])
        return self.ranked(1)

    def ranked(self, rank: int) -> Sum:
        """Return at most the share of a rank, the least first: the rest may stay below it."""
        shares = self.shares()
        ends = [self.utility(name)[1:] for name in self.entitled]
        bounds = [
            (low * MILLION // entitlement, high * MILLION // entitlement)
            for (low, high), entitlement in zip(ends, self.entitled.values(), strict=True)
        ]
        top = max(high for _, high in bounds)
        level = self.integer(min(low for low, _ in bounds), top)
        below = []
        for share, (low, _) in zip(shares, bounds, strict=True):
            is_below = self.binary()
            self.require(level <= share + (top - low) * is_below)
            below.append(is_below)
        self.require(pulp.lpSum(below) <= rank - 1)
        return pulp.lpSum([level])

    def _nash(self) -> Sum:
        """Each reachable utility has its own binary: no logarithm is approximated."""
        total = pulp.lpSum([])
        for name, entitlement in self.entitled.items():
            utility, low, high = self.utility(name)
            is_at = {value: self.binary() for value in range(low, high + 1)}
            self.require(pulp.lpSum(is_at.values()) == 1)
            self.require(pulp.lpSum(value * on for value, on in is_at.items()) == utility)
            for value, on in is_at.items():
                log = math.floor(1000 * math.log1p(max(0, value)) + 0.5)
                total += entitlement * log * on
        nash = self.integer(0, None)
        self.require(nash <= total * (1 / MILLION) + 1e-7)
        return pulp.lpSum([nash])

    # Cost, people, change, time

    def _cost(self) -> Sum:
        terms = []
        facilities = {facility.id: facility for facility in self.round.facilities}
        for run in self.runs:
            terms += [need.amount_cents * run.chosen for need in run.mode.money]
            for need in run.mode.staffing:
                for expert in self.round.experts:
                    on = self.on.get((run.number, need.id, expert.id))
                    if on is not None:
                        rate = expert.rate_cents
                        terms.append(staffing_cents(rate, run.load(need), run.duration) * on)
                if need.outsource is not None:
                    rate = need.outsource.rate_cents
                    each = staffing_cents(rate, run.load(need), run.duration)
                    counts = self.outside[run.number, need.id]
                    terms += [each * count * on for count, on in enumerate(counts, start=1)]
            for wanted in run.mode.facilities:
                for name, facility in facilities.items():
                    used = self.use.get((run.number, wanted.id, name))
                    if used is not None:
                        terms.append(facility.rate_cents * wanted.units * run.duration * used)
        return pulp.lpSum(terms) + self._once() + self._late()

    def _once(self) -> Sum:
        """Return dataset fees and referral shares, each once for a project."""
        terms = []
        for project in self.round.projects:
            runs = [run for run in self.runs if run.project.id == project.id]
            for dataset in self.round.datasets:
                paid = self.binary()
                for run in runs:
                    if any(need.dataset == dataset.id for need in run.mode.datasets):
                        self.require(run.chosen <= paid)
                terms.append(dataset.fee_cents * paid)
            for facility in self.round.facilities:
                if facility.channel is not None:
                    referred = self.binary()
                    for run, _, used in self.uses_of(facility):
                        if run.project.id == project.id:
                            self.require(used <= referred)
                    share = facility.channel.referral_share_pct
                    terms.append(project.revenue_cents * share // 100 * referred)
        return pulp.lpSum(terms)

    def _late(self) -> Sum:
        terms = []
        for project in self.round.projects:
            if project.due is not None:
                late = self.integer(0, None)
                for package in project.packages:
                    end = self.end_of(project.id, package.id)
                    self.require(end - project.due * self.accepted[project.id] <= late)
                terms.append(project.late_penalty_cents * late)
        return pulp.lpSum(terms)

    def _people(self) -> Sum:
        weights = self.round.policy.people_weights
        terms: list[Sum] = []
        peak = self.integer(0, None)
        for expert in self.round.experts:
            committed = []
            for project in self.round.projects:
                works = self.binary()
                places = []
                for run in self.runs:
                    if run.project.id == project.id:
                        places += self.places_of(run, expert)
                        committed += [
                            run.load(need) * run.duration * self.on[run.number, need.id, expert.id]
                            for need in run.mode.staffing
                            if (run.number, need.id, expert.id) in self.on
                        ]
                for place in places:
                    self.require(place <= works)
                self.require(works <= pulp.lpSum(places))
                terms.append(weights.handover * works)
                if expert.id in project.requested_experts:
                    terms.append(weights.wish * (self.accepted[project.id] - works))
            offered = expert_availability_pct(self.round.calendar, expert)
            total = sum(int(o) * self.round.policy.load_limit_pct // 100 for o in offered)
            if total:
                # floor(1000 load / total) <= peak, both sides divided to keep figures small
                load = pulp.lpSum(committed) * (1000 / total)
                self.require(load <= peak + (total - 1) / total + 1e-7)
        terms.append(weights.balance * peak)
        return pulp.lpSum(terms)

    def _change(self) -> Sum:
        baseline = self.round.baseline
        if baseline is None:
            return pulp.lpSum([])
        weights = baseline.weights
        before = {project.project: project for project in baseline.plan.projects}
        total = pulp.lpSum([weights.project for name in before if name not in self.projects])
        for project in self.round.projects:
            accepted = self.accepted[project.id]
            old = before.get(project.id)
            total += weights.project * (accepted if old is None else 1 - accepted)
            for line in old.packages if old is not None else ():
                for run in self.of_package.get((project.id, line.package), []):
                    total += weights.start * (run.start != line.start) * run.chosen
                    total += weights.mode * (run.mode.id != line.mode) * run.chosen
                    for staffing in line.staffing:
                        for expert in staffing.experts:
                            kept = self.on.get((run.number, staffing.need, expert), 0)
                            total += weights.person * (run.chosen - kept)
        return total

    def _makespan(self) -> Sum:
        makespan = self.integer(0, None)
        for run in self.runs:
            self.require(run.end * run.chosen <= makespan)
        return pulp.lpSum([makespan])


def _more_is_better(measure: str) -> bool:
    return measure not in ("cost", "people", "change", "makespan")


def lexicographic_optimum(round_: Round, entitlements: dict[str, int]) -> Optimum | None:
    """Return the optimum of every stage of the round's policy, ``None`` when nothing is allowed."""
    model = Measured(round_, entitlements)
    fairness = round_.policy.fairness.rule
    figures: list[int] = []
    for level in round_.policy.levels:
        measures = {term.measure for term in level.terms}
        if measures == {"fairness"} and fairness == "none":
            continue
        if measures == {"change"} and round_.baseline is None:
            continue
        counts = [0]
        if measures == {"fairness"} and fairness == "leximin":
            counts = list(range(1, len(model.entitled) + 1))
        for count in counts:
            figure = model.counted(level, model.ranked(count)) if count else model.level(level)
            maximise = _more_is_better(level.terms[0].measure)
            model.problem.setObjective(-figure if not maximise else figure)
            solver = pulp.HiGHS(
                msg=False, threads=1, gapRel=0.0, gapAbs=0.0, mip_feasibility_tolerance=1e-9
            )
            status = model.problem.solve(solver)
            if status == pulp.LpStatusInfeasible:
                assert not figures
                return None
            assert status == pulp.LpStatusOptimal
            best = round(pulp.value(figure) or 0)
            figures.append(best)
            give_up = abs(best) * level.give_up_pct // 100
            model.require(figure >= best - give_up if maximise else figure <= best + give_up)
    return Optimum(tuple(figures), plan_of(model))


def plan_of(model: Measured) -> Plan:
    """Read the plan out of a solved model."""

    def holds(variable: Var) -> bool:
        return round(variable.value() or 0) == 1

    projects = []
    for project in model.round.projects:
        if not holds(model.accepted[project.id]):
            continue
        packages = []
        for package in project.packages:
            (run,) = (r for r in model.of_package[project.id, package.id] if holds(r.chosen))
            staffing = tuple(
                StaffingLine(
                    need=need.id,
                    experts=tuple(
                        name
                        for name in model.experts
                        if (run.number, need.id, name) in model.on
                        and holds(model.on[run.number, need.id, name])
                    ),
                    outsourced=sum(
                        count
                        for count, on in enumerate(model.outside[run.number, need.id], start=1)
                        if holds(on)
                    ),
                )
                for need in run.mode.staffing
            )
            facilities = tuple(
                FacilityLine(need=need, facility=facility)
                for (number, need, facility), used in model.use.items()
                if number == run.number and holds(used)
            )
            money = tuple(
                MoneyLine(need=key[3], fund=key[4], period=key[5], amount_cents=cents)
                for key, drawn in model.draw.items()
                if key[:3] == (project.id, package.id, run.mode.id)
                and (cents := round(drawn.value() or 0))
            )
            packages.append(
                PlannedPackage(
                    package=package.id,
                    mode=run.mode.id,
                    start=run.start,
                    end=run.end,
                    staffing=staffing,
                    facilities=facilities,
                    money=money,
                )
            )
        projects.append(PlannedProject(project=project.id, packages=tuple(packages)))
    return Plan(projects=tuple(projects))

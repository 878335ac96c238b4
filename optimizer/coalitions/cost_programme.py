"""A programme that bounds the stand-alone cost of every coalition of a plan, for row generation.

What the plan promises gets a literal for each department that joins: a package is done when anybody
who needs it joins, and those who join use their own people, facilities and data without the markup.
When things happen is left out, so a coalition costs no less than the programme says; what it costs
in truth is solved for the coalitions that matter, one by one, and held in the programme.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from ortools.sat.python import cp_model

from optimizer.coalitions.cost_round import cost_round, marked_up
from optimizer.coalitions.oracle import CoalitionOracle, JoinModel, run_programme, solve_by_oracle
from optimizer.coalitions.stand_alone import StandAloneGame
from optimizer.domain import Plan, Round
from optimizer.domain.capacity import expert_availability_pct, facility_units
from optimizer.domain.semantics import is_lent, staffing_cents
from optimizer.model.families.staffing import add_staffing
from optimizer.model.objective import Expr, measure_expression
from optimizer.model.variables import ProjectVars, make_variables
from optimizer.sharing.certificates import ShareBounds
from optimizer.sharing.game import Interval, Kind
from optimizer.sharing.plans.cost_lines import needing_departments
from optimizer.sharing.row_generation import GeneratedResult

__all__ = ["cost_join_model", "solve_cost_game"]


def cost_join_model(round_: Round, plan: Plan, markup_pct: int = 0) -> JoinModel:
    """Return the programme that bounds a plan's stand-alone cost game from below.

    With a coalition fixed it is :func:`~optimizer.coalitions.cost_round.cost_round` without time:
    kept are who can do what, continuity, the whole effort and use that everybody and everything
    offers over the horizon, and all that it costs but lateness. Left out are windows, lags and
    what is free in a period.
    """
    return _Programme(round_, plan, markup_pct).built()


class _Programme:
    def __init__(self, round_: Round, plan: Plan, markup_pct: int) -> None:
        self.round = round_
        self.markup_pct = markup_pct
        self.departments = tuple(d.id for d in round_.departments)
        whole = cost_round(round_, plan, self.departments).round
        undated = tuple(p.model_copy(update={"due": None}) for p in whole.projects)
        self.variables = make_variables(whole.model_copy(update={"projects": undated}))
        self.model = self.variables.model
        self.joins = {name: self.model.new_bool_var(f"joins {name}") for name in self.departments}

    def built(self) -> JoinModel:
        for item in self.variables.projects.values():
            self._add_presence(item)
        add_staffing(self.variables)
        self._add_people()
        self._add_facilities()
        terms: list[Expr] = [measure_expression(self.variables, "cost", {})]
        if self.markup_pct:
            terms += self._markups()
        # One literal of no weight keeps it an expression when nothing costs anything.
        none = 0 * self.joins[self.departments[0]]
        flat = cp_model.FlatIntExpr(cp_model.LinearExpr.sum([none, *terms]))
        worth = tuple(zip(flat.coeffs, flat.vars, strict=True))
        joins = tuple(self.joins[name] for name in self.departments)
        return JoinModel(
            self.departments,
            self.model,
            joins,
            worth,
            Kind.COST,
            is_relaxed=True,
            grows=not self.markup_pct,
        )

    def _add_presence(self, item: ProjectVars) -> None:
        """A package is done when a department joins that needs it."""
        project = item.project
        self.model.add(item.accepted == 1)
        for vars_ in item.packages.values():
            done = self.model.new_bool_var(f"done[{project.id}/{vars_.package.id}]")
            self.model.add(sum(option.chosen for option in vars_.options) == done)
            for name in needing_departments(self.round, project, vars_.package):
                self.model.add_implication(self.joins[name], done)

    def _add_people(self) -> None:
        """Nobody works more than offered over the horizon, nor is lent more than may be lent."""
        round_ = self.variables.round
        work: dict[str, list[Expr]] = defaultdict(list)
        lent: dict[str, list[Expr]] = defaultdict(list)
        owners = {expert.id: expert.department for expert in round_.experts}
        for vars_ in self.variables.all_packages():
            for option in vars_.options:
                for place in option.places:
                    effort = place.load_pct * option.duration
                    for name, literal in place.experts.items():
                        work[name].append(effort * literal)
                        if is_lent(owners[name], vars_.project):
                            lent[name].append(effort * literal)
        for expert in round_.experts:
            offered = expert_availability_pct(round_.calendar, expert)
            limit = offered * round_.policy.load_limit_pct // 100
            self.model.add(sum(work[expert.id]) <= int(limit.sum()))
            if expert.lend_limit_pct_periods is not None:
                self.model.add(sum(lent[expert.id]) <= expert.lend_limit_pct_periods)

    def _add_facilities(self) -> None:
        """Every need is supplied by one facility; none beyond its units over the horizon."""
        used: dict[str, list[Expr]] = defaultdict(list)
        for vars_ in self.variables.all_packages():
            for option in vars_.options:
                for supply in option.supplies:
                    self.model.add(sum(supply.facilities.values()) == option.chosen)
                    for name, literal in supply.facilities.items():
                        used[name].append(supply.need.units * option.duration * literal)
        for name, uses in used.items():
            units = facility_units(self.round.calendar, self.variables.facilities[name])
            self.model.add(sum(uses) <= int(units.sum()))

    # ---- what outsiders ask for more ---------------------------------------------------------

    def _markups(self) -> list[Expr]:
        round_ = self.variables.round
        experts = {e.id: e for e in round_.experts}
        facilities = {f.id: f for f in round_.facilities}
        datasets = {d.id: d for d in round_.datasets}
        terms: list[Expr] = []
        fees: dict[tuple[str, str], list[cp_model.IntVar]] = {}
        for vars_ in self.variables.all_packages():
            for option in vars_.options:
                for place in option.places:
                    for name, literal in place.experts.items():
                        expert = experts[name]
                        own, hired = (
                            staffing_cents(rate, place.load_pct, option.duration)
                            for rate in (expert.rate_cents, self._marked(expert.rate_cents))
                        )
                        terms += self._extra(expert.department, [literal], hired - own)
                for supply in option.supplies:
                    for name, literal in supply.facilities.items():
                        facility = facilities[name]
                        more = self._marked(facility.rate_cents) - facility.rate_cents
                        units = supply.need.units * option.duration
                        terms += self._extra(facility.department, [literal], more * units)
                for need in option.mode.datasets:
                    key = (vars_.project.id, need.dataset)
                    fees.setdefault(key, []).append(option.chosen)
        for (_, name), uses in fees.items():
            dataset = datasets[name]
            more = self._marked(dataset.fee_cents) - dataset.fee_cents
            terms += self._extra(dataset.department, uses, more)
        return terms

    def _marked(self, cents: int) -> int:
        return marked_up(cents, self.markup_pct)

    def _extra(self, owner: str, uses: list[cp_model.IntVar], cents: int) -> list[Expr]:
        """Charge an amount when something is used and its owner does not join."""
        if not cents:
            return []
        hired = self.model.new_bool_var(f"hired from {owner}")
        for use in uses:
            self.model.add_bool_or([use.negated(), self.joins[owner], hired])
        return [cents * hired]


def solve_cost_game(
    round_: Round,
    plan: Plan,
    game: StandAloneGame,
    *,
    seconds: float | None = None,
    levels: int | None = None,
    gap: Fraction = Fraction(0),
    rational: bool = False,
) -> GeneratedResult:
    """Return least-core shares of a plan's cost, and the nucleolus as far as it gets.

    Parameters
    ----------
    round_, plan : Round, Plan
    game : StandAloneGame
        The cost game of both; it evaluates and remembers the coalitions met.
    seconds, levels, gap
        See :func:`~optimizer.coalitions.oracle.solve_by_oracle`.
    rational : bool
        Nobody pays more than what it costs alone at most: the nucleolus, not the prenucleolus.

    Raises
    ------
    InfeasibleRows
        With `rational`: the plan costs more than all do alone, as far as is known.
    ValueError
        The game is a value game.
    """
    if game.kind is not Kind.COST:
        raise ValueError("the programme is that of the cost game")
    programme = cost_join_model(round_, plan, game.markup_pct)

    def evaluate(mask: int) -> Interval:
        found = game.interval(mask)
        if found.is_exact:
            return found
        return Interval(max(found.low, _least_cost(programme, mask)), found.high)

    oracle = CoalitionOracle(programme, evaluate, workers=2)
    if seconds is not None:
        _begin(game, oracle, seconds)
    whole = game.interval(programme.grand)
    bounds = None
    if rational:
        alone = tuple(oracle.value(1 << i).high for i in range(len(programme.players)))
        bounds = ShareBounds((None,) * len(alone), alone)
    return solve_by_oracle(
        oracle, whole.high, seconds=seconds, levels=levels, gap=gap, bounds=bounds
    )


def _begin(game: StandAloneGame, oracle: CoalitionOracle, seconds: float) -> None:
    """Evaluate the rows that the first level needs within half of the time, in equal parts."""
    evaluator, grand = game.evaluator, oracle.programme.grand
    units = [1 << i for i in range(len(oracle.programme.players))]
    masks = dict.fromkeys([*units, *(grand ^ unit for unit in units)])
    usual = evaluator.limits
    each = seconds / (2 * len(masks))
    if usual.seconds_each is not None:
        each = min(each, usual.seconds_each)
    evaluator.limits = replace(usual, seconds_each=each)
    try:
        for mask in masks:
            if 0 < mask < grand:
                oracle.value(mask)
    finally:
        evaluator.limits = usual


def _least_cost(programme: JoinModel, mask: int) -> Fraction:
    """Return what the programme proves that a coalition costs at least."""
    model = programme.model.clone()

    def here(variable: cp_model.IntVar) -> cp_model.IntVar:
        return model.get_int_var_from_proto_index(variable.index)

    for i, join in enumerate(programme.joins):
        model.add(here(join) == (mask >> i & 1))
    model.maximize(-sum(c * here(variable) for c, variable in programme.worth))
    end = run_programme(model, None, seconds=2.0, workers=2, within=(-programme.most, 0))
    return Fraction(-end.high)

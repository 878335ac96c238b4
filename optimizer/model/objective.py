"""The measures of the objective as expressions over the variables."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from optimizer.domain import ObjectiveLevel
from optimizer.domain.capacity import expert_availability_pct
from optimizer.domain.policy import is_maximised
from optimizer.domain.semantics import staffing_cents
from optimizer.model.energy import add_energy
from optimizer.model.nash import add_log
from optimizer.model.variables import Option, ProjectVars, Variables

__all__ = [
    "PPM",
    "Expr",
    "counted",
    "department_utility_expressions",
    "level_expression",
    "measure_expression",
]

Expr = cp_model.LinearExprT
PPM = 1_000_000
LARGEST = 2**53
"""Levels stay below it (see the checks)."""


def level_expression(
    variables: Variables, level: ObjectiveLevel, entitlements: dict[str, int]
) -> Expr:
    """Return a level's expression in the sense of its first term, up to its target."""
    maximise = level.maximise
    total = sum(
        (term.weight if is_maximised(term.measure) == maximise else -term.weight)
        * measure_expression(variables, term.measure, entitlements)
        for term in level.terms
    )
    return counted(variables, level, total)


def counted(variables: Variables, level: ObjectiveLevel, figure: Expr) -> Expr:
    """Return how much of a figure counts towards a level: what lies up to its target."""
    if level.target is None:
        return figure
    model = variables.model
    if level.maximise:
        enough = model.new_int_var(-LARGEST, level.target, f"enough[{level.name}]")
        model.add(enough <= figure)
    else:
        enough = model.new_int_var(level.target, LARGEST, f"enough[{level.name}]")
        model.add(enough >= figure)
    return enough


def measure_expression(variables: Variables, measure: str, entitlements: dict[str, int]) -> Expr:
    """Return the expression of one measure, as :mod:`optimizer.verify.measures` defines it."""
    if measure.startswith("tier-"):
        tier = int(measure.removeprefix("tier-"))
        return sum(v.accepted for v in variables.projects.values() if v.project.tier == tier)
    if measure == "fairness":
        return _fairness(variables, entitlements)
    return {
        "value": _value,
        "cost": _cost,
        "people": _people,
        "change": _change,
        "makespan": _makespan,
    }[measure](variables)


def _value(variables: Variables) -> Expr:
    policy = variables.round.policy
    return sum(
        policy.tier_weight(v.project.tier) * v.project.benefit * v.accepted
        for v in variables.projects.values()
    )


def _makespan(variables: Variables) -> Expr:
    model = variables.model
    makespan = model.new_int_var(0, variables.round.calendar.periods, "makespan")
    for item in variables.projects.values():
        for vars_ in item.packages.values():
            model.add(makespan >= vars_.end).only_enforce_if(item.accepted)
    add_energy(variables, makespan)
    return makespan


def _cost(variables: Variables) -> Expr:
    terms: list[Expr] = []
    for item in variables.projects.values():
        for vars_ in item.packages.values():
            for option in vars_.options:
                terms += _option_cost(variables, option)
        terms += _once_costs(variables, item)
        terms += _late_cost(variables, item)
    return sum(terms)


def _option_cost(variables: Variables, option: Option) -> list[Expr]:
    """People, outsourced places, facilities and cash of one option."""
    rates = variables.expert_rates
    facilities = variables.facilities
    terms: list[Expr] = [need.amount_cents * option.chosen for need in option.mode.money]
    for place in option.places:
        terms += [
            staffing_cents(rates[id_], place.load_pct, option.duration) * literal
            for id_, literal in place.experts.items()
        ]
        if place.need.outsource is not None:
            rate = place.need.outsource.rate_cents
            each = staffing_cents(rate, place.load_pct, option.duration)
            terms += [each * count * lit for count, lit in enumerate(place.outside, start=1)]
    for supply in option.supplies:
        terms += [
            facilities[id_].rate_cents * supply.need.units * option.duration * literal
            for id_, literal in supply.facilities.items()
        ]
    return terms


def _once_costs(variables: Variables, item: ProjectVars) -> list[Expr]:
    """Dataset fees and channel referrals: once a project, however many packages use them."""
    model, project = variables.model, item.project
    fees = {dataset.id: dataset.fee_cents for dataset in variables.round.datasets}
    once: dict[tuple[str, int], list[cp_model.IntVar]] = {}
    for vars_ in item.packages.values():
        for option in vars_.options:
            for need in option.mode.datasets:
                key = (f"dataset:{need.dataset}", fees[need.dataset])
                once.setdefault(key, []).append(option.chosen)
            for supply in option.supplies:
                for id_, literal in supply.facilities.items():
                    channel = variables.facilities[id_].channel
                    if channel is not None:
                        share = project.revenue_cents * channel.referral_share_pct // 100
                        once.setdefault((f"channel:{id_}", share), []).append(literal)
    terms: list[Expr] = []
    for (name, cents), literals in once.items():
        if cents:
            used = model.new_bool_var(f"once[{project.id}/{name}]")
            model.add_max_equality(used, literals)
            terms.append(cents * used)
    return terms


def _late_cost(variables: Variables, item: ProjectVars) -> list[Expr]:
    project = item.project
    if project.due is None or not project.late_penalty_cents:
        return []
    periods = variables.round.calendar.periods
    late = variables.model.new_int_var(0, periods, f"late[{project.id}]")
    for vars_ in item.packages.values():
        variables.model.add(late >= vars_.end - project.due).only_enforce_if(item.accepted)
    return [project.late_penalty_cents * late]


def _people(variables: Variables) -> Expr:
    round_, model = variables.round, variables.model
    weights = round_.policy.people_weights
    terms: list[Expr] = []
    committed: dict[str, list[Expr]] = {expert.id: [] for expert in round_.experts}
    for item in variables.projects.values():
        by_expert: dict[str, list[cp_model.IntVar]] = {}
        for vars_ in item.packages.values():
            for option in vars_.options:
                for place in option.places:
                    for id_, literal in place.experts.items():
                        by_expert.setdefault(id_, []).append(literal)
                        committed[id_].append(place.load_pct * option.duration * literal)
        hopeless = set(item.project.requested_experts) - by_expert.keys()
        terms.append(weights.wish * len(hopeless) * item.accepted)
        for id_, literals in by_expert.items():
            works = model.new_bool_var(f"works[{item.project.id}/{id_}]")
            model.add_max_equality(works, literals)
            terms.append(weights.handover * works)
            if id_ in item.project.requested_experts:
                terms.append(weights.wish * (item.accepted - works))
    peak = model.new_int_var(0, 1000, "peak")
    for expert in round_.experts:
        offered = expert_availability_pct(round_.calendar, expert)
        total = int((offered * round_.policy.load_limit_pct // 100).sum())
        if total and committed[expert.id]:
            model.add(total * peak + total - 1 >= 1000 * sum(committed[expert.id]))
    terms.append(weights.balance * peak)
    return sum(terms)


def _change(variables: Variables) -> Expr:
    baseline = variables.round.baseline
    if baseline is None:
        return 0
    model, weights = variables.model, baseline.weights
    planned = {project.project: project for project in baseline.plan.projects}
    gone = planned.keys() - variables.projects.keys()
    terms: list[Expr] = [weights.project * len(gone)]
    for item in variables.projects.values():
        before = planned.get(item.project.id)
        if before is None:
            terms.append(weights.project * item.accepted)
            continue
        terms.append(weights.project * (1 - item.accepted))
        for line in before.packages:
            vars_ = item.packages.get(line.package)
            if vars_ is None:
                continue
            moved = model.new_bool_var(f"moved[{item.project.id}/{line.package}]")
            model.add(vars_.start == line.start).only_enforce_if([item.accepted, ~moved])
            terms.append(weights.start * moved)
            same = [o.chosen for o in vars_.options if o.mode.id == line.mode]
            terms.append(weights.mode * (item.accepted - sum(same)))
            for staffing in line.staffing:
                for expert in staffing.experts:
                    kept = [
                        place.experts[expert]
                        for option in vars_.options
                        for place in option.places
                        if place.need.id == staffing.need and expert in place.experts
                    ]
                    terms.append(weights.person * (item.accepted - sum(kept)))
    return sum(terms)


def department_utility_expressions(variables: Variables) -> dict[str, tuple[Expr, int, int]]:
    """Return each department's utility with its least and greatest value."""
    policy = variables.round.policy
    terms: dict[str, list[Expr]] = {d.id: [] for d in variables.round.departments}
    bounds = {d.id: 0 for d in variables.round.departments}
    for item in variables.projects.values():
        weight = policy.tier_weight(item.project.tier)
        for benefit in item.project.benefits:
            terms[benefit.department].append(weight * benefit.value * item.accepted)
            bounds[benefit.department] += weight * benefit.value
    result: dict[str, tuple[Expr, int, int]] = {}
    for department in variables.round.departments:
        base = -department.credit if policy.fairness.use_credit else 0
        total = sum(terms[department.id]) + base
        result[department.id] = (total, base, base + bounds[department.id])
    return result


def _fairness(variables: Variables, entitlements: dict[str, int]) -> Expr:
    rule = variables.round.policy.fairness.rule
    if rule == "none":
        return 0
    utilities = department_utility_expressions(variables)
    if rule == "nash":
        return _nash(variables, utilities, entitlements)
    return _worst_share(variables, utilities, entitlements)


def _worst_share(
    variables: Variables,
    utilities: dict[str, tuple[Expr, int, int]],
    entitlements: dict[str, int],
) -> Expr:
    model = variables.model
    entitled = {d: e for d, e in entitlements.items() if e > 0}
    if not entitled:
        return 0
    low = min(utilities[d][1] * PPM // e for d, e in entitled.items())
    high = max(utilities[d][2] * PPM // e for d, e in entitled.items())
    worst = model.new_int_var(low, high, "worst-share")
    for department, entitlement in entitled.items():
        model.add(entitlement * worst <= PPM * utilities[department][0])
    return worst


def _nash(
    variables: Variables,
    utilities: dict[str, tuple[Expr, int, int]],
    entitlements: dict[str, int],
) -> Expr:
    """Entitlement-weighted sum of ``1000 ln(1 + u)``, each rounded, in whole thousandths."""
    model = variables.model
    parts = _benefit_values(variables)
    terms: list[Expr] = []
    for department, (utility, base, _) in utilities.items():
        entitlement = entitlements.get(department, 0)
        if entitlement > 0:
            log = add_log(model, utility, base, parts[department], department)
            terms.append(entitlement * log)
    scaled = model.new_int_var(0, 10**9, "nash")
    model.add(PPM * scaled <= sum(terms))
    return scaled


def _benefit_values(variables: Variables) -> dict[str, list[int]]:
    """Return what each project is worth to each department, a list of weighted benefits."""
    values: dict[str, list[int]] = {d.id: [] for d in variables.round.departments}
    for item in variables.projects.values():
        weight = variables.round.policy.tier_weight(item.project.tier)
        worth: dict[str, int] = defaultdict(int)
        for benefit in item.project.benefits:
            worth[benefit.department] += weight * benefit.value
        for department, value in worth.items():
            values[department].append(value)
    return values

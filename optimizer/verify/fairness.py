"""Fairness between departments: utilities against entitlements, in whole numbers."""

from __future__ import annotations

import math

from optimizer.domain import Round
from optimizer.domain.capacity import expert_availability_pct, facility_units, fund_slots
from optimizer.domain.semantics import department_utilities

__all__ = ["entitlements", "fairness", "fairness_vector"]

_MILLION = 1_000_000


def entitlements(round_: Round) -> dict[str, int]:
    """Return each department's entitlement in parts per million, rounded down.

    ``equal``: the same for all. ``weight``: the department's weight. ``capacity``: cents that the
    experts, facilities and funds it offers are worth over the horizon. When the weights of all are
    zero nobody has a better claim than another, and all are equal.

    Raises
    ------
    ValueError
        Under ``stand-alone``: these values come from solving and must be passed in.
    """
    kind = round_.policy.fairness.entitlement
    if kind == "stand-alone":
        raise ValueError("stand-alone entitlements must be given: they come from solving")
    if kind == "weight":
        weights = {d.id: d.weight for d in round_.departments}
    elif kind == "capacity":
        weights = _capacity_cents(round_)
    else:
        weights = {d.id: 1 for d in round_.departments}
    total = sum(weights.values())
    if not total:
        weights, total = dict.fromkeys(weights, 1), len(weights)
    return {id_: weight * _MILLION // total for id_, weight in weights.items()}


def _capacity_cents(round_: Round) -> dict[str, int]:
    calendar = round_.calendar
    cents = {d.id: 0 for d in round_.departments}
    for expert in round_.experts:
        offered = int(expert_availability_pct(calendar, expert).sum())
        cents[expert.department] += expert.rate_cents * offered // 100
    for facility in round_.facilities:
        units = int(facility_units(calendar, facility).sum())
        cents[facility.department] += facility.rate_cents * units
    for fund in round_.funds:
        slots = fund_slots(fund, calendar.periods)
        cents[fund.department] += sum(slot.amount_cents for slot in slots)
    return cents


def fairness_vector(
    round_: Round, accepted: set[str], entitled: dict[str, int] | None = None
) -> tuple[int, ...]:
    """Return utility over entitlement of every entitled department, lowest first.

    Leximin compares these vectors from the left. Values are
    ``utility * 1_000_000 // entitlement`` for entitlements in parts per million.

    Raises
    ------
    ValueError
        See :func:`entitlements`.
    """
    shares = entitlements(round_) if entitled is None else entitled
    utilities = department_utilities(round_, accepted)
    return tuple(
        sorted(utilities[id_] * _MILLION // share for id_, share in shares.items() if share > 0)
    )


def fairness(round_: Round, accepted: set[str], entitled: dict[str, int] | None = None) -> int:
    """Return the fairness of a set of accepted projects under the policy's rule.

    ``none``: 0. ``max-min`` and ``leximin``: the least entry of :func:`fairness_vector` (0 when
    nobody is entitled). ``nash``: ``sum of entitlement * round(1000 ln(1 + max(0, utility)))``,
    divided by a million once, after summing, and rounded down; logarithms round half up.

    Raises
    ------
    ValueError
        See :func:`entitlements`.
    """
    rule = round_.policy.fairness.rule
    if rule == "none":
        return 0
    if rule != "nash":
        return min(fairness_vector(round_, accepted, entitled), default=0)
    shares = entitlements(round_) if entitled is None else entitled
    utilities = department_utilities(round_, accepted)
    total = 0
    for id_, share in shares.items():
        log = math.floor(1000 * math.log1p(max(0, utilities[id_])) + 0.5)
        total += share * log
    return total // _MILLION

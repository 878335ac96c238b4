"""Figures of a plan that several documents state: its hash, and what it is worth to whom."""

from __future__ import annotations

import hashlib
import json

from optimizer.domain import Plan, Round

__all__ = ["plan_hash", "plan_values"]


def plan_hash(plan: Plan) -> str:
    """Return ``sha256:<hex>`` of a plan's canonical JSON."""
    canonical = json.dumps(
        plan.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def plan_values(round_: Round, plan: Plan) -> dict[str, int]:
    """Return each department's part of a plan's value: benefit times tier weight, in points."""
    accepted = {planned.project for planned in plan.projects}
    values = {department.id: 0 for department in round_.departments}
    for project in round_.projects:
        if project.id in accepted:
            for item in project.benefits:
                values[item.department] += round_.policy.tier_weight(project.tier) * item.value
    return values

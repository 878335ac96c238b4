"""Workload: skills asked for beyond what everybody who has them can offer."""

from __future__ import annotations

from collections import defaultdict

from optimizer.checks.report import finding
from optimizer.domain import Round
from optimizer.domain.capacity import expert_availability_pct
from optimizer.findings import Finding, Severity

__all__ = ["check_workload"]


def check_workload(round_: Round) -> list[Finding]:
    """Return a warning for each skill whose least demand exceeds its holders' capacity.

    Both are percent-periods over the round. A package counts with the mode that asks least of the
    skill; needs that may be filled from outside don't count.
    """
    demand: dict[str, int] = defaultdict(int)
    for project in round_.projects:
        for package in project.packages:
            by_mode: list[dict[str, int]] = []
            for mode in package.modes:
                asked: dict[str, int] = defaultdict(int)
                for need in mode.staffing:
                    if need.outsource is None:
                        asked[need.skill] += need.headcount * need.load_pct * mode.duration
                by_mode.append(asked)
            for skill in by_mode[0]:
                demand[skill] += min(asked.get(skill, 0) for asked in by_mode)
    capacity: dict[str, int] = defaultdict(int)
    for expert in round_.experts:
        offered = expert_availability_pct(round_.calendar, expert)
        total = int((offered * round_.policy.load_limit_pct // 100).sum())
        for skill in {item.skill for item in expert.skills}:
            capacity[skill] += total
    return [
        finding(
            "staffing.skill-overbooked",
            f"/skills/{i}",
            f"技能“{skill.id}”需 {demand[skill.id]}，只有 {capacity[skill.id]}（百分比·期）。",
            f"Skill {skill.id!r}: {demand[skill.id]} percent-periods asked for, "
            f"{capacity[skill.id]} on offer.",
            fix=(
                "部分项目会被拒绝；增加人员可避免。",
                "Some projects will be rejected; add people.",
            ),
            found=demand[skill.id],
            expected=f"at most {capacity[skill.id]}",
            severity=Severity.WARNING,
            subject=(skill.id,),
        )
        for i, skill in enumerate(round_.skills)
        if demand[skill.id] > capacity[skill.id]
    ]

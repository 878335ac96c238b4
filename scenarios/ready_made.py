"""Scenarios that every office asks for, made from a round."""

from __future__ import annotations

from datetime import date

from optimizer.domain import Round, Text
from scenarios.changes import (
    AnyChange,
    FinishProjectBy,
    HireExperts,
    ScaleFund,
    Scenario,
    SetLoadLimit,
    SetReserve,
    WithdrawDepartment,
)
from scenarios.changes.change import named, shown
from scenarios.figures import person_loads, skill_pressures

__all__ = [
    "more_of_the_scarcest_skill",
    "no_reserve",
    "nobody_above",
    "project_by",
    "ready_made",
    "under_conditions",
    "without_department",
]


def ready_made(round_: Round) -> tuple[Scenario, ...]:
    """Return the ready-made scenarios that fit a round, each bound to its hash.

    No reserve (where there is one), 10 % more of the scarcest skill, each department withdrawing,
    nobody above 80 % (where the limit is higher).
    """
    scenarios: list[Scenario] = []
    reserves = [fund.reserve_pct for fund in round_.funds if fund.reserve_pct is not None]
    if round_.policy.fast_lane_reserve_pct or any(reserves):
        scenarios.append(no_reserve(round_))
    more = more_of_the_scarcest_skill(round_)
    if more is not None:
        scenarios.append(more)
    if round_.policy.load_limit_pct > 80:
        scenarios.append(nobody_above(round_, 80))
    if len(round_.departments) > 1:
        scenarios += [without_department(round_, d.id) for d in round_.departments]
    return tuple(scenarios)


def no_reserve(round_: Round) -> Scenario:
    """Return the scenario in which nothing is kept for urgent requests."""
    return _scenario(round_, "不留储备", "No reserve", SetReserve(percent=0, all_funds=True))


def more_of_the_scarcest_skill(round_: Round, percent: int = 10) -> Scenario | None:
    """Return the scenario with ``percent`` more of the skill under most pressure.

    New people, open to all and at the tightest level, join the department that holds most of the
    skill; the last of them part-time, so that the capacity is met to a percent of one person.
    ``None`` when no skill is asked for.
    """
    loads = person_loads(round_, ())
    pressures = skill_pressures(round_, loads)
    if not pressures:
        return None
    scarcest = pressures[0]
    holders: dict[str, int] = {department.id: 0 for department in round_.departments}
    for row, expert in enumerate(round_.experts):
        if any(s.skill == scarcest.name and s.level >= scarcest.level for s in expert.skills):
            holders[expert.department] += int(loads.limit[row].sum())
    department = max(holders, key=lambda id_: holders[id_])
    full = round_.calendar.periods * round_.policy.load_limit_pct
    extra = scarcest.capacity * percent // 100
    # Without anybody who has it, one full-time person is the least that can be added.
    whole, part = divmod(extra * 100 // full, 100) if scarcest.capacity else (1, 0)
    hires: list[AnyChange] = []
    for prefix, headcount, pct in (("extra", whole, 100), ("extra-part", int(part > 0), part)):
        if headcount:
            hires.append(
                HireExperts(
                    department=department,
                    skill=scarcest.name,
                    level=max(1, scarcest.level),
                    headcount=headcount,
                    availability_pct=pct,
                    prefix=prefix,
                )
            )
    skill = next((s for s in round_.skills if s.id == scarcest.name), None)
    name = Text() if skill is None else skill.name
    return _scenario(
        round_,
        f"“{shown(name, scarcest.name, 'zh')}”增加 {percent}%",
        f"{percent} % more {shown(name, scarcest.name, 'en')}",
        *hires,
    )


def nobody_above(round_: Round, percent: int) -> Scenario:
    """Return the scenario in which nobody is committed above a share of the availability."""
    return _scenario(
        round_,
        f"人均负荷不超过 {percent}%",
        f"Nobody above {percent} %",
        SetLoadLimit(percent=percent),
    )


def without_department(round_: Round, department: str) -> Scenario:
    """Return the scenario in which a department withdraws.

    Raises
    ------
    BadScenario
        There is no such department.
    """
    name = named("department", round_.departments, department).name
    return _scenario(
        round_,
        f"{shown(name, department, 'zh')}退出",
        f"Without {shown(name, department, 'en')}",
        WithdrawDepartment(department=department),
    )


def under_conditions(
    round_: Round, money_pct: int, load_pct: int, leaver: str = ""
) -> tuple[AnyChange, ...]:
    """Return the changes behind the sliders of leaders: money, load limit, who withdraws.

    Parameters
    ----------
    round_ : Round
    money_pct : int
        What every fund becomes, in percent; 100 changes nothing.
    load_pct : int
        The load limit; the round's own changes nothing.
    leaver : str
        A department, or empty; its funds leave with it and are not scaled.
    """
    changes: list[AnyChange] = []
    if money_pct != 100:
        kept = (fund for fund in round_.funds if fund.department != leaver)
        changes += [ScaleFund(fund=fund.id, percent=money_pct) for fund in kept]
    if load_pct != round_.policy.load_limit_pct:
        changes.append(SetLoadLimit(percent=load_pct))
    if leaver:
        changes.append(WithdrawDepartment(department=leaver))
    return tuple(changes)


def project_by(round_: Round, project: str, by: date | int) -> Scenario:
    """Return the scenario in which a project is done by a date.

    Raises
    ------
    BadScenario
        There is no such project.
    """
    title = named("project", round_.projects, project).title
    return _scenario(
        round_,
        f"{shown(title, project, 'zh')}按期完成",
        f"{shown(title, project, 'en')} by {by}",
        FinishProjectBy(project=project, by=by),
    )


def _scenario(round_: Round, zh: str, en: str, *changes: AnyChange) -> Scenario:
    return Scenario(name=Text(zh=zh, en=en), base_hash=round_.content_hash(), changes=changes)

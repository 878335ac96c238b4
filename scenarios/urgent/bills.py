"""Who loses what, when and how much between a published plan and one that takes a request in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from optimizer.domain import Plan, PlannedProject, Project, Round, Text
from scenarios.changes.change import shown
from scenarios.compare import line_changes
from scenarios.urgent.documents import DepartmentBill, Displacement, Fate

__all__ = ["department_bills", "displacements"]

_RANK: dict[Fate, int] = {"lost": 0, "later": 1, "restaffed": 2, "earlier": 3, "won": 4}


def displacements(
    round_: Round, before: Plan, after: Plan, urgent: Collection[str]
) -> tuple[Displacement, ...]:
    """Return what becomes of every project that changes, losers first; the urgent ones left out."""
    old = {item.project: item for item in before.projects}
    new = {item.project: item for item in after.projects}
    lines: dict[str, int] = defaultdict(int)
    for name, _, _ in line_changes(before, after).changed:
        lines[name] += 1
    found = []
    for project in round_.projects:
        if project.id in urgent or not lines[project.id]:
            continue
        was, now = old.get(project.id), new.get(project.id)
        if was is not None or now is not None:
            found.append(_displacement(round_, project, was, now, lines[project.id]))
    return tuple(sorted(found, key=lambda d: (_RANK[d.fate], d.worth, -d.shift, d.project)))


def _displacement(
    round_: Round,
    project: Project,
    was: PlannedProject | None,
    now: PlannedProject | None,
    lines: int,
) -> Displacement:
    before, after = _span(was), _span(now)
    shift = after[1] - before[1] if before is not None and after is not None else 0
    fate: Fate = "restaffed"
    if after is None:
        fate = "lost"
    elif before is None:
        fate = "won"
    elif shift:
        fate = "later" if shift > 0 else "earlier"
    worth = round_.policy.tier_weight(project.tier) * project.benefit
    points = {"lost": -worth, "won": worth}.get(fate, 0)
    return Displacement(
        project=project.id,
        title=project.title,
        sponsor=project.sponsor,
        fate=fate,
        worth=points,
        before=before,
        after=after,
        shift=shift,
        lines=lines,
        sentence=_sentence(round_, project, fate, worth, before, shift, lines),
    )


def _span(planned: PlannedProject | None) -> tuple[int, int] | None:
    if planned is None:
        return None
    return min(p.start for p in planned.packages), max(p.end for p in planned.packages)


def _sentence(
    round_: Round,
    project: Project,
    fate: Fate,
    worth: int,
    before: tuple[int, int] | None,
    shift: int,
    lines: int,
) -> Text:
    zh, en = shown(project.title, project.id, "zh"), shown(project.title, project.id, "en")
    many = abs(shift)
    periods = "period" if many == 1 else "periods"
    if fate == "lost":
        when_zh = when_en = ""
        if before is not None:
            calendar = round_.calendar
            last = min(max(before[1] - 1, before[0]), calendar.periods - 1)
            first = min(before[0], calendar.periods - 1)
            since, until = calendar.first_day(first), calendar.last_day(last)
            when_zh, when_en = f"（原定 {since} 至 {until}）", f" (planned {since} to {until})"
        return Text(
            zh=f"{zh}落选{when_zh}，损失 {worth:,}。",
            en=f"{en} is lost{when_en}: {worth:,} points.",
        )
    if fate == "won":
        return Text(zh=f"{zh}入选，增加 {worth:,}。", en=f"{en} comes in: {worth:,} points.")
    if fate == "later":
        return Text(zh=f"{zh}推迟 {many} 期完成。", en=f"{en} ends {many} {periods} later.")
    if fate == "earlier":
        return Text(zh=f"{zh}提前 {many} 期完成。", en=f"{en} ends {many} {periods} earlier.")
    changed = "line changes" if lines == 1 else "lines change"
    return Text(zh=f"{zh}有 {lines} 行安排变动。", en=f"{en}: {lines} {changed}, the end stays.")


def department_bills(
    round_: Round, displaced: tuple[Displacement, ...], urgent: Collection[str]
) -> tuple[DepartmentBill, ...]:
    """Return what each department loses and gains, the request itself included."""
    loses: dict[str, int] = defaultdict(int)
    gains: dict[str, int] = defaultdict(int)
    delayed: dict[str, int] = defaultdict(int)
    fates = {item.project: item for item in displaced}
    for project in round_.projects:
        item = fates.get(project.id)
        weight = round_.policy.tier_weight(project.tier)
        for benefit in project.benefits:
            points = weight * benefit.value
            if project.id in urgent or (item is not None and item.fate == "won"):
                gains[benefit.department] += points
            elif item is not None and item.fate == "lost":
                loses[benefit.department] += points
            elif item is not None and item.fate == "later" and points:
                delayed[benefit.department] += item.shift
    bills = [
        DepartmentBill(
            department=d.id,
            name=d.name,
            loses=loses[d.id],
            gains=gains[d.id],
            delayed=delayed[d.id],
        )
        for d in round_.departments
        if loses[d.id] or gains[d.id] or delayed[d.id]
    ]
    return tuple(sorted(bills, key=lambda b: (-b.loses, -b.delayed, b.gains, b.department)))

"""Reasons for rejected projects, and changes against the baseline."""

from __future__ import annotations

from optimizer.domain import Change, Plan, Project, ProjectPin, Rejection, Round, Text

__all__ = ["changes_against", "rejections"]


def rejections(
    round_: Round, plan: Plan, alone_impossible: frozenset[str]
) -> tuple[Rejection, ...]:
    """Return why each project is not in the plan.

    Parameters
    ----------
    round_, plan
    alone_impossible : frozenset of str
        Projects proven impossible even with every resource to themselves.
    """
    accepted = {project.project for project in plan.projects}
    return tuple(
        _reason(round_, project, accepted, alone_impossible)
        for project in round_.projects
        if project.id not in accepted
    )


def _reason(
    round_: Round, project: Project, accepted: set[str], alone_impossible: frozenset[str]
) -> Rejection:
    def rejection(code: str, zh: str, en: str) -> Rejection:
        return Rejection(project=project.id, code=code, reason=Text(zh=zh, en=en))

    for pin in round_.pins:
        if isinstance(pin, ProjectPin) and pin.project == project.id and not pin.accepted:
            return rejection("pinned-out", "已被固定为不立项。", "It is pinned out.")
    for other in round_.projects:
        same = project.exclusive_group is not None
        if same and other.exclusive_group == project.exclusive_group and other.id in accepted:
            return rejection(
                "exclusive-group",
                f"同组的 {other.id} 已入选。",
                f"{other.id} of the same exclusive group is accepted.",
            )
    for prerequisite in project.prerequisites:
        if prerequisite.project not in accepted:
            return rejection(
                "prerequisite",
                f"其前置项目 {prerequisite.project} 未入选。",
                f"Its prerequisite {prerequisite.project} is not accepted.",
            )
    if project.id in alone_impossible:
        return rejection(
            "impossible",
            "即使独占全部资源,它也无法安排(人员、密级、时间窗或资金不足)。",
            "Even with every resource to itself it can't be scheduled "
            "(people, clearance, window or money).",
        )
    return rejection(
        "displaced",
        "资源有限,已入选项目的目标值更高或尚未找到更优方案。",
        "Resources are scarce and the accepted projects are worth more, as far as the search went.",
    )


def changes_against(round_: Round, plan: Plan) -> tuple[Change, ...]:
    """Return every difference between the baseline and the plan."""
    if round_.baseline is None:
        return ()
    before = {p.project: {k.package: k for k in p.packages} for p in round_.baseline.plan.projects}
    after = {p.project: {k.package: k for k in p.packages} for p in plan.projects}
    changes: list[Change] = []
    changes += [Change(kind="project-out", project=id_) for id_ in before if id_ not in after]
    changes += [Change(kind="project-in", project=id_) for id_ in after if id_ not in before]
    for id_ in after:
        for package, new in after[id_].items():
            old = before.get(id_, {}).get(package)
            if old is None:
                continue
            if old.start != new.start:
                changes.append(
                    Change(
                        kind="start",
                        project=id_,
                        package=package,
                        before=str(old.start),
                        after=str(new.start),
                    )
                )
            if old.mode != new.mode:
                changes.append(
                    Change(
                        kind="mode", project=id_, package=package, before=old.mode, after=new.mode
                    )
                )
            now = {line.need: line.experts for line in new.staffing}
            for line in old.staffing:
                present = now.get(line.need, ())
                lost = [e for e in line.experts if e not in present]
                gained = [e for e in present if e not in line.experts]
                changes += [
                    Change(
                        kind="person",
                        project=id_,
                        package=package,
                        need=line.need,
                        before=expert,
                        after=gained[index] if index < len(gained) else "",
                    )
                    for index, expert in enumerate(lost)
                ]
    return tuple(changes)

"""What a plan changes against the baseline."""

from __future__ import annotations

from optimizer.domain import Change, Plan, Round

__all__ = ["changes_against"]


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

"""Repeats: every id is given once, and nothing is said twice about one thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.checks.report import finding
from optimizer.domain import Project, Round
from optimizer.findings import Finding, Severity

__all__ = ["check_duplicates"]


def check_duplicates(round_: Round) -> list[Finding]:
    """Return a finding for each id given a second time among its kind, and for other repeats."""
    results = []
    for name in ("departments", "skills", "experts", "facilities", "datasets", "funds", "projects"):
        results += _repeated([item.id for item in getattr(round_, name)], f"/{name}", "id")
    for i, project in enumerate(round_.projects):
        at = f"/projects/{i}/packages"
        results += _repeated([p.id for p in project.packages], at, "id")
        for j, package in enumerate(project.packages):
            results += _repeated([m.id for m in package.modes], f"{at}/{j}/modes", "id")
            for k, mode in enumerate(package.modes):
                seen: set[str] = set()
                for group in ("staffing", "facilities", "money"):
                    ids = [need.id for need in getattr(mode, group)]
                    place = f"{at}/{j}/modes/{k}/{group}"
                    results += _repeated(ids, place, "need-id", seen)
    results += _repeated([level.name for level in round_.policy.levels], "/policy/levels", "level")
    return results + list(_said_twice(round_))


def _repeated(
    ids: Sequence[str], at: str, what: str, seen: set[str] | None = None
) -> list[Finding]:
    seen = set() if seen is None else seen
    results = []
    for i, name in enumerate(ids):
        if name in seen:
            results.append(
                finding(
                    f"duplicate.{what}",
                    f"{at}/{i}/{'name' if what == 'level' else 'id'}",
                    f"编号“{name}”重复。",
                    f"The id {name!r} is given twice.",
                    fix=("改用另一个编号或删去重复项。", "Choose another id or remove the repeat."),
                    found=name,
                    expected="an id used once",
                    subject=(name,),
                )
            )
        seen.add(name)
    return results


def _said_twice(round_: Round) -> Iterator[Finding]:
    """Yield warnings on lists that name one thing twice; each says what is done about it."""
    highest = ("以较高的级别为准。", "The higher level counts.")
    added = ("两项会相加。", "The two are added up.")
    first = ("以第一项为准。", "The first one counts.")
    both = ("两条间隔都要满足。", "Both lags must hold.")
    for i, expert in enumerate(round_.experts):
        names = [skill.skill for skill in expert.skills]
        yield from _twice(names, f"/experts/{i}/skills", "skill", expert.id, highest)
    tiers = [str(item.tier) for item in round_.policy.tier_weights]
    yield from _twice(tiers, "/policy/tier_weights", "tier", "policy", first)
    for i, project in enumerate(round_.projects):
        at = f"/projects/{i}"
        names = [benefit.department for benefit in project.benefits]
        yield from _twice(names, f"{at}/benefits", "benefit", project.id, added)
        names = [before.project for before in project.prerequisites]
        yield from _twice(names, f"{at}/prerequisites", "prerequisite", project.id, both)
        for j, package in enumerate(project.packages):
            names = [before.package for before in package.predecessors]
            place = f"{at}/packages/{j}/predecessors"
            yield from _twice(names, place, "predecessor", project.id, both)
        yield from _wished_and_barred(project, at)


def _twice(
    names: Sequence[str], at: str, what: str, owner: str, rule: tuple[str, str]
) -> Iterator[Finding]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield finding(
                f"duplicate.{what}",
                f"{at}/{i}",
                f"“{owner}”的列表两次提到“{name}”。{rule[0]}",
                f"A list of {owner!r} names {name!r} twice. {rule[1]}",
                fix=("删去其中一项。", "Remove one of the two."),
                found=name,
                expected="each named once",
                severity=Severity.WARNING,
                subject=(owner, name),
            )


def _wished_and_barred(project: Project, at: str) -> Iterator[Finding]:
    for i, name in enumerate(project.requested_experts):
        if name in project.forbidden_experts:
            yield finding(
                "project.wished-and-forbidden",
                f"{at}/requested_experts/{i}",
                f"项目“{project.id}”既想要又排除“{name}”：以排除为准。",
                f"Project {project.id!r} both asks for {name!r} and forbids them: they stay out.",
                fix=("删去其中一处。", "Remove one of the two."),
                found=name,
                expected="wished for or forbidden, not both",
                severity=Severity.WARNING,
                subject=(project.id, name),
            )

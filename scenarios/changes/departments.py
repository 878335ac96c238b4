"""A department withdraws from the pool."""

from __future__ import annotations

from typing import Literal

from optimizer.domain import Project, Round, Text
from scenarios.changes.change import RoundChange, named, shown

__all__ = ["WithdrawDepartment"]


class WithdrawDepartment(RoundChange):
    """A department leaves with its people, facilities, datasets, funds and its own requests.

    What remains is the round of the others: its benefit from their projects is gone with it, and so
    is its part in them.
    """

    kind: Literal["withdraw-department"] = "withdraw-department"
    department: str

    def apply(self, round_: Round, /) -> Round:
        """Return the round of the other departments."""
        gone = named("department", round_.departments, self.department).id
        return round_.model_copy(
            update={
                "departments": tuple(d for d in round_.departments if d.id != gone),
                "experts": tuple(e for e in round_.experts if e.department != gone),
                "facilities": tuple(f for f in round_.facilities if f.department != gone),
                "datasets": tuple(d for d in round_.datasets if d.department != gone),
                "funds": tuple(f for f in round_.funds if f.department != gone),
                "projects": tuple(
                    _without(project, gone)
                    for project in round_.projects
                    if project.sponsor != gone
                ),
            }
        )

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Data (data) withdraws from the pool*."""
        department = named("department", round_.departments, self.department)
        return Text(
            zh=f"{shown(department.name, department.id, 'zh')}退出资源池。",
            en=f"{shown(department.name, department.id, 'en')} withdraws from the pool.",
        )


def _without(project: Project, gone: str) -> Project:
    packages = []
    for package in project.packages:
        needed_by = tuple(d for d in package.needed_by if d != gone)
        if package.needed_by and not needed_by:
            # An empty list would mean everybody; what only the leaver needed is its sponsor's now.
            needed_by = (project.sponsor,)
        packages.append(package.model_copy(update={"needed_by": needed_by}))
    return project.model_copy(
        update={
            "participants": tuple(d for d in project.participants if d != gone),
            "benefits": tuple(b for b in project.benefits if b.department != gone),
            "packages": tuple(packages),
        }
    )

"""Changes to requests: in, out, by a date, urgent."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import Project, ProjectPin, Round, Text
from optimizer.domain.types import PeriodIndex
from scenarios.changes.change import RoundChange, impossible, named, shown, swapped

__all__ = ["AddProject", "FinishProjectBy", "ForceProject"]


class ForceProject(RoundChange):
    """A project is accepted, or rejected, whatever the objective says."""

    kind: Literal["force-project"] = "force-project"
    project: str
    accepted: bool = True

    def apply(self, round_: Round, /) -> Round:
        """Return the round with a project pin in place of any earlier one on the project."""
        project = named("project", round_.projects, self.project)
        if project.mandatory and not self.accepted:
            raise impossible(
                "mandatory-out",
                "/accepted",
                f"项目“{project.id}”是必须完成的。",
                f"Project {project.id!r} is mandatory.",
                fix=("先取消其“必须”标记。", "Make it optional first."),
            )
        return _pinned(round_, project.id, self.accepted)

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Project P05 is done in any case*."""
        project = named("project", round_.projects, self.project)
        zh, en = shown(project.title, project.id, "zh"), shown(project.title, project.id, "en")
        if self.accepted:
            return Text(zh=f"项目“{zh}”必须立项。", en=f"Project {en} is done in any case.")
        return Text(zh=f"项目“{zh}”不予立项。", en=f"Project {en} is left out.")


class FinishProjectBy(RoundChange):
    """A project is done, and ends by a date (that day included) or by the end of a period."""

    kind: Literal["finish-project-by"] = "finish-project-by"
    project: str
    by: date | Annotated[int, PeriodIndex]
    """A date, or the first period in which nothing of the project runs any more."""

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the project pinned in and its deadline set."""
        project = named("project", round_.projects, self.project)
        deadline = self._deadline(round_)
        if project.deadline is not None:
            deadline = min(deadline, project.deadline)
        if deadline <= project.earliest_start:
            raise impossible(
                "before-start",
                "/by",
                f"项目“{project.id}”最早在周期 {project.earliest_start} 开始。",
                f"Project {project.id!r} starts in period {project.earliest_start} or later.",
                fix=("选择更晚的日期。", "Choose a later date."),
            )
        changed = project.model_copy(update={"deadline": deadline})
        with_deadline = round_.model_copy(update={"projects": swapped(round_.projects, changed)})
        return _pinned(with_deadline, project.id, True)

    def _deadline(self, round_: Round) -> int:
        if isinstance(self.by, int):
            return min(self.by, round_.calendar.periods)
        calendar = round_.calendar
        period = calendar.period_of(self.by)
        if period is None:
            if self.by > calendar.start:
                return calendar.periods
            return 0
        # A period counts when its last day is not after the date.
        return period + (calendar.last_day(period) <= self.by)

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Project P05 is done by 2026-09-30*."""
        project = named("project", round_.projects, self.project)
        last = max(min(self._deadline(round_), round_.calendar.periods) - 1, 0)
        day = self.by if isinstance(self.by, date) else round_.calendar.last_day(last)
        return Text(
            zh=f"项目“{shown(project.title, project.id, 'zh')}”在 {day} 前完成。",
            en=f"Project {shown(project.title, project.id, 'en')} is done by {day}.",
        )


class AddProject(RoundChange):
    """A project is requested; ``forced``: it is also done in any case (an urgent request)."""

    kind: Literal["add-project"] = "add-project"
    project: Project
    forced: Annotated[bool, Field()] = False

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the project at the end of the list."""
        if any(project.id == self.project.id for project in round_.projects):
            raise impossible(
                "id-taken",
                "/project/id",
                f"编号“{self.project.id}”已被使用。",
                f"The id {self.project.id!r} is taken.",
                fix=("换一个编号。", "Take another id."),
            )
        added = round_.model_copy(update={"projects": (*round_.projects, self.project)})
        return _pinned(added, self.project.id, True) if self.forced else added

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *Project P99 is requested and done in any case*."""
        zh = shown(self.project.title, self.project.id, "zh")
        en = shown(self.project.title, self.project.id, "en")
        if self.forced:
            return Text(
                zh=f"新增紧急项目“{zh}”，必须立项。",
                en=f"Urgent project {en} is added and done in any case.",
            )
        return Text(zh=f"新增项目申请“{zh}”。", en=f"Project {en} is requested.")


def _pinned(round_: Round, project: str, accepted: bool) -> Round:
    pins = tuple(
        pin for pin in round_.pins if not (isinstance(pin, ProjectPin) and pin.project == project)
    )
    return round_.model_copy(
        update={"pins": (*pins, ProjectPin(project=project, accepted=accepted))}
    )

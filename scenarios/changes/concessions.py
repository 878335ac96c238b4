"""Concessions: what people may give way in so that something becomes possible."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import Mode, Pin, Project, Round, StaffingNeed, Text, WorkPackage
from optimizer.domain.types import PeriodIndex
from scenarios.changes.change import RoundChange, impossible, named, shown, swapped

__all__ = ["DropPin", "DropWindow", "LowerLevel", "MakeOptional", "SetDeadline"]


class SetDeadline(RoundChange):
    """A project, or one package of it, gets another hard deadline; ``None``: none."""

    kind: Literal["set-deadline"] = "set-deadline"
    project: str
    deadline: PeriodIndex | None
    """Everything ends by here: the first period in which nothing of it runs any more."""
    package: str | None = None

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the deadline replaced."""
        project = named("project", round_.projects, self.project)
        if self.package is None:
            changed = project.model_copy(update={"deadline": self.deadline})
        else:
            package = _package(project, self.package)
            changed = _with(project, package.model_copy(update={"deadline": self.deadline}))
        return round_.model_copy(update={"projects": swapped(round_.projects, changed)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Project P05 may end by 2026-09-27*."""
        zh, en = _subject(round_, self.project, self.package)
        if self.deadline is None:
            return Text(zh=f"{zh}不再有截止期限。", en=f"{en} has no deadline any more.")
        last = min(max(self.deadline - 1, 0), round_.calendar.periods - 1)
        day = round_.calendar.last_day(last)
        return Text(zh=f"{zh}的期限改为 {day}。", en=f"{en} may end by {day}.")


class LowerLevel(RoundChange):
    """A staffing need asks for a lower level of its skill."""

    kind: Literal["lower-level"] = "lower-level"
    project: str
    package: str
    mode: str
    need: str
    level: Annotated[int, Field(ge=1, le=5)]

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the need's least level lowered."""
        project = named("project", round_.projects, self.project)
        package = _package(project, self.package)
        mode, need = self._need(package)
        if need.min_level <= self.level:
            raise impossible(
                "not-lower",
                "/level",
                f"该需求只要求 {need.min_level} 级。",
                f"The need asks for level {need.min_level} only.",
                fix=(f"填写低于 {need.min_level} 的级别。", f"Go below {need.min_level}."),
            )
        lowered = need.model_copy(update={"min_level": self.level})
        changed = mode.model_copy(update={"staffing": swapped(mode.staffing, lowered)})
        modes = swapped(package.modes, changed)
        after = _with(project, package.model_copy(update={"modes": modes}))
        return round_.model_copy(update={"projects": swapped(round_.projects, after)})

    def _need(self, package: WorkPackage) -> tuple[Mode, StaffingNeed]:
        for mode in package.modes:
            for need in mode.staffing:
                if mode.id == self.mode and need.id == self.need:
                    return mode, need
        raise impossible(
            "unknown-need",
            "/need",
            f"工作包“{package.id}”没有方式“{self.mode}”中的需求“{self.need}”。",
            f"Package {package.id!r} has no need {self.need!r} in a mode {self.mode!r}.",
            fix=("改正方式和需求的编号。", "Correct the ids of mode and need."),
        )

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Package A of project P05 takes testing from level 2 up*."""
        project = named("project", round_.projects, self.project)
        _, need = self._need(_package(project, self.package))
        skill = named("skill", round_.skills, need.skill)
        zh, en = _subject(round_, self.project, self.package)
        return Text(
            zh=f"{zh}对“{shown(skill.name, skill.id, 'zh')}”的要求由 {need.min_level} 级"
            f"降为 {self.level} 级。",
            en=f"{en} takes {shown(skill.name, skill.id, 'en')} from level {self.level} up "
            f"instead of {need.min_level}.",
        )


class MakeOptional(RoundChange):
    """A mandatory project may be left out."""

    kind: Literal["make-optional"] = "make-optional"
    project: str

    def apply(self, round_: Round, /) -> Round:
        """Return the round in which the project is optional."""
        project = named("project", round_.projects, self.project)
        if not project.mandatory:
            raise impossible(
                "not-mandatory",
                "/project",
                f"项目“{project.id}”本来就不是必须的。",
                f"Project {project.id!r} is optional already.",
                fix=("去掉此项变更。", "Leave this change out."),
            )
        changed = project.model_copy(update={"mandatory": False})
        return round_.model_copy(update={"projects": swapped(round_.projects, changed)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Project P05 is no longer mandatory*."""
        zh, en = _subject(round_, self.project, None)
        return Text(zh=f"{zh}不再是必须完成的。", en=f"{en} is no longer mandatory.")


class DropWindow(RoundChange):
    """A project and its packages may run at any time of the round."""

    kind: Literal["drop-window"] = "drop-window"
    project: str

    def apply(self, round_: Round, /) -> Round:
        """Return the round without the project's earliest starts and deadlines."""
        project = named("project", round_.projects, self.project)
        free: dict[str, object] = {"earliest_start": 0, "deadline": None}
        packages = tuple(package.model_copy(update=free) for package in project.packages)
        changed = project.model_copy(update={**free, "packages": packages})
        return round_.model_copy(update={"projects": swapped(round_.projects, changed)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Project P05 may run at any time of the round*."""
        zh, en = _subject(round_, self.project, None)
        return Text(zh=f"{zh}不再限定起止时间。", en=f"{en} may run at any time of the round.")


class DropPin(RoundChange):
    """Something that was agreed holds no longer."""

    kind: Literal["drop-pin"] = "drop-pin"
    pin: Pin

    def apply(self, round_: Round, /) -> Round:
        """Return the round without the pin."""
        left = tuple(pin for pin in round_.pins if pin != self.pin)
        if len(left) == len(round_.pins):
            raise impossible(
                "unknown-pin",
                "/pin",
                f"该轮次没有关于“{self.pin.project}”的这项约定。",
                f"The round has no such pin on {self.pin.project!r}.",
                fix=("照抄轮次中的约定。", "Copy the pin from the round."),
            )
        return round_.model_copy(update={"pins": left})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *The pin (start) on package A of project P05 is dropped*."""
        package = getattr(self.pin, "package", None)
        zh, en = _subject(round_, self.pin.project, package)
        en = en[0].lower() + en[1:]
        return Text(
            zh=f"取消{zh}上的一项约定（{self.pin.kind}）。",
            en=f"The pin ({self.pin.kind}) on {en} is dropped.",
        )


def _package(project: Project, id_: str) -> WorkPackage:
    for package in project.packages:
        if package.id == id_:
            return package
    raise impossible(
        "unknown-package",
        "/package",
        f"项目“{project.id}”没有工作包“{id_}”。",
        f"Project {project.id!r} has no package {id_!r}.",
        fix=("改正工作包的编号。", "Correct the id of the package."),
    )


def _with(project: Project, package: WorkPackage) -> Project:
    return project.model_copy(update={"packages": swapped(project.packages, package)})


def _subject(round_: Round, project_id: str, package: str | None) -> tuple[str, str]:
    project = named("project", round_.projects, project_id)
    zh = f"项目“{shown(project.title, project.id, 'zh')}”"
    en = f"project {shown(project.title, project.id, 'en')}"
    if package is not None:
        _package(project, package)
        return f"{zh}的工作包“{package}”", f"Package {package} of {en}"
    return zh, en[0].upper() + en[1:]

"""Changes to experts: who joins, who leaves, who is lent, who learns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import Access, Expert, ExpertSkill, Round, Text
from optimizer.domain.types import Cents, Id, Pct, SecurityLevel
from scenarios.changes.change import RoundChange, impossible, named, shown, swapped

__all__ = ["AddExpert", "HireExperts", "LendExpert", "RemoveExpert", "TrainExpert"]

Level = Annotated[int, Field(ge=1, le=5)]


class AddExpert(RoundChange):
    """A person joins the pool."""

    kind: Literal["add-expert"] = "add-expert"
    expert: Expert

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the expert at the end of the list."""
        named("department", round_.departments, self.expert.department)
        if any(expert.id == self.expert.id for expert in round_.experts):
            raise _taken(self.expert.id, "/expert/id")
        return round_.model_copy(update={"experts": (*round_.experts, self.expert)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *E90 joins from Data*."""
        department = named("department", round_.departments, self.expert.department)
        name = self.expert.name
        return Text(
            zh=f"{shown(name, self.expert.id, 'zh')}加入"
            f"（{shown(department.name, department.id, 'zh')}）。",
            en=f"{shown(name, self.expert.id, 'en')} joins "
            f"({shown(department.name, department.id, 'en')}).",
        )


class HireExperts(RoundChange):
    """``headcount`` people with one skill join a department; they are open to every project."""

    kind: Literal["hire-experts"] = "hire-experts"
    department: str
    skill: str
    level: Level = 3
    headcount: Annotated[int, Field(ge=1, le=1_000)] = 1
    availability_pct: Pct = 100
    rate_cents: Cents = 0
    clearance: SecurityLevel = SecurityLevel.GENERAL_4
    prefix: Id = "new"
    """Ids are ``<prefix>-<skill>-<number>``."""

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the new people at the end of the list."""
        named("department", round_.departments, self.department)
        skill = named("skill", round_.skills, self.skill)
        known = {expert.id for expert in round_.experts}
        hired = tuple(
            Expert(
                id=f"{self.prefix}-{skill.id}-{number}",
                name=Text(
                    zh=f"新增·{shown(skill.name, skill.id, 'zh')} {number}",
                    en=f"New {shown(skill.name, skill.id, 'en')} {number}",
                ),
                department=self.department,
                skills=(ExpertSkill(skill=skill.id, level=self.level),),
                availability_pct=self.availability_pct,
                rate_cents=self.rate_cents,
                clearance=self.clearance,
                access=Access(scope="anyone"),
            )
            for number in range(1, self.headcount + 1)
        )
        for expert in hired:
            if expert.id in known:
                raise _taken(expert.id, "/prefix")
        return round_.model_copy(update={"experts": round_.experts + hired})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Data gains 2 people with data science at level 3*."""
        department = named("department", round_.departments, self.department)
        skill = named("skill", round_.skills, self.skill)
        people = "person" if self.headcount == 1 else "people"
        return Text(
            zh=f"{shown(department.name, department.id, 'zh')}增加 {self.headcount} 名"
            f"“{shown(skill.name, skill.id, 'zh')}”{self.level} 级人员。",
            en=f"{shown(department.name, department.id, 'en')} gains {self.headcount} {people} "
            f"with {shown(skill.name, skill.id, 'en')} at level {self.level}.",
        )


class RemoveExpert(RoundChange):
    """A person leaves the pool."""

    kind: Literal["remove-expert"] = "remove-expert"
    expert: str

    def apply(self, round_: Round, /) -> Round:
        """Return the round without the expert."""
        gone = named("expert", round_.experts, self.expert)
        left = tuple(expert for expert in round_.experts if expert.id != gone.id)
        return round_.model_copy(update={"experts": left})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Chen Siyuan (E01) leaves*."""
        expert = named("expert", round_.experts, self.expert)
        return Text(
            zh=f"{shown(expert.name, expert.id, 'zh')}退出。",
            en=f"{shown(expert.name, expert.id, 'en')} leaves.",
        )


class LendExpert(RoundChange):
    """A person is opened to other departments' projects."""

    kind: Literal["lend-expert"] = "lend-expert"
    expert: str
    access: Access = Access(scope="anyone")
    keep_pct: Pct = 0
    lend_limit_pct_periods: Annotated[int, Field(ge=0)] | None = None

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the expert's access, kept share and lending limit replaced."""
        expert = named("expert", round_.experts, self.expert)
        for department in self.access.departments:
            named("department", round_.departments, department)
        update = {
            "access": self.access,
            "keep_pct": self.keep_pct,
            "lend_limit_pct_periods": self.lend_limit_pct_periods,
        }
        lent = expert.model_copy(update=update)
        return round_.model_copy(update={"experts": swapped(round_.experts, lent)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Chen Siyuan (E01) may serve every project*."""
        expert = named("expert", round_.experts, self.expert)
        zh, en = {
            "own": ("本部门发起的项目", "projects of the own department"),
            "participants": ("本部门参与的项目", "projects the own department takes part in"),
            "anyone": ("所有项目", "every project"),
            "listed": (
                "、".join(self.access.departments) + "发起的项目",
                "projects of " + ", ".join(self.access.departments),
            ),
        }[self.access.scope]
        kept_zh = f"，每期自留 {self.keep_pct}%" if self.keep_pct else ""
        kept_en = f"; {self.keep_pct} % a period stay at home" if self.keep_pct else ""
        return Text(
            zh=f"{shown(expert.name, expert.id, 'zh')}可服务于{zh}{kept_zh}。",
            en=f"{shown(expert.name, expert.id, 'en')} may serve {en}{kept_en}.",
        )


class TrainExpert(RoundChange):
    """A person gains a skill, or a higher level of it, from the round's start."""

    kind: Literal["train-expert"] = "train-expert"
    expert: str
    skill: str
    level: Level

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the skill added or raised."""
        expert = named("expert", round_.experts, self.expert)
        named("skill", round_.skills, self.skill)
        before = next((s.level for s in expert.skills if s.skill == self.skill), 0)
        if before >= self.level:
            raise impossible(
                "already-trained",
                "/level",
                f"“{expert.id}”已达到 {before} 级。",
                f"{expert.id!r} has level {before} already.",
                fix=(f"填写高于 {before} 的级别。", f"Ask for a level above {before}."),
            )
        gained = ExpertSkill(skill=self.skill, level=self.level)
        others = tuple(s for s in expert.skills if s.skill != self.skill)
        trained = expert.model_copy(update={"skills": (*others, gained)})
        return round_.model_copy(update={"experts": swapped(round_.experts, trained)})

    def sentence(self, round_: Round, /) -> Text:
        """Return for instance *Chen Siyuan (E01) reaches level 4 in testing*."""
        expert = named("expert", round_.experts, self.expert)
        skill = named("skill", round_.skills, self.skill)
        return Text(
            zh=f"{shown(expert.name, expert.id, 'zh')}的"
            f"“{shown(skill.name, skill.id, 'zh')}”提升到 {self.level} 级。",
            en=f"{shown(expert.name, expert.id, 'en')} reaches level {self.level} in "
            f"{shown(skill.name, skill.id, 'en')}.",
        )


def _taken(id_: str, at: str) -> Exception:
    return impossible(
        "id-taken",
        at,
        f"编号“{id_}”已被使用。",
        f"The id {id_!r} is taken.",
        fix=("换一个编号。", "Take another id."),
    )

"""A broken rule, as data, and the words for every code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["CODES", "Ledger", "Violation"]

_WORDS: dict[str, tuple[str, str]] = {
    "project.unknown": ("项目不在本轮中", "the project is not in the round"),
    "project.twice": ("项目在方案中出现多次", "the project is listed more than once"),
    "project.mandatory": ("必做项目未被接受", "a mandatory project is not accepted"),
    "project.exclusive-group": (
        "同一互斥组接受了多个项目",
        "more than one project of an exclusive group is accepted",
    ),
    "project.prerequisite": ("前置项目未被接受", "a prerequisite project is not accepted"),
    "project.prerequisite-lag": (
        "项目开始早于前置项目结束加时距",
        "the project starts before its prerequisite's end plus the lag",
    ),
    "package.unknown": ("工作包不属于该项目", "the package is not one of the project's"),
    "package.twice": ("工作包出现多次", "the package is listed more than once"),
    "package.missing": ("已接受项目缺少工作包", "an accepted project lacks a package"),
    "package.mode": ("工作包没有此模式", "the package has no such mode"),
    "package.duration": ("工期不符合模式", "the mode can't last this long"),
    "package.too-early": ("开始早于允许时间", "the package starts before its window"),
    "package.too-late": ("结束晚于允许时间", "the package ends after its window"),
    "package.min-lag": (
        "开始早于紧前工作包结束加最小时距",
        "the package starts before its predecessor's end plus the minimum lag",
    ),
    "package.max-lag": (
        "开始晚于紧前工作包结束加最大时距",
        "the package starts after its predecessor's end plus the maximum lag",
    ),
    "need.unknown": ("该模式没有此需求", "the mode has no such need"),
    "need.twice": ("同一需求有多行", "the need has more than one line"),
    "resource.unknown": ("资源不在本轮中", "the resource is not in the round"),
    "staffing.headcount": ("人数不符合需求", "the places filled are not the headcount"),
    "staffing.outsource": ("此需求不得外包", "the need may not be outsourced"),
    "staffing.outsource-limit": ("外包人数超限", "too many places are outsourced"),
    "staffing.outsource-clearance": (
        "所需密级高于允许外包的密级",
        "the clearance required is above the highest that may be outsourced",
    ),
    "staffing.two-places": (
        "同一人在工作包中占多个岗位",
        "a person fills more than one place of a package",
    ),
    "staffing.unfit": (
        "此人不能承担该需求（技能、等级、权限或禁用）",
        "the person can't serve the need (skill, level, access or forbidden)",
    ),
    "staffing.clearance": ("此人密级不足", "the person's clearance is too low"),
    "staffing.continuity": ("两个需求的人员不连续", "two needs do not share the same people"),
    "expert.load": ("人员超负荷", "the person is overloaded"),
    "expert.packages": ("人员同时承担的工作包过多", "the person is on too many packages at once"),
    "expert.keep": (
        "出借负荷占用了本部门保留量",
        "load lent eats into what the department keeps",
    ),
    "expert.lend-limit": ("人员出借总量超限", "more of the person is lent than allowed"),
    "facility.missing": ("设施需求没有对应行", "a facility need has no line"),
    "facility.unfit": (
        "设施不符合需求或无权使用",
        "the facility is not what is asked for or may not serve the project",
    ),
    "facility.units": ("设施数量不足", "the facility has too few units"),
    "facility.keep": (
        "出借设施占用了本部门保留量",
        "units lent eat into what the department keeps",
    ),
    "facility.lend-limit": ("设施出借总量超限", "more of the facility is lent than allowed"),
    "facility.operator": ("无合格操作人员", "nobody staffed can operate the facility"),
    "channel.exclusive": (
        "排他渠道在另一项目的使用期或保护期内被使用",
        "an exclusive channel is used while it belongs to another project",
    ),
    "dataset.access": ("项目无权使用数据集", "the project may not use the dataset"),
    "dataset.purpose": ("数据集不允许此用途", "the dataset does not allow this purpose"),
    "dataset.users": ("数据集同时使用者过多", "too many packages use the dataset at once"),
    "money.unasked": ("该需求不从资金中支付", "no fund pays for this need"),
    "money.segment": (
        "资金行期间不是财务区段的起点",
        "the money line's period is not the start of a fiscal segment",
    ),
    "money.amount": ("区段金额与需求不符", "the lines do not sum to what falls in the segment"),
    "fund.access": ("项目无权动用资金", "the project may not draw from the fund"),
    "fund.category": ("资金不可用于此类别", "the fund may not pay this category"),
    "fund.no-slot": ("资金在此区段没有额度", "the fund has no slot in this segment"),
    "fund.overdrawn": ("资金超支", "more is drawn than the fund may spend"),
    "pin.project": ("违反项目锁定", "a project pin does not hold"),
    "pin.start": ("违反开始时间锁定", "a start pin does not hold"),
    "pin.mode": ("违反模式锁定", "a mode pin does not hold"),
    "pin.window": ("违反时间窗锁定", "a window pin does not hold"),
    "pin.person": ("违反人员锁定", "a person pin does not hold"),
    "pin.fund": ("违反资金锁定", "a fund pin does not hold"),
}

CODES = frozenset(_WORDS)
"""Every code a violation may carry."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a plan breaks.

    Attributes
    ----------
    code : str
        Stable dotted code, one of :data:`CODES`.
    project, package, need, resource : str or None
        Ids of what is concerned, where known; ``resource`` is an expert, facility, dataset, fund,
        exclusive group, predecessor, prerequisite or mode.
    period : int or None
        First period (of a run of broken periods) in which the rule is broken.
    found, limit : int, str or None
        What the plan has and what the rule allows, in the rule's unit.
    message_zh, message_en : str
        One sentence each.
    """

    code: str
    project: str | None = None
    package: str | None = None
    need: str | None = None
    resource: str | None = None
    period: int | None = None
    found: int | str | None = None
    limit: int | str | None = None
    message_zh: str = ""
    message_en: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.message_en}"

    def to_json(self) -> dict[str, Any]:
        """Return the violation as plain JSON data."""
        return {
            "code": self.code,
            "project": self.project,
            "package": self.package,
            "need": self.need,
            "resource": self.resource,
            "period": self.period,
            "found": self.found,
            "limit": self.limit,
            "message": {"zh": self.message_zh, "en": self.message_en},
        }


class Ledger:
    """Collects violations in the order found and gives each its words."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def add(
        self,
        code: str,
        *where: str | None,
        resource: str | None = None,
        period: int | None = None,
        found: int | str | None = None,
        limit: int | str | None = None,
    ) -> None:
        """Add a violation; ``where`` is project, package and need, as far as known."""
        project, package, need = (*where, None, None, None)[:3]
        zh, en = _WORDS[code]
        place = "/".join(part for part in (*where, resource) if part)
        zh, en = f"{place}：{zh}", f"{place}: {en}"
        if period is not None:
            zh, en = f"{zh}，期间 {period}", f"{en}, period {period}"
        if found is not None or limit is not None:
            zh = f"{zh}（实际 {_shown(found)}，限定 {_shown(limit)}）"
            en = f"{en} (found {_shown(found)}, limit {_shown(limit)})"
        self.violations.append(
            Violation(code, project, package, need, resource, period, found, limit, zh, en)
        )


def _shown(value: int | str | None) -> str:
    return "–" if value is None else str(value)

"""Feasibility of single modes: somebody, some facility, the data and the money exist.

A mode alone that can't be done is a warning; it stops the round when no other mode of a
package of a mandatory (or pinned) project is left.
"""

from __future__ import annotations

from dataclasses import replace

from optimizer.checks.report import finding, severity_for
from optimizer.domain import Expert, FacilityNeed, Mode, MoneyNeed, Project, Round, StaffingNeed
from optimizer.domain.capacity import (
    expert_availability_pct,
    facility_units,
    fund_slots,
    spendable_cents,
)
from optimizer.domain.semantics import (
    access_allows,
    durations,
    facility_fits,
    is_lent,
    load_at,
    required_clearance_rank,
    serves,
)
from optimizer.findings import Finding, Severity

__all__ = ["check_feasibility"]


def check_feasibility(round_: Round) -> list[Finding]:
    """Return findings on modes that can't be done, whatever else is planned."""
    judge = _Judge(round_)
    results: list[Finding] = []
    for i, project in enumerate(round_.projects):
        severity = severity_for(round_, project)
        for j, package in enumerate(project.packages):
            at = f"/projects/{i}/packages/{j}/modes"
            by_mode = [judge.mode(project, m, f"{at}/{k}") for k, m in enumerate(package.modes)]
            stuck = severity if all(by_mode) else Severity.WARNING
            results += [replace(item, severity=stuck) for items in by_mode for item in items]
    return results


class _Judge:
    """What the round offers at best, worked out once."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        limit = round_.policy.load_limit_pct
        self.offered = {
            e.id: int(expert_availability_pct(round_.calendar, e).max()) * limit // 100
            for e in round_.experts
        }
        self.units = {
            f.id: int(facility_units(round_.calendar, f).max()) for f in round_.facilities
        }
        self.datasets = {d.id: d for d in round_.datasets}
        self.skills = {s.id for s in round_.skills}

    def mode(self, project: Project, mode: Mode, at: str) -> list[Finding]:
        results: list[Finding | None] = []
        for i, staffing in enumerate(mode.staffing):
            results.append(self.staffing(project, mode, staffing, f"{at}/staffing/{i}"))
        for i, facility in enumerate(mode.facilities):
            results.append(self.facility(project, mode, facility, f"{at}/facilities/{i}"))
        for i, need in enumerate(mode.datasets):
            results.append(self.dataset(project, need.dataset, need.purpose, f"{at}/datasets/{i}"))
        for i, money in enumerate(mode.money):
            results.append(self.money(project, money, f"{at}/money/{i}"))
        return [item for item in results if item is not None]

    def staffing(self, project: Project, mode: Mode, need: StaffingNeed, at: str) -> Finding | None:
        known = all(n.dataset in self.datasets for n in mode.datasets)
        if need.skill not in self.skills or not known:
            return None
        rank = required_clearance_rank(project, mode, self.datasets)
        able = [e for e in self.round.experts if serves(e, need, project)]
        cleared = [e for e in able if e.clearance.rank >= rank]
        load = min((load_at(need, mode, d) for d in durations(mode) if d > 0), default=0)
        free = [e for e in cleared if self._free(e, project) >= load]
        places = need.headcount
        if need.outsource is not None and rank <= self.round.policy.outsource_clearance.rank:
            places -= need.outsource.max_headcount or places
        if len(free) >= places:
            return None
        code, zh, en = "staffing.nobody", "技能、级别或使用权", "skill, level or access"
        if len(able) >= places:
            code, zh, en = "staffing.clearance", "涉密等级", "clearance"
        if len(cleared) >= places:
            code, zh, en = "staffing.load", "足够的时间", "enough time"
        close = [e.id for e in cleared or able] or [
            e.id for e in self.round.experts if any(s.skill == need.skill for s in e.skills)
        ]
        names = ", ".join(close[:3])
        return finding(
            code,
            at,
            f"需要 {need.headcount} 人，只有 {len(free)} 人可用：其他人缺少{zh}。",
            f"{need.headcount} people are needed, {len(free)} can serve: others lack {en}.",
            fix=(
                f"最接近的是：{names or '无'}；补足{zh}，或允许外包。",
                f"Closest: {names or 'nobody'}; give them {en}, or allow outsourcing.",
            ),
            found=len(free),
            expected=f"at least {places}",
            subject=(project.id, need.id),
        )

    def _free(self, expert: Expert, project: Project) -> int:
        kept = expert.keep_pct if is_lent(expert.department, project) else 0
        return max(self.offered[expert.id] - kept, 0)

    def facility(self, project: Project, mode: Mode, need: FacilityNeed, at: str) -> Finding | None:
        asked = [f for f in self.round.facilities if need.facility == f.id or need.kind == f.kind]
        if not asked:
            return None
        most = 0
        fits = [f for f in asked if facility_fits(f, need, project)]
        for facility in fits:
            kept = facility.keep_units if is_lent(facility.department, project) else 0
            most = max(most, self.units[facility.id] - kept)
        if fits and (most >= need.units or max(durations(mode), default=0) == 0):
            return None
        return finding(
            "facility.not-enough",
            at,
            f"需要 {need.units} 个单位，可用设施最多 {most} 个。",
            f"{need.units} units are needed, no usable facility has more than {most}.",
            fix=("减少单位数或放开使用权。", "Ask for fewer units or widen the access."),
            found=most,
            expected=f"at least {need.units}",
            subject=(project.id, need.id),
        )

    def dataset(self, project: Project, name: str, purpose: str, at: str) -> Finding | None:
        dataset = self.datasets.get(name)
        if dataset is None:
            return None
        if not access_allows(dataset.access, dataset.department, project):
            return finding(
                "dataset.no-access",
                f"{at}/dataset",
                f"项目无权使用数据集“{name}”。",
                f"The project may not use the dataset {name!r}.",
                fix=("请数据所有部门授权。", "Ask the owning department for access."),
                found=name,
                expected="a dataset the project may use",
                subject=(project.id, name),
            )
        if dataset.purposes and purpose not in dataset.purposes:
            return finding(
                "dataset.purpose",
                f"{at}/purpose",
                f"数据集“{name}”不允许用于“{purpose}”。",
                f"The dataset {name!r} may not be used for {purpose!r}.",
                fix=("改用允许的用途。", "State an allowed purpose."),
                found=purpose,
                expected=", ".join(dataset.purposes),
                subject=(project.id, name),
            )
        return None

    def money(self, project: Project, need: MoneyNeed, at: str) -> Finding | None:
        paying = [f for f in self.round.funds if not f.categories or need.category in f.categories]
        most = sum(
            spendable_cents(self.round.policy, fund, slot)
            for fund in paying
            if access_allows(fund.access, fund.department, project)
            for slot in fund_slots(fund, self.round.calendar.periods)
        )
        if need.amount_cents <= most or (self.round.funds and not paying):
            return None
        return finding(
            "money.above-funds",
            f"{at}/amount_cents",
            f"需要 {need.amount_cents} 分，可动用的资金共 {most} 分。",
            f"{need.amount_cents} cents are needed, the funds that may pay hold {most}.",
            fix=("减少金额或增加资金。", "Lower the amount or add money."),
            found=need.amount_cents,
            expected=f"at most {most}",
            subject=(project.id, need.id),
        )

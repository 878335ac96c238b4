"""Staffing of single modes: enough people with skill, clearance, access and time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from optimizer.checks.facts import Facts, longest_in
from optimizer.checks.report import finding
from optimizer.checks.windows import Window
from optimizer.domain import Expert, Facility, Mode, Project, StaffingNeed
from optimizer.domain.semantics import access_allows, durations, is_lent, load_at
from optimizer.findings import Finding

__all__ = ["Staffing"]

_LACKS = {
    "skill": ("技能", "the skill"),
    "level": ("级别", "the level"),
    "access": ("使用权", "access"),
    "forbidden": ("未被排除", "leave (it is forbidden here)"),
    "clearance": ("涉密等级", "clearance"),
    "time": ("足够的时间", "enough time"),
}
_WEIGHTS = {"skill": 6, "level": 1, "access": 3, "forbidden": 4, "clearance": 2, "time": 2}
_MOST_NAMED = 3


class Staffing:
    """Judges the staffing of one mode of one package."""

    def __init__(
        self,
        facts: Facts,
        project: Project,
        mode: Mode,
        window: Window,
        usable: Sequence[Sequence[Facility]],
    ) -> None:
        self.facts = facts
        self.project = project
        self.mode = mode
        self.window = window
        self.usable = usable
        ranks = [project.security_level.rank]
        ranks += [facts.datasets[need.dataset].security_level.rank for need in mode.datasets]
        ranks += [min(f.security_level.rank for f in choice) for choice in usable if choice]
        self.rank = max(ranks)
        """Least clearance, whichever usable facilities are taken."""
        room = window.last_end - window.first_start
        self.durations = [d for d in durations(mode) if d <= room] or [mode.duration]

    def findings(self, at: str) -> list[Finding]:
        """Return what makes the mode impossible to staff, need by need, then taken together."""
        results = [
            item
            for i, need in enumerate(self.mode.staffing)
            if need.skill in self.facts.skills
            and (item := self._need(need, f"{at}/staffing/{i}")) is not None
        ]
        if not results:
            results += self._together(at)
            results += self._operators(at)
        return results

    def able(self, need: StaffingNeed, duration: int | None = None) -> Iterable[Expert]:
        """Yield who can serve a need for some duration (or the given one), all else aside."""
        lasting = self.durations if duration is None else [duration]
        for expert in self.facts.able(need, self.project):
            if expert.clearance.rank >= self.rank and any(
                self._free(expert, need, d) for d in lasting
            ):
                yield expert

    def places(self, need: StaffingNeed) -> int:
        """Return the places of a need that can't go outside."""
        if self.rank > self.facts.round.policy.outsource_clearance.rank:
            return need.headcount
        return need.headcount - _outsiders(need)

    def _free(self, expert: Expert, need: StaffingNeed, duration: int) -> bool:
        if duration == 0:
            return True
        load = load_at(need, self.mode, duration)
        if (
            expert.lend_limit_pct_periods is not None
            and is_lent(expert.department, self.project)
            and load * duration > expert.lend_limit_pct_periods
        ):
            return False
        runs = self.facts.free_runs(expert, load, self.project)
        return longest_in(runs, self.window.first_start, self.window.last_end) >= duration

    def _reaches(self, need: StaffingNeed, duration: int, places: int) -> bool:
        """Say whether enough people can serve; stops at the last place."""
        for expert in self.facts.able(need, self.project):
            if places <= 0:
                break
            if expert.clearance.rank >= self.rank and self._free(expert, need, duration):
                places -= 1
        return places <= 0

    def _need(self, need: StaffingNeed, at: str) -> Finding | None:
        places = self.places(need)
        if any(self._reaches(need, duration, places) for duration in self.durations):
            return None
        able = list(self.facts.able(need, self.project))
        cleared = [e for e in able if e.clearance.rank >= self.rank]
        free = max(
            (sum(self._free(e, need, d) for e in cleared) for d in self.durations), default=0
        )
        code, zh, en = "staffing.nobody", "技能、级别或使用权", "skill, level or access"
        if len(able) >= places:
            code, zh, en = "staffing.clearance", "涉密等级", "clearance"
        if len(cleared) >= places:
            code, zh, en = "staffing.load", "足够的时间", "enough time"
        if free >= need.headcount - _outsiders(need) and free < places:
            code, zh, en = (
                "staffing.clearance",
                "涉密等级，也不得外包",
                "clearance, as outsiders do",
            )
        close_zh, close_en = self._closest(need)
        asked = "1 person is" if need.headcount == 1 else f"{need.headcount} people are"
        return finding(
            code,
            at,
            f"需要 {need.headcount} 人，只有 {free} 人可用：其他人缺少{zh}。",
            f"{asked} needed, {free} can serve: others lack {en}.",
            fix=(
                f"最接近的是：{close_zh or '无'}；补足{zh}，或允许外包。",
                f"Closest: {close_en or 'nobody'}; give them {en}, or allow outsourcing.",
            ),
            found=free,
            expected=f"at least {places}",
            subject=(self.project.id, need.id),
        )

    def _closest(self, need: StaffingNeed) -> tuple[str, str]:
        """Return the people who come closest to a need and what each lacks, in zh and en."""
        ranked = []
        for position, expert in enumerate(self.facts.round.experts):
            lacks = self._lacks(expert, need)
            if lacks and "skill" not in lacks:
                distance = sum(_WEIGHTS[name] * step for name, step in lacks.items())
                ranked.append((distance, position, expert, lacks))
        closest = sorted(ranked, key=lambda item: item[:2])[:_MOST_NAMED]

        def told(lang: int) -> str:
            comma = "、" if lang == 0 else " and "
            return ("；" if lang == 0 else "; ").join(
                f"{expert.id} ({'缺' if lang == 0 else 'lacks '}"
                f"{comma.join(_LACKS[name][lang] for name in lacks)})"
                for _, _, expert, lacks in closest
            )

        return told(0), told(1)

    def _lacks(self, expert: Expert, need: StaffingNeed) -> dict[str, int]:
        """Return what keeps an expert from a need, each with how far it is off."""
        level = max((s.level for s in expert.skills if s.skill == need.skill), default=0)
        load = min(load_at(need, self.mode, d) for d in self.durations)
        found = {
            "skill": int(level == 0),
            "level": max(need.min_level - level, 0),
            "access": int(not access_allows(expert.access, expert.department, self.project)),
            "forbidden": int(expert.id in self.project.forbidden_experts),
            "clearance": max(self.rank - expert.clearance.rank, 0),
            "time": int(not any(self._free(expert, need, d) for d in self.durations) and load > 0),
        }
        return {name: step for name, step in found.items() if step}

    def _together(self, at: str) -> list[Finding]:
        """Find too few different people for all needs at once (a matching leaves places empty)."""
        needs = [n for n in self.mode.staffing if n.skill in self.facts.skills and self.places(n)]
        total = sum(self.places(need) for need in needs)
        if len(needs) < 2:
            return []
        choices: list[list[str]] = []
        for need in needs:
            able: list[str] = []
            for expert in self.able(need):
                able.append(expert.id)
                if len(able) >= total:
                    break  # never short of people, whoever the others take
            if len(able) < total:
                choices += [able] * self.places(need)
        filled = _matched(choices)
        if filled == len(choices):
            return []
        people = len({name for able in choices for name in able})
        return [
            finding(
                "staffing.too-few-together",
                f"{at}/staffing",
                f"这些需求共要 {len(choices)} 个不同的人，只能安排 {filled} 人。",
                f"These needs ask for {len(choices)} different people; only {filled} of their "
                "places can be filled at once.",
                fix=(
                    "增加人员、减少人数，或允许外包。",
                    "Add people, ask for fewer, or allow outsourcing.",
                ),
                found=filled,
                expected=f"{len(choices)} places filled from {people} people",
                subject=(self.project.id, *dict.fromkeys(need.id for need in needs)),
            )
        ]

    def _operators(self, at: str) -> list[Finding]:
        """Find facility needs whose every usable facility lacks somebody who can operate it."""
        results = []
        for i, (need, choice) in enumerate(zip(self.mode.facilities, self.usable, strict=True)):
            if not choice or any(self._operated(facility) for facility in choice):
                continue
            asked = sorted(
                {f"{f.operator.skill} {f.operator.level}" for f in choice if f.operator is not None}
            )
            listed = ", ".join(asked)
            results.append(
                finding(
                    "facility.no-operator",
                    f"{at}/facilities/{i}",
                    f"能用的设施都要求有人会操作（{listed}），而此方式的任何岗位都没有这样的人。",
                    f"Every usable facility wants an operator ({listed}), and nobody who can fill "
                    "a place of this mode is one.",
                    fix=(
                        "增加一个操作人员的需求，或培训一人。",
                        "Add a need for an operator, or train somebody.",
                    ),
                    found="nobody",
                    expected=listed,
                    subject=(self.project.id, need.id),
                )
            )
        return results

    def _operated(self, facility: Facility) -> bool:
        asked = facility.operator
        if asked is None:
            return True
        return any(
            expert.clearance.rank >= facility.security_level.rank
            and any(s.skill == asked.skill and s.level >= asked.level for s in expert.skills)
            for need in self.mode.staffing
            for expert in self.able(need)
        )


def _outsiders(need: StaffingNeed) -> int:
    """Return the places that may go outside where clearance allows it."""
    if need.outsource is None:
        return 0
    most = need.outsource.max_headcount
    return need.headcount if most is None else min(most, need.headcount)


def _matched(choices: Sequence[Sequence[str]]) -> int:
    """Return how many places can be filled by different people (augmenting paths)."""
    place_of: dict[str, int] = {}

    def place(index: int, seen: set[str]) -> bool:
        for name in choices[index]:
            if name not in seen:
                seen.add(name)
                if name not in place_of or place(place_of[name], seen):
                    place_of[name] = index
                    return True
        return False

    return sum(place(index, set()) for index in range(len(choices)))

"""Which families of rules keep a project out together: a minimal conflict, by re-solving."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

import numpy as np

from optimizer.domain import Text
from optimizer.explain.families import FAMILIES, Family, without_families
from optimizer.model.held import Held
from optimizer.solve.free_part import FreePart
from optimizer.solve.part_goals import part_possible
from scenarios.why.documents import FamilyConflict
from scenarios.why.question import Question

__all__ = ["FAMILY_WORDS", "explain_families"]

Scope = Literal["nothing", "neighbours", "round"]

MOST_TIME = 10**6
"""Percent of everybody's time that stands for no limit."""

FAMILY_WORDS: dict[str, tuple[str, str]] = {
    "people": ("人员日历与负荷上限", "people's calendars and load limits"),
    "skills": ("技能与级别", "skills and levels"),
    "clearance": ("涉密等级", "clearances"),
    "lending": ("使用范围与借出限额", "who may use whose, and lending limits"),
    "facilities": ("设施", "facilities"),
    "datasets": ("数据的用途与名额", "purposes and users of datasets"),
    "money": ("资金", "money"),
    "deadlines": ("时间窗与截止期限", "windows and deadlines"),
    "order": ("工作包先后次序", "the order of packages"),
    "pins": ("既有约定", "what is agreed (pins)"),
    "groups": ("互斥组与前置项目", "exclusive groups and prerequisites"),
}


def explain_families(
    question: Question, scope: Scope, seconds: float, part: FreePart | None = None
) -> FamilyConflict | None:
    """Return a minimal set of families that keep a project out when nobody may be left out for it.

    A deletion filter: family after family is left out, and stays out if the rest still has no plan.

    Parameters
    ----------
    question : Question
    scope : {"nothing", "neighbours", "round"}
        What besides the project may move.
    seconds : float
    part : FreePart, optional
        The free part under the scope ``neighbours``.

    Returns
    -------
    FamilyConflict or None
        ``None``: it can be done as it is, or the proof took too long.
    """
    if question.is_excluded:
        return _conflict(("groups",), ("groups",), True, scope)
    if scope == "round":
        part = question.part(question.planned)
    elif scope == "nothing" or part is None:
        part = question.beside
    probe = _Probe(question, part, time.monotonic() + seconds)
    if probe.possible(()) is not False:
        return None
    left_out: list[Family] = _silent(question)
    for family in FAMILIES:
        if family in left_out:
            continue
        possible = probe.possible((*left_out, family))
        if possible is None:
            return None
        if not possible:
            left_out.append(family)
    members = tuple(family for family in FAMILIES if family not in left_out)
    answers = {family: probe.possible((family,)) for family in members}
    enough = tuple(family for family, possible in answers.items() if possible)
    return _conflict(members, enough, None not in answers.values(), scope)


def _silent(question: Question) -> list[Family]:
    """Return the families that have nothing to say about the project."""
    modes = [m for p in question.wanted for package in p.packages for m in package.modes]
    packages = [package for p in question.wanted for package in p.packages]
    outside = any(n.outsource is not None for m in modes for n in m.staffing)
    bounded = any(p.deadline is not None or p.earliest_start for p in question.wanted)
    bounded |= any(k.deadline is not None or k.earliest_start > 0 for k in packages)
    says: dict[Family, bool] = {
        "facilities": any(mode.facilities for mode in modes),
        "datasets": any(mode.datasets for mode in modes),
        "money": outside or any(mode.money for mode in modes),
        "deadlines": bounded,
        "order": any(package.predecessors for package in packages)
        or any(project.prerequisites for project in question.wanted),
        "pins": any(pin.project in question.required for pin in question.base.pins),
    }
    return [family for family in FAMILIES if not says.get(family, True)]


class _Probe:
    def __init__(self, question: Question, part: FreePart, until: float) -> None:
        self.question = question
        self.part = part
        self.until = until
        self.wanted = {project.id for project in question.wanted}

    def possible(self, left_out: Collection[Family]) -> bool | None:
        """Say whether everybody finds a place without some families; ``None``: out of time."""
        left = self.until - time.monotonic()
        if left <= 0 or self.question.cancelled():
            return None
        round_ = without_families(self.part.round, left_out, self.wanted)
        return part_possible(
            round_,
            _held_without(self.part, left_out),
            {project.id for project in round_.projects},
            replace(self.question.limits, time_limit_seconds=left),
            self.question.cancel,
        )


def _held_without(part: FreePart, left_out: Collection[Family]) -> Held:
    """Return what the others hold of what is still rationed."""
    held, round_ = part.held, part.round
    if "people" in left_out:
        endless = np.full(round_.calendar.periods, -MOST_TIME, dtype=np.int64)
        everybody = dict.fromkeys((expert.id for expert in round_.experts), endless)
        held = replace(held, load=everybody, lent=everybody, packages={})
    if "lending" in left_out:
        held = replace(held, lent={}, lent_sum={}, units_lent={}, units_lent_sum={})
    if "facilities" in left_out:
        held = replace(held, units={}, units_lent={}, channels={})
    if "datasets" in left_out:
        held = replace(held, users={})
    return held


def _conflict(
    members: tuple[str, ...], enough: tuple[str, ...], minimal: bool, scope: Scope
) -> FamilyConflict:
    zh = "、".join(FAMILY_WORDS[name][0] for name in members)
    en = "; ".join(FAMILY_WORDS[name][1] for name in members)
    if not members:
        sentence = Text(
            zh="即使放开所有规则，时间也不够。",
            en="Even without any of the rules, time is too short.",
        )
        return FamilyConflict(
            families=(), enough=(), minimal=minimal, scope=scope, verified=minimal,
            sentence=sentence,
        )  # fmt: skip
    alone_zh = "、".join(FAMILY_WORDS[name][0] for name in enough)
    alone_en = "; ".join(FAMILY_WORDS[name][1] for name in enough)
    more_zh = f"单独放开其中一项即可：{alone_zh}。" if enough else "单独放开任何一项都不够。"
    more_en = (
        f"Enough, if any one of these gives way alone: {alone_en}."
        if enough
        else "None of them is enough if it gives way alone."
    )
    return FamilyConflict(
        families=members,
        enough=enough,
        minimal=minimal,
        scope=scope,
        verified=minimal,
        sentence=Text(
            zh=f"共同造成障碍的规则：{zh}。{more_zh}",
            en=f"Rules that stand in the way together: {en}. {more_en}",
        ),
    )

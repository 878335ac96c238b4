"""Why each rejected project is not in the plan.

What the round itself says comes first (pins, groups, prerequisites), then what the checks rule out,
then an insertion beside the plan that shows what is taken and by whom. Only a project that finds no
place even in an empty plan is put to the solver, alone. All of it is bounded: by counts, so that
deterministic mode repeats itself, and otherwise by time as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from optimizer.checks.facts import Facts
from optimizer.domain import Blocker, Plan, Project, ProjectPin, Rejection, Round, Text
from optimizer.explain import Room, explain_displaced, fits_alone
from optimizer.explain.ruled_out import ruled_out
from optimizer.explain.words import blocked_words, ruled_out_words
from optimizer.findings import Finding
from optimizer.solve.alone import alone_round, cause_alone, possible_alone
from optimizer.solve.levels import Stage
from optimizer.solve.limits import Limits

__all__ = ["Budget", "explain_rejections"]

MOST_INSERTIONS = 500
"""Rejected projects that are looked at closely."""
MOST_PROBES = 40
"""Rejected projects that are solved alone."""
PROBE_SECONDS = 0.5
"""For each solve of one project alone; deterministic seconds in deterministic mode."""
SHARE_OF_LIMIT = 0.03
LEAST_SECONDS = 0.5


class Budget:
    """What may be spent on reasons beyond the time limit: 3 % of it, at least half a second."""

    def __init__(self, limits: Limits, cancel: threading.Event | None) -> None:
        self.limits = limits
        self.cancel = cancel
        self.insertions = MOST_INSERTIONS
        self.probes = MOST_PROBES
        limit = limits.time_limit_seconds
        self._until: float | None = None
        if limit is not None and not limits.deterministic:
            self._until = time.monotonic() + max(LEAST_SECONDS, SHARE_OF_LIMIT * limit)

    def open(self) -> bool:
        """Say whether there is anything left to spend."""
        if self.cancel is not None and self.cancel.is_set():
            return False
        return self._until is None or time.monotonic() < self._until

    def probe_seconds(self) -> float:
        """Return the seconds that one probe may take."""
        if self._until is None:
            return PROBE_SECONDS
        return max(0.01, min(PROBE_SECONDS, self._until - time.monotonic()))


def explain_rejections(
    round_: Round,
    plan: Plan,
    stages: Sequence[Stage],
    limits: Limits,
    cancel: threading.Event | None,
    *,
    proven: bool,
) -> tuple[Rejection, ...]:
    """Return why each project is not in the plan, in the round's order.

    Parameters
    ----------
    round_ : Round
    plan : Plan
        Verified.
    stages : sequence of Stage
        What was optimised, to say whether a project that still fits would gain anything.
    limits : Limits
        Of the solve; see :class:`Budget`.
    cancel : threading.Event or None
        Once set, what is left gets its reason from the round alone.
    proven : bool
        Whether the plan is proven optimal at every level.
    """
    accepted = {project.project for project in plan.projects}
    if len(accepted) == len(round_.projects):
        return ()
    close = _CloseLook(round_, plan, () if proven else stages, Budget(limits, cancel))
    return tuple(
        _from_the_round(round_, project, accepted) or close.rejection(project)
        for project in round_.projects
        if project.id not in accepted
    )


def _rejection(
    project: Project, code: str, reason: Text, blockers: tuple[Blocker, ...] = ()
) -> Rejection:
    return Rejection(project=project.id, code=code, reason=reason, blockers=blockers)


def _from_the_round(round_: Round, project: Project, accepted: set[str]) -> Rejection | None:
    """Return a reason that needs no look at resources."""
    for pin in round_.pins:
        if isinstance(pin, ProjectPin) and pin.project == project.id and not pin.accepted:
            reason = Text(zh="已被固定为不立项。", en="It is pinned out.")
            return _rejection(project, "pinned-out", reason)
    for other in round_.projects:
        same = project.exclusive_group is not None
        if same and other.exclusive_group == project.exclusive_group and other.id in accepted:
            reason = Text(
                zh=f"同组的 {other.id} 已入选。",
                en=f"{other.id} of the same exclusive group is accepted.",
            )
            return _rejection(project, "exclusive-group", reason)
    for prerequisite in project.prerequisites:
        if prerequisite.project not in accepted:
            reason = Text(
                zh=f"其前置项目 {prerequisite.project} 未入选。",
                en=f"Its prerequisite {prerequisite.project} is not accepted.",
            )
            return _rejection(project, "prerequisite", reason)
    return None


class _CloseLook:
    """Looks at projects beside the plan, while the budget lasts."""

    def __init__(self, round_: Round, plan: Plan, stages: Sequence[Stage], budget: Budget) -> None:
        self.round = round_
        self.plan = plan
        self.stages = stages
        self.budget = budget
        self._facts: Facts | None = None
        self._impossible: dict[str, list[Finding]] = {}
        self._rooms: tuple[Room, Room] | None = None

    def rejection(self, project: Project) -> Rejection:
        """Return the reason for a project that only resources can keep out."""
        if self.budget.insertions <= 0 or not self.budget.open():
            return _rejection(project, "displaced", _SCARCE)
        self.budget.insertions -= 1
        facts, (room, empty) = self._prepared()
        if project.id in self._impossible:
            return _rejection(project, "impossible", ruled_out_words(self._impossible[project.id]))
        beside = explain_displaced(room, self.plan, project)
        if beside.fits is not None:
            return self._fitting(project, beside.fits)
        if not fits_alone(empty, project):
            cause = self._probe(project)
            if cause is not None:
                return _rejection(project, "impossible", cause)
        if not beside.blockers:
            return _rejection(project, "displaced", _SCARCE)
        words = blocked_words(facts.round, beside.blockers)
        return _rejection(project, "displaced", words, beside.blockers)

    def _prepared(self) -> tuple[Facts, tuple[Room, Room]]:
        if self._facts is None or self._rooms is None:
            self._facts = Facts(self.round)
            self._impossible = ruled_out(self._facts)
            self._rooms = (Room(self._facts, self.plan), Room(self._facts, Plan()))
        return self._facts, self._rooms

    def _fitting(self, project: Project, longer: Plan) -> Rejection:
        """Return why a project that still fits is left out."""
        if _better(self.stages, longer, self.plan):
            return _rejection(project, "room-left", _ROOM)
        return _rejection(project, "no-gain", _NO_GAIN)

    def _probe(self, project: Project) -> Text | None:
        """Return why a project is impossible alone, ``None`` when that is not proven."""
        budget = self.budget
        if budget.probes <= 0 or not budget.open():
            return None
        budget.probes -= 1
        alone = alone_round(self.round, project)
        ask: Callable[..., object] = possible_alone
        if ask(alone, budget.probe_seconds(), budget.limits, budget.cancel) is not False:
            return None
        return cause_alone(alone, budget.probe_seconds(), budget.limits, budget.cancel)


def _better(stages: Sequence[Stage], one: Plan, other: Plan) -> bool:
    """Say whether one plan beats another, level by level."""
    for stage in stages:
        ours, theirs = stage.value(one), stage.value(other)
        if ours != theirs:
            return (ours > theirs) == stage.maximise
    return False


_SCARCE = Text(
    zh="资源有限，已入选项目的目标值更高，或尚未找到更优方案。",
    en="Resources are scarce and the accepted projects are worth more, as far as the search went.",
)
_ROOM = Text(
    zh="计划中还放得下它：搜索在试到它之前就结束了。再求解一次，或延长时间。",
    en="There is room for it beside the plan: the search ended before it was tried. Solve again, "
    "or for longer.",
)
_NO_GAIN = Text(
    zh="计划中还放得下它，但按各级目标，加上它没有收益。",
    en="There is room for it beside the plan, but by the objective's levels nothing is gained.",
)

"""Why a round is infeasible: mandatory projects, windows and pins that can't hold together.

A project that nobody must accept can always be rejected, so only those that must be in (and what
they need first) can make a round infeasible. Everything here is asked of that smaller round.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from optimizer.checks.facts import Facts
from optimizer.domain import Conflict, Plan, PlannedProject, Project, ProjectPin, Round, Text
from optimizer.explain import Inserted, Room, insert_project
from optimizer.explain.words import blocked_words
from optimizer.model.build import build_model
from optimizer.model.families.pins import pin_name
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.limits import Limits

__all__ = ["explain_conflict"]

SECONDS_PER_PROBE = 5.0
LEAST_SECONDS = 1.0
"""For the whole explanation, even when the search has used up the time limit."""
MOST_PROBES = 400


def explain_conflict(
    round_: Round, limits: Limits, cancel: threading.Event | None, seconds: float | None = None
) -> Conflict:
    """Return conditions that clash: leave out any one of them, and (if minimal) the rest can hold.

    Conditions are ``mandatory:<project>``, ``window:<project>`` (its windows and those of its
    packages) and pins. They are found by QuickXplain over exact re-solves: a condition leaves the
    list only when the rest is proven infeasible without it. A probe that runs out of time keeps its
    conditions, and then the list may not be minimal.

    Parameters
    ----------
    round_ : Round
        Proven infeasible.
    limits : Limits
    cancel : threading.Event or None
    seconds : float, optional
        What is left of the time limit; at least a second is taken. Unused in deterministic mode,
        where the number of probes and their deterministic time are what is limited.

    References
    ----------
    Junker (2004), QuickXplain: preferred explanations and relaxations for over-constrained
    problems.
    """
    probe = _Probe(round_, limits, cancel, seconds)
    names = probe.conditions
    members = names
    if probe.infeasible(names):
        members = sorted(_quick_xplain(probe, [], names, False), key=names.index)
    listed = ", ".join(members)
    why = _why(round_, members)
    return Conflict(
        members=tuple(members),
        minimal=not probe.cut_short,
        reason=Text(
            zh=f"以下条件不能同时成立：{listed}。{why.zh}放宽其中一项即可继续。",
            en=f"These conditions can't hold together: {listed}. {why.en}Relax one of them.",
        ),
    )


def _quick_xplain(probe: _Probe, kept: list[str], candidates: list[str], added: bool) -> list[str]:
    """Return a minimal part of ``candidates`` that is infeasible together with ``kept``."""
    if added and probe.infeasible(kept):
        return []
    if len(candidates) <= 1:
        return candidates
    half = len(candidates) // 2
    first, second = candidates[:half], candidates[half:]
    needed = _quick_xplain(probe, kept + first, second, bool(first))
    return needed + _quick_xplain(probe, kept + needed, first, bool(needed))


class _Probe:
    """Asks whether the round is infeasible under some of its conditions only."""

    def __init__(
        self,
        round_: Round,
        limits: Limits,
        cancel: threading.Event | None,
        seconds: float | None,
    ) -> None:
        self.round = round_
        self.limits = limits
        self.cancel = cancel
        self.cut_short = False
        self.left = MOST_PROBES
        self._until: float | None = None
        if seconds is not None and not limits.deterministic:
            self._until = time.monotonic() + max(seconds, LEAST_SECONDS)
        self._known: dict[frozenset[str], bool] = {}
        self._pins = {pin_name(i, pin): pin for i, pin in enumerate(round_.pins)}
        relevant = {project.id for project in _needed(round_, round_.projects, round_.pins)}
        windows = [f"window:{p.id}" for p in round_.projects if p.id in relevant and _has_window(p)]
        pins = [name for name, pin in self._pins.items() if pin.project in relevant]
        mandatory = [f"mandatory:{p.id}" for p in round_.projects if p.mandatory]
        # Preferred first: what is agreed is named before windows that only give it its place.
        self.conditions = mandatory + pins + windows

    def infeasible(self, names: Sequence[str]) -> bool:
        """Say whether these conditions are proven to clash; doubt is marked in ``cut_short``."""
        asked = frozenset(names)
        if asked not in self._known:
            self._known[asked] = self._ask(asked)
        return self._known[asked]

    def _ask(self, names: frozenset[str]) -> bool:
        seconds = SECONDS_PER_PROBE
        if self._until is not None:
            seconds = min(seconds, self._until - time.monotonic())
        cancelled = self.cancel is not None and self.cancel.is_set()
        if cancelled or self.left <= 0 or seconds <= 0:
            self.cut_short = True
            return False
        self.left -= 1
        round_ = self._part(names)
        if not round_.projects:
            return False
        once = Limits(seconds, 1, self.limits.seed, self.limits.deterministic)
        answer = optimise(
            build_model(round_).model,
            level="conflict",
            maximise=True,
            seconds=seconds,
            clock=Clock(once, time.monotonic()),
            cancel=self.cancel,
        )
        if not answer.infeasible and answer.values is None:
            self.cut_short = True
        return answer.infeasible

    def _part(self, names: frozenset[str]) -> Round:
        """Return the round under some conditions, with the projects these make necessary."""
        projects = []
        for project in self.round.projects:
            kept = project.model_copy(update={"mandatory": f"mandatory:{project.id}" in names})
            if f"window:{project.id}" not in names:
                kept = _without_window(kept)
            projects.append(kept)
        pins = tuple(pin for name, pin in self._pins.items() if name in names)
        needed = _needed(self.round, projects, pins)
        ids = {project.id for project in needed}
        return self.round.model_copy(
            update={
                "projects": tuple(needed),
                # A pin on a project that need not be in asks for nothing.
                "pins": tuple(pin for pin in pins if pin.project in ids),
                "baseline": None,
            }
        )


def _needed(round_: Round, projects: Sequence[Project], pins: Sequence[object]) -> list[Project]:
    """Return the projects that must be accepted, with everything they need first."""
    by_id = {project.id: project for project in projects}
    pinned = {p.project for p in pins if isinstance(p, ProjectPin) and p.accepted}
    waiting = [p.id for p in projects if p.mandatory or p.id in pinned]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [before.project for before in by_id[name].prerequisites]
    return [by_id[project.id] for project in round_.projects if project.id in needed]


def _has_window(project: Project) -> bool:
    own = project.earliest_start > 0 or project.deadline is not None
    return own or any(p.earliest_start > 0 or p.deadline is not None for p in project.packages)


def _without_window(project: Project) -> Project:
    packages = tuple(
        package.model_copy(update={"earliest_start": 0, "deadline": None})
        for package in project.packages
    )
    return project.model_copy(update={"earliest_start": 0, "deadline": None, "packages": packages})


def _why(round_: Round, members: Sequence[str]) -> Text:
    """Return what is taken when the clashing projects are placed one after the other, in words."""
    pins = tuple(pin for i, pin in enumerate(round_.pins) if pin_name(i, pin) in members)
    named = {name.split(":", 1)[1] for name in members if name.startswith("mandatory:")}
    named |= {pin.project for pin in pins if isinstance(pin, ProjectPin) and pin.accepted}
    facts = Facts(round_.model_copy(update={"pins": pins}))
    placed: list[PlannedProject] = []
    for project in facts.with_prerequisites(p.id for p in round_.projects if p.id in named):
        found = insert_project(Room(facts, Plan(projects=tuple(placed))), project)
        if isinstance(found, Inserted):
            placed.append(found.planned)
        elif found.blockers:
            words = blocked_words(round_, found.blockers)
            return Text(
                zh=f"依次排入时，{project.id} 排不下：{words.zh}",
                en=f"Placed one after the other, {project.id} finds no place. {words.en} ",
            )
    return Text()

"""Whether a round is infeasible under some of its conditions: exact re-solves of a small part."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from optimizer.domain import Plan, Project, Round
from optimizer.domain.semantics import latest_end
from optimizer.model.build import build_model
from optimizer.model.families.pins import pin_name
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.extract import extract_plan
from optimizer.solve.forced import needed_projects
from optimizer.solve.limits import Limits
from optimizer.verify.agreed import verify_pin
from optimizer.verify.resolved import resolve
from optimizer.verify.violation import Ledger

__all__ = ["ConflictProbe"]

SECONDS_PER_PROBE = 5.0
LEAST_SECONDS = 1.0
"""For the whole explanation, even when the search has used up the time limit."""
MOST_PROBES = 400
HURRY = 2.5
"""In a hurry a probe takes this many times as long as the slowest proof so far, at the most."""


class ConflictProbe:
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
        self._hurried = False
        self._slowest_proof = 0.05
        self._known: dict[frozenset[str], bool] = {}
        self._met: list[frozenset[str]] = []
        """What each plan found on the way meets: no part of it is infeasible."""
        self._pins = {pin_name(i, pin): pin for i, pin in enumerate(round_.pins)}
        relevant = {project.id for project in needed_projects(round_.projects, round_.pins)}
        windows = [f"window:{p.id}" for p in round_.projects if p.id in relevant and _has_window(p)]
        pins = [name for name, pin in self._pins.items() if pin.project in relevant]
        mandatory = [f"mandatory:{p.id}" for p in round_.projects if p.mandatory]
        # Preferred first: what is agreed is named before windows that only give it its place.
        self.conditions = mandatory + pins + windows

    def infeasible(self, names: Sequence[str]) -> bool:
        """Say whether these conditions are proven to clash; doubt is marked in ``cut_short``."""
        asked = frozenset(names)
        if any(asked <= met for met in self._met):
            return False
        if asked not in self._known:
            answer = self._ask(asked)
            if answer is None:
                self.cut_short |= not self._hurried
                return False
            self._known[asked] = answer
        return self._known[asked]

    def hurry(self, *, hurried: bool = True) -> None:
        """Take a probe that takes much longer than a proof for feasible, or take the time again.

        Proofs of infeasibility are fast here, and plans are slow to find: most of the time would go
        into conditions that belong to no conflict.
        """
        self._hurried = hurried

    def _ask(self, names: frozenset[str]) -> bool | None:
        """Return the answer, or ``None`` when there was no time for it."""
        seconds = SECONDS_PER_PROBE
        if self._hurried:
            seconds = min(seconds, HURRY * self._slowest_proof)
        if self._until is not None:
            seconds = min(seconds, self._until - time.monotonic())
        cancelled = self.cancel is not None and self.cancel.is_set()
        if cancelled or self.left <= 0 or seconds <= 0:
            self.cut_short = True
            return None
        self.left -= 1
        round_ = self._part(names)
        if not round_.projects:
            return False
        once = Limits(seconds, 1, self.limits.seed, self.limits.deterministic)
        variables = build_model(round_)
        clock = Clock(once, time.monotonic())
        answer = optimise(
            variables.model,
            level="conflict",
            maximise=True,
            seconds=seconds,
            clock=clock,
            cancel=self.cancel,
        )
        if answer.infeasible:
            left = clock.left(time.monotonic())
            if left is not None:
                self._slowest_proof = max(self._slowest_proof, seconds - left)
            return True
        if answer.values is None:
            return None
        self._met.append(self._met_by(extract_plan(variables, answer.values)))
        return False

    def _met_by(self, plan: Plan) -> frozenset[str]:
        """Return every condition that a plan meets, those that were not asked of it included."""
        resolved = resolve(self.round, plan, Ledger())
        met = {f"mandatory:{name}" for name in resolved.accepted}
        for name, pin in self._pins.items():
            ledger = Ledger()
            verify_pin(resolved, pin, ledger)
            if not ledger.violations:
                met.add(name)
        for project in self.round.projects:
            inside = (
                max(project.earliest_start, a.package.earliest_start) <= a.planned.start
                and a.planned.end <= latest_end(self.round, project, a.package.deadline)
                for a in resolved.of_project(project.id)
            )
            if all(inside):
                met.add(f"window:{project.id}")
        return frozenset(met)

    def _part(self, names: frozenset[str]) -> Round:
        """Return the round under some conditions, with the projects these make necessary."""
        projects = []
        for project in self.round.projects:
            kept = project.model_copy(update={"mandatory": f"mandatory:{project.id}" in names})
            if f"window:{project.id}" not in names:
                kept = _without_window(kept)
            projects.append(kept)
        pins = tuple(pin for name, pin in self._pins.items() if name in names)
        needed = needed_projects(projects, pins)
        ids = {project.id for project in needed}
        return self.round.model_copy(
            update={
                "projects": tuple(needed),
                # A pin on a project that need not be in asks for nothing.
                "pins": tuple(pin for pin in pins if pin.project in ids),
                "baseline": None,
            }
        )


def _has_window(project: Project) -> bool:
    own = project.earliest_start > 0 or project.deadline is not None
    return own or any(p.earliest_start > 0 or p.deadline is not None for p in project.packages)


def _without_window(project: Project) -> Project:
    packages = tuple(
        package.model_copy(update={"earliest_start": 0, "deadline": None})
        for package in project.packages
    )
    return project.model_copy(update={"earliest_start": 0, "deadline": None, "packages": packages})

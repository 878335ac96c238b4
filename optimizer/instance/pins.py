"""Pins, sorted by what they narrow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from optimizer.domain import (
    FundPin,
    ModePin,
    PersonPin,
    Project,
    ProjectPin,
    Round,
    StartPin,
    WindowPin,
    WorkPackage,
)
from optimizer.domain.semantics import latest_end

__all__ = ["Pinned"]


@dataclass
class Pinned:
    """What the pins of a round say about each project, package and need."""

    accepted: dict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))
    starts: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    windows: dict[tuple[str, str], list[WindowPin]] = field(
        default_factory=lambda: defaultdict(list)
    )
    modes: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    people: dict[tuple[str, str, str], dict[str, set[bool]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    needs: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Needs on which somebody is pinned, by package: a mode without one is excluded."""
    funds: dict[tuple[str, str], list[FundPin]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, round_: Round) -> Pinned:
        """Return the pins of a round."""
        self = cls()
        for pin in round_.pins:
            if isinstance(pin, ProjectPin):
                self.accepted[pin.project].add(pin.accepted)
                continue
            at = (pin.project, pin.package)
            if isinstance(pin, StartPin):
                self.starts[at].add(pin.start)
            elif isinstance(pin, WindowPin):
                self.windows[at].append(pin)
            elif isinstance(pin, ModePin):
                self.modes[at].add(pin.mode)
            elif isinstance(pin, PersonPin):
                self.people[(*at, pin.need)][pin.expert].add(pin.assigned)
                if pin.assigned:
                    self.needs[at].add(pin.need)
            else:
                self.funds[at].append(pin)
        return self

    def window(self, round_: Round, project: Project, package: WorkPackage) -> tuple[int, int, int]:
        """Return least and greatest start, and greatest end, that the pins leave to a package."""
        at = (project.id, package.id)
        earliest = max(project.earliest_start, package.earliest_start)
        latest = latest_end(round_, project, package.deadline)
        last_start = latest
        for start in self.starts.get(at, ()):
            earliest, last_start = max(earliest, start), min(last_start, start)
        for pin in self.windows.get(at, ()):
            earliest = max(earliest, pin.earliest_start)
            latest = latest if pin.deadline is None else min(latest, pin.deadline)
        return earliest, last_start, latest

"""What planned projects use, so that others can be planned beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from optimizer.domain import Mode, PlannedPackage, PlannedProject, Project, Round
from optimizer.domain.capacity import IntArray
from optimizer.domain.semantics import load_at
from optimizer.model.held import Held

__all__ = ["Holding"]


class Holding:
    """Adds up what projects use; :attr:`held` is what the model must leave to them.

    Parameters
    ----------
    round_ : Round
        Of which the projects are.
    planned : iterable of PlannedProject
        Added at once.
    """

    def __init__(self, round_: Round, planned: Iterable[PlannedProject] = ()) -> None:
        self._periods = round_.calendar.periods
        self._projects = {project.id: project for project in round_.projects}
        self._home = {e.id: e.department for e in round_.experts}
        self._owner = {f.id: f.department for f in round_.facilities}
        self._limited = {d.id for d in round_.datasets if d.max_users is not None}
        self._protection = {
            f.id: f.channel.protection_periods
            for f in round_.facilities
            if f.channel is not None and f.channel.exclusive
        }
        self._load: dict[str, IntArray] = defaultdict(self._row)
        self._lent: dict[str, IntArray] = defaultdict(self._row)
        self._packages: dict[str, IntArray] = defaultdict(self._row)
        self._lent_sum: dict[str, int] = defaultdict(int)
        self._units: dict[str, IntArray] = defaultdict(self._row)
        self._units_lent: dict[str, IntArray] = defaultdict(self._row)
        self._units_lent_sum: dict[str, int] = defaultdict(int)
        self._users: dict[str, IntArray] = defaultdict(self._row)
        self._drawn: dict[tuple[str, int], int] = defaultdict(int)
        self._channels: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for item in planned:
            self.add(item)

    def _row(self) -> IntArray:
        return np.zeros(self._periods, dtype=np.int64)

    @property
    def held(self) -> Held:
        """All that was added, as it stands; later additions show in it."""
        return Held(
            load=self._load,
            lent=self._lent,
            packages=self._packages,
            lent_sum=self._lent_sum,
            units=self._units,
            units_lent=self._units_lent,
            units_lent_sum=self._units_lent_sum,
            users=self._users,
            drawn=self._drawn,
            channels={id_: tuple(spans) for id_, spans in self._channels.items()},
        )

    def add(self, planned: PlannedProject) -> None:
        """Add a project's people, facilities, datasets and money."""
        project = self._projects[planned.project]
        modes = {p.id: {m.id: m for m in p.modes} for p in project.packages}
        spans: dict[str, tuple[int, int]] = {}
        for line in planned.packages:
            mode = modes[line.package][line.mode]
            self._add_people(project, line, mode)
            self._add_things(project, line, mode, spans)
            for cash in line.money:
                self._drawn[cash.fund, cash.period] += cash.amount_cents
        for id_, (first, last) in spans.items():
            self._channels[id_].append((first, last + self._protection[id_]))

    def _add_people(self, project: Project, line: PlannedPackage, mode: Mode) -> None:
        needs = {need.id: need for need in mode.staffing}
        length = line.end - line.start
        for staffing in line.staffing:
            load = load_at(needs[staffing.need], mode, length)
            for expert in staffing.experts:
                self._load[expert][line.start : line.end] += load
                self._packages[expert][line.start : line.end] += 1
                if self._home[expert] != project.sponsor:
                    self._lent[expert][line.start : line.end] += load
                    self._lent_sum[expert] += load * length

    def _add_things(
        self,
        project: Project,
        line: PlannedPackage,
        mode: Mode,
        spans: dict[str, tuple[int, int]],
    ) -> None:
        needs = {need.id: need for need in mode.facilities}
        for supply in line.facilities:
            id_, units = supply.facility, needs[supply.need].units
            self._units[id_][line.start : line.end] += units
            if self._owner[id_] != project.sponsor:
                self._units_lent[id_][line.start : line.end] += units
                self._units_lent_sum[id_] += units * (line.end - line.start)
            if id_ in self._protection and line.end > line.start:
                first, last = spans.get(id_, (line.start, line.end))
                spans[id_] = min(first, line.start), max(last, line.end)
        for need in mode.datasets:
            if need.dataset in self._limited:
                self._users[need.dataset][line.start : line.end] += 1

"""A timetable of a network, and the plan with names that it stands for."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

from optimizer.domain import (
    FacilityLine,
    MoneyLine,
    Plan,
    PlannedPackage,
    PlannedProject,
    StaffingLine,
)
from optimizer.schedule.network import Network

__all__ = ["Timetable", "plan_of"]


@dataclass(frozen=True, slots=True)
class Timetable:
    """When each package starts, in which option, with how many people of which crew.

    Attributes
    ----------
    starts, options : tuple of int
        By package; an option is an index into the network's options.
    crews : tuple of tuple of (place, crew, people)
        By package.
    """

    starts: tuple[int, ...]
    options: tuple[int, ...]
    crews: tuple[tuple[tuple[int, int, int], ...], ...]

    def makespan(self, network: Network) -> int:
        """Return the last end."""
        duration = network.instance.options.duration
        return max(s + int(duration[o]) for s, o in zip(self.starts, self.options, strict=True))

    def cost(self, network: Network) -> int:
        """Return cents."""
        people = sum(
            count * int(network.place_cents[place, crew])
            for row in self.crews
            for place, crew, count in row
        )
        return people + sum(int(network.option_cents[o]) for o in self.options)


def plan_of(network: Network, timetable: Timetable) -> Plan:
    """Return the plan of a timetable, with a name on every place.

    People of a crew are given out in the order of starts, whoever is free first: enough are free
    as long as the timetable never asks for more of a crew than there are.
    """
    instance = network.instance
    round_, places = instance.round, instance.places
    named = _names(network, timetable)
    projects = []
    for p, project in enumerate(round_.projects):
        planned = []
        first = int(instance.projects.package_ptr[p])
        for k, package in enumerate(project.packages, start=first):
            option, start = timetable.options[k], timetable.starts[k]
            mode = package.modes[int(instance.options.mode[option])]
            lines = {
                instance.needs[int(places.need[r])]: tuple(
                    round_.experts[e].id for e in sorted(named[k, r])
                )
                for r in range(
                    int(instance.options.place_ptr[option]),
                    int(instance.options.place_ptr[option + 1]),
                )
            }
            planned.append(
                PlannedPackage(
                    package=package.id,
                    mode=mode.id,
                    start=start,
                    end=start + int(instance.options.duration[option]),
                    staffing=tuple(
                        StaffingLine(need=need.id, experts=lines[need.id]) for need in mode.staffing
                    ),
                    facilities=_facility_lines(network, option),
                    money=_money_lines(network, option),
                )
            )
        projects.append(PlannedProject(project=project.id, packages=tuple(planned)))
    return Plan(projects=tuple(projects))


def _names(network: Network, timetable: Timetable) -> dict[tuple[int, int], list[int]]:
    """People by (package, place)."""
    duration = network.instance.options.duration
    named: dict[tuple[int, int], list[int]] = defaultdict(list)
    free = [list(crew) for crew in network.crews]
    busy: list[list[tuple[int, int]]] = [[] for _ in network.crews]
    for k in sorted(range(network.size), key=lambda k: (timetable.starts[k], k)):
        start = timetable.starts[k]
        end = start + int(duration[timetable.options[k]])
        for place, crew, count in timetable.crews[k]:
            while busy[crew] and busy[crew][0][0] <= start:
                heapq.heappush(free[crew], heapq.heappop(busy[crew])[1])
            for _ in range(count):
                expert = heapq.heappop(free[crew])
                heapq.heappush(busy[crew], (end, expert))
                named[k, place].append(expert)
    return named


def _facility_lines(network: Network, option: int) -> tuple[FacilityLine, ...]:
    instance, supplies = network.instance, network.instance.supplies
    return tuple(
        FacilityLine(
            need=instance.needs[int(supplies.need[u])],
            facility=instance.round.facilities[
                int(instance.facility_pools.row(int(supplies.pool[u]))[0])
            ].id,
        )
        for u in range(
            int(instance.options.supply_ptr[option]), int(instance.options.supply_ptr[option + 1])
        )
    )


def _money_lines(network: Network, option: int) -> tuple[MoneyLine, ...]:
    instance, payments = network.instance, network.instance.payments
    return tuple(
        MoneyLine(
            need=instance.needs[int(payments.need[m])],
            fund=instance.round.funds[int(instance.payers.row(int(payments.payers[m]))[0])].id,
            period=0,
            amount_cents=int(payments.cents[m]),
        )
        for m in range(
            int(instance.options.payment_ptr[option]), int(instance.options.payment_ptr[option + 1])
        )
        if payments.cents[m]
    )

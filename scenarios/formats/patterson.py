"""Patterson layout: one project, one mode, renewable resources.

``n K``, the ``K`` capacities, then for each activity its duration, ``K`` demands, the number of
its successors and the successors (1-based). Dummy source and sink stay as milestones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from optimizer.domain import Facility, FacilityNeed, Mode, Round, WorkPackage
from scenarios.formats.single_office import (
    ANYONE,
    OFFICE,
    makespan_round,
    packages_of,
    predecessors_of,
    project_of,
    successors_of,
)
from scenarios.formats.tokens import LARGEST, Tokens, numbered

__all__ = ["demands_of", "facilities_of", "mode_of", "read", "write"]


def facilities_of(capacities: Iterable[int]) -> tuple[Facility, ...]:
    """Return facilities ``R1, R2, ...`` with these units, open to everybody."""
    return tuple(
        Facility(id=f"R{k}", kind=f"R{k}", department=OFFICE, units=units, access=ANYONE)
        for k, units in enumerate(capacities, start=1)
    )


def mode_of(duration: int, demands: Sequence[int], id: str = "1") -> Mode:
    """Return a mode that needs these units of ``R1, R2, ...``; a milestone needs none."""
    needs = tuple(
        FacilityNeed(id=f"R{k}", kind=f"R{k}", units=units)
        for k, units in enumerate(demands, start=1)
        if units and duration
    )
    return Mode(id=id, duration=duration, facilities=needs)


def read(text: str, file: str) -> Round:
    """Return the round of a Patterson text; raises `BadFile`."""
    tokens = Tokens(numbered(text), file)
    n = tokens.integer("the number of activities", 1, LARGEST)
    K = tokens.integer("the number of resources", 0, 1000)
    capacities = tokens.integers(K, "capacity")
    modes: list[Mode] = []
    successors: list[list[int]] = []
    for i in range(1, n + 1):
        duration = tokens.integer(f"the duration of activity {i}", 0, LARGEST)
        modes.append(mode_of(duration, tokens.integers(K, f"activity {i}, demand")))
        count = tokens.integer(f"the number of successors of activity {i}", 0, n)
        successors.append(tokens.integers(count, f"activity {i}, successor", 1, n))
    tokens.end()
    packages = (
        WorkPackage(id=str(i), modes=(mode,), predecessors=before)
        for i, (mode, before) in enumerate(
            zip(modes, predecessors_of(successors), strict=True), start=1
        )
    )
    return makespan_round(file, [project_of("P1", packages)], facilities=facilities_of(capacities))


def demands_of(mode: Mode, kinds: Sequence[str]) -> list[int]:
    """Return a mode's units of each kind of facility."""
    asked: dict[str | None, int] = {}
    for need in mode.facilities:
        asked[need.kind] = asked.get(need.kind, 0) + need.units
    return [asked.get(kind, 0) for kind in kinds]


def write(round: Round) -> str:
    """Return the Patterson text of a round, without what the layout has no place for."""
    packages = packages_of(round)
    kinds = [facility.kind for facility in round.facilities]
    rows = [[len(packages), len(kinds)], [facility.units for facility in round.facilities]]
    for package, after in zip(packages, successors_of(packages), strict=True):
        mode = package.modes[0]
        rows.append([mode.duration, *demands_of(mode, kinds), len(after), *after])
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)

"""Ghosts on a timeline: where the packages of a project stood in another plan of the same round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.figures import OutcomeFigures
from scenarios.report.sections.axis import Axis
from scenarios.report.sections.plan import GanttRow, gantt
from scenarios.report.voice import Voice

__all__ = ["Ghost", "ghosts_of", "lost_rows", "shifts_of"]


@dataclass(frozen=True, slots=True)
class Ghost:
    """Where a package stood; in percent across, pixels down."""

    x_pct: float
    width_pct: float
    y: int
    tip: str


def ghosts_of(
    base: OutcomeFigures, rows: Iterable[GanttRow], axis: Axis, voice: Voice
) -> dict[str, tuple[Ghost, ...]]:
    """Return the ghosts of every project that is in both plans, of the packages that moved.

    A ghost lies in the lane of the package's new place.
    """
    before: dict[str, list[tuple[str, Ghost]]] = {}
    for row in gantt(base, axis, voice):
        before[row.id] = [
            (bar.package, Ghost(bar.x_pct, bar.width_pct, bar.y, bar.tip)) for bar in row.bars
        ]
    made = {}
    for row in rows:
        now = {bar.package: bar for bar in row.bars}
        made[row.id] = tuple(
            Ghost(ghost.x_pct, ghost.width_pct, now[package].y, ghost.tip)
            for package, ghost in before.get(row.id, [])
            if package in now
            and (ghost.x_pct, ghost.width_pct) != (now[package].x_pct, now[package].width_pct)
        )
    return made


def shifts_of(base: OutcomeFigures, now: OutcomeFigures) -> dict[str, int | None]:
    """Return by how many periods each accepted project ends later; none where it is new."""
    before = {row.project: row.end for row in base.accepted if row.end is not None}
    return {
        row.project: row.end - before[row.project] if row.project in before else None
        for row in now.accepted
        if row.end is not None
    }


def lost_rows(
    base: OutcomeFigures, now: OutcomeFigures, axis: Axis, voice: Voice
) -> tuple[GanttRow, ...]:
    """Return the rows of projects that only the other plan does."""
    still = {row.project for row in now.accepted}
    return tuple(row for row in gantt(base, axis, voice) if row.id not in still)

"""People: their time in all, where skills are tight, and who works where and how much."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from scenarios.figures import OutcomeFigures, PersonUse, Pressure
from scenarios.report.sections.axis import Axis
from scenarios.report.sections.heat import Cell, load_cells, mean_pct
from scenarios.report.voice import Voice

__all__ = [
    "Member",
    "PressureView",
    "Task",
    "Team",
    "TimeChart",
    "pressures",
    "teams",
    "time_chart",
]

NAMES_SHOWN = 3


@dataclass(frozen=True)
class TimeBar:
    """A column of the chart of people's time; heights in percent of the chart."""

    x_pct: float
    width_pct: float
    used_pct: float
    offered_pct: float
    day: str
    used: str
    offered: str


@dataclass(frozen=True)
class TimeChart:
    """Full-time equivalents in use and on offer over time."""

    bars: tuple[TimeBar, ...]
    lines: tuple[tuple[float, str], ...]
    """Horizontal lines: height in percent from the bottom, label."""
    description: str


def time_chart(figures: OutcomeFigures, axis: Axis, voice: Voice) -> TimeChart | None:
    """Return the chart; none where no people are listed."""
    used, offered = figures.people.used.sum(axis=0), figures.people.offered.sum(axis=0)
    most = int(max(used.max(initial=0), offered.max(initial=0)))
    if not most:
        return None
    n = voice.numerals
    top = _round_up(most)
    bars = []
    for (start, end), day in zip(axis.columns, axis.days, strict=True):
        u, o = float(used[start:end].mean()), float(offered[start:end].mean())
        bars.append(
            TimeBar(
                x_pct=axis.pct(start),
                width_pct=round(axis.pct(end) - axis.pct(start), 3),
                used_pct=round(100 * u / top, 2),
                offered_pct=round(100 * o / top, 2),
                day=day,
                used=n.number(u / 100, 1),
                offered=n.number(o / 100, 1),
            )
        )
    lines = tuple((25.0 * k, n.number(top * k / 400, int(top % 400 > 0))) for k in (1, 2, 3, 4))
    peak = n.number(int(used.max(initial=0)) / 100, 1)
    description = voice(
        "people.total-desc", peak=peak, most=n.number(int(offered.max(initial=0)) / 100, 1)
    )
    return TimeChart(tuple(bars), lines, description)


def _round_up(most: int) -> int:
    """Return a round number of percent at or above ``most`` that quarters give whole persons."""
    size = 400
    while True:
        for factor in (1, 2, 3, 4, 5, 6, 8):
            if size * factor >= most:
                return size * factor
        size *= 10


@dataclass(frozen=True)
class PressureView:
    """How tight a skill is; bars are percent of the widest one shown."""

    name: str
    level: str
    people: str
    people_count: int
    asked: str
    asked_value: int
    load: str
    load_value: float
    load_bar_pct: float
    full_at_pct: float
    busy: str
    busy_value: float
    busy_bar_pct: float
    shared: str
    tight: bool


def pressures(figures: OutcomeFigures, voice: Voice) -> tuple[PressureView, ...]:
    """Return the skills asked for, the tightest first."""
    rows = figures.skills
    widest = max([100.0, *(row.load_pct or 0.0 for row in rows)])
    return tuple(_pressure(row, widest, voice) for row in rows)


def _pressure(row: Pressure, widest: float, voice: Voice) -> PressureView:
    n = voice.numerals
    load = widest if row.load_pct is None else row.load_pct
    names = [voice.names.skill(name) for name in row.shared_with]
    key = "pressure.shared-many" if len(names) > NAMES_SHOWN else "pressure.shared"
    listed = voice.listed(names[:NAMES_SHOWN])
    return PressureView(
        name=voice.names.skill(row.name),
        level=voice("pressure.level", level=row.level),
        people=n.number(row.suppliers),
        people_count=row.suppliers,
        asked=n.effort(row.asked),
        asked_value=row.asked,
        load=voice.load(row),
        load_value=round(load, 2),
        load_bar_pct=round(100 * load / widest, 2),
        full_at_pct=round(10_000 / widest, 2),
        busy=n.percent(row.used_pct),
        busy_value=round(row.used_pct, 2),
        busy_bar_pct=round(100 * row.used_pct / widest, 2),
        shared=voice(key, names=listed, count=len(names)) if names else "",
        tight=row.load is None or row.load > 1,
    )


@dataclass(frozen=True)
class Task:
    """What a person does in one package."""

    project: str
    title: str
    package: str
    dates: str
    load: str
    lent_to: str


@dataclass(frozen=True)
class Member:
    """A person with their skills, load and tasks."""

    id: str
    name: str
    skills: str
    load: str
    load_value: float
    cells: tuple[Cell, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Team:
    """A department's people."""

    id: str
    name: str
    summary: str
    load: str
    cells: tuple[Cell, ...]
    members: tuple[Member, ...]


def teams(figures: OutcomeFigures, axis: Axis, voice: Voice) -> tuple[Team, ...]:
    """Return every department that has people, each with all of them."""
    tasks: dict[str, list[PersonUse]] = defaultdict(list)
    for use in figures.lines.people:
        tasks[use.expert].append(use)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, department in enumerate(figures.people.departments):
        rows[department].append(row)
    found = []
    for at, id_ in enumerate(figures.departments.ids):
        if not rows[id_]:
            continue
        members = tuple(_member(figures, row, tasks, axis, voice) for row in rows[id_])
        name, load = (
            voice.names.department(id_),
            _mean(mean_pct(figures.departments, at, axis.periods), voice),
        )
        summary = voice(
            "team.summary",
            department=name,
            people=len(members),
            busy=sum(bool(member.tasks) for member in members),
            load=load,
        )
        cells = load_cells(figures.departments, at, axis)
        found.append(Team(id_, name, summary, load, cells, members))
    return tuple(found)


def _mean(share: float | None, voice: Voice) -> str:
    return "–" if share is None else voice.numerals.percent(share)


def _member(
    figures: OutcomeFigures,
    row: int,
    tasks: dict[str, list[PersonUse]],
    axis: Axis,
    voice: Voice,
) -> Member:
    expert = figures.round.experts[row]
    share = mean_pct(figures.people, row, axis.periods)
    name = voice.names.person(expert.id)
    return Member(
        id="" if name == expert.id else expert.id,
        name=name,
        skills=voice.listed([f"{voice.names.skill(s.skill)} {s.level}" for s in expert.skills]),
        load=_mean(share, voice),
        load_value=-1.0 if share is None else round(share, 2),
        cells=load_cells(figures.people, row, axis),
        tasks=tuple(
            Task(
                project=use.project,
                title=voice.names.project(use.project),
                package=voice.names.package(use.project, use.package),
                dates=voice.numerals.span(use.start, use.end),
                load=voice.numerals.percent(use.load_pct),
                lent_to=voice("team.lent-to", department=voice.names.department(use.sponsor))
                if use.lent
                else "",
            )
            for use in sorted(tasks[expert.id], key=lambda use: (use.start, use.end))
        ),
    )

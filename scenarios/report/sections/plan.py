"""Projects around the cut-off, the timeline, and what changed against the baseline."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from optimizer.domain import Change
from scenarios.figures import Ask, OutcomeFigures, PackageRun, Pressure, ProjectRow
from scenarios.report.sections.axis import Axis
from scenarios.report.voice import Voice

__all__ = [
    "Bar",
    "ChangeView",
    "GanttRow",
    "Need",
    "PackageView",
    "ProjectView",
    "changes",
    "gantt",
    "needs",
    "packages",
    "projects",
]

NEEDS_SHOWN = 4
BAR_PX = 18
"""Height of a lane of the Gantt chart."""


Pressures = dict[tuple[str, str], Pressure]


@dataclass(frozen=True)
class Need:
    """Something a request asks for, and how tight it is when everyone together asks too much."""

    text: str
    tight: str


@dataclass(frozen=True)
class ProjectView:
    """A row of the table of projects."""

    id: str
    title: str
    sponsor: str
    tier: int
    worth: str
    worth_value: int
    accepted: bool
    marks: tuple[str, ...]
    difference: str
    difference_word: str
    dates: str
    start: int
    due: str
    late: str
    people: str
    people_count: int
    borrowed: str
    effort: str
    effort_value: int
    cost: str
    cost_value: int
    cash: str
    reason: str
    code: str
    needs: tuple[Need, ...]


def projects(figures: OutcomeFigures, voice: Voice) -> tuple[ProjectView, ...]:
    """Return every request in the order of :func:`scenarios.figures.project_rows`."""
    pressures = _pressures(figures)
    return tuple(_project(row, pressures, voice) for row in figures.projects)


def needs(figures: OutcomeFigures, row: ProjectRow, voice: Voice) -> tuple[Need, ...]:
    """Return everything a request asks for, the scarcest first."""
    return _needs(row, _pressures(figures), voice, len(row.asks))


def _pressures(figures: OutcomeFigures) -> Pressures:
    found = {("skill", row.name): row for row in figures.skills}
    found |= {("kind", row.name): row for row in figures.kinds}
    found |= {("money", row.name): row for row in figures.money}
    return found


def _project(row: ProjectRow, pressure: Pressures, voice: Voice) -> ProjectView:
    n = voice.numerals
    marks = [voice("projects.mandatory")] if row.mandatory else []
    if row.pinned is not None:
        marks.append(voice("projects.pinned-in" if row.pinned else "projects.pinned-out"))
    due = []
    if row.due is not None:
        due.append(voice("projects.due-by", day=n.last_day(row.due)))
    if row.deadline is not None:
        due.append(voice("projects.deadline-by", day=n.last_day(row.deadline)))
    late = ""
    if row.late_periods:
        late = voice("projects.late", periods=n.periods(row.late_periods))
    title = voice.names.project(row.project)
    return ProjectView(
        id=row.project,
        title="" if title == row.project else title,
        sponsor=voice.names.department(row.sponsor),
        tier=row.tier,
        worth=n.number(row.worth),
        worth_value=row.worth,
        accepted=row.accepted,
        marks=tuple(marks),
        difference=row.difference,
        difference_word=voice(f"difference.{row.difference}") if row.difference else "",
        dates="" if row.start is None or row.end is None else n.span(row.start, row.end),
        start=-1 if row.start is None else row.start,
        due=" · ".join(due),
        late=late,
        people=n.number(row.people) if row.accepted else "",
        people_count=row.people,
        borrowed=voice("projects.borrowed", count=row.lent_people) if row.lent_people else "",
        effort=n.effort(row.effort),
        effort_value=row.effort,
        cost=n.money(row.cost_cents) if row.accepted else "",
        cost_value=row.cost_cents,
        cash=n.money(row.cash_cents),
        reason=row.reason.in_lang(voice.lang),
        code=row.code,
        needs=_needs(row, pressure, voice, NEEDS_SHOWN),
    )


def _needs(row: ProjectRow, pressure: Pressures, voice: Voice, most: int) -> tuple[Need, ...]:
    """Return the things a request asks for that matter most: the scarcest, then the largest."""
    rated = [(ask, pressure.get((ask.what, ask.name))) for ask in row.asks]
    ordered = sorted(rated, key=lambda item: _scarcity(item[1]), reverse=True)
    found = [
        Need(_asked(ask, voice), voice.load(tight) if tight and _scarcity(tight) else "")
        for ask, tight in ordered[:most]
    ]
    if len(rated) > most:
        found.append(Need(voice("rejected.more", count=len(rated) - most), ""))
    return tuple(found)


def _scarcity(pressure: Pressure | None) -> float:
    """Return a pressure above 100 % (the highest where nobody can serve), else 0."""
    if pressure is None:
        return 0.0
    load = pressure.load_pct
    return 1e9 if load is None else load if load > 100 else 0.0


def _asked(ask: Ask, voice: Voice) -> str:
    n = voice.numerals
    if ask.what == "skill":
        return f"{voice.names.skill(ask.name)} {n.effort(ask.amount)} {n.effort_unit}"
    if ask.what == "kind":
        return f"{voice.coded('kind', ask.name)} {n.number(ask.amount)}"
    return f"{ask.name} {n.amount(ask.amount)}"


@dataclass(frozen=True)
class Bar:
    """A work package on the time axis: percent across, pixels down."""

    package: str
    label: str
    tip: str
    x_pct: float
    width_pct: float
    y: int
    pins: str
    milestone: bool


@dataclass(frozen=True)
class Mark:
    """A due date or a deadline on a project's row."""

    kind: str
    tip: str
    x_pct: float


@dataclass(frozen=True)
class GanttRow:
    """A project's row; its bars lie in as many lanes as run at once."""

    id: str
    title: str
    summary: str
    late: str
    height: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


def gantt(figures: OutcomeFigures, axis: Axis, voice: Voice) -> tuple[GanttRow, ...]:
    """Return the accepted projects in the order they start."""
    runs: dict[str, list[PackageRun]] = defaultdict(list)
    for run in figures.lines.packages:
        runs[run.project].append(run)
    started = [(row, row.start, row.end) for row in figures.accepted]
    rows = [
        _gantt_row(row, start, end, runs[row.project], axis, voice)
        for row, start, end in sorted(started, key=lambda item: (item[1] or 0, item[2] or 0))
        if start is not None and end is not None
    ]
    return tuple(rows)


def _gantt_row(
    row: ProjectRow, start: int, end: int, runs: list[PackageRun], axis: Axis, voice: Voice
) -> GanttRow:
    n = voice.numerals
    lanes: list[int] = []
    bars = []
    for run in sorted(runs, key=lambda r: (r.start, r.end)):
        lane = next((i for i, free in enumerate(lanes) if free <= run.start), len(lanes))
        until = max(run.end, run.start + 1)
        lanes[lane : lane + 1] = [until]
        name = voice.names.package(run.project, run.package)
        label = name if name == run.package else f"{run.package} {name}"
        span, periods = n.span(run.start, run.end), n.periods(run.end - run.start)
        if run.start == run.end:
            periods = voice("timeline.milestone")
        tip = voice("timeline.package-tip", package=label, span=span, periods=periods)
        if run.pins:
            tip += " · " + _pins(run, voice)
        bars.append(
            Bar(
                package=run.package,
                label=name,
                tip=tip,
                x_pct=axis.pct(run.start),
                width_pct=round(axis.pct(run.end) - axis.pct(run.start), 3),
                y=lane * BAR_PX + 2,
                pins=_pins(run, voice) if run.pins else "",
                milestone=run.start == run.end,
            )
        )
    marks = []
    if row.due is not None and row.due <= axis.periods:
        tip = voice("timeline.due-tip", day=n.last_day(row.due))
        marks.append(Mark("due", tip, axis.pct(row.due)))
    if row.deadline is not None and row.deadline <= axis.periods:
        tip = voice("timeline.deadline-tip", day=n.last_day(row.deadline))
        marks.append(Mark("deadline", tip, axis.pct(row.deadline)))
    title = voice.names.project(row.project)
    late = voice("projects.late", periods=n.periods(row.late_periods)) if row.late_periods else ""
    return GanttRow(
        id=row.project,
        title="" if title == row.project else title,
        summary=voice("timeline.row", title=title, span=n.span(start, end)),
        late=late,
        height=len(lanes) * BAR_PX + 4,
        bars=tuple(bars),
        marks=tuple(marks),
    )


def _pins(run: PackageRun, voice: Voice) -> str:
    kinds = [voice.coded("pin", kind) for kind in dict.fromkeys(run.pins)]
    return voice("timeline.pin-tip", kinds=voice.listed(kinds))


@dataclass(frozen=True)
class PackageView:
    """A row of the table beside the Gantt chart."""

    project: str
    title: str
    package: str
    mode: str
    dates: str
    start: int
    length: str
    people: str
    facilities: str
    pins: str


def packages(figures: OutcomeFigures, voice: Voice) -> tuple[PackageView, ...]:
    """Return every work package of the plan with who and what works on it."""
    n, names = voice.numerals, voice.names
    people: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for person in figures.lines.people:
        people[person.project, person.package][names.person(person.expert)] = None
    for outside in figures.lines.outside:
        word = voice("timeline.outside", places=outside.places)
        people[outside.project, outside.package][word] = None
    facilities: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for use in figures.lines.facilities:
        count = f" ×{n.number(use.units)}" if use.units > 1 else ""
        facilities[use.project, use.package][names.facility(use.facility) + count] = None
    return tuple(
        PackageView(
            project=run.project,
            title=names.project(run.project),
            package=names.package(run.project, run.package),
            mode=run.mode,
            dates=n.span(run.start, run.end),
            start=run.start,
            length=n.periods(run.end - run.start)
            if run.end > run.start
            else voice("timeline.milestone"),
            people=voice.listed(list(people[run.project, run.package])),
            facilities=voice.listed(list(facilities[run.project, run.package])),
            pins=voice.listed([voice.coded("pin", kind) for kind in dict.fromkeys(run.pins)]),
        )
        for run in figures.lines.packages
    )


@dataclass(frozen=True)
class ChangeView:
    """A difference from the baseline, in words."""

    kind: str
    code: str
    project: str
    title: str
    package: str
    before: str
    after: str


_LOSSES_FIRST = ("project-out", "person", "start", "mode", "project-in")


def changes(figures: OutcomeFigures, voice: Voice) -> tuple[ChangeView, ...]:
    """Return the differences from the baseline, losses first."""
    listed = sorted(figures.outcome.changes, key=lambda change: _LOSSES_FIRST.index(change.kind))
    return tuple(_change(change, voice) for change in listed)


def _change(change: Change, voice: Voice) -> ChangeView:
    package = "" if change.package is None else voice.names.package(change.project, change.package)
    return ChangeView(
        kind=voice(f"changes.{change.kind}"),
        code=change.kind,
        project=change.project,
        title=voice.names.project(change.project),
        package=package,
        before=_side(change, change.before, voice),
        after=_side(change, change.after, voice),
    )


def _side(change: Change, value: str, voice: Voice) -> str:
    if change.kind == "person":
        return voice.names.person(value) if value else voice("changes.nobody")
    if change.kind == "start" and value.isascii() and value.isdigit():
        return voice.numerals.first_day(int(value))
    return value

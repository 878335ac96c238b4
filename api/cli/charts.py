"""A plan in eighty columns: a Gantt chart, and loads as lines of shades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.cells import set_cell_size

from api.cli.options import Lang
from api.cli.speech import text
from scenarios.figures import Loads, OutcomeFigures, PackageRun, share_pct

__all__ = ["chart_label", "facility_lines", "gantt_lines", "load_lines", "load_rows"]

LABEL_COLUMNS = 20
TAIL_COLUMNS = 14
SHADES = " ░▒▓█"
ABOVE = "!"
"""Above what may be committed: a character of its own, so that no colour is needed."""
AWAY = "·"
"""Nothing on offer."""


def _columns(periods: int, width: int) -> tuple[int, int]:
    """Return the chart's columns and the periods that each stands for."""
    room = max(10, width - LABEL_COLUMNS - TAIL_COLUMNS)
    each = -(-periods // room)
    return -(-periods // each), each


def _horizon(figures: OutcomeFigures) -> int:
    """Return the periods worth drawing: up to the end of the plan."""
    ends = [run.end for run in figures.lines.packages]
    return max(1, min(figures.round.calendar.periods, max(ends, default=1)))


def chart_label(id_: str, name: str) -> str:
    """Return the label of a line, an id and its name in the columns there are."""
    label = id_ if not name or name == id_ else f"{id_} {name}"
    return set_cell_size(label, LABEL_COLUMNS - 1)


def gantt_lines(
    figures: OutcomeFigures,
    lang: Lang,
    width: int = 80,
    packages: bool = True,
    projects: Sequence[str] | None = None,
) -> Iterator[str]:
    """Yield the lines of a Gantt chart: a line for each project, and for each package on demand.

    A project is drawn with ``=``, a package with ``#`` (``@`` where it is pinned), a milestone with
    ``*``; one column stands for as many periods as the width asks for. Only ``projects`` are drawn
    when they are given.
    """
    periods = _horizon(figures)
    columns, each = _columns(periods, width)
    unit = text(lang, f"每格 {each} 期", f"1 column = {each} period(s)")
    calendar = figures.round.calendar
    first, last = calendar.first_day(0).isoformat(), calendar.last_day(periods - 1).isoformat()
    yield f"{first} .. {last}  ({unit})"
    titles = {project.id: project.title.in_lang(lang) for project in figures.round.projects}
    runs: dict[str, list[PackageRun]] = defaultdict(list)
    for run in figures.lines.packages:
        runs[run.project].append(run)
    for project, own in runs.items():
        if projects is not None and project not in projects:
            continue
        start, end = min(run.start for run in own), max(run.end for run in own)
        yield _bar(chart_label(project, titles.get(project, "")), start, end, "=", columns, each)
        for run in sorted(own, key=lambda r: (r.start, r.end)) if packages else ():
            mark = "@" if run.pins else "#"
            label = set_cell_size(f"  {run.package}", LABEL_COLUMNS - 1)
            yield _bar(label, run.start, run.end, mark, columns, each)


def _bar(label: str, start: int, end: int, mark: str, columns: int, each: int) -> str:
    cells = [" "] * columns
    if start == end:
        cells[min(start // each, columns - 1)] = "*"
    for column in range(start // each, min(columns, -(-end // each))):
        if end > start:
            cells[column] = mark
    return f"{label}|{''.join(cells)}| {start}-{end}"


def load_rows(loads: Loads, top: int | None) -> list[int]:
    """Return the rows in use, in the round's order; of many, the ``top`` fullest."""
    used = [row for row in range(len(loads.ids)) if loads.used[row].any()]
    if top is None or len(used) <= top:
        return used
    share = loads.used.sum(axis=1) / np.maximum(loads.offered.sum(axis=1), 1)
    fullest = sorted(used, key=lambda row: -float(share[row]))[:top]
    return sorted(fullest)


def load_lines(
    figures: OutcomeFigures, lang: Lang, width: int = 80, rows: Sequence[int] | None = None
) -> Iterator[str]:
    """Yield a line for each person with work: shade by period, mean and peak of what is offered.

    A column shows the highest of its periods; ``!`` is above what may be committed.
    """
    legend = " ".join(f"{shade}≤{25 * k}%" for k, shade in enumerate(SHADES) if k)
    yield text(
        lang,
        f"{legend} {ABOVE}超限 {AWAY}不提供；右侧：平均 峰值",
        f"{legend} {ABOVE}>limit {AWAY}away; right: mean peak",
    )
    names = {expert.id: expert.name.in_lang(lang) for expert in figures.round.experts}
    listed = load_rows(figures.people, None) if rows is None else rows
    yield from _load_lines(figures, figures.people, names, listed, width)


def facility_lines(
    figures: OutcomeFigures, lang: Lang, width: int = 80, rows: Sequence[int] | None = None
) -> Iterator[str]:
    """Yield a line for each facility in use, drawn like people's load."""
    names = {facility.id: facility.name.in_lang(lang) for facility in figures.round.facilities}
    listed = load_rows(figures.facilities, None) if rows is None else rows
    yield from _load_lines(figures, figures.facilities, names, listed, width)


def _load_lines(
    figures: OutcomeFigures, loads: Loads, names: dict[str, str], rows: Sequence[int], width: int
) -> Iterator[str]:
    periods = _horizon(figures)
    columns, each = _columns(periods, width)
    share = share_pct(loads.used, loads.offered)
    for row in rows:
        cells = "".join(
            _shade(share[row, at : at + each], loads.over[row, at : at + each])
            for at in range(0, columns * each, each)
        )
        offered = int(loads.offered[row, :periods].sum())
        used = int(loads.used[row, :periods].sum())
        mean = f"{100 * used / offered:3.0f}%" if offered else "  -"
        peak = f"{min(float(np.nanmax(share[row, :periods], initial=0)), 999):3.0f}%"
        id_ = loads.ids[row]
        yield f"{chart_label(id_, names.get(id_, ''))}|{cells}| {mean} {peak}"


def _shade(share: NDArray[np.float64], over: NDArray[np.bool_]) -> str:
    if over.any():
        return ABOVE
    offered = share[~np.isnan(share)]
    if not offered.size:
        return AWAY
    return SHADES[min(4, int(-(-float(offered.max()) // 25)))]

"""A plan in eighty columns: a Gantt chart, and each person's load as a line of shades."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rich.cells import set_cell_size

from api.cli.options import Lang
from api.cli.speech import text
from optimizer.domain import Plan, Round
from optimizer.domain.capacity import expert_availability_pct
from optimizer.domain.semantics import load_at

__all__ = ["gantt_lines", "load_lines", "load_pct_by_expert"]

LABEL_COLUMNS = 20
TAIL_COLUMNS = 14
SHADES = " ░▒▓█"
ABOVE = "!"
"""Above what the person offers: a character of its own, so that no colour is needed."""


def _columns(periods: int, width: int) -> tuple[int, int]:
    """Return the chart's columns and the periods that each stands for."""
    room = max(10, width - LABEL_COLUMNS - TAIL_COLUMNS)
    each = -(-periods // room)
    return -(-periods // each), each


def _horizon(round_: Round, plan: Plan) -> int:
    """Return the periods worth drawing: up to the end of the plan."""
    ends = [package.end for project in plan.projects for package in project.packages]
    return max(1, min(round_.calendar.periods, max(ends, default=1)))


def gantt_lines(
    round_: Round, plan: Plan, lang: Lang, width: int = 80, packages: bool = True
) -> Iterator[str]:
    """Yield the lines of a Gantt chart: a line for each project, and for each package on demand.

    A project is drawn with ``=``, a package with ``#``, a milestone with ``*``; one column stands
    for as many periods as the width asks for.
    """
    periods = _horizon(round_, plan)
    columns, each = _columns(periods, width)
    unit = text(lang, f"每格 {each} 期", f"1 column = {each} period(s)")
    first = round_.calendar.first_day(0).isoformat()
    last = round_.calendar.last_day(periods - 1).isoformat()
    yield f"{first} .. {last}  ({unit})"
    titles = {project.id: project.title.in_lang(lang) for project in round_.projects}
    for project in plan.projects:
        if not project.packages:
            continue
        start = min(package.start for package in project.packages)
        end = max(package.end for package in project.packages)
        label = " ".join(filter(None, (project.project, titles.get(project.project, ""))))
        yield _bar(label, start, end, "=", columns, each)
        if packages:
            for package in sorted(project.packages, key=lambda p: (p.start, p.end)):
                yield _bar(f"  {package.package}", package.start, package.end, "#", columns, each)


def _bar(label: str, start: int, end: int, mark: str, columns: int, each: int) -> str:
    cells = [" "] * columns
    if start == end:
        cells[min(start // each, columns - 1)] = "*"
    for column in range(start // each, min(columns, -(-end // each))):
        if end > start:
            cells[column] = mark
    span = f" {start}-{end}"
    return f"{set_cell_size(label, LABEL_COLUMNS - 1)}|{''.join(cells)}|{span}"


def load_pct_by_expert(round_: Round, plan: Plan) -> dict[str, NDArray[np.int64]]:
    """Return each person's committed load in percent of full time, shape ``(periods,)``."""
    loads = {
        expert.id: np.zeros(round_.calendar.periods, dtype=np.int64) for expert in round_.experts
    }
    modes = {
        (project.id, package.id, mode.id): mode
        for project in round_.projects
        for package in project.packages
        for mode in package.modes
    }
    for project in plan.projects:
        for package in project.packages:
            mode = modes.get((project.project, package.package, package.mode))
            if mode is None:
                continue
            needs = {need.id: need for need in mode.staffing}
            for line in package.staffing:
                if line.need not in needs:
                    continue
                load = load_at(needs[line.need], mode, package.end - package.start)
                for expert in line.experts:
                    if expert in loads:
                        loads[expert][package.start : package.end] += load
    return loads


def load_lines(round_: Round, plan: Plan, lang: Lang, width: int = 80) -> Iterator[str]:
    """Yield a line for each person with work: shade by period, mean and peak of what is offered.

    A column shows the highest of its periods; ``!`` is above what the person offers.
    """
    periods = _horizon(round_, plan)
    columns, each = _columns(periods, width)
    legend = " ".join(f"{shade}≤{25 * k}%" for k, shade in enumerate(SHADES) if k)
    yield text(
        lang, f"{legend} {ABOVE}>100%；右侧：平均 峰值", f"{legend} {ABOVE}>100%; right: mean peak"
    )
    loads = load_pct_by_expert(round_, plan)
    for expert in round_.experts:
        load = loads[expert.id][:periods]
        if not load.any():
            continue
        offered = expert_availability_pct(round_.calendar, expert)[:periods]
        share = np.where(
            offered > 0, 100 * load / np.maximum(offered, 1), np.where(load > 0, 999, 0)
        )
        cells = "".join(
            _shade(float(share[column * each : (column + 1) * each].max()))
            for column in range(columns)
        )
        label = " ".join(filter(None, (expert.id, expert.name.in_lang(lang))))
        total = int(offered.sum())
        mean = f"{100 * int(load.sum()) / total:3.0f}%" if total else "  -"
        peak = f"{min(share.max(), 999):3.0f}%"
        yield f"{set_cell_size(label, LABEL_COLUMNS - 1)}|{cells}| {mean} {peak}"


def _shade(share_pct: float) -> str:
    if share_pct > 100:
        return ABOVE
    return SHADES[int(-(-share_pct // 25))]

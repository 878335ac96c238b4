"""Facilities by kind, period by period, and who uses which dataset."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from scenarios.figures import OutcomeFigures, Pressure
from scenarios.report.sections.axis import Axis
from scenarios.report.sections.heat import Cell, facility_cells, mean_pct
from scenarios.report.voice import Voice

__all__ = ["DatasetView", "FacilityView", "KindView", "datasets", "facility_kinds"]


@dataclass(frozen=True)
class FacilityView:
    """A facility's row."""

    id: str
    name: str
    owner: str
    units: str
    use: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class KindView:
    """The facilities of one kind; bars in percent of the widest one shown."""

    id: str
    name: str
    asked: str
    asked_value: int
    load: str
    load_value: float
    load_bar_pct: float
    full_at_pct: float
    use: str
    use_value: float
    use_bar_pct: float
    tight: bool
    facilities: tuple[FacilityView, ...]


def facility_kinds(figures: OutcomeFigures, axis: Axis, voice: Voice) -> tuple[KindView, ...]:
    """Return the kinds of facilities, the tightest first, unasked ones last."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, facility in enumerate(figures.round.facilities):
        rows[facility.kind].append(row)
    pressure = {item.name: item for item in figures.kinds}
    widest = max([100.0, *(item.load_pct or 0.0 for item in figures.kinds)])
    kinds = [kind for kind in pressure if kind in rows]
    kinds += [kind for kind in rows if kind not in pressure]
    return tuple(
        _kind(figures, kind, rows[kind], pressure.get(kind), widest, axis, voice) for kind in kinds
    )


def _kind(
    figures: OutcomeFigures,
    kind: str,
    rows: list[int],
    asked: Pressure | None,
    widest: float,
    axis: Axis,
    voice: Voice,
) -> KindView:
    n, loads = voice.numerals, figures.facilities
    used = int(loads.used[rows, : axis.periods].sum())
    offered = int(loads.offered[rows, : axis.periods].sum())
    use = 100 * used / offered if offered else 0.0
    load = 0.0
    if asked is not None:
        load = widest if asked.load_pct is None else asked.load_pct
    name = voice.coded("kind", kind)
    return KindView(
        id="" if name == kind else kind,
        name=name,
        asked=n.number(asked.asked) if asked is not None else "",
        asked_value=0 if asked is None else asked.asked,
        load=voice.load(asked) if asked is not None else voice("facilities.unasked"),
        load_value=round(load, 2),
        load_bar_pct=round(100 * load / widest, 2),
        full_at_pct=round(10_000 / widest, 2),
        use=n.percent(use) if offered else "–",
        use_value=round(use, 2),
        use_bar_pct=round(100 * use / widest, 2),
        tight=asked is not None and (asked.load is None or asked.load > 1),
        facilities=tuple(_facility(figures, row, axis, voice) for row in rows),
    )


def _facility(figures: OutcomeFigures, row: int, axis: Axis, voice: Voice) -> FacilityView:
    facility = figures.round.facilities[row]
    share = mean_pct(figures.facilities, row, axis.periods)
    name = voice.names.facility(facility.id)
    return FacilityView(
        id="" if name == facility.id else facility.id,
        name=name,
        owner=voice.names.department(facility.department),
        units=voice.numerals.number(facility.units),
        use="–" if share is None else voice.numerals.percent(share),
        cells=facility_cells(figures.facilities, row, axis),
    )


@dataclass(frozen=True)
class DatasetView:
    """A dataset's row."""

    id: str
    name: str
    owner: str
    security: str
    users: str
    fees: str


def datasets(figures: OutcomeFigures, voice: Voice) -> tuple[DatasetView, ...]:
    """Return every dataset with the projects that use it and the fees they bring."""
    users: dict[str, list[str]] = defaultdict(list)
    fees: dict[str, int] = defaultdict(int)
    for use in figures.lines.datasets:
        title = voice.names.project(use.project)
        users[use.dataset].append(use.project if title == use.project else f"{use.project} {title}")
        fees[use.dataset] += use.cents
    rows = []
    for dataset in figures.round.datasets:
        name = voice.names.dataset(dataset.id)
        rows.append(
            DatasetView(
                id="" if name == dataset.id else dataset.id,
                name=name,
                owner=voice.names.department(dataset.department),
                security=voice.coded("security", dataset.security_level.value),
                users=voice.listed(users[dataset.id]) or voice("datasets.unused"),
                fees=voice.numerals.money(fees[dataset.id]),
            )
        )
    return tuple(rows)

"""Heat maps: a cell is a number and a shade; what is above the limit has a mark of its own."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.figures import Loads
from scenarios.report.sections.axis import Axis

__all__ = ["Cell", "facility_cells", "load_cells", "mean_pct"]

SHADES = 5
ABOVE = "▲"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its number, and its class ``h0`` .. ``h5``, ``hx`` (above) or ``ha`` (no offer)."""

    text: str
    shade: str


AWAY = Cell("", "ha")


def load_cells(loads: Loads, row: int, axis: Axis) -> tuple[Cell, ...]:
    """Return a row's load in percent of what is offered, the mean of each column's periods."""
    cells = []
    for start, end in axis.columns:
        used = int(loads.used[row, start:end].sum())
        offered = int(loads.offered[row, start:end].sum())
        over = bool(loads.over[row, start:end].any())
        cells.append(_cell(used, offered, over))
    return tuple(cells)


def _cell(used: int, offered: int, over: bool) -> Cell:
    if not offered:
        return Cell(ABOVE, "hx") if over else AWAY
    share = 100 * used / offered
    text = f"{share:.0f}" if used else ""
    return Cell(ABOVE + text, "hx") if over else Cell(text, _shade(share))


def facility_cells(loads: Loads, row: int, axis: Axis) -> tuple[Cell, ...]:
    """Return the units in use, the highest of each column's periods, shaded by their share."""
    cells = []
    for start, end in axis.columns:
        used, offered = loads.used[row, start:end], loads.offered[row, start:end]
        most = int(used.max())
        if (used > offered).any():
            cells.append(Cell(f"{ABOVE}{most}", "hx"))
        elif not offered.any():
            cells.append(AWAY)
        else:
            fullest = max(
                (100 * u / o for u, o in zip(used.tolist(), offered.tolist(), strict=True) if o),
                default=0.0,
            )
            cells.append(Cell(str(most) if most else "", _shade(fullest)))
    return tuple(cells)


def _shade(share_pct: float) -> str:
    """Return ``h0`` for nothing, ``h1`` to ``h4`` by quarters below full, ``h5`` for full."""
    if share_pct <= 0:
        return "h0"
    return f"h{min(SHADES, 1 + int(share_pct // 25))}"


def mean_pct(loads: Loads, row: int, periods: int | None = None) -> float | None:
    """Return a row's load in percent over its first periods; none without an offer.

    All periods count when ``periods`` is not given.
    """
    offered = int(loads.offered[row, :periods].sum())
    return 100 * int(loads.used[row, :periods].sum()) / offered if offered else None

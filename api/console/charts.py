"""Charts as data. ``charts.js`` draws what stands here; beside every chart is a table.

A spec is a dict with a ``kind``:

``option``
    ``option`` is an ECharts option. Colours are written ``"@accent"`` after the tokens of
    ``console.css`` and are put in by the script, which also draws again when the appearance
    changes. Tooltips are plain text (the policy allows no inline style), labels come ready made:
    there are no functions in JSON.
    With ``follow``, a click on a point leads to the point's ``link``.
``progress``
    Incumbent and bound over time: see :func:`progress`.
``heat``
    A heat map with rows of one text and many numbers: see :func:`heat`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["heat", "option", "progress"]


def option(made: Mapping[str, Any], digits: int | None = None) -> dict[str, Any]:
    """Return the spec of a chart that is an ECharts option.

    Parameters
    ----------
    made : mapping
    digits : int, optional
        Decimals with which tooltips tell its values, with thousands separated; value axes are
        labelled shortly then. For amounts of money in main units.
    """
    spec: dict[str, Any] = {"kind": "option", "option": dict(made)}
    return spec if digits is None else {**spec, "digits": digits}


def progress(
    points: Iterable[Mapping[str, Any]], names: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Any]:
    """Return the spec of a run's progress.

    Parameters
    ----------
    points : iterable of mapping
        ``level``, ``seconds``, ``incumbent``, ``bound`` as a run says them.
    names : mapping of str to str
        Level to its name.
    words : mapping of str to str
        ``incumbent``, ``bound`` and ``seconds``.
    """
    told = [
        [point["level"], point["seconds"], point["incumbent"], point["bound"]] for point in points
    ]
    return {"kind": "progress", "points": told, "names": dict(names), "words": dict(words)}


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[float | None]],
    *,
    top: float,
    unit: str,
    words: Mapping[str, str],
    above: int | None = None,
    levels: Sequence[int] = (),
    tentative: Sequence[bool] = (),
) -> dict[str, Any]:
    """Return the spec of a heat map.

    Parameters
    ----------
    rows, columns : sequence of str
        What the rows are called, and the columns.
    cells : sequence of sequences, one a row
        A number for each column; none where there is nothing to measure.
    top : float
        The value with the darkest shade.
    unit : str
        What follows a number in words.
    words : mapping of str to str
        ``none`` for a cell without a number, ``above`` for one beyond ``above``, ``tentative`` for
        a row that is hatched.
    above : int, optional
        Values beyond this carry a sign of their own.
    levels : sequence of int
        How deep each row lies in a tree, whose rows are folded and unfolded; none for a plain map.
    tentative : sequence of bool
        Rows that are hatched.
    """
    return {
        "kind": "heat",
        "rows": list(rows),
        "columns": list(columns),
        "cells": [list(row) for row in cells],
        "top": top,
        "unit": unit,
        "words": dict(words),
        "above": above,
        "levels": list(levels),
        "tentative": [row for row, unsure in enumerate(tentative) if unsure],
    }

"""A frontier as a chart and a table: value against a second goal, each point a plan to choose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from api.console.charts import option
from api.console.voice import Voice
from api.usecases.frontiers import FrontierShown
from scenarios.report.numerals import minor_digits
from scenarios.trade_off import Goal

__all__ = ["PointShown", "chart_of", "listed"]


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point in words.

    Attributes
    ----------
    run_id, name : str
    value, bound, gap, second, given_up : str
    path : str
        The page that compares it with the base.
    chosen : bool
    """

    run_id: str
    name: str
    value: str
    bound: str
    gap: str
    second: str
    given_up: str
    path: str
    chosen: bool


def listed(
    voice: Voice,
    found: FrontierShown,
    currency: str,
    chosen: Collection[str],
    path: Callable[[str], str],
) -> list[PointShown]:
    """Return the points as rows of a table, the best value first."""
    best = max((point.made.value for point in found.points), default=0)
    rows = []
    for number, point in enumerate(found.points, start=1):
        made = point.made
        bound, gap = made.value_bound, made.gap
        rows.append(
            PointShown(
                point.run_id,
                voice("frontier.point", number=number),
                voice.number(made.value),
                "–" if bound is None else voice.number(bound),
                "–" if gap is None else voice.numerals().percent(100 * gap, 1),
                _second_words(voice, found.goal, made.second, currency),
                voice.numerals().percent(100 * (1 - made.value / best) if best else 0.0, 1),
                path(point.run_id),
                point.run_id in chosen,
            )
        )
    return rows


def chart_of(
    voice: Voice, found: FrontierShown, rows: list[PointShown], currency: str
) -> dict[str, Any]:
    """Return the chart: points joined in steps, for between two nothing better is known."""
    data = [
        {
            "name": row.name,
            "value": [_second_figure(found.goal, point.made.second, currency), point.made.value],
            "link": row.path,
            "symbol": "diamond" if row.chosen else "circle",
            "symbolSize": 20 if row.chosen else 13,
            "itemStyle": {"color": "@over" if row.chosen else "@accent"},
            "label": {"show": True, "position": "top", "formatter": row.name, "color": "@ink"},
        }
        for point, row in zip(found.points, rows, strict=True)
    ]
    made = option(
        {
            "grid": {"left": 16, "right": 32, "top": 30, "bottom": 44, "containLabel": True},
            "tooltip": {"trigger": "item"},
            "xAxis": {
                "type": "value",
                "scale": True,
                "axisLabel": {"color": "@soft", "hideOverlap": True},
                "name": voice.coded("second", found.goal),
                "nameLocation": "middle",
                "nameGap": 30,
            },
            "yAxis": {"type": "value", "scale": True, "name": voice("frontier.value")},
            "series": [
                {
                    "type": "line",
                    "name": voice("frontier.title"),
                    "data": data,
                    "lineStyle": {"color": "@rule", "type": "dashed"},
                    "labelLayout": {"hideOverlap": True},
                    "cursor": "pointer",
                }
            ],
        }
    )
    return {**made, "follow": True}


def _second_figure(goal: Goal, second: int, currency: str) -> float:
    if goal == "cost":
        return float(second / 10 ** minor_digits(currency))
    return float(second)


def _second_words(voice: Voice, goal: Goal, second: int, currency: str) -> str:
    if goal == "cost":
        return voice.money(second, currency)
    return voice.number(second)

"""Cost shares as a page shows them: charts, the rules side by side, the certificate, the flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.console.charts import option
from api.console.voice import Voice
from api.usecases.shares import RuleColumn, RuleTable
from optimizer.sharing.plans import AmountInterval, PlanShares
from scenarios.figures.project_money import ProjectMoney
from scenarios.report.numerals import minor_digits
from scenarios.report.voice import Voice as ReportVoice

__all__ = [
    "RuleRow",
    "changes_chart",
    "flow_chart",
    "money_rows",
    "pays_chart",
    "rule_rows",
    "settlement_chart",
    "standing_rows",
]

FLOWING = 12
"""Projects that the flow of money shows one by one; the others flow together."""
SIDE_LABEL = 190
"""Most width of a label in a flow, in pixels."""

_NAMES = {"color": "@soft", "width": 150, "overflow": "break"}
"""How an axis writes the names of departments."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A department under every rule: its name, and for each column the amount and its change."""

    name: str
    cells: tuple[tuple[str, str, int], ...]


def pays_chart(shares: PlanShares, voice: Voice, report: ReportVoice) -> dict[str, Any]:
    """Return bars of what each department pays, put in, and would pay alone."""
    rows = list(reversed(shares.departments))
    scale = _scale(shares.currency)

    def series(name: str, colour: str, amounts: list[int]) -> dict[str, Any]:
        return {
            "type": "bar",
            "name": name,
            "data": [cents / scale for cents in amounts],
            "itemStyle": {"color": colour},
            "barMaxWidth": 12,
        }

    made = {
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 24, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "data": [report.names.department(d.department) for d in rows],
            "axisLabel": _NAMES,
        },
        "series": [
            series(voice("shares.alone"), "@control", [d.alone_cents.high for d in rows]),
            series(voice("shares.put-in"), "@reserve", [d.earns_cents for d in rows]),
            series(voice("shares.pays"), "@accent", [d.pays_cents for d in rows]),
        ],
    }
    return option(made, digits=minor_digits(shares.currency))


def rule_rows(table: RuleTable, voice: Voice, report: ReportVoice) -> list[RuleRow]:
    """Return a row for each department, the one for which the rule matters most first."""
    numerals = report.with_fractions().numerals
    rows = []
    for i, name in enumerate(table.names):
        base = table.columns[0].pays_cents[i]
        cells = []
        for column in table.columns:
            change = column.pays_cents[i] - base
            sign = "+" if change > 0 else ""
            said = f"{sign}{numerals.money(change)}" if change else ""
            cells.append((numerals.money(column.pays_cents[i]), said, change))
        rows.append(RuleRow(voice.text(name, table.departments[i]), tuple(cells)))
    return rows


def changes_chart(table: RuleTable, voice: Voice) -> dict[str, Any] | None:
    """Return bars of what changes for each department under every other rule; none if nothing."""
    others = table.columns[1:]
    if not others:
        return None
    scale = _scale(table.currency)
    base = table.columns[0].pays_cents
    order = list(range(len(base)))[::-1]
    made = {
        "grid": {"left": 8, "right": 24, "top": 30 + 24 * len(others), "bottom": 24}
        | {"containLabel": True},
        "legend": {"top": 0, "left": 0, "orient": "vertical"},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value"},
        "yAxis": {
            "type": "category",
            "data": [voice.text(table.names[i], table.departments[i]) for i in order],
            "axisLine": {"onZero": False},
            "axisLabel": _NAMES,
        },
        "series": [
            {
                "type": "bar",
                "name": _named(column, voice),
                "data": [(column.pays_cents[i] - base[i]) / scale for i in order],
                "barMaxWidth": 10,
            }
            for column in others
        ],
    }
    return option(made, digits=minor_digits(table.currency))


def _named(column: RuleColumn, voice: Voice) -> str:
    """Return the first rule of a column, and how many others agree with it."""
    name, others = voice.text(column.choices[0].name), len(column.choices) - 1
    return f"{name} (+{others})" if others else name


def standing_rows(shares: PlanShares, report: ReportVoice) -> list[dict[str, Any]]:
    """Return each department's value by itself and in the plan, who gains least first."""
    told = [(d, d.standing) for d in shares.departments if d.standing is not None]
    return [
        {
            "name": report.names.department(d.department),
            "alone": _points(standing.points, report),
            "together": report.numerals.number(d.value_points),
            "gain": _points(standing.gain_points, report),
            "worse": standing.gain_points.high < 0,
            "others": _points(standing.others_gain_points, report),
        }
        for d, standing in sorted(told, key=lambda pair: pair[1].gain_points.low)
    ]


def _points(interval: AmountInterval, report: ReportVoice) -> str:
    low, high = report.numerals.number(interval.low), report.numerals.number(interval.high)
    return low if interval.is_exact else f"{low} … {high}"


def settlement_chart(shares: PlanShares, report: ReportVoice) -> dict[str, Any] | None:
    """Return the transfers of the settlement as a flow from payers to payees."""
    flows: dict[tuple[str, str], int] = defaultdict(int)
    for transfer in shares.transfers:
        payer, payee = (report.names.department(d) for d in (transfer.payer, transfer.payee))
        flows[f"{payer} →", f"→ {payee}"] += transfer.cents
    if not flows:
        return None
    return _sankey([(flows, 0, 1)], ("@accent", "@good"), shares.currency)


def flow_chart(
    money: Sequence[ProjectMoney], currency: str, voice: Voice, report: ReportVoice
) -> dict[str, Any] | None:
    """Return the money of projects as a flow: who pays, for what, to whoever put it in."""
    paid: dict[tuple[str, str], int] = defaultdict(int)
    put_in: dict[tuple[str, str], int] = defaultdict(int)
    for rank, item in enumerate(money):
        title = report.names.project(item.project)
        if rank >= FLOWING:
            title = voice("shares.other-projects", count=len(money) - FLOWING)
        for department, cents in item.paid:
            paid[f"{report.names.department(department)} →", title] += cents
        for department, cents in item.put_in:
            put_in[title, f"→ {report.names.department(department)}"] += cents
    if not paid:
        return None
    return _sankey([(paid, 0, 1), (put_in, 1, 2)], ("@accent", "@h3", "@good"), currency)


def _sankey(
    layers: Sequence[tuple[dict[tuple[str, str], int], int, int]],
    colours: Sequence[str],
    currency: str,
) -> dict[str, Any]:
    depths: dict[str, int] = {}
    for flows, left, right in layers:
        for source, target in flows:
            depths.setdefault(source, left)
            depths.setdefault(target, right)
    last = max(depths.values())
    scale = _scale(currency)
    made = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 4,
                "right": 4,
                "top": 8,
                "bottom": 8,
                "nodeWidth": 12,
                "nodeGap": 9,
                "layoutIterations": 32,
                "draggable": False,
                "data": [
                    {
                        "name": name,
                        "depth": depth,
                        "itemStyle": {"color": colours[depth], "borderWidth": 0},
                        "label": {"position": "left" if depth == last else "right"},
                    }
                    for name, depth in depths.items()
                ],
                "links": [
                    {"source": source, "target": target, "value": cents / scale}
                    for flows, _, _ in layers
                    for (source, target), cents in flows.items()
                ],
                "label": {
                    "color": "@ink",
                    "fontSize": 12,
                    "width": SIDE_LABEL,
                    "overflow": "truncate",
                    "textBorderColor": "@panel",
                    "textBorderWidth": 3,
                },
                "lineStyle": {"color": "source", "opacity": 0.28},
                "emphasis": {"focus": "adjacency"},
            }
        ],
    }
    return option(made, digits=minor_digits(currency))


def money_rows(money: Sequence[ProjectMoney], report: ReportVoice) -> list[dict[str, Any]]:
    """Return each project's money in words: its cost, who pays, who put it in."""
    exact = report.with_fractions()

    def told(parts: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
        return [(exact.names.department(d), exact.numerals.money(cents)) for d, cents in parts]

    return [
        {
            "id": item.project,
            "title": exact.names.project(item.project),
            "cost": exact.numerals.money(item.cents),
            "paid": told(item.paid),
            "put_in": told(item.put_in),
        }
        for item in money
    ]


def _scale(currency: str) -> float:
    return float(10 ** minor_digits(currency))

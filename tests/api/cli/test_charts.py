"""The Gantt chart and the load lines on plans made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from api.cli.charts import gantt_lines, load_lines, load_pct_by_expert
from api.cli.options import Lang
from optimizer.domain import Plan, Round


def plan_of(*projects: str, start: int = 1) -> Plan:
    package = {
        "package": "W",
        "mode": "m",
        "start": start,
        "end": start + 3,
        "staffing": [{"need": "n", "experts": ["E1"]}],
    }
    return Plan.model_validate(
        {"projects": [{"project": name, "packages": [package]} for name in projects]}
    )


def test_load_stands_in_the_periods_of_the_package(tiny: dict[str, Any]) -> None:
    loads = load_pct_by_expert(Round.model_validate(tiny), plan_of("P1"))
    assert loads["E1"].tolist() == [0, 100, 100, 100]


def test_bars_and_shades(tiny: dict[str, Any]) -> None:
    round_ = Round.model_validate(tiny)
    chart = list(gantt_lines(round_, plan_of("P1"), Lang.EN))
    assert "| ===| 1-4" in chart[1]
    assert "| ###| 1-4" in chart[2]
    (_, line) = load_lines(round_, plan_of("P1"), Lang.EN)
    assert "| ███|  75% 100%" in line


def test_load_above_what_is_offered_has_its_own_mark(tiny: dict[str, Any]) -> None:
    (_, line) = load_lines(Round.model_validate(tiny), plan_of("P1", "P2"), Lang.EN)
    assert "| !!!|" in line
    assert line.endswith("200%")


@pytest.mark.parametrize("periods", [4, 46, 47, 500, 5000])
@pytest.mark.parametrize("lang", Lang)
def test_lines_keep_to_eighty_columns(tiny: dict[str, Any], periods: int, lang: Lang) -> None:
    tiny["calendar"]["periods"] = periods
    round_ = Round.model_validate(tiny)
    plan = plan_of("P1", "P2", start=periods - 3)
    lines = [*gantt_lines(round_, plan, lang), *load_lines(round_, plan, lang)]
    assert max(map(cell_len, lines)) <= 80

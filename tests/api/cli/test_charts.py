"""The Gantt chart and the load lines on plans made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from api.cli.charts import facility_lines, gantt_lines, load_lines, load_rows
from api.cli.options import Lang
from optimizer.domain import Outcome, Provenance, Round, Status
from optimizer.domain.plan import Plan
from scenarios.figures import OutcomeFigures, figures_of
from tests.scenarios.rounds import hand_outcome, hand_round


def figures_with(tiny: dict[str, Any], *projects: str, start: int = 1) -> OutcomeFigures:
    """A plan that puts the one analyst on each of the projects, in the same three weeks."""
    package = {
        "package": "W",
        "mode": "m",
        "start": start,
        "end": start + 3,
        "staffing": [{"need": "n", "experts": ["E1"]}],
    }
    plan = Plan.model_validate(
        {"projects": [{"project": name, "packages": [package]} for name in projects]}
    )
    provenance = Provenance(
        round_hash="",
        roundtable="0",
        solver="by hand",
        seed=0,
        workers=1,
        time_limit_seconds=None,
        deterministic=True,
    )
    outcome = Outcome(status=Status.FEASIBLE, plan=plan, provenance=provenance)
    return figures_of(Round.model_validate(tiny), outcome)


def test_bars_and_shades(tiny: dict[str, Any]) -> None:
    figures = figures_with(tiny, "P1")
    chart = list(gantt_lines(figures, Lang.EN))
    assert "| ===| 1-4" in chart[1]
    assert "| ###| 1-4" in chart[2]
    (_, line) = load_lines(figures, Lang.EN)
    assert "| ███|  75% 100%" in line


def test_load_above_what_is_offered_has_its_own_mark(tiny: dict[str, Any]) -> None:
    (_, line) = load_lines(figures_with(tiny, "P1", "P2"), Lang.EN)
    assert "| !!!|" in line
    assert line.endswith("200%")


def test_absence_pins_and_facilities_have_marks_of_their_own() -> None:
    figures = figures_of(hand_round(), hand_outcome())
    chart = list(gantt_lines(figures, Lang.EN, projects=("P1",)))
    assert [line.split("|")[1] for line in chart[1:]] == ["=======", "@@@    ", "   ####"]
    _, *lines = load_lines(figures, Lang.EN)
    people = {line.split()[0]: line.split("|")[1] for line in lines}
    assert people["a2"] == "·  ████"
    assert people["b1"] == "▒▒▒ ██ "
    facilities = [line.split("|")[1] for line in facility_lines(figures, Lang.EN)]
    assert facilities == ["▒▒▒ ██ ", "   ████"]


def test_of_many_the_fullest_are_chosen_in_the_order_of_the_round() -> None:
    figures = figures_of(hand_round(), hand_outcome())
    assert load_rows(figures.people, None) == [0, 1, 2]
    assert load_rows(figures.people, 2) == [1, 2]  # 15 %, 44 %, 35 %


@pytest.mark.parametrize("periods", [4, 46, 47, 500, 5000])
@pytest.mark.parametrize("lang", Lang)
def test_lines_keep_to_eighty_columns(tiny: dict[str, Any], periods: int, lang: Lang) -> None:
    tiny["calendar"]["periods"] = periods
    figures = figures_with(tiny, "P1", "P2", start=periods - 3)
    lines = [*gantt_lines(figures, lang), *load_lines(figures, lang)]
    assert max(map(cell_len, lines)) <= 80

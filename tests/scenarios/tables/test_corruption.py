"""Cells filled with anything: findings, or a round, and never another error."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.errors import BadFile
from optimizer.findings import Finding
from scenarios.sample import sample_round
from scenarios.tables import write_template
from scenarios.tables.flatten import flatten
from scenarios.tables.raw import RawSheet
from scenarios.tables.reading import read_sheets
from scenarios.tables.schema import SHEETS, columns_of
from scenarios.tables.texts import FormulaError
from tests.scenarios.tables.books import findings_of
from tests.scenarios.tables.rounds import AWKWARD

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(AWKWARD),
    st.text(max_size=20),
    st.floats(allow_nan=True),
    st.integers(-3, 50).map(float),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from((FormulaError("#REF!"), time(1), timedelta(1), date(1900, 1, 3), "9" * 5000)),
)
MAIN = [each for each in SHEETS if each.key not in ("round", "policy")]


def raw_sheets() -> dict[str, list[list[object]]]:
    """Return the sample round as sheets of cells with machine keys on top."""
    sheets: dict[str, list[list[object]]] = {}
    for key, rows in flatten(sample_round(), "zh").items():
        table = next(each for each in SHEETS if each.key == key)
        if key in ("round", "policy"):
            lines = zip(table.columns, rows, strict=True)
            sheets[key] = [["key", "value"], *([c.key, cell] for c, (cell,) in lines)]
        else:
            sheets[key] = [[c.key for c in columns_of(table)], *(list(row) for row in rows)]
    return sheets


GOOD = raw_sheets()


def read(sheets: dict[str, list[list[object]]]) -> None:
    raws = [RawSheet(key, rows, "r.xlsx", in_workbook=True) for key, rows in sheets.items()]
    findings: list[Finding] = []
    round_ = None
    try:
        round_ = read_sheets(raws, "r.xlsx").round
    except BadFile as error:
        findings += error.findings
    assert (round_ is None) == bool(findings)
    assert all(finding.place.file for finding in findings)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_value_anywhere(data: st.DataObject) -> None:
    sheets = {key: [list(row) for row in rows] for key, rows in GOOD.items()}
    for _ in range(data.draw(st.integers(1, 8))):
        rows = sheets[data.draw(st.sampled_from(sorted(sheets)))]
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(VALUES)
    read(sheets)


@given(data=st.data())
def test_any_sheet_or_row_gone_or_doubled(data: st.DataObject) -> None:
    sheets = {key: [list(row) for row in rows] for key, rows in GOOD.items()}
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from(sorted(sheets)))
        rows = sheets[key]
        at = data.draw(st.integers(0, max(len(rows) - 1, 0)))
        match data.draw(st.sampled_from(("drop", "row", "double", "shift"))):
            case "drop":
                sheets[key] = []
            case "row":
                del rows[at : at + 1]
            case "double":
                rows[at:at] = [list(row) for row in rows[at : at + 1]]
            case _:
                sheets[key] = [[None, *row] for row in rows]
    read(sheets)


def test_unfilled_template_is_told_what_to_fill_in(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", "en")
    assert [(f.code, f.place.cell) for f in findings_of(tmp_path / "t.xlsx")] == [
        ("structure.missing", "B7"),
        ("structure.missing", "B9"),
    ]

"""Whatever is wrong in a workbook is told at once, by sheet, row, column and value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optimizer.findings import Finding, Severity
from tests.scenarios.tables.books import Edit, csv_folder, edited, findings_of, small_round


def told(found: list[Finding]) -> set[tuple[str, str, str]]:
    return {(f.code, f.place.sheet or f.place.file or "", f.place.cell or "") for f in found}


def set_cell(sheet: str, cell: str, value: object) -> Edit:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def unchanged(_book: Any) -> None:
    pass


def test_small_round_has_nothing_to_find(tmp_path: Path) -> None:
    assert findings_of(edited(tmp_path / "r.xlsx", unchanged)) == []
    assert findings_of(csv_folder(tmp_path / "r")) == []


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code", "found"),
    [
        ("Experts", "D3", "rdd", "reference.unknown-department", "rdd"),
        ("Experts", "E4", "analisis:3", "reference.unknown-skill", "analisis"),
        ("Experts", "F3", "eighty", "number.not-a-number", "eighty"),
        ("Experts", "A4", "E1", "duplicate.id", "E1"),
        ("Experts", "A4", None, "structure.missing", ""),
        ("Experts", "J3", "all", "structure.unknown-choice", "all"),
        ("Round", "B6", "cny", "text.wrong-form", "'cny'"),
        ("Round", "B7", None, "structure.missing", ""),
        ("Round", "B9", "ten", "number.not-a-number", "ten"),
        ("Round", "B3", "0.9", "file.wrong-version", "0.9"),
        ("Policy", "B13", "nobody", "structure.unknown-choice", "nobody"),
        ("Policy", "B12", 101, "number.too-large", "101"),
        ("Objective levels", "B3", "worth:1", "text.wrong-form", "'worth'"),
        ("Projects", "F3", "rd:5; xx:1", "reference.unknown-department", "xx"),
        ("Work packages", "A3", "P2", "reference.unknown-project", "P2"),
        ("Work packages", "E4", "A; Z", "reference.unknown-package", "Z"),
        ("Work packages", "E3", "B", "precedence.cycle", "A → B → A"),
        ("Modes", "D3", 2.5, "number.not-whole", "2.5"),
        ("Modes", "B4", "C", "reference.unknown-package", "C"),
        ("Staffing needs", "E3", "cooking", "reference.unknown-skill", "cooking"),
        ("Money needs", "F3", "12.345", "money.too-precise", "12.345"),
        ("Money needs", "E3", "traval", "reference.unknown-category", "traval"),
    ],
)  # fmt: skip
def test_bad_cell_is_named(
    tmp_path: Path, sheet: str, cell: str, value: object, code: str, found: str
) -> None:
    findings = findings_of(edited(tmp_path / "r.xlsx", set_cell(sheet, cell, value)))
    (finding,) = [f for f in findings if f.code == code]
    assert (finding.place.sheet, finding.place.cell) == (sheet, cell)
    assert finding.place.file == "r.xlsx"
    assert finding.place.row == int(cell[1:])
    assert finding.place.column
    assert finding.found == found
    assert finding.message_zh
    assert finding.message_en
    assert finding.suggestion_zh
    assert finding.suggestion_en


def test_every_fault_at_once(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Experts"]["D3"] = "rdd"
        book["Experts"]["F4"] = "eighty"
        book["Funds"]["F3"] = "a lot"
        book["Modes"]["D3"] = "two"
        book["Staffing needs"]["E4"] = "cooking"
        book["Work packages"]["E3"] = "B"

    assert told(findings_of(edited(tmp_path / "r.xlsx", edit))) >= {
        ("reference.unknown-department", "Experts", "D3"),
        ("number.not-a-number", "Experts", "F4"),
        ("number.not-a-number", "Funds", "F3"),
        ("number.not-a-number", "Modes", "D3"),
        ("reference.unknown-skill", "Staffing needs", "E4"),
        ("precedence.cycle", "Work packages", "E3"),
    }


def test_one_slip_is_one_finding(tmp_path: Path) -> None:
    """Rows that depend on a row with a wrong parent are not blamed for it."""
    path = edited(tmp_path / "r.xlsx", set_cell("Work packages", "A4", "P"))
    errors = [f for f in findings_of(path) if f.severity is Severity.ERROR]
    assert told(errors) == {("reference.unknown-project", "Work packages", "A4")}


def test_package_without_mode_is_told(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Modes"].delete_rows(3)
        book["Staffing needs"].delete_rows(3)

    (finding,) = findings_of(edited(tmp_path / "r.xlsx", edit))
    assert (finding.code, finding.place.cell) == ("structure.missing", "B3")
    assert "Modes" in finding.message_en


def test_mode_need_not_be_named_where_there_is_one(tmp_path: Path) -> None:
    assert findings_of(edited(tmp_path / "r.xlsx", set_cell("Staffing needs", "C3", None))) == []


def test_cell_of_another_kind_of_pin(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for cell, value in (("A3", "Start"), ("B3", "P1"), ("C3", "A"), ("E3", 1), ("J3", "E1")):
            book["Pins"][cell] = value

    (finding,) = findings_of(edited(tmp_path / "r.xlsx", edit))
    assert (finding.code, finding.place.cell) == ("pin.unused-column", "J3")


def test_missing_cell_of_a_pin(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for cell, value in (("A3", "start"), ("B3", "P1"), ("C3", "A")):
            book["Pins"][cell] = value

    (finding,) = findings_of(edited(tmp_path / "r.xlsx", edit))
    assert (finding.code, finding.place.cell) == ("structure.missing", "E3")
    assert finding.place.column == "开始于 Start"


@pytest.mark.parametrize(
    ("edit", "code", "suggestion"),
    [
        (lambda b: setattr(b["Experts"], "title", "Expert"), "table.unknown", "'Experts'"),
        (lambda b: setattr(b["Experts"], "title", "Menschen"), "table.unknown", "'Experts'"),
        (lambda b: b["Experts"].delete_cols(4), "table.missing-column", "Add the column."),
        (lambda b: b["Experts"].insert_rows(1, 20), "table.no-header", "first row"),
        (lambda b: b["Policy"].delete_cols(2), "table.missing-column", "Add the column."),
    ],
    ids=["near-name", "same-headers", "no-column", "no-header", "no-value"],
)
def test_near_miss_of_a_sheet_is_the_only_finding(
    tmp_path: Path, edit: Edit, code: str, suggestion: str
) -> None:
    (finding,) = [
        f for f in findings_of(edited(tmp_path / "r.xlsx", edit)) if f.code.startswith("table.")
    ]
    assert finding.code == code
    assert finding.severity is Severity.ERROR
    assert suggestion in finding.suggestion_en


def test_near_miss_of_a_header(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Experts"]["D1"] = "departement"
        book["Experts"]["D2"] = "Departement"

    (finding,) = findings_of(edited(tmp_path / "r.xlsx", edit))
    assert (finding.code, finding.place.cell) == ("table.unknown-column", "D1")
    assert "Department" in finding.suggestion_en


def test_one_good_name_of_a_column_is_enough(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Experts"]["D1"] = "departement"
        book["Skills"].delete_rows(1)
        book["Departments"].delete_rows(2)

    assert findings_of(edited(tmp_path / "r.xlsx", edit)) == []


def test_sheet_that_is_not_there_is_one_finding(tmp_path: Path) -> None:
    (finding,) = findings_of(
        edited(tmp_path / "r.xlsx", lambda book: book.remove(book["Departments"]))
    )
    assert (finding.code, finding.expected) == ("table.missing", "departments")


def test_own_sheets_and_columns_may_stay(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("Our notes")["A1"] = "call Chen"
        book["Experts"]["P1"] = "Phone"
        book["Experts"]["P3"] = "123"
        book["Experts"]["R3"] = "stray"

    found = findings_of(edited(tmp_path / "r.xlsx", edit))
    assert {(f.code, f.severity) for f in found} == {
        ("table.unknown", Severity.WARNING),
        ("table.unknown-column", Severity.WARNING),
        ("table.no-column-name", Severity.WARNING),
    }


def test_repeated_sheet_column_setting_and_row(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("experts_")["A1"] = "id"
        book["Skills"]["D1"] = "id"
        book["Round"]["A12"] = "Currency"
        book["Round"]["B12"] = "EUR"
        book["Project texts"]["A3"] = "P1"
        book["Project texts"]["A4"] = "P1"

    found = {f.code for f in findings_of(edited(tmp_path / "r.xlsx", edit))}
    assert found >= {
        "table.given-twice", "table.column-twice", "table.setting-twice", "duplicate.row",
    }  # fmt: skip


def test_unknown_setting_is_suggested(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Round"]["A6"] = None
        book["Round"]["D6"] = "curency"

    (finding,) = findings_of(edited(tmp_path / "r.xlsx", edit))
    assert (finding.code, finding.place.cell) == ("table.unknown-setting", "D6")
    assert "currency" in finding.suggestion_en


def test_percent_cells_count_as_shown(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        for cell, value in (("F3", 0.8), ("F4", 1)):
            book["Experts"][cell] = value
            book["Experts"][cell].number_format = "0%"

    path = edited(tmp_path / "r.xlsx", edit)
    assert findings_of(path) == []
    from scenarios.formats import read_file

    assert [e.availability_pct for e in read_file(path).experts] == [80, 100]


def test_formulas_that_failed_or_never_ran(tmp_path: Path) -> None:
    path = edited(tmp_path / "r.xlsx", set_cell("Experts", "F3", "=1/0"))
    (finding,) = findings_of(path)
    assert (finding.code, finding.found) == ("text.formula-error", "=1/0")


def test_merged_parents_hold_for_every_row(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Work packages"].merge_cells("A3:A4")

    assert findings_of(edited(tmp_path / "r.xlsx", edit)) == []


def test_merged_values_are_doubted(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Modes"].merge_cells("D3:D4")

    assert ("table.merged-cells", "Modes", "D3") in told(
        findings_of(edited(tmp_path / "r.xlsx", edit))
    )


def test_files_of_a_folder_are_named(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "r")
    path = folder / "experts.csv"
    text = path.read_text("utf-8-sig")
    path.write_text(text.replace("E2,,,data", "E2,,,dta").replace(",100,", ",full,", 1), "utf-8")
    found = {(f.code, f.place.file, f.place.row, f.place.column) for f in findings_of(folder)}
    assert found == {
        ("reference.unknown-department", "experts.csv", 3, "department"),
        ("number.not-a-number", "experts.csv", 2, "availability_pct"),
    }


def test_content_findings_name_cells_too(tmp_path: Path) -> None:
    """Also when the round can be built and only its content is at fault."""
    round_ = small_round()
    project = round_.projects[0].model_copy(update={"mandatory": True, "deadline": 3})
    path = edited(
        tmp_path / "r.xlsx", unchanged, round_.model_copy(update={"projects": (project,)})
    )
    found = told(findings_of(path))
    assert ("precedence.window-too-short", "Work packages", "B4") in found

"""The workbook as a person sees it: sheets, headers, drop-downs, checks, and marks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from optimizer.domain import Text
from optimizer.errors import NoPlace
from scenarios.formats import read_file, write_file
from scenarios.sample import sample_round
from scenarios.tables import mark_workbook, write_template, write_workbook
from scenarios.tables.columns import Form, Group, Kind
from scenarios.tables.schema import SHEETS, columns_of
from tests.scenarios.tables.books import edited, findings_of, small_round

FILLED = [each for each in SHEETS if each.group is not Group.BASELINE]


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(BytesIO(path.read_bytes()))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "t.xlsx"
    write_template(path, "zh", sample_round())
    return opened(path)


def test_sheets_in_the_language_asked_for(tmp_path: Path) -> None:
    for lang, readme in (("zh", "说明"), ("en", "Read me")):
        write_template(tmp_path / "t.xlsx", lang)
        book = opened(tmp_path / "t.xlsx")
        assert book.sheetnames == [readme, *(each.title(lang) for each in FILLED)]


def test_headers_stand_in_both_languages_under_their_keys(template: Any) -> None:
    for each in FILLED:
        sheet = template[each.zh]
        keys = [cell.value for cell in sheet[1]]
        titles = [str(cell.value) for cell in sheet[2]]
        if isinstance(each, Form):
            assert keys == ["name", "value", "help", "key"]
            continue
        assert keys == [column.key for column in columns_of(each)]
        for column, title, cell in zip(columns_of(each), titles, sheet[2], strict=True):
            assert title.replace(" *", "").split("\n") == [column.zh, column.en]
            assert column.help_zh in cell.comment.text
        assert sheet.freeze_panes.endswith("3")
        assert sheet.auto_filter.ref


def test_a_row_is_as_high_as_its_longest_text_needs(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    round_ = small_round()
    long = Text(zh="很长的背景说明" * 30, en="short")
    first = round_.projects[0].model_copy(update={"background": long})
    write_workbook(round_.model_copy(update={"projects": (first, *round_.projects[1:])}), path)
    sheet = opened(path)["项目说明"]
    height, width = sheet.row_dimensions[3].height, sheet.column_dimensions["B"].width
    lines = 2 * len(long.zh) / width
    assert 12 * lines <= height <= 25 * (lines + 1)
    single = opened(path)["部门"].row_dimensions[3].height
    assert single is None  # left to the program, so that it grows with what is typed


def test_template_lists_what_the_round_has_and_asks_for_the_rest(template: Any) -> None:
    experts = sample_round().experts
    assert [cell.value for cell in template["人员"]["A"][2:]] == [e.id for e in experts]
    assert template["项目"].max_row == 2
    assert template["约定"].max_row == 2


def test_drop_downs_offer_what_there_is(template: Any) -> None:
    names = template.defined_names
    for each in FILLED:
        if isinstance(each, Form):
            continue
        checks = {}
        for check in template[each.zh].data_validations.dataValidation:
            for area in check.sqref.ranges:
                checks[area.min_col] = check
        for at, column in enumerate(columns_of(each), 1):
            if column.kind is Kind.ID and column.refers not in ("", "packages", "modes"):
                name = checks[at].formula1.removeprefix("=")
                target = names[name].attr_text
                assert "INDEX" in target
                assert target.split("!")[0].strip("'") in template.sheetnames
            if column.kind in (Kind.CHOICE, Kind.FLAG):
                assert checks[at].type == "list"
            if column.kind in (Kind.DATE, Kind.START, Kind.END):
                assert checks[at].type == "date"
            if column.kind is Kind.MONEY:
                assert checks[at].type == "decimal"


def test_what_does_not_fit_a_cell_is_refused(tmp_path: Path) -> None:
    round_ = sample_round()
    long = round_.funds[0].model_copy(update={"id": "x" * 100})
    expert = round_.experts[0]
    twice = round_.model_copy(update={"experts": (expert, *round_.experts)})
    wordy = round_.model_copy(update={"title": Text(zh="长" * 32_768)})
    for bad, name in (
        (twice, "xlsx"),
        (twice, "csv"),
        (wordy, "xlsx"),
    ):
        with pytest.raises(NoPlace, match=r"format\.no-place"):
            write_file(bad, tmp_path / "r.xlsx", name)
    assert not (tmp_path / "r.xlsx").exists()
    write_workbook(round_.model_copy(update={"funds": (long,)}), tmp_path / "r.xlsx")


def _spoil(book: Any) -> None:
    book["Experts"]["D3"] = "rdd"
    book["Experts"]["D3"].comment = Comment("ask Li", "Chen")
    book["Experts"]["F4"] = "eighty"
    book["Experts"]["F4"].fill = PatternFill("solid", fgColor="FF00FF00")
    book["Modes"].merge_cells("D3:D4")
    book.create_sheet("Our notes")["A1"] = "=1+1"


def test_marks_name_the_fault_in_the_cell(tmp_path: Path) -> None:
    path = edited(tmp_path / "r.xlsx", _spoil)
    mark_workbook(path, tmp_path / "m.xlsx", findings_of(path), "zh")
    book = opened(tmp_path / "m.xlsx")
    cell = book["Experts"]["D3"]
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert cell.comment.text.startswith("ask Li\n")
    assert "reference.unknown-department" in cell.comment.text
    assert "是否指“rd”" in cell.comment.text
    assert "table.merged-cells" in book["Modes"]["D3"].comment.text
    assert book["Experts"]["D4"].comment is None
    listed = book["检查结果"]
    assert book.sheetnames[0] == "检查结果"
    codes = {row[9].value for row in listed.iter_rows(min_row=4)}
    assert {"reference.unknown-department", "number.not-a-number"} <= codes
    assert any(c.hyperlink and c.hyperlink.location == "'Experts'!D3" for c in listed["D"])


def test_marking_keeps_everything_else(tmp_path: Path) -> None:
    path = edited(tmp_path / "r.xlsx", _spoil)
    mark_workbook(path, tmp_path / "m.xlsx", findings_of(path), "en")
    before, after = opened(path), opened(tmp_path / "m.xlsx")
    assert after.sheetnames[1:] == before.sheetnames
    assert after["Our notes"]["A1"].value == "=1+1"
    assert set(after.defined_names) == set(before.defined_names)
    for name in before.sheetnames:
        old, new = before[name], after[name]
        assert [[c.value for c in row] for row in old] == [[c.value for c in row] for row in new]
        assert new.freeze_panes == old.freeze_panes
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert {k: d.width for k, d in new.column_dimensions.items()} == {
            k: d.width for k, d in old.column_dimensions.items()
        }
    assert {str(f) for f in findings_of(tmp_path / "m.xlsx")} == {
        str(f).replace("r.xlsx", "m.xlsx") for f in findings_of(path)
    }


def test_marks_go_when_the_fault_is_mended(tmp_path: Path) -> None:
    path = edited(tmp_path / "r.xlsx", _spoil)
    marked = tmp_path / "m.xlsx"
    mark_workbook(path, marked, findings_of(path), "en")
    book = opened(marked)
    book["Experts"]["D3"] = "rd"
    book["Experts"]["F4"] = 80
    book["Modes"].unmerge_cells("D3:D4")
    book["Modes"]["D4"] = 3
    book.save(marked)
    again = tmp_path / "again.xlsx"
    mark_workbook(marked, again, findings_of(marked), "en")
    clean = opened(again)
    assert clean["Experts"]["D3"].comment.text == "ask Li"
    assert clean["Experts"]["D3"].fill.patternType is None
    assert clean["Experts"]["F4"].comment is None
    assert clean["Experts"]["F4"].fill.fgColor.rgb == "FF00FF00"
    assert clean.sheetnames.count("Findings") == 1
    assert {f.code for f in findings_of(again)} == {"table.unknown"}
    assert read_file(again) == small_round().model_copy(
        update={"experts": read_file(again).experts}
    )

"""Workbooks and CSV folders through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from scenarios.formats import read_file
from tests.api.cli.conftest import Run


def test_template_is_written_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run("template", "-o", path, "--lang", "en")[0] == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == "Read me"
    code, _, err = run("template", "-o", path)
    assert (code, "exists" in err) == (2, True)
    assert run("template", "-o", path, "--force", "--lang", "zh")[0] == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == "说明"
    assert run("template", "-o", tmp_path / "t.txt")[0] == 2
    assert run("template", "-o", tmp_path / "nowhere" / "t.xlsx")[0] == 2


def test_template_with_the_lists_of_a_round(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run("template", "-o", path, "--lang", "en", "--round", tiny_file)[0] == 0
    book = openpyxl.load_workbook(path)
    assert book["Experts"]["A3"].value == "E1"
    assert book["Projects"]["A3"].value is None
    assert run("template", "-o", path, "--force", "--round", tmp_path / "none.json")[0] == 3


@pytest.mark.parametrize("name", ["round.xlsx", "folder", "round.zip"])
def test_every_command_takes_tables(run: Run, tiny_file: Path, tmp_path: Path, name: str) -> None:
    tables, outcome = tmp_path / name, tmp_path / "outcome.json"
    assert run("convert", tiny_file, tables)[0] == 0
    assert read_file(tables) == read_file(tiny_file)
    assert run("check", tables)[0] == 0
    assert run("solve", tables, "--workers", 1, "--time-limit", 20, "-o", outcome)[0] == 0
    assert run("verify", tables, outcome)[0] == 0
    assert run("show", outcome, "--round", tables)[0] == 0
    back = tmp_path / "back.json"
    assert run("convert", tables, back)[0] == 0
    assert read_file(back) == read_file(tiny_file)


def test_findings_name_cells_and_come_back_marked(
    run: Run, tiny_file: Path, tmp_path: Path
) -> None:
    path, marked = tmp_path / "r.xlsx", tmp_path / "m.xlsx"
    run("convert", tiny_file, path, "--lang", "en")
    book = openpyxl.load_workbook(path)
    book["Experts"]["D3"] = "DD"
    book.save(path)
    code, out, err = run("check", path, "--json", "--marked", marked)
    finding = next(f for f in json.loads(out)["findings"] if f["found"] == "DD")
    assert code == 3
    assert finding["code"] == "reference.unknown-department"
    assert finding["place"] == {
        "pointer": "/experts/0/department", "file": "r.xlsx", "sheet": "Experts", "row": 3,
        "column": "所属部门 Department", "cell": "D3",
    }  # fmt: skip
    assert "m.xlsx" in err
    assert "DD" in openpyxl.load_workbook(marked)["Experts"]["D3"].comment.text
    code, out, err = run("solve", path, "-o", tmp_path / "o.json")
    assert code == 3
    assert "Experts!D3" in err
    assert not (tmp_path / "o.json").exists()


def test_marking_asks_for_another_workbook(run: Run, tiny_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    run("convert", tiny_file, path)
    assert run("check", path, "--marked", path)[0] == 2
    assert run("check", tiny_file, "--marked", tmp_path / "m.xlsx")[0] == 2
    assert run("check", path, "--marked", tmp_path / "m.txt")[0] == 2
    assert run("check", path, "--marked", tmp_path / "none" / "m.xlsx")[0] == 2
    path.write_bytes(b"nothing")
    code, out, _ = run("check", path, "--marked", tmp_path / "m.xlsx")
    assert code == 3
    assert "file.damaged" in out
    assert not (tmp_path / "m.xlsx").exists()

"""The workbook, opened by another library: its numbers are the figures', its texts are texts."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from optimizer.domain import Outcome, Round
from optimizer.sharing import share_plan
from scenarios.figures import COST_KINDS, figures_of
from scenarios.report import render_workbook
from scenarios.report.words import say
from tests.scenarios.report.test_page import HOSTILE, hostile_round
from tests.scenarios.rounds import hand_outcome, hand_round, infeasible_outcome


def content_of(round_: Round, outcome: Outcome, lang: str = "en") -> bytes:
    shares = None if outcome.plan is None else share_plan(round_, outcome.plan)
    return render_workbook(figures_of(round_, outcome), lang, shares)


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))  # a warning would be an error here


@pytest.fixture(scope="module")
def content() -> bytes:
    return content_of(hand_round(), hand_outcome())


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return opened(content)


def sheet_of(book: Workbook, name: str) -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def table(sheet: Worksheet, row: int = 1) -> list[dict[str, Any]]:
    """The rows below the headings in ``row``, up to the first empty one."""
    rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=row)]
    heads = [str(value) for value in rows[0]]
    found = []
    for values in rows[1:]:
        if all(value is None for value in values):
            break
        found.append(dict(zip(heads, values, strict=True)))
    return found


def row_of(sheet: Worksheet, text: str) -> int:
    """The row in whose first cell a text stands."""
    return next(cells[0].row for cells in sheet.iter_rows() if cells[0].value == text)


def test_sheets(book: Workbook) -> None:
    assert book.sheetnames == [
        "Summary", "Projects", "Left out", "Work packages", "Load of people", "Who works where",
        "Facilities and data", "Money", "Cost shares", "Pressure", "Changes",
        "Alpha", "Beta", "Gamma",
    ]  # fmt: skip


def test_projects_are_the_figures(book: Workbook) -> None:
    rows = table(sheet_of(book, "Projects"))
    figures = figures_of(hand_round(), hand_outcome())
    assert [row["Id"] for row in rows] == [p.project for p in figures.projects]
    first = next(row for row in rows if row["Id"] == "P1")
    assert first["Start"].date() == date(2026, 1, 5)
    assert first["End"].date() == date(2026, 2, 22)
    assert (first["Worth"], first["Late (weeks)"], first["Borrowed"]) == (60, 2, 1)
    assert first["Effort (person-weeks)"] == 7.0
    kinds = [say("en", f"cost.{kind}") for kind in COST_KINDS]
    assert sum(first[f"{kind} (CNY)"] for kind in kinds) == first["Cost (CNY)"] == 286.0


def test_load_of_people(book: Workbook) -> None:
    sheet = sheet_of(book, "Load of people")
    rows = {row[1].value: [c.value for c in row[5:15]] for row in sheet.iter_rows(2, 4)}
    assert rows["Ben One"] == [0.5, 0.5, 0.5, 0, 1, 1, 0, 0, 0, 0]
    assert rows["Ann Two"] == [None, 0, 0, 1, 1, 1, 1, 0, 0, 0]
    first_day: Any = sheet["F1"].value
    assert first_day.date() == date(2026, 1, 5)
    assert sheet.freeze_panes == "F2"


def test_money_sums_to_the_funds(book: Workbook) -> None:
    sheet = sheet_of(book, "Money")
    funds = {row["Id"]: row for row in table(sheet)}
    assert funds["FA"]["Drawn (CNY)"] == 170.0
    assert funds["FA"]["Left (CNY)"] == 100.0
    payments = table(sheet, row_of(sheet, "Every payment") + 1)
    assert sum(p["Amount (CNY)"] for p in payments) == sum(f["Drawn (CNY)"] for f in funds.values())
    slots = table(sheet, row_of(sheet, "By period of the budget") + 1)
    assert [s["Left (CNY)"] for s in slots] == [0.0, 100.0, 470.0]


def test_department_sheets_say_what_each_gives_gets_and_pays(book: Workbook) -> None:
    beta = sheet_of(book, "Beta")
    assert beta.cell(row_of(beta, "Net given (CNY)"), 2).value == 48.0
    gives = table(beta, row_of(beta, "Gives") + 1)
    assert [(g["What"], g["To"], g["Amount"], g["Worth (CNY)"]) for g in gives] == [
        ("person (person-weeks)", "Alpha", 1.5, 30.0),
        ("facility (unit-periods)", "Alpha", 3, 15.0),
        ("dataset", "Alpha", 1, 3.0),
        ("money", "Alpha", None, 30.0),
    ]
    alpha = sheet_of(book, "Alpha")
    gets = table(alpha, row_of(alpha, "Gets") + 1)
    assert sum(g["Worth (CNY)"] for g in gets) == 53.0 + 30.0
    pays = table(alpha, row_of(alpha, "Pays") + 1)
    assert [(p["Fund"], p["Own projects (CNY)"]) for p in pays] == [("Alpha's fund", 170.0)]
    people = row_of(alpha, "Load of its people") + 1
    assert alpha.cell(people + 1, 9).value == 0.5


def test_cost_shares_sum_to_the_cost(book: Workbook) -> None:
    sheet = sheet_of(book, "Cost shares")
    rows = table(sheet, row_of(sheet, "Department"))
    assert sum(row["Share to pay (CNY)"] for row in rows) == pytest.approx(346.0)


def test_native_charts(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 3
        assert "Benefit" in archive.read(charts[0]).decode()


def test_same_outcome_same_bytes(content: bytes) -> None:
    assert content == content_of(hand_round(), hand_outcome())


def test_chinese_headings() -> None:
    book = opened(content_of(hand_round(), hand_outcome(), "zh"))
    assert book.sheetnames[0] == "总览"
    assert book.sheetnames[-3:] == ["甲部", "乙部", "丙部"]
    headings = [cell.value for cell in next(sheet_of(book, "项目").iter_rows(max_row=1))]
    assert [h for h in headings if not any("\u4e00" <= ch <= "\u9fff" for ch in str(h))] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_plan(lang: str) -> None:
    book = opened(content_of(hand_round(), infeasible_outcome(), lang))
    summary = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "mandatory:P1" in summary
    assert len(book.sheetnames) == 4


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_text(text: str) -> None:
    book = opened(content_of(hostile_round(text), hand_outcome()))
    names = [name.casefold() for name in book.sheetnames]
    assert len(names) == len(set(names))
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    formulas = [
        cell.coordinate
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == []
    title = book.worksheets[0]["A1"]
    assert title.value == text
    # Editing such a cell must not turn it into a formula either.
    assert title.quotePrefix == text.startswith(("=", "+", "-", "@"))

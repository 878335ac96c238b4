"""What people type in cells, and what is understood by it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from optimizer.domain import Calendar
from optimizer.findings import Severity
from scenarios.tables.cells import CellReader
from scenarios.tables.faults import BAD
from scenarios.tables.periods import Periods
from scenarios.tables.schema import column_facts, field_path, sheet
from scenarios.tables.texts import FormulaError

CALENDAR = Calendar(
    start=date(2026, 1, 5), periods=10, holidays=tuple(date(2026, 2, d) for d in range(16, 23))
)


def reader(name: str, calendar: Calendar | None = CALENDAR) -> CellReader:
    key, _, column_key = name.partition(".")
    table = sheet(key)
    column = table.column(column_key)
    periods = None if calendar is None else Periods(calendar)
    return CellReader(column, field_path(table, column), column_facts(table, column), periods)


def value(name: str, raw: object) -> object:
    found, faults = reader(name).read(raw)
    assert faults == []
    return found


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("experts.rate", 0.29, 29),
        ("experts.rate", 1.1 + 2.2, 330),
        ("experts.rate", 1234567890.12, 123456789012),
        ("experts.rate", "１２,３４５.５０ 元", 1234550),
        ("experts.rate", "¥1,234.5", 123450),
        ("experts.rate", "CNY 12", 1200),
        ("experts.rate", "1.5万", 1500000),
        ("experts.rate", " 100 ", 10000),
        ("experts.rate", 100, 10000),
        ("experts.availability_pct", 80.0, 80),
        ("experts.availability_pct", "80%", 80),
        ("experts.availability_pct", "８０", 80),
        ("departments.credit", "−5", -5),
        ("departments.credit", "9" * 12, 10**12 - 1),
        ("departments.id", 7.0, "7"),
        ("departments.id", "007", "007"),
        ("departments.id", " rd ", "rd"),
        ("departments.name_zh", '" rd "', " rd "),
        ("departments.name_zh", '"rd', '"rd'),
        ("departments.name_zh", "'rd'", "'rd'"),
        ("projects.mandatory", True, True),
        ("projects.mandatory", "是", True),
        ("projects.mandatory", "N", False),
        ("projects.mandatory", 1.0, True),
        ("experts.clearance", "一般２级", "general-2"),
        ("experts.clearance", "GENERAL 2", "general-2"),
        ("experts.clearance", "core", "core"),
        ("leave.first_day", datetime.fromisoformat("2026-03-01"), "2026-03-01"),
        ("leave.first_day", "2026/3/1", "2026-03-01"),
        ("leave.first_day", "2026年3月1日", "2026-03-01"),
        ("leave.first_day", "20260301", "2026-03-01"),
        ("leave.first_day", "2026-03-01 00:00:00", "2026-03-01"),
        ("projects.earliest_start", date(2026, 1, 12), 1),
        ("projects.earliest_start", date(2025, 6, 1), 0),
        ("projects.earliest_start", 3.0, 3),
        ("projects.earliest_start", "3", 3),
        ("projects.earliest_start", date(1900, 1, 2), 3),  # a 3 in a cell shown as a date
        ("projects.deadline", date(2026, 1, 11), 1),
        ("projects.deadline", date(2026, 1, 9), 1),  # Friday: the week's work is done
        ("projects.deadline", date(2026, 2, 22), 6),  # the week of holidays is no period
        ("projects.deadline", date(2026, 2, 15), 6),
        ("projects.deadline", date(2030, 1, 1), 10),
        ("projects.earliest_start", date(2026, 2, 16), 6),
        ("projects.earliest_start", date(2026, 2, 23), 6),
        ("prerequisites.min_lag", "不限", None),
        ("prerequisites.min_lag", "any", None),
        ("prerequisites.min_lag", -2.0, -2),
        ("projects.participants", "rd； data、it", ["rd", "data", "it"]),
        ("projects.participants", '"a;b"; c', ["a;b", "c"]),
        ("funds.categories", "travel, by train; food", ["travel, by train", "food"]),
        ("experts.skills", "a:4； b：3;", [{"skill": "a", "level": 4}, {"skill": "b", "level": 3}]),
        ("experts.skills", "a", [{"skill": "a"}]),
        ("experts.skills", "a:b:2", [{"skill": "a:b", "level": 2}]),
        ("facilities.operator", "a:2", {"skill": "a", "level": 2}),
        ("policy.tier_weights", "1:4; 2:２", [{"tier": 1, "weight": 4}, {"tier": 2, "weight": 2}]),
        ("policy.tier_weights", "none", []),
        ("round.working_weekdays", 1.0, [1]),
        (
            "packages.predecessors",
            "A; B:2; C:0..5; D:-1",
            [
                {"package": "A"},
                {"package": "B", "min_lag": 2},
                {"package": "C", "min_lag": 0, "max_lag": 5},
                {"package": "D", "min_lag": -1},
            ],
        ),
    ],
)  # fmt: skip
def test_understood(name: str, raw: object, expected: object) -> None:
    assert value(name, raw) == expected


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("experts.rate", 0.125, "money.too-precise"),
        ("experts.rate", "12.345", "money.too-precise"),
        ("experts.rate", -1.0, "number.too-small"),
        ("experts.rate", 1e300, "number.too-large"),
        ("experts.rate", "much", "number.not-a-number"),
        ("experts.rate", "1,23", "number.not-a-number"),
        ("experts.rate", "80%", "number.not-a-number"),
        ("experts.rate", date(2026, 1, 5), "number.not-a-number"),
        ("experts.rate", FormulaError("#REF!"), "text.formula-error"),
        ("experts.availability_pct", 0.5, "number.not-whole"),
        ("experts.availability_pct", 101.0, "number.too-large"),
        ("experts.availability_pct", timedelta(days=1), "number.not-a-number"),
        ("experts.max_packages", 0.0, "number.too-small"),
        ("experts.max_packages", "50%", "number.not-a-number"),
        ("experts.clearance", "generel-2", "structure.unknown-choice"),
        ("projects.mandatory", "maybe", "structure.unknown-choice"),
        ("departments.id", date(2026, 1, 5), "text.became-date"),
        ("departments.name_zh", time(12), "text.became-date"),
        ("projects.participants", datetime.fromisoformat("2026-01-05T03:04"), "text.became-date"),
        ("leave.first_day", "1/5/2026", "calendar.not-a-date"),
        ("leave.first_day", "2026-02-30", "calendar.not-a-date"),
        ("leave.first_day", 46000.0, "calendar.not-a-date"),
        ("projects.deadline", "soon", "calendar.not-a-date"),
        ("projects.deadline", -1.0, "number.too-small"),
        ("projects.deadline", 1.5, "number.not-whole"),
        ("facilities.operator", "a:2; b:3", "text.wrong-form"),
    ],
)  # fmt: skip
def test_refused(name: str, raw: object, code: str) -> None:
    found, faults = reader(name).read(raw)
    assert found is BAD
    (fault,) = faults
    assert fault.code == code
    assert fault.severity is Severity.ERROR
    assert fault.fix_zh
    assert fault.fix_en


@pytest.mark.parametrize(
    ("name", "raw", "kept", "codes"),
    [
        ("experts.skills", "a:9; b:3", ["b"], ["number.too-large"]),
        ("experts.skills", "a:x; b:-1", [], ["number.not-a-number", "number.too-small"]),
        ("projects.benefits", "rd; data:2", ["data"], ["text.wrong-form"]),
        ("packages.predecessors", "A:soon; B:1", ["B"], ["text.wrong-form"]),
        ("round.working_weekdays", "1; 8; x", [1], ["number.too-large", "number.not-a-number"]),
    ],
)  # fmt: skip
def test_good_entries_of_a_list_are_kept(
    name: str, raw: str, kept: list[object], codes: list[str]
) -> None:
    found, faults = reader(name).read(raw)
    assert [next(iter(e.values())) if isinstance(e, dict) else e for e in found] == kept
    assert [fault.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("name", "raw", "index", "edge"),
    [
        ("projects.deadline", date(2026, 1, 14), 1, "2026-01-11"),
        ("projects.earliest_start", date(2026, 1, 14), 2, "2026-01-19"),
        ("projects.deadline", date(2026, 1, 6), 0, "0"),
    ],
)
def test_date_inside_a_period_never_goes_beyond_the_date(
    name: str, raw: date, index: int, edge: str
) -> None:
    found, faults = reader(name).read(raw)
    assert found == index
    (fault,) = faults
    assert (fault.code, fault.severity) == ("calendar.inside-period", Severity.WARNING)
    assert fault.expected == edge


def test_choice_near_a_known_one_is_suggested() -> None:
    _, (fault,) = reader("experts.clearance").read("一般二级")
    assert "一般" in fault.fix_zh
    _, (fault,) = reader("experts.clearance").read("imporant")
    assert "'important'" in fault.fix_en


def test_dates_need_a_calendar() -> None:
    found, faults = reader("projects.deadline", None).read(date(2026, 1, 11))
    assert found is BAD
    assert faults == []
    assert reader("projects.deadline", None).read(4.0) == (4, [])

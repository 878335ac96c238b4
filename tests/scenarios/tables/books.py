"""A small round in tables, edited as a user would, and what is found in it then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from optimizer.checks import check_round
from optimizer.domain import (
    Access,
    Benefit,
    Calendar,
    Department,
    Expert,
    ExpertSkill,
    Fund,
    Mode,
    MoneyNeed,
    Predecessor,
    Project,
    Round,
    Skill,
    StaffingNeed,
    WorkPackage,
)
from optimizer.errors import BadFile
from optimizer.findings import Finding
from scenarios.formats import read_placed
from scenarios.tables import write_csv, write_workbook

Edit = Callable[[Any], None]


def small_round() -> Round:
    """Two departments, two people, one project of two packages; nothing to find in it."""
    need = StaffingNeed(id="s1", skill="analysis", load_pct=50)
    money = MoneyNeed(id="m1", category="travel", amount_cents=12345)
    return Round(
        calendar=Calendar(start=date(2026, 1, 5), periods=10),
        departments=(Department(id="rd"), Department(id="data")),
        skills=(Skill(id="analysis"), Skill(id="testing")),
        experts=tuple(
            Expert(
                id=f"E{i}", department=owner, access=Access(scope="anyone"),
                skills=(ExpertSkill(skill="analysis", level=3),),
            )
            for i, owner in enumerate(("rd", "data"), 1)
        ),
        funds=(
            Fund(id="B1", department="rd", amount_cents=100_000, categories=("travel",)),
        ),
        projects=(
            Project(
                id="P1", sponsor="rd", participants=("data",),
                benefits=(Benefit(department="rd", value=5),),
                packages=(
                    WorkPackage(id="A", modes=(Mode(id="m", duration=2, staffing=(need,)),)),
                    WorkPackage(
                        id="B", predecessors=(Predecessor(package="A"),),
                        modes=(Mode(id="m", duration=3, staffing=(need,), money=(money,)),),
                    ),
                ),
            ),
        ),
    )  # fmt: skip


def edited(path: Path, edit: Edit, round_: Round | None = None) -> Path:
    """Write the small round in English, let a user edit the workbook, and return its path."""
    write_workbook(round_ or small_round(), path, "en")
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    edit(book)
    book.save(path)
    return path


def findings_of(path: Path) -> list[Finding]:
    """Return everything that is found in a file."""
    try:
        reading = read_placed(path)
    except BadFile as error:
        return list(error.findings)
    return [*reading.findings, *reading.located(check_round(reading.round))]


def csv_folder(path: Path) -> Path:
    """Write the small round as CSV files."""
    write_csv(small_round(), path)
    return path

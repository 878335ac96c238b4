"""From tables to a round, with everything wrong told at once and by its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from optimizer.checks import check_round, read_round
from optimizer.domain import Round
from optimizer.errors import BadFile
from optimizer.findings import Finding, Place, has_errors
from scenarios.tables.assemble import assemble
from scenarios.tables.assembled import Assembled
from scenarios.tables.faults import Fault, placed
from scenarios.tables.header_names import Headed
from scenarios.tables.headers import match_sheets
from scenarios.tables.places import Places
from scenarios.tables.raw import RawSheet
from scenarios.tables.schema import sheet

__all__ = ["TableReading", "read_sheets"]

# What findings say, by the start of their code, when a whole table is not there.
_NAMED_IN = {
    "departments": ("reference.unknown-department",),
    "skills": ("reference.unknown-skill",),
    "experts": ("reference.unknown-expert",),
    "facilities": ("reference.unknown-facility", "reference.unknown-kind"),
    "datasets": ("reference.unknown-dataset",),
    "funds": ("reference.unknown-category", "reference.unknown-fund"),
    "projects": ("reference.unknown-project",),
    "packages": ("reference.unknown-package",),
    "modes": ("reference.unknown-mode",),
}


@dataclass(frozen=True, slots=True)
class TableReading:
    """A round that was read from tables.

    Attributes
    ----------
    round : Round
        Its content is unchecked.
    findings : tuple of Finding
        Warnings about cells and sheets.
    places : Places
        Where its values stand.
    """

    round: Round
    findings: tuple[Finding, ...]
    places: Places


def read_sheets(sheets: Iterable[RawSheet], file: str) -> TableReading:
    """Return the round that stands in sheets.

    Raises
    ------
    BadFile
        A sheet, a column or a cell can't be read, or the shape of a round does not hold. Carries
        these findings and, as far as they can be told then, those about the content.
    """
    tables, findings = match_sheets(sheets)
    if not tables:
        raise BadFile([*findings, _nothing(file)])
    done = assemble(tables, file)
    findings += done.findings
    if not has_errors(findings):
        try:
            round_ = Round.model_validate(done.data)
        except ValidationError:
            pass
        else:
            content = check_round(round_) if set(_NAMED_IN) - set(tables) else []
            if not any(_is_of_absent(item, tables) for item in content):
                return TableReading(round_, tuple(done.places.in_order(findings)), done.places)
    findings += _about_content(done)
    absent = [
        key
        for key, codes in _NAMED_IN.items()
        if key not in tables and any(item.code.startswith(codes) for item in findings)
    ]
    kept = [item for item in findings if not _is_of_absent(item, tables)]
    raise BadFile(done.places.in_order([*kept, *(_absent(key, file) for key in absent)]))


def _is_of_absent(item: Finding, tables: Mapping[str, Headed]) -> bool:
    """Say whether a finding only says again that a whole table is not there."""
    return any(key not in tables and item.code.startswith(_NAMED_IN[key]) for key in _NAMED_IN)


def _absent(key: str, file: str) -> Finding:
    table = sheet(key)
    fault = Fault(
        "table.missing",
        f"缺少“{table.zh}”（{table.key}）这张表，别的表用到其中的编号。",
        f"The table {table.en!r} ({table.key}) is missing; other tables name ids of it.",
        "", table.key, "补上这张表，例如从新模板复制。",
        "Add the table, for instance from a new template.",
    )  # fmt: skip
    return placed(fault, Place(file=file))


def _about_content(done: Assembled) -> list[Finding]:
    """Return what the checks say about the data, without what the cells have said already."""
    try:
        _, findings = read_round(done.data)
    except (OverflowError, RecursionError):  # a giant number: its own finding says so
        findings = []
    found = [item for item in findings if not _said(item.place.pointer, done.doubtful)]
    return done.places.located(found)


def _said(pointer: str, doubtful: set[str]) -> bool:
    at = pointer
    while at:
        if at in doubtful:
            return True
        at = at.rpartition("/")[0]
    return False


def _nothing(file: str) -> Finding:
    fault = Fault(
        "file.no-tables",
        "其中没有一张本系统的表。",
        "It holds none of the tables of a round.",
        "", "round, departments, experts, projects ...",
        "用 roundtable template 生成模板。", "Make a template with `roundtable template`.",
    )  # fmt: skip
    item = placed(fault, Places(file).locate(""))
    return replace(item, place=replace(item.place, file=file))

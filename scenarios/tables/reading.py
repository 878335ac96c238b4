"""From tables to a round, with everything wrong told at once and by its cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from optimizer.checks import read_round
from optimizer.domain import Round
from optimizer.errors import BadFile
from optimizer.findings import Finding, has_errors, sort_findings
from scenarios.tables.assemble import assemble
from scenarios.tables.assembled import Assembled
from scenarios.tables.faults import Fault, placed
from scenarios.tables.headers import match_sheets
from scenarios.tables.places import Places
from scenarios.tables.raw import RawSheet

__all__ = ["TableReading", "read_sheets"]

_OF_SHAPE = ("structure.", "number.", "text.")


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
            return TableReading(round_, tuple(sort_findings(findings)), done.places)
    raise BadFile(sort_findings([*findings, *_about_content(done)]))


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

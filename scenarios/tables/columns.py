"""What a table is: its columns, what a cell may hold, and where it stands in a round.

The tabular forms of a round (a workbook, a folder of CSV files) share one schema of tables. A
column says which field of the round it carries; what that field requires, allows and defaults to
is never repeated here but taken from the domain's own schema (:mod:`scenarios.tables.facts`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["Column", "Form", "Group", "Kind", "Table"]


class Kind(StrEnum):
    """How a value is written in a cell."""

    TEXT = "text"
    ID = "id"
    INTEGER = "integer"
    PERCENT = "percent"
    MONEY = "money"
    """Units with two decimals in the cell, integer cents inside."""
    DATE = "date"
    START = "start"
    """A period, shown as the date on which it starts; a plain number is the period itself."""
    END = "end"
    """The period before which something ends, shown as the last date still inside."""
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"
    """Texts, ids or numbers, separated by semicolons."""
    PAIRS = "pairs"
    """``name:number`` entries, separated by semicolons."""
    PAIR = "pair"
    """One ``name:number`` entry, or nothing."""
    LINKS = "links"
    """Predecessors: ``package``, ``package:lag`` or ``package:least..most``."""


class Group(StrEnum):
    """What a table is about; a workbook colours its tabs by it."""

    RULES = "rules"
    INVENTORY = "inventory"
    REQUESTS = "requests"
    AGREED = "agreed"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table, or a line of a form.

    Attributes
    ----------
    key : str
        Machine key: the header in a CSV file. Stable.
    kind : Kind
    zh, en : str
        Headers for people.
    help_zh, help_en : str
        One or two sentences on what to fill in.
    field : str
        Path of the field in the record, in a form in the round: ``access/scope``.
    refers : str
        Table whose ids the cell names, or ``table.column`` for another column of it.
    example : str
        A valid cell, as a person would type it.
    width : int
        Width in characters.
    """

    key: str
    kind: Kind
    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    field: str = ""
    refers: str = ""
    example: str = ""
    width: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", self.field or self.key)

    def header(self, lang: str) -> str:
        """Return the header in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en

    def help(self, lang: str) -> str:
        """Return the explanation in ``lang``."""
        return self.help_zh if lang == "zh" else self.help_en


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    key: str
    zh: str
    en: str
    group: Group
    help_zh: str
    help_en: str
    columns: tuple[Column, ...]

    def title(self, lang: str) -> str:
        """Return the name of the sheet in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def help(self, lang: str) -> str:
        """Return what the sheet is for in ``lang``."""
        return self.help_zh if lang == "zh" else self.help_en

    def column(self, key: str) -> Column:
        """Return a column by its key; raises `KeyError` when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True, eq=False)
class Form(_Sheet):
    """A sheet with one line for each setting: key, name, value."""


@dataclass(frozen=True, slots=True, eq=False)
class Table(_Sheet):
    """A sheet with one row for each record.

    Attributes
    ----------
    place : str
        List in the parent record (in the round for tables without parent) that the rows fill:
        ``experts``, ``policy/levels``. Empty for a table that gives its parent more fields.
    parent : str
        Table of the records that these rows belong to; they name it in their first columns.
    id_column : str
        Column that tells a record from its siblings; empty when nothing refers to records.
    called : str
        Key of the column in which the rows of child tables name a record of this table.
    routes : tuple of (str, str)
        For a table of plain values: list in the round by the choice in the column ``kind``.
    """

    place: str = ""
    parent: str = ""
    id_column: str = ""
    called: str = ""
    routes: tuple[tuple[str, str], ...] = ()

    def called_column(self) -> Column:
        """Return the column in which rows of child tables name a record of this table."""
        own = self.column(self.id_column)
        return replace(
            own,
            key=self.called,
            kind=Kind.ID,
            field=self.called,
            refers=self.key,
            zh=_NAMES[self.called][0],
            en=_NAMES[self.called][1],
            help_zh=f"这一行属于哪一条记录：填“{self.zh}”表中的编号。",
            help_en=f"What this row belongs to: an id from the sheet {self.en}.",
        )


_NAMES = {
    "expert": ("人员", "Expert"),
    "facility": ("设施", "Facility"),
    "fund": ("资金", "Fund"),
    "project": ("项目", "Project"),
    "package": ("工作包", "Work package"),
    "mode": ("执行方式", "Mode"),
}

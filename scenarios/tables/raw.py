"""What a carrier hands over: sheets of cells, not yet understood, that know where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimizer.findings import Place

__all__ = ["RawSheet", "column_letters"]


def _never(_row: int, _column: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet of a workbook, or a file of a folder.

    Attributes
    ----------
    name : str
        Name of the sheet, or of the file without its ending.
    rows : sequence of sequences
        Cells from row 1 and column A on; rows may differ in length.
    file : str
        Name of the file.
    in_workbook : bool
        Whether places name a sheet (of ``file``) or only the file.
    is_percent : callable
        Says whether the cell at a 0-based row and column is shown as a percentage.
    merged : tuple of tuple of int
        Merged areas: first row, first column, last row, last column, all 0-based.
    """

    name: str
    rows: Sequence[Sequence[object]]
    file: str
    in_workbook: bool
    is_percent: Callable[[int, int], bool] = _never
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def place(
        self,
        row: int | None = None,
        column: int | None = None,
        header: str | None = None,
        pointer: str = "",
    ) -> Place:
        """Return the place of a cell, given by its 0-based row and column."""
        cell = None if row is None or column is None else f"{column_letters(column)}{row + 1}"
        return Place(
            pointer=pointer,
            file=self.file,
            sheet=self.name if self.in_workbook else None,
            row=None if row is None else row + 1,
            column=header,
            cell=cell,
        )


def column_letters(column: int) -> str:
    """Return the letters of a 0-based column: A, B, ..., Z, AA, ..."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

"""How a workbook looks: fonts, colours, number formats, widths."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from scenarios.tables.columns import Column, Group, Kind

__all__ = [
    "COLOURS",
    "Styles",
    "display_width",
    "header_height",
    "lines_in",
    "number_format",
    "tint",
    "wraps",
]

COLOURS = {
    Group.RULES: "#44546A",
    Group.INVENTORY: "#1E6B5C",
    Group.REQUESTS: "#1F4E79",
    Group.AGREED: "#8A5A00",
    Group.BASELINE: "#6B6B6B",
}
"""Colour of the tabs and headers of a group, dark enough for white text."""

_FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
    Kind.START: "yyyy-mm-dd",
    Kind.END: "yyyy-mm-dd",
    Kind.INTEGER: "0",
    Kind.PERCENT: "0",
}
_CENTRED = (
    Kind.DATE, Kind.START, Kind.END, Kind.CHOICE, Kind.FLAG, Kind.INTEGER, Kind.PERCENT,
)  # fmt: skip
_WRAPPED = (Kind.TEXT, Kind.LIST, Kind.PAIRS, Kind.LINKS)
_FONTS = {"zh": ("Microsoft YaHei", 10), "en": ("Calibri", 11)}


def number_format(kind: Kind) -> str:
    """Return the number format of a kind of cell; ``@`` (text) for everything in words."""
    return _FORMATS.get(kind, "@")


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with white; a share of 1 leaves it as it is."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def display_width(text: str) -> int:
    """Return the width of a text in characters of a Latin font; Chinese ones count twice."""
    lines = text.splitlines() or [""]
    return max(
        sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
        for line in lines
    )


def wraps(column: Column) -> bool:
    """Say whether the cells of a column wrap."""
    return column.kind in _WRAPPED


def lines_in(text: str, width: float) -> int:
    """Return how many lines a text takes when it wraps in a column of this width."""
    room = max(int(width) - 1, 1)  # less the indent
    return max(1, sum(-(-display_width(line) // room) for line in text.splitlines()))


def header_height(titles: Iterable[str], widths: Iterable[float]) -> float:
    """Return the height in points that headers need when they wrap inside their columns."""
    lines = max(
        (
            sum(-(-display_width(line) // max(int(width) - 2, 1)) for line in title.splitlines())
            for title, width in zip(titles, widths, strict=True)
        ),
        default=1,
    )
    return 15.0 * lines + 8


class Styles:
    """The formats of one workbook, made once each."""

    def __init__(self, book: Any, lang: str) -> None:
        self._book = book
        name, size = _FONTS[lang]
        self.font = {"font_name": name, "font_size": size}
        self.line_height = 1.45 * size
        """Points that a line of a wrapped text takes."""
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(self, **properties: Any) -> Any:
        """Return the format with these properties and the font of the language."""
        key = tuple(sorted({**self.font, **properties}.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(key))
        return self._made[key]

    def key_row(self) -> Any:
        """Return the format of machine keys: there for the program, out of a person's way."""
        return self.make(
            font_name="Consolas", font_size=8, font_color="#8C8C8C", bg_color="#F2F2F2",
            valign="vcenter", shrink=True,
        )  # fmt: skip

    def header(self, group: Group, *, required: bool) -> Any:
        """Return the format of a column's title; required ones are darker."""
        colour = COLOURS[group]
        return self.make(
            bold=required,
            font_color="#FFFFFF" if required else "#1A1A1A",
            bg_color=colour if required else tint(colour, 0.28),
            text_wrap=True, valign="vcenter", align="center", border=1,
            border_color=tint(colour, 0.55),
        )  # fmt: skip

    def cell(self, column: Column, *, plain_number: bool = False) -> Any:
        """Return the format of a column's cells."""
        kind = column.kind
        shown_as = "0" if plain_number else number_format(kind)
        properties: dict[str, Any] = {"num_format": shown_as, "valign": "vcenter"}
        if kind in _CENTRED:
            properties["align"] = "center"
        else:
            properties |= {"align": "right" if kind is Kind.MONEY else "left", "indent": 1}
        if wraps(column):
            properties["text_wrap"] = True
        return self.make(**properties)

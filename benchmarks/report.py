"""A report that is on disk after every line: stopping a run keeps what was measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import describe_machine, machine_lines

__all__ = ["NONE", "Report", "gap_cell", "number_cell", "seconds_cell"]

NONE = "–"
"""Nothing to show: not found, not measured, not on offer."""


class Report:
    """One part's tables as Markdown and its measurements as JSON, in one folder.

    Parameters
    ----------
    name : str
        File name without ending.
    title : str
    folder : Path or None
        ``None``: print only.
    """

    def __init__(self, name: str, title: str, folder: Path | None) -> None:
        self._lines: list[str] = []
        self._name = name
        self._folder = folder
        self.data: dict[str, Any] = {"title": title, "machine": describe_machine(), "runs": []}
        self.add(f"# {title}", "", *machine_lines(self.data["machine"]))

    def add(self, *lines: str) -> None:
        """Add, print and keep lines of Markdown."""
        for line in lines:
            print(line, flush=True)
        self._lines += lines
        self._write()

    def table(self, heads: Sequence[str]) -> None:
        """Begin a table."""
        self.add("", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads))

    def row(self, *cells: str) -> None:
        """Add a row to the table begun last."""
        self.add("| " + " | ".join(cells) + " |")

    def keep(self, **run: Any) -> None:
        """Keep the measurements of a run."""
        self.data["runs"].append(run)
        self._write()

    def attach(self, file: str, text: str) -> None:
        """Write a file beside the report."""
        if self._folder is not None:
            (self._folder / file).write_text(text, encoding="utf-8")

    def _write(self) -> None:
        if self._folder is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        text = "\n".join(self._lines) + "\n"
        (self._folder / f"{self._name}.md").write_text(text, encoding="utf-8")
        data = json.dumps(self.data, indent=1, ensure_ascii=False) + "\n"
        (self._folder / f"{self._name}.json").write_text(data, encoding="utf-8")


def number_cell(value: float | None) -> str:
    """Return a whole number with separators."""
    return NONE if value is None else f"{value:,.0f}"


def seconds_cell(value: float | None) -> str:
    """Return seconds, fine where they are few."""
    if value is None:
        return NONE
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def gap_cell(value: float | None) -> str:
    """Return a fraction as percent."""
    return NONE if value is None else f"{100 * value:.1f} %"

"""What the tables of cost sharing are made with: timing, cells, lines of Markdown, the machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

__all__ = ["NONE", "Report", "describe_machine", "shown", "timed"]

NONE = "–"


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Return the median seconds of some runs and the last answer."""
    seconds = []
    answer = None
    for _ in range(runs):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def shown(seconds: float | None) -> str:
    """Return seconds as a cell."""
    if seconds is None:
        return NONE
    return f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.2f}"


class Report:
    """Collects lines of Markdown and prints them as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, *lines: str) -> None:
        """Add and print lines."""
        for line in lines:
            print(line, flush=True)
            self.lines.append(line)

    def table(self, heads: Sequence[str]) -> None:
        """Begin a table."""
        self.add("", "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads))

    def row(self, *cells: str) -> None:
        """Add a row to the table begun last."""
        self.add("| " + " | ".join(cells) + " |")


def describe_machine(report: Report) -> None:
    """Write what the numbers were measured on and with."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [
            x.split(":")[1].strip() for x in info.read_text().splitlines() if "model name" in x
        ]
        processor = names[0] if names else processor
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    versions = []
    for name in ("numpy", "networkx", "ortools", "coopgame-py", "shapiq"):
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{name} not installed")
    report.add(
        "# Cost sharing, measured",
        "",
        f"Commit {commit}; {processor}, {os.cpu_count()} cores; load at the start "
        f"{os.getloadavg()[0]:.1f}; Python {platform.python_version()}; {', '.join(versions)}.",
        "Seconds, median of several runs. Ours are exact rational answers throughout.",
    )

"""``roundtable doctor``: what this installation has and what it lacks."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import sys
from typing import Annotated

import typer
from rich.table import Table

from api.cli.exit_codes import FAULT
from api.cli.options import JsonFlag, LangOption
from api.cli.speech import data_console, print_json, say, text
from optimizer import __version__

__all__ = ["doctor_command"]


WarmFlag = Annotated[
    bool,
    typer.Option(
        "--warm", help="compile now what solving would compile at its first use (a minute)"
    ),
]


def doctor_command(lang: LangOption, as_json: JsonFlag = False, warm: WarmFlag = False) -> None:
    """Say which parts are installed, in which version, and which are missing or other."""
    if warm:
        # Compiled code takes its time to load: who only looks does without it.
        from optimizer.solve.warm import compile_packages

        compile_packages()
    rows = [
        {"name": name, "expected": expected, "found": _installed(name)}
        for name, expected in _declared()
    ]
    broken = [row for row in rows if row["found"] != row["expected"]]
    supported = (3, 11) <= sys.version_info[:2] <= (3, 12)
    if as_json:
        print_json(
            {
                "roundtable": __version__,
                "python": platform.python_version(),
                "python_supported": supported,
                "cores": os.cpu_count(),
                "packages": rows,
            }
        )
    else:
        table = Table(title=f"roundtable {__version__}, Python {platform.python_version()}")
        for head in (
            text(lang, "包", "package"),
            text(lang, "应为", "expected"),
            text(lang, "实际", "found"),
            "",
        ):
            table.add_column(head)
        for row in rows:
            mark = "ok" if row not in broken else text(lang, "不符", "differs")
            table.add_row(row["name"], row["expected"], row["found"] or "-", mark)
        data_console().print(table)
    if broken or not supported:
        say(
            lang,
            "安装不完整：请在项目目录运行 make setup（Debian 12 上先 apt install python3-venv）。",
            "The installation is not as tested: run `make setup` in the project's folder "
            "(on Debian 12 after `apt install python3-venv`).",
        )
        raise typer.Exit(FAULT)


def _declared() -> list[tuple[str, str]]:
    requirements = importlib.metadata.requires("roundtable") or []
    matches = (re.match(r"([\w.-]+)==([\w.]+)\s*$", line) for line in requirements)
    return sorted((match[1], match[2]) for match in matches if match)


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None

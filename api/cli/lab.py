"""``roundtable lab``: the notebooks as apps in the browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.cli.exit_codes import USAGE
from api.cli.options import LangOption
from api.cli.speech import say

__all__ = ["lab_command"]

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


def lab_command(
    lang: LangOption,
    name: Annotated[
        str | None, typer.Argument(help="A notebook, or the beginning of its name: 02.")
    ] = None,
    edit: Annotated[
        bool, typer.Option("--edit", help="Open it to be changed, code and all.")
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 2718,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the scenario notebooks: all of them as apps, or one by its name."""
    listed = sorted(FOLDER.glob("[0-9]*.py"))
    chosen = [path for path in listed if path.stem.startswith(name or "")]
    if not chosen:
        known = ", ".join(path.stem for path in listed) or str(FOLDER)
        say(lang, f"没有这本笔记。现有：{known}", f"there is no such notebook; there are: {known}")
        raise typer.Exit(USAGE)
    target = chosen[0] if name else FOLDER
    say(
        lang,
        f"笔记在 http://127.0.0.1:{port}，按 Ctrl-C 结束。",
        f"notebooks at http://127.0.0.1:{port}; Ctrl-C ends them.",
    )
    options = ["--host", "127.0.0.1", "--port", str(port)]
    options += [] if browser else ["--headless"]
    # Apps run their own code only; an editor runs anybody's, so it keeps its token.
    mode = ["edit"] if edit else ["run", "--no-token"]
    done = subprocess.run(  # noqa: S603 (our own interpreter and files)
        [sys.executable, "-m", "marimo", *mode, str(target), *options], check=False
    )
    raise typer.Exit(0 if done.returncode in (0, -2, 130) else done.returncode)

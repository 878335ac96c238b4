"""Options and arguments that several commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["FileFormat", "InputFile", "JsonFlag", "Lang", "LangOption", "OutcomeFile", "own_lang"]


class Lang(StrEnum):
    """A language of the words shown."""

    ZH = "zh"
    EN = "en"


def own_lang() -> Lang:
    """Return the language that the environment asks for: Chinese or English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = next((name for name in names if name), "")
    return Lang.ZH if wanted.lower().startswith("zh") else Lang.EN


InputFile = Annotated[
    Path, typer.Argument(help="A round in any format that can be read.", show_default=False)
]
OutcomeFile = Annotated[
    Path, typer.Argument(help="An outcome, as `solve` writes it.", show_default=False)
]
FileFormat = Annotated[
    str | None,
    typer.Option("--format", help="Read the file as this format, whatever it looks like."),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
LangOption = Annotated[
    Lang, typer.Option("--lang", help="Language of the words.", default_factory=own_lang)
]

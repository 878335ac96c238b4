"""``roundtable check``: every finding about a round at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.documents import collect_findings, stop_with
from api.cli.exit_codes import FINDINGS, USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.speech import data_console, print_findings, print_json, say
from optimizer.errors import BadFile
from optimizer.findings import Finding, has_errors

__all__ = ["check_command"]


def check_command(
    file: InputFile,
    lang: LangOption,
    as_json: JsonFlag = False,
    format: FileFormat = None,
    marked: Annotated[
        Path | None,
        typer.Option("--marked", help="Write a copy of the workbook with its findings marked."),
    ] = None,
) -> None:
    """Check a round: errors leave with exit code 3, warnings do not."""
    if marked is not None:
        _refuse_marking(file, marked, lang)
    findings = collect_findings(file, lang, format)
    if as_json:
        print_json({"findings": [finding.to_json() for finding in findings]})
    else:
        print_findings(findings, lang, data_console())
    if marked is not None:
        _mark(file, marked, findings, lang)
    if has_errors(findings):
        raise typer.Exit(FINDINGS)


def _refuse_marking(file: Path, marked: Path, lang: Lang) -> None:
    """Say at once when the copy could not be written, or would replace the original."""
    if file.suffix.lower() != ".xlsx" or marked.suffix.lower() != ".xlsx":
        say(lang, "只有工作簿（.xlsx）可以标注", "only a workbook (.xlsx) can be marked")
        raise typer.Exit(USAGE)
    if marked.resolve() == file.resolve():
        say(lang, "标注的副本不能覆盖原文件", "the marked copy can't replace the original")
        raise typer.Exit(USAGE)


def _mark(file: Path, marked: Path, findings: list[Finding], lang: Lang) -> None:
    from scenarios.tables import mark_workbook

    try:
        mark_workbook(file, marked, findings, lang.value)
    except BadFile as error:
        if any(item.place.sheet is not None for item in findings) or not findings:
            raise stop_with(error.findings, lang) from None
        # The file could not be read in the first place, and the findings say so.
        say(lang, "文件无法打开，没有写副本", "the file can't be opened; no copy was written")
        return
    except OSError as error:
        say(
            lang,
            f"无法写入 {marked}：{error.strerror}",
            f"{marked} can't be written: {error.strerror}",
        )
        raise typer.Exit(USAGE) from None
    say(lang, f"已写入 {marked}", f"wrote {marked}")

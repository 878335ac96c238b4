"""Where words and data go: data on stdout, words on stderr, colour only where it is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from api.cli.options import Lang
from optimizer.findings import Finding, Severity, has_errors

__all__ = ["data_console", "print_findings", "print_json", "say", "text", "word_console"]

PIPE_WIDTH = 80
"""Columns of a table or chart that does not go to a terminal."""


def data_console() -> Console:
    """Return the console on stdout; 80 columns when it is not a terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def word_console() -> Console:
    """Return the console on stderr."""
    return Console(stderr=True, highlight=False)


def text(lang: Lang, zh: str, en: str) -> str:
    """Return the one of two texts that is in ``lang``."""
    return zh if lang is Lang.ZH else en


def say(lang: Lang, zh: str, en: str) -> None:
    """Write a line of words to stderr."""
    typer.echo(text(lang, zh, en), err=True)


def print_json(document: Any) -> None:
    """Write one JSON document to stdout, UTF-8 whatever the locale says."""
    content = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    typer.echo(content.encode("utf-8"), nl=False)


def print_findings(findings: Iterable[Finding], lang: Lang, console: Console) -> None:
    """Write findings for a person: place, sentence, what was found and expected, what to do."""
    listed = list(findings)
    for finding in listed:
        error = finding.severity is Severity.ERROR
        kind = text(lang, "错误" if error else "警告", finding.severity.value)
        style = "red" if error else "yellow"
        head = f"[{style}]{kind}[/{style}] {escape(f'{finding.code}  {finding.place}')}"
        console.print(head, soft_wrap=True)
        console.print(escape(f"  {finding.message(lang)}"), soft_wrap=True)
        for name, value in (
            (text(lang, "实际", "found"), finding.found),
            (text(lang, "应为", "expected"), finding.expected),
            (text(lang, "建议", "suggestion"), finding.suggestion(lang)),
        ):
            if value:
                console.print(escape(f"  {name}: {value}"), soft_wrap=True)
    errors = sum(finding.severity is Severity.ERROR for finding in listed)
    verdict = "red" if has_errors(listed) else "green"
    count = text(
        lang,
        f"{errors} 个错误，{len(listed) - errors} 个警告",
        f"{errors} errors, {len(listed) - errors} warnings",
    )
    console.print(f"[{verdict}]{count}[/{verdict}]")

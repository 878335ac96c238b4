"""``roundtable check``: every finding about a round at once."""

from __future__ import annotations

import typer

from api.cli.documents import load_reading
from api.cli.exit_codes import FINDINGS
from api.cli.options import FileFormat, InputFile, JsonFlag, LangOption
from api.cli.speech import data_console, print_findings, print_json
from optimizer.findings import has_errors

__all__ = ["check_command"]


def check_command(
    file: InputFile, lang: LangOption, as_json: JsonFlag = False, format: FileFormat = None
) -> None:
    """Check a round: errors leave with exit code 3, warnings do not."""
    from optimizer.checks import check_round

    reading = load_reading(file, lang, format, as_json)
    findings = [*reading.findings, *reading.located(check_round(reading.round))]
    if as_json:
        print_json({"findings": [finding.to_json() for finding in findings]})
    else:
        print_findings(findings, lang, data_console())
    if has_errors(findings):
        raise typer.Exit(FINDINGS)

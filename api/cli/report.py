"""``roundtable report``: an outcome as one HTML file and as a workbook, and its meeting pack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from api.cli.documents import (
    load_outcome,
    load_round,
    outcome_findings,
    stop_with,
    unreadable,
    write_bytes_atomically,
)
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, Lang, LangOption
from api.cli.soundness import refuse_unsound
from api.cli.speech import say
from optimizer.domain import Outcome, Round
from optimizer.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from optimizer.sharing import PlanShares
    from scenarios.figures import OutcomeFigures

__all__ = ["report_command"]

FOLDER = Path("report")
"""Where both files go unless something else is said."""
NAMES = {".html": "report.html", ".xlsx": "report.xlsx"}
MEETING_NAMES = {".html": "meeting.html", ".docx": "meeting.docx"}


def report_command(
    file: InputFile,
    outcome_file: Annotated[
        Path, typer.Argument(help="An outcome, as `solve` writes it.", show_default=False)
    ],
    lang: LangOption,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="A .html or .xlsx file (.docx: the meeting pack), or a folder that takes each.",
        ),
    ] = FOLDER,
    meeting: Annotated[
        bool,
        typer.Option(
            "--meeting", help="The meeting pack: contested items only, as .html and .docx."
        ),
    ] = False,
    shares_file: Annotated[
        Path | None,
        typer.Option(
            "--shares", help="Cost shares as `share -o` writes them; else the policy's rule."
        ),
    ] = None,
    no_shares: Annotated[bool, typer.Option("--no-shares", help="Leave cost shares out.")] = False,
    format: FileFormat = None,
) -> None:
    """Write a report that opens offline: HTML to read and to mail, a workbook to work with."""
    from scenarios.figures import figures_of

    outcome = load_outcome(outcome_file, lang)
    round_ = load_round(file, lang, format)
    refuse_unsound(round_, outcome, outcome_file, lang)
    meeting = meeting or output.suffix.lower() == ".docx"
    targets = _targets(output, MEETING_NAMES if meeting else NAMES, lang)
    shares = None if no_shares else _shares(round_, outcome, shares_file, lang)
    figures = figures_of(round_, outcome)
    for ending, path in targets.items():
        if meeting:
            content = _meeting(ending, figures, lang, shares)
        else:
            content = _report(ending, figures, lang, shares)
        try:
            write_bytes_atomically(path, content)
        except OSError as error:
            raise _unwritable(path, error, lang) from None
        say(lang, f"已写入 {path}", f"wrote {path}")


def _report(ending: str, figures: OutcomeFigures, lang: Lang, shares: PlanShares | None) -> bytes:
    from scenarios.report import render_page, render_workbook

    if ending == ".html":
        return render_page(figures, lang.value, shares).encode()
    return render_workbook(figures, lang.value, shares)


def _meeting(ending: str, figures: OutcomeFigures, lang: Lang, shares: PlanShares | None) -> bytes:
    from scenarios.meeting_pack import meeting_pack, render_document, render_pack

    pack = meeting_pack(figures, lang.value, shares=shares)
    return render_pack(pack).encode() if ending == ".html" else render_document(pack)


def _targets(output: Path, names: dict[str, str], lang: Lang) -> dict[str, Path]:
    """Return the files to write by ending; a folder is made when it is not there."""
    ending = output.suffix.lower()
    if ending in names and not output.is_dir():
        return {ending: output}
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(output, error, lang) from None
    return {ending: output / name for ending, name in names.items()}


def _unwritable(path: Path, error: OSError, lang: Lang) -> typer.Exit:
    reason = error.strerror or type(error).__name__
    say(lang, f"无法写入 {path}：{reason}", f"{path} can't be written: {reason}")
    return typer.Exit(USAGE)


def _shares(round_: Round, outcome: Outcome, file: Path | None, lang: Lang) -> PlanShares | None:
    """Return the cost shares to show; none when the policy's rule can't share this plan."""
    from optimizer.sharing import RuleRefused, share_plan

    if outcome.plan is None:
        return None
    if file is not None:
        return _shares_of(file, round_, outcome, lang)
    try:
        return share_plan(round_, outcome.plan)
    except RuleRefused as refusal:
        words = refusal.finding.message(lang.value)
        say(lang, f"报告不含成本分摊：{words}", f"without cost shares: {words}")
        return None


def _shares_of(file: Path, round_: Round, outcome: Outcome, lang: Lang) -> PlanShares:
    from optimizer.sharing import PlanShares
    from optimizer.sharing.plans.plan_figures import plan_hash

    try:
        shares = PlanShares.model_validate(json.loads(file.read_text("utf-8")))
    except ValidationError as error:
        raise stop_with(outcome_findings(file, error), lang) from None
    except (OSError, ValueError, RecursionError) as error:
        raise stop_with([unreadable(file, error)], lang) from None
    hashes = (shares.round_hash, shares.plan_hash)
    expected = (round_.content_hash(), "" if outcome.plan is None else plan_hash(outcome.plan))
    if hashes != expected:
        other = Finding(
            code="shares.other-plan",
            severity=Severity.ERROR,
            place=Place(pointer="/plan_hash", file=file.name),
            message_zh="该分摊不属于此轮次的此方案。",
            message_en="These shares are of another plan, or of another round.",
            found=" ".join(hashes),
            expected=" ".join(expected),
            suggestion_zh="请用 roundtable share 重新计算。",
            suggestion_en="Compute them again with `roundtable share`.",
        )
        raise stop_with([other], lang)
    return shares

"""``roundtable demo``: one round's story, from what departments report to an answered objection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.demo_chapters import Story, show_agreement, show_organisation, show_plan, show_shares
from api.cli.demo_questions import answer_objection, answer_whys
from api.cli.documents import write_atomically, write_bytes_atomically
from api.cli.exit_codes import FAULT, FINDINGS, INTERRUPTED, OK, TIME_LIMIT, USAGE, exit_code_of
from api.cli.options import Lang, LangOption
from api.cli.solve import run_solve
from api.cli.speech import data_console, print_findings, say, text, word_console
from api.cli.tables import print_conflict
from api.cli.verify import verify_outcome
from optimizer.domain import Outcome
from optimizer.findings import has_errors

if TYPE_CHECKING:
    from optimizer.sharing import PlanShares

__all__ = ["demo_command"]


def demo_command(
    lang: LangOption,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for the main solve.")
    ] = 20.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of the solver.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
    deterministic: Annotated[
        bool,
        typer.Option("--deterministic", help="The same plan on every machine; takes longer."),
    ] = False,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The folder that gets the files.")
    ] = Path("out"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write no files.")] = False,
) -> None:
    """Tell the story of the sample round: pressure, plan, a why, shares, an objection. Offline.

    With --deterministic the same seed gives the same story. Otherwise what is proven repeats
    (the best value, whose gap is 0), and what is not may differ with the speed of the machine.
    """
    from optimizer.solve import Limits
    from scenarios.sample import sample_round

    folder = None if dry_run else _folder(output, lang)
    round_ = sample_round()
    limits = Limits(
        time_limit_seconds=time_limit, workers=workers, seed=seed, deterministic=deterministic
    )
    story = Story(round_, lang, data_console(), limits)
    show_organisation(story)
    _check(story)
    outcome, interrupted = _solve(story)
    if outcome.plan is None:
        print_conflict(outcome, lang, story.console)
        raise typer.Exit(INTERRUPTED if interrupted else exit_code_of(outcome.status))
    show_plan(story, outcome)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    answer_whys(story, outcome)
    shares = show_shares(story, outcome)
    answer_objection(story, outcome)
    show_agreement(story, outcome)
    if folder is not None:
        _write(story, outcome, shares, folder)
    code = exit_code_of(outcome.status)
    # A demonstration that ends at its time limit with a verified plan has shown what it is for.
    raise typer.Exit(OK if code == TIME_LIMIT else code)


def _folder(output: Path, lang: Lang) -> Path:
    """Make the folder now: what can't be written should be known before the minute is over."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        say(lang, f"无法写入 {output}：{error.strerror}", f"{output}: {error.strerror}")
        raise typer.Exit(USAGE) from None
    return output


def _check(story: Story) -> None:
    from optimizer.checks import check_round

    findings = check_round(story.round)
    if has_errors(findings):
        print_findings(findings, story.lang, word_console())
        raise typer.Exit(FINDINGS)
    story.tell(
        f"检查：没有错误，{len(findings)} 条提醒（roundtable check 可逐条查看）。",
        f"Checked: no errors, {len(findings)} warnings (`roundtable check` lists them).",
    )


def _solve(story: Story) -> tuple[Outcome, bool]:
    """Solve, verify with code that shares nothing with the solver, and say how good it is."""
    seconds = story.limits.time_limit_seconds
    story.chapter(f"求解（至多 {seconds:g} 秒）", f"Solve (at most {seconds:g} s)")
    outcome, interrupted = run_solve(story.round, story.limits, story.lang)
    if outcome.plan is not None:
        violations = verify_outcome(story.round, outcome)
        for violation in violations:
            typer.echo(violation["text"], err=True)
        if violations:
            raise typer.Exit(FAULT)
    return outcome, interrupted


def _write(story: Story, outcome: Outcome, shares: PlanShares | None, folder: Path) -> None:
    """Keep the round, its outcome and both reports, and say what can be done with them."""
    from scenarios.figures import figures_of
    from scenarios.report import render_page, render_workbook
    from scenarios.sample import SAMPLE_WORKBOOK

    figures = figures_of(story.round, outcome)
    lang = story.lang.value
    files = {
        "sample.xlsx": SAMPLE_WORKBOOK.read_bytes(),
        "report.html": render_page(figures, lang, shares).encode(),
        "report.xlsx": render_workbook(figures, lang, shares),
    }
    try:
        for name, content in files.items():
            write_bytes_atomically(folder / name, content)
        write_atomically(folder / "outcome.json", outcome)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        say(story.lang, f"无法写入 {folder}：{reason}", f"{folder} can't be written: {reason}")
        raise typer.Exit(USAGE) from None
    story.chapter("接下来", "What next")
    _next_steps(story, folder)


def _next_steps(story: Story, folder: Path) -> None:
    own = folder / "sample.xlsx"
    steps = (
        (folder / "report.html", "用浏览器打开的报告", "the report; open it in a browser"),
        (folder / "report.xlsx", "各部门一页的工作簿", "a workbook with a sheet per department"),
        (own, "本轮的工作簿，可以修改", "the round as a workbook; edit it"),
        (f"roundtable check {own}", "检查修改", "check what you changed"),
        (f"roundtable solve {own}", "重新求解", "solve it again"),
        ("roundtable scenario --help", "假设分析", "what-if"),
    )
    wide = max(len(str(what)) for what, _, _ in steps)
    for what, zh, en in steps:
        story.line(f"  {what!s:<{wide}}  {text(story.lang, zh, en)}")

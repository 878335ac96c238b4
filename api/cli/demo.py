"""``roundtable demo``: the sample round, checked, solved, verified and shown."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.exit_codes import FAULT, FINDINGS, INTERRUPTED, OK, TIME_LIMIT, exit_code_of
from api.cli.options import LangOption
from api.cli.show import print_outcome
from api.cli.solve import run_solve
from api.cli.speech import print_findings, say, word_console
from api.cli.verify import verify_outcome
from optimizer.findings import has_errors

__all__ = ["demo_command"]


def demo_command(
    lang: LangOption,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds for the solve.")
    ] = 20.0,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads of the solver.")] = 2,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1)] = 0,
) -> None:
    """Plan the sample organisation: check, solve, verify, show. No network, no files written."""
    from optimizer.checks import check_round
    from optimizer.solve import Limits
    from scenarios.sample import sample_round

    round_ = sample_round()
    say(lang, "一、检查", "1. check")
    findings = check_round(round_)
    print_findings(findings, lang, word_console())
    if has_errors(findings):
        raise typer.Exit(FINDINGS)
    say(lang, f"二、求解（{time_limit:g} 秒）", f"2. solve ({time_limit:g} s)")
    limits = Limits(time_limit_seconds=time_limit, workers=workers, seed=seed, deterministic=False)
    outcome, interrupted = run_solve(round_, limits, lang)
    if outcome.plan is None:
        print_outcome(outcome, round_, lang)
        raise typer.Exit(INTERRUPTED if interrupted else exit_code_of(outcome.status))
    say(lang, "三、核验", "3. verify")
    violations = verify_outcome(round_, outcome)
    for violation in violations:
        typer.echo(violation["text"], err=True)
    if violations:
        raise typer.Exit(FAULT)
    say(lang, "计划符合该轮次的每一条规则。", "The plan keeps every rule of the round.")
    say(lang, "四、结果", "4. outcome")
    print_outcome(outcome, round_, lang)
    code = INTERRUPTED if interrupted else exit_code_of(outcome.status)
    # A demonstration that ends at its time limit with a verified plan has shown what it is for.
    raise typer.Exit(OK if code == TIME_LIMIT else code)

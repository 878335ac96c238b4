"""``roundtable evaluate``: planned and actual benefit, returns, and whose estimates drift."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.documents import load_outcome, load_round, stop_with, unreadable, write_atomically
from api.cli.exit_codes import USAGE
from api.cli.options import FileFormat, InputFile, JsonFlag, Lang, LangOption
from api.cli.share_inputs import plan_of
from api.cli.speech import data_console, print_json, say, text
from optimizer.domain import Round
from optimizer.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from optimizer.sharing.plans import Actuals, BenefitEvaluation

__all__ = ["evaluate_command"]


def evaluate_command(
    file: InputFile,
    outcome_file: Annotated[
        Path, typer.Argument(help="The outcome whose plan is evaluated.", show_default=False)
    ],
    lang: LangOption,
    actuals_file: Annotated[
        Path | None,
        typer.Option(
            "--actuals",
            help="Actual benefits and costs, as JSON: "
            '{"projects": [{"project": ID, "cost_cents": N, '
            '"benefits": [{"department": ID, "value": N}]}]}.',
        ),
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="The sharing rule; the policy's if left out.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the evaluation here as JSON.")
    ] = None,
    as_json: JsonFlag = False,
    format: FileFormat = None,
) -> None:
    """Compare what a plan promised each department with what came of it."""
    from optimizer.sharing import RuleRefused, share_plan
    from optimizer.sharing.plans import check_actuals, evaluate_benefits

    outcome = load_outcome(outcome_file, lang, as_json)
    round_ = load_round(file, lang, format, as_json)
    plan = plan_of(round_, outcome, outcome_file, lang, as_json)
    actuals = None if actuals_file is None else _read_actuals(actuals_file, lang, as_json)
    if actuals is not None:
        findings = check_actuals(round_, plan, actuals)
        if findings:
            raise stop_with(findings, lang, as_json)
    try:
        shares = share_plan(round_, plan, rule)
    except RuleRefused as refusal:
        raise stop_with([refusal.finding], lang, as_json) from None
    evaluation = evaluate_benefits(round_, plan, shares, actuals)
    if output is not None:
        try:
            write_atomically(output, evaluation)
        except OSError as error:
            say(lang, f"无法写入 {output}：{error}", f"{output} can't be written: {error}")
            raise typer.Exit(USAGE) from None
        say(lang, f"已写入 {output}", f"wrote {output}")
    if as_json:
        print_json(evaluation.model_dump(mode="json"))
    else:
        _print(evaluation, round_, lang, data_console())


def _read_actuals(path: Path, lang: Lang, as_json: bool) -> Actuals:
    from optimizer.sharing.plans import Actuals

    try:
        return Actuals.model_validate(json.loads(path.read_text("utf-8-sig")))
    except ValidationError as error:
        findings = [
            Finding(
                f"actuals.{item['type'].replace('_', '-')}",
                Severity.ERROR,
                Place(pointer="".join(f"/{step}" for step in item["loc"]), file=path.name),
                f"实际数据文件无效：{item['msg']}",
                f"Not a valid document of actual figures: {item['msg']}",
                found=repr(item["input"])[:120],
            )
            for item in error.errors(include_url=False)
        ]
    except (OSError, ValueError, RecursionError) as error:
        findings = [unreadable(path, error)]
    raise stop_with(findings, lang, as_json)


def _print(evaluation: BenefitEvaluation, round_: Round, lang: Lang, console: Console) -> None:
    from optimizer.sharing.plans import format_cents

    names = {d.id: d.name.in_lang(lang) or d.id for d in round_.departments}
    heads: tuple[str, ...] = ("部门", "计划效益", "实际", "应付", "计划回报", "实际回报")
    if lang is Lang.EN:
        heads = ("department", "planned", "actual", "pays", "return", "actual return")
    title = text(
        lang,
        "效益（实际/已报项目的计划；回报：每千元点数）",
        "benefit (actual/planned where reported; return: points per thousand paid)",
    )
    table = _table(title, heads)
    for item in evaluation.departments:
        actual, reported = item.actual_points, item.reported_planned_points
        table.add_row(
            escape(names[item.department]),
            str(item.planned_points),
            f"{actual}/{reported}" if actual or reported else "-",
            format_cents(item.pays_cents, evaluation.currency),
            _rate(item.planned_return),
            _rate(item.actual_return),
        )
    console.print(table)
    if not evaluation.requesters:
        console.print(text(lang, "尚无实际数据。", "No actual figures yet."))
        return
    heads = ("发起部门", "项目", "效益偏差", "项目", "成本偏差")
    if lang is Lang.EN:
        heads = ("requester", "projects", "benefit drift", "projects", "cost drift")
    drift = _table(text(lang, "估计偏差", "drift of estimates"), heads)
    for line in evaluation.requesters:
        drift.add_row(
            escape(names[line.sponsor]),
            str(line.benefit_projects),
            _pct(line.benefit_drift_pct),
            str(line.cost_projects),
            _pct(line.cost_drift_pct),
        )
    console.print(drift)


def _table(title: str, heads: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for k, head in enumerate(heads):
        table.add_column(head, justify="right" if k else "left", overflow="fold")
    return table


def _rate(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.3f}"


def _pct(pct: float | None) -> str:
    return "-" if pct is None else f"{pct:+.1f}%"

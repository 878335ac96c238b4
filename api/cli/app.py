"""The application: every command by its name."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.audit import audit_app
from api.cli.backup import backup_command, restore_command
from api.cli.check import check_command
from api.cli.convert import convert_command
from api.cli.demo import demo_command
from api.cli.doctor import doctor_command
from api.cli.evaluate import evaluate_command
from api.cli.fund import fund_command
from api.cli.game import game_command
from api.cli.lab import lab_command
from api.cli.report import report_command
from api.cli.sample import sample_command
from api.cli.scenario import scenario_app
from api.cli.schema import schema_command
from api.cli.serve import serve_command
from api.cli.share import share_command
from api.cli.show import show_command
from api.cli.solve import solve_command
from api.cli.template import template_command
from api.cli.urgent import urgent_command
from api.cli.verify import verify_command
from api.cli.why import why_command
from api.cli.worker import worker_command
from optimizer import __version__

__all__ = ["app"]

app = typer.Typer(
    name="roundtable",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plan shared people, facilities, data and money over competing projects. "
    "在相互竞争的项目之间统筹共享的人员、设施、数据与资金。",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"roundtable {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Hold the options before the command's name."""


app.command("check")(check_command)
app.command("solve")(solve_command)
app.command("verify")(verify_command)
app.command("show")(show_command)
app.command("why")(why_command)
app.command("urgent")(urgent_command)
app.command("report")(report_command)
app.command("convert")(convert_command)
app.command("sample")(sample_command)
app.command("template")(template_command)
app.command("schema")(schema_command)
app.command("doctor")(doctor_command)
app.command("demo")(demo_command)
app.command("share")(share_command)
app.command("evaluate")(evaluate_command)
app.command("fund")(fund_command)
app.command("game")(game_command)
app.command("lab")(lab_command)
app.command("serve")(serve_command)
app.command("worker")(worker_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.add_typer(audit_app)
app.add_typer(scenario_app)

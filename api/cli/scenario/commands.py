"""The sub-commands of ``roundtable scenario`` by their names."""

from __future__ import annotations

import typer

from api.cli.scenario.apply import apply_command
from api.cli.scenario.compare import compare_command
from api.cli.scenario.frontier import frontier_command
from api.cli.scenario.ready import ready_command
from api.cli.scenario.run import run_command
from api.cli.scenario.sweep import sweep_command

__all__ = ["scenario_app"]

scenario_app = typer.Typer(
    name="scenario",
    no_args_is_help=True,
    help="What if: change a round, solve it, compare the plans. "
    "假设分析：改变轮次、求解、对比计划。",
)
scenario_app.command("ready")(ready_command)
scenario_app.command("apply")(apply_command)
scenario_app.command("run")(run_command)
scenario_app.command("compare")(compare_command)
scenario_app.command("sweep")(sweep_command)
scenario_app.command("frontier")(frontier_command)

"""``roundtable scenario``: what-if from the command line, one command a file."""

from api.cli.scenario.commands import scenario_app

__all__ = ["scenario_app"]

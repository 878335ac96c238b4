"""The README: its example runs, its commands and folders exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.app import app

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text("utf-8")


def test_the_example_solves_a_round(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert example.count("\n") <= 15
    exec(compile(example, "README.md", "exec"), {})
    assert "value" in capsys.readouterr().out


def test_the_commands_are_all_there_and_no_others() -> None:
    shown = set(re.findall(r"^    roundtable ([a-z]+)", README, re.MULTILINE))
    command = get_command(app)
    assert shown == set(getattr(command, "commands", {}))


def test_the_folders_of_the_map_exist() -> None:
    named = re.findall(r"^\| `([a-z_/.]+)` \|", README, re.MULTILINE)
    assert len(named) >= 8
    assert [name for name in named if not (REPOSITORY / name).exists()] == []

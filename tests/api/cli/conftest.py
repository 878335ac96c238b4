"""A tiny round in a file, and a way to run a command on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.app import app

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run() -> Run:
    """Run the command line in English: exit code, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        environment = {"LC_ALL": "en_US.UTF-8", "NO_COLOR": "1", "COLUMNS": "80"}
        result = CliRunner().invoke(app, [str(a) for a in arguments], env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout, result.stderr

    return call


@pytest.fixture
def tiny() -> dict[str, Any]:
    """Two projects want the one analyst; four weeks are enough for one of them only."""

    def project(name: str, title: str, value: int) -> dict[str, Any]:
        need = {"id": "n", "skill": "analysis", "load_pct": 100}
        mode = {"id": "m", "duration": 3, "staffing": [need]}
        return {
            "id": name,
            "title": title,
            "sponsor": "D",
            "benefits": [{"department": "D", "value": value}],
            "packages": [{"id": "W", "modes": [mode]}],
        }

    return {
        "title": {"zh": "小轮次", "en": "Tiny round"},
        "calendar": {"start": "2026-01-05", "period": "week", "periods": 4},
        "departments": [{"id": "D"}],
        "skills": [{"id": "analysis"}],
        "experts": [
            {
                "id": "E1",
                "name": {"zh": "陈思远", "en": "Chen Siyuan"},
                "department": "D",
                "skills": [{"skill": "analysis", "level": 3}],
            }
        ],
        "projects": [project("P1", "控制器", 5), project("P2", "Platform", 8)],
    }


@pytest.fixture
def tiny_file(tiny: dict[str, Any], tmp_path: Path) -> Path:
    """The tiny round as a JSON file."""
    path = tmp_path / "round.json"
    path.write_text(json.dumps(tiny, ensure_ascii=False), "utf-8")
    return path

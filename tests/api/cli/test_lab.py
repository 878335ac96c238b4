from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.api.cli.conftest import Run


def test_an_unknown_notebook_is_named_with_those_there_are(run: Run) -> None:
    code, _, said = run("lab", "99", "--lang", "en")
    assert code == 2
    assert "01_a_round" in said


def test_apps_open_without_a_token_and_an_editor_keeps_its_own(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def remember(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", remember)
    assert run("lab", "02", "--no-browser")[0] == 0
    assert run("lab", "--edit", "--port", "2800")[0] == 0
    app, editor = started
    assert "02_compare_scenarios.py" in " ".join(app)
    assert {"run", "--no-token", "--headless", "127.0.0.1"} <= set(app)
    assert {"edit", "2800"} <= set(editor)
    assert "--no-token" not in editor

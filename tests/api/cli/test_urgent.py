"""Urgent requests from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

Run = Callable[..., tuple[int, str, str]]
SECONDS = ("--time-limit", "30")


@pytest.fixture
def solved(run: Run, tiny_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "outcome.json"
    assert run("solve", tiny_file, *SECONDS, "-o", path)[0] == 0
    return path


def test_options_are_told_in_both_languages(run: Run, tiny_file: Path, solved: Path) -> None:
    for lang, words in (("zh", "落选（原定"), ("en", "is lost (planned")):
        code, out, _ = run("urgent", tiny_file, solved, "--project", "P1", *SECONDS, "--lang", lang)
        assert code == 0
        assert max(cell_len(line) for line in out.splitlines()) <= 80
        assert words.replace(" ", "") in "".join(out.split())


def test_each_option_is_a_round_and_an_outcome_that_verifies(
    run: Run, tiny: dict[str, Any], tiny_file: Path, solved: Path, tmp_path: Path
) -> None:
    request = {**tiny["projects"][0], "id": "P9", "title": "Rush"}
    file, folder = tmp_path / "request.json", tmp_path / "options"
    file.write_text(json.dumps(request), "utf-8")
    code, out, _ = run("urgent", tiny_file, solved, file, *SECONDS, "--json", "-o", folder)
    assert code == 0
    answer = json.loads(out)
    codes = [option["code"] for option in answer["options"]]
    assert "buy" in codes
    for name in codes:
        assert run("verify", folder / f"{name}.round.json", folder / f"{name}.outcome.json")[0] == 0
        assert json.loads((folder / f"{name}.bill.json").read_text("utf-8"))["code"] == name


def test_what_can_not_be_asked_is_said(
    run: Run, tiny_file: Path, solved: Path, tmp_path: Path
) -> None:
    assert run("urgent", tiny_file, solved)[0] == 2
    assert run("urgent", tiny_file, solved, "--project", "P2")[0] == 2
    code, _, err = run("urgent", tiny_file, solved, "--project", "P77")
    assert code == 3
    assert "change.unknown-project" in err
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"id": "P9"}', "utf-8")
    assert run("urgent", tiny_file, solved, wrong)[0] == 3

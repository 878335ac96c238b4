"""Explanations from the command line, on a round small enough to know the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from scenarios.formats import read_file

Run = Callable[..., tuple[int, str, str]]
SECONDS = ("--time-limit", "20")


@pytest.fixture
def solved(run: Run, tiny_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "outcome.json"
    assert run("solve", tiny_file, *SECONDS, "-o", path)[0] == 0
    return path


def test_a_project_is_explained_in_both_languages(run: Run, tiny_file: Path, solved: Path) -> None:
    said = {}
    for lang in ("zh", "en"):
        code, out, _ = run("why", tiny_file, solved, "P1", *SECONDS, "--lang", lang)
        assert code == 0
        assert max(cell_len(line) for line in out.splitlines()) <= 80
        said[lang] = " ".join(out.split())
    assert "P2 (8)" in said["en"]
    assert "proven cheapest; checked by re-solving" in said["en"]
    assert "已重算核验" in said["zh"].replace(" ", "")


def test_the_remedy_is_a_scenario_that_lets_the_project_in(
    run: Run, tiny_file: Path, solved: Path, tmp_path: Path
) -> None:
    remedy, changed = tmp_path / "remedy.json", tmp_path / "changed.json"
    code, out, _ = run("why", tiny_file, solved, "P1", *SECONDS, "--json", "-o", remedy)
    assert code == 0
    answer = json.loads(out)
    assert answer["code"] == "displaced"
    assert [item["project"] for item in answer["holders"]] == ["P2"]
    assert answer["forced"]["value_after"] == 5
    assert all(item["verified"] for item in answer["remedies"])
    assert run("scenario", "apply", tiny_file, remedy, "-o", changed)[0] == 0
    after = tmp_path / "after.json"
    assert run("solve", changed, *SECONDS, "-o", after)[0] == 0
    plan = json.loads(after.read_text("utf-8"))["plan"]
    assert [item["project"] for item in plan["projects"]] == ["P1", "P2"]
    assert len(read_file(changed).experts) == 2


def test_a_person_is_explained(run: Run, tiny: dict[str, Any], tmp_path: Path) -> None:
    stand_in = {**tiny["experts"][0], "id": "E2", "name": "Bo", "rate_cents": 7}
    tiny["experts"].append(stand_in)
    tiny["projects"] = tiny["projects"][1:]
    file, outcome = tmp_path / "two.json", tmp_path / "outcome.json"
    file.write_text(json.dumps(tiny), "utf-8")
    assert run("solve", file, *SECONDS, "-o", outcome)[0] == 0
    code, out, _ = run("why", file, outcome, "P2", "--person", "E1", *SECONDS)
    assert code == 0
    assert "next best is Bo (E2)" in " ".join(out.split())
    assert "cost +21" in out
    code, out, _ = run("why", file, outcome, "P2", "--person", "E1", *SECONDS, "--json")
    (answer,) = json.loads(out)
    assert answer["next_best"] == "E2"
    assert answer["without"]["value_after"] == 8
    assert run("why", file, outcome, "P2", "--person", "E2")[0] == 2


def test_what_can_not_be_asked_is_said(run: Run, tiny_file: Path, solved: Path) -> None:
    code, _, err = run("why", tiny_file, solved, "P2")
    assert code == 2
    assert "--person" in err
    assert run("why", tiny_file, solved, "P77")[0] == 2


def test_what_is_scarce_is_told(run: Run, tiny_file: Path, solved: Path) -> None:
    for lang, words in (("zh", "技能缺口"), ("en", "gaps in skills")):
        code, out, _ = run("why", tiny_file, solved, "--scarce", *SECONDS, "--lang", lang)
        assert code == 0
        assert words in out
        assert max(cell_len(line) for line in out.splitlines()) <= 80
    code, out, _ = run("why", tiny_file, solved, "--scarce", *SECONDS, "--json")
    assert json.loads(out)["gaps"][0]["skill"] == "analysis"
    assert run("why", tiny_file, solved)[0] == 2


def test_a_round_without_plan_is_explained(run: Run, tiny: dict[str, Any], tmp_path: Path) -> None:
    for project in tiny["projects"]:
        project["mandatory"] = True
    file, outcome = tmp_path / "both.json", tmp_path / "outcome.json"
    file.write_text(json.dumps(tiny), "utf-8")
    assert run("solve", file, *SECONDS, "-o", outcome)[0] == 4
    code, out, _ = run("why", file, outcome, *SECONDS)
    assert code == 0
    assert "no longer mandatory" in " ".join(out.split())
    assert "is hired" in out

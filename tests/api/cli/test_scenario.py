"""What-if from the command line, on a round small enough to know its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from scenarios.changes import ForceProject, Scenario, SetReserve, write_scenario
from scenarios.formats import read_file, write_json
from tests.scenarios.changes.organisation import organisation

Run = Callable[..., tuple[int, str, str]]
SECONDS = ("--time-limit", "20")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "round.json"
    write_json(organisation(), path)
    return path


@pytest.fixture
def solved(run: Run, base: Path, tmp_path: Path) -> Path:
    path = tmp_path / "outcome.json"
    assert run("solve", base, *SECONDS, "-o", path)[0] == 0
    return path


def scenario(folder: Path, *changes: ForceProject | SetReserve) -> Path:
    path = folder / "scenario.json"
    write_scenario(Scenario(changes=changes), path)
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ready_made_scenarios_are_listed_and_written(
    run: Run, base: Path, tmp_path: Path, lang: str
) -> None:
    folder = tmp_path / "ready"
    code, out, _ = run("scenario", "ready", base, "-o", folder, "--lang", lang)
    assert code == 0
    assert ("实验室" if lang == "zh" else "Laboratory") in out
    files = sorted(folder.glob("*.json"))
    assert (
        len(files) == out.count("\n1") + sum(line[0].isdigit() for line in out.splitlines()[1:]) + 1
    )
    changed = tmp_path / "changed.json"
    assert run("scenario", "apply", base, files[-1], "-o", changed)[0] == 0
    assert read_file(changed).content_hash() != organisation().content_hash()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scenario_is_run_and_compared(
    run: Run, base: Path, solved: Path, tmp_path: Path, lang: str
) -> None:
    path = scenario(tmp_path, ForceProject(project="P1", accepted=False))
    after = tmp_path / "after.json"
    code, out, _ = run(
        "scenario", "run", base, path, *SECONDS, "--base", solved, "-o", after, "--lang", lang
    )
    assert code == 0
    assert ("落选" if lang == "zh" else "lost") in out
    assert "-60" in out
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    code, again, _ = run("scenario", "compare", base, solved, path, after, "--lang", lang)
    assert code == 0
    assert again.strip() in out


def test_compare_refuses_an_outcome_of_another_round(
    run: Run, base: Path, solved: Path, tmp_path: Path
) -> None:
    path = scenario(tmp_path, ForceProject(project="P1", accepted=False))
    code, _, err = run("scenario", "compare", base, solved, path, solved)
    assert code == 2
    assert "another round" in err
    assert run("scenario", "compare", base, solved, path)[0] == 2


def test_a_change_that_cannot_be_made_is_a_finding(run: Run, base: Path, tmp_path: Path) -> None:
    path = scenario(tmp_path, ForceProject(project="P77"))
    code, _, err = run("scenario", "run", base, path)
    assert code == 3
    assert "change.unknown-project" in err
    path.write_text('{"changes": 3}', "utf-8")
    assert run("scenario", "apply", base, path, "-o", tmp_path / "x.json")[0] == 3


def test_a_sweep_prints_and_keeps_a_row_for_each_cell(
    run: Run, base: Path, solved: Path, tmp_path: Path
) -> None:
    axes = tmp_path / "axes.json"
    choices = [
        {"label": p, "changes": [{"kind": "scale-fund", "fund": fund, "percent": p}]}
        for fund, p in (("F1", 50), ("gone", 100))
    ]
    axes.write_text(json.dumps([{"name": "money", "choices": choices}]), "utf-8")
    table = tmp_path / "table.csv"
    code, out, _ = run("scenario", "sweep", base, axes, *SECONDS, "--base", solved, "-o", table)
    assert code == 0
    assert "optimal" in out
    assert "failed" in out
    assert table.read_text("utf-8-sig").startswith("money,cell,")
    axes.write_text('[{"name": "money", "choices": []}]', "utf-8")
    assert run("scenario", "sweep", base, axes)[0] == 3


def test_a_frontier_is_a_table_or_json(run: Run, base: Path) -> None:
    asked = ("scenario", "frontier", base, *SECONDS, "--goal", "cost", "--points", "3")
    code, out, _ = run(*asked, "--json")
    assert code == 0
    points = json.loads(out)["points"]
    assert points[0]["value"] > points[-1]["value"]
    assert points[0]["cost"] > points[-1]["cost"]
    assert run(*asked, "--lang", "zh")[0] == 0
    assert run("scenario", "frontier", base, "--points", "1")[0] == 2
    assert run("scenario", "frontier", base, "--goal", "change")[0] == 2


def test_a_solve_starts_from_an_earlier_outcome(
    run: Run, base: Path, solved: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.json"
    assert run("solve", base, *SECONDS, "--start", solved, "-o", again)[0] == 0
    first, second = (json.loads(path.read_text("utf-8")) for path in (solved, again))
    assert second["objective"][0]["value"] == first["objective"][0]["value"]
    assert run("solve", base, "--start", tmp_path / "gone.json")[0] == 3

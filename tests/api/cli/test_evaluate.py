"""``roundtable evaluate`` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from scenarios.sample import sample_round

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def solved(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """The sample round and its outcome in files."""
    round_file, outcome_file = tmp_path / "round.json", tmp_path / "outcome.json"
    round_file.write_text(sample_round().model_dump_json(), "utf-8")
    # Any plan will do: the best value is proven long before the levels after it.
    options = ("--objective", "value", "--workers", 1)
    assert run("solve", round_file, "-o", outcome_file, *options)[0] == 0
    return round_file, outcome_file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_fit(run: Run, solved: tuple[Path, Path], tmp_path: Path, lang: str) -> None:
    actuals = tmp_path / "actuals.json"
    benefits = [{"department": "rd", "value": 45}]
    document = {"projects": [{"project": "P01", "cost_cents": 50_000_000, "benefits": benefits}]}
    actuals.write_text(json.dumps(document), "utf-8")
    code, out, _ = run("evaluate", *solved, "--actuals", actuals, "--lang", lang)
    assert code == 0
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    assert "-13.5%" in out  # 45 points where 52 were planned
    assert "No actual" in run("evaluate", *solved)[1]


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"projects": [{"project": "P99"}]}', '{"projects": [{"cost": 3}]}']
)
def test_bad_actuals_are_findings(
    run: Run, solved: tuple[Path, Path], tmp_path: Path, content: str
) -> None:
    actuals = tmp_path / "actuals.json"
    actuals.write_text(content, "utf-8")
    code, out, _ = run("evaluate", *solved, "--actuals", actuals, "--json")
    assert code == 3
    assert json.loads(out)["findings"]

"""``roundtable fund`` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from scenarios.sample import sample_round

Run = Callable[..., tuple[int, str, str]]
TEN = {"P02", "P03", "P08", "P10", "P12", "P13", "P19", "P21", "P22", "P24"}


@pytest.fixture
def sample_file(tmp_path: Path) -> Path:
    """Ten requests of the sample in a file; all can be done together, money for one is short."""
    path = tmp_path / "sample.json"
    whole = sample_round()
    part = {
        "projects": tuple(p for p in whole.projects if p.id in TEN),
        "pins": tuple(pin for pin in whole.pins if pin.project in TEN),
    }
    path.write_text(whole.model_copy(update=part).model_dump_json(), "utf-8")
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_fits_and_the_pinned_round_solves(
    run: Run, sample_file: Path, tmp_path: Path, lang: str
) -> None:
    pinned = tmp_path / "pinned.json"
    code, out, _ = run("fund", sample_file, "--lang", lang, "-o", pinned)
    assert code == 0
    table = out[: out.index("rd: " if lang == "en" else "rd：")]
    assert max(cell_len(line) for line in table.splitlines()) <= 80
    code, out, _ = run("solve", pinned, "--objective", "value", "--json")
    assert code == 0
    accepted = {p["project"] for p in json.loads(out)["plan"]["projects"]}
    assert accepted == TEN - {"P08"}


def test_json_and_a_bad_place_to_write(run: Run, sample_file: Path, tmp_path: Path) -> None:
    code, out, _ = run("fund", sample_file, "--json", "--completion", "pooled-remainder")
    assert code == 0
    assert len(json.loads(out)["projects"]) == 10
    assert run("fund", sample_file, "-o", tmp_path / "absent" / "x.json")[0] == 2
    assert run("fund", tmp_path / "absent.json")[0] == 3

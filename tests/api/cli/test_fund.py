"""``roundtable fund`` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from scenarios.sample import sample_round

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sample_file(tmp_path: Path) -> Path:
    """The sample round in a file."""
    path = tmp_path / "sample.json"
    path.write_text(sample_round().model_dump_json(), "utf-8")
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
    code, out, _ = run("solve", pinned, "--json")
    assert code == 0
    accepted = {p["project"] for p in json.loads(out)["plan"]["projects"]}
    assert accepted == {"P01", "P06", "P08", "P09", "P10"}


def test_json_and_a_bad_place_to_write(run: Run, sample_file: Path, tmp_path: Path) -> None:
    code, out, _ = run("fund", sample_file, "--json", "--completion", "pooled-remainder")
    assert code == 0
    assert len(json.loads(out)["projects"]) == 8
    assert run("fund", sample_file, "-o", tmp_path / "absent" / "x.json")[0] == 2
    assert run("fund", tmp_path / "absent.json")[0] == 3

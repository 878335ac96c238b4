"""The demonstration: every chapter in both languages, 80 columns wide, and the files it leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

import scenarios.sample
from optimizer.domain import Round
from scenarios.formats import read_file
from scenarios.sample import SAMPLE_WORKBOOK, sample_round

Run = Callable[..., tuple[int, str, str]]
CHAPTERS = {
    "en": (
        "The organisation", "Solve", "The plan", "Why not", "Who pays", "An objection", "Who must",
    ),
    "zh": ("机构与申请", "求解", "计划", "为什么", "成本分摊", "一个异议", "谁来签字"),
}  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Round:
    """A few requests of the sample in its place, so that nothing takes long."""
    few = {"P02", "P05", "P12", "P22", "P23", "P24"}
    whole = sample_round()
    round_ = whole.model_copy(
        update={
            "projects": tuple(p for p in whole.projects if p.id in few),
            "pins": tuple(pin for pin in whole.pins if pin.project in few),
        }
    )
    monkeypatch.setattr(scenarios.sample, "sample_round", lambda: round_)
    return round_


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.usefixtures("small")
def test_tells_every_chapter_in_eighty_columns(run: Run, lang: str) -> None:
    code, out, _ = run("demo", "--lang", lang, "--time-limit", 6, "--dry-run")
    assert code == 0
    places = [out.index(title) for title in CHAPTERS[lang]]
    assert places == sorted(places)
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    assert re.search(r",\d{1,2}(?!\d)", out) is None  # no figure is cut off at the margin


def test_leaves_files_that_the_other_commands_take(run: Run, small: Round, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"
    code, out, _ = run("demo", "--time-limit", 6, "-o", folder)
    assert code == 0
    assert "What next" in out
    assert {p.name for p in folder.iterdir()} == {
        "outcome.json", "report.html", "report.xlsx", "sample.xlsx",
    }  # fmt: skip
    outcome = json.loads((folder / "outcome.json").read_text("utf-8"))
    assert outcome["provenance"]["round_hash"] == small.content_hash()
    assert read_file(folder / "sample.xlsx") == read_file(SAMPLE_WORKBOOK)
    assert "<html" in (folder / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("small")
def test_a_dry_run_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("demo", "--time-limit", 1, "--dry-run")[0] in (0, 7)
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_said_before_anything_is_solved(run: Run, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", "utf-8")
    code, out, err = run("demo", "-o", taken)
    assert (code, out) == (2, "")
    assert "taken" in err

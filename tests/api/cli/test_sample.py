"""``roundtable sample``: what is ordered is written, and what can't be is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scenarios.formats import read_file
from scenarios.generate import Shape, generate_round

Run = Callable[..., tuple[int, str, str]]


def test_writes_the_round_of_the_size_and_says_how_contended_it_is(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "s.json.gz"
    code, out, err = run("sample", "--size", "S", "--seed", 5, "-o", path)
    assert (code, out) == (0, "")
    assert "30 people, 12 projects" in err
    assert "% of capacity" in err
    assert read_file(path) == generate_round(Shape(30, 12, 26, seed=5))


def test_numbers_overrule_the_size(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    numbers = ("--experts", 40, "--projects", 25, "--weeks", 30, "--contention", 90)
    assert run("sample", *numbers, "--families", "all", "-o", path)[0] == 0
    round_ = read_file(path)
    assert (len(round_.experts), len(round_.projects), round_.calendar.periods) == (40, 25, 30)
    assert round_.pins


def test_an_impossible_order_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "never.json"
    code, _, err = run("sample", "--experts", 400, "--projects", 1, "-o", path)
    assert code == 2
    assert "more projects" in err
    code, _, err = run("sample", "--experts", 400, "--projects", 1, "-o", path, "--lang", "zh")
    assert code == 2
    assert "请增加项目" in err
    assert not path.exists()


def test_an_unknown_ending_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    code, _, err = run("sample", "-o", tmp_path / "round.docx")
    assert code == 2
    assert "--to" in err


def test_a_format_without_room_for_it_is_refused_with_findings(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "round.sm"
    assert run("sample", "-o", path)[0] == 3
    assert not path.exists()

"""``roundtable game``: shapes, languages, exit codes; bad input is never a traceback."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from api.cli.game import game_command
from optimizer.sharing import RULES

app = typer.Typer()
app.command()(game_command)

GAME: dict[str, Any] = {
    "name": "three",
    "kind": "cost",
    "players": ["甲", "b", "c"],
    "coalitions": {"甲": 5, "b": 6, "甲,b": 9, "c": 7, "甲,c": 10, "b,c": 11, "甲,b,c": 12},
    "weights": {"甲": 1, "b": 2, "c": 1},
}


@pytest.fixture
def game_file(tmp_path: Path) -> Path:
    path = tmp_path / "game.json"
    path.write_text(json.dumps(GAME, ensure_ascii=False), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize("rule", [rule.id for rule in RULES.values() if rule.is_game_rule])
def test_json_shape_of_every_rule(game_file: Path, rule: str) -> None:
    result = run(game_file, "--rule", rule, "--json", "--budget", 200)
    if {"demands", "cost_function"} & set(RULES[rule].needs):
        assert result.exit_code == 3
        assert json.loads(result.stdout)["findings"][0]["code"] == "rule.input-missing"
        return
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["rule"] == rule
    assert document["exact"] is (rule != "sampled-shapley")
    assert list(document["shares"]) == GAME["players"]
    exact = {player: Fraction(text) for player, text in document["shares_exact"].items()}
    assert sum(exact.values()) == 12
    for player, share in exact.items():
        assert document["shares"][player] == pytest.approx(float(share))
    assert {line["axiom"] for line in document["certificate"]["lines"]} >= {"efficiency", "core"}


@pytest.mark.parametrize(("lang", "words"), [("zh", "在核中"), ("en", "In the core")])
def test_readable_table_with_certificate(game_file: Path, lang: str, words: str) -> None:
    result = run(game_file, "--rule", "nucleolus", "--lang", lang)
    assert result.exit_code == 0
    assert words in result.stdout
    assert "甲" in result.stdout


def test_constraints_from_the_command_line(game_file: Path) -> None:
    result = run(
        game_file, "--rule", "shapley", "--json", "--cap", "b=3", "--floor", "c=9/2",
        "--exempt", "甲", "--not-worse-than-alone",
    )  # fmt: skip
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["shares_exact"]["甲"] == "0"
    assert document["clashes"][0]["gap"] == "2"
    shown = run(game_file, "--cap", "b=3", "--cap", "c=3", "--cap", "甲=3", "--lang", "zh")
    assert "上限合计" in shown.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--rule", "nonsense"),
        ("--cap", "b"),
        ("--cap", "z=1"),
        ("--floor", "b=many"),
        ("--exempt", "z"),
        ("--lang", "fr"),
    ],
)
def test_wrong_usage_leaves_with_2(game_file: Path, arguments: tuple[str, ...]) -> None:
    assert run(game_file, *arguments).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"players": ["a"]}'])
def test_bad_files_leave_with_findings(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    for lang in ("zh", "en"):
        result = run(path, "--json", "--lang", lang)
        assert result.exit_code == 3
        assert json.loads(result.stdout)["findings"]
    assert run(path).exit_code == 3


def test_a_missing_file_leaves_with_findings(tmp_path: Path) -> None:
    result = run(tmp_path / "none.json", "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["findings"][0]["code"] == "file.unreadable"


def test_airport_and_sampled_output(tmp_path: Path, game_file: Path) -> None:
    path = tmp_path / "airport.json"
    path.write_text(
        json.dumps(
            {"players": ["s", "l"], "cost_of_type": [4, 10], "movements": [2, 1], "name": "x"}
        ),
        encoding="utf-8",
    )
    document = json.loads(run(path, "--json").stdout)
    assert document["shares_exact"] == {"s": "4/3", "l": "22/3"}
    assert run(path, "--rule", "ensc").exit_code == 3
    sampled = run(game_file, "--rule", "sampled-shapley", "--budget", 100, "--lang", "en")
    assert "interval" in sampled.stdout

"""Shares that somebody states: read with their proof, checked by the command, bad files refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from api.cli.app import app
from optimizer.sharing.certificates import check_nucleolus_proof
from optimizer.sharing.game import Game
from optimizer.sharing.nucleolus import solve_nucleolus
from optimizer.sharing.registry import RULES
from optimizer.sharing.share import share_game
from optimizer.sharing.stated_shares import read_stated_shares
from tests.sharing.random_games import games

GAME: dict[str, Any] = {
    "kind": "cost",
    "players": ["a", "b", "c"],
    "coalitions": {"a": 5, "b": 6, "a,b": 9, "c": 7, "a,c": 10, "b,c": 11, "a,b,c": 12},
}


@pytest.fixture
def game_file(tmp_path: Path) -> Path:
    path = tmp_path / "game.json"
    path.write_text(json.dumps(GAME), "utf-8")
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, ["game", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@given(games(most=5), st.booleans())
def test_a_printed_proof_is_read_as_it_was(game: Game, per_capita: bool) -> None:
    rule = RULES["per-capita-prenucleolus" if per_capita else "prenucleolus"]
    document = share_game(game, rule).to_json()
    stated = read_stated_shares(json.dumps(document), game.players)
    true = solve_nucleolus(game, per_capita=per_capita)
    assert stated.findings == ()
    assert stated.shares == true.shares
    assert stated.axiom == rule.id
    assert stated.proof is not None
    assert check_nucleolus_proof(game, stated.shares, stated.proof) is None


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("{", ["shares.not-json"]),
        ("[1, 2]", ["shares.not-object"]),
        ('{"shares": [1]}', ["shares.not-object"]),
        ('{"a": 1, "b": 2}', ["shares.missing-player"]),
        ('{"a": 1, "b": 2, "c": "many", "d": 3}', ["shares.bad-number", "shares.unknown-player"]),
        ('{"a": 1, "b": 2, "c": NaN}', ["shares.bad-number"]),
        ('{"a": 1, "b": true, "c": null}', ["shares.bad-number", "shares.bad-number"]),
    ],
)
def test_bad_files_are_findings(content: str, codes: list[str]) -> None:
    stated = read_stated_shares(content, ("a", "b", "c"), "s.json")
    assert stated.shares is None
    assert [finding.code for finding in stated.findings] == codes
    assert all(f.place.file == "s.json" and f.message_zh for f in stated.findings)


@pytest.mark.parametrize(
    "change",
    [
        {"levels": 3},
        {"lower": []},
        {"levels": [{"excess": "x", "weights": []}]},
        {"levels": [{"excess": "1", "weights": [[["a", "nobody"], "1"]]}]},
        {"levels": [{"excess": "1", "weights": [["a"]]}]},
        {"levels": [{"excess": "1", "weights": [], "at_lower": [[["a"], "1"]]}]},
    ],
)
def test_a_proof_that_is_none_is_placed(change: dict[str, Any]) -> None:
    figures = {"lower": [None] * 3, "upper": [None] * 3, "levels": []} | change
    document = {
        "shares": {"a": 1, "b": 2, "c": 3},
        "certificate": {"lines": [{"axiom": "nucleolus", "figures": figures}]},
    }
    stated = read_stated_shares(json.dumps(document), ("a", "b", "c"))
    (finding,) = stated.findings
    assert finding.code == "shares.bad-proof"
    assert finding.place.pointer.startswith("/certificate/lines/0/figures/")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    stated = read_stated_shares(text, ("a",))
    assert (stated.shares is None) == bool(stated.findings)


def test_what_the_command_printed_passes_and_what_was_changed_does_not(
    game_file: Path, tmp_path: Path
) -> None:
    shares = tmp_path / "shares.json"
    shares.write_text(run(game_file, "--rule", "nucleolus", "--json").stdout, "utf-8")
    assert run(game_file, "--check", shares).exit_code == 0
    document = json.loads(shares.read_text("utf-8"))
    moved = document["shares_exact"]
    moved["a"] = str(Fraction(moved["a"]) + Fraction(1, 100))
    moved["b"] = str(Fraction(moved["b"]) - Fraction(1, 100))
    shares.write_text(json.dumps(document), "utf-8")
    result = run(game_file, "--check", shares, "--json")
    assert result.exit_code == 1
    assert "nucleolus" in json.loads(result.stdout)["certificate"]["failed"]


def test_the_misprinted_swedish_row_is_rejected(shared_data: Path, tmp_path: Path) -> None:
    game = shared_data / "games" / "sweden_water.json"
    printed = json.loads(game.read_text("utf-8"))["published"]["WP_nucleolus_row"]
    shares = tmp_path / "shares.json"
    document = json.loads(run(game, "--rule", "nucleolus", "--json").stdout)
    shares.write_text(json.dumps(document | {"shares_exact": printed}), "utf-8")
    result = run(game, "--check", shares, "--json")
    assert result.exit_code == 1
    failed = json.loads(result.stdout)["certificate"]["failed"]
    assert {"efficiency", "nucleolus"} <= set(failed)


def test_shares_of_another_game_or_no_file_leave_with_3(game_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"x": 1}', "utf-8")
    result = run(game_file, "--check", other, "--json")
    assert result.exit_code == 3
    codes = {f["code"] for f in json.loads(result.stdout)["findings"]}
    assert codes == {"shares.unknown-player", "shares.missing-player"}
    assert run(game_file, "--check", tmp_path / "absent.json").exit_code == 3

"""Reading a game finds everything that is wrong with it, with its place, and never raises."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.sharing import Game, Interval, read_game_text


def document(**changes: Any) -> dict[str, Any]:
    good: dict[str, Any] = {
        "kind": "cost",
        "players": ["a", "b"],
        "coalitions": {"a": 4, "b": 5, "a,b": 7},
    }
    return good | changes


def codes_and_places(text: str) -> list[tuple[str, str]]:
    read = read_game_text(text, "game.json")
    assert (read.game is None) == bool(read.findings)
    for finding in read.findings:
        assert finding.message_zh
        assert finding.message_en
        assert finding.suggestion_zh
        assert finding.place.file == "game.json"
    return [(finding.code, finding.place.pointer) for finding in read.findings]


def test_decimals_are_their_text() -> None:
    text = '{"kind": "cost", "players": ["x"], "coalitions": {"x": 20.350}}'
    game = read_game_text(text).game
    assert isinstance(game, Game)
    assert game.value(1) == Fraction(407, 20)


def test_numbers_in_every_form_and_order() -> None:
    text = json.dumps(document(coalitions={"": 0, "b": "1/3", " a ": "2.5e1", "b , a": -7}))
    game = read_game_text(text).game
    assert isinstance(game, Game)
    assert [game.value(mask) for mask in range(4)] == [0, 25, Fraction(1, 3), -7]


def test_intervals() -> None:
    game = read_game_text(json.dumps(document(coalitions={"a": [1, 2], "b": 3, "a,b": 4}))).game
    assert isinstance(game, Game)
    assert game.is_interval
    assert game.interval(1) == Interval(Fraction(1), Fraction(2))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"coalitions": {"a": 4, "a,b": 7}}, [("game.missing-coalition", "/coalitions/b")]),
        (
            {"coalitions": {"a": 4, "b": 5, "a,b": 7, "a,c": 1}},
            [("game.unknown-player", "/coalitions/a,c")],
        ),
        (
            {"coalitions": {"a": 4, "b": 5, "a,b": 7, "b,a": 7}},
            [("game.duplicate-coalition", "/coalitions/b,a")],
        ),
        (
            {"coalitions": {"": 1, "a": 4, "b": 5, "a,b": 7}},
            [("game.empty-set-not-zero", "/coalitions/")],
        ),
        (
            {"coalitions": {"a": "NaN", "b": "1/0", "a,b": "x/y"}},
            [
                ("game.not-finite", "/coalitions/a"),
                ("game.bad-number", "/coalitions/b"),
                ("game.bad-number", "/coalitions/a,b"),
            ],
        ),
        ({"coalitions": {"a": True, "b": 5, "a,b": 7}}, [("game.bad-number", "/coalitions/a")]),
        (
            {"coalitions": {"a": [3, 2], "b": [1], "a,b": 7}},
            [("game.bad-interval", "/coalitions/a"), ("game.bad-interval", "/coalitions/b")],
        ),
        (
            {"coalitions": {"a,a": 4, "b": 5, "a,b": 7}},
            [("game.player-twice", "/coalitions/a,a")],
        ),
        ({"players": ["a", "a"]}, [("game.duplicate-player", "/players/1")]),
        ({"players": ["a", "b,c"]}, [("game.bad-player-name", "/players/1")]),
        ({"players": []}, [("game.no-players", "/players")]),
        ({"players": [f"p{i}" for i in range(27)]}, [("game.too-many-players", "/players")]),
        ({"kind": "profit"}, [("game.bad-kind", "/kind")]),
        ({"coalitions": [1, 2]}, [("game.no-coalitions", "/coalitions")]),
        ({"weights": {"a": 1}}, [("game.missing-player-number", "/weights/b")]),
        ({"weights": {"a": 1, "b": -2}}, [("game.negative-number", "/weights/b")]),
        ({"benefits": {"a": 1, "b": 2, "z": 3}}, [("game.unknown-player", "/benefits/z")]),
        ({"demands": 3}, [("game.bad-player-map", "/demands")]),
        ({"cost_function": [[0, 0], [0, 1]]}, [("game.bad-cost-point", "/cost_function/1")]),
    ],
)
def test_findings(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert codes_and_places(json.dumps(document(**changes))) == expected


def test_non_finite_json_constants() -> None:
    text = '{"kind": "cost", "players": ["a"], "coalitions": {"a": Infinity}}'
    assert codes_and_places(text) == [("game.not-finite", "/coalitions/a")]


def test_the_same_key_twice() -> None:
    text = '{"kind": "cost", "players": ["a"], "coalitions": {"a": 1, "a": 2}}'
    assert codes_and_places(text) == [("game.duplicate-coalition", "/coalitions/a")]


def test_not_json_names_the_line() -> None:
    read = read_game_text('{"kind": "cost",\n oops}')
    assert [f.code for f in read.findings] == ["game.not-json"]
    assert read.findings[0].place.line == 2
    assert codes_and_places("[1, 2]") == [("game.not-object", "")]


def test_many_missing_coalitions_are_summed_up() -> None:
    text = json.dumps(document(players=[f"p{i}" for i in range(8)], coalitions={"p0": 1}))
    found = codes_and_places(text)
    assert len(found) == 21
    assert found[-1] == ("game.more-missing", "/coalitions")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quota": 9}, "game.bad-quota"),
        ({"quota": 2.5}, "game.bad-quota"),
        ({"weights": [1, -1, 2]}, "game.bad-weight"),
        ({"players": 4}, "game.bad-count"),
        ({"weights": []}, "game.bad-player-map"),
    ],
)
def test_voting_findings(changes: dict[str, Any], code: str) -> None:
    good = {"kind": "weighted voting", "weights": [1, 1, 2], "quota": 3, "players": 3}
    assert read_game_text(json.dumps(good)).game is not None
    assert code in [c for c, _ in codes_and_places(json.dumps(good | changes))]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"movements": [1]}, "game.bad-count"),
        ({"movements": [1, 0]}, "game.bad-weight"),
        ({"cost_of_type": [-1, 5]}, "game.negative-number"),
    ],
)
def test_airport_findings(changes: dict[str, Any], code: str) -> None:
    good = {"players": ["s", "l"], "cost_of_type": [9, 5], "movements": [1, 2]}
    read = read_game_text(json.dumps(good))
    assert read.game is not None
    assert read.game.costs == (5, 9)  # type: ignore[union-attr]
    assert code in [c for c, _ in codes_and_places(json.dumps(good | changes))]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "a,b", "", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(
    st.sampled_from(
        ["players", "kind", "coalitions", "weights", "quota", "cost_of_type", "movements",
         "benefits", "demands", "cost_function", "name"]
    ),
    json_values,
))  # fmt: skip
def test_any_document_is_read_or_refused_with_findings(content: dict[str, Any]) -> None:
    codes_and_places(json.dumps(document(**content)))
    codes_and_places(json.dumps(content))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    codes_and_places(text)

"""Read a raw game from its file, and find everything that is wrong with it.

The layout: ``players`` (list of names), ``kind`` (``cost`` or ``value``), ``coalitions`` (keys are
player names joined by commas, in any order; numbers are integers, decimals, ``"p/q"`` strings, or
``[low, high]`` for a coalition known only as an interval). A weighted voting game has ``weights``
and ``quota`` instead; an airport game with clones ``cost_of_type`` and ``movements``. Optional
per-player maps: ``weights``, ``benefits``, ``demands``; ``cost_function`` is a list of
``[quantity, cost]`` points.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optimizer.findings import Finding
from optimizer.sharing.airport import AirportGame
from optimizer.sharing.exact_numbers import read_exact
from optimizer.sharing.game import MAX_TABLE_PLAYERS, Game, Interval, Kind
from optimizer.sharing.game_findings import GameFindings, pointer
from optimizer.sharing.voting import weighted_voting_game

__all__ = ["GameFile", "check_game_document", "read_game_text"]

_SHOWN_MISSING = 20
_MAX_TEXT = 2_000_000_000


@dataclass(frozen=True)
class GameFile:
    """What a game file holds.

    Attributes
    ----------
    game : Game, AirportGame or None
        None when a finding stops it.
    player_numbers : mapping of str to tuple of Fraction
        The optional per-player maps (``weights``, ``benefits``, ``demands``), in player order.
    cost_function : tuple of (quantity, cost) or None
    findings : tuple of Finding
    """

    game: Game | AirportGame | None
    findings: tuple[Finding, ...]
    player_numbers: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    cost_function: tuple[tuple[Fraction, Fraction], ...] | None = None


class _Pairs(dict[str, Any]):
    """A JSON object that remembers keys written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]


def read_game_text(text: str, file: str | None = None) -> GameFile:
    """Read a game from JSON text; decimals keep their text's exact value.

    Parameters
    ----------
    text : str
    file : str, optional
        File name shown in the findings.

    Returns
    -------
    GameFile
        Never raises for bad content: `game` is None and the findings say why.
    """
    notes = GameFindings(file)
    try:
        document = json.loads(
            text,
            parse_float=Decimal,
            parse_constant=str,
            object_pairs_hook=_Pairs,
        )
    except json.JSONDecodeError as fault:
        notes.add("game.not-json", "", found=fault.msg, line=fault.lineno)
        return GameFile(None, notes.all())
    except (RecursionError, ValueError) as fault:
        notes.add("game.not-json", "", found=str(fault)[:80])
        return GameFile(None, notes.all())
    return check_game_document(document, notes)


def check_game_document(document: object, notes: GameFindings | None = None) -> GameFile:
    """Check parsed JSON data and make the game from it."""
    notes = notes if notes is not None else GameFindings(None)
    if not isinstance(document, dict):
        notes.add("game.not-object", "", found=type(document).__name__)
        return GameFile(None, notes.all())
    if "quota" in document:
        return _read_voting(document, notes)
    if "cost_of_type" in document:
        return _read_airport(document, notes)
    return _read_table(document, notes)


# ---- players and kind ----------------------------------------------------------------------------


def _read_players(document: dict[str, Any], notes: GameFindings) -> list[str] | None:
    players = document.get("players")
    if not isinstance(players, list) or not players:
        notes.add("game.no-players", "/players", found=repr(players)[:60])
        return None
    fine = True
    seen: dict[str, int] = {}
    for i, player in enumerate(players):
        place = f"/players/{i}"
        if not isinstance(player, str) or not player.strip() or "," in player:
            notes.add("game.bad-player-name", place, found=repr(player)[:60])
            fine = False
            continue
        name = player.strip()
        if name in seen:
            notes.add("game.duplicate-player", place, found=name, expected=f"/players/{seen[name]}")
            fine = False
        seen.setdefault(name, i)
    if len(players) > MAX_TABLE_PLAYERS and "cost_of_type" not in document:
        notes.add("game.too-many-players", "/players", found=str(len(players)))
        fine = False
    return [player.strip() for player in players] if fine else None


def _read_kind(document: dict[str, Any], notes: GameFindings) -> Kind | None:
    kind = document.get("kind")
    if isinstance(kind, str) and kind.strip() in (Kind.COST, Kind.VALUE):
        return Kind(kind.strip())
    notes.add("game.bad-kind", "/kind", found=repr(kind)[:60])
    return None


# ---- numbers -------------------------------------------------------------------------------------


def _read_number(value: object, place: str, notes: GameFindings) -> Fraction | None:
    if isinstance(value, str) and value.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
        notes.add("game.not-finite", place, found=value)
        return None
    if not isinstance(value, (int, float, str, Decimal)) or isinstance(value, bool):
        notes.add("game.bad-number", place, found=repr(value)[:60])
        return None
    try:
        return read_exact(value)
    except (ValueError, OverflowError) as fault:
        code = "game.bad-number"
        if isinstance(value, (float, Decimal)):
            code = "game.not-finite"
        notes.add(code, place, found=f"{value!s:.60}", detail=str(fault))
        return None


def _read_interval(value: object, place: str, notes: GameFindings) -> Interval | None:
    if not isinstance(value, list):
        number = _read_number(value, place, notes)
        return None if number is None else Interval(number, number)
    ends = [_read_number(end, f"{place}/{i}", notes) for i, end in enumerate(value)]
    if len(ends) != 2:
        notes.add("game.bad-interval", place, found=repr(value)[:60])
        return None
    low, high = ends
    if low is None or high is None:
        return None
    if low > high:
        notes.add("game.bad-interval", place, found=f"[{low}, {high}]")
        return None
    return Interval(low, high)


# ---- the three layouts ---------------------------------------------------------------------------


def _read_table(document: dict[str, Any], notes: GameFindings) -> GameFile:
    players = _read_players(document, notes)
    kind = _read_kind(document, notes)
    coalitions = document.get("coalitions")
    if not isinstance(coalitions, dict):
        notes.add("game.no-coalitions", "/coalitions", found=repr(coalitions)[:60])
        return GameFile(None, notes.all())
    if players is None:
        return GameFile(None, notes.all())
    values = _read_coalitions(coalitions, players, notes)
    numbers = _read_player_numbers(document, players, notes)
    points = _read_cost_function(document, notes)
    if kind is None or notes.has_errors:
        return GameFile(None, notes.all())
    nothing = Interval(Fraction(0), Fraction(0))
    table = [values.get(mask, nothing) for mask in range(1 << len(players))]
    name = str(document.get("name", ""))
    game = Game.from_intervals(players, table, kind, name)
    return GameFile(game, notes.all(), numbers, points)


def _read_coalitions(
    coalitions: dict[str, Any], players: list[str], notes: GameFindings
) -> dict[int, Interval]:
    bits = {player: 1 << i for i, player in enumerate(players)}
    values: dict[int, Interval] = {}
    first_key: dict[int, str] = {}
    for key in getattr(coalitions, "twice", ()):
        notes.add("game.duplicate-coalition", pointer("coalitions", key), found=key, expected=key)
    for key, raw in coalitions.items():
        place = pointer("coalitions", key)
        names = [name.strip() for name in key.split(",")] if key.strip() else []
        unknown = [name for name in names if name not in bits]
        if unknown:
            for name in unknown:
                notes.add("game.unknown-player", place, found=name, expected=", ".join(players))
            continue
        mask = 0
        for name in names:
            if mask & bits[name]:
                notes.add("game.player-twice", place, found=name)
            mask |= bits[name]
        value = _read_interval(raw, place, notes)
        if mask in first_key:
            notes.add("game.duplicate-coalition", place, found=key, expected=first_key[mask])
            continue
        first_key[mask] = key
        if value is None:
            continue
        if mask == 0 and (value.low != 0 or value.high != 0):
            notes.add("game.empty-set-not-zero", place, found=str(raw))
            continue
        values[mask] = value
    _note_missing(first_key, players, notes)
    return values


def _note_missing(seen: Mapping[int, str], players: list[str], notes: GameFindings) -> None:
    missing = (mask for mask in range(1, 1 << len(players)) if mask not in seen)
    count = (1 << len(players)) - 1 - sum(1 for mask in seen if mask)
    for mask, _ in zip(missing, range(_SHOWN_MISSING), strict=False):
        key = ",".join(player for i, player in enumerate(players) if mask >> i & 1)
        notes.add("game.missing-coalition", pointer("coalitions", key), expected=key)
    if count > _SHOWN_MISSING:
        notes.add("game.more-missing", "/coalitions", found=str(count - _SHOWN_MISSING))


def _read_player_numbers(
    document: dict[str, Any], players: list[str], notes: GameFindings
) -> dict[str, tuple[Fraction, ...]]:
    found: dict[str, tuple[Fraction, ...]] = {}
    for field_name in ("weights", "benefits", "demands"):
        given = document.get(field_name)
        if given is None:
            continue
        if not isinstance(given, dict):
            notes.add("game.bad-player-map", f"/{field_name}", found=repr(given)[:60])
            continue
        for name in given:
            if name not in players:
                notes.add(
                    "game.unknown-player",
                    pointer(field_name, name),
                    found=name,
                    expected=", ".join(players),
                )
        numbers: list[Fraction] = []
        for player in players:
            place = pointer(field_name, player)
            if player not in given:
                notes.add("game.missing-player-number", place, expected=player)
                continue
            number = _read_number(given[player], place, notes)
            if number is not None and number < 0:
                notes.add("game.negative-number", place, found=str(number))
            elif number is not None:
                numbers.append(number)
        if len(numbers) == len(players):
            found[field_name] = tuple(numbers)
    return found


def _read_cost_function(
    document: dict[str, Any], notes: GameFindings
) -> tuple[tuple[Fraction, Fraction], ...] | None:
    given = document.get("cost_function")
    if given is None:
        return None
    points: list[tuple[Fraction, Fraction]] = []
    if not isinstance(given, list):
        given = [given]
    for i, point in enumerate(given):
        place = f"/cost_function/{i}"
        if not isinstance(point, list) or len(point) != 2:
            notes.add("game.bad-cost-point", place, found=repr(point)[:60])
            continue
        quantity = _read_number(point[0], f"{place}/0", notes)
        cost = _read_number(point[1], f"{place}/1", notes)
        if quantity is None or cost is None:
            continue
        if points and quantity <= points[-1][0]:
            notes.add("game.bad-cost-point", place, found=str(quantity))
            continue
        points.append((quantity, cost))
    return tuple(points)


def _read_voting(document: dict[str, Any], notes: GameFindings) -> GameFile:
    weights = document.get("weights")
    if not isinstance(weights, list) or not weights:
        notes.add("game.bad-player-map", "/weights", found=repr(weights)[:60])
        return GameFile(None, notes.all())
    if isinstance(document.get("players"), list):
        players = _read_players(document, notes)
    else:
        players = [str(i + 1) for i in range(len(weights))]
        if document.get("players") not in (None, len(weights)):
            notes.add(
                "game.bad-count",
                "/players",
                found=str(document.get("players")),
                expected=str(len(weights)),
            )
        if len(weights) > MAX_TABLE_PLAYERS:
            notes.add("game.too-many-players", "/weights", found=str(len(weights)))
    numbers = [_read_number(weight, f"/weights/{i}", notes) for i, weight in enumerate(weights)]
    quota = _read_number(document["quota"], "/quota", notes)
    for i, number in enumerate(numbers):
        if number is not None and (number < 0 or number.denominator != 1):
            notes.add("game.bad-weight", f"/weights/{i}", found=str(number))
    if players is not None and len(players) != len(weights):
        notes.add("game.bad-count", "/weights", found=str(len(weights)), expected=str(len(players)))
    whole = [int(number) for number in numbers if number is not None]
    if quota is not None and not (0 < quota <= sum(whole) and quota.denominator == 1):
        notes.add("game.bad-quota", "/quota", found=str(quota), expected=f"1…{sum(whole)}")
    if players is None or quota is None or notes.has_errors:
        return GameFile(None, notes.all())
    name = str(document.get("name", ""))
    return GameFile(weighted_voting_game(players, whole, int(quota), name), notes.all())


def _read_airport(document: dict[str, Any], notes: GameFindings) -> GameFile:
    players = _read_players(document, notes)
    costs = document["cost_of_type"]
    counts = document.get("movements")
    if players is None:
        return GameFile(None, notes.all())
    for field_name, given in (("cost_of_type", costs), ("movements", counts)):
        if not isinstance(given, list) or len(given) != len(players):
            found = str(len(given)) if isinstance(given, list) else repr(given)[:60]
            notes.add("game.bad-count", f"/{field_name}", found=found, expected=str(len(players)))
    if notes.has_errors or not isinstance(counts, list):
        return GameFile(None, notes.all())
    exact = [_read_number(cost, f"/cost_of_type/{i}", notes) for i, cost in enumerate(costs)]
    whole = [_read_number(count, f"/movements/{i}", notes) for i, count in enumerate(counts)]
    for i, cost in enumerate(exact):
        if cost is not None and cost < 0:
            notes.add("game.negative-number", f"/cost_of_type/{i}", found=str(cost))
    for i, count in enumerate(whole):
        if count is not None and (count < 1 or count.denominator != 1):
            notes.add("game.bad-weight", f"/movements/{i}", found=str(count))
    if notes.has_errors:
        return GameFile(None, notes.all())
    rows = sorted(
        (
            (cost, i, int(count))
            for i, (cost, count) in enumerate(zip(exact, whole, strict=True))
            if cost is not None and count is not None
        ),
    )
    game = AirportGame(
        tuple(players[i] for _, i, _ in rows),
        tuple(cost for cost, _, _ in rows),
        tuple(count for _, _, count in rows),
        str(document.get("name", "")),
    )
    return GameFile(game, notes.all())

"""Read shares that somebody states, with the proof that came with them, for the checker.

Step of the way: share. The layout is that of ``roundtable game --json``; plain ``{player: number}``
will do as well, and then there is no proof to check.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optimizer.findings import Finding, Place, Severity
from optimizer.sharing.certificates import BalancedLevel, NucleolusProof, ShareBounds
from optimizer.sharing.exact_numbers import read_exact

__all__ = ["StatedShares", "read_stated_shares"]


@dataclass(frozen=True, slots=True)
class StatedShares:
    """What a file states.

    Attributes
    ----------
    shares : tuple of Fraction or None
        In the order of the players; None when the findings say why not.
    proof : NucleolusProof or None
    axiom : str
        Which nucleolus the proof is about.
    findings : tuple of Finding
    """

    shares: tuple[Fraction, ...] | None
    proof: NucleolusProof | None = None
    axiom: str = "nucleolus"
    findings: tuple[Finding, ...] = ()


def read_stated_shares(text: str, players: Sequence[str], file: str | None = None) -> StatedShares:
    """Read shares from JSON text; decimals keep their text's exact value.

    Parameters
    ----------
    text : str
    players : sequence of str
        Of the game the shares are about; each needs a share, nobody else may have one.
    file : str, optional
        File name shown in the findings.

    Returns
    -------
    StatedShares
        Never raises for bad content.
    """
    reader = _Reader(players, file)
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=str)
    except (RecursionError, ValueError) as fault:
        reader.add("shares.not-json", "", "文件不是有效的 JSON。", "The file is not valid JSON.")
        del fault
        return StatedShares(None, findings=tuple(reader.findings))
    return reader.read(document)


class _BadProof(ValueError):
    """Something in a proof is not what its layout asks for; the text is the JSON pointer."""


class _Reader:
    def __init__(self, players: Sequence[str], file: str | None) -> None:
        self.players = tuple(players)
        self.places = {player: i for i, player in enumerate(self.players)}
        self.file = file
        self.findings: list[Finding] = []

    def add(self, code: str, pointer: str, zh: str, en: str, found: str = "") -> None:
        place = Place(pointer=pointer, file=self.file)
        self.findings.append(Finding(code, Severity.ERROR, place, zh, en, found=found))

    def read(self, document: object) -> StatedShares:
        if not isinstance(document, dict):
            self.add(
                "shares.not-object",
                "",
                "文件的最外层应是对象：参与方到份额。",
                "The file must hold one JSON object: shares by player.",
                type(document).__name__,
            )
            return StatedShares(None, findings=tuple(self.findings))
        shares = self._shares(document)
        axiom, proof = self._proof(document)
        if self.findings:
            return StatedShares(None, findings=tuple(self.findings))
        return StatedShares(shares, proof, axiom)

    def _shares(self, document: dict[str, Any]) -> tuple[Fraction, ...] | None:
        stated: object = document
        root = ""
        for key in ("shares_exact", "shares"):
            if key in document and key not in self.places:
                stated, root = document[key], f"/{key}"
                break
        if not isinstance(stated, dict):
            self.add(
                "shares.not-object",
                root,
                "份额应按参与方列出。",
                "Shares must be listed by player.",
            )
            return None
        shares: list[Fraction | None] = [None] * len(self.players)
        for player, number in stated.items():
            at = f"{root}/{player.replace('~', '~0').replace('/', '~1')}"
            if player not in self.places:
                zh, en = f"没有参与方 {player}。", f"There is no player {player!r}."
                self.add("shares.unknown-player", at, zh, en, player)
                continue
            try:
                shares[self.places[player]] = read_exact(number)
            except ValueError as fault:
                zh, en = (
                    f"{player} 的份额不是有限的数。",
                    f"The share of {player} is no number: {fault}.",
                )
                self.add("shares.bad-number", at, zh, en, str(number)[:40])
        refused = {finding.found for finding in self.findings}
        for player, share in zip(self.players, shares, strict=True):
            if share is None and player not in refused and player not in stated:
                zh, en = f"缺少 {player} 的份额。", f"The share of {player} is missing."
                self.add("shares.missing-player", root, zh, en, player)
        return None if None in shares else tuple(share for share in shares if share is not None)

    # ---- the proof that came with them -------------------------------------------------------

    def _proof(self, document: dict[str, Any]) -> tuple[str, NucleolusProof | None]:
        certificate = document.get("certificate")
        lines = certificate.get("lines") if isinstance(certificate, dict) else None
        if not isinstance(lines, list):
            return "nucleolus", None
        for i, line in enumerate(lines):
            figures = line.get("figures") if isinstance(line, dict) else None
            if isinstance(figures, dict) and "levels" in figures and "lower" in figures:
                at = f"/certificate/lines/{i}/figures"
                try:
                    return str(line.get("axiom", "nucleolus")), self._read_proof(figures, at)
                except _BadProof as fault:
                    zh = "核仁的证明无法读取。"
                    en = "The proof of the nucleolus can't be read."
                    self.add("shares.bad-proof", str(fault), zh, en)
                    break
        return "nucleolus", None

    def _read_proof(self, figures: Mapping[str, Any], at: str) -> NucleolusProof:
        levels = _listed(figures.get("levels"), f"{at}/levels")
        return NucleolusProof(
            tuple(self._level(level, f"{at}/levels/{k}") for k, level in enumerate(levels)),
            ShareBounds(
                self._bounds(figures.get("lower"), f"{at}/lower"),
                self._bounds(figures.get("upper"), f"{at}/upper"),
            ),
            figures.get("per_capita") is True,
        )

    def _bounds(self, given: object, at: str) -> tuple[Fraction | None, ...]:
        bounds = _listed(given, at)
        if len(bounds) != len(self.players):
            raise _BadProof(at)
        return tuple(None if b is None else _number(b, f"{at}/{i}") for i, b in enumerate(bounds))

    def _level(self, given: object, at: str) -> BalancedLevel:
        if not isinstance(given, dict):
            raise _BadProof(at)
        return BalancedLevel(
            _number(given.get("excess"), f"{at}/excess"),
            self._weights(given.get("weights"), f"{at}/weights", by_coalition=True),
            self._weights(given.get("at_lower", []), f"{at}/at_lower"),
            self._weights(given.get("at_upper", []), f"{at}/at_upper"),
        )

    def _weights(
        self, given: object, at: str, *, by_coalition: bool = False
    ) -> tuple[tuple[int, Fraction], ...]:
        weights = []
        for k, pair in enumerate(_listed(given, at)):
            here = f"{at}/{k}"
            if not isinstance(pair, list) or len(pair) != 2:
                raise _BadProof(here)
            names = _listed(pair[0], here) if by_coalition else [pair[0]]
            if any(not isinstance(name, str) or name not in self.places for name in names):
                raise _BadProof(here)
            places = [self.places[name] for name in names]
            key = sum(1 << i for i in set(places)) if by_coalition else places[0]
            weights.append((key, _number(pair[1], here)))
        return tuple(weights)


def _listed(given: object, at: str) -> list[Any]:
    if not isinstance(given, list):
        raise _BadProof(at)
    return given


def _number(given: object, at: str) -> Fraction:
    if not isinstance(given, (str, int, Decimal)):
        raise _BadProof(at)
    try:
        return read_exact(given)
    except ValueError:
        raise _BadProof(at) from None

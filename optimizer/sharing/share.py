"""Share a raw game by a named rule, with policy on top and a certificate underneath."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from optimizer.sharing.airport import (
    AirportGame,
    airport_nucleolus,
    airport_shapley,
    certify_airport_shares,
)
from optimizer.sharing.certificates import Certificate, NucleolusProof, certify_shares
from optimizer.sharing.certificates.words import Words, amount
from optimizer.sharing.constraints import Clash, ShareConstraints, find_clashes, project_shares
from optimizer.sharing.game import Game, Interval
from optimizer.sharing.game_rules import COMPUTE, Draft, note_intervals
from optimizer.sharing.lp_rules import solve_lp_rule
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import Rule, RuleInputs
from optimizer.sharing.stability import find_empty_core_proof

__all__ = ["GameShares", "share_game"]


@dataclass(frozen=True, slots=True)
class GameShares:
    """The shares of a game by a rule.

    Attributes
    ----------
    rule : Rule
    players : tuple of str
        For an airport game the types; each share is then per player of the type.
    shares : tuple of Fraction
    exact : bool
        False when the game has intervals or the rule is an estimate; then `intervals` is given
        where the rule supports it.
    intervals : tuple of Interval or None
    confidence : float or None
        Of `intervals`, when they are statistical.
    certificate : Certificate
    proof : NucleolusProof or None
    clashes : tuple of Clash
    notes : tuple of (zh, en)
        What was assumed, chosen or left open.
    """

    rule: Rule
    players: tuple[str, ...]
    shares: tuple[Fraction, ...]
    exact: bool
    certificate: Certificate
    intervals: tuple[Interval, ...] | None = None
    confidence: float | None = None
    proof: NucleolusProof | None = None
    clashes: tuple[Clash, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape ``roundtable game --json`` prints."""
        document: dict[str, Any] = {
            "rule": self.rule.id,
            "exact": self.exact,
            "shares": _by_player(self.players, [float(share) for share in self.shares]),
            "shares_exact": _by_player(self.players, [str(share) for share in self.shares]),
            "certificate": self.certificate.to_json(),
        }
        if self.intervals is not None:
            document["intervals"] = _by_player(
                self.players, [[float(i.low), float(i.high)] for i in self.intervals]
            )
        if self.confidence is not None:
            document["confidence"] = self.confidence
        if self.clashes:
            document["clashes"] = [clash.to_json(self.players) for clash in self.clashes]
        document["notes"] = [{"zh": zh, "en": en} for zh, en in self.notes]
        return document


def _by_player(players: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return dict(zip(players, values, strict=True))


def share_game(
    game: Game | AirportGame,
    rule: Rule,
    inputs: RuleInputs | None = None,
    constraints: ShareConstraints | None = None,
    shown: Words = amount,
) -> GameShares:
    """Share a game by a rule.

    Parameters
    ----------
    game : Game or AirportGame
        An interval game is shared at its midpoints, or by intervals where the rule is linear.
    rule : Rule
        From the registry.
    inputs : RuleInputs, optional
    constraints : ShareConstraints, optional
        For table games.
    shown : callable, optional
        How sentences write an amount.

    Raises
    ------
    RuleRefused
        The rule does not apply to this game, or an input it needs is missing.
    """
    given = inputs if inputs is not None else RuleInputs()
    if isinstance(game, AirportGame):
        return _share_airport(game, rule, constraints)
    _check_needs(rule, given)
    policy = constraints if constraints is not None else ShareConstraints.none(game.n)
    exact_game = game.midpoint_game()
    clashes: tuple[Clash, ...] = () if policy.is_empty else find_clashes(exact_game, policy, shown)
    if rule.is_lp:
        draft = solve_lp_rule(exact_game, rule, policy, clashes)
        note_intervals(game, draft)
    else:
        draft = COMPUTE[rule.id](game, given)
        if not policy.is_empty:
            _apply_policy(exact_game, draft, policy)
    return _certified(game, rule, draft, policy, clashes, shown)


def _certified(
    game: Game,
    rule: Rule,
    draft: Draft,
    policy: ShareConstraints,
    clashes: tuple[Clash, ...],
    shown: Words,
) -> GameShares:
    proof = draft.result.proof if draft.result is not None else None
    waived = {}
    if policy.exempt:
        names = [game.players[i] for i in sorted(policy.exempt)]
        reason = ("、".join(names) + " 免缴，由其他方承担", ", ".join(names) + " exempt by policy")
        waived = dict.fromkeys(("symmetry", "dummy", "no-subsidy"), reason)
    certificate = certify_shares(
        game,
        draft.shares,
        nucleolus=proof,
        nucleolus_axiom=draft.axiom,
        waived=waived,
        shown=shown,
    )
    if "core" in certificate.failed and not game.is_interval:
        empty = find_empty_core_proof(game)
        if empty is not None:
            certificate = certify_shares(
                game,
                draft.shares,
                nucleolus=proof,
                nucleolus_axiom=draft.axiom,
                empty_core=empty,
                waived=waived,
                shown=shown,
            )
    return GameShares(
        rule,
        game.players,
        draft.shares,
        draft.exact and not game.is_interval,
        certificate,
        draft.intervals,
        draft.confidence,
        proof,
        clashes,
        draft.notes,
    )


def _check_needs(rule: Rule, inputs: RuleInputs) -> None:
    if not rule.is_game_rule:
        raise refuse(
            "rule.not-for-raw-games",
            f"{rule.zh}不是从联盟数字计算的。",
            f"{rule.en} is not computed from coalition numbers.",
            found=rule.id,
            expected=", ".join(rule.needs_in_words("en")),
            suggestion=("改用其他规则。", "Choose another rule."),
        )
    for need in rule.needs:
        if need != "cost-game" and getattr(inputs, need) is None:
            index = rule.needs.index(need)
            zh, en = rule.needs_in_words("zh")[index], rule.needs_in_words("en")[index]
            raise refuse(
                "rule.input-missing",
                f"{rule.zh}需要{zh}。",
                f"{rule.en} needs {en}.",
                pointer=f"/{need}",
                expected=en,
                suggestion=(f"在文件中加上 {need}。", f"Add {need} to the file."),
            )


def _apply_policy(game: Game, draft: Draft, policy: ShareConstraints) -> None:
    projected = project_shares(game, draft.shares, policy)
    if projected.shares != draft.shares:
        draft.shares = projected.shares
        draft.intervals = None
        draft.notes += (
            (
                f"按约束调整（{projected.projection} 投影），不再是原规则的份额。",
                f"Adjusted by a {projected.projection} projection; no longer the rule's shares.",
            ),
        )


def _share_airport(
    game: AirportGame, rule: Rule, constraints: ShareConstraints | None
) -> GameShares:
    compute = {"shapley": airport_shapley, "nucleolus": airport_nucleolus}.get(rule.id)
    if compute is None or (constraints is not None and not constraints.is_empty):
        raise refuse(
            "rule.not-for-airport-games",
            "带重复使用者的机场博弈只支持夏普利值与核仁，且不带约束。",
            "An airport game with clones takes the Shapley value or the nucleolus, without "
            "constraints.",
            found=rule.id,
            expected="shapley, nucleolus",
        )
    shares = compute(game)
    note = ("份额按每个使用者（架次）计。", "Shares are per player (movement) of each type.")
    return GameShares(
        rule, game.types, shares, True, certify_airport_shares(game, shares), notes=(note,)
    )

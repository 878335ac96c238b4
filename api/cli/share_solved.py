"""The cost of a plan just solved, shared: for ``roundtable solve --share``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.cli.documents import stop_with
from api.cli.options import Lang
from api.cli.speech import data_console, print_json
from optimizer.domain import Outcome, Round

if TYPE_CHECKING:
    from optimizer.sharing import PlanShares

__all__ = ["POLICY", "print_solved_json", "print_solved_shares", "refuse_unknown_rule"]

POLICY = "policy"
"""Stands for the rule that the round's own policy names."""


def refuse_unknown_rule(round_: Round, rule: str | None, lang: Lang, as_json: bool) -> None:
    """Say before the solve, not after it, that a rule does not exist.

    Raises
    ------
    typer.Exit
        With code 3, after showing the finding.
    """
    from optimizer.sharing import RuleRefused
    from optimizer.sharing.plans.share_plan import find_card

    if rule is None:
        return
    try:
        find_card(round_, _named(rule))
    except RuleRefused as refusal:
        raise stop_with([refusal.finding], lang, as_json) from None


def print_solved_shares(round_: Round, outcome: Outcome, rule: str | None, lang: Lang) -> None:
    """Write who pays what of the plan, when there is one and a rule was asked for.

    Raises
    ------
    typer.Exit
        With code 3, after showing the finding, when the rule does not apply to the plan.
    """
    from api.cli.shares_shown import print_shares

    shares = _shares(round_, outcome, rule, lang, as_json=False)
    if shares is not None:
        print_shares(shares, round_, lang, data_console())


def print_solved_json(round_: Round, outcome: Outcome, rule: str | None, lang: Lang) -> None:
    """Write the outcome; with a rule, ``{"outcome": ..., "shares": ...}`` (null without a plan)."""
    document = outcome.model_dump(mode="json")
    if rule is not None:
        shares = _shares(round_, outcome, rule, lang, as_json=True)
        document = {
            "outcome": document,
            "shares": None if shares is None else shares.model_dump(mode="json"),
        }
    print_json(document)


def _shares(
    round_: Round, outcome: Outcome, rule: str | None, lang: Lang, as_json: bool
) -> PlanShares | None:
    from optimizer.sharing import RuleRefused, share_plan

    if rule is None or outcome.plan is None:
        return None
    try:
        return share_plan(round_, outcome.plan, _named(rule))
    except RuleRefused as refusal:
        raise stop_with([refusal.finding], lang, as_json) from None


def _named(rule: str) -> str | None:
    return None if rule.strip().lower() == POLICY else rule

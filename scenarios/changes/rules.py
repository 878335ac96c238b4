"""Changes to the policy."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optimizer.domain import FairnessPolicy, ObjectiveLevel, Round, Text
from optimizer.domain.types import Pct
from scenarios.changes.change import RoundChange

__all__ = ["SetCostRule", "SetFairness", "SetLevels", "SetLoadLimit", "SetReserve"]


class SetLevels(RoundChange):
    """The objective levels, in their order, are replaced."""

    kind: Literal["set-levels"] = "set-levels"
    levels: Annotated[tuple[ObjectiveLevel, ...], Field(min_length=1)]

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the levels replaced."""
        return _with_policy(round_, levels=self.levels)

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *The objective is value, then cost*."""
        names = [
            level.name
            + (f" (≤{level.give_up_pct}%)" if level.give_up_pct else "")
            + (f" (→{level.target})" if level.target is not None else "")
            for level in self.levels
        ]
        return Text(
            zh=f"目标依次为：{'、'.join(names)}。", en=f"The objective is {', then '.join(names)}."
        )


class SetFairness(RoundChange):
    """The fairness rule and what departments are entitled to are replaced."""

    kind: Literal["set-fairness"] = "set-fairness"
    fairness: FairnessPolicy

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the fairness policy replaced."""
        return _with_policy(round_, fairness=self.fairness)

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *Fairness is max-min against weight*."""
        rule, entitlement = self.fairness.rule, self.fairness.entitlement
        if rule == "none":
            return Text(zh="不计公平性目标。", en="Fairness is not an objective.")
        return Text(
            zh=f"公平规则为 {rule}，按 {entitlement} 计应得份额。",
            en=f"Fairness is {rule} against the entitlement {entitlement}.",
        )


class SetCostRule(RoundChange):
    """Costs are shared by another rule."""

    kind: Literal["set-cost-rule"] = "set-cost-rule"
    rule: Annotated[str, Field(min_length=1)]

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the cost sharing rule replaced."""
        return _with_policy(round_, cost_sharing_rule=self.rule)

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *Costs are shared by nucleolus*."""
        return Text(zh=f"成本按 {self.rule} 规则分摊。", en=f"Costs are shared by {self.rule}.")


class SetReserve(RoundChange):
    """The share of every fund kept for the fast lane is replaced.

    Funds with a share of their own keep it unless ``all_funds`` says otherwise.
    """

    kind: Literal["set-reserve"] = "set-reserve"
    percent: Pct
    all_funds: bool = False

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the reserve replaced."""
        changed = _with_policy(round_, fast_lane_reserve_pct=self.percent)
        if not self.all_funds:
            return changed
        funds = tuple(fund.model_copy(update={"reserve_pct": None}) for fund in changed.funds)
        return changed.model_copy(update={"funds": funds})

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *10 % of every fund are kept for urgent requests*."""
        if self.percent == 0:
            return Text(zh="不留快速通道储备。", en="Nothing is kept for urgent requests.")
        return Text(
            zh=f"各项资金留 {self.percent}% 作快速通道储备。",
            en=f"{self.percent} % of the funds are kept for urgent requests.",
        )


class SetLoadLimit(RoundChange):
    """The share of people's availability that may be committed is replaced."""

    kind: Literal["set-load-limit"] = "set-load-limit"
    percent: Pct

    def apply(self, round_: Round, /) -> Round:
        """Return the round with the load limit replaced."""
        return _with_policy(round_, load_limit_pct=self.percent)

    def sentence(self, _round: Round, /) -> Text:
        """Return for instance *Nobody is committed above 80 % of the availability*."""
        return Text(
            zh=f"每人投入不超过其可用时间的 {self.percent}%。",
            en=f"Nobody is committed above {self.percent} % of the availability.",
        )


def _with_policy(round_: Round, **update: object) -> Round:
    return round_.model_copy(update={"policy": round_.policy.model_copy(update=update)})

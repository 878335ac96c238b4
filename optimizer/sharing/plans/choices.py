"""The rules on offer for a plan: each with what it needs, under a key and a name.

Step of the way: share. Which rule is used is policy; here stands what there is to choose from.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.sharing.plans.cost_lines import cost_lines
from optimizer.sharing.plans.service_shares import CLOSED_FORMS, Basis, applies_to_plans
from optimizer.sharing.plans.share_plan import find_card
from optimizer.sharing.registry import RULES, Rule

__all__ = ["RuleChoice", "has_closed_form", "largest_project", "plan_choices", "read_choice"]

_BASES = {
    Basis.BENEFIT: Text(zh="按效益", en="to benefit"),
    Basis.USE: Text(zh="按用量", en="to use"),
    Basis.WEIGHT: Text(zh="按部门权重", en="to department weight"),
    Basis.ABILITY: Text(zh="按支付能力", en="to ability to pay"),
}


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """A rule with all that it needs to be applied to a plan.

    Attributes
    ----------
    rule : Rule
    basis : Basis
        Counts for proportional shares only.
    """

    rule: Rule
    basis: Basis = Basis.BENEFIT

    @property
    def key(self) -> str:
        """Its name in addresses and forms.

        Examples
        --------
        >>> [choice.key for choice in plan_choices()][1:4]
        ['proportional', 'proportional:use', 'proportional:weight']
        """
        plain = self.rule.id != "proportional" or self.basis is Basis.BENEFIT
        return self.rule.id if plain else f"{self.rule.id}:{self.basis.value}"

    @property
    def name(self) -> Text:
        """Its name for people."""
        if self.rule.id != "proportional":
            return Text(zh=self.rule.zh, en=self.rule.en)
        basis = _BASES[self.basis]
        return Text(zh=f"{self.rule.zh}（{basis.zh}）", en=f"{self.rule.en} ({basis.en})")


def plan_choices() -> tuple[RuleChoice, ...]:
    """Return every rule that can share the service games of a plan, in the registry's order."""
    return tuple(
        RuleChoice(rule, basis)
        for rule in RULES.values()
        if applies_to_plans(rule)
        for basis in (Basis if rule.id == "proportional" else (Basis.BENEFIT,))
    )


def read_choice(round_: Round, key: str | None) -> RuleChoice:
    """Return the choice with a key; the round's own rule for none.

    Raises
    ------
    RuleRefused
        There is no such rule.
    """
    if key is None:
        return RuleChoice(find_card(round_, None))
    found = next((choice for choice in plan_choices() if choice.key == key), None)
    return RuleChoice(find_card(round_, key)) if found is None else found


def has_closed_form(rule: Rule) -> bool:
    """Say whether a rule needs no table of coalitions, however many departments there are."""
    return rule.id in CLOSED_FORMS


def largest_project(round_: Round, plan: Plan) -> int:
    """Return how many departments need something of the project that most of them need.

    A rule without a closed form makes a table of ``2 ** n`` coalitions for it.
    """
    needing: dict[str, set[str]] = defaultdict(set)
    for line in cost_lines(round_, plan):
        needing[line.project].update(line.needed_by)
    return max((len(departments) for departments in needing.values()), default=0)

"""Share the cost of a plan: the one function that everything which shows shares calls.

Step of the way: share. The rule is applied to each project's service game, policy is put on top,
the shares become whole cents that tie by project and department, what each department bore is
credited, and the rest is settled in few transfers. Every step leaves its line in the certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from optimizer.domain import Plan, Round
from optimizer.domain.types import Text
from optimizer.errors import SolverFault
from optimizer.sharing.certificates import ServiceProof, certify_service_shares
from optimizer.sharing.constraints import Clash, ShareConstraints, find_clashes, project_shares
from optimizer.sharing.plans.cost_lines import cost_lines
from optimizer.sharing.plans.documents import AmountInterval, PlanShares
from optimizer.sharing.plans.money import money_words
from optimizer.sharing.plans.policy import ADJUSTED, PlanPolicy
from optimizer.sharing.plans.service_shares import Basis, plan_service_game, split_projects
from optimizer.sharing.plans.statements import ExactShares, state_shares
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import RULES, Rule, find_rule
from optimizer.sharing.service_game import ServiceGame
from optimizer.verify.measures import measure

__all__ = ["find_card", "share_plan"]


def share_plan(
    round_: Round,
    plan: Plan,
    rule: str | None = None,
    *,
    basis: Basis = Basis.BENEFIT,
    policy: PlanPolicy | None = None,
    standing: Mapping[str, tuple[AmountInterval, AmountInterval]] | None = None,
) -> PlanShares:
    """Share the cost of a verified plan among the departments of its round.

    Needs no solver and no time to speak of: the service game of a plan has a closed form.

    Parameters
    ----------
    round_, plan : Round, Plan
        A plan that :func:`optimizer.verify.verify_plan` finds nothing against.
    rule : str, optional
        Id of a rule; the round's ``cost_sharing_rule`` when left out.
    basis : Basis
        What proportional shares are in proportion to.
    policy : PlanPolicy, optional
        Caps, floors, exemptions. What departments can pay binds with or without it.
    standing : mapping of department to (AmountInterval, AmountInterval), optional
        Value of each by itself and of all others without it, for the statements; it takes solving,
        so it is given.

    Returns
    -------
    PlanShares
        Shares sum to the plan's cost to the cent; transfers sum to zero.

    Raises
    ------
    RuleRefused
        The rule is unknown or does not apply, or the policy names an unknown department; the
        finding says where.
    """
    card = find_card(round_, rule)
    lines = cost_lines(round_, plan)
    total = sum(line.cents for line in lines)
    if total != measure(round_, plan, "cost"):
        raise SolverFault(f"cost lines sum to {total}, which is not the cost of the plan")
    splits = split_projects(round_, lines, card, basis)
    game = plan_service_game(round_, lines)
    cells = {
        (split.project, department): share
        for split in splits
        for department, share in zip(split.game.players, split.shares, strict=True)
    }
    fair = tuple(
        sum((cells.get((s.project, player), Fraction(0)) for s in splits), Fraction(0))
        for player in game.players
    )
    notes = [Text(zh=_ASSUMED_ZH, en=_ASSUMED_EN)]
    notes += [split.note for split in splits if split.note is not None]
    asked = (policy or PlanPolicy()).constraints(round_)
    final = fair
    clashes: tuple[Clash, ...] = ()
    if not asked.is_empty:
        asked = asked.paying_nobody(fair)
        final = project_shares(game, fair, asked).shares
        clashes = find_clashes(game, asked, money_words(round_.currency))
        if final != fair:
            notes.append(ADJUSTED)
    certificate = certify_service_shares(
        game,
        final,
        _proof(game, final, is_shapley=card.id == "shapley" and final == fair),
        _waived(asked, game),
        money_words(round_.currency),
    )
    return state_shares(
        round_,
        plan,
        lines,
        ExactShares(
            game="service",
            rule=card,
            exact=True,
            cells=cells,
            fair=dict(zip(game.players, fair, strict=True)),
            final=dict(zip(game.players, final, strict=True)),
            alone={
                player: AmountInterval(low=int(cost), high=int(cost))
                for i, player in enumerate(game.players)
                for cost in (game.value(1 << i),)
            },
            standing=standing,
        ),
        certificate.lines,
        clashes,
        notes,
    )


_ASSUMED_ZH = (
    "服务博弈：联盟的成本是其成员所需工作包的成本，按本计划的价格计；数据集费用与引荐分成由用到它的"
    "各部门共同需要；无资金支付的外包与误期罚金先由发起部门垫付。"
)
_ASSUMED_EN = (
    "Service game: a coalition costs what its members need of the plan, at the plan's prices; "
    "dataset fees and referral shares are needed by whoever needs a package that uses them; market "
    "places that no fund pays and lateness are borne by the sponsor until the settlement."
)


def find_card(round_: Round, rule: str | None) -> Rule:
    """Return the card of a rule, the round's own for None.

    Raises
    ------
    RuleRefused
        There is no such rule.
    """
    name = round_.policy.cost_sharing_rule if rule is None else rule
    card = find_rule(name)
    if card is None:
        raise refuse(
            "rule.unknown",
            f"没有规则 {name}。",
            f"There is no rule {name!r}.",
            pointer="/policy/cost_sharing_rule" if rule is None else "",
            found=name,
            expected=", ".join(RULES),
        )
    return card


def _proof(game: ServiceGame, shares: Sequence[Fraction], *, is_shapley: bool) -> ServiceProof:
    if not is_shapley:
        return game.prove_core(shares)
    return ServiceProof(split=game.equal_split(), nearest=game.nearest_to_leaving(shares))


def _waived(asked: ShareConstraints, game: ServiceGame) -> dict[str, tuple[str, str]]:
    """Axioms that an exemption sets aside; its cost is a transfer that the others fund."""
    names = [game.players[i] for i in sorted(asked.exempt)]
    if not names:
        return {}
    reason = ("、".join(names) + " 免缴，由其他方承担", ", ".join(names) + " exempt by policy")
    return dict.fromkeys(("symmetry", "dummy", "no-subsidy", "core"), reason)

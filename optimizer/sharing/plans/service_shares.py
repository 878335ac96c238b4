"""The service games of a plan, and a rule applied to each of its projects.

A project's game says what its packages cost the departments that need them; the plan's game is the
sum of its projects' games. A rule is applied to every project by itself, so that nobody pays for a
project it does not need. When each project's shares are in the core of its game, their sums are in
the core of the plan's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from optimizer.domain import Round
from optimizer.domain.types import Text
from optimizer.sharing.plans.cost_lines import CostLine
from optimizer.sharing.proportional import share_equally, share_proportionally
from optimizer.sharing.refusals import refuse
from optimizer.sharing.registry import RULES, Rule, RuleInputs
from optimizer.sharing.service_game import ServiceGame
from optimizer.sharing.share import share_game

__all__ = [
    "Basis",
    "ProjectSplit",
    "applies_to_plans",
    "plan_service_game",
    "project_cells",
    "project_service_game",
    "split_projects",
]

CLOSED_FORMS = ("shapley", "weighted-shapley", "equal", "proportional")
"""Rules that need no table of coalitions."""
MOST_TABLE_DEPARTMENTS = 16
"""Departments in one project up to which rules without a closed form are computed."""


class Basis(StrEnum):
    """What proportional shares are in proportion to, within each project.

    ``benefit``: the department's benefit in it. ``use``: the cost of what it needs of it.
    ``weight``: the department's weight. ``ability``: the most it can pay.
    """

    BENEFIT = "benefit"
    USE = "use"
    WEIGHT = "weight"
    ABILITY = "ability"


@dataclass(frozen=True, slots=True)
class ProjectSplit:
    """A project's cost split among departments, before rounding.

    Attributes
    ----------
    project : str
    game : ServiceGame
        Its players are the departments that need something of the project.
    shares : tuple of Fraction
        Cents, in the order of the game's players; sum exactly to the project's cost.
    note : Text or None
        What had to be assumed for this project.
    """

    project: str
    game: ServiceGame
    shares: tuple[Fraction, ...]
    note: Text | None = None


def project_service_game(round_: Round, lines: Sequence[CostLine], project: str) -> ServiceGame:
    """Return the game of one project among the departments that need something of it."""
    own = [line for line in lines if line.project == project]
    needed = {department for line in own for department in line.needed_by}
    players = tuple(d.id for d in round_.departments if d.id in needed)
    return _service_game(players, own, project)


def plan_service_game(round_: Round, lines: Sequence[CostLine]) -> ServiceGame:
    """Return the game of the whole plan among all departments of the round."""
    return _service_game(tuple(d.id for d in round_.departments), lines, "plan")


def _service_game(players: tuple[str, ...], lines: Sequence[CostLine], name: str) -> ServiceGame:
    bits = {player: 1 << i for i, player in enumerate(players)}
    costs: dict[int, int] = defaultdict(int)
    for line in lines:
        costs[sum(bits[department] for department in line.needed_by)] += line.cents
    packages = tuple((Fraction(cents), mask) for mask, cents in sorted(costs.items()))
    return ServiceGame(players, packages, name)


def split_projects(
    round_: Round, lines: Sequence[CostLine], rule: Rule, basis: Basis = Basis.BENEFIT
) -> tuple[ProjectSplit, ...]:
    """Apply a rule to each project of a plan.

    Parameters
    ----------
    round_ : Round
    lines : sequence of CostLine
        Of :func:`~optimizer.sharing.plans.cost_lines.cost_lines`.
    rule : Rule
        Shapley, weighted Shapley (by department weight), equal, proportional, or a rule on a table
        of coalitions for projects of at most :data:`MOST_TABLE_DEPARTMENTS` departments.
    basis : Basis
        For proportional shares.

    Returns
    -------
    tuple of ProjectSplit
        One for each project that costs anything, in the plan's order.

    Raises
    ------
    RuleRefused
        The rule does not apply to a plan, or not to one of its projects.
    """
    projects = dict.fromkeys(line.project for line in lines)
    return tuple(
        _split(round_, project_service_game(round_, lines, project), project, rule, basis)
        for project in projects
    )


def project_cells(round_: Round, lines: Sequence[CostLine]) -> dict[tuple[str, str], Fraction]:
    """Return each project's own split by the Shapley value, as (project, department) to cents."""
    return {
        (split.project, department): share
        for split in split_projects(round_, lines, RULES["shapley"])
        for department, share in zip(split.game.players, split.shares, strict=True)
    }


def applies_to_plans(rule: Rule) -> bool:
    """Say whether a rule can share the service games of a plan, with what a round holds."""
    if rule.id in CLOSED_FORMS:  # what some of them need stands in the round
        return True
    return rule.is_game_rule and rule.needs in ((), ("cost-game",))


def _split(
    round_: Round, game: ServiceGame, project: str, rule: Rule, basis: Basis
) -> ProjectSplit:
    total = game.value(game.grand)
    if rule.id == "shapley":
        return ProjectSplit(project, game, game.shapley_value())
    if rule.id == "equal":
        return ProjectSplit(project, game, share_equally(total, len(game.players)))
    if rule.id == "proportional":
        weights = _weights(round_, game, project, basis)
        if not any(weights):
            note = Text(
                zh=f"项目 {project} 没有可比的{_BASIS_ZH[basis]}，在需要它的部门间平均分摊。",
                en=f"Nobody in {project} has any {_BASIS_EN[basis]}; its cost is split evenly "
                "among the departments that need it.",
            )
            return ProjectSplit(project, game, share_equally(total, len(game.players)), note)
        return ProjectSplit(project, game, share_proportionally(total, weights))
    if rule.id == "weighted-shapley":
        return ProjectSplit(
            project, game, game.weighted_shapley_value(_department_weights(round_, game))
        )
    if not applies_to_plans(rule):
        raise refuse(
            "rule.not-for-plans",
            f"{rule.zh}不能用于计划的服务博弈。",
            f"{rule.en} is not a rule for the service games of a plan.",
            found=rule.id,
            expected="shapley, weighted-shapley, equal, proportional, nucleolus, scrb, ...",
            suggestion=("改用夏普利值或核仁。", "Use the Shapley value or the nucleolus."),
        )
    if len(game.players) > MOST_TABLE_DEPARTMENTS:
        raise refuse(
            "rule.too-many-departments",
            f"项目 {project} 有 {len(game.players)} 个部门需要，{rule.zh}无法逐一求值。",
            f"{len(game.players)} departments need {project}: too many for {rule.en}.",
            pointer="/projects",
            found=str(len(game.players)),
            expected=f"at most {MOST_TABLE_DEPARTMENTS}",
            suggestion=("改用夏普利值。", "Use the Shapley value."),
            subject=(project,),
        )
    return ProjectSplit(project, game, share_game(game.tabulate(), rule, RuleInputs()).shares)


_BASIS_ZH = {
    Basis.BENEFIT: "效益",
    Basis.USE: "用量",
    Basis.WEIGHT: "权重",
    Basis.ABILITY: "支付能力",
}
_BASIS_EN = {
    Basis.BENEFIT: "benefit",
    Basis.USE: "use",
    Basis.WEIGHT: "weight",
    Basis.ABILITY: "ability to pay",
}


def _weights(round_: Round, game: ServiceGame, project: str, basis: Basis) -> tuple[Fraction, ...]:
    if basis is Basis.WEIGHT:
        return _department_weights(round_, game)
    if basis is Basis.USE:
        return tuple(game.value(1 << i) for i in range(len(game.players)))
    if basis is Basis.ABILITY:
        return _abilities(round_, game)
    benefits: dict[str, int] = defaultdict(int)
    for item in next(p for p in round_.projects if p.id == project).benefits:
        benefits[item.department] += item.value
    return tuple(Fraction(benefits[player]) for player in game.players)


def _department_weights(round_: Round, game: ServiceGame) -> tuple[Fraction, ...]:
    weights = {d.id: d.weight for d in round_.departments}
    return tuple(Fraction(weights[player]) for player in game.players)


def _abilities(round_: Round, game: ServiceGame) -> tuple[Fraction, ...]:
    known = {d.id: d.can_pay_cents for d in round_.departments}
    abilities = []
    for player in game.players:
        cents = known[player]
        if cents is None:
            place = next(i for i, d in enumerate(round_.departments) if d.id == player)
            raise refuse(
                "rule.ability-unknown",
                f"按支付能力分摊需要知道 {player} 最多能付多少。",
                f"Sharing by ability to pay needs the most that {player} can pay.",
                pointer=f"/departments/{place}/can_pay_cents",
                subject=(player,),
                suggestion=("填写 can_pay_cents。", "Give can_pay_cents."),
            )
        abilities.append(Fraction(cents))
    return tuple(abilities)

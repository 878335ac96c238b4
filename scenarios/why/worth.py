"""What accepting a project is worth, in one number that orders plans as the policy does."""

from __future__ import annotations

from optimizer.domain import Plan, Project, Round

__all__ = ["leading_levels", "plan_worth", "project_worths"]

MOST = 2**50
"""Above this, sums would leave the solver's whole numbers."""


def leading_levels(round_: Round) -> int:
    """Return how many levels at the head of the policy are sums over accepted projects.

    A level that later ones may give up a share of, or that counts up to a target, ends them.
    """
    count = 0
    for level in round_.policy.levels:
        measures = {term.measure for term in level.terms}
        sums = all(m == "value" or m.startswith("tier-") for m in measures)
        if not sums or level.give_up_pct or level.target is not None:
            break
        count += 1
    return count


def project_worths(round_: Round) -> dict[str, int] | None:
    """Return what each project adds, so that a larger sum is better level by level.

    A point of a level outweighs everything that later levels could add. ``None``: the policy's
    first level is not a sum over accepted projects, or the numbers would be too large.
    """
    count = leading_levels(round_)
    if not count:
        return None
    worths = dict.fromkeys((project.id for project in round_.projects), 0)
    scale = 1
    for level in reversed(round_.policy.levels[:count]):
        here = {
            project.id: sum(
                term.weight * _adds(round_, project, term.measure) for term in level.terms
            )
            for project in round_.projects
        }
        for name, value in here.items():
            worths[name] += scale * value
        scale *= 1 + sum(here.values())
        if scale > MOST:
            return None
    return worths


def plan_worth(worths: dict[str, int], plan: Plan) -> int:
    """Return the worth of a plan."""
    return sum(worths[item.project] for item in plan.projects)


def _adds(round_: Round, project: Project, measure: str) -> int:
    if measure == "value":
        return round_.policy.tier_weight(project.tier) * project.benefit
    return int(project.tier == int(measure.removeprefix("tier-")))

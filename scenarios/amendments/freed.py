"""The round of a published plan, open again: what has begun holds, and the rest may move."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from optimizer.checks import check_round
from optimizer.domain import Pin, Plan, Policy, ProjectPin, Round, WindowPin
from optimizer.errors import BadScenario
from optimizer.findings import Severity
from scenarios.amendments.rerun import HELD, begun_pins, place_of

__all__ = ["freed_round"]


def freed_round(
    published: Round,
    plan: Plan,
    *,
    wanted: Collection[str] = (),
    from_period: int = 0,
    policy: Policy | None = None,
) -> Round:
    """Return the round in which everything of a published plan may move that has not begun.

    Pins that re-runs added to hold the plan are gone, and the objective is the policy's again.
    Packages that begin before ``from_period`` keep their start, mode and people, and their projects
    stay in; nothing else begins before that period. Projects that the plan leaves out stay out,
    but for those that are wanted.

    Parameters
    ----------
    published : Round
        The round of the published plan, also that of a re-run.
    plan : Plan
        The published plan.
    wanted : collection of str
        Projects that the plan leaves out and that may come in.
    from_period : int
        The first period that is still open.
    policy : Policy, optional
        The policy as it was frozen, for its objective; the published round's when not given.

    Raises
    ------
    BadScenario
        What has begun does not fit the round; findings point into it.
    """
    agreed = [pin for pin in published.pins if pin.reason != HELD]
    said = {place_of(pin) for pin in agreed}
    held = [pin for pin in _held(published, plan, wanted, from_period) if place_of(pin) not in said]
    levels = (policy or published.policy).levels
    changed = published.model_copy(
        update={
            "pins": (*agreed, *held),
            "policy": published.policy.model_copy(update={"levels": levels}),
            "baseline": None,
        }
    )
    errors = [f for f in check_round(changed) if f.severity is Severity.ERROR]
    if errors:
        raise BadScenario(errors)
    return changed


def _held(published: Round, plan: Plan, wanted: Collection[str], from_period: int) -> Iterator[Pin]:
    planned = {item.project: {p.package: p for p in item.packages} for item in plan.projects}
    for project in published.projects:
        packages = planned.get(project.id)
        if packages is None and project.id not in wanted:
            yield ProjectPin(project=project.id, accepted=False, reason=HELD)
            continue
        begun = [p for p in (packages or {}).values() if p.start < from_period]
        if begun:
            yield ProjectPin(project=project.id, accepted=True, reason=HELD)
        for item in begun:
            yield from begun_pins(project.id, item)
        for package in project.packages:
            if from_period and package.id not in {item.package for item in begun}:
                yield WindowPin(
                    project=project.id,
                    package=package.id,
                    earliest_start=from_period,
                    reason=HELD,
                )

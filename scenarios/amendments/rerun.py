"""The round of a re-run after publishing: what is agreed holds, and as little as can be moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.checks import check_round
from optimizer.domain import (
    Baseline,
    FundPin,
    ModePin,
    ObjectiveLevel,
    PersonPin,
    Pin,
    Plan,
    PlannedPackage,
    Policy,
    ProjectPin,
    Round,
    StartPin,
    Term,
)
from optimizer.errors import BadScenario
from optimizer.findings import Severity
from scenarios.amendments.facts import Amended, amended
from scenarios.amendments.kinds import AnyAmendment

__all__ = ["HELD", "begun_pins", "place_of", "rerun_round"]

HELD = "held by the published plan"
"""Reason of the pins that a re-run adds; they are made anew for the next one."""
_KEPT_MEASURES = frozenset({"cost", "people", "makespan"})


def rerun_round(
    published: Round,
    plan: Plan,
    amendment: AnyAmendment,
    *,
    from_period: int = 0,
    policy: Policy | None = None,
) -> Round:
    """Return the round whose best plan answers an amendment with the least change.

    Accepted projects stay accepted and the others out; what others agreed to pay stays where it
    is; packages that begin before ``from_period`` keep their start, mode and people, the amended
    one its start. The first objective is the least change, then the policy's own on cost, people
    and time: the value is settled by what is accepted.

    Parameters
    ----------
    published : Round
        The round of the published plan, also that of an earlier re-run.
    plan : Plan
        The published plan.
    amendment : AnyAmendment
    from_period : int
        The first period that is still open.
    policy : Policy, optional
        The policy as it was frozen; the published round's when not given.

    Raises
    ------
    BadScenario
        The amendment can't be made; findings point into it, or into the round it makes.
    """
    made = amended(published, plan, amendment)
    baseline = _baseline(plan, made)
    agreed = [
        pin for pin in made.round.pins if pin.reason != HELD and not isinstance(pin, ProjectPin)
    ]
    where = (amendment.project, getattr(amendment, "package", None))
    held = list(_held(made.round, baseline, where, from_period, agreed))
    rules = policy or published.policy
    changed = made.round.model_copy(
        update={
            "pins": (*agreed, *held),
            "policy": rules.model_copy(update={"levels": _levels(rules)}),
            "baseline": Baseline(plan=baseline),
        }
    )
    errors = [f for f in check_round(changed) if f.severity is Severity.ERROR]
    if errors:
        raise BadScenario(errors)
    return changed


def _baseline(plan: Plan, made: Amended) -> Plan:
    projects = []
    for planned in plan.projects:
        if planned.project == made.released_project:
            continue
        packages = tuple(
            p for p in planned.packages if (planned.project, p.package) != made.released_package
        )
        projects.append(planned.model_copy(update={"packages": packages}))
    return Plan(projects=tuple(projects))


def _held(
    round_: Round,
    baseline: Plan,
    where: tuple[str, str | None],
    from_period: int,
    agreed: Sequence[Pin],
) -> Iterator[Pin]:
    accepted = {planned.project for planned in baseline.projects}
    for project in round_.projects:
        yield ProjectPin(project=project.id, accepted=project.id in accepted, reason=HELD)
    said = {place_of(pin) for pin in agreed}
    money = {
        (project.id, package.id, need.id)
        for project in round_.projects
        for package in project.packages
        for mode in package.modes
        for need in mode.money
    }
    for planned in baseline.projects:
        for item in planned.packages:
            here = (planned.project, item.package)
            pins = list(_held_package(planned.project, item, from_period, here == where))
            pins = [
                pin for pin in pins if not isinstance(pin, FundPin) or (*here, pin.need) in money
            ]
            yield from (pin for pin in pins if place_of(pin) not in said)


def _held_package(
    project: str, item: PlannedPackage, from_period: int, is_amended: bool
) -> Iterator[Pin]:
    package = item.package
    if item.start < from_period:
        yield from begun_pins(project, item)[: 1 if is_amended else None]
    if is_amended:
        return
    paid: dict[tuple[str, str], int] = {}
    for drawn in item.money:
        place = (drawn.need, drawn.fund)
        paid[place] = paid.get(place, 0) + drawn.amount_cents
    for (need, fund), cents in paid.items():
        yield FundPin(
            project=project,
            package=package,
            need=need,
            fund=fund,
            amount_cents=cents,
            reason=HELD,
        )


def begun_pins(project: str, item: PlannedPackage) -> list[Pin]:
    """Return what holds a package that has begun: its start first, then its mode and people."""
    package = item.package
    return [
        StartPin(project=project, package=package, start=item.start, reason=HELD),
        ModePin(project=project, package=package, mode=item.mode, reason=HELD),
        *(
            PersonPin(project=project, package=package, need=line.need, expert=expert, reason=HELD)
            for line in item.staffing
            for expert in line.experts
        ),
    ]


def place_of(pin: Pin) -> tuple[str, ...]:
    """Return what a pin is about, so that nothing is said about it twice."""
    names = ("kind", "project", "package", "need", "expert", "fund")
    return tuple(str(getattr(pin, name, "")) for name in names)


def _levels(policy: Policy) -> tuple[ObjectiveLevel, ...]:
    change = ObjectiveLevel(name="change", terms=(Term(measure="change"),))
    rest = (
        level
        for level in policy.levels
        if all(term.measure in _KEPT_MEASURES for term in level.terms)
    )
    return (change, *rest)

"""What a round starts with: mandatory projects, projects under way, and pins on them.

Witnesses are added one after the other to a plan as long as the verifier finds nothing against it,
so what is mandatory, pinned or under way can be done together.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.domain import (
    Baseline,
    PersonPin,
    Pin,
    Plan,
    PlannedProject,
    ProjectPin,
    Round,
    StartPin,
    WindowPin,
)
from optimizer.verify import verify_plan
from scenarios.generate.draw import Draw
from scenarios.generate.shape import Shape

__all__ = ["fitting_together", "with_agreements"]


def fitting_together(
    round_: Round, witnesses: Sequence[PlannedProject], order: Sequence[int], most: int
) -> list[PlannedProject]:
    """Return up to ``most`` witnesses that keep every rule together, tried in an order.

    As many again are tried before giving up. They come back in the round's order.
    """
    kept: list[int] = []
    for i in order[: 2 * most + 4]:
        if len(kept) == most:
            break
        plan = Plan(projects=tuple(witnesses[k] for k in sorted([*kept, i])))
        if not verify_plan(_only(round_, plan), plan):
            kept.append(i)
    return [witnesses[k] for k in sorted(kept)]


def _only(round_: Round, plan: Plan) -> Round:
    """Return the round with nothing mandatory and nothing pinned: the plan need not be whole."""
    chosen = {project.project for project in plan.projects}
    projects = tuple(
        p.model_copy(update={"mandatory": False}) for p in round_.projects if p.id in chosen
    )
    return round_.model_copy(update={"projects": projects, "pins": (), "baseline": None})


def with_agreements(shape: Shape, round_: Round, witnesses: Sequence[PlannedProject]) -> Round:
    """Return the round with mandatory projects and, with all families, pins and a baseline."""
    draw = Draw(shape.seed, "agreements")
    order = draw.some(range(len(witnesses)), len(witnesses))
    share = 6 if shape.everything else 3
    most = min(60, len(witnesses) * share // 100 + (1 if shape.everything else 0))
    together = fitting_together(round_, witnesses, order, most)
    if not together:
        return round_
    mandatory = {p.project for p in together[:: 2 if shape.everything else 1]}
    projects = tuple(p.model_copy(update={"mandatory": p.id in mandatory}) for p in round_.projects)
    update: dict[str, object] = {"projects": projects}
    if shape.everything:
        update["baseline"] = Baseline(plan=Plan(projects=tuple(together)))
        update["pins"] = _pins(round_, together)
    return round_.model_copy(update=update)


def _pins(round_: Round, together: list[PlannedProject]) -> tuple[Pin, ...]:
    """Return pins that the witnesses keep: where work is under way it goes on as agreed."""
    pins: list[Pin] = [
        ProjectPin(project=together[0].project, accepted=True, reason="已开工 under way")
    ]
    busy = {p.project for p in together}
    known = {p.id: p for p in round_.projects}
    for planned in together[: max(1, len(together) // 2)]:
        first = planned.packages[0]
        project, package = planned.project, first.package
        pins.append(
            StartPin(project=project, package=package, start=first.start, reason="已公布 announced")
        )
        pins += [
            PersonPin(
                project=project,
                package=package,
                need=line.need,
                expert=line.experts[0],
                reason="已承诺 promised",
            )
            for line in first.staffing[:1]
        ]
        last = planned.packages[-1]
        pins.append(
            WindowPin(
                project=project,
                package=last.package,
                earliest_start=max(0, last.start - 2),
                deadline=min(round_.calendar.periods, last.end + 4),
                reason="部门约定 agreed between departments",
            )
        )
    free = [p.id for p in round_.projects if p.id not in busy]
    needed = {q.project for p in known.values() for q in p.prerequisites}
    withdrawn = [id_ for id_ in free if id_ not in needed][-1:]
    pins += [
        ProjectPin(project=id_, accepted=False, reason="申请部门撤回 withdrawn")
        for id_ in withdrawn
    ]
    return tuple(pins)

"""Why this person is on a need, who would be next, and what the plan is without them there."""

from __future__ import annotations

import threading

from optimizer.checks import check_round
from optimizer.domain import Expert, Outcome, PersonPin, Plan, Round, Status, Text
from optimizer.explain.swaps import Place, Swap, find_place, swaps
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.changes.change import named, shown
from scenarios.why.documents import Forced, LevelDelta, PersonAnswer, PersonOption
from scenarios.why.forced import displaced, forced_sentence

__all__ = ["explain_person", "places_of"]

CASE = ("若此人不在该岗位", "Without this person there")


def places_of(plan: Plan, project: str, expert: str) -> tuple[tuple[str, str], ...]:
    """Return the packages and needs of a project on which a plan names a person."""
    return tuple(
        (package.package, line.need)
        for planned in plan.projects
        if planned.project == project
        for package in planned.packages
        for line in package.staffing
        if expert in line.experts
    )


def explain_person(
    round_: Round,
    outcome: Outcome,
    project: str,
    package: str,
    need: str,
    expert: str,
    limits: Limits | None = None,
    *,
    cancel: threading.Event | None = None,
) -> PersonAnswer:
    """Return why a person is on a need, and everybody who could be there instead.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        An outcome of the round with a plan that the verifier finds nothing against.
    project, package, need : str
    expert : str
        Named on the need.
    limits : Limits, optional
        Of the re-solve without the person there, 5 seconds by default.
    cancel : threading.Event, optional

    Raises
    ------
    BadScenario
        The round has no such person.
    ValueError
        There is no plan, or the person is not on that need.
    """
    plan = outcome.plan
    if plan is None:
        raise ValueError("the outcome holds no plan")
    person = named("expert", round_.experts, expert)
    place = find_place(round_, plan, project, package, need)
    if place is None or expert not in place.line.experts:
        raise ValueError(f"{expert} is not on need {need} of package {package} of {project}")
    found = swaps(round_, plan, place, expert)
    options = tuple(_option(round_, swap) for swap in found)
    first = next((swap for swap in found if swap.plan is not None), None)
    without = _without(
        round_, plan, place, expert, first, limits or Limits(time_limit_seconds=5.0), cancel
    )
    level = _level_of(person, place.need.skill)
    return PersonAnswer(
        project=project,
        package=package,
        need=need,
        skill=place.need.skill,
        min_level=place.need.min_level,
        expert=expert,
        name=person.name,
        level=level,
        options=options,
        next_best=None if first is None else first.expert.id,
        without=without,
        sentence=_sentence(round_, person, level, place, options, first),
    )


def _level_of(person: Expert, skill: str) -> int:
    return max((s.level for s in person.skills if s.skill == skill), default=0)


def _option(round_: Round, swap: Swap) -> PersonOption:
    senses = {level.name: level.maximise for level in round_.policy.levels}
    return PersonOption(
        expert=swap.expert.id,
        name=swap.expert.name,
        department=swap.expert.department,
        level=swap.level,
        free=swap.plan is not None,
        held_by=swap.held_by,
        deltas=tuple(
            LevelDelta(
                level=name, sense="max" if senses[name] else "min", before=before, after=after
            )
            for name, before, after in swap.values
        ),
        sentence=_option_sentence(swap),
    )


def _option_sentence(swap: Swap) -> Text:
    zh = shown(swap.expert.name, swap.expert.id, "zh")
    en = shown(swap.expert.name, swap.expert.id, "en")
    if swap.plan is None:
        if swap.held_by:
            by = ", ".join(swap.held_by)
            return Text(zh=f"{zh}：届时被 {by} 占用。", en=f"{en}: held by {by} at that time.")
        return Text(zh=f"{zh}：届时不可用。", en=f"{en}: can't be there at that time.")
    changed = [(name, after - before) for name, before, after in swap.values if after != before]
    if not changed:
        return Text(
            zh=f"{zh}：可以替换，各级目标不变。", en=f"{en}: could step in and change nothing."
        )
    told = ", ".join(f"{name} {change:+,}" for name, change in changed)
    return Text(zh=f"{zh}：可以替换，{told}。", en=f"{en}: could step in, {told}.")


def _sentence(
    round_: Round,
    person: Expert,
    level: int,
    place: Place,
    options: tuple[PersonOption, ...],
    first: Swap | None,
) -> Text:
    skill = named("skill", round_.skills, place.need.skill)
    zh = (
        f"{shown(person.name, person.id, 'zh')}：“{shown(skill.name, skill.id, 'zh')}”{level} 级"
        f"（要求 {place.need.min_level} 级），另有 {len(options)} 人符合条件"
    )
    people = "person qualifies" if len(options) == 1 else "people qualify"
    en = (
        f"{shown(person.name, person.id, 'en')}: {shown(skill.name, skill.id, 'en')} at level "
        f"{level} ({place.need.min_level} asked for); {len(options)} other {people}"
    )
    if first is None:
        return Text(zh=f"{zh}，但届时都没有空。", en=f"{en}, none of them free at that time.")
    name_zh = shown(first.expert.name, first.expert.id, "zh")
    name_en = shown(first.expert.name, first.expert.id, "en")
    return Text(zh=f"{zh}，次优人选是 {name_zh}。", en=f"{en}; next best is {name_en}.")


def _without(
    round_: Round,
    plan: Plan,
    place: Place,
    expert: str,
    first: Swap | None,
    limits: Limits,
    cancel: threading.Event | None,
) -> Forced | None:
    """Return the round solved again without the person on the need."""
    pin = PersonPin(
        project=place.project,
        package=place.package.package,
        need=place.need.id,
        expert=expert,
        assigned=False,
    )
    others = tuple(p for p in round_.pins if p != pin.model_copy(update={"assigned": True}))
    asked = round_.model_copy(update={"pins": (*others, pin)})
    if has_errors(check_round(asked)):
        return None
    start = None if first is None else first.plan
    outcome = solve_round(asked, limits, cancel=cancel, start=start)
    if outcome.plan is None:
        return None
    before, after = (measure(asked, p, "value") for p in (plan, outcome.plan))
    had = {item.project for item in plan.projects}
    has = {item.project for item in outcome.plan.projects}
    out = displaced(asked, [p.id for p in asked.projects if p.id in had - has])
    came = displaced(asked, [p.id for p in asked.projects if p.id in has - had])
    proven = outcome.status is Status.OPTIMAL
    level = next((item for item in outcome.objective if item.name == "value"), None)
    return Forced(
        value_before=before,
        value_after=after,
        bound_after=None if level is None else level.bound,
        proven=proven,
        out=out,
        came=came,
        verified=not verify_plan(asked, outcome.plan),
        sentence=forced_sentence(before, after, proven, out, came, CASE),
    )

"""Chapters of the demonstration that ask back: why not this one, and what if somebody objects."""

from __future__ import annotations

from dataclasses import replace

from rich.markup import escape

from api.cli.demo_chapters import Story
from api.cli.solve import run_solve
from api.cli.tables import plain_table
from api.cli.verify import verify_outcome
from optimizer.domain import (
    Baseline,
    ObjectiveLevel,
    Outcome,
    PersonPin,
    Pin,
    Plan,
    Project,
    ProjectPin,
    Round,
    Status,
    Term,
)
from optimizer.domain.semantics import serves
from optimizer.findings import Severity, has_errors

__all__ = ["answer_objection", "answer_whys"]

WHY_SECONDS = 8.0
AGAIN_SECONDS = 12.0
SHOWN = 8
TRIED = 20
"""Loans looked at for one that can be objected to."""


def answer_whys(story: Story, outcome: Outcome) -> None:
    """Ask for what lost: requests that nobody could do, and the most valuable of the rest."""
    from optimizer.checks import check_round
    from scenarios.changes import ForceProject

    losers = _losers(story.round, outcome)
    if losers:
        story.chapter("为什么没有入选？", "Why not?")
    for project in losers:
        forced = ForceProject(project=project.id).apply(story.round)
        errors = [f for f in check_round(forced) if f.severity is Severity.ERROR]
        if not errors:
            _answer_by_solving(story, project, outcome, forced)
            return
        story.tell(
            f"{project.id} {project.title.zh}：无论如何安排都做不了。{errors[0].message_zh}"
            f"{errors[0].suggestion_zh}",
            f"{project.id} {project.title.en}: can't be done whatever else is. "
            f"{errors[0].message_en} {errors[0].suggestion_en}",
        )


def _at_most(story: Story, seconds: float) -> float:
    """Return the seconds for a smaller question: never more than for the main one."""
    main = story.limits.time_limit_seconds
    return seconds if main is None else min(seconds, main)


def _losers(round_: Round, outcome: Outcome) -> list[Project]:
    """Return what lost for want of means, the most valuable first."""
    agreed = ("exclusive-group", "pinned-out", "prerequisite")
    lost = {item.project for item in outcome.rejected if item.code not in agreed}
    weight = round_.policy.tier_weight
    projects = [p for p in round_.projects if p.id in lost]
    return sorted(projects, key=lambda p: -weight(p.tier) * p.benefit)


def _answer_by_solving(story: Story, project: Project, outcome: Outcome, forced: Round) -> None:
    """Show what the best plan with the project looks like."""
    value = (ObjectiveLevel(name="value", terms=(Term(measure="value"),)),)
    policy = forced.policy.model_copy(update={"levels": value})
    limits = replace(story.limits, time_limit_seconds=_at_most(story, WHY_SECONDS))
    answer, _ = run_solve(forced.model_copy(update={"policy": policy}), limits, story.lang)
    name = f"{project.id} {project.title.in_lang(story.lang)}"
    if answer.status is Status.INFEASIBLE:
        story.tell(
            f"{name}：与必须完成和已约定的事项不能同时成立。",
            f"{name}: can't be done together with what is mandatory and agreed.",
        )
    elif answer.plan is None:
        story.tell(
            f"{name}：{limits.time_limit_seconds:g} 秒内没有找到包含它的计划。",
            f"{name}: no plan with it was found within {limits.time_limit_seconds:g} s.",
        )
    else:
        _tell_price(story, project, outcome, answer)


def _tell_price(story: Story, project: Project, outcome: Outcome, answer: Outcome) -> None:
    """Say what the best plan with the project loses, as far as it is proven."""
    from optimizer.verify.measures import measure

    before, after = outcome.plan, answer.plan
    if before is None or after is None:
        return
    have, best = measure(story.round, before, "value"), measure(story.round, after, "value")
    done = {p.project for p in after.projects}
    out = [p.project for p in before.projects if p.project not in done]
    came = [p for p in done if p not in {q.project for q in before.projects} and p != project.id]
    worth = story.round.policy.tier_weight(project.tier) * project.benefit
    level = answer.objective[0]
    proven = level.gap == 0
    most = level.bound
    name = f"{project.id} {project.title.in_lang(story.lang)}"
    gone, new = ", ".join(out), ", ".join(sorted(came))
    sure = ("已证最优", "proven best") if proven else (f"至多 {most}", f"at most {most}")
    story.tell(
        f"{name}：本身值 {worth}；强行立项后，最好的计划值 {best}（{sure[0]}），现在是 {have}："
        + (f"挤掉 {gone}" if gone else "不挤掉任何项目")
        + (f"，换入 {new}。" if new else "。"),
        f"{name}: worth {worth} by itself; with it in any case the best plan is worth {best} "
        f"({sure[1]}), against {have} now: "
        + (f"{gone} would go" if gone else "nothing would go")
        + (f", {new} would come." if new else "."),
    )


def answer_objection(story: Story, outcome: Outcome) -> None:
    """Let a department take one person back, and change as little else as possible."""
    plan = outcome.plan
    pin = None if plan is None else _objection(story.round, plan)
    if plan is None or pin is None:
        return
    expert = next(e for e in story.round.experts if e.id == pin.expert)
    owner = story.names()[expert.department]
    name = expert.name.in_lang(story.lang)
    story.chapter("一个异议", "An objection")
    story.tell(
        f"{owner}：{name}（{expert.id}）不能参加 {pin.project} 的工作包 {pin.package}。"
        "异议成为一条约定，以现计划为基线重算，尽量少变动。",
        f"{owner}: {name} ({expert.id}) can't be spared for package {pin.package} of "
        f"{pin.project}. The objection becomes a pin; the round is solved again with the plan as "
        "its baseline and changes as little as it can.",
    )
    limits = replace(story.limits, time_limit_seconds=_at_most(story, AGAIN_SECONDS))
    for keep in (True, False):  # the same projects if they can stay, else the same value
        again = _to_solve_again(story.round, plan, pin, keep)
        answer, _ = run_solve(again, limits, story.lang)
        if answer.plan is not None and not verify_outcome(again, answer):
            _show_changes(story, plan, answer)
            return
    story.tell("没有找到新计划。", "No new plan was found.")


def _objection(round_: Round, plan: Plan) -> PersonPin | None:
    """Return a pin against the longest loan of a person that can be done without this person."""
    from optimizer.checks import check_round

    for pin in _loans(round_, plan)[:TRIED]:
        again = _to_solve_again(round_, plan, pin, keep=True)
        if not has_errors(check_round(again)):
            return pin
    return None


def _loans(round_: Round, plan: Plan) -> list[PersonPin]:
    """Return a pin against each loan with somebody to stand in, the longest first."""
    projects = {p.id: p for p in round_.projects}
    experts = {e.id: e for e in round_.experts}
    agreed = {(q.project, q.package) for q in round_.pins if isinstance(q, PersonPin)}
    found: list[tuple[int, PersonPin]] = []
    for planned in plan.projects:
        project = projects[planned.project]
        for package in planned.packages:
            asked = next(p for p in project.packages if p.id == package.package)
            mode = next(m for m in asked.modes if m.id == package.mode)
            needs = {need.id: need for need in mode.staffing}
            for line in package.staffing:
                need = needs[line.need]
                able = [e for e in round_.experts if serves(e, need, project)]
                if len(able) <= need.headcount or (planned.project, package.package) in agreed:
                    continue
                effort = need.load_pct * (package.end - package.start)
                found += [
                    (effort, _pin(planned.project, package.package, line.need, expert))
                    for expert in line.experts
                    if experts[expert].department != project.sponsor
                ]
    return [pin for _, pin in sorted(found, key=lambda item: -item[0])]


def _pin(project: str, package: str, need: str, expert: str) -> PersonPin:
    return PersonPin(
        project=project, package=package, need=need, expert=expert, assigned=False,
        reason="部门异议 objection",
    )  # fmt: skip


def _to_solve_again(round_: Round, plan: Plan, pin: PersonPin, keep: bool) -> Round:
    """Return the round with the pin, the plan as baseline, and least change as the aim.

    With ``keep`` the accepted projects are pinned, so that their value is given; without, the
    policy's first level comes before the change. Whatever comes later is left out.
    """
    change = ObjectiveLevel(name="change", terms=(Term(measure="change"),))
    levels = (change,) if keep else (round_.policy.levels[0], change)
    pins: list[Pin] = [*round_.pins, pin]
    if keep:
        done = {p.project for p in plan.projects}
        said = {p.project for p in round_.pins if isinstance(p, ProjectPin)}
        pins += [
            ProjectPin(project=p.id, accepted=p.id in done)
            for p in round_.projects
            if p.id not in said
        ]
    policy = round_.policy.model_copy(update={"levels": levels})
    return round_.model_copy(
        update={"pins": tuple(pins), "policy": policy, "baseline": Baseline(plan=plan)}
    )


def _show_changes(story: Story, before: Plan, answer: Outcome) -> None:
    from scenarios.compare import line_changes

    if answer.plan is None:
        return
    # Which fund pays is nobody's diary: lines of money are left out.
    lines = line_changes(_without_money(before), _without_money(answer.plan))
    change = next(level for level in answer.objective if level.name == "change")
    fewest = ("已证最少", "proven least")
    if change.gap != 0:
        fewest = (
            f"变动量 {change.value}，至少 {change.bound}",
            f"measure {change.value}, at least {change.bound}",
        )
    story.tell(
        f"{lines.total} 条计划行中变动 {len(lines.changed)} 条（{fewest[0]}）。",
        f"{len(lines.changed)} of {lines.total} lines changed ({fewest[1]}).",
    )
    _print_changes(story, answer)


def _without_money(plan: Plan) -> Plan:
    return Plan(
        projects=tuple(
            project.model_copy(
                update={
                    "packages": tuple(
                        package.model_copy(update={"money": ()}) for package in project.packages
                    )
                }
            )
            for project in plan.projects
        )
    )


def _print_changes(story: Story, answer: Outcome) -> None:
    words = {
        "project-in": ("新立项", "project in"),
        "project-out": ("退出", "project out"),
        "start": ("开始", "start"),
        "mode": ("方式", "mode"),
        "person": ("人员", "person"),
    }
    people = {e.id: e.name.in_lang(story.lang) for e in story.round.experts}
    zh = story.lang.value == "zh"
    heads = ("类别", "项目", "工作包", "原", "新") if zh else (
        "kind", "project", "package", "before", "after"
    )  # fmt: skip
    table = plain_table("", heads)
    for item in answer.changes[:SHOWN]:
        old, new = item.before, item.after
        if item.kind == "person":
            old, new = people.get(old, old), people.get(new, new)
        elif item.kind == "start":
            old, new = (str(story.round.calendar.first_day(int(t))) for t in (old, new))
        kind = words[item.kind][0 if zh else 1]
        table.add_row(kind, *map(escape, (item.project, item.package or "", old, new)))
    story.console.print(table)
    left = len(answer.changes) - SHOWN
    if left > 0:
        story.tell(f"另有 {left} 处。", f"And {left} more.")

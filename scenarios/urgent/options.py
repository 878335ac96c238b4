"""The options for an urgent request: small exact re-runs against the published plan.

Each option asks another question of the same small models, and is verified before it is shown. The
whole round is solved only where it is small, or where no small re-run got the request in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.checks import check_round
from optimizer.domain import (
    Baseline,
    ObjectiveLevel,
    Plan,
    Round,
    Status,
    Text,
    gap_between,
)
from optimizer.errors import BadScenario
from optimizer.findings import has_errors
from optimizer.solve import solve_round
from optimizer.solve.admission import SIZES, admit
from optimizer.solve.part_goals import Goal
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.changes import AnyChange, ForceProject, SetDeadline
from scenarios.compare import line_changes
from scenarios.urgent.bills import department_bills, displacements
from scenarios.urgent.documents import OptionCode, UrgentOption
from scenarios.urgent.request import Request
from scenarios.why.question import OnStep
from scenarios.why.remedies import search_beside
from scenarios.why.worth import leading_levels, plan_worth

__all__ = ["OPTION_TITLES", "Found", "Searches", "buy", "option_of", "search_all", "wait"]

OPTION_TITLES: dict[OptionCode, tuple[str, str]] = {
    "idle": ("用空闲资源，不动任何人", "in what is idle, nothing else moves"),
    "shift": ("可以挪动，不挤掉任何项目", "others move, nobody is left out"),
    "least-change": ("变动最少", "least change"),
    "best-value": ("总价值最高", "best value"),
    "spare": ("另一种取舍", "spare the largest loser"),
    "wait": ("等到有空", "wait until there is room"),
    "buy": ("购买所缺，不挤掉任何项目", "buy what is missing, nobody is left out"),
}


MORE = 6
"""Rivals that are free beside what moved in a plan found before."""


@dataclass(frozen=True)
class Found:
    """A plan for an option: how it was found, what else has to change, what it costs."""

    plan: Plan
    step: Literal["beside", "ejection", "full"]
    proven: bool
    bound: int | None = None
    more: tuple[AnyChange, ...] = ()
    cost_cents: int = 0


class Searches:
    """The searches of one request; what one of them finds the others begin from."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.pool: list[Found] = []
        """Plans with the request in it that need no further change of the round."""
        self.bound: int | None = None
        self.spared: list[frozenset[str]] = []
        """What was left in on purpose so far."""
        self._dead: set[frozenset[str]] = set()

    def idle(self, seconds: float) -> None:
        """Look for a place beside the plan as it is, the first in time."""
        question = self.request.question
        if question.is_excluded:
            return
        found = admit(
            question.base, self.request.plan, self.request.wanted, (), ("end",),
            self.request.limits(seconds), question.cancel, out=question.given_up,
            dead=self._dead,
        )  # fmt: skip
        if found is not None:
            self.pool.append(Found(found.plan, found.step, found.proven))

    def rerun(self, goals: Sequence[Goal], seconds: float, must: frozenset[str]) -> None:
        """Set more and more rivals free and solve for goals, nobody in ``must`` being left out."""
        request, question = self.request, self.request.question
        if question.is_excluded:
            return
        begin = self.best(goals, must)
        order = list(request.rivals)
        sizes: tuple[int, ...] = (0, *SIZES)
        if begin is not None:
            # What moved in a plan found before is free at first: there is a place for all of it.
            moved = _moved(request.plan, begin.plan, request.wanted)
            order = [*moved, *(name for name in order if name not in moved)]
            sizes = (len(moved), len(moved) + MORE)
        found = admit(
            question.base, request.plan, request.wanted, order, goals,
            request.limits(seconds), question.cancel, worths=request.worths,
            out=question.given_up, must=must, dead=self._dead,
            better=lambda one, other: self.scores(goals, one) > self.scores(goals, other),
            begin=None if begin is None else begin.plan, sizes=sizes,
        )  # fmt: skip
        if found is not None:
            self.pool.append(Found(found.plan, found.step, found.proven and found.whole))

    def whole(self, levels: Sequence[str], seconds: float) -> None:
        """Solve the whole round with the request pinned in, from the best plan so far."""
        request = self.request
        try:
            pinned = request.after()
        except BadScenario:  # the checks know that it can't be done
            return
        policy = pinned.policy
        known = {level.name: level for level in policy.levels}
        wanted = tuple(
            known[name] if name in known else ObjectiveLevel.model_validate(name) for name in levels
        )
        asked = pinned.model_copy(
            update={
                "baseline": Baseline(plan=request.plan),
                "policy": policy.model_copy(update={"levels": wanted}),
            }
        )
        if seconds < 0.1 or has_errors(check_round(asked)):
            return
        goals: tuple[Goal, ...] = ("change",) if levels[0] == "change" else ("worth", "change")
        first = self.best(goals)
        outcome = solve_round(
            asked,
            request.limits(seconds),
            cancel=request.question.cancel,
            start=request.question.kept if first is None else first.plan,
        )
        if outcome.plan is None:
            return
        top = outcome.objective[0] if outcome.objective else None
        bound = top.bound if top is not None and top.name == "value" else None
        self.bound = bound if self.bound is None else self.bound
        proven = outcome.status is Status.OPTIMAL
        self.pool.append(Found(outcome.plan, "full", proven, bound))

    # What was found

    def best(self, goals: Sequence[Goal], must: frozenset[str] = frozenset()) -> Found | None:
        """Return the best plan found by some goals in which nobody in ``must`` is left out.

        Of equals a proven one, then the one found first.
        """
        able = [f for f in self.pool if must <= {p.project for p in f.plan.projects}]
        if not able:
            return None
        return max(able, key=lambda f: (self.scores(goals, f.plan), f.proven))

    def scores(self, goals: Sequence[Goal], plan: Plan) -> tuple[int, ...]:
        """Return the figures of a plan by goals, more being better."""
        by_goal: dict[Goal, Callable[[], int]] = {
            "worth": lambda: plan_worth(self.request.worths, plan),
            "change": lambda: -self._changes(plan),
            "end": lambda: (
                -max(
                    line.end
                    for item in plan.projects
                    if item.project in self.request.wanted
                    for line in item.packages
                )
            ),
        }
        return tuple(by_goal[goal]() for goal in goals)

    def _changes(self, plan: Plan) -> int:
        base = self.request.question.base
        against = base.model_copy(update={"baseline": Baseline(plan=self.request.plan)})
        return measure(against, plan, "change")


def search_all(searches: Searches, seconds: Callable[[float], float], on_step: OnStep) -> None:
    """Run every search that may add a plan to the pool.

    The round is solved whole where it is small, and where no small re-run found a place.
    """
    request = searches.request
    question = request.question
    levels = question.base.policy.levels[: leading_levels(question.base)]
    by_value = (*([level.name for level in levels] or ["value"]), "change")
    on_step("idle")
    searches.idle(seconds(0.08))
    if searches.pool and not question.given_up:
        # It fits beside the plan: no other plan changes less, and only another one may be better.
        searches.rerun(("worth", "change"), seconds(0.4), request.must)
    else:
        on_step("best-value")
        searches.rerun(("worth", "change"), seconds(0.4), request.must)
        if not searches.pool and not question.is_small:
            searches.whole(by_value, seconds(0.4))
        on_step("least-change")
        searches.rerun(("change", "worth"), seconds(0.35), request.must)
        on_step("shift")
        searches.rerun(("change",), seconds(0.3), question.required)
    if question.is_small:
        searches.whole(by_value, seconds(0.5))
        searches.whole(("change", "value"), seconds(0.5))


def _moved(before: Plan, after: Plan, wanted: Collection[str]) -> list[str]:
    """Return the projects that a plan leaves out or has otherwise, and not the request."""
    old = {item.project: item for item in before.projects}
    new = {item.project: item for item in after.projects}
    return [
        name for name in {**old, **new} if old.get(name) != new.get(name) and name not in wanted
    ]


def wait(request: Request, seconds: float) -> Found | None:
    """Return when the request could be done with nothing else moving, were it not for deadlines."""
    if request.question.is_excluded:
        return None
    project = request.project
    later: list[AnyChange] = []
    if project.deadline is not None:
        later.append(SetDeadline(project=project.id, deadline=None))
    later += [
        SetDeadline(project=project.id, package=package.id, deadline=None)
        for package in project.packages
        if package.deadline is not None
    ]
    if not later:
        return None
    base = request.question.base
    for change in later:
        base = change.apply(base)
    question = replace(request.question, round=base)
    found = admit(
        base, request.plan, request.wanted, (), ("end",), request.limits(seconds),
        question.cancel, out=question.given_up,
    )  # fmt: skip
    if found is None:
        return None
    return Found(found.plan, found.step, found.proven, more=tuple(later))


def buy(request: Request, seconds: float) -> Found | None:
    """Return the cheapest purchase with which nobody is left out."""
    question = request.question
    found = search_beside(question, "nothing", seconds * 0.5)
    if found is None:
        return None
    best = found
    if not question.is_small:
        part = question.part(request.rivals[:10])
        wider = search_beside(question, "neighbours", seconds * 0.5, part=part, draft=found.draft)
    else:
        wider = search_beside(question, "round", seconds * 0.5, draft=found.draft)
    if wider is not None and wider.remedy.cost_cents < best.remedy.cost_cents:
        best = wider
    if not best.remedy.cost_cents:
        return None  # that is the option ``idle`` or ``shift``
    more = tuple(p.change for p in best.remedy.purchases if p.cost_cents)
    return Found(best.plan, "beside", best.remedy.proven, None, more, best.remedy.cost_cents)


def option_of(
    request: Request,
    code: OptionCode,
    found: Found,
    best_bound: int | None = None,
    spared: str | None = None,
) -> UrgentOption | None:
    """Return an option with its bill; ``None``: the verifier finds something against it.

    ``best_bound``: no plan of the round with the request pinned in is worth more, as it was solved.
    ``spared``: the project that this option leaves in.
    """
    after = request.after(*found.more)
    if verify_plan(after, found.plan):
        return None
    before, plan = request.plan, found.plan
    value_before, value_after = (measure(after, p, "value") for p in (before, plan))
    bound = _bound(request, code, found, best_bound)
    titles = OPTION_TITLES[code]
    planned = next(p for p in plan.projects if p.project == request.project.id)
    start = min(line.start for line in planned.packages)
    end = max(line.end for line in planned.packages)
    displaced = displacements(after, before, plan, request.wanted)
    lines = line_changes(before, plan)
    return UrgentOption(
        code=code,
        title=Text(zh=f"{titles[0]}：保留 {spared}", en=f"{titles[1]}: {spared}")
        if spared
        else Text(zh=titles[0], en=titles[1]),
        changes=(*request.taken, *found.more),
        plan=plan,
        start=start,
        end=end,
        value_before=value_before,
        value_after=value_after,
        bound=bound,
        gap=None if bound is None else gap_between(value_after, bound),
        purchases=len(found.more) if found.cost_cents else 0,
        cost_cents=found.cost_cents,
        changed_lines=len(lines.changed),
        lines=lines.total,
        displaced=displaced,
        departments=department_bills(after, displaced, request.wanted),
        step=found.step,
        proven=found.proven,
        verified=True,
        sentence=_sentence(after, start, end, found, value_before, value_after, displaced),
    )


def _bound(request: Request, code: OptionCode, found: Found, best_bound: int | None) -> int | None:
    """Return a bound on the value with the request in.

    Without its request a plan is one of the published round: no plan is worth more than that
    round's bound and the request (unless more money or more of anything is there).
    """
    if found.bound is not None:
        return found.bound
    if best_bound is not None and not found.more:
        return best_bound
    if code == "buy" or request.reserve_released:
        return None
    top = request.outcome.objective[0] if request.outcome.objective else None
    if top is None or top.name != "value" or top.bound is None:
        return None
    if not isinstance(request.taken[-1], ForceProject):
        return top.bound + request.values[request.project.id]
    return None if request.question.dropped else top.bound  # it was requested all along


def _sentence(
    round_: Round,
    start: int,
    end: int,
    found: Found,
    value_before: int,
    value_after: int,
    displaced: Sequence[object],
) -> Text:
    calendar = round_.calendar
    first = calendar.first_day(min(start, calendar.periods - 1))
    last = calendar.last_day(min(max(end - 1, start), calendar.periods - 1))
    change = value_after - value_before
    many = len(displaced)
    zh = f"{first} 至 {last}，价值 {value_before:,} → {value_after:,}（{change:+,}）"
    en = f"{first} to {last}; value {value_before:,} -> {value_after:,} ({change:+,})"
    if found.cost_cents:
        money = f"{found.cost_cents // 100:,}.{found.cost_cents % 100:02d} {round_.currency}"
        zh, en = f"{zh}，购买 {money}", f"{en}; purchases {money}"
    if not many:
        return Text(zh=f"{zh}，其余安排不变。", en=f"{en}; nothing else changes.")
    projects = "project changes" if many == 1 else "projects change"
    return Text(zh=f"{zh}，{many} 个项目有变动。", en=f"{en}; {many} {projects}.")

"""What doing a project in any case would cost: the best plan with it, against the plan as it is."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from optimizer.checks import check_round
from optimizer.domain import Outcome, Plan, ProjectPin, Round, Status, Text
from optimizer.findings import has_errors
from optimizer.solve import solve_round
from optimizer.solve.admission import admit
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.why.documents import Displaced, Forced
from scenarios.why.question import Question

__all__ = ["displaced", "explain_forced", "forced_sentence"]

SMALL_SHARE = 0.5
"""Share of the time for small re-runs."""


def displaced(round_: Round, names: Collection[str]) -> tuple[Displaced, ...]:
    """Return projects with what they are worth, in the order given."""
    by_id = {project.id: project for project in round_.projects}
    return tuple(
        Displaced(
            project=name,
            title=by_id[name].title,
            sponsor=by_id[name].sponsor,
            worth=round_.policy.tier_weight(by_id[name].tier) * by_id[name].benefit,
        )
        for name in names
        if name in by_id
    )


def explain_forced(
    question: Question,
    seconds: float,
    worths: Mapping[str, int],
    rivals: Sequence[str],
    must: Collection[str],
) -> Forced | None:
    """Return the best plan with the project in any case; ``None``: none was found in time.

    Small re-runs around the project come first; the whole round is solved from what they found.
    """
    began = time.monotonic()
    base = question.base
    forced = base.model_copy(
        update={"pins": (*base.pins, ProjectPin(project=question.project_id, accepted=True))}
    )
    if has_errors(check_round(forced)):
        return None
    found = admit(
        base,
        question.plan,
        {project.id for project in question.wanted},
        rivals,
        ("worth",),
        replace(question.limits, time_limit_seconds=seconds * SMALL_SHARE),
        question.cancel,
        worths=worths,
        out=question.given_up,
        must=must,
        better=lambda one, other: _worth(worths, one) > _worth(worths, other),
    )
    start = None if found is None else found.plan
    left = max(0.5, seconds - (time.monotonic() - began))
    limits = replace(question.limits, time_limit_seconds=left)
    outcome = solve_round(forced, limits, cancel=question.cancel, start=start)
    if outcome.plan is None:
        return None
    return _told(question, forced, outcome)


def _worth(worths: Mapping[str, int], plan: Plan) -> int:
    return sum(worths.get(item.project, 0) for item in plan.projects)


def _told(question: Question, forced: Round, outcome: Outcome) -> Forced | None:
    plan = outcome.plan
    if plan is None:
        return None
    before, after = (measure(forced, p, "value") for p in (question.plan, plan))
    done = {item.project for item in plan.projects}
    out = displaced(forced, [p.id for p in forced.projects if p.id in question.planned - done])
    came = displaced(
        forced,
        [
            p.id
            for p in forced.projects
            if p.id in done - question.planned and p.id != question.project_id
        ],
    )
    level = next((item for item in outcome.objective if item.name == "value"), None)
    return Forced(
        value_before=before,
        value_after=after,
        bound_after=None if level is None else level.bound,
        proven=outcome.status is Status.OPTIMAL,
        out=out,
        came=came,
        verified=not verify_plan(forced, plan),
        sentence=forced_sentence(before, after, outcome.status is Status.OPTIMAL, out, came),
    )


def forced_sentence(
    before: int,
    after: int,
    proven: bool,
    out: Sequence[Displaced],
    came: Sequence[Displaced],
    case: tuple[str, str] = ("若必须立项", "Done in any case"),
) -> Text:
    """Return what the best plan is worth in a case (zh, en), and who goes and comes."""
    gone = ", ".join(f"{item.project} ({item.worth:,})" for item in out)
    new = ", ".join(f"{item.project} ({item.worth:,})" for item in came)
    best = ("最优方案", "the best plan") if proven else ("找到的最好方案", "the best plan found")
    zh = f"{best[0]}价值 {after:,}（现为 {before:,}）"
    en = f"{best[1]} is worth {after:,} ({before:,} now)"
    zh += f"，挤掉 {gone}" if gone else "，不挤掉任何项目"
    en += f"; {gone} would go" if gone else "; nothing would go"
    if new:
        zh, en = f"{zh}，换入 {new}", f"{en}, {new} would come"
    return Text(zh=f"{case[0]}：{zh}。", en=f"{case[1]}: {en}.")

"""An urgent request: every option there is, each with its bill, in the order in which to look."""

from __future__ import annotations

import threading
import time
from importlib.metadata import version

from optimizer import __version__
from optimizer.domain import (
    LevelResult,
    Outcome,
    Project,
    Provenance,
    Round,
    Status,
    Text,
)
from optimizer.explain.offers import PriceList
from optimizer.solve import Limits
from optimizer.verify.measures import level_value
from scenarios.changes import apply_changes
from scenarios.urgent.documents import OptionCode, UrgentAnswer, UrgentOption, Without
from scenarios.urgent.options import Found, Searches, buy, option_of, search_all, wait
from scenarios.urgent.request import Request, request_for
from scenarios.why.question import OnStep

__all__ = ["answer_urgent", "option_outcome"]

ORDER: tuple[OptionCode, ...] = (
    "idle", "shift", "least-change", "best-value", "spare", "wait", "buy",
)  # fmt: skip

LEAST_SECONDS = 0.3
ENOUGH = 3
"""Options that make a choice; with fewer, losers are spared one by one."""
MOST_SPARED = 4

_NO_ROOM: dict[OptionCode, tuple[str, str]] = {
    "idle": ("空闲资源放不下它", "what is idle leaves no room for it"),
    "shift": ("没有找到不挤掉任何项目的安排", "no plan was found in which nobody is left out"),
    "least-change": ("没有找到包含它的计划", "no plan with it was found"),
    "best-value": ("没有找到包含它的计划", "no plan with it was found"),
    "spare": ("没有找到包含它的计划", "no plan with it was found"),
    "wait": ("推迟也没有空位，或它没有期限", "waiting makes no room, or it has no deadline"),
    "buy": ("没有找到足够的购买方案", "no purchase that suffices was found"),
}


def answer_urgent(
    round_: Round,
    outcome: Outcome,
    request: Project | str,
    limits: Limits | None = None,
    *,
    prices: PriceList | None = None,
    release_reserve: bool = True,
    on_step: OnStep | None = None,
    cancel: threading.Event | None = None,
) -> UrgentAnswer:
    """Return the options for an urgent request against a published plan.

    Parameters
    ----------
    round_, outcome : Round, Outcome
        The published outcome of the round, with a plan that the verifier finds nothing against.
    request : Project or str
        A new project, or the id of one that the plan leaves out.
    limits : Limits, optional
        Time for all options together, 30 seconds by default.
    prices : PriceList, optional
        How purchases are priced where the round names no price.
    release_reserve : bool
        Let the request draw on what funds keep for the fast lane.
    on_step : callable, optional
        Called with the code of each option as its search begins.
    cancel : threading.Event, optional
        Set it to stop; the options found so far are returned.

    Raises
    ------
    BadScenario
        The request does not fit the round; the findings say where.
    ValueError
        There is no plan, or the project is in it.
    """
    began = time.monotonic()
    limits = limits or Limits(time_limit_seconds=30.0)
    asked = request_for(
        round_, outcome, request, limits, prices, cancel, release_reserve=release_reserve
    )
    total = limits.time_limit_seconds

    def seconds(share: float) -> float:
        left = 3600.0 if total is None else total - (time.monotonic() - began)
        return max(LEAST_SECONDS, left * share)

    def say(step: str) -> None:
        if on_step is not None and not asked.question.cancelled():
            on_step(step)

    searches = Searches(asked)
    search_all(searches, seconds, say)
    found: dict[OptionCode, Found | None] = {
        "idle": next((f for f in searches.pool if f.step == "beside"), None),
        "shift": searches.best(("change", "worth"), asked.question.required),
        "least-change": searches.best(("change", "worth")),
        "best-value": searches.best(("worth", "change")),
    }
    if found["idle"] is None:
        say("wait")
        found["wait"] = wait(asked, seconds(0.2))
        if found["shift"] is None:
            say("buy")
            found["buy"] = buy(asked, seconds(0.5))
    options, without = _listed(asked, searches, found)
    for _ in range(MOST_SPARED):
        if len(options) >= ENOUGH or asked.question.cancelled() or not found["best-value"]:
            break
        if not _spare(asked, searches, options, seconds(0.5), say):
            break
    project = asked.project
    return UrgentAnswer(
        project=project.id,
        title=project.title,
        worth=asked.values[project.id],
        reserve_released=asked.reserve_released,
        options=tuple(sorted(options, key=lambda option: ORDER.index(option.code))),
        without=tuple(without),
        seconds=round(time.monotonic() - began, 3),
        complete=not asked.question.cancelled(),
    )


def _spare(
    request: Request,
    searches: Searches,
    options: list[UrgentOption],
    seconds: float,
    say: OnStep,
) -> bool:
    """Add an option that leaves in what the others leave out; say whether there was one to look at.

    Somebody will ask for it: what if not them?
    """
    lost = [
        item
        for option in options
        if option.code in ("least-change", "best-value", "spare")
        for item in option.displaced
        if item.fate == "lost"
    ]
    tried = {frozenset(kept) for kept in searches.spared}
    for item in sorted(lost, key=lambda item: (item.worth, item.project)):
        kept = frozenset({item.project})
        if kept in tried or item.project in request.question.given_up:
            continue
        searches.spared.append(kept)
        say("spare")
        must = request.must | kept
        searches.rerun(("worth", "change"), seconds, must)
        found = searches.best(("worth", "change"), must)
        option = None if found is None else option_of(
            request, "spare", found, searches.bound, item.project
        )  # fmt: skip
        if option is not None and all(option.plan != other.plan for other in options):
            options.append(option)
        return True
    return False


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _listed(
    request: Request, searches: Searches, found: dict[OptionCode, Found | None]
) -> tuple[list[UrgentOption], list[Without]]:
    """Return the options that differ, and why the others are not there."""
    options: list[UrgentOption] = []
    without: list[Without] = []
    for code in ORDER:
        if code == "spare":
            continue
        here = found.get(code)
        option = None if here is None else option_of(request, code, here, searches.bound)
        if option is None:
            without.append(Without(code=code, reason=_reason(code, found)))
            continue
        same = next((o for o in options if o.plan == option.plan and not option.cost_cents), None)
        if same is None:
            options.append(option)
        else:
            reason = Text(
                zh=f"与“{same.title.zh}”是同一计划。", en=f"It is the plan of: {same.title.en}."
            )
            without.append(Without(code=code, reason=reason))
    return options, without


def _reason(code: OptionCode, found: dict[OptionCode, Found | None]) -> Text:
    """Return why there is no such option."""
    if code in ("wait", "buy") and found.get("idle") is not None:
        return Text(zh="现有空闲即可，无需等待或购买。", en="There is room without it.")
    if code == "buy" and found.get("shift") is not None:
        return Text(zh="挪动即可，无需购买。", en="Moving others does it without a purchase.")
    zh, en = _NO_ROOM[code]
    return Text(zh=f"{zh}。", en=_sentence(en))


def option_outcome(round_: Round, option: UrgentOption, limits: Limits) -> tuple[Round, Outcome]:
    """Return the round that an option makes of the published one, and its plan as an outcome.

    Values are measured on the plan; bounds other than the value's are not known.
    """
    changed = apply_changes(round_, option.changes).round
    results = []
    for level in changed.policy.levels:
        try:
            value = level_value(changed, option.plan, level)
        except ValueError:  # against stand-alone entitlements, which take solves of their own
            continue
        bound = option.bound if level.name == "value" else None
        results.append(
            LevelResult(
                name=level.name,
                sense="max" if level.maximise else "min",
                value=value,
                bound=bound,
                gap=option.gap if bound is not None else None,
            )
        )
    provenance = Provenance(
        round_hash=changed.content_hash(),
        roundtable=__version__,
        solver=f"ortools {version('ortools')} CP-SAT",
        seed=limits.seed,
        workers=limits.workers,
        time_limit_seconds=limits.time_limit_seconds,
        deterministic=limits.deterministic,
        plan_route=f"urgent {option.code}, {option.step}",
    )
    outcome = Outcome(
        status=Status.FEASIBLE,
        objective=tuple(results),
        plan=option.plan,
        provenance=provenance,
    )
    return changed, outcome

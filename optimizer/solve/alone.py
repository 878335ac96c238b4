"""Whether a project could be done with every resource to itself, and what keeps it from that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from optimizer.domain import Project, ProjectPin, Round, Text, WorkPackage
from optimizer.model.build import build_model
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.limits import Limits

__all__ = ["alone_round", "cause_alone", "possible_alone"]

Change = Callable[[Round], Round]


def alone_round(round_: Round, project: Project) -> Round:
    """Return the round with only a project, which must be accepted, and what it needs first."""
    by_id = {item.id: item for item in round_.projects}
    needed: dict[str, None] = {}
    waiting = [project.id]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = None
            waiting += [before.project for before in by_id[name].prerequisites]
    return round_.model_copy(
        update={
            "projects": tuple(
                item.model_copy(update={"mandatory": item.id == project.id})
                for item in round_.projects
                if item.id in needed
            ),
            "pins": tuple(
                pin
                for pin in round_.pins
                if pin.project in needed and not isinstance(pin, ProjectPin)
            ),
            "baseline": None,
        }
    )


def possible_alone(
    alone: Round, seconds: float, limits: Limits, cancel: threading.Event | None
) -> bool | None:
    """Return whether an :func:`alone_round` has a plan; ``None`` when time ran out first.

    ``seconds`` are deterministic ones in deterministic mode.
    """
    variables = build_model(alone)
    once = Limits(seconds, 1, limits.seed, limits.deterministic)
    answer = optimise(
        variables.model,
        level="alone",
        maximise=True,
        seconds=seconds,
        clock=Clock(once, time.monotonic()),
        cancel=cancel,
    )
    if answer.values is not None:
        return True
    return False if answer.infeasible else None


def cause_alone(
    alone: Round, seconds: float, limits: Limits, cancel: threading.Event | None
) -> Text:
    """Return what makes an impossible :func:`alone_round` so: what, left out, makes it possible."""
    for change, zh, en in _RELAXATIONS:
        if possible_alone(change(alone), seconds, limits, cancel):
            return Text(
                zh=f"即使独占全部资源也无法安排：原因在于{zh}。",
                en=f"It can't be done even alone, because of {en}.",
            )
    return Text(
        zh="即使独占全部资源也无法安排：人员、设施、资金、数据与时间窗合在一起不允许。",
        en="It can't be done even alone: people, facilities, money, data and windows together "
        "forbid it.",
    )


def _in_modes(**emptied: object) -> Change:
    """Return the change that empties lists of every mode."""

    def change(round_: Round) -> Round:
        projects = tuple(
            project.model_copy(
                update={"packages": tuple(package(item) for item in project.packages)}
            )
            for project in round_.projects
        )
        return round_.model_copy(update={"projects": projects})

    def package(item: WorkPackage) -> WorkPackage:
        modes = tuple(mode.model_copy(update=emptied) for mode in item.modes)
        return item.model_copy(update={"modes": modes})

    return change


def _without_people(round_: Round) -> Round:
    facilities = tuple(f.model_copy(update={"operator": None}) for f in round_.facilities)
    pins = tuple(pin for pin in round_.pins if pin.kind not in ("person", "fund"))
    left = round_.model_copy(update={"facilities": facilities, "pins": pins})
    return _in_modes(staffing=())(left)


def _without_money(round_: Round) -> Round:
    pins = tuple(pin for pin in round_.pins if pin.kind != "fund")
    return _in_modes(money=())(round_.model_copy(update={"pins": pins}))


def _without_windows(round_: Round) -> Round:
    pins = tuple(pin for pin in round_.pins if pin.kind not in ("start", "window"))
    projects = tuple(
        project.model_copy(
            update={
                "earliest_start": 0,
                "deadline": None,
                "packages": tuple(
                    package.model_copy(update={"earliest_start": 0, "deadline": None})
                    for package in project.packages
                ),
            }
        )
        for project in round_.projects
    )
    return round_.model_copy(update={"projects": projects, "pins": pins})


_RELAXATIONS: tuple[tuple[Change, str, str], ...] = (
    (lambda r: r.model_copy(update={"pins": ()}), "约定", "its pins"),
    (_without_windows, "时间窗", "its windows"),
    (_without_people, "人员", "people (skills, clearance, availability, all at once)"),
    (_in_modes(facilities=()), "设施", "facilities"),
    (_without_money, "资金", "money"),
    (_in_modes(datasets=()), "数据", "datasets"),
)

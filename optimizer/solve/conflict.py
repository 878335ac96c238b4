"""Why a round is infeasible: mandatory projects and pins that can't hold together."""

from __future__ import annotations

import threading
import time

from optimizer.domain import Conflict, Round, Text
from optimizer.model.build import build_model
from optimizer.model.families.pins import pin_name
from optimizer.solve.engine import Clock, optimise
from optimizer.solve.limits import Limits

__all__ = ["explain_conflict"]

SECONDS_PER_PROBE = 5.0


def explain_conflict(round_: Round, limits: Limits, cancel: threading.Event | None) -> Conflict:
    """Return mandatory projects and pins that clash, by a deletion filter over exact re-solves.

    A condition leaves the list only when the rest is proven infeasible without it. A probe that
    runs out of time keeps its condition, and then the list may not be minimal.
    """
    names = [f"mandatory:{p.id}" for p in round_.projects if p.mandatory]
    names += [pin_name(index, pin) for index, pin in enumerate(round_.pins)]
    waived: set[str] = set()
    minimal = True
    clock = Clock(
        Limits(SECONDS_PER_PROBE, limits.workers, limits.seed, limits.deterministic),
        time.monotonic(),
    )
    for name in names:
        if cancel is not None and cancel.is_set():
            minimal = False
            break
        variables = build_model(round_, waived | {name})
        answer = optimise(
            variables.model,
            level="conflict",
            maximise=True,
            seconds=SECONDS_PER_PROBE,
            clock=clock,
            cancel=cancel,
        )
        if answer.infeasible:
            waived.add(name)
        elif answer.values is None:
            minimal = False
    members = tuple(name for name in names if name not in waived)
    listed = ", ".join(members)
    return Conflict(
        members=members,
        minimal=minimal,
        reason=Text(
            zh=f"以下条件不能同时成立:{listed}。放宽其中一项即可继续。",
            en=f"These conditions can't hold together: {listed}. Relax one of them.",
        ),
    )

"""People over time: load, packages at once, what the owner keeps, what it lends."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from optimizer.domain.capacity import IntArray, expert_availability_pct
from optimizer.domain.semantics import is_lent
from optimizer.model.timeline import add_capacity
from optimizer.model.variables import Variables

__all__ = ["add_people"]


@dataclass
class _Work:
    interval: cp_model.IntervalVar
    literal: cp_model.IntVar
    load_pct: int
    duration: int
    lent: bool


def add_people(variables: Variables) -> None:
    """Add ``sum load <= limited availability`` a period, and the limits of each expert.

    Also: packages at once, lent load against availability less ``keep_pct``, and lent
    percent-periods over the round. A limit that is not set adds nothing.
    """
    round_, model = variables.round, variables.model
    owners = {expert.id: expert.department for expert in round_.experts}
    work: dict[str, list[_Work]] = defaultdict(list)
    for vars_ in variables.all_packages():
        for option in vars_.options:
            if option.duration == 0:
                continue
            for place in option.places:
                for expert, literal in place.experts.items():
                    interval = model.new_optional_interval_var(
                        vars_.start, option.duration, vars_.end, literal, f"work[{literal.name}]"
                    )
                    lent = is_lent(owners[expert], vars_.project)
                    work[expert].append(
                        _Work(interval, literal, place.load_pct, option.duration, lent)
                    )
    for expert_ in round_.experts:
        items = work.get(expert_.id, [])
        if not items:
            continue
        offered = expert_availability_pct(round_.calendar, expert_)
        limit: IntArray = offered * round_.policy.load_limit_pct // 100
        held, id_ = variables.held, expert_.id
        free: IntArray = limit - held.load.get(id_, 0)
        add_capacity(model, [w.interval for w in items], [w.load_pct for w in items], free)
        lent_items = [w for w in items if w.lent]
        if expert_.keep_pct and lent_items:
            lendable: IntArray = np.maximum(limit - expert_.keep_pct, 0)
            left: IntArray = lendable - held.lent.get(id_, 0)
            add_capacity(
                model,
                [w.interval for w in lent_items],
                [w.load_pct for w in lent_items],
                left,
            )
        if expert_.max_packages is not None:
            turns: IntArray = np.full(
                len(limit), expert_.max_packages, dtype=np.int64
            ) - held.packages.get(id_, 0)
            add_capacity(model, [w.interval for w in items], [1] * len(items), turns)
        if expert_.lend_limit_pct_periods is not None:
            model.add(
                sum(w.load_pct * w.duration * w.literal for w in lent_items)
                <= expert_.lend_limit_pct_periods - held.lent_sum.get(id_, 0)
            )

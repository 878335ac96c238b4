"""Datasets: access, purpose, and most concurrent users. Clearance is the staffing's."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from optimizer.domain.capacity import IntArray
from optimizer.domain.semantics import access_allows
from optimizer.model.timeline import add_capacity
from optimizer.model.variables import Variables

__all__ = ["add_datasets"]


def add_datasets(variables: Variables) -> None:
    """Forbid options that use a dataset against its terms; add ``users_t <= max_users``."""
    model = variables.model
    datasets = {dataset.id: dataset for dataset in variables.round.datasets}
    users: dict[str, list[cp_model.IntervalVar]] = defaultdict(list)
    for vars_ in variables.all_packages():
        for option in vars_.options:
            for id_ in {need.dataset for need in option.mode.datasets}:
                dataset = datasets[id_]
                purposes = {n.purpose for n in option.mode.datasets if n.dataset == id_}
                if not access_allows(dataset.access, dataset.department, vars_.project) or (
                    dataset.purposes and not purposes <= set(dataset.purposes)
                ):
                    model.add(option.chosen == 0)
                if option.duration > 0:
                    users[id_].append(option.interval)
    for id_, intervals in users.items():
        limit = datasets[id_].max_users
        if limit is not None:
            room = np.full(variables.round.calendar.periods, limit, dtype=np.int64)
            free: IntArray = room - variables.held.users.get(id_, 0)
            add_capacity(model, intervals, [1] * len(intervals), free)

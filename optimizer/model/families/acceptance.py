"""Acceptance: mandatory projects, exclusive groups, prerequisites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from optimizer.model.variables import Variables

__all__ = ["add_acceptance"]


def add_acceptance(variables: Variables, waived: Collection[str] = ()) -> None:
    """Add ``a_p = 1`` (mandatory), ``sum a <= 1`` (group), ``a_p <= a_q`` and lags (prerequisite).

    Parameters
    ----------
    variables : Variables
    waived : collection of str
        Names ``mandatory:<project>`` to leave out, for explaining infeasibility.
    """
    model = variables.model
    groups = defaultdict(list)
    for item in variables.projects.values():
        project = item.project
        if project.mandatory and f"mandatory:{project.id}" not in waived:
            model.add(item.accepted == 1)
        if project.exclusive_group is not None:
            groups[project.exclusive_group].append(item.accepted)
        for prerequisite in project.prerequisites:
            other = variables.projects[prerequisite.project]
            model.add_implication(item.accepted, other.accepted)
            if prerequisite.min_lag is None:
                continue
            for ours in item.packages.values():
                for theirs in other.packages.values():
                    model.add(ours.start >= theirs.end + prerequisite.min_lag).only_enforce_if(
                        item.accepted
                    )
    for accepted in groups.values():
        model.add_at_most_one(accepted)

"""Packages: one option for each package of an accepted project, precedence with lags."""

from __future__ import annotations

from optimizer.model.variables import Variables

__all__ = ["add_packages"]


def add_packages(variables: Variables) -> None:
    """Add ``sum_o x_ko = a_p`` and ``e_j + min_lag <= s_k <= e_j + max_lag`` when accepted."""
    model = variables.model
    for item in variables.projects.values():
        for vars_ in item.packages.values():
            model.add(sum(option.chosen for option in vars_.options) == item.accepted)
            for predecessor in vars_.package.predecessors:
                before = item.packages[predecessor.package]
                model.add(vars_.start >= before.end + predecessor.min_lag).only_enforce_if(
                    item.accepted
                )
                if predecessor.max_lag is not None:
                    model.add(vars_.start <= before.end + predecessor.max_lag).only_enforce_if(
                        item.accepted
                    )

"""Who may serve which project, for all resources of a kind at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from optimizer.domain import Access, Project
from optimizer.instance.arrays import Bools
from optimizer.instance.rows import bools, ints

__all__ = ["AccessTable"]


class _Owned(Protocol):
    @property
    def department(self) -> str: ...
    @property
    def access(self) -> Access: ...


class AccessTable:
    """:func:`optimizer.domain.semantics.access_allows` for a column of resources."""

    def __init__(self, items: Sequence[_Owned], departments: dict[str, int]) -> None:
        count = len(departments)
        self._departments = departments
        self._owner = ints(departments[item.department] for item in items)
        scopes = [item.access.scope for item in items]
        self._anyone = bools(scope == "anyone" for scope in scopes)
        self._participants = bools(scope == "participants" for scope in scopes)
        self._listed = np.zeros((len(items), count), dtype=np.bool_)
        for i, item in enumerate(items):
            if item.access.scope == "listed":
                for name in item.access.departments:
                    if name in departments:
                        self._listed[i, departments[name]] = True
        self._memo: dict[tuple[str, ...], Bools] = {}

    def allowed(self, project: Project) -> Bools:
        """Return for each resource whether the project may use it."""
        key = project.departments
        if key not in self._memo:
            sponsor = self._departments[project.sponsor]
            takes_part = np.zeros(len(self._departments), dtype=np.bool_)
            takes_part[[self._departments[name] for name in key]] = True
            own = self._owner == sponsor
            # ``listed`` and ``own`` serve what the owner sponsors; ``participants`` what it joins.
            self._memo[key] = (
                self._anyone
                | (own & ~self._participants)
                | (self._participants & takes_part[self._owner])
                | self._listed[:, sponsor]
            )
        return self._memo[key]

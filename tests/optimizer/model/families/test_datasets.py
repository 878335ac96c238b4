"""Purposes, access, and most users at once."""

from __future__ import annotations

import pytest

from tests.optimizer.model.families.boundary import SOUTH, Case, M, P, hold, second

USES = [{"dataset": "weather", "purpose": "research"}]
BESIDE = [second(datasets=USES), (f"{P}/deadline", 3), ("/projects/1/deadline", 2)]


@pytest.mark.parametrize(
    "case",
    [
        ([], f"{M}/datasets/0/purpose", "research", "sale"),
        ([(f"{M}/datasets/0/purpose", "sale")], "/datasets/0/purposes", [], ["research"]),
        (BESIDE, "/datasets/0/max_users", 2, 1),
        ([second(datasets=USES), (f"{P}/deadline", 3), ("/datasets/0/max_users", 1)],
         "/projects/1/deadline", 3, 2),
        ([SOUTH, ("/datasets/0/department", "south")], "/datasets/0/access", {"scope": "anyone"},
         {"scope": "participants"}),
        ([SOUTH, ("/datasets/0/department", "south")], "/datasets/0/access",
         {"scope": "listed", "departments": ["north"]}, {"scope": "listed", "departments": []}),
    ],
)  # fmt: skip
def test_datasets(case: Case) -> None:
    hold(case)

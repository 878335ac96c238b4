"""Questions about money, answered as the child answers them."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from api.runs.answering import answer_question
from optimizer.errors import RoundtableError
from optimizer.sharing.plans import PlanShares, share_plan
from optimizer.solve import Limits
from tests.api.http.planned import planned_round


def answered(kind: str, **question: str) -> dict[str, Any]:
    round_, outcome = planned_round()
    limits = Limits(time_limit_seconds=20, workers=1, seed=0)
    steps: list[str] = []
    made = answer_question(
        kind, round_, outcome, question, limits, on_step=steps.append, cancel=threading.Event()
    )
    assert steps
    return made


def test_shares_are_those_of_the_rule() -> None:
    round_, outcome = planned_round()
    assert outcome.plan is not None
    made = PlanShares.model_validate(answered("shares", rule="nucleolus")["shares"])
    assert made == share_plan(round_, outcome.plan, "nucleolus")


def test_a_rule_that_does_not_apply_is_an_error_that_says_why() -> None:
    with pytest.raises(RoundtableError, match="ability"):
        answered("shares", rule="proportional:ability")


def test_every_department_is_tried_alone() -> None:
    round_, _ = planned_round()
    made = answered("stand-alone")
    assert set(made["standing"]) == {d.id for d in round_.departments}
    for pair in made["standing"].values():
        assert all(amount["low"] == amount["high"] for amount in pair)
    # The lab sponsors nothing, so that it is worth nothing by itself; data can do P2 alone.
    assert made["standing"]["lab"][0]["high"] == 0
    assert made["standing"]["data"][0]["high"] >= 5
    assert made["still_open"] == 0

"""Options for urgent requests: each holds in its round, and its bill says what the plans say."""

from __future__ import annotations

import threading

import pytest

from optimizer.checks import check_round
from optimizer.domain import Outcome, ProjectPin, Round
from optimizer.errors import BadScenario
from optimizer.findings import has_errors
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.changes import apply_changes
from scenarios.urgent import UrgentOption, answer_urgent, option_outcome
from tests.scenarios.urgent.requests import late_requests
from tests.scenarios.why.asking import PROOF, as_planned, one_analyst

ENOUGH = Limits(time_limit_seconds=120, workers=1)


def published(**starts: int) -> Outcome:
    outcome = solve_round(one_analyst(), PROOF)
    return outcome.model_copy(update={"plan": as_planned(**starts)})


def by_code(options: tuple[UrgentOption, ...]) -> dict[str, UrgentOption]:
    return {option.code: option for option in options}


def test_what_is_idle_is_used_first_and_nothing_else_moves() -> None:
    answer = answer_urgent(one_analyst(), published(long=0), "late", ENOUGH)
    option = by_code(answer.options)["idle"]
    assert (option.start, option.end) == (2, 4)
    assert option.displaced == ()
    assert option.changed_lines == 2  # its package, and who is on it
    assert option.value_after - option.value_before == answer.worth == 5
    assert {item.code for item in answer.without} >= {"wait", "buy"}


def test_others_move_before_anybody_is_left_out() -> None:
    round_ = one_analyst()
    answer = answer_urgent(round_, published(late=1), "long", ENOUGH)
    options = by_code(answer.options)
    assert "idle" not in options
    (moved,) = options["shift"].displaced
    assert (moved.project, moved.fate, moved.before) == ("late", moved.fate, (1, 3))
    assert abs(moved.shift) == 1
    assert options["shift"].value_after == 14


def test_the_bill_names_losers_first_with_what_they_lose() -> None:
    answer = answer_urgent(one_analyst(), published(long=0, short=3), "late", ENOUGH)
    options = by_code(answer.options)
    assert len(answer.options) >= 3
    best = options["best-value"] if "best-value" in options else options["least-change"]
    (lost,) = (item for item in best.displaced if item.fate == "lost")
    assert (lost.project, lost.worth) == ("short", -8)
    assert best.displaced[0] == lost
    assert (best.value_after, best.bound, best.gap) == (14, 14, 0)
    assert [(bill.department, bill.loses, bill.gains) for bill in best.departments] == [("D", 8, 5)]
    spared = options["spare"]
    assert "short" in {item.project for item in spared.plan.projects}
    bought = options["buy"]
    assert bought.cost_cents == 1500
    assert not [item for item in bought.displaced if item.fate == "lost"]
    assert bought.value_after == 22


def test_a_deadline_can_be_waited_out() -> None:
    round_ = one_analyst()
    rush = round_.projects[2].model_copy(update={"deadline": 2})
    round_ = round_.model_copy(update={"projects": (*round_.projects[:2], rush)})
    answer = answer_urgent(round_, published(long=0), "late", ENOUGH)
    waiting = by_code(answer.options)["wait"]
    assert (waiting.start, waiting.end) == (2, 4)
    assert waiting.displaced == ()
    assert [change.kind for change in waiting.changes] == ["force-project", "set-deadline"]


def test_every_option_holds_in_its_round() -> None:
    count = 0
    for round_, outcome, request in late_requests(range(30)):
        answer = answer_urgent(round_, outcome, request, ENOUGH)
        assert answer.complete
        for option in answer.options:
            changed, as_outcome = option_outcome(round_, option, ENOUGH)
            assert changed == apply_changes(round_, option.changes).round
            assert verify_plan(changed, option.plan) == ()
            assert as_outcome.provenance.round_hash == changed.content_hash()
            assert option.value_after == measure(changed, option.plan, "value")
            gone = sum(item.worth for item in option.displaced)
            assert option.value_before + answer.worth + gone == option.value_after
            if option.bound is not None:
                assert option.bound >= option.value_after
            fates = [item.fate for item in option.displaced]
            order = ["lost", "later", "restaffed", "earlier", "won"]
            assert fates == sorted(fates, key=order.index)
            count += 1
    assert count >= 15


def check_against_full_solves(seeds: range) -> int:
    """A request is taken in exactly where a full solve takes it in, at the same best value."""
    count = 0
    for round_, outcome, request in late_requests(seeds):
        answer = answer_urgent(round_, outcome, request, ENOUGH, release_reserve=False)
        best = _best_with(round_, request.id, (*round_.projects, request))
        free = [option for option in answer.options if option.code not in ("wait", "buy")]
        assert bool(free) == (best is not None), request.id
        if best is not None and outcome.objective and outcome.objective[0].name == "value":
            assert max(option.value_after for option in free) == best
            count += 1
    return count


def _best_with(round_: Round, name: str, projects: tuple[object, ...]) -> int | None:
    asked = round_.model_copy(
        update={
            "projects": projects,
            "pins": (*round_.pins, ProjectPin(project=name, accepted=True)),
        }
    )
    if has_errors(check_round(asked)):
        return None
    outcome = solve_round(asked, PROOF)
    return None if outcome.plan is None else measure(asked, outcome.plan, "value")


def test_small_re_runs_admit_what_a_full_solve_admits() -> None:
    assert check_against_full_solves(range(25)) >= 5


@pytest.mark.long
@pytest.mark.parametrize("first", [1000, 1100, 1200])
def test_many_requests_are_admitted(first: int) -> None:
    assert check_against_full_solves(range(first, first + 100)) >= 20


def test_the_reserve_is_for_urgent_requests() -> None:
    round_ = one_analyst()
    fund = {"id": "F", "department": "D", "amount_cents": 100, "reserve_pct": 40}
    need = {"id": "c", "category": "cash", "amount_cents": 90}
    late = round_.projects[2].model_dump(mode="json")
    late["packages"][0]["modes"][0]["money"] = [need]
    data = round_.model_dump(mode="json")
    data["projects"][2] = late
    data["funds"] = [fund]
    round_ = Round.model_validate(data)
    released = answer_urgent(round_, published(long=0), "late", ENOUGH)
    assert released.reserve_released
    assert "idle" in by_code(released.options)
    kept = answer_urgent(round_, published(long=0), "late", ENOUGH, release_reserve=False)
    assert not kept.reserve_released
    assert set(by_code(kept.options)) == {"buy"}


def test_a_cancelled_search_returns_at_once_with_what_it_has() -> None:
    stop = threading.Event()
    stop.set()
    answer = answer_urgent(one_analyst(), published(long=0, short=3), "late", ENOUGH, cancel=stop)
    assert not answer.complete


def test_what_can_not_be_asked() -> None:
    round_, outcome = one_analyst(), published(long=0)
    with pytest.raises(BadScenario):
        answer_urgent(round_, outcome, "gone")
    with pytest.raises(BadScenario):
        answer_urgent(round_, outcome, round_.projects[2])
    with pytest.raises(ValueError, match="in the plan"):
        answer_urgent(round_, outcome, "long")

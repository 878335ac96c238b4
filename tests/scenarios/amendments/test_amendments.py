"""Amendments one by one: what they ask for is given, everything else stays, and what can't be."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from optimizer.domain import Plan, PlannedPackage, Prerequisite, Round, Status
from optimizer.errors import BadScenario
from optimizer.sharing.plans import share_plan
from optimizer.verify import verify_plan
from scenarios.amendments import AnyAmendment, rerun_round
from tests.scenarios.amendments.published import answer, plan_of, small_round

READ: TypeAdapter[AnyAmendment] = TypeAdapter(AnyAmendment)


def asked(kind: str, project: str = "P1", **fields: Any) -> AnyAmendment:
    return READ.validate_python({"kind": kind, "project": project, **fields})


def again(amendment: AnyAmendment, **options: Any) -> tuple[Round, Plan]:
    base = small_round()
    changed = rerun_round(base, plan_of(base), amendment, **options)
    plan = plan_of(changed)
    assert not verify_plan(changed, plan)
    shares = share_plan(changed, plan)
    assert sum(d.pays_cents for d in shares.departments) == shares.total_cents
    return changed, plan


def package(plan: Plan, project: str, id_: str) -> PlannedPackage:
    (planned,) = (p for p in plan.projects if p.project == project)
    return next(p for p in planned.packages if p.package == id_)


def refusal(amendment: AnyAmendment) -> tuple[str, str]:
    base = small_round()
    with pytest.raises(BadScenario) as caught:
        rerun_round(base, plan_of(base), amendment)
    (finding,) = caught.value.findings
    return finding.code, finding.place.pointer


def test_the_published_plan_takes_two_projects() -> None:
    assert [p.project for p in plan_of(small_round()).projects] == ["P1", "P2"]


def test_an_extension_keeps_people_and_load() -> None:
    before = package(plan_of(small_round()), "P1", "A")
    _, plan = again(asked("extension", package="A", periods=2))
    after = package(plan, "P1", "A")
    assert after.end - after.start == before.end - before.start + 2
    assert after.staffing == before.staffing
    assert package(plan, "P2", "A") == package(plan_of(small_round()), "P2", "A")


def test_an_extension_moves_the_deadline_with_it() -> None:
    changed, plan = again(asked("extension", package="B", periods=4))
    assert next(p.deadline for p in changed.projects if p.id == "P1") == 12
    assert package(plan, "P1", "B").end <= changed.calendar.periods


def test_a_supplement_gives_more_of_a_need() -> None:
    _, plan = again(asked("supplement", package="A", need="s", amount=1))
    (line,) = package(plan, "P1", "A").staffing
    assert len(line.experts) == 2
    _, plan = again(asked("supplement", package="A", need="c", amount=5_000))
    assert sum(m.amount_cents for m in package(plan, "P1", "A").money) == 14_999
    changed, plan = again(asked("supplement", package="A", need="f", amount=1))
    assert package(plan, "P1", "A").facilities
    assert changed.projects[0].packages[0].modes[0].facilities[0].units == 2


def test_a_supplement_beyond_what_there_is_is_infeasible() -> None:
    base = small_round()
    changed = rerun_round(
        base, plan_of(base), asked("supplement", package="A", need="c", amount=80_000)
    )
    assert answer(changed).status is Status.INFEASIBLE
    with pytest.raises(BadScenario, match="funds"):  # told at once where it shows at once
        again(asked("supplement", package="A", need="c", amount=10**6))


def test_a_reduction_to_nothing_drops_the_need() -> None:
    changed, plan = again(asked("reduction", package="A", need="c", amount=9_999))
    assert changed.projects[0].packages[0].modes[0].money == ()
    assert package(plan, "P1", "A").money == ()


@pytest.mark.parametrize(
    ("need", "names"), [("s", ("E1", "E2", "E3")), ("f", ("bench-1", "bench-2"))]
)
def test_a_transfer_changes_who_gives(need: str, names: tuple[str, ...]) -> None:
    before = package(plan_of(small_round()), "P1", "A")
    given = {"s": before.staffing[0].experts[0], "f": before.facilities[0].facility}[need]
    for to in names:
        if to == given:
            continue
        _, plan = again(asked("transfer", package="A", need=need, subject=given, to=to))
        after = package(plan, "P1", "A")
        assert {"s": after.staffing[0].experts, "f": (after.facilities[0].facility,)}[need] == (to,)


def test_a_transfer_of_money_moves_the_whole_amount() -> None:
    before = package(plan_of(small_round()), "P1", "A").money
    fund = before[0].fund
    other = "F-data" if fund == "F-lab" else "F-lab"
    _, plan = again(asked("transfer", package="A", need="c", subject=fund, to=other))
    money = package(plan, "P1", "A").money
    assert {m.fund for m in money} == {other}
    assert sum(m.amount_cents for m in money) == 9_999
    _, plan = again(asked("transfer", package="A", need="c", subject=fund))
    assert fund not in {m.fund for m in package(plan, "P1", "A").money}


def test_a_person_may_be_taken_back_for_whoever_fits() -> None:
    given = package(plan_of(small_round()), "P1", "A").staffing[0].experts[0]
    _, plan = again(asked("transfer", package="A", need="s", subject=given))
    assert given not in package(plan, "P1", "A").staffing[0].experts


def test_a_release_gives_back_and_lets_nobody_in() -> None:
    changed, plan = again(asked("release"))
    assert [p.project for p in plan.projects] == ["P2"]  # P3 waits for the next round
    assert len(changed.projects) == 3
    _, plan = again(asked("release", package="A"))
    (planned,) = (p for p in plan.projects if p.project == "P1")
    assert [p.package for p in planned.packages] == ["B"]
    assert planned.packages[0] == package(plan_of(small_round()), "P1", "B")


def test_what_has_begun_stays() -> None:
    base = small_round()
    late = base.calendar.periods
    _, plan = again(asked("extension", package="B", periods=1), from_period=late)
    assert package(plan, "P1", "B").start == package(plan_of(base), "P1", "B").start
    for project in ("P1", "P2"):
        assert package(plan, project, "A") == package(plan_of(base), project, "A")
    # What follows at once has begun too, so that there is no more time before it.
    before = asked("extension", package="A", periods=1)
    changed = rerun_round(base, plan_of(base), before, from_period=late)
    assert answer(changed).status is Status.INFEASIBLE


def test_amendments_follow_each_other() -> None:
    base = small_round()
    changed, plan = again(asked("extension", package="A", periods=1))
    more = rerun_round(
        changed, plan, asked("supplement", package="A", need="s", amount=1), policy=base.policy
    )
    after = package(plan_of(more), "P1", "A")
    assert after.end - after.start == 3
    assert len(after.staffing[0].experts) == 2
    held = [p for p in more.pins if p.kind == "project"]
    assert len(held) == len(base.projects)  # made anew, not heaped up


@pytest.mark.parametrize(
    ("amendment", "told"),
    [
        (asked("release", "P3"), ("amendment.not-in-plan", "/project")),
        (asked("release", "P9"), ("amendment.not-in-plan", "/project")),
        (asked("release", "P2", package="A"), ("amendment.last-package", "/package")),
        (asked("release", package="C"), ("amendment.unknown-package", "/package")),
        (asked("extension", package="A", periods=9), ("amendment.beyond-horizon", "/periods")),
        (
            asked("supplement", package="A", need="x", amount=1),
            ("amendment.unknown-need", "/need"),
        ),
        (
            asked("reduction", package="A", need="s", amount=2),
            ("amendment.below-nothing", "/amount"),
        ),
        (
            asked("transfer", package="A", need="s", subject="F-lab"),
            ("amendment.gives-nothing", "/subject"),
        ),
    ],
)
def test_what_can_not_be_is_said_with_its_place(
    amendment: AnyAmendment, told: tuple[str, str]
) -> None:
    assert refusal(amendment) == told


def test_who_takes_over_must_be_there() -> None:
    first = package(plan_of(small_round()), "P1", "A")
    person, bench = first.staffing[0].experts[0], first.facilities[0].facility
    for need, subject, to, code in (
        ("s", person, "E9", "unknown-target"),
        ("s", person, person, "unknown-target"),
        ("f", bench, None, "facility-unnamed"),
    ):
        amendment = asked("transfer", package="A", need=need, subject=subject, to=to)
        assert refusal(amendment) == (f"amendment.{code}", "/to")


def test_a_prerequisite_is_not_released() -> None:
    base = small_round()
    first, second, third = base.projects
    needs = second.model_copy(update={"prerequisites": (Prerequisite(project="P1"),)})
    linked = base.model_copy(update={"projects": (first, needs, third)})
    with pytest.raises(BadScenario) as caught:
        rerun_round(linked, plan_of(linked), asked("release"))
    assert [f.code for f in caught.value.findings] == ["amendment.needed-by"]

"""Money stays exact through random histories of awards, changes and releases."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from optimizer.domain import Plan, Round
from optimizer.errors import BadScenario
from optimizer.sharing.plans import PlanShares, share_plan
from optimizer.verify import verify_plan
from optimizer.verify.measures import measure
from scenarios.amendments import AnyAmendment, rerun_round, settle_difference
from tests.scenarios.amendments.published import answer, plan_of, small_round
from tests.scenarios.amendments.test_amendments import asked

STEPS = 5


def drawn(chance: random.Random, round_: Round, plan: Plan) -> AnyAmendment:
    """Draw an amendment, often one that can't be."""
    project = chance.choice(plan.projects)
    package = chance.choice(project.packages)
    at = {"project": project.project, "package": package.package}
    need = chance.choice(["s", "f", "c"])
    amount = chance.choice([1, 2, 777]) if need == "c" else 1
    givers = [
        *((line.need, e) for line in package.staffing for e in line.experts),
        *((line.need, line.facility) for line in package.facilities),
        *((line.need, line.fund) for line in package.money),
    ]
    others = {
        "s": [expert.id for expert in round_.experts],
        "f": [facility.id for facility in round_.facilities],
        "c": [fund.id for fund in round_.funds],
    }
    drawing = chance.random()
    if drawing < 0.2:
        return asked("extension", **at, periods=chance.randint(1, 2))
    if drawing < 0.4:
        return asked("supplement", **at, need=need, amount=amount)
    if drawing < 0.6:
        return asked("reduction", **at, need=need, amount=amount)
    if drawing < 0.85 and givers:
        named, subject = chance.choice(givers)
        to = chance.choice(others[named])
        return asked("transfer", **at, need=named, subject=subject, to=to)
    return asked("release", project.project, package=chance.choice([None, package.package]))


def check_exact(round_: Round, plan: Plan, shares: PlanShares) -> None:
    assert not verify_plan(round_, plan)
    assert shares.total_cents == measure(round_, plan, "cost")
    assert sum(d.pays_cents for d in shares.departments) == shares.total_cents
    assert sum(d.earns_cents for d in shares.departments) == shares.total_cents
    assert sum(d.balance_cents for d in shares.departments) == 0
    for project in shares.projects:
        assert sum(share.cents for share in project.shares) == project.cost_cents


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(n, marks=pytest.mark.long) for n in range(6, 80))]
)
def test_no_history_loses_a_cent(seed: int) -> None:
    chance = random.Random(seed)
    first = round_ = small_round()
    plan = plan_of(round_)
    shares = share_plan(round_, plan)
    cash: Counter[str] = Counter()
    versions = [settle_difference(None, shares)]
    for _ in range(STEPS):
        if not plan.projects:
            break
        try:
            changed = rerun_round(
                round_, plan, drawn(chance, round_, plan),
                from_period=chance.choice([0, 0, 3]), policy=first.policy,
            )  # fmt: skip
        except BadScenario:
            continue
        new = answer(changed).plan
        if new is None:
            continue
        later = share_plan(changed, new)
        versions.append(settle_difference(shares, later))
        round_, plan, shares = changed, new, later
        check_exact(round_, plan, shares)
    for version in versions:
        assert sum(d.receives_cents for d in version.departments) == 0
        assert len(version.payments) == version.least_payments
        paid: Counter[str] = Counter()
        for payment in version.payments:
            assert payment.cents > 0
            paid[payment.payer] -= payment.cents
            paid[payment.payee] += payment.cents
        assert {d.department: d.receives_cents for d in version.departments} == {
            d.department: paid[d.department] for d in version.departments
        }
        cash.update(paid)
    # What was ever moved is what the last version says.
    assert {d.department: d.balance_cents for d in shares.departments} == {
        d.department: cash[d.department] for d in shares.departments
    }


def test_histories_do_change_something() -> None:
    """The histories above are not all of refusals."""
    chance = random.Random(1)
    base = small_round()
    made = 0
    for _ in range(20):
        try:
            rerun_round(base, plan_of(base), drawn(chance, base, plan_of(base)))
        except BadScenario:
            continue
        made += 1
    assert made > 8

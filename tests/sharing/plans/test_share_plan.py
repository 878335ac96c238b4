"""Sharing a plan: cents tie, transfers close, the certificate holds, policy is kept or clashes."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.domain import Department, Plan, Round
from optimizer.sharing import (
    Basis,
    PlanPolicy,
    PlanShares,
    RuleRefused,
    shapley_value,
    share_plan,
)
from optimizer.sharing.plans import cost_lines, plan_service_game
from optimizer.verify.measures import measure
from scenarios.sample import sample_round
from tests.sharing.plans.rounds import by_hand, planned, shared_rounds

RULES = ("shapley", "weighted-shapley", "equal", "proportional", "nucleolus", "ensc")


def check_ties(round_: Round, plan: Plan, shares: PlanShares) -> None:
    """Everything that must tie to the cent."""
    total = measure(round_, plan, "cost")
    pays = {d.department: d.pays_cents for d in shares.departments}
    assert shares.total_cents == total == sum(pays.values())
    columns: dict[str, int] = defaultdict(int)
    for project in shares.projects:
        assert sum(s.cents for s in project.shares) == project.cost_cents
        assert sum(part.cents for part in project.parts) == project.cost_cents
        for share in project.shares:
            columns[share.department] += share.cents
            assert abs(share.cents - Fraction(share.exact_cents)) < 1
    for share in shares.adjustments:
        columns[share.department] += share.cents
    assert {d: cents for d, cents in pays.items() if cents} == {
        d: cents for d, cents in columns.items() if cents
    }
    assert sum(line.settles_cents for line in shares.accounts) == 0
    carried: dict[str, int] = defaultdict(int)
    for line in shares.accounts:
        assert line.carries_cents == line.bears_cents + line.settles_cents
        carried[line.department] += line.carries_cents
    for department in shares.departments:
        assert carried[department.department] == department.pays_cents
        assert department.balance_cents == department.earns_cents - department.pays_cents
        assert sum(credit.cents for credit in department.gives) == department.earns_cents
    balance = {d.department: d.balance_cents for d in shares.departments}
    for transfer in shares.transfers:
        balance[transfer.payer] += transfer.cents
        balance[transfer.payee] -= transfer.cents
    assert not any(balance.values())
    assert shares.least_transfers <= len(shares.transfers)


def verdicts(shares: PlanShares) -> dict[str, str]:
    return {entry.axiom: entry.verdict for entry in shares.certificate}


@given(shared_rounds())
def test_shapley_shares_tie_and_are_in_the_core(round_: Round) -> None:
    plan = planned(round_)
    shares = share_plan(round_, plan)
    check_ties(round_, plan, shares)
    assert set(verdicts(shares).values()) == {"pass"}
    # A second way to the same shares: the definition over all coalitions of the plan's game.
    table = plan_service_game(round_, cost_lines(round_, plan)).tabulate()
    exact = tuple(Fraction(d.fair_exact_cents) for d in shares.departments)
    assert exact == shapley_value(table)
    for department in shares.departments:
        assert department.gain_cents.low > -1


@given(shared_rounds(), st.sampled_from(RULES), st.sampled_from(["benefit", "use", "weight"]))
def test_every_rule_ties(round_: Round, rule: str, basis: str) -> None:
    plan = planned(round_)
    shares = share_plan(round_, plan, rule, basis=Basis(basis))
    check_ties(round_, plan, shares)
    assert verdicts(shares)["efficiency"] == "pass"
    if rule in ("nucleolus", "weighted-shapley"):
        assert verdicts(shares)["core"] == "pass"


@given(
    shared_rounds(),
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 900), max_size=3),
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 900), max_size=3),
    st.sets(st.sampled_from("ABC"), max_size=2),
    st.booleans(),
)
def test_policy_is_met_or_the_clash_is_named(
    round_: Round, caps: dict[str, int], floors: dict[str, int], exempt: set[str], alone: bool
) -> None:
    plan = planned(round_)
    policy = PlanPolicy(caps, floors, frozenset(exempt), alone)
    shares = share_plan(round_, plan, policy=policy)
    check_ties(round_, plan, shares)
    if shares.clashes:
        assert all(clash.text.zh and clash.text.en for clash in shares.clashes)
        return
    for department in shares.departments:
        id_, pays = department.department, department.pays_cents
        assert pays <= caps.get(id_, pays)
        assert pays >= floors.get(id_, pays)
        assert pays == 0 or id_ not in exempt
        if alone:
            assert pays <= department.alone_cents.high


def test_shares_by_hand() -> None:
    round_ = by_hand()
    shares = share_plan(round_, planned(round_))
    pays = {d.department: d.pays_cents for d in shares.departments}
    # A alone needs 2002 + 400 + 500; the other 1473 are split, the odd cent goes to the first.
    assert pays == {"A": 2902 + 737, "B": 736, "C": 0}
    a, b, c = shares.departments
    assert (a.earns_cents, b.earns_cents, c.earns_cents) == (722, 150, 3503)
    assert [(t.payer, t.payee, t.cents) for t in shares.transfers] == [
        ("A", "C", 2917),
        ("B", "C", 586),
    ]
    assert shares.transfers[0].payer_fund == "cash"
    assert (a.alone_cents.low, a.gain_cents.low) == (4375, 736)
    assert b.gain_share == pytest.approx(737 / 1473)


def test_what_a_department_can_pay_binds_without_being_asked_for() -> None:
    round_ = by_hand(departments=[{"id": "A", "can_pay_cents": 3000}, {"id": "B"}, {"id": "C"}])
    shares = share_plan(round_, planned(round_))
    pays = {d.department: d.pays_cents for d in shares.departments}
    assert pays["A"] == 3000
    assert sum(s.cents for s in shares.adjustments) == 0
    assert shares.departments[0].fair_exact_cents == "7277/2"
    assert verdicts(shares)["core"] == "fail"


def test_clashing_caps_name_the_departments_that_are_short() -> None:
    poor = [{"id": id_, "can_pay_cents": 1000} for id_ in "ABC"]
    round_ = by_hand(departments=poor)
    shares = share_plan(round_, planned(round_))
    (clash,) = shares.clashes
    assert clash.figures["gap"] == str(4375 - 3000)
    assert "13.75 CNY short" in clash.text.en
    check_ties(round_, planned(round_), shares)


def test_a_relabelled_round_has_the_same_shares() -> None:
    round_ = by_hand()
    plan = planned(round_)
    turned = round_.model_copy(update={"departments": round_.departments[::-1]})
    first = {d.department: d.fair_exact_cents for d in share_plan(round_, plan).departments}
    second = {d.department: d.fair_exact_cents for d in share_plan(turned, plan).departments}
    assert first == second


def test_refusals_say_where() -> None:
    round_ = by_hand()
    plan = planned(round_)
    with pytest.raises(RuleRefused) as unknown:
        share_plan(round_, plan, "fairest")
    assert unknown.value.finding.code == "rule.unknown"
    with pytest.raises(RuleRefused) as unfit:
        share_plan(round_, plan, "owen")
    assert unfit.value.finding.code == "rule.not-for-plans"
    with pytest.raises(RuleRefused) as ability:
        share_plan(round_, plan, "proportional", basis=Basis.ABILITY)
    assert ability.value.finding.place.pointer == "/departments/0/can_pay_cents"
    with pytest.raises(RuleRefused) as stranger:
        share_plan(round_, plan, policy=PlanPolicy({"Z": 3}, {}))
    assert stranger.value.finding.code == "share.unknown-department"


def test_an_empty_plan_costs_nothing() -> None:
    shares = share_plan(by_hand(), Plan())
    assert shares.total_cents == 0
    assert shares.transfers == ()
    assert set(verdicts(shares).values()) == {"pass"}


def test_one_department_pays_for_itself() -> None:
    round_ = Round.model_validate(
        {
            "calendar": {"start": "2027-01-04", "periods": 2},
            "departments": [{"id": "A"}],
            "funds": [{"id": "f", "department": "A", "amount_cents": 9}],
            "projects": [
                {
                    "id": "X",
                    "sponsor": "A",
                    "mandatory": True,
                    "packages": [
                        {
                            "id": "w",
                            "modes": [
                                {
                                    "id": "m",
                                    "duration": 1,
                                    "money": [{"id": "k", "category": "c", "amount_cents": 7}],
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    )
    shares = share_plan(round_, planned(round_))
    assert [d.pays_cents for d in shares.departments] == [7]
    assert shares.transfers == ()


def test_the_document_reads_back_what_it_writes() -> None:
    sample = sample_round()
    # Any plan will do: the best value is proven long before the levels after it.
    policy = sample.policy.model_copy(update={"levels": sample.policy.levels[:1]})
    round_ = sample.model_copy(update={"policy": policy})
    plan = planned(round_)
    shares = share_plan(round_, plan)
    assert PlanShares.model_validate_json(shares.model_dump_json()) == shares
    check_ties(round_, plan, shares)


def test_departments_without_any_need_pay_nothing() -> None:
    idle = by_hand().model_copy(
        update={"departments": (*by_hand().departments, Department(id="D"))}
    )
    shares = share_plan(idle, planned(idle), "equal")
    assert [d.pays_cents for d in shares.departments if d.department == "D"] == [0]

"""Generated rounds: the same everywhere, sound, contended to order, each project possible alone."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Plan, Round, Status
from optimizer.findings import Severity
from optimizer.solve import Limits, solve_round
from optimizer.verify import verify_plan
from scenarios.generate import SIZES, Generated, Shape, UnusableShape, generate, generate_round
from scenarios.generate.contention import cluster_contention, people_contention
from scenarios.generate.shape import Families

FAMILIES: tuple[Families, ...] = ("basic", "all")


def alone(round_: Round, index: int) -> Round:
    """The round with one project, free of what it shares with others."""
    project = round_.projects[index]
    free = {"mandatory": False, "prerequisites": (), "exclusive_group": None}
    return round_.model_copy(
        update={"projects": (project.model_copy(update=free),), "pins": (), "baseline": None}
    )


@pytest.fixture(scope="module", params=FAMILIES)
def medium(request: pytest.FixtureRequest) -> Generated:
    return generate(Shape(*SIZES["M"], seed=4, families=request.param))


def test_the_same_shape_gives_the_same_round_on_every_machine() -> None:
    # What the first machine made; another machine, Python or hash seed makes the same. Defaults
    # stay out: a new optional field of the domain changes no round.
    made = {}
    for families in FAMILIES:
        round_ = generate_round(Shape(*SIZES["S"], seed=1, families=families))
        data = round_.model_dump(mode="json", exclude_defaults=True)
        made[families] = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
    assert made == {
        "basic": "628bda4798eaaae0",
        "all": "6a96ab0e0dba1bfc",
    }


def test_another_seed_gives_another_round() -> None:
    first, second = (generate_round(Shape(*SIZES["S"], seed=seed)) for seed in (1, 2))
    assert first.experts != second.experts
    assert first.projects != second.projects


@pytest.mark.parametrize("families", FAMILIES)
@pytest.mark.parametrize("seed", range(4))
def test_no_errors(families: Families, seed: int) -> None:
    round_ = generate_round(Shape(*SIZES["S"], seed=seed, families=families))
    findings = check_round(round_)
    assert [str(f) for f in findings if f.severity is Severity.ERROR] == []
    # Contention is warned of; that something can't be done at all is not.
    assert [str(f) for f in findings if not f.code.endswith("-overbooked")] == []


def test_sizes_are_as_ordered(medium: Generated) -> None:
    round_ = medium.round_
    assert (len(round_.experts), len(round_.projects), round_.calendar.periods) == (120, 60, 52)


def test_demand_is_what_was_ordered(medium: Generated) -> None:
    overall = people_contention(medium.round_)
    assert overall.pct is not None
    assert 127 <= overall.pct <= 132
    for cluster in cluster_contention(medium.round_, medium.clusters):
        assert cluster.pct is not None
        assert 122 <= cluster.pct <= 138, cluster.skills


@pytest.mark.parametrize("contention", [60, 100, 170])
def test_demand_follows_the_order(contention: int) -> None:
    shape = Shape(60, 40, 40, seed=2, contention_pct=contention)
    overall = people_contention(generate_round(shape))
    assert overall.pct is not None
    assert abs(overall.pct - contention) <= 3


def test_money_and_facilities_are_contended_too(medium: Generated) -> None:
    round_ = medium.round_
    asked = sum(
        need.amount_cents
        for project in round_.projects
        for package in project.packages
        for need in package.modes[0].money
    )
    held = sum(
        sum(slot.amount_cents for slot in fund.slots) or fund.amount_cents for fund in round_.funds
    )
    assert asked > held


def test_every_project_can_be_done_alone(medium: Generated) -> None:
    for index, witness in enumerate(medium.witnesses):
        one = alone(medium.round_, index)
        assert verify_plan(one, Plan(projects=(witness,))) == (), witness.project


@pytest.mark.parametrize("families", FAMILIES)
def test_the_solver_accepts_projects_alone(families: Families) -> None:
    round_ = generate_round(Shape(*SIZES["S"], seed=3, families=families))
    policy = round_.policy.model_copy(update={"levels": round_.policy.levels[:1]})
    for index in range(0, len(round_.projects), 3):
        one = alone(round_, index).model_copy(update={"policy": policy})
        outcome = solve_round(one, Limits(time_limit_seconds=30, workers=1))
        assert outcome.status is Status.OPTIMAL
        assert outcome.plan is not None
        assert len(outcome.plan.projects) == 1


@pytest.mark.parametrize("seed", range(3))
def test_what_is_agreed_can_hold_together(seed: int) -> None:
    round_ = generate_round(Shape(*SIZES["M"], seed=seed, families="all"))
    assert round_.baseline is not None
    known = {p.id: p for p in round_.projects}
    under_way = {p.project for p in round_.baseline.plan.projects}
    assert {p.id for p in round_.projects if p.mandatory} <= under_way
    pins = tuple(pin for pin in round_.pins if pin.project in under_way)
    projects = tuple(known[p.project] for p in round_.baseline.plan.projects)
    small = round_.model_copy(update={"projects": projects, "pins": pins})
    assert verify_plan(small, round_.baseline.plan) == ()


def test_every_family_is_there() -> None:
    """Every optional part of the domain is used somewhere in one round."""
    round_ = generate_round(Shape(*SIZES["M"], seed=1, families="all"))
    data = round_.model_dump(mode="json", exclude_defaults=True)
    used = set(_paths(data))
    assert used >= EXPECTED, EXPECTED - used


EXPECTED = {
    "calendar.holidays", "calendar.extra_working_days",
    "departments.weight", "departments.credit", "departments.can_pay_cents",
    "experts.skills", "experts.exceptions", "experts.leave", "experts.max_packages",
    "experts.clearance", "experts.access.scope", "experts.access.departments",
    "experts.keep_pct", "experts.lend_limit_pct_periods", "experts.availability_pct",
    "facilities.exceptions", "facilities.access.scope", "facilities.keep_units",
    "facilities.lend_limit_unit_periods", "facilities.security_level", "facilities.operator",
    "facilities.channel.exclusive", "facilities.channel.protection_periods",
    "facilities.channel.referral_share_pct", "facilities.note",
    "datasets.security_level", "datasets.fee_cents", "datasets.purposes", "datasets.max_users",
    "datasets.access.scope", "datasets.access.departments",
    "funds.amount_cents", "funds.slots", "funds.roll_over", "funds.categories",
    "funds.access.scope", "funds.access.departments", "funds.reserve_pct",
    "projects.background.zh", "projects.goals.zh", "projects.expected_results.en",
    "projects.tier", "projects.mandatory", "projects.earliest_start", "projects.deadline",
    "projects.due", "projects.late_penalty_cents", "projects.security_level",
    "projects.exclusive_group", "projects.prerequisites.min_lag", "projects.requested_experts",
    "projects.forbidden_experts", "projects.revenue_cents", "projects.benefits",
    "projects.packages.predecessors.min_lag", "projects.packages.predecessors.max_lag",
    "projects.packages.earliest_start", "projects.packages.deadline",
    "projects.packages.needed_by", "projects.packages.modes.max_duration",
    "projects.packages.modes.staffing.outsource.category",
    "projects.packages.modes.staffing.outsource.max_headcount",
    "projects.packages.modes.staffing.same_as.need",
    "projects.packages.modes.facilities.kind", "projects.packages.modes.facilities.facility",
    "projects.packages.modes.datasets.purpose", "projects.packages.modes.money.timing",
    "policy.levels.give_up_pct", "policy.fairness.rule", "policy.fairness.use_credit",
    "policy.fast_lane_reserve_pct", "policy.outsource_clearance", "policy.authority_limits",
    "pins.expert", "pins.start", "pins.earliest_start", "pins.accepted",
    "baseline.plan.projects",
}  # fmt: skip


def _paths(data: object, at: str = "") -> list[str]:
    """Every path of keys in a document, lists left out."""
    if isinstance(data, dict):
        inner = [(f"{at}.{key}".lstrip("."), value) for key, value in data.items()]
        return [p for path, value in inner for p in [path, *_paths(value, path)]]
    if isinstance(data, list):
        return [p for item in data for p in _paths(item, at)]
    return []


def test_basic_uses_no_further_family() -> None:
    round_ = generate_round(Shape(*SIZES["M"], seed=1))
    assert not round_.datasets
    assert not round_.pins
    assert round_.baseline is None
    assert all(not e.leave and not e.keep_pct and e.max_packages is None for e in round_.experts)
    assert all(f.channel is None and not f.keep_units for f in round_.facilities)
    assert all(not f.slots for f in round_.funds)
    for project in round_.projects:
        assert project.exclusive_group is None
        assert not project.prerequisites
        for package in project.packages:
            assert all(before.max_lag is None for before in package.predecessors)
            for mode in package.modes:
                assert all(n.outsource is None and n.same_as is None for n in mode.staffing)


@pytest.mark.parametrize(
    "fields",
    [
        {"experts": 4},
        {"projects": 0},
        {"periods": 3},
        {"contention_pct": 5},
        {"experts": 20_001},
    ],
)
def test_an_order_beyond_sense_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(UnusableShape) as refused:
        Shape(**{"experts": 30, "projects": 12, **fields})
    assert refused.value.reason.zh
    assert refused.value.reason.en


def test_too_few_projects_for_the_people_is_said() -> None:
    with pytest.raises(UnusableShape, match="take more projects"):
        generate(Shape(400, 2, 20))


def test_the_catalogue_has_enough_different_titles() -> None:
    titles = [p.title.en for p in generate_round(Shape(*SIZES["L"])).projects]
    assert len(set(titles)) == len(titles)


def test_departments_have_different_names() -> None:
    departments = generate_round(Shape(2000, 400, 26, seed=1)).departments
    assert all(a.name != b.name for a, b in pairwise(sorted(departments, key=str)))

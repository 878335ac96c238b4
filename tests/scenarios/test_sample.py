"""The sample organisation: sound, bilingual, complete, and asking for more than there is."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.checks import check_round
from optimizer.domain import Round
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.findings import has_errors
from scenarios.formats import read_file
from scenarios.sample import SAMPLE_WORKBOOK, sample_round


@pytest.fixture(scope="module")
def sample() -> Round:
    return sample_round()


def test_is_what_the_workbook_says(sample: Round) -> None:
    assert sample == read_file(SAMPLE_WORKBOOK)


def test_has_no_errors(sample: Round) -> None:
    findings = check_round(sample)
    assert not has_errors(findings), [str(finding) for finding in findings]


def test_warns_of_the_request_that_nobody_is_cleared_for(sample: Round) -> None:
    impossible = [f for f in check_round(sample) if f.code == "staffing.clearance"]
    assert {sample.projects[int(f.place.pointer.split("/")[2])].id for f in impossible} == {"P23"}


def test_size(sample: Round) -> None:
    parts = ("departments", "experts", "facilities", "datasets", "funds", "projects")
    assert [len(getattr(sample, part)) for part in parts] == [8, 60, 25, 6, 8, 24]


def test_every_text_for_people_stands_in_both_languages(sample: Round) -> None:
    named: list[Any] = [
        *sample.departments, *sample.skills, *sample.experts, *sample.facilities,
        *sample.datasets, *sample.funds,
    ]  # fmt: skip
    texts = {item.id: [item.name] for item in named}
    for project in sample.projects:
        texts[project.id] = [
            project.title, project.background, project.goals, project.expected_results,
            *(package.name for package in project.packages),
        ]  # fmt: skip
    texts["round"] = [sample.title]
    missing = [id for id, all_ in texts.items() if not all(t.zh and t.en for t in all_)]
    assert missing == []


def test_asks_for_more_money_than_there_is(sample: Round) -> None:
    categories = {"research", "capital", "market"}
    asked = dict.fromkeys(categories, 0)
    for project in sample.projects:
        for package in project.packages:
            for need in package.modes[0].money:
                if need.category in categories:
                    asked[need.category] += need.amount_cents
    for category, amount in asked.items():
        spendable = sum(
            spendable_cents(sample.policy, fund, slot)
            for fund in sample.funds
            if category in fund.categories
            for slot in fund_slots(fund, sample.calendar.periods)
        )
        assert amount > spendable, category


def test_every_facility_and_dataset_is_asked_for(sample: Round) -> None:
    modes = [m for p in sample.projects for package in p.packages for m in package.modes]
    kinds = {need.kind for mode in modes for need in mode.facilities}
    assert {facility.kind for facility in sample.facilities} <= kinds
    used = {need.dataset for mode in modes for need in mode.datasets}
    assert {dataset.id for dataset in sample.datasets} == used


USED = {
    "calendar.holidays", "calendar.extra_working_days",
    "departments.weight", "departments.credit", "departments.can_pay_cents",
    "experts.exceptions", "experts.leave", "experts.max_packages", "experts.clearance",
    "experts.access.scope", "experts.access.departments", "experts.keep_pct",
    "experts.lend_limit_pct_periods", "experts.rate_cents",
    "facilities.exceptions", "facilities.access.departments", "facilities.keep_units",
    "facilities.lend_limit_unit_periods", "facilities.security_level", "facilities.operator",
    "facilities.channel.exclusive", "facilities.channel.protection_periods",
    "facilities.channel.referral_share_pct", "facilities.note",
    "datasets.security_level", "datasets.fee_cents", "datasets.purposes", "datasets.max_users",
    "datasets.access.departments",
    "funds.slots", "funds.roll_over", "funds.access.departments", "funds.reserve_pct",
    "projects.tier", "projects.mandatory", "projects.earliest_start", "projects.deadline",
    "projects.due", "projects.late_penalty_cents", "projects.security_level",
    "projects.exclusive_group", "projects.prerequisites.min_lag", "projects.requested_experts",
    "projects.forbidden_experts", "projects.revenue_cents",
    "projects.packages.predecessors.min_lag", "projects.packages.predecessors.max_lag",
    "projects.packages.earliest_start", "projects.packages.deadline",
    "projects.packages.needed_by", "projects.packages.modes.max_duration",
    "projects.packages.modes.staffing.outsource.category",
    "projects.packages.modes.staffing.outsource.max_headcount",
    "projects.packages.modes.staffing.same_as.need",
    "projects.packages.modes.facilities.facility",
    "projects.packages.modes.datasets.purpose", "projects.packages.modes.money.timing",
    "policy.levels.give_up_pct", "policy.fairness.rule", "policy.fairness.use_credit",
    "policy.fast_lane_reserve_pct", "policy.outsource_clearance", "policy.authority_limits",
    "pins.accepted", "pins.start", "pins.mode", "pins.deadline", "pins.expert",
    "pins.amount_cents",
}  # fmt: skip


def test_every_family_of_the_domain_appears(sample: Round) -> None:
    data = sample.model_dump(mode="json", exclude_defaults=True)
    assert set(_paths(data)) >= USED, USED - set(_paths(data))
    assert any(len(k.modes) > 1 for p in sample.projects for k in p.packages)
    assert any(mode.duration == 0 for p in sample.projects for k in p.packages for mode in k.modes)


def _paths(data: object, at: str = "") -> list[str]:
    """Every path of keys in a document, lists left out."""
    if isinstance(data, dict):
        inner = [(f"{at}.{key}".lstrip("."), value) for key, value in data.items()]
        return [p for path, value in inner for p in [path, *_paths(value, path)]]
    if isinstance(data, list):
        return [p for item in data for p in _paths(item, at)]
    return []

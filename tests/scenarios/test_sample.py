"""The sample organisation: sound, bilingual, always the same, and asking for more than there is."""

from __future__ import annotations

from optimizer.checks import check_round
from optimizer.domain.capacity import fund_slots, spendable_cents
from optimizer.findings import has_errors
from scenarios.sample import sample_round


def test_has_no_errors() -> None:
    findings = check_round(sample_round())
    assert not has_errors(findings), [str(finding) for finding in findings]


def test_is_always_the_same() -> None:
    assert sample_round().content_hash() == sample_round().content_hash()


def test_every_name_stands_in_both_languages() -> None:
    sample = sample_round()
    people_and_means = [(e.id, e.name) for e in sample.experts]
    people_and_means += [(f.id, f.name) for f in sample.facilities]
    people_and_means += [(d.id, d.name) for d in sample.datasets]
    people_and_means += [(f.id, f.name) for f in sample.funds]
    words = [(d.id, d.name) for d in sample.departments] + [(s.id, s.name) for s in sample.skills]
    titles = [(p.id, p.title) for p in sample.projects]
    named = people_and_means + words + titles
    assert [id for id, name in named if not (name.zh and name.en)] == []


def test_asks_for_more_money_than_there_is() -> None:
    sample = sample_round()
    asked = sum(
        need.amount_cents
        for project in sample.projects
        for package in project.packages
        for need in package.modes[0].money
    )
    spendable = sum(
        spendable_cents(sample.policy, fund, slot)
        for fund in sample.funds
        for slot in fund_slots(fund, sample.calendar.periods)
    )
    assert asked > spendable

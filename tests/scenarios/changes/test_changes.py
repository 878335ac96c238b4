from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter

from optimizer.checks import check_round
from optimizer.domain import (
    Access,
    Expert,
    ExpertSkill,
    Facility,
    FairnessPolicy,
    ObjectiveLevel,
    Project,
    ProjectPin,
    Round,
)
from optimizer.domain.capacity import expert_availability_pct, facility_units
from optimizer.errors import BadScenario
from scenarios.changes import (
    AddExpert,
    AddFacility,
    AddMoney,
    AddProject,
    AnyChange,
    CloseFacility,
    DropPin,
    DropWindow,
    FinishProjectBy,
    ForceProject,
    HireExperts,
    HirePerson,
    LendExpert,
    LowerLevel,
    MakeOptional,
    RemoveExpert,
    RentFacility,
    RoundChange,
    ScaleFund,
    SetCostRule,
    SetDeadline,
    SetFacilityUnits,
    SetFairness,
    SetFund,
    SetLevels,
    SetLoadLimit,
    SetReserve,
    TrainExpert,
    WithdrawDepartment,
    apply_changes,
)
from tests.scenarios.changes.organisation import organisation


def urgent() -> Project:
    return organisation().projects[0].model_copy(update={"id": "P9"})


def newcomer() -> Expert:
    return Expert(id="E9", department="lab", skills=(ExpertSkill(skill="test", level=5),))


PINNED = organisation().pins[0]


def with_must() -> Round:
    """The organisation with one more project, which is mandatory, late and asks for level 2."""
    base = organisation()
    package = base.projects[1].packages[0]
    mode = package.modes[0]
    needs = tuple(
        need.model_copy(update={"min_level": 2, "load_pct": 80}) for need in mode.staffing
    )
    packages = (
        package.model_copy(update={"modes": (mode.model_copy(update={"staffing": needs}),)}),
    )
    must: dict[str, object] = {"id": "P4", "mandatory": True, "earliest_start": 3}
    project = base.projects[1].model_copy(update={**must, "packages": packages})
    return base.model_copy(update={"projects": (*base.projects, project)})


EVERY: tuple[RoundChange, ...] = (
    ScaleFund(fund="F1", percent=110),
    SetFund(fund="F2", slot=1, amount_cents=5),
    AddExpert(expert=newcomer()),
    HireExperts(department="lab", skill="stats", headcount=2),
    RemoveExpert(expert="E3"),
    LendExpert(expert="E1", access=Access(scope="listed", departments=("data",)), keep_pct=20),
    TrainExpert(expert="E2", skill="test", level=3),
    AddFacility(facility=Facility(id="oven", kind="lab", department="lab")),
    CloseFacility(facility="bench", start=2, end=5),
    SetFacilityUnits(facility="bench", units=7),
    WithdrawDepartment(department="data"),
    ForceProject(project="P3"),
    FinishProjectBy(project="P1", by=date(2026, 8, 2)),
    AddProject(project=urgent(), forced=True),
    SetLevels(levels=(ObjectiveLevel.model_validate("cost"),)),
    SetFairness(fairness=FairnessPolicy(rule="max-min")),
    SetCostRule(rule="nucleolus"),
    SetReserve(percent=15),
    SetLoadLimit(percent=80),
    HirePerson(id="H1", department="lab", skill="stats", level=2, spans=((0, 1), (3, 5))),
    RentFacility(id="R1", department="lab", facility_kind="lab", spans=((2, 3),)),
    AddMoney(fund="F2", slot=0, amount_cents=1),
    SetDeadline(project="P1", deadline=5),
    LowerLevel(project="P4", package="A", mode="m", need="s", level=1),
    MakeOptional(project="P4"),
    DropWindow(project="P4"),
    DropPin(pin=PINNED),
)


def test_every_kind_of_change_is_tried_here() -> None:
    members = TypeAdapter(AnyChange).json_schema()["discriminator"]["mapping"].keys()
    assert {change.model_dump()["kind"] for change in EVERY} == set(members)


@pytest.mark.parametrize("change", EVERY, ids=lambda c: c.model_dump()["kind"])
def test_a_change_gives_another_valid_round_and_leaves_its_argument_alone(
    change: RoundChange,
) -> None:
    base = with_must()
    before = base.content_hash()
    applied = apply_changes(base, (change,))  # type: ignore[arg-type]
    assert base.content_hash() == before != applied.round.content_hash()
    assert Round.model_validate(applied.round.model_dump(mode="json")) == applied.round
    assert not [f for f in check_round(applied.round) if f.severity.value == "error"]


@pytest.mark.parametrize("change", EVERY, ids=lambda c: c.model_dump()["kind"])
def test_a_change_reads_as_a_sentence_in_both_languages(change: RoundChange) -> None:
    sentence = change.sentence(with_must())
    assert sentence.zh.endswith("。")
    assert any("\u4e00" <= character <= "\u9fff" for character in sentence.zh)
    assert sentence.en.endswith(".")
    assert sentence.en.isascii()


@pytest.mark.parametrize("change", EVERY, ids=lambda c: c.model_dump()["kind"])
def test_a_change_survives_its_json(change: RoundChange) -> None:
    again = TypeAdapter(AnyChange).validate_json(change.model_dump_json())
    assert again == change


def test_a_fund_is_scaled_half_up_slot_by_slot() -> None:
    changed = ScaleFund(fund="F1", percent=50).apply(organisation())
    assert changed.funds[0].amount_cents == 50_001  # 50,000.5
    changed = ScaleFund(fund="F2", percent=10).apply(organisation())
    assert [slot.amount_cents for slot in changed.funds[1].slots] == [5_000, 7_000]


def test_a_fund_with_slots_is_set_slot_by_slot_only() -> None:
    with pytest.raises(BadScenario) as caught:
        SetFund(fund="F2", amount_cents=1).apply(organisation())
    assert caught.value.findings[0].code == "change.no-such-slot"
    with pytest.raises(BadScenario):
        SetFund(fund="F2", slot=2, amount_cents=1).apply(organisation())
    with pytest.raises(BadScenario):
        SetFund(fund="F1", slot=0, amount_cents=1).apply(organisation())


def test_closing_a_facility_keeps_what_its_exceptions_say_outside() -> None:
    changed = CloseFacility(facility="bench", start=2, end=5).apply(organisation())
    units = facility_units(changed.calendar, changed.facilities[0])
    assert units.tolist() == [2, 1, 0, 0, 0, 2, 2, 2]


def test_closing_outside_the_horizon_is_refused() -> None:
    with pytest.raises(BadScenario) as caught:
        CloseFacility(facility="bench", start=8).apply(organisation())
    assert caught.value.findings[0].place.pointer == "/start"


def test_training_only_ever_raises() -> None:
    trained = TrainExpert(expert="E3", skill="test", level=3).apply(organisation())
    assert trained.experts[2].skills == (ExpertSkill(skill="test", level=3),)
    with pytest.raises(BadScenario):
        TrainExpert(expert="E3", skill="test", level=2).apply(organisation())


@pytest.mark.parametrize(
    ("by", "deadline"),
    [
        (date(2026, 8, 2), 4),  # the last day of the fourth week
        (date(2026, 8, 1), 3),  # a day short of it
        (date(2030, 1, 1), 8),
        (3, 3),
    ],
)
def test_a_date_becomes_the_last_whole_period(by: date | int, deadline: int) -> None:
    changed = FinishProjectBy(project="P1", by=by).apply(organisation())
    assert changed.projects[0].deadline == deadline
    assert ProjectPin(project="P1", accepted=True) in changed.pins


def test_a_date_before_the_start_is_refused() -> None:
    with pytest.raises(BadScenario):
        FinishProjectBy(project="P1", by=date(2026, 7, 6)).apply(organisation())


def test_forcing_replaces_an_earlier_pin() -> None:
    forced = ForceProject(project="P3").apply(organisation())
    freed = ForceProject(project="P3", accepted=False).apply(forced)
    assert [pin for pin in freed.pins if pin.kind == "project"] == [
        ProjectPin(project="P3", accepted=False)
    ]


def test_a_withdrawal_takes_everything_and_says_so() -> None:
    applied = apply_changes(organisation(), (WithdrawDepartment(department="data"),))
    left = applied.round
    assert [d.id for d in left.departments] == ["lab"]
    assert [e.id for e in left.experts] == ["E1"]
    assert [p.id for p in left.projects] == ["P1"]  # P3 requires P2, which data sponsors
    assert left.projects[0].packages[0].needed_by == ("lab",)
    assert [b.department for b in left.projects[0].benefits] == ["lab"]
    assert any("P3" in note.en for note in applied.notes)


def test_what_needs_a_thing_that_left_leaves_with_it() -> None:
    applied = apply_changes(organisation(), (WithdrawDepartment(department="lab"),))
    assert [p.id for p in applied.round.projects] == ["P2"]
    assert applied.round.pins == ()
    assert any("P1" in note.en and "pin" in note.en for note in applied.notes)


def test_breaking_a_mandatory_project_is_a_finding() -> None:
    base = organisation()
    p2 = base.projects[1]
    needy = p2.model_copy(update={"id": "P4", "sponsor": "lab", "mandatory": True})
    base = base.model_copy(update={"projects": (*base.projects, needy)})
    with pytest.raises(BadScenario) as caught:
        apply_changes(base, (WithdrawDepartment(department="data"),))
    assert [f.code for f in caught.value.findings] == ["change.breaks-mandatory"]
    assert caught.value.findings[0].subject == ("P4",)


def test_a_wish_for_somebody_who_left_is_void() -> None:
    base = organisation()
    wishing = base.projects[0].model_copy(update={"requested_experts": ("E1", "E3")})
    base = base.model_copy(update={"projects": (wishing, *base.projects[1:])})
    applied = apply_changes(base, (RemoveExpert(expert="E3"),))
    assert applied.round.projects[0].requested_experts == ("E1",)
    assert [note.en for note in applied.notes] == ["The wish of project P1 for E3 is void."]


def test_an_unknown_name_is_found_with_the_nearest_one() -> None:
    with pytest.raises(BadScenario) as caught:
        apply_changes(
            organisation(),
            (RemoveExpert(expert="E33"), ScaleFund(fund="G", percent=1), SetReserve(percent=5)),
        )
    first, second = caught.value.findings
    assert (first.code, first.place.pointer) == ("change.unknown-expert", "/changes/0/expert")
    assert "E3" in first.suggestion_en
    assert (second.code, second.place.pointer) == ("change.unknown-fund", "/changes/1/fund")


def test_a_person_is_hired_for_some_periods_only() -> None:
    hire = HirePerson(id="H1", department="lab", skill="stats", level=2, spans=((0, 1), (3, 5)))
    changed = hire.apply(organisation())
    offered = expert_availability_pct(changed.calendar, changed.experts[-1])
    assert offered.tolist() == [100, 0, 0, 100, 100, 0, 0, 0]
    assert hire.periods == 3


def test_a_facility_is_rented_for_some_periods_only() -> None:
    rent = RentFacility(id="R1", department="lab", facility_kind="lab", units=3, spans=((2, 4),))
    changed = rent.apply(organisation())
    units = facility_units(changed.calendar, changed.facilities[-1])
    assert units.tolist() == [0, 0, 3, 3, 0, 0, 0, 0]


@pytest.mark.parametrize("spans", [((2, 2),), ((0, 9),), ((3, 5), (1, 2)), ((0, 3), (2, 4))])
def test_periods_out_of_order_are_refused(spans: tuple[tuple[int, int], ...]) -> None:
    for change in (
        HirePerson(id="H1", department="lab", skill="stats", level=2, spans=spans),
        RentFacility(id="R1", department="lab", facility_kind="lab", spans=spans),
    ):
        with pytest.raises(BadScenario) as caught:
            change.apply(organisation())
        assert caught.value.findings[0].place.pointer == "/spans"


def test_money_goes_into_a_slot_where_there_are_slots() -> None:
    changed = AddMoney(fund="F2", slot=1, amount_cents=5).apply(organisation())
    assert [slot.amount_cents for slot in changed.funds[1].slots] == [50_000, 70_005]
    changed = AddMoney(fund="F1", amount_cents=5).apply(organisation())
    assert changed.funds[0].amount_cents == 100_006
    for wrong in (AddMoney(fund="F1", slot=0, amount_cents=5), AddMoney(fund="F2", amount_cents=5)):
        with pytest.raises(BadScenario):
            wrong.apply(organisation())


def test_concessions_give_way_in_one_place() -> None:
    base = with_must()
    lowered = LowerLevel(project="P4", package="A", mode="m", need="s", level=1).apply(base)
    assert lowered.projects[3].packages[0].modes[0].staffing[0].min_level == 1
    assert MakeOptional(project="P4").apply(base).projects[3].mandatory is False
    assert DropWindow(project="P4").apply(base).projects[3].earliest_start == 0
    assert DropPin(pin=PINNED).apply(base).pins == ()
    inside = SetDeadline(project="P4", package="A", deadline=6).apply(base)
    assert inside.projects[3].packages[0].deadline == 6


@pytest.mark.parametrize(
    "change",
    [
        LowerLevel(project="P1", package="A", mode="m", need="s", level=1),
        LowerLevel(project="P1", package="A", mode="n", need="s", level=1),
        MakeOptional(project="P1"),
        DropPin(pin=ProjectPin(project="P1", accepted=True)),
        SetDeadline(project="P1", package="B", deadline=6),
    ],
)
def test_a_concession_that_gives_nothing_is_refused(change: RoundChange) -> None:
    with pytest.raises(BadScenario):
        change.apply(organisation())

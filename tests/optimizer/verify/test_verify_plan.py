"""One small allowed plan, and for every rule a change that breaks exactly it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from optimizer.domain import Plan, Round
from optimizer.verify import Violation, verify_plan
from optimizer.verify.violation import CODES

Json = dict[str, Any]

ROUND: Json = {
    "calendar": {"start": "2027-01-04", "periods": 12},
    "departments": [{"id": "D1"}, {"id": "D2"}],
    "skills": [{"id": "s"}, {"id": "op"}],
    "experts": [
        {
            "id": "ann",
            "department": "D1",
            "skills": [{"skill": "s", "level": 3}, {"skill": "op", "level": 2}],
            "clearance": "general-2",
            "rate_cents": 1000,
        },
        {
            "id": "bob",
            "department": "D2",
            "skills": [{"skill": "s", "level": 3}],
            "clearance": "general-2",
            "rate_cents": 2000,
        },
        {"id": "cat", "department": "D2", "skills": [{"skill": "s", "level": 3}]},
    ],
    "facilities": [
        {"id": "lab", "kind": "lab", "department": "D2", "units": 2, "rate_cents": 7},
        {"id": "desk", "kind": "desk", "department": "D2", "units": 2},
        {
            "id": "shop",
            "kind": "channel",
            "department": "D1",
            "units": 9,
            "access": {"scope": "anyone"},
            "channel": {"exclusive": True, "protection_periods": 1, "referral_share_pct": 10},
        },
    ],
    "datasets": [{"id": "data", "department": "D2", "fee_cents": 500, "purposes": ["train"]}],
    "funds": [
        {
            "id": "cash",
            "department": "D1",
            "categories": ["kit", "market"],
            "slots": [
                {"start": 0, "end": 6, "amount_cents": 1000},
                {"start": 6, "end": 11, "amount_cents": 1000},
            ],
        },
        {
            "id": "late",
            "department": "D1",
            "slots": [{"start": 6, "end": 11, "amount_cents": 1000}],
        },
    ],
    "projects": [
        {
            "id": "P",
            "sponsor": "D1",
            "participants": ["D2"],
            "tier": 1,
            "mandatory": True,
            "benefits": [{"department": "D1", "value": 5}, {"department": "D2", "value": 3}],
            "revenue_cents": 1005,
            "packages": [
                {
                    "id": "a",
                    "modes": [
                        {
                            "id": "m",
                            "duration": 2,
                            "max_duration": 3,
                            "staffing": [{"id": "who", "skill": "s", "headcount": 2}],
                            "facilities": [{"id": "room", "kind": "lab", "units": 2}],
                            "datasets": [{"dataset": "data", "purpose": "train"}],
                            "money": [{"id": "kit", "category": "kit", "amount_cents": 101}],
                        },
                        {"id": "easy", "duration": 2},
                    ],
                },
                {
                    "id": "b",
                    "predecessors": [{"package": "a", "min_lag": 1, "max_lag": 4}],
                    "modes": [
                        {
                            "id": "m",
                            "duration": 2,
                            "staffing": [
                                {
                                    "id": "more",
                                    "skill": "s",
                                    "load_pct": 50,
                                    "headcount": 2,
                                    "outsource": {"rate_cents": 100, "category": "market"},
                                    "same_as": {"package": "a", "need": "who"},
                                }
                            ],
                            "facilities": [{"id": "sell", "facility": "shop"}],
                        }
                    ],
                },
            ],
        },
        {
            "id": "Q",
            "sponsor": "D2",
            "tier": 3,
            "benefits": [{"department": "D2", "value": 2}],
            "prerequisites": [{"project": "P"}],
            "packages": [
                {
                    "id": "c",
                    "modes": [
                        {
                            "id": "m",
                            "duration": 1,
                            "staffing": [{"id": "one", "skill": "s"}],
                            "facilities": [{"id": "sell", "facility": "shop"}],
                        }
                    ],
                }
            ],
        },
    ],
}

PLAN: Json = {
    "projects": [
        {
            "project": "P",
            "packages": [
                {
                    "package": "a",
                    "mode": "m",
                    "start": 1,
                    "end": 3,
                    "staffing": [{"need": "who", "experts": ["ann", "bob"]}],
                    "facilities": [{"need": "room", "facility": "lab"}],
                    "money": [{"need": "kit", "fund": "cash", "period": 0, "amount_cents": 101}],
                },
                {
                    "package": "b",
                    "mode": "m",
                    "start": 5,
                    "end": 7,
                    "staffing": [{"need": "more", "experts": ["ann"], "outsourced": 1}],
                    "facilities": [{"need": "sell", "facility": "shop"}],
                    "money": [
                        {"need": "more", "fund": "cash", "period": 0, "amount_cents": 50},
                        {"need": "more", "fund": "cash", "period": 6, "amount_cents": 50},
                    ],
                },
            ],
        },
        {
            "project": "Q",
            "packages": [
                {
                    "package": "c",
                    "mode": "m",
                    "start": 8,
                    "end": 9,
                    "staffing": [{"need": "one", "experts": ["cat"]}],
                    "facilities": [{"need": "sell", "facility": "shop"}],
                }
            ],
        },
    ]
}

Break = Callable[[Json, Json], object]


def put(path: str, value: Any) -> Break:
    """Set one field of ``round`` or ``plan``, named by a slash path."""

    def change(round_: Json, plan: Json) -> None:
        root, *parts, last = path.split("/")
        at: Any = round_ if root == "round" else plan
        for part in parts:
            at = at[int(part)] if isinstance(at, list) else at[part]
        at[int(last) if isinstance(at, list) else last] = value

    return change


def both(*changes: Break) -> Break:
    def change(round_: Json, plan: Json) -> None:
        for one in changes:
            one(round_, plan)

    return change


A, B, C = (f"plan/projects/{p}/packages/{k}" for p, k in ((0, 0), (0, 1), (1, 0)))
PA, PB = "round/projects/0/packages/0", "round/projects/0/packages/1"
ANN, BOB, LAB, CASH = (
    "round/experts/0",
    "round/experts/1",
    "round/facilities/0",
    "round/funds/0",
)
SECRET = {"scope": "listed", "departments": []}


def pin(**fields: Any) -> Break:
    return put("round/pins", [fields])


def drop_p(_: Json, plan: Json) -> None:
    del plan["projects"][0]


CASES: list[tuple[str, Break]] = [
    ("project.unknown", lambda _, p: p["projects"].append({"project": "Z", "packages": []})),
    ("project.twice", lambda _, p: p["projects"].append(p["projects"][1])),
    ("project.mandatory", both(drop_p, put("round/projects/1/prerequisites", []))),
    ("project.prerequisite", both(drop_p, put("round/projects/0/mandatory", False))),
    (
        "project.exclusive-group",
        both(
            put("round/projects/0/exclusive_group", "g"),
            put("round/projects/1/exclusive_group", "g"),
        ),
    ),
    (
        "project.prerequisite-lag",
        put("round/projects/1/prerequisites", [{"project": "P", "min_lag": 2}]),
    ),
    ("package.unknown", lambda _, p: p["projects"][1]["packages"].append(
        {"package": "z", "mode": "m", "start": 0, "end": 1})),
    ("package.twice", lambda _, p: p["projects"][1]["packages"].append(
        p["projects"][1]["packages"][0])),
    ("package.missing", lambda _, p: p["projects"][1]["packages"].clear()),
    ("package.mode", put(f"{C}/mode", "z")),
    ("package.duration", put(f"{C}/end", 10)),
    ("package.too-early", put("round/projects/0/earliest_start", 2)),
    ("package.too-early", put(f"{PA}/earliest_start", 2)),
    ("package.too-late", put("round/projects/0/deadline", 6)),
    ("package.too-late", put(f"{PB}/deadline", 6)),
    ("package.too-late", both(put(f"{C}/start", 12), put(f"{C}/end", 13))),
    ("package.min-lag", put(f"{PB}/predecessors", [{"package": "a", "min_lag": 3}])),
    ("package.max-lag", put(f"{PB}/predecessors", [{"package": "a", "max_lag": 1}])),
    ("need.unknown", lambda _, p: p["projects"][1]["packages"][0]["staffing"].append(
        {"need": "z"})),
    ("need.twice", lambda _, p: p["projects"][1]["packages"][0]["staffing"].append(
        {"need": "one"})),
    ("resource.unknown", put(f"{C}/staffing/0/experts", ["nobody"])),
    ("resource.unknown", put(f"{C}/facilities/0/facility", "nothing")),
    ("resource.unknown", put(f"{A}/money/0/fund", "nothing")),
    ("staffing.headcount", put(f"{C}/staffing", [])),
    ("staffing.outsource", both(put(f"{C}/staffing/0/experts", []),
                                put(f"{C}/staffing/0/outsourced", 1))),
    ("staffing.outsource-limit", both(
        put(f"{B}/staffing/0/experts", []), put(f"{B}/staffing/0/outsourced", 2),
        put(f"{B}/money/0/amount_cents", 100), put(f"{B}/money/1/amount_cents", 100),
        put(f"{PB}/modes/0/staffing/0/outsource/max_headcount", 1))),
    ("staffing.outsource-clearance", put("round/projects/0/security_level", "general-2")),
    ("staffing.two-places", both(put(f"{A}/staffing/0/experts", ["ann", "ann"]),
                                 put(f"{PA}/modes/0/staffing/0/load_pct", 50))),
    ("staffing.unfit", put("round/projects/0/forbidden_experts", ["bob"])),
    ("staffing.unfit", put(f"{PA}/modes/0/staffing/0/min_level", 4)),
    ("staffing.unfit", put(f"{BOB}/access", SECRET)),
    ("staffing.clearance", put("round/projects/1/security_level", "general-2")),
    ("staffing.clearance", put("round/datasets/0/security_level", "core")),
    ("staffing.clearance", put(f"{LAB}/security_level", "core")),
    ("staffing.continuity", put(f"{B}/staffing/0/experts", ["cat"])),
    ("expert.load", put(f"{BOB}/availability_pct", 99)),
    ("expert.load", put(f"{BOB}/leave", [{"first_day": "2027-01-11", "last_day": "2027-01-11"}])),
    ("expert.load", put("round/policy", {"load_limit_pct": 99})),
    ("expert.packages", both(put(f"{ANN}/max_packages", 1), put(f"{BOB}/max_packages", 1),
                             put(f"{PB}/predecessors", []), put(f"{B}/start", 2),
                             put(f"{B}/end", 4), put(f"{PB}/modes/0/staffing/0/load_pct", 1),
                             put(f"{PA}/modes/0/staffing/0/load_pct", 99),
                             put(f"{B}/money", [{"need": "more", "fund": "cash",
                                                 "period": 0, "amount_cents": 2}]))),
    ("expert.keep", put(f"{BOB}/keep_pct", 1)),
    ("expert.lend-limit", put(f"{BOB}/lend_limit_pct_periods", 199)),
    ("facility.missing", put(f"{C}/facilities", [])),
    ("facility.unfit", put(f"{A}/facilities/0/facility", "desk")),
    ("facility.unfit", put(f"{LAB}/access", SECRET)),
    ("facility.units", put(f"{LAB}/exceptions", [{"start": 2, "end": 9, "value": 1}])),
    ("facility.keep", put(f"{LAB}/keep_units", 1)),
    ("facility.lend-limit", put(f"{LAB}/lend_limit_unit_periods", 3)),
    ("facility.operator", put(f"{LAB}/operator", {"skill": "op", "level": 3})),
    ("channel.exclusive", put("round/facilities/2/channel/protection_periods", 2)),
    ("dataset.access", put("round/datasets/0/access", SECRET)),
    ("dataset.purpose", put(f"{PA}/modes/0/datasets/0/purpose", "resale")),
    ("dataset.users", put("round/datasets/0/max_users", 0)),
    ("money.unasked", put(f"{PB}/modes/0/staffing/0/outsource/category", None)),
    ("money.segment", both(put(f"{A}/money/0/amount_cents", 0), put(f"{A}/money/0/period", 3),
                           put(f"{PA}/modes/0/money/0/amount_cents", 0))),
    ("money.amount", put(f"{A}/money/0/amount_cents", 100)),
    ("fund.access", put(f"{CASH}/department", "D2")),
    ("fund.category", put(f"{CASH}/categories", ["kit"])),
    ("fund.no-slot", put(f"{A}/money/0/fund", "late")),
    ("fund.overdrawn", put(f"{CASH}/slots/0/amount_cents", 150)),
    ("fund.overdrawn", put(f"{CASH}/reserve_pct", 85)),
    ("pin.project", pin(kind="project", project="Q", accepted=False)),
    ("pin.start", pin(kind="start", project="Q", package="c", start=9)),
    ("pin.mode", pin(kind="mode", project="P", package="a", mode="easy")),
    ("pin.window", pin(kind="window", project="Q", package="c", earliest_start=9)),
    ("pin.window", pin(kind="window", project="Q", package="c", deadline=8)),
    ("pin.person", pin(kind="person", project="Q", package="c", need="one", expert="bob")),
    ("pin.person", pin(kind="person", project="Q", package="c", need="one", expert="cat",
                       assigned=False)),
    ("pin.fund", pin(kind="fund", project="P", package="a", need="kit", fund="cash",
                     amount_cents=100)),
]  # fmt: skip


def found(change: Break) -> tuple[Violation, ...]:
    round_, plan = copy.deepcopy(ROUND), copy.deepcopy(PLAN)
    change(round_, plan)
    return verify_plan(Round.model_validate(round_), Plan.model_validate(plan))


def test_the_small_plan_is_allowed() -> None:
    assert found(lambda _, __: None) == ()


@pytest.mark.parametrize(
    ("code", "change"), CASES, ids=[f"{case[0]}-{i}" for i, case in enumerate(CASES)]
)
def test_a_broken_rule_yields_its_code_and_no_other(code: str, change: Break) -> None:
    assert {violation.code for violation in found(change)} == {code}


def test_every_code_has_a_case() -> None:
    assert {code for code, _ in CASES} == CODES


def test_unspent_money_rolls_over_when_the_fund_says_so() -> None:
    short = put(f"{CASH}/slots/1/amount_cents", 49)
    assert [v.code for v in found(short)] == ["fund.overdrawn"]
    assert found(both(short, put(f"{CASH}/roll_over", True))) == ()


def test_money_that_rolls_over_is_not_spent_before_it_falls() -> None:
    early = both(put(f"{CASH}/roll_over", True), put(f"{CASH}/slots/0/amount_cents", 150))
    [violation] = found(early)
    assert (violation.found, violation.limit) == (151, 150)


def test_a_milestone_uses_nothing_renewable() -> None:
    milestone = both(
        put("round/projects/1/packages/0/modes/0/duration", 0),
        put(f"{C}/end", 8),
        put("round/experts/2/availability_pct", 0),
        put("round/facilities/2/channel/protection_periods", 2),
    )
    assert found(milestone) == ()


def test_stretched_work_lowers_the_load() -> None:
    stretched = both(
        put(f"{A}/end", 4), put(f"{BOB}/availability_pct", 67), put(f"{ANN}/availability_pct", 67)
    )
    assert found(stretched) == ()
    assert [v.found for v in found(both(stretched, put(f"{BOB}/availability_pct", 66)))] == [67]


def test_a_pin_does_not_bind_a_rejected_project() -> None:
    def reject(_: Json, plan: Json) -> None:
        del plan["projects"][1]

    assert found(both(reject, pin(kind="start", project="Q", package="c", start=9))) == ()


def test_a_violation_says_where_in_both_languages() -> None:
    [violation] = found(put("round/projects/1/forbidden_experts", ["cat"]))
    assert str(violation) == (
        "staffing.unfit: Q/c/one/cat: "
        "the person can't serve the need (skill, level, access or forbidden)"
    )
    shown = json.loads(json.dumps(violation.to_json(), ensure_ascii=False))
    assert shown["message"]["zh"].startswith("Q/c/one/cat：此人不能承担该需求")
    assert [shown[key] for key in ("project", "package", "need", "resource")] == [
        "Q", "c", "one", "cat",
    ]  # fmt: skip

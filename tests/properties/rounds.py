"""Very small rounds in which everything the domain knows takes part."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeVar

from optimizer.domain import Round

T = TypeVar("T")
Json = dict[str, Any]
DEPARTMENTS = ("A", "B")
SCOPES = ("own", *["participants"] * 4, *["anyone"] * 5)
RULES = ("none", "max-min", "leximin", "nash")


class _Draw:
    """Choices at random, in few words."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self, *choices: T) -> T:
        return self.random.choice(choices)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self.random.randint(1, 100) <= percent

    def some(self, items: Sequence[T], percent: int = 50) -> list[T]:
        return [item for item in items if self.chance(percent)]


def whole_round(seed: int) -> Round:
    """Two departments, three people, two labs and a channel, a dataset, two funds, 3–4 projects.

    Everything is scarce: few periods, little of each resource, and most projects want all of it.
    The same seed always gives the same round.
    """
    d = _Draw(seed)
    periods = d.one(3, 3, 4, 5)
    names = [f"P{i}" for i in range(d.number(3, 4))]
    projects = [_project(d, i, names, periods) for i in range(len(names))]
    data: Json = {
        "calendar": {"start": "2026-01-05", "periods": periods},
        "departments": [
            {"id": name, "weight": d.number(0, 3), "credit": d.number(-3, 3)}
            for name in DEPARTMENTS
        ],
        "skills": [{"id": "s"}, {"id": "t"}],
        "experts": [_expert(d, f"e{i}", periods) for i in range(3)],
        "facilities": [_lab(d, "lab1", periods), _lab(d, "lab2", periods), _channel(d)],
        "datasets": [
            {
                "id": "data",
                "department": d.one(*DEPARTMENTS),
                "security_level": d.one("general-1", "general-1", "general-2"),
                "fee_cents": d.number(0, 9),
                "purposes": d.one([], ["train"], *[["train", "test"]] * 3),
                "max_users": d.one(None, 1, 1, 2),
                "access": {"scope": d.one(*SCOPES)},
            }
        ],
        "funds": [_fund(d, "f1", periods, [[]]), _fund(d, "f2", periods, [[], ["cash"], ["kit"]])],
        "projects": projects,
        "policy": _policy(d),
    }
    data["pins"] = [_pin(d, data, periods) for _ in range(d.one(0, 0, 1, 2))]
    if d.chance(40):
        plan = {"projects": [_planned(d, project) for project in d.some(projects, 70)]}
        data["baseline"] = {"plan": plan, "weights": {"project": d.number(0, 9), "person": 2}}
    return Round.model_validate(data)


def _expert(d: _Draw, name: str, periods: int) -> Json:
    exceptions = []
    if d.chance(25):
        start = d.number(0, periods - 1)
        exceptions = [{"start": start, "end": start + 1, "value": d.one(0, 40, 70)}]
    return {
        "id": name,
        "department": d.one(*DEPARTMENTS),
        "skills": [
            {"skill": skill, "level": d.one(1, 2, 3)} for skill in d.one("s", "t", *["st"] * 4)
        ],
        "availability_pct": d.one(60, 100, 100, 100),
        "exceptions": exceptions,
        "leave": d.one([], [], [], [{"first_day": "2026-01-13", "last_day": "2026-01-14"}]),
        "max_packages": d.one(None, None, 1),
        "rate_cents": d.number(0, 30),
        "clearance": d.one("general-1", "general-2", "general-2", "general-2"),
        "access": {"scope": d.one(*SCOPES)},
        "keep_pct": d.one(0, 0, 20, 50),
        "lend_limit_pct_periods": d.one(None, None, 100, 150),
    }


def _lab(d: _Draw, name: str, periods: int) -> Json:
    shut = d.number(0, periods - 1)
    return {
        "id": name,
        "kind": "lab",
        "department": d.one(*DEPARTMENTS),
        "units": d.number(1, 2),
        "exceptions": d.one([], [], [{"start": shut, "end": shut + 1, "value": 0}]),
        "rate_cents": d.number(0, 9),
        "access": {"scope": d.one(*SCOPES)},
        "keep_units": d.one(0, 0, 1),
        "lend_limit_unit_periods": d.one(None, 1, 2),
        "security_level": d.one("general-1", "general-2"),
        "operator": d.one(None, {"skill": "s", "level": 2}),
    }


def _channel(d: _Draw) -> Json:
    return {
        "id": "shop",
        "kind": "channel",
        "department": d.one(*DEPARTMENTS),
        "units": 2,
        "access": {"scope": "anyone"},
        "channel": {
            "exclusive": d.chance(85),
            "protection_periods": d.number(0, 2),
            "referral_share_pct": d.one(0, 10),
        },
    }


def _fund(d: _Draw, name: str, periods: int, categories: list[list[str]]) -> Json:
    fund: Json = {
        "id": name,
        "department": d.one(*DEPARTMENTS),
        "categories": d.one(*categories),
        "access": {"scope": d.one("participants", "anyone", "own")},
        "roll_over": d.chance(50),
        "reserve_pct": d.one(None, 0, 20),
    }
    if d.chance(50):
        fund["amount_cents"] = d.number(8, 30)
        return fund
    cut = d.number(1, periods - 1)
    fund["slots"] = [
        {"start": 0, "end": cut, "amount_cents": d.number(0, 30)},
        {"start": cut, "end": periods, "amount_cents": d.number(0, 30)},
    ]
    return fund


def _project(d: _Draw, number: int, names: list[str], periods: int) -> Json:
    packages: list[Json] = []
    for k in range(d.one(1, 1, 2)):
        packages.append(_package(d, number, k, periods, packages))
    prerequisites = []
    if number and d.chance(30):
        lag = d.one(None, -1, 0, 0, 1)
        prerequisites = [{"project": names[d.number(0, number - 1)], "min_lag": lag}]
    experts = ["e0", "e1", "e2"]
    return {
        "id": names[number],
        "sponsor": d.one(*DEPARTMENTS),
        "participants": d.one([], ["A", "B"], ["A", "B"], ["A", "B"], ["A", "B"]),
        "benefits": [
            {"department": name, "value": d.number(1, 6)} for name in d.one("A", "B", "AB")
        ],
        "tier": d.number(1, 3),
        "mandatory": d.chance(6),
        "earliest_start": d.one(0, 0, 0, 0, 1),
        "deadline": d.one(None, None, None, periods - 1),
        "due": d.one(None, 2),
        "late_penalty_cents": d.number(0, 20),
        "security_level": d.one(*["general-1"] * 5, "general-2"),
        "exclusive_group": d.one(None, None, "g"),
        "prerequisites": prerequisites,
        "requested_experts": d.some(experts, 20),
        "forbidden_experts": d.some(experts, 10),
        "revenue_cents": d.number(0, 99),
        "packages": packages,
    }


def _package(d: _Draw, number: int, k: int, periods: int, done: list[Json]) -> Json:
    modes = [_mode(d, name, number, k) for name in d.one(["m"], ["m"], ["m", "n"])]
    predecessors = []
    if k:
        low = d.number(-2, 1)
        high = d.one(None, low, low + 1)
        predecessors = [{"package": f"w{k - 1}", "min_lag": low, "max_lag": high}]
        before = next((n for m in done[-1]["modes"] for n in m["staffing"][:1]), None)
        for mode in modes:
            for need in mode["staffing"][:1]:
                if d.chance(60) and before is not None:
                    need["same_as"] = {"package": f"w{k - 1}", "need": "n0"}
    return {
        "id": f"w{k}",
        "modes": modes,
        "predecessors": predecessors,
        "earliest_start": d.one(0, 0, 0, 0, 0, 1),
        "deadline": d.one(None, None, None, None, periods - 1),
    }


def _mode(d: _Draw, name: str, number: int, k: int) -> Json:
    duration = d.one(0, 1, 1, 1, 2, 2)
    everything = number == 0 and k == 0 and name == "m"  # one place where all families meet
    mode: Json = {
        "id": name,
        "duration": duration,
        "max_duration": d.one(None, None, None, duration + 1),
        "staffing": [_need(d, f"n{i}") for i in range(d.one(0, 1, 1, 1, 1, 2))],
        "facilities": [],
        "datasets": [],
        "money": [],
    }
    if everything or d.chance(50):
        choice = {"facility": "lab1"} if d.chance(30) else {"kind": "lab"}
        mode["facilities"].append({"id": "lab", "units": d.one(1, 1, 1, 2), **choice})
    if everything or d.chance(50):
        mode["facilities"].append({"id": "via", "kind": "channel"})
    if everything or d.chance(40):
        mode["datasets"].append({"dataset": "data", "purpose": d.one("train", "train", "test")})
    if everything or d.chance(50):
        mode["money"].append(
            {
                "id": "c",
                "category": d.one("cash", "cash", "kit"),
                "amount_cents": d.number(0, 12),
                "timing": d.one("start", "spread", "end"),
            }
        )
    return mode


def _need(d: _Draw, name: str) -> Json:
    need: Json = {
        "id": name,
        "skill": d.one("s", "t"),
        "min_level": d.one(1, 1, 1, 2),
        "headcount": d.one(1, 1, 1, 1, 2),
        "load_pct": d.one(30, 60, 60, 100),
    }
    if d.chance(35):
        need["outsource"] = {
            "rate_cents": d.number(0, 60),
            "category": d.one(None, "cash"),
            "max_headcount": d.one(None, 1),
        }
    return need


def _policy(d: _Draw) -> Json:
    trade = {
        "name": "worth",
        "terms": [{"measure": "value", "weight": 10}, {"measure": "cost"}],
        "give_up_pct": d.one(0, 0, 20),
    }
    value = {"name": "value", "give_up_pct": d.one(0, 0, 30)}
    first = d.one(*["value"] * 5, "tier-1", "fairness", "worth")
    levels: list[Any] = [{"value": value, "worth": trade}.get(first, first)]
    rest = [name for name in ("value", "fairness", "cost", "people", "change", "makespan")
            if name != first]  # fmt: skip
    for _ in range(d.number(1, 3)):
        name = d.one(*rest)
        rest.remove(name)
        levels.append({"name": name, "target": d.number(0, 12)} if d.chance(20) else name)
    return {
        "levels": levels,
        "tier_weights": [{"tier": 1, "weight": d.number(1, 3)}],
        "fairness": {
            "rule": d.one(*RULES),
            "entitlement": d.one("equal", "weight", "capacity"),
            "use_credit": d.chance(50),
        },
        "people_weights": {"wish": 5, "handover": d.number(0, 3), "balance": d.one(0, 1)},
        "fast_lane_reserve_pct": d.one(0, 0, 10),
        "load_limit_pct": d.one(100, 100, 100, 90),
        "outsource_clearance": d.one("general-1", "general-2"),
    }


def _pin(d: _Draw, data: Json, periods: int) -> Json:
    project = d.one(*data["projects"])
    package = d.one(*project["packages"])
    mode = d.one(*package["modes"])
    place = {"project": project["id"], "package": package["id"]}
    choices: list[Json] = [
        {"kind": "project", "project": project["id"], "accepted": d.chance(70)},
        {"kind": "start", **place, "start": d.number(0, periods - 2)},
        {"kind": "mode", **place, "mode": mode["id"]},
        {"kind": "window", **place, "earliest_start": d.number(0, 1), "deadline": periods - 1},
    ]
    for need in mode["staffing"]:
        person = {"need": need["id"], "expert": d.one("e0", "e1", "e2")}
        choices.append({"kind": "person", **place, **person, "assigned": d.chance(60)})
    for need in mode["money"]:
        cents = d.number(0, need["amount_cents"])
        fund = {"need": need["id"], "fund": d.one("f1", "f2"), "amount_cents": cents}
        choices.append({"kind": "fund", **place, **fund})
    return d.one(*choices)


def _planned(d: _Draw, project: Json) -> Json:
    """Return lines of an earlier plan, which need not have been a good one."""
    packages = []
    for package in project["packages"]:
        mode = d.one(*package["modes"])
        start = d.number(0, 2)
        packages.append(
            {
                "package": package["id"],
                "mode": mode["id"],
                "start": start,
                "end": start + mode["duration"],
                "staffing": [
                    {"need": need["id"], "experts": [d.one("e0", "e1", "e2")]}
                    for need in mode["staffing"]
                ],
            }
        )
    return {"project": project["id"], "packages": packages}

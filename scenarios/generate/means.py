"""Facilities, datasets and funds: drawn before the projects, sized after them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.domain import (
    Access,
    ChannelTerms,
    Dataset,
    Facility,
    Fund,
    FundSlot,
    SecurityLevel,
    Step,
    Text,
)
from scenarios.generate.catalogue import DATASETS, KINDS
from scenarios.generate.draw import Draw
from scenarios.generate.people import CLEARANCES, Office, access_of
from scenarios.generate.shape import Shape
from scenarios.generate.sketch import DatasetSketch, FacilitySketch, FundSketch

__all__ = ["Means", "draw_means", "finished_facilities", "finished_funds", "write_datasets"]

YUAN = 100
PURPOSES = ("分析 analysis", "训练 training", "测试 testing")
OUTSOURCING = "outsourcing"
FEWEST_USERS = 3
"""Packages that may always use a dataset at once; no project has more that do."""


@dataclass(frozen=True)
class Means:
    """What projects can ask for besides people."""

    facilities: tuple[FacilitySketch, ...]
    datasets: tuple[DatasetSketch, ...]
    funds: tuple[FundSketch, ...]


def draw_means(shape: Shape, office: Office) -> Means:
    """Return the sketches of facilities, datasets and funds."""
    datasets = _datasets(shape) if shape.everything else ()
    return Means(_facilities(shape, office), datasets, _funds(shape))


def _facilities(shape: Shape, office: Office) -> tuple[FacilitySketch, ...]:
    draw = Draw(shape.seed, "facilities")
    sketches = []
    for f in range(shape.facilities):
        kind = KINDS[f % shape.kinds]
        # The first of a kind is everybody's: no project is cut off from the kind.
        shared = f < shape.kinds or draw.chance(30)
        sketch = FacilitySketch(
            index=f,
            kind=kind,
            department=draw.integer(0, shape.departments - 1),
            access=Access(scope="anyone" if shared else "participants"),
            peak=np.zeros(shape.periods, dtype=np.int64),
        )
        if shape.everything and kind.nature == "lab" and (f < shape.kinds or draw.chance(60)):
            expert = draw.pick(office.experts)
            sketch.operator = expert.skills[0].model_copy(update={"level": 2})
            if f < shape.kinds or draw.chance(30):
                sketch.security = SecurityLevel.GENERAL_2
        sketches.append(sketch)
    return tuple(sketches)


def _datasets(shape: Shape) -> tuple[DatasetSketch, ...]:
    draw = Draw(shape.seed, "datasets")
    sketches = []
    for k in range(max(4, shape.experts // 25)):
        scope = draw.weighted(("anyone", "participants", "listed"), (70, 20, 10))
        scope = "listed" if k == 1 else scope
        owner = draw.integer(0, shape.departments - 1)
        listed = draw.some([f"D{d}" for d in range(shape.departments) if d != owner], 2)
        access = access_of(scope, listed)
        level = draw.weighted(CLEARANCES, (35, 30, 18, 10, 5, 2))
        level = CLEARANCES[0] if k == 0 else level
        purposes = tuple(sorted(draw.some(PURPOSES, 2))) if draw.chance(40) or k == 0 else ()
        sketches.append(DatasetSketch(k, owner, level, access, purposes))
    return tuple(sketches)


def _funds(shape: Shape) -> tuple[FundSketch, ...]:
    draw = Draw(shape.seed, "funds")
    sketches: list[FundSketch] = []
    whole = ((0, shape.periods),)

    def add(department: int, scope: str, *categories: str) -> FundSketch:
        access = Access.model_validate({"scope": scope})
        fund = FundSketch(len(sketches), department, categories, access, whole)
        sketches.append(fund)
        return fund

    for d in range(shape.departments):
        add(d, "own", "general")
        add(d, "participants", "general")
        add(d, "participants", "capital")
        if draw.chance(40):
            add(d, "participants", "general", "capital")
    if shape.everything:
        # Few of these: funds with slots make every need of their category fall into slots.
        quarter = -(-shape.periods // 4)
        slots = tuple(
            (t, min(shape.periods, t + quarter)) for t in range(0, shape.periods, quarter)
        )
        for fund in draw.some(sketches, max(1, len(sketches) // 4)):
            fund.spans, fund.slotted, fund.roll_over = slots, True, draw.chance(50)
        for fund in draw.some(sketches, max(1, len(sketches) // 8)):
            fund.reserve_pct = draw.pick((0, 15))
        pooled = add(draw.integer(0, shape.departments - 1), "anyone", OUTSOURCING)
        pooled.reserve_pct = 0
        others = tuple(f"D{d}" for d in range(1, shape.departments))
        add(0, "anyone", "general").access = Access(scope="listed", departments=others)
    for fund in sketches:
        fund.asked, fund.peak = [0] * len(fund.spans), [0] * len(fund.spans)
    return tuple(sketches)


def finished_facilities(shape: Shape, means: Means) -> tuple[Facility, ...]:
    """Return the facilities, each with units for its demand over the contention wanted."""
    draw = Draw(shape.seed, "facility-units")
    return tuple(_facility(shape, draw, sketch) for sketch in means.facilities)


def _facility(shape: Shape, draw: Draw, sketch: FacilitySketch) -> Facility:
    most = int(sketch.peak.max())
    offered = -(-sketch.asked * 100 // (shape.contention_pct * shape.periods))
    kept = int(shape.everything and draw.chance(25))
    units = max(1, most, offered) + kept
    steps: list[Step] = []
    stretch = max(8, shape.periods // 2)
    for low in range(0, shape.periods - 4, stretch):  # maintenance, where no witness needs all
        start = draw.integer(low, min(low + stretch, shape.periods) - 3)
        if units > 1 and int(sketch.peak[start : start + 2].max()) < units - kept:
            steps.append(Step(start=start, end=start + 2, value=units - 1))
    nature = sketch.kind.nature
    facility = Facility(
        id=f"F{sketch.index}",
        name=Text(
            zh=f"{sketch.kind.zh} {sketch.index + 1} 号",
            en=f"{sketch.kind.en.capitalize()} {sketch.index + 1}"
            if sketch.kind.en[:3].islower()
            else f"{sketch.kind.en} {sketch.index + 1}",
        ),
        kind=f"K{KINDS.index(sketch.kind)}",
        department=f"D{sketch.department}",
        units=units,
        exceptions=tuple(steps),
        rate_cents=sketch.kind.rate_yuan * YUAN,
        access=sketch.access,
    )
    if not shape.everything:
        return facility
    channel = None
    if nature == "channel":
        channel = ChannelTerms(
            exclusive=sketch.index < shape.kinds or draw.chance(50),
            protection_periods=draw.integer(0, 3),
            referral_share_pct=draw.integer(1, 5),
        )
    limited = draw.chance(30)
    return facility.model_copy(
        update={
            "operator": sketch.operator,
            "security_level": sketch.security,
            "channel": channel,
            "keep_units": kept,
            "lend_limit_unit_periods": max(sketch.lent_most, units * shape.periods * 2 // 3)
            if limited
            else None,
            "note": "需持证操作 certified operators only" if sketch.operator else "",
        }
    )


def write_datasets(shape: Shape, means: Means) -> tuple[Dataset, ...]:
    """Return the datasets."""
    draw = Draw(shape.seed, "dataset-terms")
    datasets = []
    for sketch in means.datasets:
        zh, en = DATASETS[sketch.index % len(DATASETS)]
        datasets.append(
            Dataset(
                id=f"DS{sketch.index}",
                name=Text(zh=f"{zh} {sketch.index + 1}", en=f"{en} {sketch.index + 1}"),
                department=f"D{sketch.department}",
                security_level=sketch.level,
                fee_cents=draw.integer(0, 40) * 500 * YUAN,
                purposes=sketch.purposes,
                max_users=draw.integer(FEWEST_USERS, 6) if draw.chance(40) else None,
                access=sketch.access,
            )
        )
    return tuple(datasets)


def finished_funds(shape: Shape, means: Means, reserve_pct: int) -> tuple[Fund, ...]:
    """Return the funds, each with money for its demand over the contention wanted.

    ``reserve_pct`` is the policy's share for the fast lane; it comes on top.
    """
    funds = []
    for sketch in means.funds:
        reserve = reserve_pct if sketch.reserve_pct is None else sketch.reserve_pct
        amounts = []
        for asked, peak in zip(sketch.asked, sketch.peak, strict=True):
            spendable = max(peak, asked * 100 // shape.contention_pct, 10_000 * YUAN)
            gross = -(-spendable * 100 // (100 - reserve))
            amounts.append(-(-gross // (1000 * YUAN)) * 1000 * YUAN)
        slots = tuple(
            FundSlot(start=start, end=end, amount_cents=amount)
            for (start, end), amount in zip(sketch.spans, amounts, strict=True)
        )
        funds.append(
            Fund(
                id=f"B{sketch.index}",
                name=_fund_name(sketch),
                department=f"D{sketch.department}",
                amount_cents=0 if sketch.slotted else amounts[0],
                slots=slots if sketch.slotted else (),
                roll_over=sketch.roll_over,
                categories=sketch.categories,
                access=sketch.access,
                reserve_pct=sketch.reserve_pct,
            )
        )
    return tuple(funds)


_CATEGORIES = {
    ("general",): ("运行经费", "Running costs"),
    ("capital",): ("设备经费", "Capital"),
    ("general", "capital"): ("发展资金", "Development fund"),
    (OUTSOURCING,): ("外包资金", "Outsourcing fund"),
}


def _fund_name(sketch: FundSketch) -> Text:
    zh, en = _CATEGORIES[sketch.categories]
    if sketch.access.scope == "own":
        zh, en = f"部门{zh}", f"Own {en[0].lower()}{en[1:]}"
    return Text(zh=f"{zh} {sketch.index + 1}", en=f"{en} {sketch.index + 1}")

"""From one person, facility or fund to another."""

from __future__ import annotations

from optimizer.domain import FundPin, Mode, PersonPin, Pin, PlannedPackage, Project, Round
from scenarios.amendments.kinds import Transfer
from scenarios.amendments.refusals import refused, the_mode, the_package

__all__ = ["transfer"]


def transfer(round_: Round, project: Project, planned: PlannedPackage, asked: Transfer) -> Round:
    """Return the round in which another gives what one gives now.

    Raises
    ------
    BadScenario
        The one gives nothing to the need, or the other is not there.
    """
    mode = the_mode(the_package(project, planned.package), planned.mode)
    if any(line.need == asked.need and asked.subject in line.experts for line in planned.staffing):
        _check_known(asked, {expert.id for expert in round_.experts})
        return _staffed(round_, asked)
    if any((f.need, f.facility) == (asked.need, asked.subject) for f in planned.facilities):
        _check_known(asked, {facility.id for facility in round_.facilities})
        return _supplied(round_, project, planned, mode, asked)
    drawn = _drawn(planned, asked.need, asked.subject)
    if drawn and any(need.id == asked.need for need in mode.money):
        _check_known(asked, {fund.id for fund in round_.funds})
        return _paid(round_, planned, asked, drawn)
    raise refused(
        "gives-nothing",
        "/subject",
        f"“{asked.subject}”在该需求中没有投入。",
        f"{asked.subject!r} gives nothing to this need.",
        fix=("选择方案中列出的人员、设施或资金。", "Name who stands in the plan."),
        found=asked.subject,
    )


def _check_known(asked: Transfer, known: set[str]) -> None:
    if asked.to == asked.subject or (asked.to is not None and asked.to not in known):
        raise refused(
            "unknown-target",
            "/to",
            f"没有可接手的“{asked.to}”。",
            f"There is no {asked.to!r} to take it over.",
            fix=("选择轮次中的另一项。", "Name another one of the round."),
            found=asked.to,
        )


def _staffed(round_: Round, asked: Transfer) -> Round:
    moved = {asked.subject, asked.to}
    pins = [
        pin
        for pin in round_.pins
        if not (
            isinstance(pin, PersonPin)
            and (pin.project, pin.package, pin.need) == (asked.project, asked.package, asked.need)
            and pin.expert in moved
        )
    ]
    leaves = PersonPin(
        project=asked.project,
        package=asked.package,
        need=asked.need,
        expert=asked.subject,
        assigned=False,
    )
    pins.append(leaves)
    if asked.to is not None:
        pins.append(leaves.model_copy(update={"expert": asked.to, "assigned": True}))
    return round_.model_copy(update={"pins": tuple(pins)})


def _supplied(
    round_: Round, project: Project, planned: PlannedPackage, mode: Mode, asked: Transfer
) -> Round:
    if asked.to is None:
        raise refused(
            "facility-unnamed",
            "/to",
            "转移设施时须指明接手的设施。",
            "Say which facility takes over.",
            fix=("填写 to。", "Give `to`."),
        )
    facilities = tuple(
        need.model_copy(update={"kind": None, "facility": asked.to})
        if need.id == asked.need
        else need
        for need in mode.facilities
    )
    changed = mode.model_copy(update={"facilities": facilities})
    packages = tuple(
        p.model_copy(update={"modes": tuple(changed if m.id == mode.id else m for m in p.modes)})
        if p.id == planned.package
        else p
        for p in project.packages
    )
    whole = project.model_copy(update={"packages": packages})
    projects = tuple(whole if p.id == project.id else p for p in round_.projects)
    return round_.model_copy(update={"projects": projects})


def _paid(round_: Round, planned: PlannedPackage, asked: Transfer, drawn: int) -> Round:
    at = (asked.project, asked.package, asked.need)
    moved = {asked.subject, asked.to}
    pins: list[Pin] = [
        pin
        for pin in round_.pins
        if not (
            isinstance(pin, FundPin)
            and (pin.project, pin.package, pin.need) == at
            and (pin.fund in moved or asked.to is None)
        )
    ]
    project, package, need = at
    nothing = FundPin(
        project=project, package=package, need=need, fund=asked.subject, amount_cents=0
    )
    pins.append(nothing)
    if asked.to is not None:
        whole = drawn + _drawn(planned, asked.need, asked.to)
        pins.append(nothing.model_copy(update={"fund": asked.to, "amount_cents": whole}))
    return round_.model_copy(update={"pins": tuple(pins)})


def _drawn(planned: PlannedPackage, need: str, fund: str | None) -> int:
    lines = (line for line in planned.money if (line.need, line.fund) == (need, fund))
    return sum(line.amount_cents for line in lines)

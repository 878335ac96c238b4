"""A scenario: the hash of a base round and the changes made to it, in a small file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from optimizer.checks import check_round
from optimizer.checks.report import finding
from optimizer.domain import Round, Text
from optimizer.domain.types import Frozen
from optimizer.errors import BadFile, BadScenario
from optimizer.findings import Finding, Severity
from scenarios.changes.concessions import (
    DropPin,
    DropWindow,
    LowerLevel,
    MakeOptional,
    SetDeadline,
)
from scenarios.changes.consequences import follow_through
from scenarios.changes.departments import WithdrawDepartment
from scenarios.changes.facilities import AddFacility, CloseFacility, SetFacilityUnits
from scenarios.changes.money import ScaleFund, SetFund
from scenarios.changes.people import (
    AddExpert,
    HireExperts,
    LendExpert,
    RemoveExpert,
    TrainExpert,
)
from scenarios.changes.projects import AddProject, FinishProjectBy, ForceProject
from scenarios.changes.purchases import AddMoney, HirePerson, RentFacility
from scenarios.changes.rules import SetCostRule, SetFairness, SetLevels, SetLoadLimit, SetReserve
from scenarios.formats.source import parse_json, read_text
from scenarios.formats.structure import structure_findings

__all__ = [
    "AnyChange",
    "Applied",
    "Scenario",
    "apply_changes",
    "apply_scenario",
    "read_scenario",
    "write_scenario",
]

AnyChange = Annotated[
    ScaleFund
    | SetFund
    | AddExpert
    | HireExperts
    | RemoveExpert
    | LendExpert
    | TrainExpert
    | AddFacility
    | CloseFacility
    | SetFacilityUnits
    | WithdrawDepartment
    | ForceProject
    | FinishProjectBy
    | AddProject
    | HirePerson
    | RentFacility
    | AddMoney
    | SetDeadline
    | LowerLevel
    | MakeOptional
    | DropWindow
    | DropPin
    | SetLevels
    | SetFairness
    | SetCostRule
    | SetReserve
    | SetLoadLimit,
    Field(discriminator="kind"),
]


class Scenario(Frozen):
    """Named changes to one round; made in their order."""

    schema_version: Literal["1.0"] = "1.0"
    name: Text = Text()
    base_hash: str | None = None
    """``content_hash`` of the round the changes were written for; ``None``: any round."""
    changes: tuple[AnyChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """The changed round, each change as a sentence, and what else followed from them."""

    round: Round
    sentences: tuple[Text, ...]
    notes: tuple[Text, ...]


def apply_scenario(base: Round, scenario: Scenario) -> Applied:
    """Return the round that a scenario makes of its base.

    Raises
    ------
    BadScenario
        The scenario was written for another round, a change can't be made, or the changed round has
        errors that the base has not. Every finding at once, placed in the scenario or the round.
    """
    if scenario.base_hash is not None and scenario.base_hash != base.content_hash():
        raise BadScenario(
            [
                finding(
                    "scenario.other-base",
                    "/base_hash",
                    "该情景是为另一轮次编写的。",
                    "The scenario was written for another round.",
                    fix=(
                        "选择对应的轮次，或去掉 base_hash。",
                        "Take that round, or drop base_hash.",
                    ),
                    found=scenario.base_hash,
                    expected=base.content_hash(),
                )
            ]
        )
    return apply_changes(base, scenario.changes)


def apply_changes(base: Round, changes: tuple[AnyChange, ...]) -> Applied:
    """Return the round after changes made one after the other; see :func:`apply_scenario`."""
    round_ = base
    sentences: list[Text] = []
    notes: list[Text] = []
    findings: list[Finding] = []
    for index, change in enumerate(changes):
        try:
            changed, followed = follow_through(round_, change.apply(round_))
            sentences.append(change.sentence(round_))
        except BadScenario as error:
            findings += [_inside(item, index) for item in error.findings]
            continue
        round_ = changed
        notes += followed
    if findings:
        raise BadScenario(findings)
    if changes:
        findings = _new_errors(base, round_)
    if findings:
        raise BadScenario(findings)
    return Applied(round_, tuple(sentences), tuple(notes))


def _inside(item: Finding, index: int) -> Finding:
    place = replace(item.place, pointer=f"/changes/{index}{item.place.pointer}")
    return replace(item, place=place)


def _new_errors(base: Round, changed: Round) -> list[Finding]:
    """Return the errors of the changed round that the base has not (by code and subject)."""
    found = [f for f in check_round(changed) if f.severity is Severity.ERROR]
    if not found:
        return []
    old = {(f.code, f.subject, f.found) for f in check_round(base)}
    return [f for f in found if (f.code, f.subject, f.found) not in old]


def read_scenario(path: Path) -> Scenario:
    """Return the scenario in a JSON file.

    Raises
    ------
    BadFile
        The file can't be read, or holds no scenario.
    """
    data = parse_json(read_text(path), path.name)
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise BadFile(structure_findings(error, path.name)) from error


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as a small JSON file; what equals its default is left out."""
    document = scenario.model_dump(mode="json", exclude_defaults=True)
    for given, change in zip(document.get("changes", ()), scenario.changes, strict=True):
        given["kind"] = change.kind
    text = json.dumps({"schema_version": "1.0", **document}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")

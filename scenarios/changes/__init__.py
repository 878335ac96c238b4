"""Named changes to a round: the what of what-if.

A change is pure and reads as a sentence; a scenario is the hash of a base round and its changes.
"""

from scenarios.changes.change import RoundChange
from scenarios.changes.concessions import (
    DropPin,
    DropWindow,
    LowerLevel,
    MakeOptional,
    SetDeadline,
)
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
from scenarios.changes.scenario import (
    AnyChange,
    Applied,
    Scenario,
    apply_changes,
    apply_scenario,
    read_scenario,
    write_scenario,
)

__all__ = [
    "AddExpert",
    "AddFacility",
    "AddMoney",
    "AddProject",
    "AnyChange",
    "Applied",
    "CloseFacility",
    "DropPin",
    "DropWindow",
    "FinishProjectBy",
    "ForceProject",
    "HireExperts",
    "HirePerson",
    "LendExpert",
    "LowerLevel",
    "MakeOptional",
    "RemoveExpert",
    "RentFacility",
    "RoundChange",
    "ScaleFund",
    "Scenario",
    "SetCostRule",
    "SetDeadline",
    "SetFacilityUnits",
    "SetFairness",
    "SetFund",
    "SetLevels",
    "SetLoadLimit",
    "SetReserve",
    "TrainExpert",
    "WithdrawDepartment",
    "apply_changes",
    "apply_scenario",
    "read_scenario",
    "write_scenario",
]

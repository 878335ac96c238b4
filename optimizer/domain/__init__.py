"""The domain: what goes into the optimizer and what comes out."""

from optimizer.domain.calendar import Calendar, PeriodKind
from optimizer.domain.outcome import (
    Blocker,
    Change,
    Conflict,
    LevelResult,
    Outcome,
    Provenance,
    Rejection,
    Status,
    gap_between,
)
from optimizer.domain.pins import FundPin, ModePin, PersonPin, Pin, ProjectPin, StartPin, WindowPin
from optimizer.domain.plan import (
    Baseline,
    ChangeWeights,
    FacilityLine,
    MoneyLine,
    Plan,
    PlannedPackage,
    PlannedProject,
    StaffingLine,
)
from optimizer.domain.policy import (
    AuthorityLimit,
    FairnessPolicy,
    ObjectiveLevel,
    PeopleWeights,
    Policy,
    Term,
    TierWeight,
)
from optimizer.domain.projects import (
    Benefit,
    DatasetNeed,
    FacilityNeed,
    Mode,
    MoneyNeed,
    NeedRef,
    Outsource,
    Predecessor,
    Prerequisite,
    Project,
    StaffingNeed,
    WorkPackage,
)
from optimizer.domain.resources import (
    ChannelTerms,
    Dataset,
    Department,
    Expert,
    ExpertSkill,
    Facility,
    Fund,
    FundSlot,
    Leave,
    Skill,
)
from optimizer.domain.round import Round
from optimizer.domain.types import Access, SecurityLevel, Step, Text

__all__ = [
    "Access", "AuthorityLimit", "Baseline", "Benefit", "Blocker", "Calendar", "Change",
    "ChangeWeights", "ChannelTerms", "Conflict", "Dataset", "DatasetNeed", "Department", "Expert",
    "ExpertSkill", "Facility", "FacilityLine", "FacilityNeed", "FairnessPolicy", "Fund", "FundPin",
    "FundSlot", "Leave", "LevelResult", "Mode", "ModePin", "MoneyLine", "MoneyNeed", "NeedRef",
    "ObjectiveLevel", "Outcome", "Outsource", "PeopleWeights", "PeriodKind", "PersonPin", "Pin",
    "Plan", "PlannedPackage", "PlannedProject", "Policy", "Predecessor", "Prerequisite", "Project",
    "ProjectPin", "Provenance", "Rejection", "Round", "SecurityLevel", "Skill", "StaffingLine",
    "StaffingNeed", "StartPin", "Status", "Step", "Term", "Text", "TierWeight", "WindowPin",
    "WorkPackage", "gap_between",
]  # fmt: skip

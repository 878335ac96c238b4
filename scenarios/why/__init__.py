"""Why: explanations of a solved round, each held to the round that it is about by solving it."""

from optimizer.explain.offers import PriceList
from scenarios.why.clash import explain_clash
from scenarios.why.documents import (
    Binding,
    ChangeWorth,
    ClashAnswer,
    Displaced,
    FamilyConflict,
    Forced,
    LevelDelta,
    PersonAnswer,
    PersonOption,
    ProjectAnswer,
    Purchase,
    Relaxing,
    Remedy,
    ScarceAnswer,
    SkillGap,
    UnitWorth,
)
from scenarios.why.person import explain_person, places_of
from scenarios.why.project import explain_project
from scenarios.why.scarce import explain_scarcity

__all__ = [
    "Binding",
    "ChangeWorth",
    "ClashAnswer",
    "Displaced",
    "FamilyConflict",
    "Forced",
    "LevelDelta",
    "PersonAnswer",
    "PersonOption",
    "PriceList",
    "ProjectAnswer",
    "Purchase",
    "Relaxing",
    "Remedy",
    "ScarceAnswer",
    "SkillGap",
    "UnitWorth",
    "explain_clash",
    "explain_person",
    "explain_project",
    "explain_scarcity",
    "places_of",
]

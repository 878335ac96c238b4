"""Why: explanations of a solved round, each held to the round that it is about by solving it."""

from optimizer.explain.offers import PriceList
from scenarios.why.documents import (
    Binding,
    Displaced,
    FamilyConflict,
    Forced,
    LevelDelta,
    PersonAnswer,
    PersonOption,
    ProjectAnswer,
    Purchase,
    Remedy,
)
from scenarios.why.person import explain_person, places_of
from scenarios.why.project import explain_project

__all__ = [
    "Binding",
    "Displaced",
    "FamilyConflict",
    "Forced",
    "LevelDelta",
    "PersonAnswer",
    "PersonOption",
    "PriceList",
    "ProjectAnswer",
    "Purchase",
    "Remedy",
    "explain_person",
    "explain_project",
    "places_of",
]

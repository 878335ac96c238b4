"""The form 立项申请表 as data: a project's fields, and those of its work packages.

The form shows every way (mode) of doing each package, the first beside the package itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from api.console.fields import Field, RowShown, Table, read_form, shown_fields, shown_rows
from api.console.forms import whole_number

__all__ = [
    "PackageShown",
    "WayShown",
    "project_of",
    "shown_packages",
    "shown_project",
    "shown_tables",
]

_HINT = "request.period-hint"
FIELDS = (
    Field("id", "request.id", must=True, hint="request.id-hint", fixed=True),
    Field("title.zh", "request.title-zh"),
    Field("title.en", "request.title-en"),
    Field("sponsor", "request.sponsor", "departments", must=True),
    Field("tier", "request.tier", "tiers", must=True),
    Field("security_level", "request.security", "security", must=True),
    Field("background.zh", "request.background-zh", "area"),
    Field("background.en", "request.background-en", "area"),
    Field("goals.zh", "request.goals-zh", "area"),
    Field("goals.en", "request.goals-en", "area"),
    Field("expected_results.zh", "request.results-zh", "area"),
    Field("expected_results.en", "request.results-en", "area"),
    Field("participants", "request.participants", "many:departments"),
    Field("earliest_start", "request.earliest", "whole", must=True, hint=_HINT, least=0),
    Field("due", "request.due", "whole", hint=_HINT, least=0),
    Field("deadline", "request.deadline", "whole", hint=_HINT, least=0),
    Field("late_penalty_cents", "request.late", "money"),
    Field("exclusive_group", "request.group", "code", hint="request.group-hint"),
    Field("requested_experts", "request.experts", "comma", hint="inventory.comma"),
    Field("mandatory", "request.mandatory", "check"),
)
TABLES = (
    Table(
        "benefits",
        "request.benefits",
        (
            Field("department", "inventory.department", "departments"),
            Field("value", "request.benefit-value", "whole", least=0),
        ),
    ),
)
PACKAGE = (
    Field("id", "request.package-id", must=True),
    Field("name.zh", "request.package-zh"),
    Field("name.en", "request.package-en"),
)
MODE = (
    Field("duration", "request.duration", "whole", must=True, least=0),
    Field("max_duration", "request.max-duration", "whole", least=0),
)
WAY = Field("id", "request.way-id", must=True, hint="request.way-hint", fixed=True)
BEFORE = Table(
    "predecessors",
    "request.before",
    (
        Field("package", "request.before-id"),
        Field("min_lag", "request.lag", "whole"),
    ),
)
NEEDS = (
    Table(
        "staffing",
        "request.staffing",
        (
            Field("skill", "request.skill", "skills"),
            Field("min_level", "request.level", "whole", least=1, most=5),
            Field("headcount", "request.headcount", "whole", least=1),
            Field("load_pct", "request.load", "whole", least=1, most=100),
        ),
    ),
    Table(
        "facilities",
        "request.facilities",
        (
            Field("kind", "request.facility-kind", "facility kinds"),
            Field("facility", "request.facility", "facilities"),
            Field("units", "request.units", "whole", least=1),
        ),
        hint="request.facility-hint",
        keys=2,
    ),
    Table(
        "money",
        "request.money",
        (
            Field("category", "request.category", "categories"),
            Field("amount_cents", "request.amount", "money"),
            Field("timing", "request.timing", "timing"),
        ),
    ),
    Table(
        "datasets",
        "request.datasets",
        (
            Field("dataset", "request.dataset", "datasets"),
            Field("purpose", "request.purpose"),
        ),
    ),
)
_LETTERS = {"staffing": "s", "facilities": "f", "money": "m"}
NEW = {"tier": 3, "earliest_start": 0, "security_level": "general-1", "packages": [{}]}
"""What a new form begins with."""


@dataclass(frozen=True, slots=True)
class WayShown:
    """Another way of doing a package, as the form shows it.

    Attributes
    ----------
    prefix : str
        What the names of its fields begin with.
    id : str
        Empty for a new one.
    fields, tables : list
    """

    prefix: str
    id: str
    fields: list[tuple[Field, Any]]
    tables: list[tuple[Table, list[RowShown]]]


@dataclass(frozen=True, slots=True)
class PackageShown:
    """A work package as the form shows it.

    Attributes
    ----------
    prefix : str
        What the names of its fields begin with.
    fields : list
        Fields with values: the package's, then its first mode's.
    tables : list
        Tables with rows: packages before, then needs.
    ways : list of WayShown
        The modes after the first.
    """

    prefix: str
    fields: list[tuple[Field, Any]]
    tables: list[tuple[Table, list[RowShown]]]
    ways: list[WayShown]


def shown_project(document: Mapping[str, Any], currency: str) -> list[tuple[Field, Any]]:
    """Return the project's own fields with their values."""
    return shown_fields(FIELDS, document, currency)


def shown_tables(document: Mapping[str, Any], currency: str) -> list[tuple[Table, list[RowShown]]]:
    """Return the project's own tables with their rows."""
    return [(table, shown_rows(table, document, currency)) for table in TABLES]


def shown_packages(document: Mapping[str, Any], currency: str) -> list[PackageShown]:
    """Return the work packages as the form shows them."""
    shown = []
    for at, package in enumerate(document.get("packages") or [{}]):
        mode, *others = package.get("modes") or [{}]
        fields = shown_fields(PACKAGE, package, currency) + shown_fields(MODE, mode, currency)
        tables = [(BEFORE, shown_rows(BEFORE, package, currency))]
        tables += [(table, shown_rows(table, mode, currency)) for table in NEEDS]
        ways = [
            WayShown(
                f"p{at}-m{number}-",
                str(way.get("id", "")),
                shown_fields((WAY, *MODE), way, currency),
                [(table, shown_rows(table, way, currency)) for table in NEEDS],
            )
            for number, way in enumerate(others, start=1)
        ]
        shown.append(PackageShown(f"p{at}-", fields, tables, ways))
    return shown


def project_of(before: Mapping[str, Any], form: FormData, currency: str) -> dict[str, Any]:
    """Return the project that a form says.

    Parameters
    ----------
    before : mapping
        The project so far; empty for a new one.
    form : FormData
    currency : str

    Raises
    ------
    Problem
        ``malformed`` for something that is no number where one is asked for.
    """
    document = read_form(FIELDS, TABLES, before, form, currency)
    document = {name: value for name, value in document.items() if value not in (None, "")}
    held = {str(package.get("id")): package for package in before.get("packages", ())}
    packages = []
    for at in range(whole_number(form.get("packages"), 0) or 0):
        id_ = str(form.get(f"p{at}-id") or "").strip()
        if id_:
            packages.append(_package(held.get(id_, {}), form, currency, f"p{at}-"))
    return {**document, "packages": packages}


def _package(
    before: Mapping[str, Any], form: FormData, currency: str, prefix: str
) -> dict[str, Any]:
    package = read_form(PACKAGE, (BEFORE,), before, form, currency, prefix)
    first, *others = before.get("modes") or [{"id": "standard"}]
    ways = [_way(first, form, currency, prefix)]
    if f"{prefix}modes" in form:
        held = {str(way["id"]): way for way in others}
        for number in range(1, whole_number(form.get(f"{prefix}modes"), 1) or 1):
            here = f"{prefix}m{number}-"
            id_ = str(form.get(f"{here}id") or "").strip()
            if id_ and not form.get(f"{here}gone"):
                ways.append(_way(held.get(id_, {"id": id_}), form, currency, here))
    else:
        ways += others
    return {**package, "modes": ways}


def _way(before: Mapping[str, Any], form: FormData, currency: str, prefix: str) -> dict[str, Any]:
    mode = read_form(MODE, NEEDS, before, form, currency, prefix)
    for name, letter in _LETTERS.items():
        mode[name] = _with_ids(mode.get(name, []), letter)
    return mode


def _with_ids(needs: list[dict[str, Any]], letter: str) -> list[dict[str, Any]]:
    """Return the needs, each new one with an id that no other has."""
    taken = {need["id"] for need in needs if "id" in need}
    free = (f"{letter}{number}" for number in range(1, 10_000))
    free_ids = (id_ for id_ in free if id_ not in taken)
    return [need if "id" in need else {**need, "id": next(free_ids)} for need in needs]

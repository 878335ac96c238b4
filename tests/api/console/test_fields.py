"""Forms as data: what is typed becomes a document, and what is not shown stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import FormData, UploadFile

from api.console.fields import Field, Table, read_form, shown_fields, shown_rows
from api.console.project_form import project_of, shown_packages, shown_project, shown_tables
from api.problems import Problem
from optimizer.domain import Project
from scenarios.sample import sample_round

NAME = Field("name.zh", "w")
UNITS = Field("units", "w", "whole")
RATE = Field("rate_cents", "w", "money")
TAGS = Field("tags", "w", "comma")
OPEN = Field("open", "w", "check")
SKILLS = Table("skills", "w", (Field("skill", "w", "skills"), Field("level", "w", "whole")))


def read(form: dict[str, str], before: dict[str, Any], currency: str = "CNY") -> dict[str, Any]:
    fields = (NAME, UNITS, RATE, TAGS, OPEN)
    return read_form(fields, (SKILLS,), before, FormData(form), currency)


def test_what_a_form_does_not_show_stays() -> None:
    before = {"name": {"zh": "甲", "en": "A"}, "note": "kept", "open": True}
    made = read({"name-zh": "乙"}, before)
    assert made == {"name": {"zh": "乙", "en": "A"}, "note": "kept", "open": False}
    assert before["name"] == {"zh": "甲", "en": "A"}


@pytest.mark.parametrize(
    ("typed", "currency", "cents"),
    [("1,234.5", "CNY", 123450), ("", "CNY", 0), ("7", "JPY", 7), ("1.234", "KWD", 1234)],
)
def test_amounts_are_typed_in_units_and_kept_in_minor_units(
    typed: str, currency: str, cents: int
) -> None:
    made = read({"rate_cents": typed}, {}, currency)
    assert made["rate_cents"] == cents
    assert read({"rate_cents": shown(made, currency)}, {}, currency)["rate_cents"] == cents


def shown(document: dict[str, Any], currency: str) -> str:
    return str(shown_fields((RATE,), document, currency)[0][1])


@pytest.mark.parametrize("form", [{"units": "1.5"}, {"units": "x"}, {"rate_cents": "1.005"}])
def test_what_is_no_number_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        read(form, {})
    assert caught.value.code == "malformed"


def test_lists_take_commas_of_both_scripts() -> None:
    assert read({"tags": " a, b，c ,"}, {})["tags"] == ["a", "b", "c"]


def test_rows_are_known_by_their_ids_wherever_they_stand() -> None:
    table = Table("needs", "w", (Field("skill", "w"), Field("level", "w", "whole")))
    before = {"needs": [{"id": "s1", "skill": "x", "hidden": 1}, {"id": "s2", "skill": "y"}]}
    form = FormData(
        {
            "needs-rows": "3",
            "needs-0-id": "s2", "needs-0-skill": "y", "needs-0-level": "3",
            "needs-1-id": "s1", "needs-1-skill": "z", "needs-1-level": "",
            "needs-2-skill": "", "needs-2-level": "",
        }
    )  # fmt: skip
    assert read_form((), (table,), before, form, "CNY")["needs"] == [
        {"id": "s2", "skill": "y", "level": 3},
        {"id": "s1", "skill": "z", "hidden": 1},
    ]


def test_a_form_offers_empty_rows() -> None:
    rows = shown_rows(SKILLS, {"skills": [{"skill": "test", "level": 2}]}, "CNY")
    assert [value for _, value in rows[0].fields] == ["test", "2"]
    assert len(rows) > 1
    assert all(value == "" for row in rows[1:] for _, value in row.fields)


@pytest.mark.parametrize("project", sample_round().projects, ids=lambda project: project.id)
def test_saving_a_request_untouched_changes_nothing(project: Project) -> None:
    """Every field of every project of the sample, through the form and back."""
    document = project.model_dump(mode="json")
    made = project_of(document, as_filled_in(document), "CNY")
    assert Project.model_validate(made) == project


def as_filled_in(document: dict[str, Any]) -> FormData:
    """What a browser sends of the form that shows a document."""
    typed: list[tuple[str, str | UploadFile]] = []

    def add(fields: list[tuple[Field, Any]], prefix: str) -> None:
        for field, value in fields:
            if field.kind.startswith("many:"):
                typed.extend((prefix + field.name, chosen) for chosen in value)
            elif field.kind != "check" or value:
                typed.append((prefix + field.name, value))

    def add_tables(tables: list[Any], prefix: str) -> None:
        for table, rows in tables:
            typed.append((f"{prefix}{table.path}-rows", str(len(rows))))
            for at, row in enumerate(rows):
                typed.append((f"{prefix}{table.path}-{at}-id", row.id))
                add(row.fields, f"{prefix}{table.path}-{at}-")

    add(shown_project(document, "CNY"), "")
    add_tables(shown_tables(document, "CNY"), "")
    packages = shown_packages(document, "CNY")
    typed.append(("packages", str(len(packages))))
    for package in packages:
        add(package.fields, package.prefix)
        add_tables(package.tables, package.prefix)
        typed.append((f"{package.prefix}modes", str(len(package.ways) + 1)))
        for way in package.ways:
            add(way.fields, way.prefix)
            add_tables(way.tables, way.prefix)
    return FormData(typed)


def test_every_way_of_doing_a_package_is_edited() -> None:
    need = {"id": "s1", "skill": "x", "min_level": 1, "headcount": 1, "load_pct": 100}
    ways = [{"id": name, "duration": 2, "staffing": [need]} for name in ("here", "abroad", "never")]
    before = {"id": "P", "packages": [{"id": "A", "modes": ways}]}
    form = dict(as_filled_in(before))
    form |= {"p0-m1-duration": "5", "p0-m1-staffing-0-headcount": "2", "p0-m2-gone": "1"}
    form |= {"p0-modes": "4", "p0-m3-id": "bought", "p0-m3-duration": "1"}
    made = project_of(before, FormData(form), "CNY")["packages"][0]["modes"]
    assert [(way["id"], way["duration"]) for way in made] == [
        ("here", 2), ("abroad", 5), ("bought", 1),
    ]  # fmt: skip
    assert made[1]["staffing"][0]["headcount"] == 2
    assert made[1]["staffing"][0]["id"] == "s1"

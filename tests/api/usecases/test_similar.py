"""Requests that are like one another, as far as somebody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access import Actor, GrantedRole, Role
from api.store import Database, principals
from api.store import requests as store
from api.usecases.similar import similar_requests

OFFICE = Actor("o", "O", (GrantedRole(Role.OFFICE),))
LAB = Actor("l", "L", (GrantedRole(Role.CONTACT, department="lab"),))


def project(id_: str, sponsor: str, title: str, *skills: str) -> dict[str, Any]:
    staffing = [{"id": f"s{at}", "skill": skill} for at, skill in enumerate(skills)]
    modes = [{"id": "m", "duration": 1, "staffing": staffing}]
    text = {"zh": title} if title[0] > "z" else {"en": title}
    packages = [{"id": "A", "modes": modes}]
    return {"id": id_, "sponsor": sponsor, "title": text, "packages": packages}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    made.migrate()
    with made.writing() as session:
        author = principals.add_principal(session, "X", "x", []).id
        for document in (
            project("P1", "lab", "Hydraulic pump rig", "test", "design"),
            project("P2", "data", "Data platform", "code"),
            project("P3", "data", "水泵效率试验", "test"),
        ):
            store.add_request(
                session, document["id"], document["sponsor"], author, "approved", document
            )
    yield made
    made.close()


def test_what_is_in_common_is_told_and_the_nearest_comes_first(database: Database) -> None:
    with database.reading() as session:
        asked = project("N", "lab", "Second hydraulic pump", "test", "design")
        first, *others = similar_requests(session, OFFICE, asked)
        assert first.row.key == "P1"
        assert (first.same_sponsor, first.skills) == (True, ("design", "test"))
        assert first.words == ("hydraulic", "pump")
        assert [found.row.key for found in others] == ["P3"]
        assert first.score > others[0].score


def test_chinese_titles_share_pairs_of_characters(database: Database) -> None:
    with database.reading() as session:
        found = similar_requests(session, OFFICE, project("N", "lab", "水泵可靠性试验"))
        assert [item.row.key for item in found] == ["P3"]
        assert set(found[0].words) == {"水泵", "试验"}


def test_nobody_is_shown_what_they_do_not_see_nor_itself(database: Database) -> None:
    with database.reading() as session:
        asked = project("N", "lab", "水泵效率试验", "test", "design")
        assert {item.row.key for item in similar_requests(session, LAB, asked)} == {"P1"}
        same = project("P3", "data", "水泵效率试验", "test")
        assert "P3" not in {item.row.key for item in similar_requests(session, OFFICE, same)}
        assert similar_requests(session, OFFICE, {"id": "N"}) == []

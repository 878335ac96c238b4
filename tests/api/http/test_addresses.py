"""Ids of any signs in addresses: of projects and departments, in the API, the pages, the client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from api.access import GrantedRole, Role
from api.access.life import RoundState
from api.client import Client, Figures
from api.http.addresses import WholeIds
from api.http.route import OpenRoute
from api.store import principals, rounds, runs
from api.store.runs import RunState
from api.usecases.review import publish, put_under_review
from optimizer.domain import Outcome, Round
from tests.api.http.planned import Planned, planned_in, planned_round
from tests.api.http.published import get
from tests.api.http.service import Service

PROJECT, DEPARTMENT = "2026/7 联合?#100%2F..&x", "数据/部"
T = TypeVar("T", Round, Outcome)
AWKWARD = [PROJECT, "a/b", "/", "..a", "%2F", "%252F", "100%", "?q=1#x", "空 格", "a;b=c", "A\\B"]


@pytest.mark.parametrize("id_", AWKWARD)
def test_an_id_comes_whole_through_an_address(id_: str) -> None:
    router = APIRouter(route_class=OpenRoute)

    @router.get("/of/{id_}/at/{number}")
    def read(id_: str, number: int) -> dict[str, Any]:
        return {"id": id_, "number": number}

    app = FastAPI()
    app.add_middleware(WholeIds)
    app.state.settings = type("Settings", (), {"upload_bytes": 100})
    app.include_router(router)
    client = TestClient(app)
    answer = client.get(f"/of/{quote(id_, safe='')}/at/7")
    assert answer.json() == {"id": id_, "number": 7}
    if "/" in id_.strip("/"):
        assert client.get(f"/of/{quote(id_)}/at/7").status_code == 404


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    """A service with two rounds of awkward ids: one under review, one published."""
    planned = planned_in(Path(tmp_path_factory.mktemp("awkward")))
    planned.service.app.state.engine.enqueue = lambda _: None
    round_, outcome = planned_round()
    named, plan = _renamed(round_), _renamed(outcome)
    with planned.service.database.writing() as session:
        for name, grant in (
            ("data", GrantedRole(Role.CONTACT, department=DEPARTMENT)),
            ("team", GrantedRole(Role.TEAM, project=PROJECT)),
        ):
            made = principals.add_principal(session, f"awkward {name}", f"awkward {name}", [grant])
            secret = principals.issue_key(session, made.id, "test")[1]
            planned.service.headers[name] = {"Authorization": f"Bearer {secret}"}
        office = planned.actor(session, "office")
        for state in (RoundState.FROZEN, RoundState.DECIDED):
            row = rounds.add_round(session, "A", state, {})
            row.snapshot_hash = rounds.keep_snapshot(session, named)
            run = runs.add_run(session, row.id, row.snapshot_hash, {}, office.id)
            run.state, run.outcome = RunState.DONE, plan.model_dump_json()
            row.run_id = run.id
            session.flush()
            if state is RoundState.FROZEN:
                put_under_review(session, office, row, run.id)
                planned.at, planned.run = f"/v1/rounds/{row.id}", f"/v1/runs/{run.id}"
            else:
                publish(session, office, row)
                planned.ids["published"] = row.id
    yield planned
    planned.service.database.close()


def _renamed(thing: T) -> T:
    text = thing.model_dump_json()
    for old, new in (("P1", PROJECT), ("data", DEPARTMENT)):
        text = text.replace(f'"{old}"', f'"{new}"')
    return type(thing).model_validate_json(text)


def test_the_api_finds_what_has_awkward_ids(awkward: Planned) -> None:
    project, department = quote(PROJECT, safe=""), quote(DEPARTMENT, safe="")
    published = f"/v1/rounds/{awkward.ids['published']}"
    for who, at in (
        ("team", f"{awkward.at}/proposals/{project}"),
        ("data", f"{awkward.at}/proposals/{project}"),
        ("team", f"{awkward.at}/proposals/{project}/calendar.ics"),
        ("office", f"{awkward.at}/chains/project/{project}"),
        ("data", f"{published}/statements/{department}"),
        ("office", f"{published}/statements/{department}"),
    ):
        answer = get(awkward, who, at)
        assert answer.status_code == 200, f"{at}: {answer.text}"
    assert get(awkward, "lab", f"{published}/statements/{department}").status_code == 404


def test_every_link_of_a_page_leads_somewhere(awkward: Planned) -> None:
    """Pages quote ids as the service reads them: each link to the awkward project is followed."""
    round_, run = awkward.at.rsplit("/", 1)[1], awkward.run.rsplit("/", 1)[1]
    followed = set()
    for page in (
        "/projects",
        f"/rounds/{round_}/proposals/{quote(PROJECT, safe='')}",
        f"/rounds/{round_}/chains/project/{quote(PROJECT, safe='')}",
        f"/runs/{run}/projects/{quote(PROJECT, safe='')}",
        f"/runs/{run}/plan",
        f"/runs/{run}/timeline",
        "/inbox",
    ):
        shown = get(awkward, "office", page)
        assert shown.status_code == 200, f"{page}: {shown.text[:500]}"
        for link in re.findall(r'href="([^"]+)"', shown.text):
            if "2026" in link and link not in followed:
                followed.add(link)
                answer = get(awkward, "office", link.replace("&amp;", "&"))
                assert answer.status_code == 200, f"{page}: {link}: {answer.status_code}"
    assert len(followed) >= 3


def test_the_client_quotes_ids(awkward: Planned) -> None:
    def client(who: str) -> Client:
        key = awkward.service.headers[who]["Authorization"].removeprefix("Bearer ")
        return Client("", key, http=awkward.service.client)

    published = awkward.ids["published"]
    assert client("team").review.proposal(published, PROJECT).project == PROJECT
    assert b"BEGIN:VCALENDAR" in client("team").review.calendar(published, PROJECT)
    assert client("data").delivery.bill(published, DEPARTMENT).statement.department == DEPARTMENT
    client("data").delivery.report(published, PROJECT, Figures(cost_cents=7))
    assert client("data").delivery.reported(published, PROJECT).project == PROJECT


def test_ids_that_no_address_holds_are_refused_at_the_door(service: Service) -> None:
    for id_ in (".", "..", "a\x00", "a\tb"):
        made = service.client.post(
            "/v1/inventory/departments", json={"id": id_}, headers=service.headers["office"]
        )
        assert made.status_code == 422, id_
        assert made.json()["findings"][0]["place"]["pointer"] == "/id"
